"""The words of a comment as they were typed: of any length, in any script, to be selected and
copied, and never wider than their room, whatever address stands in them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QTextDocument, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit

_WIDTH = 200


class CommentWords(QTextEdit):
    """As high as its words are at its width."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("words")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(text)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._measure = QTextDocument(self)
        for document in (self.document(), self._measure):
            document.setDocumentMargin(0)
            option = document.defaultTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            document.setDefaultTextOption(option)
            document.setPlainText(text)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self.ensurePolished()  # it has another font before
        self._measure.setDefaultFont(self.font())
        self._measure.setTextWidth(width)
        return round(self._measure.size().height() + 0.5)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().lineSpacing())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """What lies around it scrolls."""
        event.ignore()

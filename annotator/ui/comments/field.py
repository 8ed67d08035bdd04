"""Where a comment is written: as high as its words, sent by Ctrl+Enter or by its button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.actions import keys_text
from annotator.ui.plain import KeyButton, typed_in
from annotator.ui.theme import Theme

SEND_KEY = "Ctrl+Enter"
_LINES = 8


class CommentField(QPlainTextEdit):
    """Ctrl+Enter sends, whatever else the window does by it."""

    sent = Signal()
    reshaped = Signal()
    """It has another width, and so another number of lines."""

    def __init__(self) -> None:
        super().__init__()
        # Else the layouts around it take half of the room that is left below.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _sends(event):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.reshaped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _sends(event):
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class Compose(QWidget):
    """The field with what can be done with the words in it."""

    sent = Signal()
    cancelled = Signal()
    typed = Signal()
    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._can_cancel = False
        self._written = False
        self.words = CommentField()
        self.words.setTabChangesFocus(True)
        self._send = KeyButton("Send", "Send the comment", kind="outlined")
        self._send.show_key(keys_text((SEND_KEY,)))
        self._send.clicked.connect(self.sent)
        self._cancel = QPushButton("Cancel")
        self._cancel.setProperty("kind", "quiet")
        self._cancel.setAccessibleName("Cancel the comment")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.words)
        column.addLayout(row)
        self.words.sent.connect(self.sent)
        self.words.textChanged.connect(self._on_typing)
        self.words.reshaped.connect(self._fit)
        theme.changed.connect(self._fit)
        self.ask_for("Write a comment", "Send", cancel=False)

    def ask_for(self, what: str, button: str, *, cancel: bool) -> None:
        """Say what is to be written here, and what the button does; `cancel`: one can leave it."""
        self.words.setPlaceholderText(what)
        self.words.setAccessibleName(what)
        self._send.setText(button)
        self._send.setAccessibleName(f"{button} the comment")
        self._can_cancel = cancel
        self._fit()

    def text(self) -> str:
        """What is written so far."""
        return typed_in(self.words)

    def show_text(self, text: str) -> None:
        """Show other words than those that were typed last."""
        if self.text() != text:
            self.words.blockSignals(True)
            self.words.setPlainText(text)
            self.words.blockSignals(False)
        self._fit()

    def write(self) -> None:
        """Go to the end of the words."""
        cursor = self.words.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.words.setTextCursor(cursor)
        self.words.setFocus()

    def _on_typing(self) -> None:
        self._fit()
        self.typed.emit()

    def _fit(self) -> None:
        written = bool(self.text())
        self._send.setVisible(written)
        self._cancel.setVisible(self._can_cancel)
        lines = min(_LINES, max(1, round(self.words.document().size().height())))
        height = self.words.fontMetrics().lineSpacing() * lines + 22
        if height != self.words.height() or self._written is not written:
            self._written = written
            self.words.setFixedHeight(height)
            self.resized.emit()


def _sends(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        == Qt.KeyboardModifier.ControlModifier
    )

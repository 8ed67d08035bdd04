"""What a person can mend, said at the top of the window; never a box in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.plain import plain

_NOTICE_MS = 8_000


class MessageBar(QWidget):
    """A problem stays until it is dismissed or solved; a notice goes by itself."""

    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Message")
        self._text = plain(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._retry = QPushButton("Try again")
        self._retry.clicked.connect(self.retry_wanted)
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName("Dismiss")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._retry)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._timer.timeout.connect(self.hide)
        self._asks_nothing = False
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return "" if self.isHidden() else self._text.text()

    def say_problem(self, error: AnnotatorError, *, retry: bool = False) -> None:
        """Say what is wrong, and what can be done."""
        self._say(str(error), "disputed")
        self._retry.setVisible(retry)
        self._timer.stop()
        self._asks_nothing = False

    def say_notice(self, text: str) -> None:
        """Say what has been done."""
        self.say_result(text)
        self._timer.start()

    def say_result(self, text: str) -> None:
        """Say what has come of something large: it stays until it is read and dismissed."""
        self._say(text, "")
        self._retry.hide()
        self._timer.stop()
        self._asks_nothing = True

    def is_notice(self) -> bool:
        """Whether something is said that needs nobody to act."""
        return not self.isHidden() and self._asks_nothing

    def _say(self, text: str, kind: str) -> None:
        self._text.setText(text)
        self._text.setProperty("kind", kind)
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)
        self.show()

"""What a person can mend, said at the foot of the page; never a box in the way, and nothing that is
being read is moved by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.plain import plain

_NOTICE_MS = 8_000
_WIDEST, _GAP, _AIR = 760, 14, 8


class Offer(NamedTuple):
    """Something that can be done about what is said: the words on its button, and the act."""

    text: str
    act: Callable[[], object]


class MessageBar(QWidget):
    """Lies over the foot of a page. A problem stays until it is dismissed or solved; a notice goes
    by itself."""

    retry_wanted = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        page.installEventFilter(self)
        self.setObjectName("message")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Message")
        self._text = plain(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._retry = QPushButton("Try again")
        self._retry.clicked.connect(self.retry_wanted)
        self._offer: Offer | None = None
        self._offered = QPushButton()
        self._offered.clicked.connect(self._act)
        self._offered.hide()
        for button in (self._retry, self._offered):
            button.setAutoDefault(True)  # Enter presses it, not Space alone
        close = QToolButton()
        close.setText("✕")
        close.setAccessibleName("Dismiss")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 10, 10)
        row.addWidget(self._text, 1)
        row.addWidget(self._retry)
        row.addWidget(self._offered)
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
        self._retry.setVisible(retry)  # first: it takes room from the words
        self._say(str(error), "disputed")
        self._timer.stop()
        self._asks_nothing = False

    def say_notice(self, text: str) -> None:
        """Say what has been done."""
        self.say_result(text)
        self._timer.start()

    def say_result(self, text: str, offer: Offer | None = None) -> None:
        """Say what has come of something large: it stays until it is read and dismissed."""
        self._retry.hide()
        self._say(text, "", offer)
        self._timer.stop()
        self._asks_nothing = True

    def is_notice(self) -> bool:
        """Whether something is said that needs nobody to act."""
        return not self.isHidden() and self._asks_nothing

    def pass_over(self) -> None:
        """Hide a notice before its time: what is done now makes it old."""
        if self._timer.isActive():
            self.hide()

    def _act(self) -> None:
        if self._offer is not None:
            self._offer.act()

    def _say(self, text: str, kind: str, offer: Offer | None = None) -> None:
        self._offer = offer
        self._offered.setText(offer.text if offer else "")
        self._offered.setVisible(offer is not None)
        self._text.setText(text)
        self._text.setProperty("kind", kind)
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)
        self.setAccessibleDescription(text)
        self.show()
        self._place()
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # not for a start

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _place(self) -> None:
        """Be as wide as the words need, in the middle of the foot of the page."""
        row = self.layout()
        assert row is not None
        row.activate()
        lines = self._text.text().split("\n")
        words = max(map(self._text.fontMetrics().horizontalAdvance, lines)) + _AIR
        around = row.sizeHint().width() - self._text.sizeHint().width()
        width = min(_WIDEST, self._page.width() - 2 * _GAP, around + words)
        height = row.heightForWidth(width) if row.hasHeightForWidth() else self.sizeHint().height()
        left = (self._page.width() - width) // 2
        self.setGeometry(left, self._page.height() - height - _GAP, width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

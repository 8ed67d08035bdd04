"""The page that is looked at, and the next one behind it: Qt lays a text out anew for each view
that it is given to, so what is to be there at once is made ready on a page of its own."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.review.desk import Desk
from annotator.ui.review.page import ReviewPage
from annotator.ui.session import Session
from annotator.ui.theme import Theme

_IDLE_MS = 60
"""After so long nobody is going through the cases with a key held down."""
_LONG = 60_000
"""A longer article takes so long to lay out that whoever is typing would notice."""


class Pages(QWidget):
    """Shows the article of the desk's case, and has that of the case ready which comes next."""

    scrolled = Signal()
    """By hand."""
    zoom_wanted = Signal(int)

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._session = session
        self.front, self.behind = (ReviewPage(desk, session, theme, self) for _ in range(2))
        self.behind.hide()
        for page in (self.front, self.behind):
            page.verticalScrollBar().actionTriggered.connect(self.scrolled)
            page.zoom_wanted.connect(self.zoom_wanted)
        self.setFocusProxy(self.front)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._look_ahead)
        session.article_opened.connect(self._show_article)
        desk.case_changed.connect(self._idle.start)

    def _show_article(self) -> None:
        if self.isVisible() and self.behind.is_ready_for(self._session.article):
            self._turn()
        else:
            self.front.show_article()

    def _turn(self) -> None:
        before, self.front = self.front, self.behind
        self.behind = before
        self.front.show()
        self.setFocusProxy(self.front)
        if before.hasFocus():
            self.front.setFocus()
        before.step_back()

    def _look_ahead(self) -> None:
        """While the person reads, set out the article of the case that comes next."""
        case, here = self._desk.following(), self._session.article
        if not self.isVisible() or case is None or here is None or case.article == here.id:
            return
        article = self._session.project.queries.article(case.article)
        if article is not None and len(article.text) <= _LONG:
            self.behind.make_ready(article, case)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for page in (self.front, self.behind):
            page.resize(event.size())

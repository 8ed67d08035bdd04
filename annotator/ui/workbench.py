"""One open project in the window: queue, article and panel side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.ui.article.find_bar import FindBar
from annotator.ui.article.markers import Markers
from annotator.ui.article.view import ArticleView
from annotator.ui.columns import Columns
from annotator.ui.editing import Editing
from annotator.ui.jobs import Jobs
from annotator.ui.panel.panel import LabelPanel
from annotator.ui.queue.panel import QueuePanel
from annotator.ui.session import Session
from annotator.ui.theme import Theme
from annotator.ui.worktime import WorkTime

if TYPE_CHECKING:
    from annotator.tasks.cases import Known
    from annotator.ui.closed import ClosedPage
    from annotator.ui.empty import EmptyPage
    from annotator.ui.insights.tab import InsightsTab
    from annotator.ui.review.desk import Desk
    from annotator.ui.review.tab import ReviewTab

ANNOTATE = 0
REVIEW = 1
INSIGHTS = 2


class Workbench(QWidget):
    """Makes the views of a session and arranges them."""

    review_made = Signal()
    insights_made = Signal()
    import_wanted = Signal()
    paste_wanted = Signal()
    look_wanted = Signal()
    """This person wants to see the others' labels before having finished, in a blind project."""

    def __init__(self, session: Session, jobs: Jobs, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.editing = Editing(session, session)
        self.article = ArticleView(session, self.editing, theme)
        self.markers = Markers(session, theme, self.article.text_extent)
        self.find_bar = FindBar()
        self.panel = LabelPanel(session, self.editing, theme)
        self.queue = QueuePanel(session, jobs, theme)
        self.worktime = WorkTime(session, parent, at_work=self._is_annotating)
        self.review: ReviewTab | None = None
        self.insights: InsightsTab | None = None
        self._jobs = jobs
        self._pages = QStackedWidget()
        self._empty: EmptyPage | None = None
        self._tabs = QStackedWidget()
        self._theme = theme
        self._columns = Columns(self.queue, self._middle(), self.panel, theme)
        self._columns.divide(parent.width())
        self._tabs.addWidget(self._columns)
        self._review_page = QStackedWidget()
        self._tabs.addWidget(self._review_page)
        self._insights_page = QStackedWidget()
        self._tabs.addWidget(self._insights_page)
        self._closed: ClosedPage | None = None
        self._wanted = 0
        session.article_opened.connect(self._find_elsewhere)
        session.article_opened.connect(self._show_article)
        self.queue.listed.connect(self._say_if_empty)
        for signal in (session.reloaded, session.annotator_changed):
            signal.connect(self._look_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._tabs)

    def _middle(self) -> QWidget:
        middle = QWidget()
        middle.setObjectName("paper")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.article, 1)
        row.addWidget(self.markers)
        self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        return middle

    def _show_article(self) -> None:
        if self.session.article is not None:
            self._pages.setCurrentIndex(0)

    def _say_if_empty(self) -> None:
        """Say how articles come in, where there are none."""
        if not self.queue.is_empty:
            self._pages.setCurrentIndex(0)
        elif self.session.article is None:
            page, focused = self._empty_page(), self.focusWidget() is self.article
            self._pages.setCurrentWidget(page)
            if focused:
                page.setFocus()

    def _empty_page(self) -> QWidget:
        if self._empty is None:
            from annotator.ui.empty import EmptyPage

            self._empty = EmptyPage(read_only=self.session.project.read_only)
            self._empty.import_wanted.connect(self.import_wanted)
            self._empty.paste_wanted.connect(self.paste_wanted)
            self._pages.addWidget(self._empty)
        return self._empty

    def _find_elsewhere(self) -> None:
        article = self.session.article
        self.find_bar.turn_to(article.text if article else "")

    def show_tab(self, number: int) -> None:
        """Annotate, Review or Insights. The last two are made when they are first wanted, and are
        closed to whom a blind project keeps from them."""
        self._wanted = number
        left = self.session.kept_from() if number in (REVIEW, INSIGHTS) else 0
        if left:
            self._tabs.setCurrentWidget(self._closed_page(left))
            return
        if number == REVIEW and self.review is None:
            from annotator.ui.review.tab import ReviewTab

            self.review = ReviewTab(self.session, self._jobs, self._theme)
            self._review_page.addWidget(self.review)
            self.review_made.emit()
        elif number == INSIGHTS and self.insights is None:
            from annotator.ui.insights.tab import InsightsTab

            self.insights = InsightsTab(self.session, self._jobs, self._theme, self.known)
            self._insights_page.addWidget(self.insights)
            self.insights_made.emit()
        self._tabs.setCurrentIndex(number)

    def known(self) -> Known | None:
        """The claims of the project, where Review has read them."""
        return self.review.desk.docket.known() if self.review else None

    def _closed_page(self, left: int) -> QWidget:
        if self._closed is None:
            from annotator.ui.closed import ClosedPage

            self._closed = ClosedPage(self._theme)
            self._closed.look_wanted.connect(self.look_wanted)
            self._tabs.addWidget(self._closed)
        self._closed.say(left)
        return self._closed

    def _look_again(self) -> None:
        """Who looks, or whether the project is blind, may have changed: so may what is open."""
        if self._wanted in (REVIEW, INSIGHTS):
            self.show_tab(self._wanted)

    def _is_annotating(self) -> bool:
        return self._tabs.currentWidget() is self._columns

    @property
    def tab(self) -> int:
        """Which tab is shown; none of the three where it is closed."""
        return self._tabs.currentIndex()

    @property
    def desk(self) -> Desk | None:
        """The desk of Review, while that is shown."""
        return self.review.desk if self.review is not None and self.tab == REVIEW else None

    def undo_text(self) -> str:
        """What undo would take back, in a few words; nothing where there is nothing."""
        return (self.desk.undo_text() if self.desk else "") or self.session.undo_text()

    def redo_text(self) -> str:
        """What redo would do again, in a few words; nothing where there is nothing."""
        return (self.desk.redo_text() if self.desk else "") or self.session.redo_text()

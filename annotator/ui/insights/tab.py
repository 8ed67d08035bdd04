"""The Insights tab: how far the annotators agree, on what, and how far the work is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.tasks.cases import Known
from annotator.tasks.insights import words
from annotator.tasks.insights.asked import Asked
from annotator.tasks.insights.book import Book
from annotator.tasks.insights.card import Card
from annotator.tasks.insights.cards import ADVANCED, cards_of
from annotator.tasks.insights.gammas import told_gamma
from annotator.tasks.insights.gathered import Insights, gather
from annotator.tasks.insights.shapes import Cases
from annotator.tasks.progress import CancelledError
from annotator.tasks.telling import counted
from annotator.ui.insights.card import CardView
from annotator.ui.insights.places import placed_in, stretched
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session
from annotator.ui.theme import Theme

_SETTLE_MS = 700
"""So long nobody must have changed anything before it counts again."""

_EMPTY = (
    "Nothing is labelled yet.\n\n"
    "Here will stand how far the work is, how long an article takes and, once two people have "
    "finished the same article, how far they agree: on which passages, on which verdicts, with "
    "whom, and whether it gets better."
)


class InsightsTab(QWidget):
    """Counts when it is shown, and again after each change while it is."""

    cases_wanted = Signal(object)
    """A CaseFilter: someone wants to see the cases that a number is about."""
    told = Signal(str)
    """Something was saved."""
    failed = Signal(object)
    """An AnnotatorError: something could not be saved."""
    shown = Signal()
    """New numbers are shown."""

    def __init__(
        self, session: Session, jobs: Jobs, theme: Theme, known: Callable[[], Known | None]
    ) -> None:
        """`known` gives the claims that Review has, where it has read them."""
        super().__init__()
        self._session = session
        self._known = known
        self._jobs = jobs
        self._theme = theme
        self._book = Book()
        self._job: Job | None = None
        self._stale = True
        self.insights: Insights | None = None
        self._cards: dict[str, CardView] = {}
        self._state = plain(kind="small", wrap=True)
        self._save = QPushButton("Save the report…")
        self._save.clicked.connect(self._save_report)
        self._gamma = QPushButton("γ of the open article")
        self._wait = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._wait.timeout.connect(self._count)
        self._arrange()
        session.committed.connect(self._hear)
        session.reloaded.connect(self._hear)
        theme.changed.connect(self._reflow)

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._state, 1)
        self._head.addWidget(self._save)
        self._grid = QGridLayout()
        inside = QWidget()
        self._inner = QVBoxLayout(inside)
        self._inner.addLayout(self._head)
        self._inner.addLayout(self._grid, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._empty = plain(kind="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        for page in (self._empty, self._scroll):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def progress(self) -> str:
        """How much there is, for the status bar."""
        return words.amount(self.insights) if self.insights is not None else ""

    # Counting

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._count()

    def _hear(self) -> None:
        self._stale = True
        if self.isVisible():
            self._wait.start()

    def _count(self) -> None:
        """Count in a job, which takes seconds the first time; one at a time."""
        if self._job is not None:
            return
        self._stale = False
        self._say("Counting…")
        project, book = self._session.project, self._book
        known = None if book.facts else self._known()

        def work(handle: Handle) -> Insights | None:
            with project.reader() as queries:
                try:
                    return gather(
                        queries,
                        book,
                        progress=handle.progress,
                        cancelled=handle.cancelled,
                        known=known,
                    )
                except CancelledError:
                    return None

        self._job = self._jobs.run(work, self._take)
        self._job.progress.connect(self._on_progress)
        self._job.failed.connect(self._let_go)

    def _on_progress(self, done: int, total: int, _: str) -> None:
        self._say(f"Counting… {done * 100 // max(1, total)} %")

    def _let_go(self) -> None:
        self._job = None
        self._stale = True
        self._say("The numbers could not be counted.")

    def _take(self, found: Insights | None) -> None:
        self._job = None
        if found is not None:
            self.insights = found
            self._show(found)
        if self._stale and self.isVisible():
            self._wait.start()

    def _say(self, text: str) -> None:
        self._state.setText(text)
        if self.insights is None:
            self._empty.setText(text)

    # Showing

    def _show(self, found: Insights) -> None:
        self._state.setText(words.coverage(found))
        if not found.labels:
            self._empty.setText(f"{_EMPTY}\n\n{counted(found.articles, 'article')} so far.")
        for card in cards_of(found):
            if card.id not in self._cards:
                self._cards[card.id] = self._made(card)
            self._cards[card.id].show_card(card)
        self._reflow()
        self._pages.setCurrentWidget(self._scroll if found.labels else self._empty)
        self.shown.emit()

    def _made(self, card: Card) -> CardView:
        view = CardView(self._theme, folded=card.id == ADVANCED)
        view.cases_wanted.connect(self._ask_for)
        view.save_wanted.connect(self._save_card)
        if card.id == ADVANCED:
            self._gamma.clicked.connect(self._count_gamma)
            view.add_button(self._gamma)
        return view

    def _count_gamma(self) -> None:
        """γ takes too long to be counted unasked, and is of one article."""
        article, project = self._session.article, self._session.project
        if article is None:
            return
        self._gamma.setEnabled(False)

        def work(handle: Handle) -> str | None:
            with project.reader() as queries:
                try:
                    return told_gamma(queries, article.id, handle.cancelled)
                except CancelledError:
                    return None

        job = self._jobs.run(work, self._cards[ADVANCED].say)
        job.finished.connect(self._free_gamma)

    def _free_gamma(self) -> None:
        self._gamma.setEnabled(True)

    def _ask_for(self, cases: Cases) -> None:
        """Find the very claims that a number counts, and have them shown."""
        assert self.insights is not None
        found = cases.cases(self.insights.facts) if isinstance(cases, Asked) else cases
        if found is not None:
            self.cases_wanted.emit(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    def _reflow(self) -> None:
        """Put the cards where they belong at this width and zoom."""
        px = self._theme.px
        side = min(px(26), self.width() // 30)
        self._inner.setContentsMargins(side, px(8), side, px(20))
        self._inner.setSpacing(px(8))
        self._grid.setSpacing(px(14))
        self._empty.setContentsMargins(self.width() // 5, 0, self.width() // 5, 0)
        columns, places = placed_in(self.width() / (self._theme.zoom / 100))
        for card, view in self._cards.items():
            row, column, span = places[card]
            self._grid.addWidget(view, row, column, 1, span)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
            self._grid.setColumnMinimumWidth(column, 0)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, int(row == stretched(places)))

    # Saving

    def _save_card(self, card: Card, kind: str) -> None:
        from annotator.ui.insights.saving import saver

        width = self._cards[card.id].width() / (self._theme.zoom / 100)
        self._ask(f"Save {card.title}", f"{card.id}.{kind}", saver(card, kind, width, self._theme))

    def _save_report(self) -> None:
        from annotator.ui.insights.saving import report_saver

        if self.insights is not None:
            self._ask("Save the report", "agreement.html", report_saver(self.insights))

    def _ask(self, title: str, name: str, save: Callable[[Path], None]) -> None:
        from annotator.ui.insights.saving import ask

        project = self._session.project.path
        name = f"{project.stem}-{name}"
        ask(self, title, project.parent, name, save, self.told.emit, self.failed.emit)

"""The queue: find an article, see how far each is, open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.journal import Entry, Kind
from annotator.store.listing import Order, State
from annotator.store.search import Hit
from annotator.tasks import telling
from annotator.ui.flow import FlowLayout
from annotator.ui.focus import in_this_order
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.queue.delegate import QueueDelegate
from annotator.ui.queue.model import Index, QueueModel
from annotator.ui.session import Session
from annotator.ui.theme import Theme
from annotator.ui.viewports import know_viewport

_TYPING_MS = 150
_CHIPS = {State.TO_DO: "To do", State.IN_PROGRESS: "In progress", State.DONE: "Done"}
_ORDERS = {
    Order.ADDED: "As they came", Order.TITLE: "By title", Order.DATE: "Newest first",
    Order.SOURCE: "By source", Order.LABELS: "Most labels first",
}  # fmt: skip


class SearchField(QLineEdit):
    """Escape clears it and goes back to where one was."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class QueueView(QListView):
    """Enter opens, as a click does."""

    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plainly = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plainly:
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """All rows are of one height: paint one again, where Qt would lay all of them out anew."""
        for row in range(first.row(), last.row() + 1):
            self.update(first.sibling(row, 0))


class QueuePanel(QWidget):
    """Search, filters by state, order, and the list. Listing and searching run as jobs."""

    article_chosen = Signal(str)
    listed = Signal()
    counted = Signal()
    left = Signal()

    def __init__(
        self, session: Session, jobs: Jobs, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._job: Job | None = None
        self._to_do = ""
        self._total = 0
        self.setObjectName("queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._search = SearchField()
        self._search.setAccessibleName("Search")
        self._search.setClearButtonEnabled(True)
        self._chips = {state: self._chip(state) for state in _CHIPS}
        self._order = QComboBox()
        self._order.setAccessibleName("Order")
        for order, title in _ORDERS.items():
            self._order.addItem(title, order.value)
        self._model = QueueModel(session)
        self.view = QueueView()
        know_viewport(self.view)
        self._nothing = plain(kind="muted", wrap=True)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._counting = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._counting.timeout.connect(self._count)
        self._arrange(theme)
        self._connect()
        self.refresh()

    def _arrange(self, theme: Theme) -> None:
        view = self.view
        view.setAccessibleName("Queue")
        view.setModel(self._model)
        view.setItemDelegate(QueueDelegate(self._model, view, theme))
        view.setUniformItemSizes(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(7)
        for widget in (self._search, self._order):
            row = QHBoxLayout()
            row.setContentsMargins(10, 0, 10, 0)
            row.addWidget(widget)
            column.addLayout(row)
        bar = QWidget()
        chips = FlowLayout(bar, 4)
        chips.setContentsMargins(10, 0, 10, 0)
        for chip in self._chips.values():
            chips.addWidget(chip)
        column.insertWidget(1, bar)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._nothing.setContentsMargins(20, 24, 20, 0)
        column.addWidget(self._nothing)
        column.addWidget(view, 1)
        in_this_order(self._search, *self._chips.values(), self._order, view)

    def _chip(self, state: State) -> QToolButton:
        chip = QToolButton()
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.setAccessibleName(_CHIPS[state])
        chip.setToolTip(f"Show only what is {state.value}")
        chip.clicked.connect(self._filter)
        return chip

    def _connect(self) -> None:
        session = self._session
        self._search.textChanged.connect(self._on_search_text)
        self._search.returnPressed.connect(self._open_first)
        self._search.left.connect(self.left)
        self._typing.timeout.connect(self.refresh)
        self._order.currentIndexChanged.connect(self.refresh)
        self.view.clicked.connect(self._open)
        self.view.opened.connect(self._open)
        session.article_opened.connect(self._follow)
        session.committed.connect(self._hear)
        session.reloaded.connect(self.refresh)
        session.annotator_changed.connect(self.refresh)

    # What is listed

    def refresh(self) -> None:
        """List again, in a job."""
        if self._job is not None:
            self._job.cancel()
        project, me, only = self._session.project, self._session.annotator.id, self._session.only
        words, order = self._search.text().strip(), Order(self._order.currentData())
        state = self._state()

        def work(handle: Handle) -> tuple[list[str], list[Hit], dict[State, int]]:
            with project.reader() as queries:
                hits = queries.search(words, 2_000, handle.cancelled, only) if words else []
                return queries.queue(me, order, state, only), hits, queries.queue_counts(me)

        self._job = self._jobs.run(work, self._show)

    def _show(self, result: tuple[list[str], Sequence[Hit], dict[State, int]]) -> None:
        ids, hits, counts = result
        self._job = None
        found: dict[str, str] = {}
        if self._search.text().strip():
            found = {
                hit.article: "" if hit.where == "title" else f"{hit.where}: {hit.around}"
                for hit in hits
            }
            ids = [id_ for id_ in ids if id_ in found]
        top, listed = self.view.verticalScrollBar().value(), self.view.currentIndex().isValid()
        self._model.show(ids, found)
        self._follow()
        if listed:  # else it has only now come into the list: let it be seen there
            self.view.verticalScrollBar().setValue(top)
        self._show_counts(counts)
        self._say_if_nothing()
        self.listed.emit()

    def _show_counts(self, counts: dict[State, int]) -> None:
        for state, chip in self._chips.items():
            chip.setText(f"{_CHIPS[state]} {counts[state]:,}")
        self._to_do, self._total = f"{counts[State.TO_DO]:,}", sum(counts.values())
        self._search.setPlaceholderText(f"Search {telling.counted(self._total, 'article')}")
        self.counted.emit()

    def _say_if_nothing(self) -> None:
        words = self._search.text().strip()
        self._nothing.setText(
            f"Nothing found for “{words}”." if words else "Nothing in this state."
        )
        self._nothing.setVisible(not self._model.ids and not self.is_empty)

    def _hear(self, entry: Entry) -> None:
        if any(
            change.before is None or change.after is None
            for change in entry.changes_of(Kind.ARTICLE)
        ):
            self.refresh()
        elif any(change.kind in (Kind.LABEL, Kind.ASSIGNMENT) for change in entry.changes):
            self._counting.start()

    def _count(self) -> None:
        """Count the states again, in a job: it reads every label of this person."""
        project, me = self._session.project, self._session.annotator.id

        def work(_: Handle) -> dict[State, int]:
            with project.reader() as queries:
                return queries.queue_counts(me)

        self._jobs.run(work, self._show_counts)

    def _state(self) -> State | None:
        return next((state for state, chip in self._chips.items() if chip.isChecked()), None)

    def _filter(self) -> None:
        for chip in self._chips.values():
            if chip is not self.sender():
                chip.setChecked(False)
        self.refresh()

    def _on_search_text(self) -> None:
        self._typing.start()

    # Going

    def _open(self, index: QModelIndex) -> None:
        id_: Any = index.data(Qt.ItemDataRole.UserRole)
        if id_:
            self.article_chosen.emit(id_)

    def _open_first(self) -> None:
        self._open(self._model.index(0))

    def _follow(self) -> None:
        """Let the list show which article is open."""
        article = self._session.article
        at = self._model.place_of(article.id if article else None)
        self.view.setCurrentIndex(self._model.index(at) if at >= 0 else QModelIndex())

    def step(self, by: int) -> str | None:
        """The article before or after the open one."""
        ids = self._model.ids
        article = self._session.article
        at = self._model.place_of(article.id if article else None)
        after = at + by
        return ids[after] if at >= 0 and 0 <= after < len(ids) else None

    def next_to_do(self) -> str | None:
        """The next article in the list that is not done, from the top again after the end."""
        ids = self._model.ids
        article = self._session.article
        at = self._model.place_of(article.id if article else None)
        for step in range(1, len(ids)):
            place = (at + step) % len(ids)
            row = self._model.row(place)
            if row is not None and row.state is not State.DONE:
                return ids[place]
        return None

    def first(self) -> str | None:
        """The article at the top of the list."""
        return self._model.ids[0] if self._model.ids else None

    @property
    def is_empty(self) -> bool:
        """Whether the project has no articles, as far as it has been listed."""
        return not self._total

    def to_do_text(self) -> str:
        """How much is left, in words."""
        return self._to_do

    def focus_search(self) -> None:
        """Go to the search field."""
        self._search.setFocus()
        self._search.selectAll()

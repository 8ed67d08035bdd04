"""Find anything: commands, articles by title or text, labels by their quote or note."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.domain.label import Label
from annotator.domain.quoting import shortened
from annotator.store.queries import Queries
from annotator.store.search import around
from annotator.store.words import find, folded
from annotator.ui.actions import title_of
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS

_HITS = 30
_TITLE = 42
_TYPING_MS = 120


class Found(Struct, frozen=True):
    """What stands in a row: an article, and where in it: a label, or the words in the text."""

    text: str
    article: str
    label: str | None
    in_text: bool


class PaletteField(QLineEdit):
    """Up and down go through the results."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if by:
            self.moved.emit(by)
        else:
            super().keyPressEvent(event)


class Palette(Dialog):
    """Enter runs the command, opens the article, or goes to the label."""

    article_chosen = Signal(str)
    words_chosen = Signal(str)
    """Words in the text of the chosen article."""

    def __init__(
        self, session: Session | None, jobs: Jobs, actions: Sequence[QAction], parent: QWidget
    ) -> None:
        super().__init__("Find anything", parent)
        self.make_room(84, 26)
        self._session = session
        self._jobs = jobs
        self._actions = actions
        self._job: Job | None = None
        self._field = PaletteField(placeholderText="An article, a label, their words, or a command")
        self._field.setAccessibleName("Find anything")
        self._list = QListWidget()
        self._list.setAccessibleName("Found")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = plain(kind="muted", wrap=True)
        self.column.addWidget(self._field)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self._list, 1)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._search)
        self._field.textChanged.connect(self._look)
        self._field.moved.connect(self._move)
        self._field.returnPressed.connect(self._run)
        self._list.itemClicked.connect(self._run)
        self._look("")

    def _look(self, words: str) -> None:
        self._list.clear()
        self._nothing.hide()
        self._forget_search()
        for action in self._actions:
            if action.isEnabled() and words.casefold() in title_of(action).casefold():
                keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
                self._add(f"{title_of(action)}    {keys}", action)
        self._list.setCurrentRow(0)
        self._typing.start()

    def _search(self) -> None:
        words = self._field.text().strip()
        if self._session is None or not words:
            self._show([])
            return
        project, only = self._session.project, self._session.only

        def work(handle: Handle) -> list[Found]:
            with project.reader() as queries:
                return _found(queries, words, handle, only)

        self._job = self._jobs.run(work, self._show)

    def _forget_search(self) -> None:
        """What comes of a search for other words is not wanted any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show(self, rows: Sequence[Found]) -> None:
        self._job = None
        for found in rows:
            self._add(found.text, found)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)
        self._nothing.setText(f"Nothing found for “{self._field.text().strip()}”.")
        self._nothing.setVisible(not self._list.count())

    def _add(self, text: str, what: object) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, what)
        self._list.addItem(item)

    def _move(self, by: int) -> None:
        rows = max(1, self._list.count())
        self._list.setCurrentRow((self._list.currentRow() + by) % rows)

    def _run(self) -> None:
        item = self._list.currentItem()
        if item is None:
            return
        what = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        if isinstance(what, Found):
            self._go(what)
        else:
            QTimer.singleShot(0, what.trigger)

    def _go(self, found: Found) -> None:
        self.article_chosen.emit(found.article)
        if self._session is not None and found.label:
            self._session.activate(found.label)
        elif found.in_text:
            self.words_chosen.emit(self._field.text())


def _found(queries: Queries, words: str, handle: Handle, only: str | None) -> list[Found]:
    """A row for each article that holds the words, then one for each label that does."""
    hits = queries.search(words, _HITS, handle.cancelled, only)
    titles = queries.titles(hit.article for hit in hits)
    rows = []
    for hit in hits:
        if hit.where != "note":  # which its label says
            where = "" if hit.where == "title" else f"    {hit.where}: {hit.around}"
            text = f"{_cut(titles.get(hit.article, ''))}{where}"
            rows.append(Found(text, hit.article, None, hit.where == "text"))
    labels: list[Found] = []
    for hit in hits:
        room = _HITS - len(labels)
        if handle.cancelled() or not room:
            break
        title = titles.get(hit.article, "")
        found = queries.labels_holding(hit.article, words, room, only)
        labels += [_labelled(label, words, title) for label in found]
    return rows + labels


def _labelled(label: Label, words: str, title: str) -> Found:
    """A row for a label: its verdict, its quote, the note where that holds the words, the title."""
    place = find(label.note, folded(words))
    note = f"    note: {around(label.note, *place)}" if place else ""
    said = f"{SIGNS[label.verdict]} {shortened(label.quote)}{note}    {_cut(title)}"
    return Found(said, label.article, label.id, in_text=False)


def _cut(title: str) -> str:
    """As much of a title as leaves room for what was found beside it."""
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"

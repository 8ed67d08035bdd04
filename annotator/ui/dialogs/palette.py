"""Find anything: commands, and articles by title, text or note."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.store.search import Hit
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.session import Session

_HITS = 30
_TYPING_MS = 120


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
    """Enter runs the command or opens the article."""

    article_chosen = Signal(str)

    def __init__(
        self, session: Session | None, jobs: Jobs, actions: Sequence[QAction], parent: QWidget
    ) -> None:
        super().__init__("Find anything", parent)
        self.resize(560, 420)
        self._session = session
        self._jobs = jobs
        self._actions = actions
        self._job: Job | None = None
        self._field = PaletteField(placeholderText="An article, a word in it, or a command")
        self._field.setAccessibleName("Find anything")
        self._list = QListWidget()
        self._list.setAccessibleName("Found")
        self.column.addWidget(self._field)
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
        for action in self._actions:
            if action.isEnabled() and words.casefold() in action.text().casefold():
                keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
                self._add(f"{action.text()}    {keys}", action)
        self._list.setCurrentRow(0)
        self._typing.start()

    def _search(self) -> None:
        words = self._field.text().strip()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._session is None or not words:
            return
        project = self._session.project

        def work(handle: Handle) -> list[tuple[Hit, str]]:
            with project.reader() as queries:
                hits = queries.search(words, _HITS, handle.cancelled)
                titles = {
                    row.id: row.title for row in queries.queue_rows("", [h.article for h in hits])
                }
                return [(hit, titles.get(hit.article, "")) for hit in hits]

        self._job = self._jobs.run(work, self._show)

    def _show(self, hits: Sequence[tuple[Hit, str]]) -> None:
        self._job = None
        for hit, title in hits:
            around = "" if hit.where == "title" else f"    {hit.where}: {hit.around}"
            self._add(f"{title}{around}", hit.article)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

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
        if isinstance(what, QAction):
            QTimer.singleShot(0, what.trigger)
        else:
            self.article_chosen.emit(str(what))

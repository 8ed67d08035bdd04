"""The articles as a model: all ids at once, what stands in a row only when it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Layer, Verdict
from annotator.store.listing import Row, State
from annotator.tasks.telling import counted
from annotator.ui.comments.mark import said
from annotator.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
_PAGE = 60
_FEW = 1_000
"""So many labels of an article are counted again in no time."""


class QueueModel(QAbstractListModel):
    """Rows are read a page at a time, and kept."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._ids: list[str] = []
        self._at: dict[str, int] = {}
        self._rows: dict[str, Row] = {}
        self._found: Mapping[str, str] = {}
        session.committed.connect(self._hear)

    @property
    def ids(self) -> Sequence[str]:
        """The articles in the order of the queue."""
        return self._ids

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        id_ = self._ids[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return id_
        row = self.row(index.row())
        if role == Qt.ItemDataRole.DisplayRole and row:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole and row:
            told = f"{row.title}, {row.state.value}, {counted(sum(row.labels), 'label')}"
            return ", ".join(part for part in (told, said(row.threads)) if part)
        return None

    def row(self, at: int) -> Row | None:
        """What stands in a row."""
        id_ = self._ids[at]
        if id_ not in self._rows:
            low = at - at % _PAGE
            page = [one for one in self._ids[low : low + _PAGE] if one not in self._rows]
            queries, session = self._session.project.queries, self._session
            rows = queries.queue_rows(session.annotator.id, page, session.only)
            self._rows |= {row.id: row for row in rows}
        return self._rows.get(id_)

    def found(self, at: int) -> str:
        """The words around what was searched for, where there are any."""
        return self._found.get(self._ids[at], "")

    def place_of(self, id_: str | None) -> int:
        """The row of an article, -1 where it is not in the list."""
        return self._at.get(id_ or "", -1)

    def show(self, ids: Sequence[str], found: Mapping[str, str]) -> None:
        """Take other articles, or another order."""
        self.beginResetModel()
        self._ids, self._found = list(ids), found
        self._at = {id_: at for at, id_ in enumerate(self._ids)}
        self._rows = {}
        self.endResetModel()

    def _hear(self, entry: Entry) -> None:
        """Bring the rows up to date that an entry touches. Labels are counted on where that can be
        done: to count all those of an article again takes long where it has 50,000."""
        touched = {change.key for change in entry.changes_of(Kind.ARTICLE)}
        stale = set(touched)
        for kind in (Kind.LABEL, Kind.ASSIGNMENT, Kind.COMMENT):
            for change in entry.changes_of(kind):
                fields = change.after if change.before is None else change.before
                named = (fields or {}).get("article") or change.key.rpartition("/")[0]
                article = str(named or self._open())
                touched.add(article)
                if self._hides(entry, change) or not self._counted_on(article, change):
                    stale.add(article)
        for id_ in touched:
            if id_ in stale:
                self._rows.pop(id_, None)
            at = self._at.get(id_)
            if at is not None:
                self.dataChanged.emit(self.index(at), self.index(at))

    def _hides(self, entry: Entry, change: Change) -> bool:
        """Whether it can be a label that is not shown: then the row is counted again."""
        me = self._session.only
        whose = (change.after or change.before or {}).get("annotator", entry.annotator)
        return me is not None and not (whose == entry.annotator == me)

    def _counted_on(self, article: str, change: Change) -> bool:
        """Take a label into the counts of its row, or out of them; whether that was possible."""
        row = self._rows.get(article)
        before, after = change.before or {}, change.after or {}
        if change.kind is not Kind.LABEL or row is None:
            return row is None
        if (change.before is None or change.after is None) and self._session.comments.about(
            [change.key]
        ):
            return False  # its threads come or go with it
        if "verdict" not in before and "verdict" not in after:
            return True
        whole = before or after
        if whole.get("layer", Layer.ANNOTATION) != Layer.ANNOTATION:
            return True
        counts = dict(zip(Verdict, row.labels, strict=True))
        if "verdict" in before:
            counts[Verdict(before["verdict"])] -= 1
        if "verdict" in after:
            counts[Verdict(after["verdict"])] += 1
        mine = after.get("annotator") == self._session.annotator.id
        state = State.IN_PROGRESS if mine and row.state is State.TO_DO else row.state
        verified, disputed, unverifiable = counts.values()
        self._rows[article] = row._replace(labels=(verified, disputed, unverifiable), state=state)
        few = sum(counts.values()) < _FEW
        return bool(change.after) or not few  # the last one that goes takes the state with it

    def _open(self) -> str:
        return self._session.article.id if self._session.article else ""

"""The cards as a model: the labels of the open article in text order, less those filtered out."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Verdict
from annotator.domain.moved import moved
from annotator.domain.quoting import shortened
from annotator.store.queries import Mark
from annotator.ui.panel.card import chips
from annotator.ui.session import Session
from annotator.ui.theme import WORDS

Index = QModelIndex | QPersistentModelIndex


class CardModel(QAbstractListModel):
    """Rows are light marks: the whole label is read only for the cards that are shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._rows: list[Mark] = []
        self.hidden: frozenset[str] = frozenset()
        session.article_opened.connect(self.reset)
        session.reloaded.connect(self.reset)
        session.annotator_changed.connect(self.reset)
        session.committed.connect(self._hear)
        self.reset()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        mark = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return mark.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            label = self._session.label(mark.id)
            said = shortened(label.quote, 200) if label else ""
            return f"{WORDS[Verdict(mark.verdict)]}: {said}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            label = self._session.label(mark.id)
            return ", ".join(chips(label, self._session)) if label else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._whole(mark)
        return None

    def _whole(self, mark: Mark) -> str:
        """All that a card may have had no room for, as markup in which nothing of a person's is."""
        from html import escape  # loads a table of entities: not for a start

        label = self._session.label(mark.id)
        if label is None:
            return ""
        more = " · ".join(chips(label, self._session))
        from_where = str(moved(label) or "")
        lines = [f"<b>{WORDS[label.verdict]}</b>", escape(shortened(label.quote, 600))]
        lines += [escape(one) for one in (more, from_where) if one]
        return "<br>".join(lines)

    def mark(self, row: int) -> Mark:
        """The mark of a row."""
        return self._rows[row]

    def row_of(self, id_: str | None) -> int:
        """The row of a label, -1 where it is not shown."""
        mark = self._session.labels.get(id_) if id_ else None
        if mark is None or mark.verdict in self.hidden:
            return -1
        return self._row_at(mark.start, mark.end, mark.id)

    def _row_at(self, start: int, end: int, id_: str) -> int:
        """The row of the label that stands there in the rows; -1 where there is none."""
        row = bisect_left(self._rows, (start, end, id_))
        return row if row < len(self._rows) and self._rows[row].id == id_ else -1

    def hide_verdicts(self, hidden: frozenset[str]) -> None:
        """Leave out the labels of these verdicts."""
        self.hidden = hidden
        self.reset()

    def reset(self) -> None:
        """Take all rows anew."""
        self.beginResetModel()
        self._rows = [mark for mark in self._session.labels if mark.verdict not in self.hidden]
        self.endResetModel()

    def _hear(self, entry: Entry) -> None:
        for change in entry.changes_of(Kind.LABEL):
            self._renew(change)
        if any(entry.changes_of(Kind.COMMENT)) and self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _renew(self, change: Change) -> None:
        """One label came, went, moved or changed."""
        mark = self._session.labels.get(change.key)
        wanted = mark if mark and mark.verdict not in self.hidden else None
        old = self._row_before(change)
        if old is not None and wanted is not None:
            self._move(old, wanted)
        elif old is not None:
            self.beginRemoveRows(QModelIndex(), old, old)
            del self._rows[old]
            self.endRemoveRows()
        elif wanted is not None:
            row = bisect_left(self._rows, wanted[:3])
            self.beginInsertRows(QModelIndex(), row, row)
            self._rows.insert(row, wanted)
            self.endInsertRows()

    def _move(self, old: int, mark: Mark) -> None:
        """Put a changed label in its place. Never out and in again: the view would go to another
        label in between, and stay there."""
        new = bisect_left(self._rows, mark[:3])
        new -= new > old
        if new != old:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), new + (new > old))
        del self._rows[old]
        self._rows.insert(new, mark)
        if new != old:
            self.endMoveRows()
        self.dataChanged.emit(self.index(new), self.index(new))

    def _row_before(self, change: Change) -> int | None:
        """The row that a label had before a change, None where it had none."""
        spans = (change.before or {}).get("spans")
        row = self._row_at(spans[0][0], spans[-1][1], change.key) if spans else -1
        mark = self._session.labels.get(change.key)
        if row < 0 and mark is not None:
            row = self._row_at(mark.start, mark.end, mark.id)
        return row if row >= 0 else None

"""The only writer. An entry and the rows that it changes are one transaction.

Every change is held against what the table says now: where another window was quicker, nothing is
written and the person is told. An entry of more than `TOLD` changes is returned and told without
them: whoever hears of it reads again what it shows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from msgspec.structs import replace

from annotator.domain.ids import uuid7
from annotator.domain.journal import Act, Change, Entry, Fields, Kind, now
from annotator.errors import AnnotatorError, RefusedError
from annotator.store import history, schema, writing
from annotator.store.connection import OpenFiles, one_moment, transaction
from annotator.store.history import TOLD
from annotator.store.home import at_home
from annotator.store.inserting import insert_all
from annotator.store.rows import dumps

_BATCH: Final = 2_000


class Journal:
    """The journal of one open project, on one connection and so in one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._remember(history.last(connection))
        self._merged = history.last_merged(connection)
        self._files = OpenFiles(connection)

    def news(self) -> list[Entry]:
        """What others have committed to this file since the last call. After a merge, which can
        have touched anything, and after going back to before one, it begins with an entry without
        changes: whoever hears of that reads again what it shows."""
        with one_moment(self._connection):
            newer = history.since(self._connection, self._seen)
            merged = history.last_merged(self._connection)
            newest = history.last(self._connection)
            back = history.id_of(self._connection, self._seen) != self._seen_id
            if back or not self._own <= {entry.id for entry in newer}:
                newer, back = [], True  # these numbers are other entries' now, or nobody's
            anything = back or merged != self._merged
            told_first = [history.entry_of(self._connection, newest)] if anything else []
            own = self._own
            self._remember(newest)
        self._merged = merged
        return told_first + [entry for entry in newer if entry.id not in own]

    def _remember(self, newest: int) -> None:
        """All up to this entry is known here."""
        self._seen = newest
        self._seen_id = history.id_of(self._connection, newest)
        self._own: set[str] = set()
        """The ids of the entries that were committed here since."""

    def commit(self, entry: Entry) -> Entry:
        """Make the entry durable and its changes true; returns it as it stands in the journal.

        Raises AnnotatorError where a row is no longer what the entry found, or the disk refuses.
        """
        with self._writing():
            seq, entry = self._add(entry)
            for change in entry.changes:
                writing.apply(self._connection, change)
            self._keep(seq, enumerate(entry.changes))
        self._own.add(entry.id)
        return entry

    def commit_new(
        self, entry: Entry, groups: Iterable[Sequence[Change]], summary: Callable[[], str]
    ) -> Entry | None:
        """Commit an entry of any number of changes that all bring a row into being, in one pass
        and in bounded memory; returns the entry without its changes.

        The rows of each group are written before the next is asked for, so that `groups` can look
        at what is there already, and call `add_text`; `summary` is asked when all have been seen.
        Without any change nothing is written, and None is returned. An exception leaves the project
        as it was.
        """
        count = 0
        with self._writing(), schema.unguarded(self._connection):
            seq = self._reserve()
            new = writing.NewRows(self._connection)
            kept: list[tuple[Any, ...]] = []
            for group in groups:
                if group:
                    new.add(group)
                    kept += [
                        (seq, at, str(one.kind), one.key, None, dumps(one.after))
                        for at, one in enumerate(group, count)
                    ]
                    count += len(group)
                    if len(kept) > _BATCH:
                        self._keep_rows(kept)
                        kept.clear()
            self._keep_rows(kept)
            if not count:
                self._connection.execute("ROLLBACK")
                return None
            new.learn()
            _, entry = self._add(replace(entry, summary=summary()), seq)
        self._own.add(entry.id)
        return entry

    def add_text(self, sha256: str, text: str) -> None:
        """Keep a text, so that an article can stand on it. Texts prove themselves by their hash and
        are no part of the journal."""
        execute = self._connection.execute
        if execute("SELECT 1 FROM texts WHERE sha256 = ?", (sha256,)).fetchone() is None:
            execute("INSERT INTO texts (sha256, text) VALUES (?, ?)", (sha256, text))

    def undo(self, annotator: str) -> Entry:
        """Take back this annotator's last step on this file, by an entry of its own."""
        return self._reverse(annotator, Act.UNDO)

    def redo(self, annotator: str) -> Entry:
        """Do again what this annotator took back last."""
        return self._reverse(annotator, Act.REDO)

    def _reverse(self, annotator: str, act: Act) -> Entry:
        with self._writing():
            step = history.step(self._connection, annotator, act)
            if step is None:
                raise RefusedError(f"There is nothing to {act.value}.", "")
            target = history.number_of(self._connection, step.id)
            assert target is not None
            self._refuse_if_changed_since(target)
            entry = Entry(uuid7(), now(), annotator, step.summary, (), act, step.id)
            seq, entry = self._add(entry)
            count = self._reverse_changes(target, seq)
        self._own.add(entry.id)
        changes = history.changes(self._connection, seq) if count <= TOLD else ()
        return replace(entry, changes=changes)

    def _reverse_changes(self, target: int, seq: int) -> int:
        """Apply the inverse of an entry's changes, last first; returns how many there are."""
        count = history.size_of(self._connection, target)
        large = count > TOLD
        with schema.unguarded(self._connection) if large else nullcontext():
            self._connection.execute("PRAGMA defer_foreign_keys = ON")
            for end in range(count, 0, -_BATCH):
                rows = self._connection.execute(
                    "SELECT kind, key, after, before FROM changes "
                    "WHERE entry = ? AND position < ? ORDER BY position DESC LIMIT ?",
                    (target, end, _BATCH),
                ).fetchall()
                writing.write_all(self._connection, at_home(self._connection, rows))
                self._keep_rows((seq, at, *row) for at, row in enumerate(rows, count - end))
        return count

    def _refuse_if_changed_since(self, target: int) -> None:
        """Only rows that a later entry touched can differ: those are held against what the entry
        left, which is what its last change of them says, with all that it changed before that.
        Later is what has the greater id: after a merge that need not have come here later."""
        rows = self._connection.execute(
            "SELECT kind, key, before, after FROM changes AS mine WHERE entry = :seq AND EXISTS "
            "(SELECT 1 FROM changes AS other JOIN entries ON seq = other.entry "
            "WHERE other.key = mine.key AND other.kind = mine.kind AND other.entry <> :seq "
            "AND id > (SELECT id FROM entries WHERE seq = :seq)) ORDER BY position",
            {"seq": target},
        )
        left: dict[tuple[Kind, str], Fields | None] = {}
        new: set[tuple[Kind, str]] = set()
        for change in map(history.change, rows):
            row = (change.kind, change.key)
            if change.before is None:
                new.add(row)
            so_far = left.get(row) or {}
            left[row] = None if change.after is None else {**so_far, **change.after}
        for row, fields in left.items():
            if not writing.stands(self._connection, *row, fields, whole=row in new):
                raise RefusedError(
                    f"This {row[0].value} was changed again afterwards, so the step cannot be "
                    "taken back by itself.",
                    "Take back the later change first.",
                )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction on the very file that was opened, in the version that this code knows."""
        with transaction(self._connection):
            self._files.refuse_if_moved()
            _, version = schema.version_of(self._connection)
            if version > schema.VERSION:
                raise AnnotatorError(
                    "The project was brought up to date by a newer Annotator.",
                    "Close this window and open the project with the newest version.",
                )
            yield

    def _reserve(self) -> int:
        """The number of an entry that is added when its changes are known."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        return history.last(self._connection) + 1

    def _add(self, entry: Entry, seq: int | None = None) -> tuple[int, Entry]:
        (newest,) = self._connection.execute("SELECT max(id) FROM entries").fetchone()
        if newest is not None and entry.id <= newest:
            entry = replace(entry, id=uuid7(after=newest))
        cursor = self._connection.execute(
            "INSERT INTO entries (seq, id, at, annotator, act, summary, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                seq,
                entry.id,
                entry.at,
                entry.annotator,
                entry.act.value,
                entry.summary,
                entry.undoes,
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid, entry

    def _keep(self, seq: int, changes: Iterable[tuple[int, Change]]) -> None:
        self._keep_rows(
            (seq, position, str(one.kind), one.key, _json(one.before), _json(one.after))
            for position, one in changes
        )

    def _keep_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        insert_all(
            self._connection,
            "INSERT INTO changes (entry, position, kind, key, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            list(rows),
        )


def _json(fields: Fields | None) -> str | None:
    return None if fields is None else dumps(fields)

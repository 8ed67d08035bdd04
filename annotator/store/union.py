"""The union of two journals: what the other file has and this one has not is added to this one.

Entries that both have must be the same on both sides. Those that are added are numbered below 0,
after the ones that came by earlier merges.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, Final

from annotator.domain.article import sha256_of
from annotator.store import history, schema
from annotator.store.settle import DamagedError

_ENTRY: Final = "id, at, annotator, act, summary, undoes"
_CHANGE: Final = "position, kind, key, before, after"
_ID: Final = re.compile(r"[0-9a-e][0-9a-f]{7}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An entry's id. One that begins with f is of a time after the year 10000, and leaves no room for
ids that come after it."""

_THEIRS: Final = """CREATE TABLE temp.theirs (
    id TEXT PRIMARY KEY NOT NULL, number INTEGER NOT NULL, at, annotator, act, summary, undoes
) WITHOUT ROWID"""


class Union:
    """Two files for the time of one merge, inside one transaction of this one's connection."""

    def __init__(self, connection: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self._connection = connection
        self._other = other
        self.first = history.last_merged(connection) + 1
        """The number of the first entry that is added."""
        self.shared: frozenset[int] = frozenset()
        """The numbers, here, of the entries that both files have."""

    def compare(self) -> int:
        """Look at the other's entries; returns how many are missing here.

        Raises DamagedError where an entry of both is not the same on both sides.
        """
        ours = self._connection
        ours.execute("DROP TABLE IF EXISTS temp.theirs")
        ours.execute(_THEIRS)
        ours.executemany(
            "INSERT INTO temp.theirs (number, id, at, annotator, act, summary, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._sound(self._other.execute(f"SELECT seq, {_ENTRY} FROM entries ORDER BY id")),
        )
        shared = ours.execute("SELECT seq FROM temp.theirs JOIN entries USING (id)").fetchall()
        self.shared = frozenset(seq for (seq,) in shared)
        self._refuse_undoing_nothing()
        if shared:
            self._refuse_differing_entries()
            self._refuse_differing_changes()
        (count,) = ours.execute("SELECT count(*) FROM temp.theirs").fetchone()
        return int(count) - len(shared)

    def add(self) -> Iterator[int]:
        """Add the texts and entries that are missing here; yields how many entries are added."""
        self._add_texts()
        with schema.unguarded(self._connection):
            missing = self._connection.execute(
                f"SELECT number, {_ENTRY} FROM temp.theirs "
                "WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entries.id = theirs.id) ORDER BY id"
            ).fetchall()
            for count, (number, *entry) in enumerate(missing):
                seq = self.first + count
                self._add_entry(seq, entry)
                self._connection.executemany(
                    f"INSERT INTO changes (entry, {_CHANGE}) VALUES (?, ?, ?, ?, ?, ?)",
                    ((seq, *row) for row in self._changes(number, entry[0])),
                )
                yield count + 1

    def _sound(self, entries: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for entry in entries:
            if not isinstance(entry[1], str) or not _ID.fullmatch(entry[1]):
                raise DamagedError(f"it has an entry of the id {entry[1]!r}")
            yield entry

    def _refuse_undoing_nothing(self) -> None:
        row = self._connection.execute(
            "SELECT id FROM temp.theirs WHERE undoes IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM temp.theirs AS other WHERE other.id = theirs.undoes) "
            "AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.id = theirs.undoes) LIMIT 1"
        ).fetchone()
        if row:
            raise DamagedError(f"its entry {row[0]} undoes one that is not there")

    def _refuse_differing_entries(self) -> None:
        differs = " OR ".join(
            f"theirs.{name} IS NOT entries.{name}" for name in _ENTRY.split(", ")[1:]
        )
        row = self._connection.execute(
            f"SELECT id FROM temp.theirs JOIN entries USING (id) WHERE {differs} LIMIT 1"
        ).fetchone()
        if row:
            raise _differs(row[0])

    def _refuse_differing_changes(self) -> None:
        columns = ", ".join(f"changes.{name}" for name in _CHANGE.split(", "))
        ours = self._connection.execute(
            f"SELECT entries.id, {columns} FROM entries JOIN temp.theirs USING (id) "
            "CROSS JOIN changes ON entry = seq ORDER BY entries.id, position"
        )
        theirs = self._other.execute(
            f"SELECT entries.id, {columns} FROM entries CROSS JOIN changes ON entry = seq "
            "ORDER BY entries.id, position"
        )
        here = {
            row[0]
            for row in self._connection.execute(
                "SELECT id FROM temp.theirs JOIN entries USING (id)"
            )
        }
        of_both = (row for row in theirs if row[0] in here)
        for mine, other in zip_longest(ours, of_both):
            if mine != other:
                raise _differs((mine or other)[0])

    def _add_texts(self) -> None:
        known = {sha256 for (sha256,) in self._connection.execute("SELECT sha256 FROM texts")}
        self._connection.executemany(
            "INSERT INTO texts (sha256, text) VALUES (?, ?)",
            (
                _proved(sha256, text)
                for sha256, text in self._other.execute(
                    "SELECT sha256, text FROM texts ORDER BY number"
                )
                if sha256 not in known
            ),
        )

    def _add_entry(self, seq: int, entry: list[Any]) -> None:
        try:
            self._connection.execute(
                f"INSERT INTO entries (seq, {_ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?)", (seq, *entry)
            )
        except sqlite3.IntegrityError as error:
            raise DamagedError(f"entry {entry[0]} is not what it must be ({error})") from error

    def _changes(self, number: int, entry: str) -> Iterator[tuple[Any, ...]]:
        """The changes of one of the other's entries; their positions must have no gaps."""
        rows = self._other.execute(
            f"SELECT {_CHANGE} FROM changes WHERE entry = ? ORDER BY position", (number,)
        )
        for position, row in enumerate(rows):
            if row[0] != position:
                raise DamagedError(f"entry {entry} has lost a change")
            yield row


def _proved(sha256: str, text: str) -> tuple[str, str]:
    if sha256_of(text) != sha256:
        raise DamagedError(f"the text {sha256[:12]}… is not what its hash says")
    return sha256, text


def _differs(entry: str) -> DamagedError:
    return DamagedError(f"its entry {entry} says otherwise here")

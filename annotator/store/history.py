"""What the journal says: the steps to undo and redo, and who changed what.

The number of an entry says how it came here: those above 0 were made in this file, one after the
other; those below 0 came by merging. What happened when, anywhere, is said by the entries' ids.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

import orjson
from msgspec.structs import replace

from annotator.domain.journal import Act, Change, Entry, Fields, Kind
from annotator.domain.label import Names

TOLD: Final = 1_000
"""An entry of more changes than this is told without them."""

FIRST_MERGED: Final = -(1 << 31)
"""The number of the first entry that comes by merging; the next ones count up towards 0."""

_ENTRY = "seq, id, at, annotator, summary, act, undoes"

_MADE_HERE: Final = f"""SELECT {_ENTRY} FROM entries
    WHERE act <> 'record' AND annotator = ? AND seq > 0 ORDER BY seq DESC"""
_NOBODYS: Final = f"""SELECT {_ENTRY} FROM entries AS nobodys
    WHERE act <> 'record' AND annotator IS NULL AND seq > 0 AND NOT EXISTS (
        SELECT 1 FROM entries WHERE undoes = nobodys.id AND annotator IS NOT ?
    ) ORDER BY seq DESC"""
"""Those of nobody that were made in this file and that no other has taken back."""

_MERGED: Final = f"""SELECT {_ENTRY} FROM entries
    WHERE act <> 'record' AND {{annotator}} = ? AND seq < 0 AND id > ? AND id < ?
    ORDER BY id DESC"""
_NEWEST: Final = "g"
"""Sorts after every id."""


def step(connection: sqlite3.Connection, annotator: str, act: Act) -> Entry | None:
    """The entry that UNDO or REDO by this annotator would reverse, without its changes.

    On the way back, what a later undo (or redo) has reversed already is passed over. Steps of
    nobody (an import by a script) are everyone's, until someone has taken them back.
    """
    taken_back: set[str | None] = set()
    for entry in _steps(connection, annotator):
        if entry.id in taken_back:
            continue
        if (entry.act is Act.UNDO) is (act is Act.REDO):
            return entry
        if entry.act is Act.EDIT:
            return None
        taken_back.add(entry.undoes)
    return None


def _steps(connection: sqlite3.Connection, annotator: str) -> Iterator[Entry]:
    """The steps of this annotator, the one with the greatest id first. They are read from the file
    as they are asked for, since mostly the first one is enough."""
    merged = last_merged(connection) >= FIRST_MERGED
    before = _NEWEST
    here = heapq.merge(
        connection.execute(_MADE_HERE, (annotator,)),
        connection.execute(_NOBODYS, (annotator,)),
        key=itemgetter(0),
        reverse=True,
    )
    for row in here:
        if merged:  # down the ids, because all that this annotator ever did would have to be sorted
            newer = _MERGED.format(annotator="+annotator")
            yield from map(_entry, connection.execute(newer, (annotator, row[1], before)))
        yield _entry(row)
        before = row[1]
    if merged:
        rest = _MERGED.format(annotator="annotator")
        yield from map(_entry, connection.execute(rest, (annotator, "", before)))


def last(connection: sqlite3.Connection) -> int:
    """The number of the newest entry, 0 in a journal without any."""
    (newest,) = connection.execute("SELECT coalesce(max(seq), 0) FROM entries").fetchone()
    return int(newest)


def last_merged(connection: sqlite3.Connection) -> int:
    """The number of the last entry that came by merging; below `FIRST_MERGED` where none did."""
    (newest,) = connection.execute("SELECT max(seq) FROM entries WHERE seq < 0").fetchone()
    return FIRST_MERGED - 1 if newest is None else int(newest)


def id_of(connection: sqlite3.Connection, seq: int) -> str | None:
    """The id of the entry of this number."""
    row = connection.execute("SELECT id FROM entries WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None


def number_of(connection: sqlite3.Connection, entry: str) -> int | None:
    """The number of the entry of this id."""
    row = connection.execute("SELECT seq FROM entries WHERE id = ?", (entry,)).fetchone()
    return row[0] if row else None


def entry_of(connection: sqlite3.Connection, seq: int) -> Entry:
    """The entry of this number, without its changes."""
    return _entry(
        connection.execute(f"SELECT {_ENTRY} FROM entries WHERE seq = ?", (seq,)).fetchone()
    )


def since(connection: sqlite3.Connection, seq: int) -> list[Entry]:
    """The entries after this number, in order, large ones without their changes."""
    rows = connection.execute(
        f"SELECT {_ENTRY} FROM entries WHERE seq > ? ORDER BY seq",
        (seq,),
    ).fetchall()
    return [_with_changes(connection, row) for row in rows]


def history(connection: sqlite3.Connection, key: str | None = None) -> Iterator[Entry]:
    """All entries in order, large ones without their changes; or only those that touched one row,
    with the changes of that row."""
    if key is None:
        for row in connection.execute(f"SELECT {_ENTRY} FROM entries ORDER BY id"):
            yield _with_changes(connection, row)
        return
    for row in connection.execute(
        f"SELECT {_ENTRY} FROM entries WHERE seq IN "
        "(SELECT entry FROM changes WHERE key = ?) ORDER BY id",
        (key,),
    ):
        yield replace(_entry(row), changes=changes(connection, row[0], key))


def size(connection: sqlite3.Connection, entry: str) -> int:
    """How many changes an entry has."""
    seq = number_of(connection, entry)
    return 0 if seq is None else size_of(connection, seq)


def size_of(connection: sqlite3.Connection, seq: int) -> int:
    """How many changes the entry of this number has. Their positions have no gaps."""
    (newest,) = connection.execute(
        "SELECT max(position) FROM changes WHERE entry = ?", (seq,)
    ).fetchone()
    return 0 if newest is None else int(newest) + 1


def changes(connection: sqlite3.Connection, seq: int, key: str | None = None) -> tuple[Change, ...]:
    """The changes of an entry in order, or only those of one row."""
    # Of one row by its own index: an import has hundreds of thousands of changes.
    which = "entry = :entry" if key is None else "key = :key AND +entry = :entry"
    rows = connection.execute(
        f"SELECT kind, key, before, after FROM changes WHERE {which} ORDER BY position",
        {"entry": seq, "key": key},
    )
    return tuple(map(change, rows))


def names(connection: sqlite3.Connection) -> Names:
    """What everyone is called who is in the project or has made an entry, by their ids. Whoever is
    gone, as somebody is who was taken for two, has the name of then."""
    found = Names(connection.execute("SELECT id, name FROM annotators"))
    gone = connection.execute(
        "SELECT DISTINCT annotator FROM entries "
        "WHERE annotator IS NOT NULL AND annotator NOT IN (SELECT id FROM annotators)"
    )
    for (id_,) in gone.fetchall():
        row = connection.execute(
            "SELECT json_extract(coalesce(after, before), '$.name') FROM changes "
            "JOIN entries ON seq = entry WHERE key = ? AND kind = 'annotator' "
            "ORDER BY id DESC, position DESC LIMIT 1",
            (id_,),
        ).fetchone()
        if row:
            found[id_] = str(row[0])
    return found


def change(row: tuple[Any, ...]) -> Change:
    """The change that a row (kind, key, before, after) is."""
    kind, key, before, after = row
    return Change(Kind(kind), key, _fields(before), _fields(after))


def _with_changes(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Entry:
    entry = _entry(row)
    small = size_of(connection, row[0]) <= TOLD
    return replace(entry, changes=changes(connection, row[0])) if small else entry


def _entry(row: tuple[Any, ...]) -> Entry:
    _, id_, at, annotator, summary, act, undoes = row
    return Entry(id_, at, annotator, summary, (), Act(act), undoes)


def _fields(value: str | None) -> Fields | None:
    return None if value is None else orjson.loads(value)

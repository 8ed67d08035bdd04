"""What the journal says: the steps to undo and redo, and who changed what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import orjson

from annotator.domain.journal import Act, Change, Entry, Fields, Kind

TOLD: Final = 1_000
"""An entry of more changes than this is told without them."""

_ENTRY = "seq, id, at, annotator, summary, act, undoes"

_STEPS = f"""SELECT {_ENTRY} FROM entries
WHERE act <> 'record' AND (annotator = ?1 OR annotator IS NULL AND NOT EXISTS (
    SELECT 1 FROM entries AS later WHERE later.undoes = entries.id AND later.annotator IS NOT ?1
)) ORDER BY seq DESC"""


def step(connection: sqlite3.Connection, annotator: str, act: Act) -> Entry | None:
    """The entry that UNDO or REDO by this annotator would reverse, without its changes.

    Walks back over the steps that cancel out. Steps of nobody (an import by a script) are
    everyone's, until someone has taken them back.
    """
    skip = 0
    for row in connection.execute(_STEPS, (annotator,)):
        entry = _entry(row)
        if act is Act.REDO and entry.act is Act.EDIT:
            return None
        if (entry.act is Act.UNDO) is (act is Act.REDO):
            if not skip:
                return entry
            skip -= 1
        else:
            skip += 1
    return None


def last(connection: sqlite3.Connection) -> int:
    """The number of the newest entry, 0 in a journal without any."""
    (newest,) = connection.execute("SELECT coalesce(max(seq), 0) FROM entries").fetchone()
    return int(newest)


def since(connection: sqlite3.Connection, seq: int) -> list[tuple[int, Entry]]:
    """The entries after this number, with their numbers."""
    rows = connection.execute(
        f"SELECT {_ENTRY} FROM entries WHERE seq > ? ORDER BY seq",
        (seq,),
    ).fetchall()
    return [(row[0], _with_changes(connection, row)) for row in rows]


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
    (count,) = connection.execute(
        "SELECT count(*) FROM changes WHERE entry = (SELECT seq FROM entries WHERE id = ?)",
        (entry,),
    ).fetchone()
    return int(count)


def changes(connection: sqlite3.Connection, seq: int, key: str | None = None) -> tuple[Change, ...]:
    """The changes of an entry in order, or only those of one row."""
    rows = connection.execute(
        "SELECT kind, key, before, after FROM changes "
        "WHERE entry = ?1 AND (?2 IS NULL OR key = ?2) ORDER BY position",
        (seq, key),
    )
    return tuple(map(change, rows))


def change(row: tuple[Any, ...]) -> Change:
    """The change that a row (kind, key, before, after) is."""
    kind, key, before, after = row
    return Change(Kind(kind), key, _fields(before), _fields(after))


def _with_changes(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Entry:
    entry = _entry(row)
    (newest,) = connection.execute(
        "SELECT max(position) FROM changes WHERE entry = ?", (row[0],)
    ).fetchone()
    small = newest is not None and newest < TOLD
    return replace(entry, changes=changes(connection, row[0])) if small else entry


def _entry(row: tuple[Any, ...]) -> Entry:
    _, id_, at, annotator, summary, act, undoes = row
    return Entry(id_, at, annotator, summary, (), Act(act), undoes)


def _fields(value: str | None) -> Fields | None:
    return None if value is None else orjson.loads(value)

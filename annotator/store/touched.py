"""The rows that entries of a merge touched, each with all that the journal says of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import orjson

from annotator.domain.journal import Kind
from annotator.store.replay import ORDER, Row, after
from annotator.store.settle import DamagedError

_TOUCHED: Final = """CREATE TABLE temp.touched (
    at INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (kind, key)
)"""


class Step(NamedTuple):
    """One change of a row, and the number and id of the entry that it is of; `made` where it brings
    the row into being, `after` is None where it takes it away."""

    seq: int
    entry: str
    made: bool
    after: Row | None


class History(NamedTuple):
    """A row and its steps, old to new."""

    kind: Kind
    key: str
    steps: Sequence[Step]


def make_touched(connection: sqlite3.Connection, first: int) -> int:
    """List what the entries from this number on have touched, in `temp.touched`; returns how many
    rows that is."""
    connection.execute("DROP TABLE IF EXISTS temp.touched")
    connection.execute(_TOUCHED)
    connection.execute(
        "INSERT OR IGNORE INTO temp.touched (kind, key) SELECT kind, key FROM changes "
        "WHERE entry >= ? AND entry < 0 ORDER BY entry, position",
        (first,),
    )
    (count,) = connection.execute("SELECT count(*) FROM temp.touched").fetchone()
    return int(count)


def histories(connection: sqlite3.Connection, first: int) -> Iterator[History]:
    """The rows in the order in which they were first touched."""
    rows = connection.execute(
        "SELECT touched.at, touched.kind, touched.key, seq, id, before, after FROM temp.touched "
        "CROSS JOIN changes ON changes.key = touched.key AND changes.kind = touched.kind "
        f"CROSS JOIN entries ON seq = entry ORDER BY touched.at, {ORDER}"
    )
    for _, group in groupby(rows, itemgetter(0)):
        steps = list(group)
        kind, key = steps[0][1], steps[0][2]
        try:
            yield History(Kind(kind), key, [_step(row, first) for row in steps])
        except ValueError as error:
            raise DamagedError(f"what it says of {kind} {key} cannot be read") from error


def outcome(steps: Sequence[Step]) -> tuple[Row | None, bool]:
    """What a row is after these steps, and whether it is there. None where it was never made."""
    row, there = None, False
    for step in steps:
        row, there = after(row, step.after, made=step.made)
    return row, there


def _step(row: tuple[Any, ...], first: int) -> Step:
    _, _, _, seq, entry, before, then = row
    if before is not None and first <= seq < 0:
        _fields(before)
    return Step(seq, entry, before is None, None if then is None else _fields(then))


def _fields(value: str) -> Row:
    found = orjson.loads(value)
    if not isinstance(found, dict):
        raise ValueError(value)
    return found

"""Bring all tables to what a replay of the whole journal comes to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import orjson

from annotator.domain.journal import Kind
from annotator.store.replay import Replay, Row
from annotator.store.rows import TABLES
from annotator.store.settle import DamagedError, Settler

_BATCH = 2_000


def resettle(connection: sqlite3.Connection, settler: Settler) -> None:
    """Replay the journal, and write what differs. What goes, goes first: of one text there can be
    one article only. Of what comes, what a merge touched is first, in its order."""
    replay = Replay(connection)
    for wrong in replay.run():
        raise DamagedError(wrong.rstrip("."))
    _remove(connection, settler)
    for kind, rows in (*_touched(connection), *_rest(connection)):
        settler.settle(kind, rows)
    replay.drop()
    row = connection.execute("PRAGMA foreign_key_check").fetchone()
    if row:
        raise DamagedError(f"a row of {row[0]} names one of {row[2]} that nobody has made")


def _remove(connection: sqlite3.Connection, settler: Settler) -> None:
    for kind, table in TABLES.items():
        gone = connection.execute(
            f"SELECT {table.key} FROM {table.name} AS row WHERE NOT EXISTS (SELECT 1 "
            f"FROM temp.replay WHERE kind = ? AND replay.key = row.{table.key} AND gone = 0)",
            (kind.value,),
        ).fetchall()
        for start in range(0, len(gone), _BATCH):
            settler.settle(kind, dict.fromkeys(key for (key,) in gone[start : start + _BATCH]))


def _touched(connection: sqlite3.Connection) -> Iterator[tuple[Kind, dict[str, Row | None]]]:
    for kind in TABLES:
        at = 0
        while rows := connection.execute(
            "SELECT at, key, fields FROM temp.touched JOIN temp.replay USING (kind, key) "
            "WHERE kind = ? AND gone = 0 AND at > ? ORDER BY at LIMIT ?",
            (kind.value, at, _BATCH),
        ).fetchall():
            at = rows[-1][0]
            yield kind, {key: orjson.loads(fields) for _, key, fields in rows}


def _rest(connection: sqlite3.Connection) -> Iterator[tuple[Kind, dict[str, Row | None]]]:
    for kind in TABLES:
        last = ""
        while rows := connection.execute(
            "SELECT key, fields FROM temp.replay WHERE kind = ? AND gone = 0 AND key > ? "
            "ORDER BY key LIMIT ?",
            (kind.value, last, _BATCH),
        ).fetchall():
            last = rows[-1][0]
            yield kind, {key: orjson.loads(fields) for key, fields in rows}

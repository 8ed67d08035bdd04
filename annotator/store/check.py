"""Whether a project is whole: SQLite's own checks, each quote against its text, and the tables
against a replay of the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

import orjson

from annotator.domain.article import sha256_of
from annotator.domain.journal import Kind
from annotator.domain.label import Span, quote_of
from annotator.store.connection import told
from annotator.store.rows import TABLES, Table
from annotator.store.schema import TRIGGERS

Report = Callable[[str], None]

_REPLAY: Final = "temp.replay"


def problems(connection: sqlite3.Connection, progress: Report = lambda _: None) -> Iterator[str]:
    """Everything that is wrong with the project, a sentence each; nothing for a sound one."""
    connection.execute("PRAGMA temp_store = FILE")  # the replay can be larger than memory
    with told():
        progress("SQLite's own check")
        yield from _integrity(connection)
        progress("Texts")
        yield from _texts(connection)
        progress("Quotes")
        yield from _quotes(connection)
        progress("Journal")
        yield from _journal(connection)


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"SQLite: {line}"
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} names a row of {parent} that is not there."
    there = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    }
    for name in sorted(TRIGGERS.keys() - there):
        yield f"The guard {name} is missing."


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    for sha256, text in connection.execute("SELECT sha256, text FROM texts"):
        if sha256_of(text) != sha256:
            yield f"The text {sha256[:12]}… is not what its hash says."


def _quotes(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        'SELECT labels.id, spans, start, "end", quote, text, articles.id FROM articles '
        "JOIN texts USING (sha256) CROSS JOIN labels ON labels.article = articles.id "
        "ORDER BY articles.number"
    )
    for id_, spans, start, end, quote, text, article in rows:
        places = [Span(*pair) for pair in orjson.loads(spans)]
        if quote_of(text, places) != quote or places[-1].end > len(text):
            yield f"Label {id_} quotes what article {article} does not say at its place."
        if (start, end) != (places[0].start, places[-1].end):
            yield f"Label {id_} stands in the index at another place than its spans."


def _journal(connection: sqlite3.Connection) -> Iterator[str]:
    """Replay every change in the order of entries' ids, then hold the result against the tables."""
    connection.execute("DROP TABLE IF EXISTS temp.replay")
    connection.execute(
        f"CREATE TABLE {_REPLAY} (kind TEXT, key TEXT, fields TEXT, PRIMARY KEY (kind, key)) "
        "WITHOUT ROWID"
    )
    rows = connection.execute(
        "SELECT kind, key, before, after, entries.id FROM entries JOIN changes ON entry = seq "
        "ORDER BY entries.id, position"
    )
    for kind, key, before, after, entry in rows:
        if not _replayed(connection, kind, key, before, after):
            yield f"Entry {entry} changes {kind} {key}, which was not as the entry found it."
    for kind, table in TABLES.items():
        yield from _compared(connection, kind, table)
    connection.execute(f"DROP TABLE {_REPLAY}")


def _replayed(
    connection: sqlite3.Connection, kind: str, key: str, before: str | None, after: str | None
) -> bool:
    where = (kind, key)
    if before is None:
        cursor = connection.execute(
            f"INSERT OR IGNORE INTO {_REPLAY} VALUES (?, ?, ?)",
            (*where, after),
        )
    elif after is None:
        cursor = connection.execute(f"DELETE FROM {_REPLAY} WHERE kind = ? AND key = ?", where)
    else:
        row = connection.execute(
            f"SELECT fields FROM {_REPLAY} WHERE kind = ? AND key = ?",
            where,
        ).fetchone()
        if row is None:
            return False
        fields = orjson.loads(row[0])
        found = all(fields[name] == value for name, value in orjson.loads(before).items())
        merged = orjson.dumps(fields | orjson.loads(after)).decode()
        connection.execute(
            f"UPDATE {_REPLAY} SET fields = ? WHERE kind = ? AND key = ?",
            (merged, *where),
        )
        return found
    return cursor.rowcount == 1


def _compared(connection: sqlite3.Connection, kind: Kind, table: Table) -> Iterator[str]:
    names = ", ".join(f'{table.name}."{name}"' for name in (table.key, *table.columns))
    on = f"replay.kind = '{kind.value}' AND replay.key = {table.name}.{table.key}"
    for fields, id_, *values in connection.execute(
        f"SELECT fields, {names} FROM {table.name} LEFT JOIN {_REPLAY} ON {on}"
    ):
        if fields is None:
            yield f"The journal knows nothing of {kind.value} {id_}."
        elif orjson.loads(fields) != table.fields(tuple(values)):
            yield f"The {kind.value} {id_} is not what the journal says."
    for (key,) in connection.execute(
        f"SELECT key FROM {_REPLAY} WHERE kind = ? AND NOT EXISTS "
        f"(SELECT 1 FROM {table.name} WHERE {on})",
        (kind.value,),
    ):
        yield f"The {kind.value} {key} of the journal is missing from its table."

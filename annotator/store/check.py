"""Whether a project is whole: SQLite's own checks, each quote against its text, and the tables
against a replay of the journal. Nothing that it finds, however broken, may end it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from annotator.domain.article import sha256_of
from annotator.domain.journal import Kind
from annotator.domain.label import quote_of
from annotator.errors import AnnotatorError
from annotator.store.connection import told
from annotator.store.replay import Replay
from annotator.store.rows import TABLES, Table, spans_if_sound
from annotator.store.schema import TRIGGERS

Report = Callable[[str], None]
Problems = Iterator[str]


def problems(connection: sqlite3.Connection, progress: Report = lambda _: None) -> Problems:
    """Everything that is wrong with the project, a sentence each; nothing for a sound one.

    All of it is asked of one moment in time; until it ends, the connection is not to be used for
    anything else.
    """
    steps = {
        "SQLite's own check": _integrity, "Texts": _texts, "Quotes": _quotes,
        "Search": _search, "Journal": _journal,
    }  # fmt: skip
    with told():
        connection.execute("PRAGMA temp_store = FILE")  # the replay can be larger than memory
        connection.execute("BEGIN")
    try:
        for name, step in steps.items():
            progress(name)
            yield from _survived(step(connection))
    finally:
        if connection.in_transaction:  # SQLite ends it by itself where the disk fails
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA temp_store = MEMORY")


def _survived(found: Problems) -> Problems:
    """What a step finds; where the file is so damaged that the step cannot go on, that too."""
    try:
        with told():
            yield from found
    except AnnotatorError as error:
        yield str(error)
    except sqlite3.Error as error:  # a table or a column that is not there
        yield f"SQLite: {error}."


def _integrity(connection: sqlite3.Connection) -> Problems:
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


def _texts(connection: sqlite3.Connection) -> Problems:
    for sha256, text in connection.execute("SELECT sha256, text FROM texts"):
        if sha256_of(text) != sha256:
            yield f"The text {sha256[:12]}… is not what its hash says."


def _quotes(connection: sqlite3.Connection) -> Problems:
    rows = connection.execute(
        'SELECT labels.id, spans, start, "end", quote, text, articles.id FROM articles '
        "JOIN texts USING (sha256) CROSS JOIN labels ON labels.article = articles.id "
        "ORDER BY articles.number"
    )
    for id_, value, start, end, quote, text, article in rows:
        spans = spans_if_sound(value)
        if not spans:
            yield f"Label {id_} does not say where it stands."
        elif quote_of(text, spans) != quote or spans[-1].end > len(text):
            yield f"Label {id_} quotes what article {article} does not say at its place."
        if spans and (start, end) != (spans[0].start, spans[-1].end):
            yield f"Label {id_} stands in the index at another place than its spans."


def _search(connection: sqlite3.Connection) -> Problems:
    """The index of titles, notes and comments has the rows that have words, and no others."""
    for kind, table in TABLES.items():
        if table.searched:
            (count,) = connection.execute(
                f"SELECT count(*) FROM (SELECT number FROM {table.name} WHERE {table.searched} "
                f"<> '') FULL JOIN {table.index}_docsize AS found ON found.id = number "
                "WHERE number IS NULL OR found.id IS NULL"
            ).fetchone()
            if count:
                yield f"Search does not know the {table.searched} of {count} {kind.value} rows."


def _journal(connection: sqlite3.Connection) -> Problems:
    """Replay the journal, then hold the result against the tables."""
    replay = Replay(connection)
    yield from replay.run()
    for known, table in TABLES.items():
        yield from _compared(connection, known, table)
    replay.drop()


def _compared(connection: sqlite3.Connection, kind: Kind, table: Table) -> Problems:
    names = ", ".join(f'{table.name}."{name}"' for name in (table.key, *table.columns))
    on = (
        f"replay.kind = '{kind.value}' AND replay.key = {table.name}.{table.key} "
        "AND replay.gone = 0"
    )
    for fields, id_, *values in connection.execute(
        f"SELECT fields, {names} FROM {table.name} LEFT JOIN temp.replay ON {on}"
    ):
        if fields is None:
            yield f"The journal knows nothing of {kind.value} {id_}."
        elif not _same(table, fields, values):
            yield f"The {kind.value} {id_} is not what the journal says."
    for (key,) in connection.execute(
        "SELECT key FROM temp.replay WHERE kind = ? AND gone = 0 AND NOT EXISTS "
        f"(SELECT 1 FROM {table.name} WHERE {on})",
        (kind.value,),
    ):
        yield f"The {kind.value} {key} of the journal is missing from its table."


def _same(table: Table, fields: str, values: list[Any]) -> bool:
    try:
        return bool(orjson.loads(fields) == table.fields(tuple(values)))
    except ValueError:  # a column that should hold JSON and does not
        return False

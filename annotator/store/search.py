"""Finding words in titles, texts, quotes, notes and comments, in any script.

An index of trigrams names the places that can hold the words, inside words too, so that Japanese
and Arabic need no rules of their own; every place is then held against the text itself. Titles,
notes and comments are indexed as they are written. Texts never change and are indexed afterwards,
in small steps that block nobody; until then they are read through. A quote is a stretch of a text,
and is found with it. What is indexed is folded by us, as the needle is: SQLite knows only letters
that fold into one, and would miss STRASSE in a Straße.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from annotator.store.connection import told, transaction
from annotator.store.rows import Table
from annotator.store.words import find, folded

_STEP: Final = 64 * 1024
"""How many characters are indexed in one transaction: some 15 ms."""

_AROUND: Final = 30
_GRAMS: Final = 24


class Hit(NamedTuple):
    """Where something was found: the article, in what (title, note, comment or text), and the
    words around it."""

    article: str
    where: str
    around: str


class _Place(NamedTuple):
    where: str
    table: str
    rows: str
    number: str
    own: str = ""
    """What holds of the rows that are of one annotator; empty where they are nobody's."""


_PLACES: Final = (
    _Place("title", "found_titles", "SELECT id, title FROM articles WHERE title <> ''", "number"),
    _Place(
        "note",
        "found_notes",
        "SELECT article, note FROM labels WHERE note <> ''",
        "number",
        "annotator = ?",
    ),
    _Place(
        "comment",
        "found_comments",
        "SELECT article, text FROM comments WHERE text <> ''",
        "number",
        "EXISTS (SELECT 1 FROM json_each(about) JOIN labels ON labels.id = value "
        "WHERE labels.annotator = ?)",
    ),
    _Place(
        "text",
        "found_texts",
        "SELECT id, text FROM texts JOIN articles USING (sha256) WHERE true",
        "texts.number",
    ),
)


def learn(connection: sqlite3.Connection, table: Table, where: str, *values: str | int) -> None:
    """Take the searched words of these rows into the index."""
    if table.searched:
        connection.execute(
            f"INSERT INTO {table.index} (rowid, {table.searched}) "
            f"SELECT number, folded({table.searched}) FROM {table.name} "
            f"WHERE {where} AND {table.searched} <> ''",
            values,
        )


def forget(connection: sqlite3.Connection, table: Table, where: str, *values: str | int) -> None:
    """Take the searched words of these rows out of the index, before they change or go."""
    if table.searched:
        connection.execute(
            f"INSERT INTO {table.index} ({table.index}, rowid, {table.searched}) "
            f"SELECT 'delete', number, folded({table.searched}) FROM {table.name} "
            f"WHERE {where} AND {table.searched} <> ''",
            values,
        )


def search(
    connection: sqlite3.Connection,
    words: str,
    limit: int = 1_000,
    cancelled: Callable[[], bool] = lambda: False,
    only: str | None = None,
) -> list[Hit]:
    """The articles that hold these words as they are typed, one hit an article, titles first; of
    notes and comments all, or those at the labels of `only` one annotator."""
    needle = folded(words)
    hits: dict[str, Hit] = {}
    if not needle:
        return []
    with told():
        for place in _PLACES:
            for article, text in _candidates(connection, place, needle, only):
                if cancelled() or len(hits) >= limit:
                    return list(hits.values())
                found = None if article in hits else find(text, needle)
                if found:
                    hits[article] = Hit(article, place.where, around(text, *found))
    return list(hits.values())


def labels_holding(
    connection: sqlite3.Connection,
    article: str,
    words: str,
    limit: int,
    only: str | None = None,
) -> list[str]:
    """The ids of an article's labels whose quote or note holds these words, in text order; of all,
    or of `only` one annotator."""
    with told():
        rows = connection.execute(
            "SELECT id FROM labels WHERE article = :article AND layer = 'annotation' "
            "AND (:only IS NULL OR annotator = :only) "
            "AND (instr(folded(quote), :words) OR note <> '' AND instr(folded(note), :words)) "
            'ORDER BY start, "end", id LIMIT :limit',
            {"article": article, "only": only, "words": folded(words), "limit": limit},
        )
        return [row[0] for row in rows]


def index_texts(
    connection: sqlite3.Connection, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Index the texts that came since the last time, in small steps; returns how many."""
    count = 0
    connection.execute("PRAGMA synchronous = NORMAL")  # the index can be made again
    try:
        while not cancelled():
            with transaction(connection):
                done = _index_some(connection)
            if not done:
                break
            count += done
    finally:
        connection.execute("PRAGMA synchronous = FULL")
    return count


def _index_some(connection: sqlite3.Connection) -> int:
    rows, size = [], 0
    for number, text in connection.execute(
        "SELECT number, text FROM texts WHERE number > ? ORDER BY number", (_indexed(connection),)
    ):
        rows.append((number, folded(text)))
        size += len(text)
        if size >= _STEP:
            break
    connection.executemany("INSERT INTO found_texts (rowid, text) VALUES (?, ?)", rows)
    return len(rows)


def _indexed(connection: sqlite3.Connection) -> int:
    """The number of the last text in the index."""
    row = connection.execute("SELECT rowid FROM found_texts ORDER BY rowid DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0


def _candidates(
    connection: sqlite3.Connection, place: _Place, needle: str, only: str | None
) -> Iterator[tuple[str, str]]:
    """Every row that can hold the needle: by the index, or all of them where it is too short."""
    rows, number, whose = place.rows, place.number, []
    if only is not None and place.own:
        rows, whose = f"{rows} AND {place.own}", [only]
    if len(needle) < 3:
        yield from connection.execute(rows, whose)
        return
    # Read before the index is asked: what is indexed in between comes twice, and not never.
    indexed = _indexed(connection)
    yield from connection.execute(
        f"{rows} AND {number} IN (SELECT rowid FROM {place.table} WHERE {place.table} MATCH ?)",
        (*whose, " AND ".join(map(_quoted, _grams(needle)))),
    )
    if place.where == "text":
        yield from connection.execute(f"{rows} AND {number} > ?", (indexed,))


def _grams(needle: str) -> list[str]:
    """Some of the needle's trigrams, spread over it: enough to leave few other candidates."""
    grams = sorted({needle[i : i + 3] for i in range(len(needle) - 2)})
    return grams[:: len(grams) // _GRAMS + 1]


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'


def around(text: str, start: int, end: int) -> str:
    """The words found at a place and some before and after, on one line."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    line = " ".join(text[low:high].split())
    return f"{'…' if low else ''}{line}{'…' if high < len(text) else ''}"

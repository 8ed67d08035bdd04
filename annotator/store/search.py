"""Finding words in titles, texts, quotes and notes, in any script.

An index of trigrams names the places that can hold the words, inside words too, so that Japanese
and Arabic need no rules of their own; every place is then held against the text itself. Titles and
notes are indexed as they are written. Texts never change and are indexed afterwards, in small
steps that block nobody; until then they are read through. A quote is a stretch of a text, and is
found with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from annotator.store.connection import told
from annotator.store.rows import Table

_STEP: Final = 64 * 1024
"""How many characters are indexed in one transaction: some 15 ms."""

_AROUND: Final = 30


class Hit(NamedTuple):
    """Where something was found: the article, in what (title, text or note), and the words
    around it."""

    article: str
    where: str
    around: str


class _Place(NamedTuple):
    where: str
    table: str
    rows: str
    number: str


_PLACES: Final = (
    _Place("title", "found_titles", "SELECT id, title FROM articles", "number"),
    _Place("note", "found_notes", "SELECT article, note FROM labels", "number"),
    _Place(
        "text",
        "found_texts",
        "SELECT id, text FROM texts JOIN articles USING (sha256)",
        "texts.number",
    ),
)


def learn(connection: sqlite3.Connection, table: Table, where: str, value: str | int) -> None:
    """Take the searched words of these rows into the index."""
    if table.searched:
        connection.execute(
            f"INSERT INTO found_{table.searched}s (rowid, {table.searched}) "
            f"SELECT number, {table.searched} FROM {table.name} "
            f"WHERE {where} ? AND {table.searched} <> ''",
            (value,),
        )


def forget(connection: sqlite3.Connection, table: Table, key: str) -> None:
    """Take the searched words of this row out of the index, before it changes or goes."""
    if table.searched:
        index = f"found_{table.searched}s"
        connection.execute(
            f"INSERT INTO {index} ({index}, rowid, {table.searched}) "
            f"SELECT 'delete', number, {table.searched} FROM {table.name} "
            f"WHERE id = ? AND {table.searched} <> ''",
            (key,),
        )


def search(
    connection: sqlite3.Connection,
    words: str,
    limit: int = 1_000,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """The articles that hold these words as they are typed, one hit an article, titles first."""
    needle = " ".join(words.split()).casefold()
    hits: dict[str, Hit] = {}
    if not needle:
        return []
    with told():
        for place in _PLACES:
            for article, text in _candidates(connection, place, needle):
                if cancelled() or len(hits) >= limit:
                    return list(hits.values())
                at = -1 if article in hits else _find(text, needle)
                if at >= 0:
                    hits[article] = Hit(article, place.where, _around(text, at, len(needle)))
    return list(hits.values())


def index_texts(
    connection: sqlite3.Connection, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Index the texts that came since the last time, in small steps; returns how many."""
    connection.execute("PRAGMA synchronous = NORMAL")  # the index can be made again
    count = 0
    while not cancelled():
        with told():
            connection.execute("BEGIN IMMEDIATE")
            done = _index_some(connection)
            connection.execute("COMMIT")
        if not done:
            break
        count += done
    return count


def _index_some(connection: sqlite3.Connection) -> int:
    rows, size = [], 0
    for number, text in connection.execute(
        "SELECT number, text FROM texts WHERE number > ? ORDER BY number", (_indexed(connection),)
    ):
        rows.append((number, text))
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
    connection: sqlite3.Connection, place: _Place, needle: str
) -> Iterator[tuple[str, str]]:
    """Every row that can hold the needle: by the index, or all of them where it is too short."""
    rows, number = place.rows, place.number
    if len(needle) < 3:
        yield from connection.execute(rows)
        return
    grams = " AND ".join(_quoted(gram) for gram in _grams(needle))
    yield from connection.execute(
        f"{rows} WHERE {number} IN (SELECT rowid FROM {place.table} WHERE {place.table} MATCH ?)",
        (grams,),
    )
    if place.where == "text":
        yield from connection.execute(f"{rows} WHERE {number} > ?", (_indexed(connection),))


def _grams(needle: str) -> list[str]:
    grams = {needle[i : i + 3] for i in range(len(needle) - 2)}
    return sorted(gram for gram in grams if " " not in gram) or sorted(grams)


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'


def _find(text: str, needle: str) -> int:
    """Where the needle begins in a text, without regard to case; -1 where it does not stand."""
    at = text.lower().find(needle)
    return at if at >= 0 else text.casefold().find(needle)


def _around(text: str, at: int, length: int) -> str:
    start, end = max(0, at - _AROUND), min(len(text), at + length + _AROUND)
    line = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"

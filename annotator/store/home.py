"""Where changes of an earlier time belong now: of one text there is one article (see `replay`), so
what was said of another, before the files were merged, is said of that one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.domain.edits import assignment_key
from annotator.domain.journal import Kind
from annotator.store.replay import STANDING
from annotator.store.rows import TABLES, dumps

Raw = tuple[Any, ...]
"""A row of the journal: kind, key, before, after."""

_CHANGED = "{}"
"""Before a change of a row that is there, whatever it is."""


def at_home(connection: sqlite3.Connection, rows: Iterable[Raw]) -> list[Raw]:
    """The rows as they are to be written: an article whose text is here is not made again, and what
    stood on it comes to stand on the one that has its text. Articles and people that are there once
    more, because something stands on them, become what they were made as."""
    homes = _Homes(connection)
    return [found for row in rows for found in homes.of(row)]


class _Homes:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, str] = {}

    def of(self, row: Raw) -> Iterator[Raw]:
        kind, key, before, after = row
        if kind == Kind.ARTICLE and before is None:
            holder = self._holder(orjson.loads(after)["sha256"])
            if holder in (None, key):
                yield (kind, key, _CHANGED if holder else None, after)
        elif kind == Kind.ANNOTATOR and before is None:
            yield (kind, key, _CHANGED if self._is_there(kind, key) else None, after)
        elif kind == Kind.ASSIGNMENT:
            yield self._assignment(key, before, after)
        elif kind in STANDING and before is None:
            fields = orjson.loads(after)
            home = self._home(fields["article"])
            same = home == fields["article"]
            yield row if same else (kind, key, None, dumps({**fields, "article": home}))
        else:
            yield row

    def _assignment(self, key: str, before: str | None, after: str | None) -> Raw:
        article, _, person = key.rpartition("/")
        home = self._home(article)
        if home == article:
            return (Kind.ASSIGNMENT.value, key, before, after)
        key = assignment_key(home, person)
        if before is None and after is not None:
            after = dumps({**orjson.loads(after), "article": home})
            before = _CHANGED if self._is_there(Kind.ASSIGNMENT, key) else None
        return (Kind.ASSIGNMENT.value, key, before, after)

    def _is_there(self, kind: str, key: str) -> bool:
        table = TABLES[Kind(kind)]
        row = self._connection.execute(table.select((table.key,)), (key,)).fetchone()
        return row is not None

    def _home(self, article: str) -> str:
        if article not in self._known:
            self._known[article] = self._sought(article)
        return self._known[article]

    def _sought(self, article: str) -> str:
        if self._connection.execute("SELECT 1 FROM articles WHERE id = ?", (article,)).fetchone():
            return article
        made = self._connection.execute(
            "SELECT json_extract(after, '$.sha256') FROM changes JOIN entries ON seq = entry "
            "WHERE key = ? AND kind = 'article' AND before IS NULL ORDER BY id DESC LIMIT 1",
            (article,),
        ).fetchone()
        return (self._holder(made[0]) if made else None) or article

    def _holder(self, sha256: str) -> str | None:
        row = self._connection.execute(
            "SELECT id FROM articles WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return str(row[0]) if row else None

"""What the journal comes to: every entry in the order of their ids, whoever made it and wherever.

This is the one place that says what a table holds. A commit cannot come to anything else: SQLite
refuses what would need a rule beyond the first (keys, foreign keys). Entries that came together by
a merge can:

- A row is what its changes say, one after the other. One that is made twice is what the later says,
  and one that was removed and is changed later is there again.
- Articles of one text are one: the one that was there first. What names another stands on it.
- An article or a person goes only if nothing stands on it by then, and comes back where something
  does that was made later.
- A decision whose gold label is gone names none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import orjson

from annotator.domain.edits import assignment_key
from annotator.domain.journal import Kind

Row = dict[str, Any]

ORDER: Final = "entries.id, changes.position"
"""The order in which changes are true, one after the other."""

_STATE: Final = """CREATE TABLE temp.replay (
    kind TEXT, key TEXT, fields TEXT, gone INTEGER, article TEXT, person TEXT, label TEXT,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID"""
STANDING: Final = frozenset({Kind.LABEL, Kind.DECISION, Kind.COMMENT, Kind.ASSIGNMENT})
"""What stands on an article and a person. The record of work does not: it is kept without them."""


def after(row: Row | None, then: Row | None, *, made: bool) -> tuple[Row | None, bool]:
    """The first rule: a row's fields after a change of it, and whether it is there. The fields of a
    row that is gone are kept; None is a row that nobody ever made."""
    if made:
        return then, True
    if row is None or then is None:
        return row, False
    return row | then, True


class Replay:
    """All rows as the journal says that they are, in the table `temp.replay` of this connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._articles: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._people: set[str] = set()
        self._pending: list[tuple[str, str]] = []
        self._removed: list[tuple[str, str]] = []

    def run(self) -> Iterator[str]:
        """Replay all entries; yields what cannot have happened, a sentence each."""
        self._prepare()
        strict = not self._connection.execute("SELECT 1 FROM entries WHERE seq < 0").fetchone()
        rows = self._connection.execute(
            "SELECT entries.id, kind, key, before, after FROM entries JOIN changes ON entry = seq "
            f"ORDER BY {ORDER}"
        )
        for entry, changes in groupby(rows, itemgetter(0)):
            for _, kind, key, before, then in changes:
                if wrong := self._take(kind, key, before, then, strict):
                    yield f"Entry {entry} changes {kind} {key}, {wrong}."
            if self._pending or self._removed:
                self._settle()

    def drop(self) -> None:
        """Let go of the table."""
        self._connection.execute("DROP TABLE IF EXISTS temp.replay")

    def _prepare(self) -> None:
        self.drop()
        self._connection.execute(_STATE)
        removed = self._connection.execute(
            "SELECT 1 FROM changes WHERE after IS NULL AND kind IN ('article', 'annotator') LIMIT 1"
        ).fetchone()
        for column in ("article", "person", "label") if removed else ("label",):
            self._connection.execute(
                f"CREATE INDEX temp.replay_by_{column} ON replay ({column}) "
                f"WHERE {column} IS NOT NULL"
            )

    def _take(self, kind: str, key: str, before: str | None, then: str | None, strict: bool) -> str:
        """Take a change into the state; returns what is wrong with it. Where nothing was ever
        merged (`strict`), each change must have found what it says that it found."""
        found, new = _object(before), _object(then)
        if (before is not None and found is None) or (then is not None and new is None):
            return "which cannot be read"
        if kind == Kind.ASSIGNMENT:
            key = self._filed(key)
        row, there = self._row(kind, key)
        fields, stays = after(row, new, made=before is None)
        if fields is None:
            return "which nobody has made"
        self._put(kind, key, fields, stays)
        if strict and not _was(row if there else None, found, whole=new is None):
            return "which was not as the entry found it"
        return ""

    def _row(self, kind: str, key: str) -> tuple[Row | None, bool]:
        row = self._connection.execute(
            "SELECT fields, gone FROM temp.replay WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return (orjson.loads(row[0]), not row[1]) if row else (None, False)

    def _put(self, kind: str, key: str, fields: Row, there: bool) -> None:
        article = person = label = None
        if kind == Kind.ARTICLE:
            there = self._shelve(key, fields, there)
        elif kind == Kind.ANNOTATOR:
            (self._people.add if there else self._people.discard)(key)
        elif kind in STANDING and there:
            article, person = fields.get("article"), _person(fields)
            label = fields.get("label")
            known = article in self._articles and person in self._people
            if not known or label is not None:
                self._pending.append((kind, key))
        if not there:
            self._removed.append((kind, key))
        self._connection.execute(
            "INSERT OR REPLACE INTO temp.replay VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kind, key, orjson.dumps(fields), not there, article, person, label),
        )

    def _shelve(self, key: str, fields: Row, there: bool) -> bool:
        """Whether an article is there, of whose text another one may be there already."""
        if (old := self._articles.pop(key, None)) is not None:
            del self._texts[old]
        sha256 = str(fields.get("sha256"))
        if not there or self._texts.setdefault(sha256, key) != key:
            return False
        self._articles[key] = sha256
        return True

    def _settle(self) -> None:
        """At the end of an entry: mend what names a row that is gone."""
        pending = self._pending
        for kind, key in self._removed:
            column = {Kind.ARTICLE: "article", Kind.ANNOTATOR: "person", Kind.LABEL: "label"}
            if kind in column:
                pending += self._connection.execute(
                    f"SELECT kind, key FROM temp.replay WHERE {column[Kind(kind)]} = ?", (key,)
                ).fetchall()
        self._pending, self._removed = [], []
        for kind, key in pending:
            self._mend(kind, key)
        self._pending, self._removed = [], []

    def _mend(self, kind: str, key: str) -> None:
        fields, there = self._row(kind, key)
        if fields is None or not there:
            return
        mended = dict(fields)
        mended["article"] = self._home(str(fields.get("article")))
        self._call_back(_person(fields))
        label = fields.get("label")
        if label is not None and not self._row(Kind.LABEL, label)[1]:
            mended["label"] = None
        if mended == fields:
            return
        if kind == Kind.ASSIGNMENT:
            self._connection.execute(
                "DELETE FROM temp.replay WHERE kind = ? AND key = ?", (kind, key)
            )
            key = assignment_key(mended["article"], mended["annotator"])
        self._put(kind, key, mended, there=True)

    def _home(self, article: str) -> str:
        """The article that something stands on which names this one: itself, called back where it
        was removed; or the one that has its text."""
        if article in self._articles:
            return article
        fields, _ = self._row(Kind.ARTICLE, article)
        if fields is None:
            return article
        holder = self._texts.get(str(fields.get("sha256")))
        if holder is None:
            self._put(Kind.ARTICLE, article, fields, there=True)
        return holder or article

    def _call_back(self, person: str) -> None:
        if person not in self._people:
            fields, _ = self._row(Kind.ANNOTATOR, person)
            if fields is not None:
                self._put(Kind.ANNOTATOR, person, fields, there=True)

    def _filed(self, key: str) -> str:
        """The key of an assignment: that on the article which has the text of the one it names."""
        article, _, person = key.rpartition("/")
        if article in self._articles:
            return key
        fields, _ = self._row(Kind.ARTICLE, article)
        holder = self._texts.get(str((fields or {}).get("sha256")))
        return assignment_key(holder, person) if holder else key


def _person(fields: Row) -> str:
    return str(fields.get("annotator") or fields.get("adjudicator"))


def _was(row: Row | None, found: Row | None, *, whole: bool) -> bool:
    """Whether a change found what it says that it found."""
    if row is None or found is None:
        return row is None and found is None
    if whole:
        return row == found
    return all(name in row and row[name] == value for name, value in found.items())


def _object(value: str | None) -> Row | None:
    """A JSON object; None where it is none."""
    try:
        found = orjson.loads(value or "null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None

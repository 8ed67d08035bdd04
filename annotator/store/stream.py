"""The whole project, an article at a time, in the order in which they came; memory is bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from annotator.domain.claim import Decision
from annotator.domain.dataset import Record
from annotator.domain.edits import DONE
from annotator.domain.journal import Kind
from annotator.domain.label import Label, Layer
from annotator.domain.records import decision_from
from annotator.store import comments
from annotator.store.rows import TABLES
from annotator.store.values import ARTICLE, LABEL, article_of, label_of

_PLACE_AND_ID: Final = itemgetter(4, 5, 0)
"""Start, end and id of a row of `LABEL`."""


def records(
    connection: sqlite3.Connection,
    names: Mapping[str, str],
    article: str | None,
    labels_of: Callable[[str], Sequence[Label]] | None = None,
) -> Iterator[Record]:
    """Every article (or one) with all that is said of it. People are called as `names` has them.
    Whoever knows the labels of each article by its id spares reading them."""

    def stream(columns: str, table: str, order: str) -> _Grouped:
        return _Grouped(_stream(connection, columns, table, order, article))

    labels = None if labels_of else stream(LABEL, "labels", 'start, "end"')
    columns = ", ".join(f"decisions.{name}" for name in TABLES[Kind.DECISION].columns)
    decisions = stream(f"decisions.id, {columns}", "decisions", "at, decisions.id")
    done = stream("annotator, assignments.article, state", "assignments", "annotator")
    work = stream("annotator, work.article, started", "work", "annotator, started DESC")
    talk = stream(comments.COLUMNS, "comments", comments.IN_ORDER)
    for row in connection.execute(
        f"SELECT {ARTICLE} FROM articles JOIN texts USING (sha256) "
        "WHERE :article IS NULL OR articles.id = :article ORDER BY articles.number",
        {"article": article},
    ):
        id_ = row[0]
        states = {names[one[0]]: one[2] for one in done.of(id_)}
        marked: Sequence[Label] = ()
        if labels_of:
            marked = labels_of(id_)
        elif labels:
            # SQLite takes twice the time to put ids in order, for which it has no index.
            marked = [label_of(one, names) for one in sorted(labels.of(id_), key=_PLACE_AND_ID)]
        yield Record(
            article_of(row),
            marked,
            [decision_of(one, names) for one in decisions.of(id_)],
            sorted(name for name, state in states.items() if state == DONE),
            _begun(states, marked, {names.get(one[0], ""): one[2] for one in work.of(id_)}),
            [comments.comment(one, names) for one in talk.of(id_)],
        )


def _stream(
    connection: sqlite3.Connection, columns: str, table: str, order: str, article: str | None
) -> sqlite3.Cursor:
    """Rows of a table in the order of their articles (or of one article); the second column is
    the article."""
    where = "" if article is None else "WHERE articles.id = ?"
    return connection.execute(
        f"SELECT {columns} FROM articles CROSS JOIN {table} ON {table}.article = articles.id "
        f"{where} ORDER BY articles.number, {order}",
        () if article is None else (article,),
    )


class _Grouped:
    """Rows that come in the order of their articles, handed out an article at a time."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, itemgetter(1))
        self._next = next(self._groups, None)

    def of(self, article: str) -> list[tuple[Any, ...]]:
        if self._next is None or self._next[0] != article:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _begun(
    states: Mapping[str, str], labels: Iterable[Label], since: Mapping[str, str]
) -> list[str]:
    """Who is known to be still at an article: they said so, or have labelled in it since they first
    worked on it here. (Labels that came by a file say nothing of it, nor do those of a review.)"""
    at_it = {name for name, state in states.items() if state != DONE}
    if since:
        own = (one for one in labels if one.layer is Layer.ANNOTATION)
        at_it |= {one.annotator for one in own if one.created >= since.get(one.annotator, "~")}
    return sorted(name for name in at_it if states.get(name) != DONE)


def decision_of(row: tuple[Any, ...], names: Mapping[str, str] | None = None) -> Decision:
    """The decision of a row of its id and all columns; its adjudicator by name, where names are
    given."""
    id_, *values = row
    fields = TABLES[Kind.DECISION].fields(tuple(values))
    if names is not None:
        fields["adjudicator"] = names[fields["adjudicator"]]
    return decision_from(id_, fields)

"""What was said about labels, and which threads are open."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from annotator.domain.comment import Comment
from annotator.domain.journal import Kind
from annotator.domain.records import comment_from
from annotator.store.rows import TABLES, dumps

COLUMNS: Final = "comments.id, " + ", ".join(
    f"comments.{name}" for name in TABLES[Kind.COMMENT].columns
)
IN_ORDER: Final = "comments.at, comments.id"
"""The order of the steps of a thread."""

_OPEN: Final = (
    # The other columns are those of the row that has the maximum: of the thread's last step.
    "SELECT article, thread, about FROM (SELECT article, thread, about, step, "
    "max(at || ' ' || id) FROM comments WHERE {where} GROUP BY article, thread "
    "HAVING sum(step = 'said') > 0) WHERE step <> 'resolved' "
    "AND EXISTS (SELECT 1 FROM json_each(about) JOIN labels ON labels.id = value)"
)
"""The open threads about a label that is there. One whose labels were all removed is shown nowhere,
so that nobody could resolve it."""


_OWN: Final = (
    "EXISTS (SELECT 1 FROM json_each(open.about) JOIN labels ON labels.id = value "
    "WHERE labels.annotator = :only)"
)
_NEUTRAL: Final = (
    "EXISTS (SELECT 1 FROM comments WHERE comments.article = open.article "
    "AND comments.thread = open.thread AND step = 'said' AND (comments.annotator = :only "
    "OR open.thread IN (SELECT id FROM decisions) OR NOT EXISTS "
    "(SELECT 1 FROM json_each(open.about) JOIN labels ON labels.id = value "
    "WHERE labels.annotator = comments.annotator)))"
)
"""Whether whoever annotates in a blind project may know of a thread: there are words of their own,
of somebody who has not marked the same, or a question of the review."""


class OpenThread(NamedTuple):
    """An open thread: its article, its id, and the labels that it is about."""

    article: str
    id: str
    about: tuple[str, ...]


def every(connection: sqlite3.Connection, article: str | None) -> list[Comment]:
    """The comments of an article, or of all of them one after the other, in order."""
    if article is None:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM comments JOIN articles ON articles.id = comments.article "
            f"ORDER BY articles.number, {IN_ORDER}"
        )
    else:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM comments WHERE article = ? ORDER BY {IN_ORDER}", (article,)
        )
    return [comment(row) for row in rows]


def open_threads(connection: sqlite3.Connection, article: str | None) -> list[OpenThread]:
    """The open threads of an article, or of all of them."""
    where, values = ("true", ()) if article is None else ("article = ?", (article,))
    rows = connection.execute(_OPEN.format(where=where), values)
    return [
        OpenThread(article, thread, tuple(orjson.loads(about))) for article, thread, about in rows
    ]


def open_counts(
    connection: sqlite3.Connection, articles: Sequence[str], only: str | None = None
) -> dict[str, int]:
    """How many threads are open in each of these articles; articles without any are left out. Of
    `only` one annotator: those about their labels, with words of somebody who has not marked the
    same."""
    among = "article IN (SELECT value FROM json_each(:articles))"
    rows = connection.execute(
        f"SELECT article, count(*) FROM ({_OPEN.format(where=among)}) AS open "
        f"WHERE :only IS NULL OR ({_OWN} AND {_NEUTRAL}) GROUP BY article",
        {"articles": dumps(list(articles)), "only": only},
    )
    return dict(rows.fetchall())


def comment(row: tuple[Any, ...], names: Mapping[str, str] | None = None) -> Comment:
    """A row of `COLUMNS` as a comment, by the name of its author where there are names."""
    id_, *values = row
    fields = TABLES[Kind.COMMENT].fields(tuple(values))
    if names is not None:
        fields["annotator"] = names[fields["annotator"]]
    return comment_from(id_, fields)

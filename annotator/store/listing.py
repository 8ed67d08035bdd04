"""The articles as a queue: in which order, how far each is, and what stands in it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import orjson

from annotator.domain.label import Verdict
from annotator.store.comments import open_counts


class State(StrEnum):
    """How far an annotator is with an article."""

    TO_DO = "to do"
    IN_PROGRESS = "in progress"
    DONE = "done"


class Order(StrEnum):
    """In which order the queue stands."""

    ADDED = "added"
    TITLE = "title"
    DATE = "date"
    SOURCE = "source"
    LABELS = "labels"


class Row(NamedTuple):
    """One article in the queue. `labels` counts verified, disputed and unverifiable ones, `threads`
    the open threads of comments."""

    id: str
    title: str
    source: str
    publisher: str
    published: str
    language: str
    state: State
    labels: tuple[int, int, int]
    threads: int = 0


_ORDERS: Final = {
    Order.ADDED: "articles.number",
    Order.TITLE: "title COLLATE NOCASE, articles.number",
    Order.DATE: "published = '', published DESC, articles.number",
    Order.SOURCE: "source = '', source COLLATE NOCASE, articles.number",
    # One annotator after the other, as the index has them: else every label would be read.
    Order.LABELS: "(SELECT count(*) FROM annotators CROSS JOIN labels "
    "ON labels.annotator = annotators.id AND article = articles.id AND layer = 'annotation' "
    "WHERE :only IS NULL OR annotators.id = :only) DESC, articles.number",
}

_IS_DONE: Final = (
    "EXISTS (SELECT 1 FROM assignments WHERE annotator = :annotator AND state = 'done' "
    "AND article = articles.id)"
)
_IS_BEGUN: Final = (
    "EXISTS (SELECT 1 FROM labels WHERE annotator = :annotator AND article = articles.id "
    "AND layer = 'annotation')"
)
_STATES: Final = {
    State.DONE: _IS_DONE,
    State.IN_PROGRESS: f"NOT {_IS_DONE} AND {_IS_BEGUN}",
    State.TO_DO: f"NOT {_IS_DONE} AND NOT {_IS_BEGUN}",
}


def ids(
    connection: sqlite3.Connection,
    annotator: str,
    order: Order,
    state: State | None,
    only: str | None = None,
) -> list[str]:
    """The ids of the articles in this order, all or only those in one state. Labels are counted,
    all or those of `only` one annotator."""
    where = f"WHERE {_STATES[state]}" if state else ""
    rows = connection.execute(
        f"SELECT articles.id FROM articles {where} ORDER BY {_ORDERS[order]}",
        {"annotator": annotator, "only": only},
    )
    return [row[0] for row in rows]


def counts(connection: sqlite3.Connection, annotator: str) -> dict[State, int]:
    """How many articles are in each state."""
    (total,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    (done,) = connection.execute(
        "SELECT count(*) FROM assignments WHERE annotator = ? AND state = 'done'", (annotator,)
    ).fetchone()
    (begun,) = connection.execute(
        "SELECT count(*) FROM (SELECT DISTINCT article FROM labels WHERE annotator = :annotator "
        "AND layer = 'annotation' EXCEPT "
        "SELECT article FROM assignments WHERE annotator = :annotator AND state = 'done')",
        {"annotator": annotator},
    ).fetchone()
    return {State.TO_DO: total - done - begun, State.IN_PROGRESS: begun, State.DONE: done}


def unfinished(connection: sqlite3.Connection, annotator: str) -> int:
    """How many articles an annotator was given or has begun, and has not finished."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT article FROM assignments WHERE annotator = :annotator UNION "
        "SELECT article FROM labels WHERE annotator = :annotator AND layer = 'annotation' EXCEPT "
        "SELECT article FROM assignments WHERE annotator = :annotator AND state = 'done')",
        {"annotator": annotator},
    ).fetchone()
    return int(count)


def rows(
    connection: sqlite3.Connection, annotator: str, ids: Sequence[str], only: str | None = None
) -> list[Row]:
    """These articles as the queue shows them, in the order of the ids; unknown ones left out.
    Labels and threads are counted, all or those of `only` one annotator."""
    wanted = {"ids": orjson.dumps(list(ids)).decode(), "annotator": annotator, "only": only}
    among = "IN (SELECT value FROM json_each(:ids))"
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    for article, verdict, count in connection.execute(
        "SELECT article, verdict, count(*) FROM labels "
        f"WHERE article {among} AND layer = 'annotation' "
        "AND (:only IS NULL OR annotator = :only) GROUP BY article, verdict",
        wanted,
    ):
        labels[article][verdict] = count
    threads = open_counts(connection, ids, only)
    found = {}
    for id_, title, source, publisher, published, language, done, begun in connection.execute(
        "SELECT id, title, source, coalesce(json_extract(meta, '$.publisher'), ''), published, "
        f"language, {_IS_DONE}, {_IS_BEGUN} FROM articles WHERE id {among}",
        wanted,
    ):
        state = State.DONE if done else State.IN_PROGRESS if begun else State.TO_DO
        mine = labels[id_]
        v, d, u = (mine.get(verdict.value, 0) for verdict in Verdict)
        found[id_] = Row(
            id_, title, source, str(publisher), published, language, state, (v, d, u),
            threads.get(id_, 0),
        )  # fmt: skip
    return [found[id_] for id_ in ids if id_ in found]

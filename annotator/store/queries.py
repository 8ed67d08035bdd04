"""What screens and writers ask for. Everything comes back as immutable values."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import orjson

from annotator.domain.article import Article
from annotator.domain.claim import Decision
from annotator.domain.comment import Comment
from annotator.domain.dataset import Record
from annotator.domain.edits import DONE
from annotator.domain.journal import Act, Change, Entry, Kind
from annotator.domain.label import Annotator, Evidence, Label, Layer, Span, Verdict
from annotator.domain.records import decision_from, evidence_from
from annotator.store import changed, comments, history, listing, people, search
from annotator.store.changed import Position
from annotator.store.connection import told
from annotator.store.listing import Order, Row, State
from annotator.store.rows import TABLES
from annotator.store.search import Hit

_ARTICLE: Final = (
    "articles.id, title, text, articles.sha256, source, published, language, meta, created"
)
_LABEL: Final = (
    'labels.id, labels.article, labels.annotator, spans, start, "end", quote, verdict, layer, '
    "confidence, note, tags, evidence, labels.created, updated, labels.meta"
)
_LAYERS: Final = {layer.value: layer for layer in Layer}
_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}
_NOTHING: Final[Mapping[str, Any]] = {}


class Mark(NamedTuple):
    """What it takes to draw a label: light, because an article can have 50,000 of them.

    `spans` is None for a label of one span, which runs from `start` to `end`.
    """

    start: int
    end: int
    id: str
    verdict: str
    annotator: str
    layer: str
    spans: tuple[Span, ...] | None


class Queries:
    """Questions to one open project, on one connection and so in one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._data_version = self._pragma("data_version")

    # The project

    def setting(self, key: str) -> Any:
        """A setting of the project; None where it is not set."""
        row = self._first("SELECT value FROM settings WHERE key = ?", (key,))
        return orjson.loads(row[0]) if row else None

    def settings(self) -> dict[str, Any]:
        """All settings of the project."""
        rows = self._all("SELECT key, value FROM settings ORDER BY key")
        return {key: orjson.loads(value) for key, value in rows}

    def annotators(self) -> list[Annotator]:
        """Everyone who has worked on this project, by name."""
        rows = self._all("SELECT id, name FROM annotators ORDER BY name, id")
        return [Annotator(*row) for row in rows]

    def annotator_named(self, name: str) -> Annotator | None:
        """The annotator of this name, the first to come if there are several."""
        row = self._first(
            "SELECT id, name FROM annotators WHERE name = ? ORDER BY id LIMIT 1", (name,)
        )
        return Annotator(*row) if row else None

    def tags(self) -> list[str]:
        """The tags in use, the most used first; then those that the project was given with."""
        rows = self._all(
            "SELECT value, count(*) FROM labels, json_each(labels.tags) WHERE tags <> '[]' "
            "GROUP BY value ORDER BY count(*) DESC, value"
        )
        return list(dict.fromkeys([*(row[0] for row in rows), *(self.setting("tags") or ())]))

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written to the file since the last call."""
        version = self._pragma("data_version")
        changed: bool = version != self._data_version
        self._data_version = version
        return changed

    def undoable(self, annotator: str) -> Entry | None:
        """The step that undo would take back, without its changes."""
        with told():
            return history.step(self._connection, annotator, Act.UNDO)

    def redoable(self, annotator: str) -> Entry | None:
        """The step that redo would do again, without its changes."""
        with told():
            return history.step(self._connection, annotator, Act.REDO)

    def newest(self) -> str:
        """The id of the newest entry, wherever it was made."""
        (id_,) = self._first("SELECT max(id) FROM entries")
        return str(id_)

    def position(self) -> Position:
        """Where the journal is now."""
        with told():
            return changed.position(self._connection)

    def articles_since(self, then: Position, most: int) -> set[str] | None:
        """The articles of which anything has changed since then; None where it can be any."""
        with told():
            return changed.articles_since(self._connection, then, most)

    def moments_set(self, key: str) -> list[str]:
        """When a setting of the project was given another value than before, old to new."""
        with told():
            return changed.moments_set(self._connection, key)

    def size_of(self, entry: str) -> int:
        """How many changes an entry has."""
        with told():
            return history.size(self._connection, entry)

    def history(self, key: str | None = None) -> Iterator[Entry]:
        """All entries in order, or those that touched one row."""
        with told():
            yield from history.history(self._connection, key)

    # Articles

    def article_count(self) -> int:
        """How many articles there are."""
        (count,) = self._first("SELECT count(*) FROM articles")
        return int(count)

    def article(self, id_: str) -> Article | None:
        """An article with its text."""
        row = self._first(
            f"SELECT {_ARTICLE} FROM articles JOIN texts USING (sha256) WHERE articles.id = ?",
            (id_,),
        )
        return _article(row) if row else None

    def article_of_text(self, sha256: str) -> tuple[str, str] | None:
        """The id and title of the article with this text."""
        row = self._first("SELECT id, title FROM articles WHERE sha256 = ?", (sha256,))
        return (row[0], row[1]) if row else None

    def has(self, kind: Kind, key: str) -> bool:
        """Whether there is a row of this kind and key."""
        table = TABLES[kind]
        return self._first(table.select((table.key,)), (key,)) is not None

    def state(self, article: str, annotator: str) -> str | None:
        """How far an annotator says to be with an article: done, to do, or None (never said)."""
        row = self._first(
            "SELECT state FROM assignments WHERE article = ? AND annotator = ?",
            (article, annotator),
        )
        return row[0] if row else None

    def seconds(self, article: str, annotator: str) -> int:
        """How long an annotator has worked on an article."""
        (total,) = self._first(
            "SELECT coalesce(sum(seconds), 0) FROM work WHERE article = ? AND annotator = ?",
            (article, annotator),
        )
        return int(total)

    def work(self) -> list[tuple[str, str, int]]:
        """How many seconds each annotator has worked on each article: article, annotator, sum."""
        rows = self._all("SELECT article, annotator, sum(seconds) FROM work GROUP BY 1, 2")
        return [(row[0], row[1], row[2]) for row in rows]

    # Labels

    def marks(self, article: str, layer: Layer = Layer.ANNOTATION) -> list[Mark]:
        """The labels of an article on one layer, light, in no order. Rows are read as they lie in
        the file: in text order, 50,000 of them take half as long again."""
        rows = self._all(
            'SELECT start, "end", id, verdict, annotator, layer, '
            "CASE WHEN instr(spans, '],[') THEN spans END FROM labels "
            "WHERE number IN (SELECT number FROM labels WHERE article = ?) AND layer = ?",
            (article, layer.value),
        )
        new = tuple.__new__  # what Mark._make does, without its checks: there can be 50,000
        return [new(Mark, row if not row[6] else (*row[:6], _spans(row[6]))) for row in rows]

    def label(self, id_: str) -> Label | None:
        """One label, whole."""
        row = self._first(
            f"SELECT {_LABEL} FROM labels WHERE id = ?",
            (id_,),
        )
        return _label(row) if row else None

    def labels(self, ids: Iterable[str]) -> dict[str, Label]:
        """Several labels, whole, by id."""
        rows = self._all(
            f"SELECT {_LABEL} FROM labels WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(ids)).decode(),),
        )
        return {row[0]: _label(row) for row in rows}

    def times_changed(self, key: str) -> int:
        """How many changes of a row the journal has, its making included."""
        (count,) = self._first("SELECT count(*) FROM changes WHERE key = ?", (key,))
        return int(count)

    def label_count(self) -> int:
        """How many labels there are."""
        (count,) = self._first("SELECT count(*) FROM labels")
        return int(count)

    def labels_of(self, article: str) -> list[Label]:
        """All labels of an article in text order, whole."""
        rows = self._all(
            f'SELECT {_LABEL} FROM labels WHERE article = ? ORDER BY start, "end", id',
            (article,),
        )
        return [_label(row) for row in rows]

    def removal_of(self, article: str) -> list[Change]:
        """The changes by which an article goes with all that is said of it."""
        changes: list[Change] = []
        for kind in (
            Kind.COMMENT,
            Kind.DECISION,
            Kind.LABEL,
            Kind.ASSIGNMENT,
            Kind.WORK,
            Kind.ARTICLE,
        ):
            table = TABLES[kind]
            column = "id" if kind is Kind.ARTICLE else "article"
            names = ", ".join(f'"{name}"' for name in (table.key, *table.columns))
            rows = self._all(f"SELECT {names} FROM {table.name} WHERE {column} = ?", (article,))
            changes += [Change(kind, row[0], table.fields(row[1:]), None) for row in rows]
        return changes

    def moving(self, gone: str, keep: str) -> list[Change]:
        """The changes by which all that is one annotator's becomes another's."""
        with told():
            return people.moving(self._connection, gone, keep)

    # Comments

    def comments(self, article: str | None = None) -> list[Comment]:
        """The comments on an article's labels, or on all labels, article by article, in order."""
        with told():
            return comments.every(self._connection, article)

    def open_threads(self) -> list[tuple[str, tuple[str, ...]]]:
        """The threads of the project that are open and about a label that is there: each one's id,
        and the ids of the labels that it is about."""
        with told():
            return comments.open_threads(self._connection)

    # The queue

    def queue(self, annotator: str, order: Order, state: State | None = None) -> list[str]:
        """The ids of the articles in this order, all or only those in one state."""
        with told():
            return listing.ids(self._connection, annotator, order, state)

    def queue_rows(self, annotator: str, ids: Sequence[str]) -> list[Row]:
        """These articles as the queue shows them."""
        with told():
            return listing.rows(self._connection, annotator, ids)

    def queue_counts(self, annotator: str) -> dict[State, int]:
        """How many articles are in each state."""
        with told():
            return listing.counts(self._connection, annotator)

    def titles(self, articles: Iterable[str]) -> dict[str, str]:
        """What these articles are called, by their ids."""
        rows = self._all(
            "SELECT id, title FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(articles)).decode(),),
        )
        return dict(rows)

    def search(
        self, words: str, limit: int = 1_000, cancelled: Callable[[], bool] = lambda: False
    ) -> list[Hit]:
        """The articles that hold these words in title, text, a note or a comment."""
        return search.search(self._connection, words, limit, cancelled)

    # The whole project, as a stream

    def records(self, named: bool = True, article: str | None = None) -> Iterator[Record]:
        """Every article (or one) with its labels, decisions, comments and who finished it, in the
        order in which they came, from one moment in time. People are named, or by their ids. Memory
        stays bounded."""
        with told():
            self._connection.execute("BEGIN")
            try:
                people = self.annotators()
                names = dict(people) if named else {one.id: one.id for one in people}
                yield from self._records(names, article)
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    def _records(self, names: Mapping[str, str], article: str | None) -> Iterator[Record]:
        def stream(columns: str, table: str, order: str) -> _Grouped:
            return _Grouped(self._stream(columns, table, order, article))

        labels = stream(_LABEL, "labels", 'start, "end", labels.id')
        columns = ", ".join(f"decisions.{name}" for name in TABLES[Kind.DECISION].columns)
        decisions = stream(f"decisions.id, {columns}", "decisions", "at, decisions.id")
        done = stream("annotator, assignments.article, state", "assignments", "annotator")
        work = stream("annotator, work.article, started", "work", "annotator, started DESC")
        talk = stream(comments.COLUMNS, "comments", comments.IN_ORDER)
        for row in self._connection.execute(
            f"SELECT {_ARTICLE} FROM articles JOIN texts USING (sha256) "
            "WHERE ?1 IS NULL OR articles.id = ?1 ORDER BY articles.number",
            (article,),
        ):
            id_ = row[0]
            states = {names[one[0]]: one[2] for one in done.of(id_)}
            marked = [_label(one, names) for one in labels.of(id_)]
            yield Record(
                _article(row),
                marked,
                [_decision(one, names) for one in decisions.of(id_)],
                sorted(name for name, state in states.items() if state == DONE),
                _begun(states, marked, {names.get(one[0], ""): one[2] for one in work.of(id_)}),
                [comments.comment(one, names) for one in talk.of(id_)],
            )

    def _stream(self, columns: str, table: str, order: str, article: str | None) -> sqlite3.Cursor:
        """Rows of a table in the order of their articles (or of one article); the second column is
        the article."""
        where = "" if article is None else "WHERE articles.id = ?"
        return self._connection.execute(
            f"SELECT {columns} FROM articles CROSS JOIN {table} ON {table}.article = articles.id "
            f"{where} ORDER BY articles.number, {order}",
            () if article is None else (article,),
        )

    def _pragma(self, name: str) -> Any:
        return self._first(f"PRAGMA {name}")[0]

    def _first(self, statement: str, values: Sequence[object] = ()) -> Any:
        """The first row; None where there is none."""
        with told():
            return self._connection.execute(statement, values).fetchone()

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with told():
            return self._connection.execute(statement, values).fetchall()


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
    worked on it here. (Labels that came by a file say nothing of it.)"""
    at_it = {name for name, state in states.items() if state != DONE}
    at_it |= {one.annotator for one in labels if one.created >= since.get(one.annotator, "~")}
    return sorted(name for name in at_it if states.get(name) != DONE)


def _article(row: tuple[Any, ...]) -> Article:
    id_, title, text, sha256, source, published, language, meta, created = row
    return Article(
        id_, title, text, sha256, source, published, language, orjson.loads(meta), created
    )


def _label(row: tuple[Any, ...], names: Mapping[str, str] | None = None) -> Label:
    (
        id_, article, annotator, spans, start, end, quote, verdict, layer, confidence, note, tags,
        evidence, created, updated, meta,
    ) = row  # fmt: skip
    one = "],[" not in spans
    return Label(
        id_,
        article,
        annotator if names is None else names[annotator],
        (Span(start, end),) if one else _spans(spans),
        _VERDICTS[verdict],
        quote,
        _LAYERS[layer],
        confidence,
        note,
        () if tags == "[]" else tuple(orjson.loads(tags)),
        () if evidence == "[]" else _evidence(evidence),
        created,
        updated,
        _NOTHING if meta == "{}" else orjson.loads(meta),
    )


def _spans(value: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in orjson.loads(value))


def _evidence(value: str) -> tuple[Evidence, ...]:
    return tuple(map(evidence_from, orjson.loads(value)))


def _decision(row: tuple[Any, ...], names: Mapping[str, str]) -> Decision:
    id_, *values = row
    fields = TABLES[Kind.DECISION].fields(tuple(values))
    fields["adjudicator"] = names[fields["adjudicator"]]
    return decision_from(id_, fields)

"""What screens and writers ask of a project: its articles, labels, comments and queue. Everything
comes back as immutable values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from annotator.domain.article import Article
from annotator.domain.comment import Comment
from annotator.domain.dataset import Record
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Label, Layer, Names, Span, names_of
from annotator.store import comments, listing, people, search, stream
from annotator.store.comments import OpenThread
from annotator.store.connection import told
from annotator.store.listing import Order, Row, State
from annotator.store.project_queries import ProjectQueries
from annotator.store.rows import TABLES
from annotator.store.search import Hit
from annotator.store.values import ARTICLE, LABEL, article_of, label_of, spans_of


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


class Queries(ProjectQueries):
    """Questions to one open project, on one connection and so in one thread."""

    # Articles

    def article_count(self) -> int:
        """How many articles there are."""
        (count,) = self._first("SELECT count(*) FROM articles")
        return int(count)

    def article(self, id_: str) -> Article | None:
        """An article with its text."""
        row = self._first(
            f"SELECT {ARTICLE} FROM articles JOIN texts USING (sha256) WHERE articles.id = ?",
            (id_,),
        )
        return article_of(row) if row else None

    def article_of_text(self, sha256: str) -> tuple[str, str] | None:
        """The id and title of the article with this text."""
        row = self._first("SELECT id, title FROM articles WHERE sha256 = ?", (sha256,))
        return (row[0], row[1]) if row else None

    def find_article(
        self, id_: str, sha256: str, title: str = "", source: str = ""
    ) -> Article | None:
        """The article with this text's hash, else of this id, else of this title, else of this
        source, where only one has it. What is not given is ""; an id does not help where there is
        another text's hash."""
        for column, value in (
            ("articles.sha256", sha256),
            ("articles.id", id_),
            ("title", title),
            ("source", source),
        ):
            if not value:
                continue
            rows = self._all(
                f"SELECT {ARTICLE} FROM articles JOIN texts USING (sha256) WHERE {column} = ? "
                "LIMIT 2",
                (value,),
            )
            if len(rows) == 1:
                return article_of(rows[0])
            if column == "articles.sha256":
                return None
        return None

    def has(self, kind: Kind, key: str) -> bool:
        """Whether there is a row of this kind and key."""
        table = TABLES[kind]
        return self._first(table.select((table.key,)), (key,)) is not None

    def fields_of(self, kind: Kind, key: str) -> dict[str, Any] | None:
        """All fields of a row of this kind and key; None where there is none."""
        table = TABLES[kind]
        row = self._first(table.select(table.columns), (key,))
        return table.fields(row) if row else None

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
        return [new(Mark, row if not row[6] else (*row[:6], spans_of(row[6]))) for row in rows]

    def label(self, id_: str) -> Label | None:
        """One label, whole."""
        row = self._first(
            f"SELECT {LABEL} FROM labels WHERE id = ?",
            (id_,),
        )
        return label_of(row) if row else None

    def labels(self, ids: Iterable[str]) -> dict[str, Label]:
        """Several labels, whole, by id."""
        rows = self._all(
            f"SELECT {LABEL} FROM json_each(?) CROSS JOIN labels ON labels.id = value",
            (orjson.dumps(list(ids)).decode(),),
        )
        return {row[0]: label_of(row) for row in rows}

    def times_changed(self, key: str) -> int:
        """How many changes of a row the journal has, after its making."""
        (count,) = self._first("SELECT count(*) FROM changes WHERE key = ?", (key,))
        return max(0, int(count) - 1)

    def labels_of(self, article: str) -> list[Label]:
        """All labels of an article in text order, whole."""
        rows = self._all(
            f'SELECT {LABEL} FROM labels WHERE article = ? ORDER BY start, "end", id',
            (article,),
        )
        return [label_of(row) for row in rows]

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

    def comment(self, id_: str) -> Comment | None:
        """One comment."""
        row = self._first(f"SELECT {comments.COLUMNS} FROM comments WHERE id = ?", (id_,))
        return comments.comment(row) if row else None

    def open_threads(self, article: str | None = None) -> list[OpenThread]:
        """The threads of an article, or of all, that are open and about a label that is there."""
        with told():
            return comments.open_threads(self._connection, article)

    # The queue

    def queue(
        self, annotator: str, order: Order, state: State | None = None, only: str | None = None
    ) -> list[str]:
        """The ids of the articles in this order, all or only those in one state. Labels are
        counted, all or those of `only` one annotator."""
        with told():
            return listing.ids(self._connection, annotator, order, state, only)

    def unassigned(self) -> list[str]:
        """The ids of the articles that nobody was given or has finished, in the order in which they
        came."""
        rows = self._all(
            "SELECT id FROM articles WHERE NOT EXISTS (SELECT 1 FROM assignments "
            "WHERE article = articles.id) ORDER BY number"
        )
        return [row[0] for row in rows]

    def queue_rows(self, annotator: str, ids: Sequence[str], only: str | None = None) -> list[Row]:
        """These articles as the queue shows them, with all labels or those of `only` one
        annotator."""
        with told():
            return listing.rows(self._connection, annotator, ids, only)

    def unfinished(self, annotator: str) -> int:
        """How many articles an annotator was given or has begun, and has not finished."""
        with told():
            return listing.unfinished(self._connection, annotator)

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
        self,
        words: str,
        limit: int = 1_000,
        cancelled: Callable[[], bool] = lambda: False,
        only: str | None = None,
    ) -> list[Hit]:
        """The articles that hold these words in title, text, a note or a comment; of notes and
        comments all, or those at the labels of `only` one annotator."""
        return search.search(self._connection, words, limit, cancelled, only)

    def labels_holding(
        self, article: str, words: str, limit: int, only: str | None = None
    ) -> list[Label]:
        """The labels of an article whose quote or note holds these words, in text order; of all, or
        of `only` one annotator."""
        ids = search.labels_holding(self._connection, article, words, limit, only)
        found = self.labels(ids)
        return [found[id_] for id_ in ids]

    # The whole project, as a stream

    def records(
        self,
        named: bool = True,
        article: str | None = None,
        labels_of: Callable[[str], Sequence[Label]] | None = None,
    ) -> Iterator[Record]:
        """Every article (or one) with its labels, decisions, comments and who finished it, in the
        order in which they came, from one moment in time. People are named (see `names_of`), or by
        their ids. Memory stays bounded. `labels_of` an article gives them to whoever knows them
        already, and by the same names."""
        with self.one_moment():
            people = self.annotators()
            names = names_of(people) if named else Names((one.id, one.id) for one in people)
            yield from stream.records(self._connection, names, article, labels_of)

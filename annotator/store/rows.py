"""How the fields of a change stand in a table: which columns, and which of them hold JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

import orjson
from msgspec import Struct

from annotator.domain.journal import Fields, Kind
from annotator.domain.label import Span

Value = str | int | None

AMONG: Final = "IN (SELECT value FROM json_each(?))"
"""That a column is one of many values, which are given as one JSON list."""

_EMPTY: Final[Mapping[type, str]] = {list: "[]", dict: "{}"}


class Table(Struct, frozen=True, dict=True):
    """One kind's table: the key's column, then one column for each field of a change."""

    name: str
    columns: tuple[str, ...]
    json: frozenset[str] = frozenset()
    key: str = "id"
    derived: tuple[str, ...] = ()
    searched: str = ""
    """The column whose words search finds."""
    index: str = ""
    """The table that search finds them by."""

    @cached_property
    def insert(self) -> str:
        """The statement that adds a row: key, columns, derived columns."""
        names = (self.key, *self.columns, *self.derived)
        listed = ", ".join(f'"{name}"' for name in names)
        return f"INSERT INTO {self.name} ({listed}) VALUES ({', '.join('?' * len(names))})"

    @property
    def delete(self) -> str:
        """The statement that removes a row by its key."""
        return f"DELETE FROM {self.name} WHERE {self.key} = ?"

    def select(self, columns: tuple[str, ...]) -> str:
        """The statement that reads these columns of a row by its key."""
        listed = ", ".join(f'"{name}"' for name in columns)
        return f"SELECT {listed} FROM {self.name} WHERE {self.key} = ?"

    def update(self, columns: tuple[str, ...]) -> str:
        """The statement that sets these columns of a row by its key (the key comes last)."""
        listed = ", ".join(f'"{name}" = ?' for name in columns)
        return f"UPDATE {self.name} SET {listed} WHERE {self.key} = ?"

    def encode(self, name: str, value: Any) -> Value:
        """A field as its column holds it."""
        return dumps(value) if name in self.json else value

    def decode(self, name: str, value: Value) -> Any:
        """A column as its field."""
        return orjson.loads(value) if name in self.json and isinstance(value, str) else value

    @cached_property
    def _values(self) -> Callable[[Fields], tuple[Any, ...]]:
        """The fields in the order of the columns."""
        if len(self.columns) > 1:
            return itemgetter(*self.columns)
        (only,) = self.columns
        return lambda fields: (fields[only],)

    @cached_property
    def _json_at(self) -> tuple[int, ...]:
        """Where in a row for `insert` JSON stands."""
        return tuple(at for at, name in enumerate(self.columns, 1) if name in self.json)

    def row(self, key: str, fields: Fields) -> tuple[Value, ...]:
        """The values for `insert`."""
        row = [key, *self._values(fields)]
        for at in self._json_at:
            value = row[at]  # mostly empty: then not even a call of `dumps`
            row[at] = dumps(value) if value else _EMPTY.get(type(value)) or dumps(value)
        if self.derived:
            row += derived(self, fields)
        return tuple(row)

    def fields(self, values: tuple[Value, ...]) -> dict[str, Any]:
        """All fields of a row that was read with `columns` in their order."""
        return {name: self.decode(name, v) for name, v in zip(self.columns, values, strict=True)}


TABLES: Final[Mapping[Kind, Table]] = {
    Kind.ARTICLE: Table(
        "articles",
        ("sha256", "title", "source", "published", "language", "meta", "created"),
        frozenset({"meta"}),
        searched="title",
        index="found_titles",
    ),
    Kind.ANNOTATOR: Table("annotators", ("name",)),
    Kind.LABEL: Table(
        "labels",
        (
            "article", "annotator", "layer", "spans", "quote", "verdict", "confidence", "note",
            "tags", "evidence", "created", "updated", "meta",
        ),
        frozenset({"spans", "tags", "evidence", "meta"}),
        derived=("start", "end"),
        searched="note",
        index="found_notes",
    ),
    Kind.DECISION: Table(
        "decisions",
        ("article", "adjudicator", "settles", "outcome", "label", "cause", "reason", "at", "meta"),
        frozenset({"settles", "meta"}),
    ),
    Kind.COMMENT: Table(
        "comments",
        ("article", "annotator", "about", "thread", "text", "step", "at", "updated", "meta"),
        frozenset({"about", "meta"}),
        searched="text",
        index="found_comments",
    ),
    Kind.ASSIGNMENT: Table("assignments", ("article", "annotator", "state")),
    Kind.WORK: Table("work", ("article", "annotator", "started", "seconds")),
    Kind.SETTING: Table("settings", ("value",), frozenset({"value"}), key="key"),
}  # fmt: skip


def derived(table: Table, fields: Fields) -> tuple[int, ...]:
    """The columns that follow from the fields: where a label's spans begin and end."""
    if not table.derived:
        return ()
    spans = fields["spans"]
    return (spans[0][0], spans[-1][1])


def dumps(value: Any) -> str:
    """JSON as the file holds it. The commonest values by far are empty."""
    return (not value and _EMPTY.get(type(value))) or orjson.dumps(value).decode()


def spans_if_sound(value: str) -> list[Span]:
    """The spans of a column that may be damaged; none where they are not in order, overlap, touch
    or are no spans at all."""
    try:
        spans = [Span(start, end) for start, end in orjson.loads(value)]
        edges = [edge for span in spans for edge in (span.start, span.end)]
        return spans if edges == sorted(set(edges)) and edges[0] >= 0 else []
    except (ValueError, TypeError, IndexError):
        return []

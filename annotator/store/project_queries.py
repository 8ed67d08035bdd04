"""What is asked of a project as a whole: its settings, its people and their tags, its journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from annotator.domain.journal import Act, Entry, Kind
from annotator.domain.label import Annotator, Names
from annotator.store import changed, history
from annotator.store.changed import Position
from annotator.store.connection import one_moment, told


class ProjectQueries:
    """Questions to one open project, on one connection and so in one thread. `Queries` has those
    about its articles too."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._data_version = self._pragma("data_version")

    def setting(self, key: str) -> Any:
        """A setting of the project; None where it is not set."""
        row = self._first("SELECT value FROM settings WHERE key = ?", (key,))
        return orjson.loads(row[0]) if row else None

    def settings(self) -> dict[str, Any]:
        """All settings of the project."""
        rows = self._all("SELECT key, value FROM settings ORDER BY key")
        return {key: orjson.loads(value) for key, value in rows}

    def handed_to(self) -> str | None:
        """Whose part of a project this file was made to be; None where it is no such part."""
        row = self._first(
            "SELECT name FROM changes JOIN annotators "
            "ON annotators.id = json_extract(after, '$.annotator') "
            "WHERE entry = (SELECT seq FROM entries ORDER BY id LIMIT 1) AND kind = ? LIMIT 1",
            (Kind.ASSIGNMENT,),
        )
        return str(row[0]) if row else None

    def annotators(self) -> list[Annotator]:
        """Everyone who has worked on this project, by name."""
        rows = self._all("SELECT id, name FROM annotators ORDER BY name, id")
        return [Annotator(*row) for row in rows]

    def names(self) -> Names:
        """What everyone is called who is in the project or has made an entry, by their ids."""
        with told():
            return history.names(self._connection)

    def annotator_named(self, name: str) -> Annotator | None:
        """The annotator of this name, the first to come if there are several."""
        row = self._first(
            "SELECT id, name FROM annotators WHERE name = ? ORDER BY id LIMIT 1", (name,)
        )
        return Annotator(*row) if row else None

    def annotator_called(self, name: str) -> Annotator | None:
        """Who has this name; else the one person whose name differs from it in its capitals alone:
        a second one would be a slip of the hand."""
        same = [one for one in self.annotators() if one.name.casefold() == name.casefold()]
        return self.annotator_named(name) or (same[0] if len(same) == 1 else None)

    def tags(self, only: str | None = None) -> list[str]:
        """The tags in use, by all or by `only` one annotator, the most used first; then those that
        the project was given with."""
        rows = self._all(
            "SELECT value, count(*) FROM labels, json_each(labels.tags) WHERE tags <> '[]' "
            "AND (:only IS NULL OR annotator = :only) GROUP BY value ORDER BY count(*) DESC, value",
            {"only": only},
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

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that is asked inside is answered as of one moment, whatever is written meanwhile."""
        with one_moment(self._connection):
            yield

    def _pragma(self, name: str) -> Any:
        return self._first(f"PRAGMA {name}")[0]

    def _first(self, statement: str, values: Sequence[object] = ()) -> Any:
        """The first row; None where there is none."""
        with told():
            return self._connection.execute(statement, values).fetchone()

    def _all(
        self, statement: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        with told():
            return self._connection.execute(statement, values).fetchall()

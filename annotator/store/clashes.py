"""What two sides have changed in the same rows since they parted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from annotator.domain.journal import Kind
from annotator.domain.merging import Clash, Said
from annotator.domain.quoting import shortened
from annotator.store import history
from annotator.store.replay import Row
from annotator.store.touched import History, Step, outcome

_BOOKKEEPING: Final = frozenset({"updated", "created"})
"""Fields that follow from the others."""


class _Side(NamedTuple):
    """What one side says of a row: its own steps, what it began with, and what it came to."""

    steps: Sequence[Step]
    start: Row
    row: Row
    there: bool

    def last(self, names: set[str]) -> Step:
        """Its last own step on one of these fields; on the row as a whole where there are none."""
        own = [step for step in self.steps if not names or names & (step.after or {}).keys()]
        return own[-1] if own else self.steps[-1]

    def told(self, names: set[str]) -> _Told:
        """What it says of these fields; without any, of the row as a whole."""
        last = self.last(names)
        if not names:
            return _Told(last, last.after and _without_bookkeeping(last.after))
        return _Told(last, {name: one for name, one in self.row.items() if name in names})

    def unsaid(self, other: _Side) -> bool:
        """Whether it says nothing that the other did not know when they parted."""
        return self.there and all(
            other.start.get(name) == value or self.start.get(name) == value
            for name, value in self.row.items()
            if name not in _BOOKKEEPING
        )


class _Told(NamedTuple):
    """What one side is told to say: its last step, and the fields that differ as it has them,
    whichever of its steps set them (None: the row is removed)."""

    step: Step
    fields: Row | None


class _Found(NamedTuple):
    here: _Told
    there: _Told


class Clashes:
    """Finds the rows of one merge that were changed on both sides, and puts them in words."""

    def __init__(
        self, connection: sqlite3.Connection, first: int, shared: frozenset[int], limit: int
    ) -> None:
        self._connection = connection
        self._first = first
        self._shared = shared
        self._limit = limit
        self._kept: list[tuple[History, _Found]] = []
        self.count = 0

    def look(self, row: History) -> None:
        """Remember a row where both sides have changed it, and not to the same."""
        if len(row.steps) < 2 or row.kind is Kind.WORK:
            return
        for found in self._clashes(row.steps):
            self.count += 1
            if len(self._kept) < self._limit:
                self._kept.append((row, found))

    def told(self) -> Iterator[Clash]:
        """Those that were remembered, in words; to be asked when all tables are settled."""
        names = history.names(self._connection) if self._kept else {}
        for row, found in self._kept:
            about = self._about(row, names)
            here, there = (self._said(side, names) for side in found)
            yield Clash(row.kind, row.key, about, here, there)

    def _clashes(self, steps: Sequence[Step]) -> Iterator[_Found]:
        here, there = self._sides(steps)
        if here is None or there is None:
            return
        if here.there != there.there:
            if not (here.unsaid(there) or there.unsaid(here)):
                yield _Found(here.told(set()), there.told(set()))
            return
        differing = {
            name
            for name, value in here.row.items() if name not in _BOOKKEEPING
            and value != there.row.get(name) and value != there.start.get(name)
            and there.row.get(name) != here.start.get(name)
        } if here.there else set()  # fmt: skip
        by_winner: dict[bool, set[str]] = {}
        for name in differing:
            ours, theirs = here.last({name}), there.last({name})
            by_winner.setdefault(ours.entry > theirs.entry, set()).add(name)
        for names in by_winner.values():
            yield _Found(here.told(names), there.told(names))

    def _sides(self, steps: Sequence[Step]) -> tuple[_Side | None, _Side | None]:
        def is_new(step: Step) -> bool:
            return self._first <= step.seq < 0

        both = [step for step in steps if step.seq in self._shared]
        here = [step for step in steps if step.seq not in self._shared and not is_new(step)]
        if not here:
            return None, None
        return _side(both, here), _side(both, [step for step in steps if is_new(step)])

    def _said(self, told: _Told, names: dict[str, str]) -> Said:
        entry = history.entry_of(self._connection, told.step.seq)
        who = names.get(entry.annotator or "", "")
        return Said(entry.id, entry.at, who, entry.summary, told.fields)

    def _about(self, row: History, names: dict[str, str]) -> str:
        fields, _ = outcome(row.steps)
        if fields is None:
            return row.key
        if row.kind is Kind.ASSIGNMENT:
            return f"{names.get(fields['annotator'], '')}, {self._title(fields['article'])}"
        if row.kind is Kind.DECISION:
            return self._title(fields["article"])
        for name in ("quote", "title", "name", "text"):
            if name in fields:
                return shortened(str(fields[name]))
        return row.key

    def _title(self, article: str) -> str:
        row: Any = self._connection.execute(
            "SELECT title FROM articles WHERE id = ?", (article,)
        ).fetchone()
        return shortened(row[0]) if row else article


def _without_bookkeeping(fields: Row) -> Row:
    return {name: value for name, value in fields.items() if name not in _BOOKKEEPING}


def _side(both: Sequence[Step], own: Sequence[Step]) -> _Side | None:
    """A side begins with what both had; where they had nothing, with how it made the row."""
    if not own:
        return None
    start, _ = outcome(both) if both else outcome(own[:1])
    row, there = outcome([*both, *own])
    return None if row is None else _Side(own, start or {}, row, there)

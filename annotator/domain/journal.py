"""The journal's values: what a person did, as one entry of changes.

A change names one row by kind and key. `before` and `after` hold the fields that changed, as JSON
has them; a row that comes into being has no `before`, one that goes has no `after`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct

Fields: TypeAlias = Mapping[str, Any]


class Kind(StrEnum):
    """What a change is about. Each kind is one table of the project's file."""

    ARTICLE = "article"
    ANNOTATOR = "annotator"
    LABEL = "label"
    DECISION = "decision"
    COMMENT = "comment"
    ASSIGNMENT = "assignment"
    WORK = "work"
    SETTING = "setting"


class Act(StrEnum):
    """What an entry is to undo and redo: RECORD is kept, but is no step of anyone's undo."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    RECORD = "record"


class Change(Struct, frozen=True, gc=False):
    """One row before and after."""

    kind: Kind
    key: str
    before: Fields | None
    after: Fields | None

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.kind, self.key, self.after, self.before)


class Entry(Struct, frozen=True):
    """Whatever a person did in one step.

    `id` is a UUIDv7 that the journal makes sure of when it commits; `annotator` is None where no
    person is known (an import by a script); `undoes` names the entry that this one takes back.
    """

    id: str
    at: str
    annotator: str | None
    summary: str
    changes: tuple[Change, ...] = ()
    act: Act = Act.EDIT
    undoes: str | None = None

    def changes_of(self, kind: Kind) -> Iterator[Change]:
        """Its changes of one kind."""
        return (change for change in self.changes if change.kind is kind)


def inverse(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes that take these back, last first."""
    return tuple(change.inverse() for change in reversed(changes))


def now() -> str:
    """This moment as UTC with milliseconds, as everything in a project is dated."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

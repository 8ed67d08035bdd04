"""The journal's values: what a person did, as one entry of changes, and the clock that orders it.

A change names one row by kind and key. `before` and `after` hold the fields that changed, as JSON
has them; a row that comes into being has no `before`, one that goes has no `after`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

Fields: TypeAlias = Mapping[str, Any]


class Kind(StrEnum):
    """What a change is about. Each kind is one table of the project's file."""

    ARTICLE = "article"
    ANNOTATOR = "annotator"
    LABEL = "label"
    DECISION = "decision"
    ASSIGNMENT = "assignment"
    WORK = "work"
    SETTING = "setting"


class Act(StrEnum):
    """What an entry is to undo and redo: RECORD is kept, but is no step of anyone's undo."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after."""

    kind: Kind
    key: str
    before: Fields | None
    after: Fields | None

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.kind, self.key, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Entry:
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


def uuid7(after: str | None = None) -> str:
    """A new UUIDv7 (RFC 9562) that sorts after the one given, whatever the clock says."""
    random = int.from_bytes(os.urandom(10)) & (1 << 74) - 1
    value = time.time_ns() // 1_000_000 << 80 | 0x7 << 76 | (random >> 62) << 64
    value |= 0x2 << 62 | random & (1 << 62) - 1
    digits = f"{value:032x}"  # as str(UUID(int=value)) gives it, in a third of the time
    new = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
    if after is None or new > after:
        return new
    return _successor(after)


def _successor(id_: str) -> str:
    """The next UUIDv7 in order: one more in its 74 random bits, carried into its time."""
    value = UUID(id_).int
    high, middle, low = value >> 80, value >> 64 & 0xFFF, value & (1 << 62) - 1
    count = (high << 74 | middle << 62 | low) + 1
    high, middle, low = count >> 74, count >> 62 & 0xFFF, count & (1 << 62) - 1
    return str(UUID(int=high << 80 | 0x7 << 76 | middle << 64 | 0x2 << 62 | low))

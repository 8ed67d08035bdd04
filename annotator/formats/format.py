"""What a format is: a name, what it carries, and a reader or a writer or both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, TypeAlias

from annotator.domain.dataset import Record


class Refusal(NamedTuple):
    """Something in a file that does not go in: where, and why."""

    place: str
    reason: str


class Source(NamedTuple):
    """What a reader reads: the bytes, the name of their file, and whose labels they are where the
    file does not say."""

    stream: BinaryIO
    name: str
    annotator: str | None = None


Read: TypeAlias = Callable[[Source], Iterator[Record | Refusal]]
Write: TypeAlias = Callable[[Iterable[Record], BinaryIO], None]
Losses: TypeAlias = Callable[[Record], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format in both directions. `unit` is the unit of its offsets ("" where it has none),
    `loses` says in words what it cannot carry, and `losses` names for one record each thing that
    would be lost, once for each label that it touches."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    unit: str = ""
    loses: str = "nothing"
    read: Read | None = None
    write: Write | None = None
    losses: Losses = lambda _: iter(())

"""The label: what one annotator says of one stretch of an article (or of several fragments)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

FRAGMENT_JOINT: Final = " … "
"""What stands between the fragments of a label in its quote."""


class Verdict(StrEnum):
    """The three verdicts. There are never more: every other dimension is a tag."""

    VERIFIED = "verified"
    DISPUTED = "disputed"
    UNVERIFIABLE = "unverifiable"


class Layer(StrEnum):
    """Whose word a label is: an annotator's own, or what stands after a decision."""

    ANNOTATION = "annotation"
    GOLD = "gold"


class Stance(StrEnum):
    """What a piece of evidence does to the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class Span(Struct, frozen=True, order=True, gc=False):
    """One stretch of an article: code points, end-exclusive, never empty."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


class Annotator(NamedTuple):
    """A person who labels: the id that the journal keeps, and the name that people see."""

    id: str
    name: str


class Names(dict[str, str]):
    """What people are called, by their ids. Whom a file does not know any more, because another
    program has changed it, is called by the id."""

    def __missing__(self, id_: str) -> str:
        return id_


def names_of(annotators: Sequence[Annotator]) -> Names:
    """A name for each id; where several have the same, those who came later get a number, so that
    nobody takes them for one."""
    taken = {one.name for one in annotators}
    names = Names()
    for one in sorted(annotators):
        name, number = one.name, 1
        while name in names.values() or (number > 1 and name in taken):
            number += 1
            name = f"{one.name} ({number})"
        names[one.id] = name
    return names


class Evidence(Struct, frozen=True, gc=False):
    """A source that speaks for or against a claim. `accessed` is an ISO date, `sha256` that of a
    kept copy; every field but the stance may be empty."""

    url: str = ""
    title: str = ""
    quote: str = ""
    stance: Stance = Stance.SUPPORTS
    accessed: str = ""
    sha256: str = ""


class Label(Struct, frozen=True, gc=False):
    """Spans and a verdict by one annotator on one layer.

    `annotator` is an `Annotator.id` inside a project and a name in a file. `spans` are in text
    order and do not overlap; `confidence` is 1 to 5 or None; `created` and `updated` are UTC.
    """

    id: str
    article: str
    annotator: str
    spans: tuple[Span, ...]
    verdict: Verdict
    quote: str
    layer: Layer = Layer.ANNOTATION
    confidence: int | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    created: str = ""
    updated: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Where its first fragment begins."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where its last fragment ends."""
        return self.spans[-1].end


def quote_of(text: str, spans: Sequence[Span]) -> str:
    """What the spans say in the text, fragments joined by an ellipsis."""
    if len(spans) == 1:  # as nearly always
        return text[spans[0].start : spans[0].end]
    return FRAGMENT_JOINT.join(text[span.start : span.end] for span in spans)


def normal_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same code points as spans in text order, those that overlap or touch made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)

"""What labels cover, compared and combined: pure arithmetic on the spans of one article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Final, TypeAlias

from annotator.domain import snapping
from annotator.domain.label import Span, normal_spans

Extent: TypeAlias = tuple[Span, ...]
"""Spans in text order that do not overlap, as a label has them."""

_SIMPLE: Final = "\u0300"
"""Below this, where the combining marks begin, no character joins its neighbour."""


def trimmed(text: str, extent: Extent) -> Extent:
    """Without outer spaces and punctuation, and without gaps that are nothing but space; a span of
    nothing else stays as it is."""
    if len(extent) == 1:
        start, end = extent[0].start, extent[0].end
        while start < end - 1 and text[start] == " ":
            start += 1
        while start < end - 1 and text[end - 1] == " ":
            end -= 1
        if _begins_and_ends_in_words(text, start, end):
            same = end - start == extent[0].end - extent[0].start
            return extent if same else (Span(start, end),)
    spans: list[Span] = []
    for span in extent:
        start, end = snapping.trim(text, span.start, span.end)
        if start == end:
            start, end = span.start, span.end
        if spans and not text[spans[-1].end : start].strip():
            start = spans.pop().start
        spans.append(Span(start, end))
    return tuple(spans)


def _begins_and_ends_in_words(text: str, start: int, end: int) -> bool:
    """Whether there is nothing to trim, as with nearly every label: seen without Unicode's tables,
    which takes a tenth of the time."""
    if not (text[start].isalnum() and text[end - 1].isalnum()):
        return False
    if text.isascii():  # which a text knows of itself
        return True
    return max(text[start - 1 : start + 1] + text[end - 1 : end + 1], default="") < _SIMPLE


def size(extent: Extent) -> int:
    """How many characters it covers."""
    return sum(span.end - span.start for span in extent)


def shared(one: Extent, other: Extent) -> int:
    """How many characters both cover."""
    if len(one) == len(other) == 1:
        a, b = one[0], other[0]
        return max(0, min(a.end, b.end) - max(a.start, b.start))
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)


def dice(one: Extent, other: Extent) -> float:
    """2 |A ∩ B| / (|A| + |B|) in characters: 1 for the same words, 0 for none in common."""
    if len(one) == len(other) == 1:
        a, b = one[0], other[0]
        start, end, since, until = a.start, a.end, b.start, b.end
        common = min(end, until) - max(start, since)
        return 2 * max(0, common) / (end - start + until - since)
    return 1.0 if one == other else 2 * shared(one, other) / (size(one) + size(other))


def layers(extents: Sequence[Extent]) -> Iterator[tuple[Span, tuple[int, ...]]]:
    """The text cut wherever an extent begins or ends: each stretch that is covered, with the places
    in the sequence of the extents that cover it."""
    edges = sorted({edge for span in chain(*extents) for edge in (span.start, span.end)})
    for start, end in pairwise(edges):
        over = tuple(
            at
            for at, extent in enumerate(extents)
            if any(span.start <= start and end <= span.end for span in extent)
        )
        if over:
            yield Span(start, end), over


def union(extents: Sequence[Extent]) -> Extent:
    """What at least one of them covers."""
    return normal_spans(chain(*extents))


def by_person(people: Iterable[str], extents: Iterable[Extent]) -> dict[str, Extent]:
    """What each person covers with all of theirs together; `people` says whose each extent is."""
    found: dict[str, Extent] = {}
    for who, extent in zip(people, extents, strict=True):
        found[who] = union((found[who], extent)) if who in found else extent
    return found


def left_over(text: str, wanted: Extent, part: Extent, others: Sequence[Extent]) -> Extent:
    """What of the wanted words a part can have beside the others, which it shares none with: those
    up to its neighbours, without space and punctuation at the edges."""
    taken = union(others)
    low = max((span.end for span in taken if span.end <= part[0].start), default=0)
    high = min((span.start for span in taken if span.start >= part[-1].end), default=len(text))
    if low >= high:
        return ()
    free = normal_spans(
        span for span, over in layers([wanted, taken, (Span(low, high),)]) if over == (0, 2)
    )
    worded = (snapping.trim(text, span.start, span.end) for span in free)
    return trimmed(text, tuple(Span(start, end) for start, end in worded if start < end))


def intersection(extents: Sequence[Extent]) -> Extent:
    """What all of them cover."""
    return covered_by(extents, len(extents))


def covered_by(extents: Sequence[Extent], count: int) -> Extent:
    """What at least `count` of them cover. Of an odd number of plain spans that overlap, more than
    half cover what lies between the median start and the median end."""
    return normal_spans(span for span, over in layers(extents) if len(over) >= count)

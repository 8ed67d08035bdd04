"""F1 of two annotators: how many labels, or characters, of the one are in the other as well.

κ needs to know on what both kept silent, which spans do not have: F1 is what κ tends to where that
is without end (Hripcsak & Rothschild 2005, JAMIA 12:296-298). It is the same in both directions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence, Set
from itertools import chain, pairwise
from typing import Literal, NamedTuple, Self, TypeAlias

import numpy as np
from msgspec import Struct

from annotator.agreement import matching
from annotator.agreement.matching import Marked, Places, places_of
from annotator.agreement.measure import Measure, undefined
from annotator.agreement.segments import Floats
from annotator.domain import snapping

Extents: TypeAlias = Set[Places]
Match: TypeAlias = Literal["exact", "overlap", "character"]


class PairCounts(Struct, frozen=True):
    """What two annotators have in common and what each has: labels, or characters. Counts of
    articles add up to those of a pair."""

    shared: int = 0
    a: int = 0
    b: int = 0

    def __add__(self, other: PairCounts) -> PairCounts:
        return PairCounts(self.shared + other.shared, self.a + other.a, self.b + other.b)

    @classmethod
    def total(cls, many: Collection[PairCounts]) -> PairCounts:
        """All of them together."""
        return cls(
            sum(one.shared for one in many), sum(one.a for one in many), sum(one.b for one in many)
        )

    def f1(self) -> Measure:
        """2 shared / (a + b)."""
        if not self.a + self.b:
            return undefined("neither marked anything")
        return Measure(2 * self.shared / (self.a + self.b))

    @classmethod
    def pack(cls, many: Sequence[Self]) -> tuple[Floats, Callable[[Floats], Self]]:
        """Counts as rows of a matrix, and what makes counts of a sum of rows."""
        rows = np.array([(one.shared, one.a, one.b) for one in many], float)
        return rows, lambda row: cls(*(round(count) for count in row.tolist()))


def pairwise_f1(
    a: Sequence[Marked], b: Sequence[Marked], match: Match = "exact", categories: bool = True
) -> Measure:
    """F1 of what two annotators marked in one text, from 0 to 1: twice what they share over what
    both have (Hripcsak & Rothschild 2005, JAMIA 12:296-298). `a` and `b` hold labels (start, end,
    category) in code points, end-exclusive; `match` and `categories` say what is shared, as in
    `pair_counts`."""
    return pair_counts(a, b, match, categories).f1()


def pair_counts(
    a: Sequence[Marked], b: Sequence[Marked], match: Match = "exact", categories: bool = True
) -> PairCounts:
    """The counts that F1 is made of; labels that an annotator repeats count once.

    "exact": the same stretches. "overlap": pairs of `matching.match`. "character": characters that
    both marked. With `categories` only what has the same category is the same; characters that lie
    in two categories then count in each.
    """
    if not categories:
        a, b = _without_category(a), _without_category(b)
    return counts_of(by_category(a), by_category(b), match)


def counts_of(
    a: Mapping[Hashable, Extents], b: Mapping[Hashable, Extents], match: Match
) -> PairCounts:
    """`pair_counts` of labels that `by_category` has sorted already."""
    if match == "character":
        return counts_in(covered(a), covered(b))
    shared = {"exact": _equal, "overlap": _matched}[match]
    return PairCounts(
        sum([shared(a[one], b[one]) for one in a if one in b]),
        sum(map(len, a.values())),
        sum(map(len, b.values())),
    )


class Covered(NamedTuple):
    """What an annotator covers in each category, as stretches in order that do not touch, and how
    long they are in all."""

    by_category: Mapping[Hashable, Places]
    size: int


def covered(marked: Mapping[Hashable, Extents]) -> Covered:
    """What labels cover that are sorted already."""
    found = {one: _joined(extents) for one, extents in marked.items()}
    size = sum([end - start for places in found.values() for start, end in places])
    return Covered(found, size)


def counts_in(a: Covered, b: Covered) -> PairCounts:
    """The counts of characters, or of whatever else positions count."""
    theirs = b.by_category
    both = [_common(mine, theirs[one]) for one, mine in a.by_category.items() if one in theirs]
    return PairCounts(sum(both), a.size, b.size)


def trimmed(labels: Iterable[Marked], text: str) -> list[Marked]:
    """The labels without outer spaces and punctuation, so that a stray space is no disagreement.

    A stretch of nothing else stays as it is.
    """
    return [_trimmed(label, text) for label in labels]


def _trimmed(label: Marked, text: str) -> Marked:
    places = tuple(
        place if place[0] < place[1] else given
        for given in places_of(label)
        for place in [snapping.trim(text, *given)]
    )
    return (*places[0], label[-1]) if len(label) == 3 else (places, label[-1])


def _without_category(labels: Iterable[Marked]) -> list[Marked]:
    return [(places_of(label), None) for label in labels]


def by_category(labels: Iterable[Marked]) -> Mapping[Hashable, Extents]:
    """The different extents that were marked with each category."""
    found: defaultdict[Hashable, set[Places]] = defaultdict(set)
    for label in labels:
        found[label[-1]].add(places_of(label))
    return found


def _equal(a: Extents, b: Extents) -> int:
    return len(a & b)


def _matched(a: Extents, b: Extents) -> int:
    """How many pairs `matching.match` finds."""
    if a == b:
        return len(a)
    count = _partners(a, b)
    if count is not None:
        return count
    labels_a, labels_b = ([(places, None) for places in side] for side in (a, b))
    return len(matching.match(labels_a, labels_b).pairs)


def _partners(a: Extents, b: Extents) -> int | None:
    """How many overlap, where none overlaps two: then there is nothing to choose between. None
    where there is, or labels of one side overlap, or have fragments."""
    mine, theirs = (sorted([places[0] for places in side if len(places) == 1]) for side in (a, b))
    if len(mine) < len(a) or len(theirs) < len(b):
        return None
    for side in (mine, theirs):
        if any(one[1] > other[0] for one, other in pairwise(side)):
            return None
    count = i = j = 0
    before: tuple[int, int] = (-1, -1)
    while i < len(mine) and j < len(theirs):
        (start, end), (since, until) = mine[i], theirs[j]
        if start < until and since < end and start < end and since < until:
            if i == before[0] or j == before[1]:
                return None
            before = i, j
            count += 1
        if end <= until:
            i += 1
        else:
            j += 1
    return count


def _joined(extents: Iterable[Places]) -> Places:
    """The stretches of extents in order, those that overlap or touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(chain.from_iterable(extents)):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def _common(a: Places, b: Places) -> int:
    """How many positions two orders of stretches have in common."""
    common = i = j = 0
    while i < len(a) and j < len(b):
        (start, end), (since, until) = a[i], b[j]
        if start < until and since < end:
            common += min(end, until) - max(start, since)
        if end <= until:
            i += 1
        else:
            j += 1
    return common

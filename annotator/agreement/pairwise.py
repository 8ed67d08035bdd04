"""F1 of two annotators: how many labels, or characters, of the one are in the other as well.

κ needs to know on what both kept silent, which spans do not have: F1 is what κ tends to where that
is without end (Hripcsak & Rothschild 2005, JAMIA 12:296-298). It is the same in both directions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence, Set
from itertools import chain
from typing import Final, Literal, Self, TypeAlias

import numpy as np
from msgspec import Struct

from annotator.agreement import matching
from annotator.agreement.matching import Marked, Places, places_of
from annotator.agreement.measure import Measure, undefined
from annotator.agreement.segments import Floats
from annotator.domain import snapping

Extents: TypeAlias = Set[Places]
Match: TypeAlias = Literal["exact", "overlap", "character"]

_NONE: Final[Extents] = frozenset()


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
    """F1 of what two annotators marked in one text; see `pair_counts`."""
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
    """The same of labels that are sorted already."""
    count = {"exact": _exact, "overlap": _overlap, "character": _character}[match]
    counts = [count(a.get(one, _NONE), b.get(one, _NONE)) for one in a.keys() | b.keys()]
    return counts[0] if len(counts) == 1 else sum(counts, PairCounts())


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


def _exact(a: Extents, b: Extents) -> PairCounts:
    return PairCounts(len(a & b), len(a), len(b))


def _overlap(a: Extents, b: Extents) -> PairCounts:
    if a == b:
        return _exact(a, b)
    labels_a, labels_b = ([(places, None) for places in side] for side in (a, b))
    return PairCounts(len(matching.match(labels_a, labels_b).pairs), len(a), len(b))


def _character(a: Extents, b: Extents) -> PairCounts:
    of_a, of_b, of_both = (_covered(side) for side in (a, b, a | b))
    return PairCounts(of_a + of_b - of_both, of_a, of_b)


def _covered(labels: Iterable[Places]) -> int:
    """How many characters lie in at least one of them."""
    covered = reach = 0
    for start, end in sorted(chain.from_iterable(labels)):
        covered += max(0, end - max(start, reach))
        reach = max(reach, end)
    return covered

"""Which label of one annotator is about the same words as which label of another.

The pairs are those of greatest Dice in sum, inside each group of labels that overlap, so that the
order in which labels are stored cannot matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from annotator.agreement.assignment import Edge, heaviest

Places: TypeAlias = tuple[tuple[int, int], ...]

Marked: TypeAlias = tuple[int, int, Hashable] | tuple[Places, Hashable]
"""A label: start, end (code points, end-exclusive) and category; or, where it has fragments, its
stretches in the order of the text, which do not overlap, and the category."""

_TIE: Final = 1e-9
"""Where sums of Dice are equal, more pairs are better, then more pairs of one category."""


class Pair(NamedTuple):
    """The places of two labels in their sequences, and their Dice coefficient (over 0, up to 1)."""

    a: int
    b: int
    dice: float


class Matching(NamedTuple):
    """Who is matched with whom, in the order of `a`, and the places of those left alone."""

    pairs: tuple[Pair, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]


def match(a: Sequence[Marked], b: Sequence[Marked]) -> Matching:
    """Each label of one annotator with at most one of the other, whatever their categories.

    The same labels give the same pairs in whatever order they come. Maximum-weight matching on
    Dice, 2 |A ∩ B| / (|A| + |B|) in characters, among labels that overlap at all (Hripcsak &
    Rothschild 2005, JAMIA 12:296-298, count such pairs).
    """
    shared = _shared([places_of(one) for one in a], [places_of(one) for one in b])
    pairs = sorted(_matched(shared, a, b))
    matched_a, matched_b = {pair.a for pair in pairs}, {pair.b for pair in pairs}
    return Matching(
        tuple(pairs),
        tuple(at for at in range(len(a)) if at not in matched_a),
        tuple(at for at in range(len(b)) if at not in matched_b),
    )


def places_of(label: Marked) -> Places:
    """The stretches of a label."""
    return ((label[0], label[1]),) if len(label) == 3 else label[0]


_Shared: TypeAlias = dict[tuple[int, int], int]


def _shared(a: Sequence[Places], b: Sequence[Places]) -> _Shared:
    """How many characters two labels have in common, for those that have any."""
    starts = sorted(
        (start, end, side, at)
        for side, labels in enumerate((a, b))
        for at, places in enumerate(labels)
        for start, end in places
        if start < end
    )
    open_: list[list[tuple[int, int]]] = [[], []]
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for start, end, side, at in starts:
        others = [one for one in open_[1 - side] if one[0] > start]
        for until, other in others:
            shared[(other, at) if side else (at, other)] += min(end, until) - start
        open_[1 - side] = others
        open_[side].append((end, at))
    return shared


def _matched(shared: _Shared, a: Sequence[Marked], b: Sequence[Marked]) -> Iterator[Pair]:
    """The best pairs. A pair that overlaps nothing else is one; among the others is to choose."""
    of_a, of_b = Counter(i for i, _ in shared), Counter(j for _, j in shared)
    choice: dict[tuple[int, int], float] = {}
    for (i, j), common in shared.items():
        dice = _dice(a[i], b[j], common)
        if of_a[i] == of_b[j] == 1:
            yield Pair(i, j, dice)
        else:
            choice[i, j] = dice
    yield from _chosen(choice, a, b)


def _chosen(
    dice: Mapping[tuple[int, int], float], a: Sequence[Marked], b: Sequence[Marked]
) -> Iterator[Pair]:
    """The heaviest of these pairs; the same ones whoever comes first and in whatever order. For
    that, labels are numbered by what they are, and whose labels come first has the rows."""
    in_a = sorted({i for i, _ in dice}, key=lambda i: _key(a[i]))
    in_b = sorted({j for _, j in dice}, key=lambda j: _key(b[j]))
    row, column = ({at: n for n, at in enumerate(side)} for side in (in_a, in_b))
    turned = [_key(a[i]) for i in in_a] > [_key(b[j]) for j in in_b]
    edges = []
    for (i, j), likeness in dice.items():
        weight = likeness + _TIE * (1 + (a[i][-1] == b[j][-1]))
        ends = (column[j], row[i]) if turned else (row[i], column[j])
        edges.append(Edge(*ends, weight))
    for one, other, _ in heaviest(edges):
        i, j = (in_a[other], in_b[one]) if turned else (in_a[one], in_b[other])
        yield Pair(i, j, dice[i, j])


def _dice(a: Marked, b: Marked, shared: int) -> float:
    return 2 * shared / (_size(a) + _size(b))


def _size(label: Marked) -> int:
    return sum(end - start for start, end in places_of(label))


def _key(label: Marked) -> tuple[Places, str, str]:
    category = label[-1]
    return places_of(label), type(category).__name__, repr(category)

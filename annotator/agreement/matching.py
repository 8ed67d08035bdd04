"""Which label of one annotator is about the same words as which label of another.

The pairs are those of greatest Dice in sum, inside each group of labels that overlap, so that the
order in which labels are stored cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from annotator.agreement.segments import Floats

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

    Maximum-weight matching on Dice, 2 |A ∩ B| / (|A| + |B|) in characters, among labels that
    overlap at all (Hripcsak & Rothschild 2005, JAMIA 12:296-298, count such pairs).
    """
    shared = _shared([places_of(one) for one in a], [places_of(one) for one in b])
    pairs = sorted(pair for group in _groups(shared) for pair in _matched(group, shared, a, b))
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


def _groups(shared: _Shared) -> Iterator[list[tuple[int, int]]]:
    """The pairs that overlap, those that hang together in one list."""
    of_a, of_b = defaultdict(list), defaultdict(list)
    for pair in shared:
        of_a[pair[0]].append(pair)
        of_b[pair[1]].append(pair)
    seen: set[tuple[int, int]] = set()
    for first in shared:
        if first in seen:
            continue
        seen.add(first)
        group = [first]
        for pair in group:
            near = [one for one in (*of_a[pair[0]], *of_b[pair[1]]) if one not in seen]
            seen.update(near)
            group.extend(near)
        yield group


def _matched(
    group: Sequence[tuple[int, int]], shared: _Shared, a: Sequence[Marked], b: Sequence[Marked]
) -> Iterator[Pair]:
    """The best pairs of one group; the same ones whoever comes first and in whatever order."""
    dice = {pair: _dice(a[pair[0]], b[pair[1]], shared[pair]) for pair in group}
    if len(group) == 1:
        yield Pair(*group[0], dice[group[0]])
        return
    rows = sorted({i for i, _ in group}, key=lambda i: _key(a[i]))
    columns = sorted({j for _, j in group}, key=lambda j: _key(b[j]))
    row, column = ({at: n for n, at in enumerate(side)} for side in (rows, columns))
    weights = np.zeros((len(rows), len(columns)))
    for i, j in group:
        weights[row[i], column[j]] = dice[i, j] + _TIE * (1 + (a[i][-1] == b[j][-1]))
    if [_key(a[i]) for i in rows] <= [_key(b[j]) for j in columns]:
        chosen = _best(weights)
    else:
        chosen = [(r, c) for c, r in _best(weights.T)]
    for r, c in chosen:
        if weights[r, c]:
            yield Pair(rows[r], columns[c], dice[rows[r], columns[c]])


def _best(weights: Floats) -> list[tuple[int, int]]:
    """Rows and columns of the assignment of greatest weight."""
    if 1 in weights.shape:
        r, c = divmod(int(weights.argmax()), weights.shape[1])
        return [(r, c)]
    from scipy.optimize import linear_sum_assignment  # heavy to import, and most need it never

    r, c = linear_sum_assignment(weights, maximize=True)
    return list(zip(r.tolist(), c.tolist(), strict=True))


def _dice(a: Marked, b: Marked, shared: int) -> float:
    return 2 * shared / (_size(a) + _size(b))


def _size(label: Marked) -> int:
    return sum(end - start for start, end in places_of(label))


def _key(label: Marked) -> tuple[Places, str, str]:
    category = label[-1]
    return places_of(label), type(category).__name__, repr(category)

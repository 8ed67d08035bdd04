"""Labels as arrays, and what one annotator marked as stretches that do not overlap.

Labels of one annotator that overlap are never dropped: with the same verdict they count as their
union, with different ones the innermost wins on the characters that it covers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Unit: TypeAlias = tuple[int, int, Hashable]
"""One stretch: start and end in code points, end-exclusive, and its category."""

Labels: TypeAlias = Mapping[str, Sequence[Unit]]
"""What each annotator who finished the article marked in it; an empty sequence is an answer."""

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


class Stretches(NamedTuple):
    """Stretches of one annotator as three arrays of the same length, by where they start."""

    starts: Ints
    ends: Ints
    codes: Ints

    @property
    def lengths(self) -> Ints:
        """In characters."""
        return self.ends - self.starts

    def at(self, places: Ints | Bools) -> Stretches:
        """Those at these places, in that order."""
        return Stretches(self.starts[places], self.ends[places], self.codes[places])


def in_order(categories: Iterable[Hashable]) -> tuple[Hashable, ...]:
    """The different categories in an order that does not depend on who used them first."""
    return tuple(sorted(set(categories), key=lambda one: (type(one).__name__, repr(one))))


def stretches(
    articles: Sequence[Sequence[Unit]],
    lengths: Ints,
    offsets: Ints,
    codes: Mapping[Hashable, int],
) -> Stretches:
    """What one annotator marked in `articles` laid end to end, of which `lengths` says how long
    each is and `offsets` where it begins; `codes` are the numbers of the categories.

    Stretches without a character are left out; one outside its text is a ValueError.
    """
    counts = [len(units) for units in articles]
    total = sum(counts)
    units = list(chain.from_iterable(articles)) if len(articles) > 1 else articles[0]
    starts = np.fromiter(map(itemgetter(0), units), np.int64, total)
    ends = np.fromiter(map(itemgetter(1), units), np.int64, total)
    if (starts < 0).any() or (starts > ends).any() or (ends > np.repeat(lengths, counts)).any():
        raise ValueError("a label lies outside its text")
    coded = np.fromiter(map(codes.__getitem__, map(itemgetter(2), units)), np.int64, total)
    shift = np.repeat(offsets, counts)
    made = Stretches(starts + shift, ends + shift, coded)
    if (starts == ends).any():
        made = made.at(starts < ends)
    return made if bool((np.diff(made.starts) >= 0).all()) else _by_start(made)


def flat(marked: Stretches) -> Stretches:
    """The same characters as stretches that do not overlap: unions, then the innermost.

    Stretches that only touch stay two; one that another cuts in two becomes two.
    """
    if disjoint(marked):
        return marked
    united = _united(marked)
    return united if disjoint(united) else _innermost(united)


def disjoint(marked: Stretches) -> bool:
    """Whether no two of them share a character."""
    return bool((marked.starts[1:] >= marked.ends[:-1]).all())


def doubled(marked: Stretches) -> tuple[Ints, Stretches]:
    """The places of stretches that share a character with another, and where more than one lies."""
    reach = np.maximum.accumulate(marked.ends)
    touched = np.zeros(len(marked.starts), np.bool_)
    touched[1:] |= marked.starts[1:] < reach[:-1]
    touched[:-1] |= marked.starts[1:] < marked.ends[:-1]
    cuts = cut_points(marked.starts, marked.ends)
    steps = np.bincount(np.searchsorted(cuts, marked.starts), minlength=len(cuts))
    steps -= np.bincount(np.searchsorted(cuts, marked.ends), minlength=len(cuts))
    deep = np.flatnonzero(np.cumsum(steps) > 1)
    return np.flatnonzero(touched), Stretches(cuts[deep], cuts[deep + 1], np.zeros_like(deep))


def cut_points(*places: Ints) -> Ints:
    """The different positions, in order. (Arrays that are in order already are merged fast.)"""
    merged = np.sort(np.concatenate(places), kind="stable")
    different: Ints = merged[np.append(True, merged[1:] != merged[:-1])]
    return different


def _by_start(marked: Stretches) -> Stretches:
    return marked.at(np.argsort(marked.starts, kind="stable"))


def _united(marked: Stretches) -> Stretches:
    """Those of one category that overlap made one."""
    lane = marked.codes * (int(marked.ends.max()) + 1)
    order = np.argsort(lane + marked.starts, kind="stable")
    ordered, lane = marked.at(order), lane[order]
    reach = np.maximum.accumulate(lane + ordered.ends)
    first = np.flatnonzero(np.append(True, lane[1:] + ordered.starts[1:] >= reach[:-1]))
    ends = np.maximum.reduceat(ordered.ends, first)
    return _by_start(Stretches(ordered.starts[first], ends, ordered.codes[first]))


def _innermost(marked: Stretches) -> Stretches:
    """On each character the shortest stretch, then the one that starts later, then by category."""
    cuts = cut_points(marked.starts, marked.ends)
    ranked = marked.at(np.lexsort((marked.codes, -marked.starts, marked.lengths)))
    first, last = np.searchsorted(cuts, ranked.starts), np.searchsorted(cuts, ranked.ends)
    owner = _lowest_cover(first, last, len(cuts) - 1)
    runs = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    ends = np.append(runs[1:], len(owner))
    owned = owner[runs] < len(first)
    runs, ends = runs[owned], ends[owned]
    return Stretches(cuts[runs], cuts[ends], ranked.codes[owner[runs]])


def _lowest_cover(first: Ints, last: Ints, size: int) -> Ints:
    """For each of `size` cells the lowest index of a range [first, last) that covers it, else the
    number of ranges. Linear-log, however the ranges nest.

    A range is the union of two blocks whose width is a power of two; from the widest to the
    narrowest, each block hands what it holds to its two halves.
    """
    index = np.arange(len(first))
    power = np.frexp(last - first)[1] - 1
    lowest = np.full(size, len(first))
    for level in range(int(power.max()), -1, -1):
        here, width = power == level, 1 << level
        np.minimum.at(lowest, first[here], index[here])
        np.minimum.at(lowest, last[here] - width, index[here])
        if level:
            halves = lowest.copy()
            np.minimum(halves[width >> 1 :], lowest[: -(width >> 1)], out=halves[width >> 1 :])
            lowest = halves
    return lowest

"""The cheapest exact cover of labels by tuples that take at most one label of each annotator.

Only tuples that could be part of it are tried: one that costs more than two tuples it falls into is
left out. What is left is an integer program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from annotator.agreement.segments import Floats, Ints

NONE: Final = -1
"""In a tuple: the annotator takes no part in it."""

Distances: TypeAlias = Mapping[tuple[int, int], Floats]
"""For each pair of annotators, the first before the second: what each two labels cost."""

_MOST_TUPLES: Final = 200_000
_AT_ONCE: Final = 5_000
_SLACK: Final = 1e-9
_TIE: Final = 1e-6
_SCALE: Final = 1e3
"""Of covers that cost the same, the one with fewer tuples is taken: a tuple costs a millionth more.
The solver sees costs times a thousand, so that this is far above its tolerance."""


class TooManyWaysError(Exception):
    """There are more tuples than can be tried."""


class _Tuples(NamedTuple):
    """Tuples (rows by annotators, places of labels or NONE), and for each of their labels what it
    costs with all others (rows by annotators)."""

    places: Ints
    costs: Floats


def cheapest_cover(distances: Distances, sizes: Sequence[int], empty: float) -> tuple[Ints, Floats]:
    """The tuples of the cheapest cover, and the cost of each as the mean over its pairs.

    A pair in which an annotator has no label costs `empty`.
    """
    tuples = _worth_trying(distances, sizes, empty)
    costs = _costs(distances, tuples, empty)
    chosen = _chosen(tuples, costs / empty, sizes)
    return tuples[chosen], costs[chosen]


def _worth_trying(distances: Distances, sizes: Sequence[int], empty: float) -> Ints:
    """All tuples that could be part of the cheapest cover, annotator by annotator."""
    annotators = len(sizes)
    grown = _Tuples(np.full((1, annotators), NONE), np.zeros((1, annotators)))
    for who, size in enumerate(sizes):
        parts = [grown]
        for at in range(0, len(grown.places), _AT_ONCE):
            some = _Tuples(grown.places[at : at + _AT_ONCE], grown.costs[at : at + _AT_ONCE])
            parts.append(_with(some, who, size, distances, empty))
            if sum(len(part.places) for part in parts) > _MOST_TUPLES:
                raise TooManyWaysError
        grown = _Tuples(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    taken = (grown.places != NONE).sum(axis=1)
    most = _most(annotators, taken, empty)
    worth: Ints = grown.places[(grown.costs <= most[:, None]).all(axis=1) & (taken > 0)]
    return worth


def _with(tuples: _Tuples, who: int, size: int, distances: Distances, empty: float) -> _Tuples:
    """Each tuple with each label of one more annotator, but for those that cost too much."""
    annotators = tuples.places.shape[1]
    each = np.zeros((who, len(tuples.places), size))
    for other in range(who):
        some = np.flatnonzero(tuples.places[:, other] != NONE)
        each[other, some] = distances[other, who][tuples.places[some, other]]
    costs = tuples.costs.T[:, :, None].repeat(size, axis=2)
    costs[:who] += each
    costs[who] = each.sum(axis=0)
    row, label = np.nonzero((costs <= _most(annotators, np.array(annotators), empty)).all(axis=0))
    places = tuples.places[row]
    places[:, who] = label
    return _Tuples(places, costs[:, row, label].T)


def _most(annotators: int, taken: Ints, empty: float) -> Floats:
    """What a label may cost with the others of its tuple: more, and it is better off alone.

    Alone it takes all its pairs with them, and all pairs of a new tuple, at the price of `empty`.
    """
    most: Floats = np.asarray(annotators * (annotators - 1) / 2 + taken - 1, float)
    return most * empty + _SLACK


def _costs(distances: Distances, places: Ints, empty: float) -> Floats:
    annotators = places.shape[1]
    total: Floats = np.zeros(len(places))
    for one, other in combinations(range(annotators), 2):
        both = (places[:, one] != NONE) & (places[:, other] != NONE)
        cost = np.full(len(places), float(empty))
        cost[both] = distances[one, other][places[both, one], places[both, other]]
        total += cost / (annotators * (annotators - 1) / 2)
    return total


def _chosen(tuples: Ints, costs: Floats, sizes: Sequence[int]) -> Ints:
    """Tuples such that each label is in exactly one, at the least cost.

    Without the demand that tuples are taken whole, the answer is whole most of the time, and there
    several times as fast.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # heavy to import
    from scipy.sparse import csc_array

    row, who = np.nonzero(tuples != NONE)
    label = np.cumsum([0, *sizes])[who] + tuples[row, who]
    at = label.astype(np.int32), row.astype(np.int32)  # SciPy 1.14's solver takes no others
    cover = csc_array((np.ones(len(row)), at), shape=(sum(sizes), len(tuples)))
    program = {"bounds": Bounds(0, 1), "constraints": LinearConstraint(cover, 1, 1)}
    price = _SCALE * (costs + _TIE)
    solved = milp(price, **program)
    if solved.success and np.abs(solved.x - solved.x.round()).max() > _SLACK:
        whole = np.ones(len(tuples))
        solved = milp(price, integrality=whole, options={"mip_rel_gap": 0}, **program)
    if not solved.success:
        raise RuntimeError(solved.message)
    chosen: Ints = np.flatnonzero(solved.x > 0.5)
    return chosen

"""The best alignment of several annotators' labels: who means the same passage, and at what cost.

Of Mathet, Widlöcher, Métivier 2015, Computational Linguistics 41:437-479. Labels may overlap and
nest; a unitary alignment takes at most one of each annotator.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from msgspec import Struct

from annotator.agreement.covering import NONE, TooManyWaysError, cheapest_cover
from annotator.agreement.measure import Measure, undefined
from annotator.agreement.segments import Floats, Ints, Labels, Unit, in_order

MOST_ANNOTATORS: Final = 4
MOST_LABELS: Final = 150
"""The cost grows with the product of the annotators' labels: more than so many are not tried."""

_TOO_MUCH: Final = f"limited to {MOST_ANNOTATORS} annotators with {MOST_LABELS} labels each"
TOO_DENSE: Final = "too many ways to align so many labels in one place"


class Weights(NamedTuple):
    """What it costs that positions differ, that categories do, and that a label has no partner."""

    alpha: float = 1.0
    beta: float = 1.0
    delta_empty: float = 1.0


class Marked(NamedTuple):
    """Labels of one annotator as arrays; each has a character or more."""

    starts: Floats
    ends: Floats
    codes: Ints

    @property
    def lengths(self) -> Floats:
        """In characters."""
        return self.ends - self.starts

    def at(self, places: Ints) -> Marked:
        """Those at these places, in that order."""
        return Marked(self.starts[places], self.ends[places], self.codes[places])


class Aligned(NamedTuple):
    """An alignment: rows of places of labels (or NONE), a column an annotator; its disorder."""

    rows: Ints
    disorder: float


class Alignment(Struct, frozen=True):
    """The alignment of least disorder (no unit; 0 is full agreement).

    `unitary_alignments` have an entry for each of `annotators`: the place of a label in their
    sequence, or None.
    """

    disorder: Measure
    annotators: tuple[str, ...]
    unitary_alignments: tuple[tuple[int | None, ...], ...]


def best_alignment(
    labels: Labels, alpha: float = 1.0, beta: float = 1.0, delta_empty: float = 1.0
) -> Alignment:
    """The cheapest way to put each label into exactly one unitary alignment (Mathet, Widlöcher,
    Métivier 2015, Computational Linguistics 41:437-479).

    `labels` has an entry for each annotator: stretches (start, end, category) in code points,
    end-exclusive. A unitary alignment has at most one label of each annotator. It costs the mean,
    over all pairs of annotators, of `alpha` times how far apart their labels lie plus `beta` where
    the categories differ, and `delta_empty` where one of the two has no label. The disorder is the
    sum of these costs over the mean number of labels an annotator has. Labels without a character
    are left out; of alignments that cost the same, the one with fewest unitary alignments is taken.
    Not defined for more than 4 annotators or 150 labels of one of them.
    """
    names = tuple(labels)
    weights = Weights(alpha, beta, delta_empty)
    kept = with_characters(labels)
    why = why_not(kept)
    aligned = None if why else align(as_arrays(kept, categories_of(kept)), weights)
    if aligned is None:
        return Alignment(undefined(why or TOO_DENSE), names, ())
    places = [
        [at for at, unit in enumerate(units) if unit[0] < unit[1]] for units in labels.values()
    ]
    unitary = tuple(
        tuple(None if at == NONE else places[who][at] for who, at in enumerate(row))
        for row in aligned.rows.tolist()
    )
    return Alignment(Measure(aligned.disorder), names, unitary)


def with_characters(labels: Labels) -> dict[str, list[Unit]]:
    """The labels that have a character or more."""
    return {name: [unit for unit in units if unit[0] < unit[1]] for name, units in labels.items()}


def why_not(labels: Labels) -> str:
    """Why these are not aligned, or nothing."""
    if len(labels) < 2:
        return "fewer than two finished"
    most = max(map(len, labels.values()))
    if not most:
        return "nothing was marked"
    return _TOO_MUCH if len(labels) > MOST_ANNOTATORS or most > MOST_LABELS else ""


def categories_of(labels: Labels) -> tuple[Hashable, ...]:
    """The categories that were used, in an order of their own."""
    return in_order(unit[2] for units in labels.values() for unit in units)


def as_arrays(labels: Labels, categories: Sequence[Hashable]) -> list[Marked]:
    """What each annotator marked, with the places of the categories as codes."""
    codes = {category: code for code, category in enumerate(categories)}
    return [
        Marked(
            np.array([unit[0] for unit in units], float),
            np.array([unit[1] for unit in units], float),
            np.array([codes[unit[2]] for unit in units], np.int64),
        )
        for units in labels.values()
    ]


def align(annotators: Sequence[Marked], weights: Weights) -> Aligned | None:
    """The best alignment; None where there are too many to try."""
    distances = {
        (i, j): dissimilarity(annotators[i], annotators[j], weights)
        for i, j in combinations(range(len(annotators)), 2)
    }
    sizes = [len(one.starts) for one in annotators]
    try:
        rows, costs = cheapest_cover(distances, sizes, weights.delta_empty)
    except TooManyWaysError:
        return None
    return Aligned(rows, float(costs.sum()) * len(sizes) / sum(sizes))


def dissimilarity(one: Marked, other: Marked, weights: Weights) -> Floats:
    """α d_pos + β d_cat of each two labels (labels of one by labels of the other)."""
    position = weights.alpha * positional(one, other, weights.delta_empty)
    return position + weights.beta * categorical(one, other, weights.delta_empty)


def positional(one: Marked, other: Marked, delta_empty: float = 1.0) -> Floats:
    """((|Δ start| + |Δ end|) / sum of lengths)² Δ∅: 0 for the same place, Δ∅ for neighbours."""
    apart = np.abs(one.starts[:, None] - other.starts) + np.abs(one.ends[:, None] - other.ends)
    squared: Floats = np.square(apart / (one.lengths[:, None] + other.lengths)) * delta_empty
    return squared


def categorical(one: Marked, other: Marked, delta_empty: float = 1.0) -> Floats:
    """Δ∅ for different categories, 0 for the same."""
    different: Floats = (one.codes[:, None] != other.codes).astype(float)
    return different * delta_empty

"""Krippendorff's first α for labels in a text, αU of 1995 and 2004: what INCEpTION and DKPro print.

Sociological Methodology 25:47-76; Content Analysis, 2nd ed., p. 254. Each category is a layer of
its own. It is here for comparison with older studies; the family of 2016 took its place.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct

from annotator.agreement.measure import Measure, undefined
from annotator.agreement.segments import Floats, Ints, Labels, Stretches, flat, in_order, stretches


class AlphaU1995(Struct, frozen=True):
    """αU over all categories and of each of them; each is 1 - observed / expected disagreement, and
    these two are given by category (they have no unit)."""

    overall: Measure
    by_category: Mapping[Hashable, Measure]
    observed: Mapping[Hashable, float]
    expected: Mapping[Hashable, float]


def alpha_u_1995(labels: Labels, length: int) -> AlphaU1995:
    """Krippendorff's αU of 1995 (Sociological Methodology 25:47-76) of one text of `length` code
    points. Who wants it of several articles lays them end to end.

    `labels` has an entry for each annotator who finished the text, also where it is empty:
    stretches (start, end, category) in code points, end-exclusive. Stretches of one annotator and
    category that overlap count as their union. Raises ValueError where one is outside the text.
    """
    units = (unit for marked in labels.values() for unit in marked)
    categories = in_order(category for start, end, category in units if start < end)
    if nothing := _nothing(labels, length, categories):
        return AlphaU1995(nothing, dict.fromkeys(categories, nothing), {}, {})
    layers = [_layer(labels, length, category) for category in categories]
    observed = [_observed(layer, length) for layer in layers]
    expected = [_expected(layer, length) for layer in layers]
    parts = zip(observed, expected, strict=True)
    return AlphaU1995(
        _alpha(sum(observed), sum(expected)),
        dict(zip(categories, (_alpha(*part) for part in parts), strict=True)),
        dict(zip(categories, observed, strict=True)),
        dict(zip(categories, expected, strict=True)),
    )


def unit_distance(one: Stretches, other: Stretches) -> Floats:
    """δ² of stretches that overlap, one by one: their starts' squared distance and their ends'."""
    starts: Floats = np.square(one.starts - other.starts, dtype=float)
    ends: Floats = np.square(one.ends - other.ends, dtype=float)
    return starts + ends


def _nothing(labels: Labels, length: int, categories: Sequence[Hashable]) -> Measure | None:
    """Why none of the measures is defined."""
    if len(labels) < 2:
        return undefined("fewer than two finished")
    if not length:
        return undefined("the text is empty")
    return None if categories else undefined("nothing was marked")


def _alpha(observed: float, expected: float) -> Measure:
    if not expected:
        return undefined("nothing could have been marked otherwise")
    return Measure(1 - observed / expected)


def _layer(labels: Labels, length: int, category: Hashable) -> list[Stretches]:
    """What each annotator marked with one category, as stretches that do not overlap."""
    lengths, offset = np.array([length]), np.zeros(1, np.int64)
    marked = ([unit for unit in units if unit[2] == category] for units in labels.values())
    return [flat(stretches([units], lengths, offset, {category: 1})) for units in marked]


def _observed(layer: Sequence[Stretches], length: int) -> float:
    annotators = len(layer)
    pairs = sum(_pair(one, other) for one, other in combinations(layer, 2))
    return 2 * pairs / (annotators * (annotators - 1) * length**2)


def _pair(one: Stretches, other: Stretches) -> float:
    """δ² of all that overlap, and the squared length of each that lies in a gap of the other."""
    first = np.searchsorted(other.ends, one.starts, "right")
    count = np.searchsorted(other.starts, one.ends, "left") - first
    mine = np.repeat(np.arange(len(count)), count)
    theirs = np.arange(len(mine)) + np.repeat(first - np.cumsum(count) + count, count)
    apart = unit_distance(one.at(mine), other.at(theirs))
    alone = np.ones(len(other.starts), np.bool_)
    alone[theirs] = False
    lonely = np.concatenate([one.lengths[count == 0], other.lengths[alone]])
    return float(apart.sum() + np.square(lonely, dtype=float).sum())


def _expected(layer: Sequence[Stretches], length: int) -> float:
    units = np.concatenate([one.lengths for one in layer]).astype(float)
    gaps = np.sort(np.concatenate([_gaps(one, length) for one in layer]).astype(float))
    wide = np.searchsorted(gaps, units, "left")
    room = np.append(np.cumsum(gaps[::-1])[::-1], 0.0)[wide] - (len(gaps) - wide) * (units - 1)
    among_units = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    places = float(len(layer) * length)
    placings = places * (places - 1) - float((units * (units - 1)).sum())
    return 2 / length * float((among_units + units**2 * room).sum()) / placings


def _gaps(one: Stretches, length: int) -> Ints:
    return np.append(one.starts, length) - np.insert(one.ends, 0, 0)

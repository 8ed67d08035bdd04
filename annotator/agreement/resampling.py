"""How far a measure would move had other articles been drawn: bootstrap intervals.

Articles are drawn, never characters or labels: those of one article are not independent. What is
drawn are statistics that add up, so that thousands of draws are one product of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Any, Final, Literal, TypeAlias, TypeVar

import numpy as np
from msgspec import Struct, field

from annotator.agreement.measure import Measure
from annotator.agreement.segments import Floats

FEWEST_ARTICLES: Final = 10
MOST_UNDEFINED: Final = 0.05
THRESHOLDS: Final = (0.667, 0.8)
"""Under the first a result is to be discarded, under the second conclusions are tentative
(Krippendorff, Content Analysis, 4th ed., 12.4)."""

Method: TypeAlias = Literal["percentile", "bca"]
StatisticsT = TypeVar("StatisticsT")
KeyT = TypeVar("KeyT", bound=Hashable)

_CELLS_AT_ONCE: Final = 4_000_000
_NORMAL: Final = NormalDist()


class Interval(Struct, frozen=True):
    """A measure, and between what it would lie; low and high are None where `why` says so.

    `undefined` is the share of replicates in which the measure was not defined; they are left out.
    `below` is the share of the others that were under each of `THRESHOLDS`: P(α < .667), P(α < .8).
    """

    value: float | None
    low: float | None
    high: float | None
    why: str = ""
    undefined: float = 0.0
    below: Mapping[float, float] = field(default_factory=dict)


def bootstrap(
    statistics: Sequence[StatisticsT],
    measure: Callable[[StatisticsT], Measure],
    replicates: int = 5_000,
    seed: int = 0,
    method: Method = "percentile",
    confidence: float = 0.95,
) -> Interval:
    """The interval of a measure over articles that are drawn again and again (Efron & Tibshirani
    1993, An Introduction to the Bootstrap). `statistics` has one item an article, which add up;
    `measure` makes the measure of their sum. `confidence` is the share of replicates between low
    and high. See `bootstrap_all` for the rest."""
    found = bootstrap_all(
        statistics, lambda of: {"": measure(of)}, replicates, seed, method, confidence
    )
    return found.get("", Interval(None, None, None, _too_few()))


def bootstrap_all(
    statistics: Sequence[StatisticsT],
    measures: Callable[[StatisticsT], Mapping[KeyT, Measure]],
    replicates: int = 5_000,
    seed: int = 0,
    method: Method = "percentile",
    confidence: float = 0.95,
) -> dict[KeyT, Interval]:
    """The intervals of several measures over the same draws; the same seed gives the same ones.

    Statistics are arrays of one shape, or know how to `pack` themselves as UnitizingStatistics and
    PairCounts do. Articles whose numbers are all 0 say nothing and are not drawn. "percentile" and
    "bca" (corrected for bias and skew) are of Efron & Tibshirani 1993, An Introduction to the
    Bootstrap, 13.3 and 14.3.
    """
    if not len(statistics):
        return {}
    rows, sum_of = _packed(statistics)
    rows = rows[rows.any(axis=1)]
    whole = measures(sum_of(rows.sum(axis=0)))
    if len(rows) < FEWEST_ARTICLES:
        return {
            key: Interval(one.value, None, None, one.why or _too_few())
            for key, one in whole.items()
        }
    drawn = _values(whole, _draws(rows, replicates, seed), lambda row: measures(sum_of(row)))
    left_out: Mapping[KeyT, Floats] = {}
    if method == "bca":
        left_out = _values(whole, rows.sum(axis=0) - rows, lambda row: measures(sum_of(row)))
    return {
        key: _interval(one, drawn[key], left_out.get(key), confidence) for key, one in whole.items()
    }


def _too_few() -> str:
    return "too few articles for an interval"


def _packed(statistics: Sequence[Any]) -> tuple[Floats, Callable[[Floats], Any]]:
    """Statistics as rows, and what makes statistics of a sum of rows."""
    kind = type(statistics[0])
    if hasattr(kind, "pack"):
        rows, sum_of = kind.pack(statistics)
        return rows, sum_of
    arrays = np.asarray(statistics, float)
    shape = arrays.shape[1:]
    return arrays.reshape(len(arrays), -1), lambda row: row.reshape(shape)


def _draws(rows: Floats, replicates: int, seed: int) -> Iterator[Floats]:
    """The sums of as many articles as there are, drawn with replacement, again and again."""
    chance, articles = np.random.default_rng(seed), len(rows)
    at_once = max(1, _CELLS_AT_ONCE // articles)
    for first in range(0, replicates, at_once):
        size = min(at_once, replicates - first)
        picked = chance.integers(articles, size=(size, articles))
        picked += np.arange(size)[:, None] * articles
        times = np.bincount(picked.ravel(), minlength=size * articles).reshape(size, articles)
        yield from times @ rows


def _values(
    keys: Mapping[KeyT, Measure],
    rows: Iterator[Floats] | Floats,
    measures: Callable[[Floats], Mapping[KeyT, Measure]],
) -> dict[KeyT, Floats]:
    """What each measure is for each row; nan where it is not defined."""
    found: dict[KeyT, list[float]] = {key: [] for key in keys}
    for row in rows:
        of_row = measures(row)
        for key, values in found.items():
            value = of_row[key].value if key in of_row else None
            values.append(np.nan if value is None else value)
    return {key: np.array(values) for key, values in found.items()}


def _interval(
    measure: Measure, drawn: Floats, left_out: Floats | None, confidence: float
) -> Interval:
    defined = drawn[~np.isnan(drawn)]
    undefined = 1 - len(defined) / len(drawn)
    if measure.value is None:
        return Interval(None, None, None, measure.why, undefined)
    if undefined > MOST_UNDEFINED:
        why = f"not defined in {undefined:.0%} of the replicates"
        return Interval(measure.value, None, None, why, undefined)
    levels = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    if left_out is not None:
        levels = _corrected(levels, measure.value, defined, left_out[~np.isnan(left_out)])
    low, high = np.quantile(defined, levels).tolist()
    below = {edge: float((defined < edge).mean()) for edge in THRESHOLDS}
    return Interval(measure.value, low, high, "", undefined, below)


def _corrected(levels: Floats, value: float, drawn: Floats, left_out: Floats) -> Floats:
    """BCa's levels: for draws that lie to one side of the value, and for skew, which the values
    without one article at a time show."""
    share = float((drawn < value).mean() + (drawn <= value).mean()) / 2
    half = 0.5 / len(drawn)
    bias = _NORMAL.inv_cdf(min(max(share, half), 1 - half))
    apart = left_out.mean() - left_out
    spread = float((apart**2).sum())
    skew = float((apart**3).sum()) / (6 * spread**1.5) if spread else 0.0
    points = [bias + _NORMAL.inv_cdf(level) for level in levels.tolist()]
    return np.array([_NORMAL.cdf(bias + point / (1 - skew * point)) for point in points])

"""Where the middle of some numbers lies: what a few long lunches do not move."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import quantiles

from msgspec import Struct


class Spread(Struct, frozen=True):
    """The median, and between what the middle half lies; of how many numbers."""

    count: int
    low: float
    median: float
    high: float


def spread(values: Iterable[float]) -> Spread | None:
    """The middle of some numbers, None of none. Quartiles are those of the numbers themselves, not
    of others that might have been (R's type 7)."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return Spread(1, ordered[0], ordered[0], ordered[0]) if ordered else None
    low, median, high = quantiles(ordered, n=4, method="inclusive")
    return Spread(len(ordered), low, median, high)

"""The values behind Krippendorff's α for labels in a text, and the measures made of them.

The family of 2016: Krippendorff, Mathet, Bouvry, Widlöcher, Quality & Quantity 50:2347-2364, and
Content Analysis, 4th ed., 12.6. All of it is a function of statistics that add up over articles.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, Self

import numpy as np
from msgspec import Struct, field

from annotator.agreement.measure import Measure, undefined
from annotator.agreement.segments import Floats, in_order

_NOT_BY_TWO: Final = "no passage was marked by two"
_ONE_SHARED: Final = "only one verdict was used where two marked"
_ONE_NO_GAP: Final = "only one verdict was used, and no gap was left"
_COUNTS: Final = ("articles", "labels", "overlapping_labels", "overlapping_characters")


class UnitizingAlpha(Struct, frozen=True):
    """The measures of the family, each at most 1 (full agreement), 0 for what chance would give.

    `u` (uα): do they mark the same passages with the same categories; `binary` (|uα): do they mark
    the same passages, whatever the category; `cu` (cuα): do they give the same category where both
    marked something; `by_category` ((k)uα): where one gave this category and another marked
    something, did the other give it too. `coverage` is the share (0 to 1) of all characters,
    counted once for each annotator, where two marked something, so that cuα could compare them;
    `coverage_by_category` is that of the characters which were given the category.
    """

    u: Measure
    binary: Measure
    cu: Measure
    by_category: Mapping[Hashable, Measure]
    coverage: float
    coverage_by_category: Mapping[Hashable, float]


class UnitizingStatistics(Struct, frozen=True, eq=False):
    """What the measures need to know of one article, or of the sum of many, with k categories.

    `coincidences` (k+1 by k+1, in characters; the first row and column stand for gaps, which nobody
    marked): on how many characters one annotator has the row's category and another the column's,
    summed over all ordered pairs of annotators and divided by their number less one. `squares` (k,
    in characters²): for each category the sum of the squared lengths of its stretches.
    `shared_squares` (k, in characters²): the same of the part of a stretch that another annotator
    marked too, over all ordered pairs, divided by the number of annotators less one. `articles`
    counts those that two or more finished. `overlapping_labels` lie over another label of the same
    annotator, on `overlapping_characters`.
    """

    categories: tuple[Hashable, ...] = ()
    coincidences: Floats = field(default_factory=lambda: np.zeros((1, 1)))
    squares: Floats = field(default_factory=lambda: np.zeros(0))
    shared_squares: Floats = field(default_factory=lambda: np.zeros(0))
    articles: int = 0
    labels: int = 0
    overlapping_labels: int = 0
    overlapping_characters: int = 0

    def __add__(self, other: UnitizingStatistics) -> UnitizingStatistics:
        rows, statistics = UnitizingStatistics.pack([self, other])
        return statistics(rows[0] + rows[1])

    def alpha(self) -> UnitizingAlpha:
        """The measures of the family."""
        return _measures(self)

    def shared(self) -> float | None:
        """Of what an annotator marked, the share that another marked as well, with whatever
        category: over all pairs. None where nothing was marked."""
        marked = float(self.coincidences[1:].sum())
        return float(self.coincidences[1:, 1:].sum()) / marked if marked else None

    @classmethod
    def pack(cls, many: Sequence[Self]) -> tuple[Floats, Callable[[Floats], Self]]:
        """Statistics as rows of a matrix, and what makes statistics of a sum of rows."""
        known = {each.categories for each in many}
        categories = known.pop() if len(known) == 1 else in_order(chain.from_iterable(known))
        rows = np.array([each.row(categories) for each in many])
        return rows, lambda row: cls._from_row(categories, row)

    def row(self, categories: tuple[Hashable, ...]) -> Floats:
        """All its numbers one after the other, for these categories, its own among them."""
        parts = [self.coincidences, self.squares, self.shared_squares]
        if categories != self.categories:
            size = len(categories)
            place = np.array([categories.index(one) for one in self.categories], np.intp)
            cells = np.concatenate([[0], place + 1])
            wide = [np.zeros((size + 1, size + 1)), np.zeros(size), np.zeros(size)]
            wide[0][np.ix_(cells, cells)], wide[1][place], wide[2][place] = parts
            parts = wide
        counts = [float(getattr(self, name)) for name in _COUNTS]
        return np.concatenate([*(part.ravel() for part in parts), counts])

    @classmethod
    def _from_row(cls, categories: tuple[Hashable, ...], row: Floats) -> Self:
        size = len(categories)
        square = (size + 1) ** 2
        matrix = row[:square].reshape(size + 1, size + 1)
        squares, shared, counts = np.split(row[square:], [size, 2 * size])
        return cls(
            categories, matrix, squares, shared, *(round(count) for count in counts.tolist())
        )


def _measures(of: UnitizingStatistics) -> UnitizingAlpha:
    met: list[list[float]] = of.coincidences.tolist()
    lengths = [sum(row) for row in met]
    total, gaps = sum(lengths), lengths[0]
    spread = total**2 - sum(of.squares.tolist()) - gaps  # a gap has no structure: not squared
    nothing = _nothing(of, total, gaps)
    both = [row[1:] for row in met[1:]]
    shared = [sum(row) for row in both]
    sizes = dict(zip(of.categories, zip(lengths[1:], shared, strict=True), strict=True))
    return UnitizingAlpha(
        nothing or _alpha(_off_diagonal(met), total, spread, _different(lengths), _ONE_NO_GAP),
        nothing or _alpha(gaps - met[0][0], total, spread, gaps * (total - gaps), "no gap"),
        nothing or _cu(both, shared, sum(of.shared_squares.tolist())),
        dict(zip(of.categories, _ku(both, shared, of.shared_squares.tolist()), strict=True)),
        sum(shared) / total if total else 0.0,
        {category: part / length if length else 0.0 for category, (length, part) in sizes.items()},
    )


def _nothing(of: UnitizingStatistics, total: float, gaps: float) -> Measure | None:
    """Why none of the measures is defined."""
    if not of.articles:
        return undefined("fewer than two finished")
    if not total:
        return undefined("the text is empty")
    return undefined("nothing was marked") if gaps == total else None


def _cu(both: list[list[float]], shared: list[float], squares: float) -> Measure:
    total = sum(shared)
    if not total:
        return undefined(_NOT_BY_TWO)
    spread = total**2 - squares
    return _alpha(_off_diagonal(both), total, spread, _different(shared), _ONE_SHARED)


def _ku(both: list[list[float]], shared: list[float], squares: list[float]) -> Iterator[Measure]:
    total = sum(shared)
    for at, (length, square) in enumerate(zip(shared, squares, strict=True)):
        if not length:
            yield undefined(_NOT_BY_TWO)
            continue
        spread, different = length * total - square, length * (total - length)
        yield _alpha(length - both[at][at], length, spread, different, _ONE_SHARED)


def _alpha(disagreed: float, total: float, spread: float, different: float, why: str) -> Measure:
    """1 - observed / expected, where expected = total * different / spread.

    What cancels between large numbers in the printed formulas is left out of them, so that full
    agreement is 1 and what nobody could differ in is 0, both to the last bit.
    """
    if not different:
        return undefined(why)
    if spread <= 0:
        return undefined("too little was marked by two")
    return Measure(1 - disagreed * spread / (total * different))


def _off_diagonal(matrix: list[list[float]]) -> float:
    return sum(sum(row) - row[at] for at, row in enumerate(matrix))


def _different(lengths: list[float]) -> float:
    """Over all ordered pairs of different categories, the product of their lengths."""
    total = sum(lengths)
    return sum(length * (total - length) for length in lengths)

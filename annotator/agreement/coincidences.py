"""Where annotators meet: all their stretches laid over one another, counted article by article.

Articles lie end to end, so that thousands of them cost what one long text costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

from annotator.agreement.segments import Floats, Ints, Stretches, cut_points

GAP = 0
"""The code of what was not marked; categories are coded from 1."""


class Coincidences(NamedTuple):
    """For each article: characters where category c of one annotator meets d of another, over all
    ordered pairs (k+1 by k+1, gaps first); squared lengths by category (k); squared lengths of what
    a stretch shares with any of another annotator's, over all pairs (k)."""

    met: Floats
    squares: Floats
    shared_squares: Floats


class _Laid(NamedTuple):
    """An annotator's stretches over the elementary segments: the first and the one past the last
    of each stretch; the code of each segment; how much was marked before each cut."""

    first: Ints
    last: Ints
    codes: Ints
    marked: Ints


def coincidences(annotators: Sequence[Stretches], bounds: Ints, categories: int) -> Coincidences:
    """Counts of stretches that do not overlap within an annotator, in articles with these bounds
    (one more than articles)."""
    cuts = cut_points(*(side for one in annotators for side in (one.starts, one.ends)), bounds)
    widths, articles = np.diff(cuts), len(bounds) - 1
    article = np.repeat(np.arange(articles), np.diff(np.searchsorted(cuts, bounds)))
    laid = [_lay(one, cuts, widths) for one in annotators]
    size = categories + 1
    met = np.zeros((articles, size, size))
    rows = [(article * size + one.codes) * size for one in laid]
    for (row, _), (_, other) in combinations(zip(rows, laid, strict=True), 2):
        met += np.bincount(row + other.codes, widths, met.size).reshape(met.shape)
    met += met.transpose(0, 2, 1)

    squares = np.zeros(articles * categories)
    shared = np.zeros(articles * categories)
    cells_of = [_cells(one, bounds, categories) for one in annotators]
    for cells, one in zip(cells_of, annotators, strict=True):
        squares += np.bincount(cells, np.square(one.lengths, dtype=float), squares.size)
    for (cells, mine), (_, other) in permutations(zip(cells_of, laid, strict=True), 2):
        common = other.marked[mine.last] - other.marked[mine.first]
        shared += np.bincount(cells, np.square(common, dtype=float), shared.size)
    shape = (articles, categories)
    return Coincidences(met, squares.reshape(shape), shared.reshape(shape))


def by_article(stretches: Stretches, bounds: Ints) -> Ints:
    """The article that each stretch lies in."""
    return np.searchsorted(bounds, stretches.starts, "right") - 1


def _lay(one: Stretches, cuts: Ints, widths: Ints) -> _Laid:
    first, last = np.searchsorted(cuts, one.starts), np.searchsorted(cuts, one.ends)
    steps = np.zeros(len(cuts), np.int64)
    steps[first] += one.codes
    steps[last] -= one.codes
    codes = np.cumsum(steps[:-1])
    marked = np.concatenate([[0], np.cumsum(widths * (codes != GAP))])
    return _Laid(first, last, codes, marked)


def _cells(one: Stretches, bounds: Ints, categories: int) -> Ints:
    return by_article(one, bounds) * categories + one.codes - 1

"""Krippendorff's α for labels in a text: did they mark the same passages, did they say the same?

From labels to the statistics of `unitizing_values`, one text or thousands in one sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter

import numpy as np

from annotator.agreement.coincidences import by_article, coincidences
from annotator.agreement.segments import (
    Ints,
    Labels,
    Stretches,
    disjoint,
    doubled,
    flat,
    in_order,
    stretches,
)
from annotator.agreement.unitizing_values import UnitizingAlpha, UnitizingStatistics


def unitizing_alpha(labels: Labels, length: int) -> UnitizingAlpha:
    """Krippendorff's α for labels in one text of `length` code points, the family of 2016 (Quality
    & Quantity 50:2347-2364).

    `labels` has an entry for each annotator who finished the text, also where it is empty:
    stretches (start, end, category) in code points, end-exclusive, in any order, which may overlap.
    With fewer than two annotators nothing is defined. Raises ValueError where a stretch is outside
    the text.
    """
    return unitizing_statistics(labels, length).alpha()


def unitizing_statistics(labels: Labels, length: int) -> UnitizingStatistics:
    """The statistics behind `unitizing_alpha` of the same arguments. Those of several texts add up
    with `+`, and `.alpha()` gives the measures; where fewer than two annotators finished the text,
    they count no article and nothing in it."""
    return study_statistics([(labels, length)])[0]


def study_statistics(articles: Sequence[tuple[Labels, int]]) -> list[UnitizingStatistics]:
    """The statistics of each of many texts (labels and length), as `unitizing_statistics` gives
    them. Texts that equally many annotators finished are counted in one sweep: that is fast."""
    made = [UnitizingStatistics()] * len(articles)
    alike: dict[int, list[int]] = {}
    for place, (labels, _) in enumerate(articles):
        alike.setdefault(len(labels), []).append(place)
    for annotators, places in alike.items():
        if annotators >= 2:
            swept = _sweep([articles[place] for place in places], annotators)
            for place, statistics in zip(places, swept, strict=True):
                made[place] = statistics
    return made


def _sweep(articles: Sequence[tuple[Labels, int]], annotators: int) -> list[UnitizingStatistics]:
    lengths = np.array([length for _, length in articles], np.int64)
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    columns = list(zip(*(labels.values() for labels, _ in articles), strict=True))
    units = chain.from_iterable(chain.from_iterable(columns))
    categories = in_order(map(itemgetter(2), units))
    codes = {category: code for code, category in enumerate(categories, start=1)}
    marked = [stretches(column, lengths, bounds[:-1], codes) for column in columns]
    counted = coincidences([flat(one) for one in marked], bounds, len(categories))
    met = counted.met / (annotators - 1)
    shared = counted.shared_squares / (annotators - 1)
    for array in (met, counted.squares, shared):
        array.flags.writeable = False
    return [
        UnitizingStatistics(categories, met[at], counted.squares[at], shared[at], 1, *counts)
        for at, counts in enumerate(_counts(marked, bounds).tolist())
    ]


def _counts(marked: Sequence[Stretches], bounds: Ints) -> Ints:
    """For each article: labels, those that overlap another of their annotator, and characters."""
    counts = np.zeros((len(bounds) - 1, 3), np.int64)
    for one in marked:
        article = by_article(one, bounds)
        np.add.at(counts[:, 0], article, 1)
        if not disjoint(one):
            labels, places = doubled(one)
            np.add.at(counts[:, 1], article[labels], 1)
            np.add.at(counts[:, 2], by_article(places, bounds), places.lengths)
    return counts

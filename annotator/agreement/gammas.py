"""γ: how far annotators agree where labels lie and what they say, against shuffled labels.

γ is of Mathet, Widlöcher, Métivier 2015, Computational Linguistics 41:437-479; γ-cat and γ-k, which
look at categories alone, are of Mathet 2017, 43:661-681. For one article, in a worker: the cost
grows steeply with the number of annotators and of labels.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct

from annotator.agreement.alignment import (
    TOO_DENSE,
    Aligned,
    Marked,
    Weights,
    align,
    as_arrays,
    categories_of,
    positional,
    why_not,
    with_characters,
)
from annotator.agreement.covering import NONE
from annotator.agreement.measure import Measure, undefined
from annotator.agreement.segments import Floats, Ints, Labels


class Gamma(Struct, frozen=True):
    """γ, γ-cat and γ-k, and the disorders (no unit) that γ is made of.

    In `gamma_cat` and `by_category` a label disagrees with each annotator who has no partner for
    it, as in the published values of pygamma-agreement. `gamma_cat_aligned` leaves those out, as α
    leaves out a missing value: only what was said of one passage counts.
    """

    gamma: Measure
    gamma_cat: Measure
    gamma_cat_aligned: Measure
    by_category: Mapping[Hashable, Measure]
    observed: Measure
    expected: Measure


def gamma(
    labels: Labels,
    length: int,
    alpha: float = 1.0,
    beta: float = 1.0,
    delta_empty: float = 1.0,
    seed: int = 0,
    samples: int = 30,
    pause: Callable[[], object] = lambda: None,
) -> Gamma:
    """γ of one text of `length` code points: 1 - disorder of the best alignment / expected disorder
    (Mathet, Widlöcher, Métivier 2015, Computational Linguistics 41:437-479).

    `labels`, `alpha`, `beta` and `delta_empty` are those of `best_alignment`. Expected is the mean
    over `samples` studies in which each annotator's labels are those of one drawn at random, moved
    along the text as along a ring by a random distance; the distances differ by half a label's mean
    length at least. The same seed gives the same value. `pause` is called before each of them,
    which can take seconds; what it raises ends the count.
    """
    weights = Weights(alpha, beta, delta_empty)
    kept = with_characters(labels)
    if why := why_not(kept):
        return _no_gamma(why)
    if any(unit[0] < 0 or unit[1] > length for units in kept.values() for unit in units):
        raise ValueError("a label lies outside its text")
    categories = categories_of(kept)
    real = _in_order(as_arrays(kept, categories))
    chance = np.random.default_rng(seed)
    studies = [real, *(_shuffled(real, length, chance) for _ in range(samples))]
    found = list(_aligned(studies, weights, pause))
    if len(found) < len(studies):
        return _no_gamma(TOO_DENSE)
    return _gamma(found, weights, categories)


def _gamma(
    found: Sequence[tuple[Sequence[Marked], Aligned]],
    weights: Weights,
    categories: Sequence[Hashable],
) -> Gamma:
    """The measures of the real study, which comes first, against the shuffled ones."""
    disorder = np.array([one.disorder for _, one in found])
    size = len(categories)
    with_gaps, aligned_only = (
        np.array([clashes(study, one.rows, weights, size, gaps) for study, one in found])
        for gaps in (True, False)
    )
    return Gamma(
        _beyond(disorder),
        _beyond(with_gaps[:, 0]),
        _beyond(aligned_only[:, 0]),
        {category: _beyond(with_gaps[:, at]) for at, category in enumerate(categories, start=1)},
        Measure(float(disorder[0])),
        Measure(float(disorder[1:].mean())),
    )


def _aligned(
    studies: Iterable[Sequence[Marked]], weights: Weights, pause: Callable[[], object]
) -> Iterator[tuple[Sequence[Marked], Aligned]]:
    """Each study with its best alignment, up to the first that has too many to try."""
    for study in studies:
        pause()
        one = align(study, weights)
        if one is None:
            return
        yield study, one


def _in_order(annotators: Sequence[Marked]) -> list[Marked]:
    """Labels by place and annotators by their labels, so that no order changes what is drawn."""
    ordered = [one.at(np.lexsort((one.codes, one.ends, one.starts))) for one in annotators]
    return sorted(ordered, key=lambda one: np.column_stack(one).tolist())


def _no_gamma(why: str) -> Gamma:
    nothing = undefined(why)
    return Gamma(nothing, nothing, nothing, {}, nothing, nothing)


def _beyond(disorders: Floats) -> Measure:
    """1 - the first / the mean of the others; nan is where a study has nothing to compare."""
    observed, expected = float(disorders[0]), disorders[1:][~np.isnan(disorders[1:])]
    if np.isnan(observed):
        return undefined("no two labels lie in one place")
    if not expected.size or not expected.mean():
        return undefined("labels placed at random would agree as well")
    return Measure(1 - observed / float(expected.mean()))


def _shuffled(
    annotators: Sequence[Marked], length: int, chance: np.random.Generator
) -> list[Marked]:
    """Labels of annotators drawn at random, each moved by another distance along the ring."""
    apart = np.concatenate([one.lengths for one in annotators]).mean() / 2
    drawn = chance.integers(len(annotators), size=len(annotators))
    while not any(len(annotators[who].starts) for who in drawn):
        drawn = chance.integers(len(annotators), size=len(annotators))
    free = np.ones(length, np.bool_)
    moved = []
    for who in drawn:
        places = np.flatnonzero(free)
        by = int(chance.choice(places) if places.size else chance.integers(length))
        away = np.abs(np.arange(length) - by)
        free &= np.minimum(away, length - away) >= apart
        starts = (annotators[who].starts + by) % length
        moved.append(Marked(starts, starts + annotators[who].lengths, annotators[who].codes))
    return moved


def clashes(
    study: Sequence[Marked], rows: Ints, weights: Weights, categories: int, gaps: bool
) -> Floats:
    """How far aligned labels clash in category, over all of them and those of each category.

    A pair of labels weighs the more, the nearer they lie; a tuple weighs as many labels as it has.
    """
    clash, total = np.zeros(categories + 1), np.zeros(categories + 1)
    taken = (rows != NONE).sum(axis=1)
    for i, j in combinations(range(len(study)), 2):
        mine, theirs = rows[:, i], rows[:, j]
        both = (mine != NONE) & (theirs != NONE)
        apart = weights.alpha * positional(study[i], study[j])[mine[both], theirs[both]]
        weight = np.maximum(1 - apart, 0) / (taken[both] - 1)
        codes = study[i].codes[mine[both]], study[j].codes[theirs[both]]
        other = weight * (codes[0] != codes[1])
        for code, part in zip(codes, (weight, other), strict=True):
            total += np.bincount(code + 1, part, categories + 1)
        for code in codes:
            clash += np.bincount(code + 1, other, categories + 1)
        total[0] += weight.sum()
        clash[0] += other.sum()
        if gaps:
            for who, present, absent in ((i, mine, theirs), (j, theirs, mine)):
                alone = present[(present != NONE) & (absent == NONE)]
                counts = np.bincount(study[who].codes[alone] + 1, minlength=categories + 1)
                counts[0] = len(alone)
                total += counts
                clash += counts
    with np.errstate(invalid="ignore"):
        found: Floats = clash / total
    return found

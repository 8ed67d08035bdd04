"""One category out of several annotators' answers: the majority's, or the likeliest.

A suggestion to whoever settles a case, never applied by itself; a tie is told, never broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar, cast

import numpy as np
from msgspec import Struct

from annotator.agreement.segments import Floats, in_order

UnitT = TypeVar("UnitT", bound=Hashable)
AnnotatorT = TypeVar("AnnotatorT", bound=Hashable)
CategoryT = TypeVar("CategoryT", bound=Hashable)

_STILL: Final = 1e-6
"""The estimate stands when no probability moves by more than this in a round."""

_LEVEL: Final = 1e-9
"""Probabilities that differ by less are a tie."""


class Majority(Struct, Generic[UnitT, CategoryT], frozen=True):
    """For each unit: in `label` the category of most answers, None in a tie or without an answer;
    in `votes` how many answers each category got. `ties` has the units in a tie alone, each with
    the categories between which it is."""

    label: Mapping[UnitT, CategoryT | None]
    votes: Mapping[UnitT, Mapping[CategoryT, int]]
    ties: Mapping[UnitT, tuple[CategoryT, ...]]


class DawidSkene(Struct, Generic[UnitT, AnnotatorT, CategoryT], frozen=True, eq=False):
    """How often each of the k categories is true, how each annotator errs, what each unit is.

    `marginals` (k). `error_rates` of an annotator (k by k): the probability that where the row's
    category is true, they say the column's; nan where, without smoothing, nothing tells.
    `posterior` of a unit (k), for units with an answer. `label` is the likeliest, None in a tie or
    without an answer. `converged`: whether the estimate stood still within its rounds.
    """

    categories: tuple[CategoryT, ...]
    marginals: Floats
    error_rates: Mapping[AnnotatorT, Floats]
    posterior: Mapping[UnitT, Floats]
    label: Mapping[UnitT, CategoryT | None]
    rounds: int
    converged: bool


def majority(
    responses: Mapping[UnitT, Mapping[AnnotatorT, Sequence[CategoryT]]],
) -> Majority[UnitT, CategoryT]:
    """The category that most answers gave. `responses` has for each unit the answers of each
    annotator, mostly one; a second one counts as well. A tie is told and not broken."""
    votes = {unit: Counter(chain.from_iterable(by.values())) for unit, by in responses.items()}
    first = {unit: _first(counts) for unit, counts in votes.items()}
    return Majority(
        {unit: found[0] if len(found) == 1 else None for unit, found in first.items()},
        votes,
        {unit: found for unit, found in first.items() if len(found) > 1},
    )


def dawid_skene(
    responses: Mapping[UnitT, Mapping[AnnotatorT, Sequence[CategoryT]]],
    smoothing: float = 0.01,
    rounds: int = 100,
    times: Mapping[UnitT, int] | None = None,
) -> DawidSkene[UnitT, AnnotatorT, CategoryT]:
    """The estimate of Dawid & Skene (1979, Applied Statistics 28:20-28) by expectation
    maximisation, which begins with the shares of votes and ends after `rounds` at the latest.

    `responses` has for each unit the answers of each annotator. `smoothing` is added to each count
    of an annotator's answers, so that few of them do not make anything impossible; the paper adds
    none. `times` says how many units look like each one, where those that are alike were counted
    (None: each is one).
    """
    answered = {unit: by for unit, by in responses.items() if any(by.values())}
    answers = [
        (unit, annotator, value)
        for unit, by in enumerate(answered.values())
        for annotator, values in by.items()
        for value in values
    ]
    annotators = _ordered(map(itemgetter(1), answers))
    categories = _ordered(map(itemgetter(2), answers))
    if not answers:
        none = np.zeros(0)
        return DawidSkene((), none, {}, {}, dict.fromkeys(responses), 0, True)
    counts = _counts(answers, len(answered), annotators, categories)
    weights = np.array([times[unit] if times else 1 for unit in answered], float)[:, None]
    posterior, done, still = _estimated(counts, weights, len(categories), smoothing, rounds)
    marginals, errors = _fitted(counts, weights, posterior, smoothing)
    label: dict[UnitT, CategoryT | None] = dict.fromkeys(responses)
    label |= zip(answered, _likeliest(posterior, categories), strict=True)
    return DawidSkene(
        categories,
        marginals,
        dict(zip(annotators, errors, strict=True)),
        dict(zip(answered, posterior, strict=True)),
        label,
        done,
        still,
    )


def _ordered(values: Iterable[CategoryT]) -> tuple[CategoryT, ...]:
    return cast("tuple[CategoryT, ...]", in_order(values))


def _first(votes: Counter[CategoryT]) -> tuple[CategoryT, ...]:
    """The categories with the most votes."""
    most = max(votes.values(), default=0)
    return _ordered(category for category, count in votes.items() if count == most)


def _counts(
    answers: Sequence[tuple[int, Hashable, Hashable]],
    units: int,
    annotators: Sequence[Hashable],
    categories: Sequence[Hashable],
) -> Any:
    """How often (unit) got (annotator, category): a sparse matrix, annotators one after another."""
    from scipy.sparse import csr_array  # heavy to import, and only this needs it

    width = len(categories)
    place = {annotator: at * width for at, annotator in enumerate(annotators)}
    code = {category: at for at, category in enumerate(categories)}
    rows = np.fromiter(map(itemgetter(0), answers), np.int64, len(answers))
    columns = np.fromiter((place[who] + code[what] for _, who, what in answers), np.int64)
    ones = np.ones(len(answers))
    return csr_array((ones, (rows, columns)), shape=(units, width * len(annotators)))


def _estimated(
    counts: Any, weights: Floats, width: int, smoothing: float, rounds: int
) -> tuple[Floats, int, bool]:
    """EM from vote shares on: the posterior, after how many rounds, and whether it stands still."""
    annotators = counts.shape[1] // width
    posterior = counts @ np.tile(np.eye(width), (annotators, 1))
    posterior /= posterior.sum(axis=1, keepdims=True)
    for done in range(rounds):
        before = posterior
        posterior = _expected(counts, *_fitted(counts, weights, before, smoothing))
        if np.abs(posterior - before).max() <= _STILL:
            return posterior, done + 1, True
    return posterior, rounds, False


def _fitted(
    counts: Any, weights: Floats, posterior: Floats, smoothing: float
) -> tuple[Floats, Floats]:
    """M: marginals (k) and error rates (annotators by k by k) under a posterior."""
    width = posterior.shape[1]
    posterior = posterior * weights
    said = (counts.T @ posterior).reshape(-1, width, width).transpose(0, 2, 1) + smoothing
    with np.errstate(invalid="ignore"):
        return posterior.sum(axis=0) / weights.sum(), said / said.sum(axis=2, keepdims=True)


def _expected(counts: Any, marginals: Floats, errors: Floats) -> Floats:
    """E: the posterior under marginals and error rates."""
    with np.errstate(divide="ignore"):
        prior, likelihood = np.log(marginals), np.log(np.nan_to_num(errors))
    columns = likelihood.transpose(0, 2, 1).reshape(-1, len(marginals))
    logs = counts @ columns + prior
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    posterior: Floats = likely / likely.sum(axis=1, keepdims=True)
    return posterior


def _likeliest(posterior: Floats, categories: Sequence[CategoryT]) -> list[CategoryT | None]:
    best = posterior.max(axis=1, keepdims=True)
    tied = (posterior > best - _LEVEL).sum(axis=1) > 1
    found = posterior.argmax(axis=1).tolist()
    return [None if tie else categories[at] for at, tie in zip(found, tied.tolist(), strict=True)]

"""The best alignment: against published disorders, and against every alignment there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from agreement.golden import Case, cases, labels_of
from agreement.studies import studies
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.agreement.alignment import (
    Alignment,
    Marked,
    Weights,
    as_arrays,
    best_alignment,
    categorical,
    categories_of,
    dissimilarity,
    positional,
)
from annotator.agreement.measure import Measure
from annotator.agreement.segments import Labels, Unit

WITH_DISORDER = [
    case
    for case in cases("gamma", "gamma.best_alignment_disorder", "gamma")
    if "disorder" in case.values[0]["expected"]
]


def weights_of(case: Case) -> tuple[float, float, float]:
    return tuple(case["input"][name] for name in ("alpha", "beta", "delta_empty"))


@pytest.mark.parametrize("case", cases("gamma", "gamma.positional_dissimilarity"))
def test_the_distance_of_two_places_is_as_printed(case: Case) -> None:
    a, b = (
        Marked(np.array([start], float), np.array([end], float), np.zeros(1, np.int64))
        for start, end in (case["input"]["a"], case["input"]["b"])
    )
    found = positional(a, b, case["input"]["delta_empty"])
    assert found.item() == pytest.approx(case["expected"]["value"], abs=case["tolerance"])


@pytest.mark.parametrize("case", cases("gamma", "gamma.best_alignment_disorder"))
def test_what_two_labels_cost_is_as_published(case: Case) -> None:
    labels = labels_of(case)
    arrays = dict(zip(labels, as_arrays(labels, categories_of(labels)), strict=True))
    for pair in case["expected"]["pair_dissimilarities"]:
        one, other = arrays[pair["annotatorA"]], arrays[pair["annotatorB"]]
        at = pair["unitIndexA"], pair["unitIndexB"]
        near = {"abs": case["tolerance"]}
        assert positional(one, other)[at] == pytest.approx(pair["positional"], **near)
        assert categorical(one, other)[at] == pytest.approx(pair["categorical"], **near)
        cost = dissimilarity(one, other, Weights(*weights_of(case)))
        assert cost[at] == pytest.approx(pair["combined"], **near)


@pytest.mark.parametrize("case", WITH_DISORDER)
def test_the_disorder_is_as_published(case: Case) -> None:
    found = best_alignment(labels_of(case), *weights_of(case))
    expected = case["expected"]
    assert found.disorder.value == pytest.approx(expected["disorder"], abs=case["tolerance"])
    if "n_unitary_alignments" in expected:
        assert len(found.unitary_alignments) == expected["n_unitary_alignments"]


def cost(units: list[Unit | None], weights: Weights) -> float:
    """Of one unitary alignment."""
    total = 0.0
    pairs = list(combinations(units, 2))
    for one, other in pairs:
        if one is None or other is None:
            total += weights.delta_empty
            continue
        apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
        lengths = one[1] - one[0] + other[1] - other[0]
        total += weights.alpha * (apart / lengths) ** 2 * weights.delta_empty
        total += weights.beta * (one[2] != other[2]) * weights.delta_empty
    return total / len(pairs)


def best(labels: Labels, weights: Weights) -> tuple[float, int]:
    """The least cost of all alignments, and how many unitary alignments it takes."""
    sides = list(labels.values())

    @cache
    def rest(left: frozenset[tuple[int, int]]) -> tuple[float, int]:
        if not left:
            return 0.0, 0
        who, first = min(left)
        others = [
            [None, *(at for one, at in left if one == other)] if other != who else [first]
            for other in range(len(sides))
        ]
        found = []
        for row in product(*others):
            taken = frozenset((one, at) for one, at in enumerate(row) if at is not None)
            units = [None if at is None else sides[one][at] for one, at in enumerate(row)]
            total, count = rest(left - taken)
            found.append((round(total + cost(units, weights), 9), count + 1))
        return min(found)

    return rest(frozenset((who, at) for who, side in enumerate(sides) for at in range(len(side))))


WEIGHTS = st.sampled_from([Weights(), Weights(3, 1, 1), Weights(1, 0, 2), Weights(0.5, 2, 0.5)])


@given(
    st.one_of(studies(2, 2, size=4), studies(3, 3, size=3), studies(4, 4, size=2)),
    WEIGHTS,
)
@example({"a": [(0, 4, "v")], "b": [(4, 8, "v")]}, Weights())
@example({"a": [(0, 4, "v")], "b": [], "c": []}, Weights())
@examples(60)
def test_it_is_the_best_of_all_alignments(labels: Labels, weights: Weights) -> None:
    found = best_alignment(labels, *weights)
    units = sum(map(len, labels.values()))
    if not units:
        assert found.disorder == Measure(None, "nothing was marked")
        return
    least, count = best(labels, weights)
    assert found.disorder.value == pytest.approx(least * len(labels) / units, abs=1e-6)
    assert len(found.unitary_alignments) == count
    assert sorted(members(found)) == sorted(
        (name, at) for name, marked in labels.items() for at in range(len(marked))
    )


def members(alignment: Alignment) -> Iterator[tuple[str, int]]:
    for row in alignment.unitary_alignments:
        for name, at in zip(alignment.annotators, row, strict=True):
            if at is not None:
                yield name, at


@given(studies(2, 4, size=4), st.randoms(use_true_random=False))
@examples(40)
def test_neither_names_nor_the_order_of_storage_matter(
    labels: Labels, chance: random.Random
) -> None:
    names = chance.sample(list(labels), len(labels))
    shuffled = {f"person {name}": chance.sample(labels[name], len(labels[name])) for name in names}
    one, other = best_alignment(labels), best_alignment(shuffled)
    assert one.disorder.why == other.disorder.why
    if one.disorder.value is not None:
        assert other.disorder.value == pytest.approx(one.disorder.value, abs=1e-6)


def test_a_label_without_a_character_keeps_the_places_of_the_others() -> None:
    found = best_alignment({"a": [(3, 3, "v"), (5, 9, "v")], "b": [(5, 9, "v")]})
    assert found.unitary_alignments == ((1, 0),)
    assert found.disorder.value == 0


MANY = [(at * 10, at * 10 + 6, "v") for at in range(150)]


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ({"a": MANY}, "fewer than two finished"),
        ({"a": [(3, 3, "v")], "b": []}, "nothing was marked"),
        (dict.fromkeys("abcde", MANY), "limited to 4 annotators with 150 labels each"),
        ({"a": [*MANY, (0, 3, "v")], "b": []}, "limited to 4 annotators with 150 labels each"),
        (
            {name: [(at, at + 1_000, "v") for at in range(150)] for name in "abcd"},
            "too many ways to align so many labels in one place",
        ),
    ],
)
def test_what_is_not_tried_says_why(labels: Labels, why: str) -> None:
    assert best_alignment(labels) == Alignment(Measure(None, why), tuple(labels), ())


def test_the_most_that_is_tried_is_aligned() -> None:
    found = best_alignment(dict.fromkeys("abcd", MANY))
    assert found.disorder.value == 0
    assert sorted(found.unitary_alignments) == [(at,) * 4 for at in range(150)]

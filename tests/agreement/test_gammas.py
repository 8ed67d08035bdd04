"""γ and its kin: against published ranges, and as what it is made of."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from agreement.golden import Case, cases, labels_of, metrics
from agreement.studies import CATEGORIES, LENGTH, studies, units
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.alignment import Weights, as_arrays, best_alignment
from annotator.agreement.covering import NONE
from annotator.agreement.gammas import Gamma, clashes, gamma
from annotator.agreement.measure import Measure
from annotator.agreement.segments import Labels, Unit

ALEX, NOLABEL, OVERLAPPING = (param.values[0] for param in cases("gamma", "gamma"))


def gamma_of(case: Case, **more: int) -> Gamma:
    given_ = case["input"]
    labels = labels_of(case)
    length = given_.get("text_length", max(end for one in labels.values() for _, end, _ in one))
    weights = (given_.get(name, 1) for name in ("alpha", "beta", "delta_empty"))
    return gamma(labels, length, *weights, **more)


@pytest.mark.parametrize("seed", [0, 1])
def test_gamma_and_gamma_cat_are_in_the_published_ranges(seed: int) -> None:
    expected = ALEX["expected"]
    found = gamma_of(ALEX, seed=seed)
    assert found.observed.value == pytest.approx(expected["disorder"], abs=ALEX["tolerance"])
    assert found.gamma.value is not None
    assert found.gamma_cat.value is not None
    assert expected["gamma_min"] <= found.gamma.value <= expected["gamma_max"]
    assert expected["gamma_cat_min"] <= found.gamma_cat.value <= expected["gamma_cat_max"]


def test_gamma_of_each_category_is_as_published() -> None:
    found = gamma_of(ALEX, samples=300).by_category
    for category, value in ALEX["expected"]["gamma_k"].items():
        if value == "<=0":
            assert found[category].value is not None
            assert found[category].value <= 0
        else:
            assert found[category].value == pytest.approx(value, abs=ALEX["tolerance"])


@pytest.mark.parametrize("case", cases("gamma", "gamma.best_alignment_disorder"))
def test_gamma_is_near_what_another_sampler_gave(case: Case) -> None:
    reference = case["expected"]["gamma_statistical_reference"]
    found = gamma_of(case, samples=reference["nSamples"])
    assert found.gamma.value == pytest.approx(reference["gamma"], abs=0.03)


@pytest.mark.parametrize("case", [NOLABEL, OVERLAPPING], ids=["no label", "overlapping"])
def test_gamma_of_overlapping_labels_is_about_what_inception_gives(case: Case) -> None:
    """The source's sampler draws from normal distributions, ours moves labels: it only informs."""
    assert gamma_of(case).gamma.value == pytest.approx(case["expected"]["gamma"], abs=0.1)


def test_no_published_case_is_left_out() -> None:
    assert metrics("gamma") == {
        "gamma", "gamma.best_alignment_disorder", "gamma.positional_dissimilarity",
    }  # fmt: skip


def naive_clashes(
    labels: Labels, weights: Weights, category: str | None, gaps: bool
) -> float | None:
    """Over the pairs of each unitary alignment, one after the other."""
    clash = total = 0.0
    alignment = best_alignment(labels, *weights)
    for row in alignment.unitary_alignments:
        members = [
            None if at is None else labels[name][at]
            for name, at in zip(alignment.annotators, row, strict=True)
        ]
        present = sum(one is not None for one in members)
        for one, other in combinations(members, 2):
            if category not in (None, *(label[2] for label in (one, other) if label)):
                continue
            if one is None or other is None:
                if gaps and one is not other:
                    clash, total = clash + 1, total + 1
                continue
            apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
            near = 1 - weights.alpha * (apart / (one[1] - one[0] + other[1] - other[0])) ** 2
            weight = max(0, near) / (present - 1)
            clash, total = clash + weight * (one[2] != other[2]), total + weight
    return clash / total if total else None


@given(studies(2, 4, size=4), st.sampled_from([Weights(), Weights(3, 1, 1)]), st.booleans())
@examples(60)
def test_clashes_are_those_of_the_pairs_of_the_alignment(
    labels: Labels, weights: Weights, gaps: bool
) -> None:
    alignment = best_alignment(labels, *weights)
    rows = [[NONE if at is None else at for at in row] for row in alignment.unitary_alignments]
    found = clashes(
        as_arrays(labels, CATEGORIES),
        np.array(rows, np.int64).reshape(-1, len(labels)),
        weights,
        len(CATEGORIES),
        gaps,
    )
    for at, category in enumerate((None, *CATEGORIES)):
        slow = naive_clashes(labels, weights, category, gaps)
        assert found[at] == pytest.approx(np.nan if slow is None else slow, nan_ok=True)


@given(studies(2, 3, size=4), st.randoms(use_true_random=False))
@examples(20)
def test_neither_names_nor_the_order_of_storage_matter(
    labels: Labels, chance: random.Random
) -> None:
    names = chance.sample(list(labels), len(labels))
    shuffled = {f"person {name}": chance.sample(labels[name], len(labels[name])) for name in names}
    one, other = (gamma(study, LENGTH, samples=5) for study in (labels, shuffled))
    assert (one.gamma.value is None) == (other.gamma.value is None)
    if one.gamma.value is not None:
        assert other.gamma.value == pytest.approx(one.gamma.value, abs=1e-6)


@given(units(size=4), st.integers(2, 3))
@examples(20)
def test_annotators_who_say_the_same_agree_fully_or_it_is_not_defined(
    marked: list[Unit], annotators: int
) -> None:
    found = gamma({str(at): marked for at in range(annotators)}, LENGTH, samples=5)
    measures = (found.gamma, found.gamma_cat, found.gamma_cat_aligned, *found.by_category.values())
    for measure in measures:
        assert measure.value in (None, 1.0)
    assert found.observed.value == (0 if marked else None)


def test_the_seed_decides_and_more_samples_settle_it() -> None:
    labels = labels_of(ALEX)
    assert gamma(labels, 60, seed=3) == gamma(labels, 60, seed=3)
    assert gamma(labels, 60, seed=3).expected != gamma(labels, 60, seed=4).expected
    spread = [
        np.std([gamma(labels, 60, seed=seed, samples=n).expected.value for seed in range(6)])
        for n in (3, 60)
    ]
    assert spread[1] < spread[0]


@pytest.mark.parametrize(
    ("labels", "length", "why"),
    [
        ({"a": [(0, 5, "v")]}, 9, "fewer than two finished"),
        ({"a": [], "b": []}, 9, "nothing was marked"),
        ({name: [] if name == "a" else [(0, 5, "v")] for name in "abcde"}, 9,
         "limited to 4 annotators with 150 labels each"),
        ({name: [(at, at + 1_000, "v") for at in range(150)] for name in "abcd"}, 1_200,
         "too many ways to align so many labels in one place"),
    ],
)  # fmt: skip
def test_what_is_not_defined_says_why(labels: Labels, length: int, why: str) -> None:
    nothing = Measure(None, why)
    assert gamma(labels, length) == Gamma(nothing, nothing, nothing, {}, nothing, nothing)


def test_where_nothing_can_differ_there_is_no_gamma() -> None:
    found = gamma({"a": [(0, 1, "v")], "b": [(0, 1, "v")]}, 1)
    assert found.gamma == Measure(None, "labels placed at random would agree as well")


def test_gamma_cat_needs_labels_in_one_place() -> None:
    found = gamma({"a": [(0, 2, "v")], "b": [(90, 92, "v")]}, 100)
    assert found.gamma_cat_aligned == Measure(None, "no two labels lie in one place")


def test_who_marked_nothing_is_never_drawn_alone() -> None:
    found = gamma({"a": [(0, 4, "v")], "b": [], "c": []}, 40)
    assert found.observed.value == pytest.approx(3.0)
    assert found.gamma.value is not None


def test_a_label_outside_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        gamma({"a": [(0, 41, "v")], "b": []}, 40)

"""αU of 1995 and 2004: against printed values and against the formulas, gap by gap."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from agreement.golden import Case, cases, labels_of
from agreement.studies import CATEGORIES, LENGTH, studies
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.measure import Measure
from annotator.agreement.segments import Labels, Stretches
from annotator.agreement.unitizing_1995 import alpha_u_1995, unit_distance

FILE = "unitizing_1995_2004"


def near(case: Case, name: str) -> object:
    """The expected value within the tolerance that the case gives."""
    tolerance = case["tolerance"]
    within = tolerance[name] if isinstance(tolerance, dict) else tolerance
    return pytest.approx(case["expected"][name], abs=within)


@pytest.mark.parametrize(
    "case",
    cases(FILE, "alpha_u_1995.category", "alpha_u_1995.observed_category_disagreement"),
)
def test_a_category_is_as_printed(case: Case) -> None:
    found = alpha_u_1995(labels_of(case), case["input"]["text_length"])
    category = case["input"]["category"]
    values = {
        "D_o": found.observed[category],
        "D_e": found.expected[category],
        "alpha": found.by_category[category].value,
    }
    for name in case["expected"]:
        assert values[name] == near(case, name)


@pytest.mark.parametrize("case", cases(FILE, "alpha_u_1995.overall"))
def test_all_categories_together_are_as_printed(case: Case) -> None:
    found = alpha_u_1995(labels_of(case), case["input"]["text_length"])
    if case["expected"]["alpha"] is None:
        assert found.overall == Measure(None, "nothing was marked")
    else:
        assert found.overall.value == near(case, "alpha")


@pytest.mark.parametrize("case", cases(FILE, "alpha_u_1995.distance_unit_unit"))
def test_the_distance_of_two_units_is_as_printed(case: Case) -> None:
    sides = [stretches([pair[name] for pair in case["input"]["pairs"]]) for name in "ab"]
    assert unit_distance(*sides).tolist() == case["expected"]["d"]
    assert unit_distance(*sides[::-1]).tolist() == case["expected"]["d"]


def stretches(spans: list[list[int]]) -> Stretches:
    starts, ends = np.array(spans).T
    return Stretches(starts, ends, np.zeros_like(starts))


def sections(marked: list[tuple[int, int]], length: int) -> list[tuple[int, int, bool]]:
    """The text of one annotator in one layer: units and gaps, one after the other."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(marked):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    found, at = [], 0
    for start, end in united:
        if at < start:
            found.append((at, start, False))
        found.append((start, end, True))
        at = end
    return [*found, (at, length, False)] if at < length else found


def naive(labels: Labels, category: str, length: int) -> tuple[Fraction, Fraction]:
    """D_o over all pairs of sections, and D_e, as printed."""
    layer = [
        sections([(start, end) for start, end, one in units if one == category], length)
        for units in labels.values()
    ]
    m, observed = len(layer), Fraction(0)
    for i, mine in enumerate(layer):
        for j, theirs in enumerate(layer):
            for b_g, e_g, v in mine if i != j else []:
                for b_h, e_h, w in theirs:
                    if v and w and b_g < e_h and b_h < e_g:
                        observed += (b_g - b_h) ** 2 + (e_g - e_h) ** 2
                    elif v and not w and b_h <= b_g and e_g <= e_h:
                        observed += (e_g - b_g) ** 2
                    elif w and not v and b_g <= b_h and e_h <= e_g:
                        observed += (e_h - b_h) ** 2
    units = [e - b for one in layer for b, e, is_unit in one if is_unit]
    gaps = [e - b for one in layer for b, e, is_unit in one if not is_unit]
    placed = sum(
        Fraction(len(units) - 1, 3) * (2 * n**3 - 3 * n**2 + n)
        + n**2 * sum(gap - n + 1 for gap in gaps if gap >= n)
        for n in units
    )
    places = m * length * (m * length - 1) - sum(n * (n - 1) for n in units)
    return observed / (m * (m - 1) * length**2), Fraction(2, length) * placed / places


@given(studies())
def test_it_is_what_the_formulas_give_section_by_section(labels: Labels) -> None:
    found = alpha_u_1995(labels, LENGTH)
    used = {category for units in labels.values() for _, _, category in units}
    assert set(found.by_category) == used
    slow = {category: naive(labels, str(category), LENGTH) for category in used}
    for category, (observed, expected) in slow.items():
        assert found.observed[category] == pytest.approx(float(observed))
        assert found.expected[category] == pytest.approx(float(expected))
        assert found.by_category[category].value == pytest.approx(float(1 - observed / expected))
    if used:
        ratio = sum(part[0] for part in slow.values()) / sum(part[1] for part in slow.values())
        assert found.overall.value == pytest.approx(float(1 - ratio))
    else:
        assert found.overall.why == "nothing was marked"


@given(studies(), st.randoms(use_true_random=False))
def test_neither_names_nor_the_order_of_storage_matter(
    labels: Labels, chance: random.Random
) -> None:
    names = list(labels)
    chance.shuffle(names)
    shuffled = {f"person {name}": chance.sample(labels[name], len(labels[name])) for name in names}
    one, other = alpha_u_1995(labels, LENGTH), alpha_u_1995(shuffled, LENGTH)
    assert one.overall.why == other.overall.why
    assert one.observed == pytest.approx(other.observed)
    assert one.expected == pytest.approx(other.expected)


@given(studies(low=1, high=1), st.integers(2, 4))
def test_annotators_who_say_the_same_agree_fully(labels: Labels, annotators: int) -> None:
    marked = labels["annotator 0"]
    found = alpha_u_1995({str(at): marked for at in range(annotators)}, LENGTH)
    assert found.overall.value == (1.0 if marked else None)
    assert all(measure.value == 1.0 for measure in found.by_category.values())


@pytest.mark.parametrize(
    ("labels", "length", "why"),
    [
        ({"a": [(0, 5, "v")]}, 9, "fewer than two finished"),
        ({"a": [], "b": []}, 0, "the text is empty"),
        ({"a": [], "b": []}, 9, "nothing was marked"),
        ({"a": [(2, 2, "v")], "b": []}, 9, "nothing was marked"),
        (
            {"a": [(0, 1, "v")], "b": [(0, 1, "v")]}, 1,
            "nothing could have been marked otherwise",
        ),
    ],
)  # fmt: skip
def test_what_is_not_defined_says_why(labels: Labels, length: int, why: str) -> None:
    found = alpha_u_1995(labels, length)
    assert found.overall == Measure(None, why)
    assert set(found.by_category.values()) <= {Measure(None, why)}


def test_labels_of_different_verdicts_may_overlap() -> None:
    both = [(0, 10, CATEGORIES[0]), (2, 8, CATEGORIES[1])]
    assert alpha_u_1995({"a": both, "b": both[::-1]}, 40).overall.value == 1.0

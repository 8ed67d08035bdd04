"""α, κ, π and AC1: against printed values, and against their definitions pair by pair."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from statistics import mean

import pytest
from agreement.golden import Case, cases, metrics
from agreement.studies import CATEGORIES
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.agreement.measure import Measure
from annotator.agreement.nominal import (
    Values,
    alpha_nominal,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    percent_agreement,
    scott_pi,
)


def fleiss_of(units: Sequence[Values]) -> Measure:
    return fleiss_kappa([Counter(value for value in row if value is not None) for row in units])


MEASURES = {
    "krippendorff_alpha_nominal": alpha_nominal,
    "ci95_analytic.krippendorff_alpha": alpha_nominal,
    "percent_agreement": percent_agreement,
    "gwet_ac1": gwet_ac1,
    "cohen_kappa": lambda units: cohen_kappa(*zip(*units, strict=True)),
    "scott_pi": lambda units: scott_pi(*zip(*units, strict=True)),
    "ci95_analytic.fleiss_kappa_generalised": fleiss_of,
}


def units_of(case: Case) -> list[Values]:
    items = case["input"]["items"]
    return [tuple(item["values"]) for item in items for _ in range(item["n"])]


@pytest.mark.parametrize("case", cases("coding_nominal", *MEASURES))
def test_it_is_what_the_source_prints(case: Case) -> None:
    expected = case["expected"].get("value", case["expected"].get("coefficient"))
    found = MEASURES[case["metric"]](units_of(case))
    assert found.value == pytest.approx(expected, abs=case["tolerance"])


def test_no_published_case_is_left_out() -> None:
    assert metrics("coding_nominal") == set(MEASURES)


def test_ac1_stays_high_where_kappa_breaks_down() -> None:
    a, b = zip(*([(1, 1)] * 80 + [(1, 2)] * 7 + [(2, 1)] * 8 + [(2, 2)] * 5), strict=True)
    assert cohen_kappa(a, b).value == pytest.approx(0.31, abs=0.01)
    assert scott_pi(a, b).value == pytest.approx(0.31, abs=0.01)


def given_values(row: Values) -> list[str]:
    return [str(value) for value in row if value is not None]


def naive_alpha(units: Sequence[Values]) -> Fraction | None:
    """Over all ordered pairs of values: within units, and of all values whatever their unit."""
    paired = [row for row in map(given_values, units) if len(row) > 1]
    values = [value for row in paired for value in row]
    observed = sum(
        (
            Fraction(one != other, len(row) - 1)
            for row in paired
            for one, other in permutations(row, 2)
        ),
        Fraction(0),
    )
    expected = Fraction(sum(one != other for one, other in permutations(values, 2)))
    return (
        1 - observed / len(values) / (expected / len(values) / (len(values) - 1))
        if expected
        else None
    )


def naive_agreed(units: Sequence[Values]) -> Fraction | None:
    paired = [list(permutations(row, 2)) for row in map(given_values, units) if len(row) > 1]
    shares = [Fraction(sum(one == other for one, other in pairs), len(pairs)) for pairs in paired]
    return mean(shares) if shares else None


def naive_gwet(units: Sequence[Values]) -> tuple[Fraction | None, Fraction | None]:
    """AC1 and the generalised Fleiss' κ."""
    rated = [row for row in map(given_values, units) if row]
    used = {value for row in rated for value in row}
    agreed = naive_agreed(units)
    if agreed is None or len(used) < 2:
        return None, None
    shares = [mean(Fraction(row.count(one), len(row)) for row in rated) for one in used]
    ac1 = sum(share * (1 - share) for share in shares) / (len(used) - 1)
    fleiss = sum(share * share for share in shares)
    return (agreed - ac1) / (1 - ac1), (agreed - fleiss) / (1 - fleiss)


def naive_pairs(a: Values, b: Values) -> tuple[Fraction | None, Fraction | None]:
    """κ and π."""
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    used = {value for pair in pairs for value in pair}
    if len(used) < 2:
        return None, None
    n = len(pairs)
    agreed = Fraction(sum(x == y for x, y in pairs), n)
    mine = {one: Fraction(sum(x == one for x, _ in pairs), n) for one in used}
    theirs = {one: Fraction(sum(y == one for _, y in pairs), n) for one in used}
    kappa = sum(mine[one] * theirs[one] for one in used)
    pi = sum(((mine[one] + theirs[one]) / 2) ** 2 for one in used)
    return (agreed - kappa) / (1 - kappa), (agreed - pi) / (1 - pi)


def same(measure: Measure, value: Fraction | None) -> bool:
    if measure.value is None or value is None:
        return measure.value is None and value is None and bool(measure.why)
    return measure.value == pytest.approx(float(value), abs=1e-9)


VALUE = st.sampled_from([*CATEGORIES, None])
UNITS = st.integers(1, 4).flatmap(
    lambda annotators: st.lists(st.tuples(*[VALUE] * annotators), max_size=8)
)


@given(UNITS)
@example([("verified", "verified"), ("verified", None)])
@example([("verified", None), (None, "disputed")])
def test_measures_of_many_are_their_definitions_pair_by_pair(units: list[Values]) -> None:
    assert same(alpha_nominal(units), naive_alpha(units))
    assert same(percent_agreement(units), naive_agreed(units))
    ac1, fleiss = naive_gwet(units)
    assert same(gwet_ac1(units), ac1)
    assert same(fleiss_of(units), fleiss)


@given(st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=9))
def test_measures_of_two_are_their_definitions(units: list[Values]) -> None:
    a, b = zip(*units, strict=True)
    kappa, pi = naive_pairs(a, b)
    assert same(cohen_kappa(a, b), kappa)
    assert same(scott_pi(a, b), pi)
    assert cohen_kappa(b, a) == cohen_kappa(a, b)
    assert scott_pi(b, a) == scott_pi(a, b)


@given(UNITS, st.randoms(use_true_random=False))
def test_no_order_changes_a_bit(units: list[Values], chance: random.Random) -> None:
    rows = chance.sample(units, len(units))
    columns = list(range(len(units[0]) if units else 0))
    chance.shuffle(columns)
    shuffled = [tuple(row[at] for at in columns) for row in rows]
    for measure in (alpha_nominal, percent_agreement, gwet_ac1, fleiss_of):
        assert measure(shuffled) == measure(units)


@given(st.lists(st.sampled_from(CATEGORIES), min_size=1), st.integers(2, 4))
def test_annotators_who_say_the_same_agree_fully_or_it_is_not_defined(
    values: list[str], annotators: int
) -> None:
    units = [(value,) * annotators for value in values]
    expected = 1.0 if len(set(values)) > 1 else None
    for measure in (alpha_nominal, gwet_ac1, fleiss_of):
        assert measure(units).value == expected
    for measure in (cohen_kappa, scott_pi):
        assert measure(values, values).value == expected


@pytest.mark.parametrize("measure", [alpha_nominal, gwet_ac1, fleiss_of])
def test_what_is_not_defined_says_why(measure: Callable[[Sequence[Values]], Measure]) -> None:
    assert measure([]) == Measure(None, "no unit has two values")
    assert measure([("v", None), (None, "d")]) == Measure(None, "no unit has two values")
    assert measure([("v", "v"), ("v", None)]) == Measure(None, "only one category was used")


@pytest.mark.parametrize("measure", [cohen_kappa, scott_pi])
def test_what_is_not_defined_of_two_says_why(measure: Callable[[Values, Values], Measure]) -> None:
    assert measure([], []) == Measure(None, "no unit has two values")
    assert measure(["v", None], [None, "d"]) == Measure(None, "no unit has two values")
    assert measure(["v", "v"], ["v", "v"]) == Measure(None, "only one category was used")
    with pytest.raises(ValueError, match="shorter"):
        measure(["v", "v"], ["v"])


def test_a_category_that_nobody_gave_is_none() -> None:
    assert fleiss_kappa([{"v": 2, "d": 0}]).why == "only one category was used"

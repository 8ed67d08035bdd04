"""Intervals: against exact distributions, another implementation, and published ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from agreement.golden import Case, cases
from agreement.studies import LENGTH, studies
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annotator.agreement.measure import Measure, undefined
from annotator.agreement.nominal import Values, alpha_nominal, cohen_kappa, fleiss_kappa
from annotator.agreement.pairwise import PairCounts
from annotator.agreement.resampling import Interval, Method, bootstrap, bootstrap_all
from annotator.agreement.segments import Floats, Labels
from annotator.agreement.unitizing import study_statistics
from annotator.agreement.unitizing_values import UnitizingStatistics


def mean(total: Floats) -> Measure:
    """Of statistics (value, 1)."""
    return Measure(float(total[0] / total[1])) if total[1] else undefined("nothing was counted")


def rows_of(values: Sequence[float]) -> list[Floats]:
    return [np.array([value, 1.0]) for value in values]


def test_replicates_are_binomial_where_articles_are_yes_or_no() -> None:
    found = bootstrap(rows_of([1.0] * 12 + [0.0] * 8), mean, replicates=20_000)
    low, high = (stats.binom.ppf(level, 20, 0.6) / 20 for level in (0.025, 0.975))
    assert (found.value, found.low, found.high) == (0.6, pytest.approx(low), pytest.approx(high))
    for edge, share in found.below.items():
        expected = stats.binom.cdf(np.ceil(edge * 20) - 1, 20, 0.6)
        assert share == pytest.approx(expected, abs=0.015)
    assert found.undefined == 0


@pytest.mark.parametrize(("method", "name"), [("percentile", "percentile"), ("bca", "BCa")])
def test_intervals_are_those_of_another_implementation(method: Method, name: str) -> None:
    chance = np.random.default_rng(7)
    values = chance.lognormal(size=40)
    found = bootstrap(rows_of(values), mean, 20_000, method=method)
    other = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method=name, random_state=1
    ).confidence_interval
    assert found.low == pytest.approx(other.low, rel=0.02)
    assert found.high == pytest.approx(other.high, rel=0.02)


def test_confidence_widens_the_interval() -> None:
    rows = rows_of(np.random.default_rng(1).normal(size=30))
    narrow, wide = (bootstrap(rows, mean, confidence=level) for level in (0.5, 0.99))
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.low < narrow.low < narrow.high < wide.high


WITH_INTERVAL = [
    case for case in cases(
        "coding_nominal", "cohen_kappa", "ci95_analytic.krippendorff_alpha",
        "ci95_analytic.fleiss_kappa_generalised",
    ) if "ci95" in case.values[0]["expected"]
]  # fmt: skip


def fleiss(units: Sequence[Values]) -> Measure:
    return fleiss_kappa([Counter(value for value in row if value is not None) for row in units])


def kappa(units: Sequence[Values]) -> Measure:
    return cohen_kappa(*zip(*units, strict=True))


@pytest.mark.parametrize("case", WITH_INTERVAL)
@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_intervals_over_units_are_near_the_published_analytic_ones(
    case: Case, method: Method
) -> None:
    measure: dict[str, Callable[[Sequence[Values]], Measure]] = {
        "ci95_analytic.krippendorff_alpha": alpha_nominal,
        "ci95_analytic.fleiss_kappa_generalised": fleiss,
        "cohen_kappa": kappa,
    }
    units = [tuple(item["values"]) for item in case["input"]["items"] for _ in range(item["n"])]

    def of_times(times: Floats) -> Measure:
        drawn = [unit for unit, n in zip(units, times, strict=True) for _ in range(int(n))]
        return measure[case["metric"]](drawn)

    found = bootstrap(list(np.eye(len(units))), of_times, 2_000, method=method)
    low, high = case["expected"]["ci95"]
    assert found.low == pytest.approx(low, abs=0.12)
    assert found.high == pytest.approx(high, abs=0.12)


def test_the_seed_decides() -> None:
    rows = rows_of(range(30))
    assert bootstrap(rows, mean, 200, seed=5) == bootstrap(rows, mean, 200, seed=5)
    assert bootstrap(rows, mean, 200, seed=5) != bootstrap(rows, mean, 200, seed=6)


@pytest.mark.parametrize("articles", [0, 1, 9])
def test_fewer_than_ten_articles_have_no_interval(articles: int) -> None:
    found = bootstrap(rows_of([0.5] * articles), mean)
    value = 0.5 if articles else None
    assert found == Interval(value, None, None, "too few articles for an interval")


def test_articles_that_say_nothing_are_not_counted() -> None:
    silent = [np.zeros(2)] * 50
    assert bootstrap(rows_of([1.0] * 9) + silent, mean).why == "too few articles for an interval"
    rows = rows_of(range(12))
    assert bootstrap(rows + silent, mean) == bootstrap(rows, mean)


def ratio(total: Floats) -> Measure:
    """Of statistics (a, b, 1): not defined where b is 0."""
    return Measure(float(total[0] / total[1])) if total[1] else undefined("b is 0")


def test_replicates_that_are_not_defined_are_told_and_too_many_of_them_leave_no_interval() -> None:
    rare = [np.array([1.0, 1.0, 1.0])] + [np.array([0.0, 0.0, 1.0])] * 19
    found = bootstrap(rare, ratio)
    assert found.undefined == pytest.approx((19 / 20) ** 20, abs=0.03)
    assert (found.value, found.low, found.high, found.below) == (1.0, None, None, {})
    assert found.why == f"not defined in {found.undefined:.0%} of the replicates"
    some = [np.array([1.0, 1.0, 1.0])] * 4 + [np.array([0.0, 0.0, 1.0])] * 16
    found = bootstrap(some, ratio)
    assert found.undefined == pytest.approx((16 / 20) ** 20, abs=0.005)
    assert (found.low, found.high) == (1.0, 1.0)


def test_what_is_not_defined_keeps_its_reason() -> None:
    found = bootstrap([np.array([0.0, 0.0, 1.0])] * 20, ratio)
    assert (found.value, found.why, found.undefined) == (None, "b is 0", 1.0)


def test_many_draws_are_made_in_parts_that_fit_in_memory() -> None:
    rows = rows_of(np.random.default_rng(2).normal(size=3_000))
    found = bootstrap(rows, mean, replicates=4_000)
    values = np.array(rows)[:, 0]
    error = values.std() / np.sqrt(len(values))
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.15 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.15 * error)


def family(of: UnitizingStatistics) -> dict[str, Measure]:
    found = of.alpha()
    return {"u": found.u, "binary": found.binary, "cu": found.cu}


def u_alpha(of: UnitizingStatistics) -> Measure:
    return of.alpha().u


@given(st.lists(studies(2, 3, size=3), min_size=10, max_size=14))
@examples(15)
def test_all_measures_at_once_are_each_alone(many: list[Labels]) -> None:
    statistics = study_statistics([(labels, LENGTH) for labels in many])
    together = bootstrap_all(statistics, family, 50)
    for name, found in together.items():
        assert found == bootstrap(statistics, lambda of, name=name: family(of)[name], 50)
        value = family(sum(statistics, UnitizingStatistics()))[name].value
        assert found.value == (value and pytest.approx(value, abs=1e-9))


def test_identical_annotators_have_no_doubt() -> None:
    chance = random.Random(3)
    articles = []
    for _ in range(20):
        start = chance.randrange(40)
        marked = [(start, start + 9, "verified"), (60, 66, "disputed")]
        articles.append(({"a": marked, "b": marked}, 80))
    found = bootstrap(study_statistics(articles), u_alpha, 500)
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)
    assert found.below == {0.667: 0.0, 0.8: 0.0}


def test_f1_is_resampled_by_article() -> None:
    counts = [PairCounts(at % 3, 3, 2 + at % 2) for at in range(30)]
    found = bootstrap(counts, PairCounts.f1)
    assert found.value == sum(counts, PairCounts()).f1().value
    assert found.low < found.value < found.high

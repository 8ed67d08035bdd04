"""The measures against reading what they measure once, in plain Python or NumPy."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.agreement import (
    PairCounts,
    UnitizingStatistics,
    alpha_nominal,
    best_alignment,
    bootstrap_all,
    dawid_skene,
    gamma,
    pair_counts,
    study_statistics,
    unitizing_alpha,
)
from annotator.agreement.measure import Measure
from annotator.agreement.segments import Labels, Unit

VERDICTS = ("disputed", "unverifiable", "verified")


def marked(count: int, gap: int, chance: random.Random, overlapping: bool = False) -> list[Unit]:
    """So many labels of up to 60 characters, one after the other."""
    made, at = [], 0
    for _ in range(count):
        at += chance.randint(1, gap)
        end = at + chance.randint(5, 60)
        made.append((at, end, chance.choice(VERDICTS)))
        at = (at + end) // 2 if overlapping else end
    return made


@pytest.fixture(scope="module")
def study() -> list[tuple[Labels, int]]:
    """10,000 articles, 360,000 labels, 3 annotators."""
    chance = random.Random(1)
    return [({name: marked(12, 300, chance) for name in "abc"}, 9_000) for _ in range(10_000)]


@pytest.fixture(scope="module")
def answers() -> list[tuple[str, ...]]:
    """What 4 annotators said of 250,000 claims."""
    chance = random.Random(2)
    return [tuple(chance.choices(VERDICTS, k=4)) for _ in range(250_000)]


def fastest(work: Callable[[], object], rounds: int = 3) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def told(benchmark: BenchmarkFixture, floor: float) -> tuple[float, float]:
    """Seconds, and how many floors that is."""
    seconds = benchmark.stats.stats.min
    benchmark.extra_info |= {"floor_s": floor, "ratio": seconds / floor}
    return seconds, seconds / floor


@pytest.mark.parametrize("overlapping", [False, True], ids=["apart", "overlapping"])
def test_unitizing_alpha_of_a_million_labels(
    benchmark: BenchmarkFixture, overlapping: bool
) -> None:
    chance = random.Random(3)
    labels = {name: marked(250_000, 40, chance, overlapping) for name in "abcd"}
    length = max(end for units in labels.values() for _, end, _ in units)
    floor = fastest(
        lambda: sum(end - start for units in labels.values() for start, end, _ in units)
    )
    benchmark.pedantic(unitizing_alpha, (labels, length), rounds=3, warmup_rounds=1)
    seconds, ratio = told(benchmark, floor)
    assert seconds < 2 * (0.5 + 0.4)
    assert ratio < 40


def test_statistics_of_a_study(
    benchmark: BenchmarkFixture, study: list[tuple[Labels, int]]
) -> None:
    floor = fastest(
        lambda: sum(
            end - start
            for labels, _ in study
            for units in labels.values()
            for start, end, _ in units
        )
    )
    benchmark.pedantic(study_statistics, (study,), rounds=3, warmup_rounds=1)
    assert told(benchmark, floor)[1] < 40


def test_a_new_label_counts_one_article_anew(
    benchmark: BenchmarkFixture, study: list[tuple[Labels, int]]
) -> None:
    rows, statistics = UnitizingStatistics.pack(study_statistics(study))
    floor = fastest(lambda: rows.sum(axis=0))

    def count_anew() -> None:
        changed, back = UnitizingStatistics.pack(
            [statistics(rows[7]), *study_statistics(study[7:8])]
        )
        back(rows.sum(axis=0) - changed[0] + changed[1]).alpha()

    benchmark.pedantic(count_anew, rounds=50, warmup_rounds=1)
    seconds, _ = told(benchmark, floor)
    assert seconds < 1 / 60


@pytest.mark.parametrize("articles", [2_000, 10_000])
def test_intervals(
    benchmark: BenchmarkFixture, study: list[tuple[Labels, int]], articles: int
) -> None:
    statistics = study_statistics(study[:articles])
    rows, _ = UnitizingStatistics.pack(statistics)

    def bare() -> None:
        chance = np.random.default_rng(0)
        for _ in range(100):
            chance.multinomial(articles, np.full(articles, 1 / articles), size=50) @ rows

    def family(of: UnitizingStatistics) -> dict[object, Measure]:
        found = of.alpha()
        return {"u": found.u, "binary": found.binary, "cu": found.cu, **found.by_category}

    floor = fastest(bare, rounds=1)
    benchmark.pedantic(bootstrap_all, (statistics, family), rounds=2)
    assert told(benchmark, floor)[1] < 2


def test_alpha_nominal_of_a_million_values(
    benchmark: BenchmarkFixture, answers: list[tuple[str, ...]]
) -> None:
    floor = fastest(lambda: Counter(answers))
    benchmark.pedantic(alpha_nominal, (answers,), rounds=5, warmup_rounds=1)
    seconds, ratio = told(benchmark, floor)
    assert seconds < 2 * 0.04
    assert ratio < 2


def test_twenty_rounds_of_dawid_and_skene(
    benchmark: BenchmarkFixture, answers: list[tuple[str, ...]]
) -> None:
    responses = {
        at: {name: [said] for name, said in zip("abcd", row, strict=True)}
        for at, row in enumerate(answers)
    }
    floor = fastest(
        lambda: [
            (unit, name, said)
            for unit, by in responses.items()
            for name, values in by.items()
            for said in values
        ]
    )
    benchmark.pedantic(dawid_skene, (responses,), {"rounds": 20}, rounds=2, warmup_rounds=1)
    seconds, _ = told(benchmark, floor)
    assert seconds < 2 * 5


@pytest.mark.parametrize("match", ["exact", "overlap", "character"])
def test_f1_of_every_pair_in_a_study(
    benchmark: BenchmarkFixture, study: list[tuple[Labels, int]], match: str
) -> None:
    pairs = [
        (labels[one], labels[other]) for labels, _ in study for one, other in ("ab", "ac", "bc")
    ]
    floor = fastest(lambda: [sorted([*a, *b]) for a, b in pairs])

    def count() -> PairCounts:
        return sum((pair_counts(a, b, match) for a, b in pairs), PairCounts())  # type: ignore[arg-type]

    benchmark.pedantic(count, rounds=2)
    assert told(benchmark, floor)[1] < 60


def test_gamma_of_the_largest_article(benchmark: BenchmarkFixture) -> None:
    chance = random.Random(4)
    labels = {name: marked(150, 120, chance) for name in "abcd"}
    length = max(end for units in labels.values() for _, end, _ in units)
    floor = fastest(lambda: best_alignment(labels))
    found = benchmark.pedantic(gamma, (labels, length), rounds=1)
    seconds, _ = told(benchmark, floor)
    assert found.gamma.value is not None
    assert seconds < 60

"""Claims and the report of a project of 10,000 articles, 360,000 labels and 3 annotators, against
reading the same project once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from benchmarks.study import ARTICLES, CLAIMS, WEEKS
from labelled import label_count
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.agreement.claims import cases_of, claims_of
from annotator.agreement.grouping import Said, grouped
from annotator.domain import edits
from annotator.domain.label import Span, Verdict
from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report
from annotator.tasks.cases import Known, all_cases
from annotator.tasks.insights.book import Book
from annotator.tasks.insights.gathered import gather


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_claims_of_a_project(benchmark: BenchmarkFixture, large: Project) -> None:
    floor = seconds(lambda: sum(1 for _ in large.queries.records(named=False)))

    def claims() -> int:
        return sum(
            len(claims_of(one.article.text, one.labels, one.decisions, one.done, one.begun))
            for one in large.queries.records(named=False)
        )

    found = benchmark.pedantic(claims, rounds=1)
    assert found > ARTICLES * CLAIMS * 0.9
    taken = benchmark.stats.stats.min
    grouping = seconds(
        lambda: (
            [cases_of(one.article.text, one.labels) for one in large.queries.records(named=False)]
            and None
        )
    )
    benchmark.extra_info |= {
        "reading_s": floor, "grouping_s": grouping - floor, "ratio": taken / floor,
        "labels": label_count(large), "claims": found,
    }  # fmt: skip
    assert taken < 5 * floor


def test_report_with_intervals(benchmark: BenchmarkFixture, large: Project) -> None:
    floor = seconds(lambda: sum(1 for _ in large.queries.records(named=False)))
    report = benchmark.pedantic(lambda: agreement_report(large.queries), rounds=1)
    assert report.summary.articles == ARTICLES
    assert report.summary.measures["u_alpha"].low is not None
    taken = benchmark.stats.stats.min
    benchmark.extra_info |= {"reading_s": floor, "ratio": taken / floor}
    assert taken < 15 * floor


def test_insights_the_first_time(benchmark: BenchmarkFixture, large: Project) -> None:
    floor = seconds(lambda: sum(1 for _ in large.queries.records(named=False)))
    found = benchmark.pedantic(lambda: gather(large.queries, Book()), rounds=1)
    assert found.report.summary.replicates == 5_000
    assert len(found.points) >= WEEKS
    assert all(one.u_alpha.low is not None for one in found.points[:WEEKS])
    taken = benchmark.stats.stats.min
    benchmark.extra_info |= {"reading_s": floor, "ratio": taken / floor}
    assert taken < 15 * floor


def test_insights_after_review(benchmark: BenchmarkFixture, large: Project) -> None:
    """The first time, where Review has read the claims before."""
    (cases,) = all_cases(large.queries, whole=True)
    known = Known(cases.at, cases.claims)
    alone = seconds(lambda: Book().bring_up_to_date(large.queries))
    book = Book()
    benchmark.pedantic(lambda: book.bring_up_to_date(large.queries, known=known), rounds=1)
    assert len(book.facts) == ARTICLES
    taken = benchmark.stats.stats.min
    benchmark.extra_info |= {"alone_s": alone, "ratio": taken / alone}
    assert taken < 0.9 * alone


@pytest.mark.parametrize("replicates", [1, 5_000])
def test_insights_after_one_label(
    benchmark: BenchmarkFixture, large: Project, replicates: int
) -> None:
    floor = seconds(lambda: sum(1 for _ in large.queries.records(named=False)))
    book = Book()
    gather(large.queries, book, replicates=1)
    article = large.queries.article(next(iter(book.facts)))
    assert article is not None
    who = large.queries.annotators()[0].id
    starts = iter(range(0, 1_000, 10))

    def one_label() -> None:
        start = next(starts)
        _, entry = edits.mark(who, article, [Span(start, start + 5)], Verdict.VERIFIED)
        large.journal.commit(entry)
        assert book.bring_up_to_date(large.queries) == 1

    counting = min(seconds(one_label) for _ in range(5))
    one_label()
    benchmark.pedantic(lambda: gather(large.queries, book, replicates=replicates), rounds=3)
    taken = benchmark.stats.stats.min
    benchmark.extra_info |= {"counting_ms": counting * 1000, "ratio": taken / floor}
    assert counting < floor / 20
    assert taken < (1 if replicates == 1 else 2) * floor


@pytest.mark.parametrize("labels", [1_000, 10_000])
def test_grouping_grows_with_the_labels(benchmark: BenchmarkFixture, labels: int) -> None:
    """Chains of labels that all overlap the next, in one article."""
    chain = [
        Said(((at * 10 + shift, at * 10 + shift + 20),), "verified", f"{at:06}{who}", who)
        for at in range(labels // 3)
        for who, shift in (("a", 0), ("b", 3), ("c", 5))
    ]
    benchmark.pedantic(lambda: grouped(chain), rounds=2)
    benchmark.extra_info["us_a_label"] = benchmark.stats.stats.min / len(chain) * 1e6
    assert benchmark.stats.stats.min < 2e-4 * len(chain)

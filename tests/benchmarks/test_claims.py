"""Claims and the report of a project of 10,000 articles, 360,000 labels and 3 annotators, against
reading the same project once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from benchmarks.corpus import words
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.agreement.claims import cases_of, claims_of
from annotator.agreement.grouping import Said, grouped
from annotator.domain import edits
from annotator.domain.article import new_article
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Label, Span, Verdict
from annotator.domain.records import article_fields, label_fields
from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report
from annotator.tasks.insights.book import Book
from annotator.tasks.insights.gathered import gather

ARTICLES, CLAIMS = 10_000, 14
AT = "2025-01-01T00:00:00.000Z"
MONDAY, WEEKS = date(2025, 1, 6), 26


def labels_of(
    article: str, text: str, people: list[str], chance: random.Random, at: str = AT
) -> list[Label]:
    """About 36 labels: most claims are marked by all three, many with other edges or verdicts."""
    made = []
    step = len(text) // (CLAIMS + 1)
    for number in range(CLAIMS):
        start = number * step + chance.randrange(step // 2)
        end, verdict = start + chance.randint(20, 120), chance.choice(list(Verdict))
        for who in people:
            if chance.random() < 0.86:
                low = start + chance.choice((0, 0, 0, chance.randint(1, 15)))
                high = end + chance.choice((0, 0, 0, chance.randint(1, 40)))
                said = verdict if chance.random() < 0.85 else chance.choice(list(Verdict))
                made.append(
                    Label(
                        uuid7(), article, who, (Span(low, high),), said, text[low:high],
                        confidence=chance.randint(1, 5), created=at, updated=at,
                    )
                )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    chance = random.Random(1)
    known = words(200_000, chance).split()
    with Project.create(tmp_path_factory.mktemp("study") / "study.annotator") as project:
        people = []
        for name in "ABC":
            person, entry = edits.join(name)
            project.journal.commit(entry)
            people.append(person.id)

        def changes() -> Iterator[list[Change]]:
            for number in range(ARTICLES):
                text = " ".join(chance.choices(known, k=1_400))
                article = new_article(text, f"T{number}", created=AT)
                at = (MONDAY + timedelta(days=number * WEEKS * 7 // ARTICLES)).isoformat() + AT[10:]
                project.journal.add_text(article.sha256, text)
                yield [
                    Change(Kind.ARTICLE, article.id, None, article_fields(article)),
                    *(
                        Change(Kind.LABEL, label.id, None, label_fields(label))
                        for label in labels_of(article.id, text, people, chance, at)
                    ),
                ]

        project.journal.commit_new(edits.entry(None, "study", ()), changes(), lambda: "study")
        yield project


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_claims_of_a_project(benchmark: BenchmarkFixture, study: Project) -> None:
    floor = seconds(lambda: sum(1 for _ in study.queries.records(named=False)))

    def claims() -> int:
        return sum(
            len(claims_of(one.article.text, one.labels, one.decisions, one.done, one.begun))
            for one in study.queries.records(named=False)
        )

    found = benchmark.pedantic(claims, rounds=1)
    assert found > ARTICLES * CLAIMS * 0.9
    taken = benchmark.stats.stats.min
    grouping = seconds(
        lambda: (
            [cases_of(one.article.text, one.labels) for one in study.queries.records(named=False)]
            and None
        )
    )
    benchmark.extra_info |= {
        "reading_s": floor, "grouping_s": grouping - floor, "ratio": taken / floor,
        "labels": study.queries.label_count(), "claims": found,
    }  # fmt: skip
    assert taken < 8 * floor


def test_report_with_intervals(benchmark: BenchmarkFixture, study: Project) -> None:
    floor = seconds(lambda: sum(1 for _ in study.queries.records(named=False)))
    report = benchmark.pedantic(lambda: agreement_report(study.queries), rounds=1)
    assert report.summary.articles == ARTICLES
    assert report.summary.measures["u_alpha"].low is not None
    taken = benchmark.stats.stats.min
    benchmark.extra_info |= {"reading_s": floor, "ratio": taken / floor}
    assert taken < 15 * floor


def test_insights_the_first_time(benchmark: BenchmarkFixture, study: Project) -> None:
    floor = seconds(lambda: sum(1 for _ in study.queries.records(named=False)))
    found = benchmark.pedantic(lambda: gather(study.queries, Book()), rounds=1)
    assert found.report.summary.replicates == 5_000
    assert len(found.points) >= WEEKS
    assert all(one.u_alpha.low is not None for one in found.points[:WEEKS])
    taken = benchmark.stats.stats.min
    benchmark.extra_info |= {"reading_s": floor, "ratio": taken / floor}
    assert taken < 15 * floor


@pytest.mark.parametrize("replicates", [1, 5_000])
def test_insights_after_one_label(
    benchmark: BenchmarkFixture, study: Project, replicates: int
) -> None:
    floor = seconds(lambda: sum(1 for _ in study.queries.records(named=False)))
    book = Book()
    gather(study.queries, book, replicates=1)
    article = study.queries.article(next(iter(book.facts)))
    assert article is not None
    who = study.queries.annotators()[0].id
    starts = iter(range(0, 1_000, 10))

    def one_label() -> None:
        start = next(starts)
        _, entry = edits.mark(who, article, [Span(start, start + 5)], Verdict.VERIFIED)
        study.journal.commit(entry)
        assert book.bring_up_to_date(study.queries) == 1

    counting = min(seconds(one_label) for _ in range(5))
    one_label()
    benchmark.pedantic(lambda: gather(study.queries, book, replicates=replicates), rounds=3)
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

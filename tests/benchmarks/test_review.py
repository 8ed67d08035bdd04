"""Review with 20,000 disagreements, against a frame of the screen and one durable commit."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import islice

import pytest

pytest.importorskip("PySide6")

from benchmarks.corpus import words
from benchmarks.timing import bare_commits, p99, timed
from labelled import AT, Made, labelled
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from annotator.domain.article import new_article
from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.ids import uuid7
from annotator.domain.label import Label, Span, Verdict
from annotator.store.project import Project
from annotator.ui.app import open_window
from annotator.ui.review.tab import ReviewTab
from annotator.ui.window import Window

ARTICLES, CLAIMS = 2_000, 10
FRAME = 1 / 60


def labels_of(article: str, text: str, people: list[str], chance: random.Random) -> Iterator[Label]:
    """Ten claims that all three have marked, of two minds, most with other edges."""
    step = len(text) // (CLAIMS + 1)
    for number in range(CLAIMS):
        start = number * step + chance.randrange(step // 2)
        end = start + chance.randint(20, 120)
        minds = chance.sample(list(Verdict), 2)
        for at, who in enumerate(people):
            high = end + chance.choice((0, 0, chance.randint(1, 15)))
            yield Label(
                uuid7(), article, who, (Span(start, high),), minds[at % 2], text[start:high],
                confidence=chance.randint(1, 5), created=AT, updated=AT,
            )  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    chance = random.Random(1)
    known = words(200_000, chance).split()

    def made(people: list[str]) -> Made:
        for number in range(ARTICLES):
            text = "\n\n".join(" ".join(chance.choices(known, k=70)) for _ in range(20))
            article = new_article(text, f"T{number}", created=AT)
            yield article, labels_of(article.id, text, people, chance)

    path = tmp_path_factory.mktemp("review") / "review.annotator"
    with Project.open(labelled(path, made)) as project:
        yield project


@pytest.fixture
def tab(study: Project, qtbot: QtBot) -> Iterator[ReviewTab]:
    made = open_window(study.path, "Judge")
    assert isinstance(made, Window)
    made.resize(1440, 900)
    qtbot.waitUntil(lambda: made.bench is not None and made.bench.session.article is not None)
    made.action("review").trigger()
    assert made.bench is not None
    review = made.bench.review
    assert review is not None
    qtbot.waitUntil(lambda: review.desk.case is not None, timeout=120_000)
    qtbot.waitUntil(lambda: not made.jobs.any, timeout=120_000)
    yield review
    made.close()
    made.deleteLater()


def bare_pages(study: Project) -> float:
    """The median of what a bare QTextEdit takes for one article after another, painted. Asked last:
    its window takes the keys."""
    edit = QTextEdit()
    edit.resize(755, 800)
    edit.show()
    QApplication.processEvents()
    times = []
    for record in islice(study.queries.records(), 60):
        start = time.perf_counter()
        edit.setPlainText(record.article.text)
        QApplication.processEvents()
        times.append(time.perf_counter() - start)
    edit.close()
    edit.deleteLater()
    return sorted(times)[len(times) // 2]


def told(benchmark: BenchmarkFixture, times: list[float], floor: float) -> float:
    """Keep how the median stands to its floor, and the tail to a frame; returns the first."""
    ratio = times[len(times) // 2] / floor
    benchmark.extra_info |= {
        "floor_ms": floor * 1000,
        "ratio": ratio,
        "p99_frames": p99(times) / FRAME,
    }
    return ratio


def settled(benchmark: BenchmarkFixture, tab: ReviewTab, rounds: int) -> list[float]:
    """The seconds of each case that is settled by a key, until the next one is on the screen. It is
    looked at before, as long as it takes to have the next one ready."""
    before = len(tab.desk.docket.cases)

    def choose() -> None:
        QTest.keyClick(tab.page, Qt.Key.Key_1)
        read(tab)

    times = timed(benchmark, lambda: QTest.keyClick(tab.page, Qt.Key.Key_Return), rounds, choose)
    assert len(tab.desk.docket.cases) == before - rounds
    return times


def read(tab: ReviewTab) -> None:
    """Wait as a person who reads does: for less than a tenth of a second."""
    while tab.pages._idle.isActive():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def typed(benchmark: BenchmarkFixture, tab: ReviewTab, rounds: int) -> list[float]:
    """The seconds of each letter typed into the filter, until the list is on the screen."""
    field = tab.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    letters = iter("thersandingthe" * 100)

    def clear() -> None:
        if len(field.text()) > 3:
            field.clear()

    return timed(benchmark, lambda: QTest.keyClicks(field, next(letters)), rounds, clear)


def test_settle(benchmark: BenchmarkFixture, tab: ReviewTab, study: Project) -> None:
    """One key settles a case, and the next one is on the screen."""
    assert tab.desk.docket.states.total() >= ARTICLES * CLAIMS * 0.99
    times = settled(benchmark, tab, 200)
    floor = bare_commits(study.path.with_name("bare.sqlite")) + bare_pages(study)
    assert told(benchmark, times, floor) < 3


def next_case(tab: ReviewTab) -> None:
    QTest.keyClick(tab.page, Qt.Key.Key_J)


def test_next_case(benchmark: BenchmarkFixture, tab: ReviewTab, study: Project) -> None:
    times = timed(benchmark, lambda: next_case(tab), 200, lambda: read(tab))
    assert told(benchmark, times, bare_pages(study)) < 3


def test_next_case_with_the_key_held(
    benchmark: BenchmarkFixture, tab: ReviewTab, study: Project
) -> None:
    """So fast that nothing is made ready."""
    times = timed(benchmark, lambda: next_case(tab), 200)
    assert told(benchmark, times, bare_pages(study)) < 4


def test_filter(benchmark: BenchmarkFixture, tab: ReviewTab) -> None:
    """A letter typed into the filter, and the list is on the screen."""
    times = typed(benchmark, tab, 200)
    benchmark.extra_info["ratio"] = p99(times) / FRAME
    assert p99(times) < FRAME


def test_filter_by_state_and_kind(benchmark: BenchmarkFixture, tab: ReviewTab) -> None:
    """Everything asked again of each of the cases."""
    choices = [
        CaseFilter(state=Which.ANY, verdicts=(Verdict.VERIFIED, Verdict.DISPUTED)),
        CaseFilter(),
    ] * 20
    times = timed(benchmark, lambda: tab.show_cases(choices.pop()), 30)
    benchmark.extra_info["ratio"] = p99(times) / FRAME
    assert times[len(times) // 2] < 0.1


def test_scroll(benchmark: BenchmarkFixture, tab: ReviewTab) -> None:
    bar = tab.cases.view.verticalScrollBar()
    QApplication.processEvents()
    times = timed(benchmark, lambda: bar.setValue(bar.value() + 300), 300)
    benchmark.extra_info["ratio"] = p99(times) / FRAME
    assert p99(times) < FRAME

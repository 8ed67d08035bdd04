"""Review of 10,000 articles and 360,000 labels by three people: how long it is until one can begin,
until all cases are there, and how it works with them, against reading the bare rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from benchmarks.test_review import FRAME, bare_pages, settled, told, typed
from benchmarks.timing import bare_commits, p99, timed
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.label import Verdict
from annotator.store.project import Project
from annotator.ui.app import open_window
from annotator.ui.review.tab import ReviewTab
from annotator.ui.window import Window

CASES = 120_000
WAIT = 300


@contextmanager
def opened(project: Project) -> Iterator[Window]:
    """A window on the project, with nothing left that it does on its own."""
    made = open_window(project.path, "Judge")
    assert isinstance(made, Window)
    made.resize(1440, 900)
    wait_until(lambda: made.bench is not None and made.bench.session.article is not None)
    wait_until(lambda: not made.jobs.any)
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(large: Project) -> Iterator[Window]:
    with opened(large) as made:
        yield made


@pytest.fixture
def tab(window: Window) -> ReviewTab:
    """Review, with all cases read."""
    review = open_review(window)
    wait_until(lambda: review.desk.docket.read and not window.jobs.any)
    return review


def open_review(window: Window) -> ReviewTab:
    window.action("review").trigger()
    assert window.bench is not None
    assert window.bench.review is not None
    return window.bench.review


def wait_until(there: Callable[[], object]) -> float:
    """Let the window live until something is there; returns the longest time for which nothing
    else came to its turn meanwhile, in seconds."""
    start = last = time.perf_counter()
    longest = 0.0
    while not there():
        QApplication.processEvents()
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        assert now - start < WAIT
    return longest


def bare_rows(path: Path) -> float:
    """The seconds that SQLite takes for the rows of all labels, of which nothing is made."""
    connection = sqlite3.connect(path)
    start = time.perf_counter()
    for _ in connection.execute("SELECT * FROM labels"):
        pass
    taken = time.perf_counter() - start
    connection.close()
    return taken


def test_opening(benchmark: BenchmarkFixture, large: Project) -> None:
    """From the key to the first case, and to the last one, in a window that is opened for it. Both
    threads work until the last one: the computer's own time is compared, which others who use it
    meanwhile change less."""
    floors: list[float] = []
    cpu_floors: list[float] = []
    cpu: list[float] = []
    firsts: list[float] = []
    stalls: list[float] = []
    with ExitStack() as stack:

        def prepare() -> tuple[tuple[Window], dict[str, object]]:
            stack.close()
            used = time.process_time()
            floors.append(bare_rows(large.path))
            cpu_floors.append(time.process_time() - used)
            return (stack.enter_context(opened(large)),), {}

        def whole(window: Window) -> None:
            start, used = time.perf_counter(), time.process_time()
            review = open_review(window)
            longest = wait_until(lambda: review.desk.case is not None)
            QApplication.processEvents()
            firsts.append(time.perf_counter() - start)
            stalls.append(max(longest, wait_until(lambda: review.desk.docket.read)))
            QApplication.processEvents()
            cpu.append(time.process_time() - used)
            assert len(review.desk.docket.cases) > CASES

        benchmark.pedantic(whole, setup=prepare, rounds=3)
    floor, first, ratio = min(floors), min(firsts), min(cpu) / min(cpu_floors)
    benchmark.extra_info |= {
        "rows_s": floor, "first_s": first, "first_ratio": first / floor, "ratio": ratio,
        "longest_stall_ms": min(stalls) * 1000,
    }  # fmt: skip
    assert first < floor
    assert ratio < 11


def test_going_there_again(benchmark: BenchmarkFixture, tab: ReviewTab, window: Window) -> None:
    """From another tab and back: nothing is read."""
    before = tab.desk.docket.claims
    times = timed(
        benchmark,
        lambda: window.action("review").trigger(),
        20,
        lambda: window.action("annotate").trigger(),
    )
    assert tab.desk.docket.claims is before
    assert not window.jobs.any
    benchmark.extra_info["ratio"] = times[len(times) // 2] / FRAME
    assert times[len(times) // 2] < 4 * FRAME


def test_reading_again(benchmark: BenchmarkFixture, tab: ReviewTab, large: Project) -> None:
    """When more has changed than is told row by row, and nothing of it in an article."""
    floor = min(bare_rows(large.path) for _ in range(3))
    docket = tab.desk.docket

    def again() -> None:
        heard: list[bool] = []
        docket.listed.connect(lambda: heard.append(True))
        docket.load()
        wait_until(lambda: heard)

    benchmark.pedantic(again, rounds=5)
    benchmark.extra_info["ratio"] = benchmark.stats.stats.min / floor
    assert benchmark.stats.stats.min < floor / 4


def test_settle(benchmark: BenchmarkFixture, tab: ReviewTab, large: Project) -> None:
    times = settled(benchmark, tab, 100)
    floor = bare_commits(large.path.with_name("bare.sqlite")) + bare_pages(large)
    assert told(benchmark, times, floor) < 5


def test_next_case(benchmark: BenchmarkFixture, tab: ReviewTab, large: Project) -> None:
    times = timed(benchmark, lambda: QTest.keyClick(tab.page, Qt.Key.Key_J), 100)
    assert told(benchmark, times, bare_pages(large)) < 5


def bare_filter(tab: ReviewTab, words: str) -> float:
    """The seconds that it takes to look for words in those of all cases, and no more."""
    said = ["\n".join(label.quote for label in case.labels) for case in tab.desk.docket.cases]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        _ = [one for one in said if words in one]
        times.append(time.perf_counter() - start)
    return min(times)


def test_filter(benchmark: BenchmarkFixture, tab: ReviewTab) -> None:
    """A letter typed into the filter, and the list is on the screen."""
    floor = bare_filter(tab, "th")
    times = typed(benchmark, tab, 60)
    benchmark.extra_info |= {"ratio": times[len(times) // 2] / floor, "floor_ms": floor * 1000}
    assert times[len(times) // 2] < 10 * floor


def test_filter_by_state_and_verdicts(benchmark: BenchmarkFixture, tab: ReviewTab) -> None:
    """Everything asked again of each of the cases."""
    cases = tab.desk.docket.cases

    def bare() -> float:
        start = time.perf_counter()
        _ = [case for case in cases if len({one.verdict for one in case.labels}) > 1]
        return time.perf_counter() - start

    floor = min(bare() for _ in range(5))
    choices = [
        CaseFilter(state=Which.ANY, verdicts=(Verdict.VERIFIED, Verdict.DISPUTED)),
        CaseFilter(),
    ] * 10
    times = timed(benchmark, lambda: tab.show_cases(choices.pop()), 20)
    benchmark.extra_info |= {"ratio": p99(times) / floor, "floor_ms": floor * 1000}
    assert p99(times) < 10 * floor

"""The window against its floors: a bare QTextEdit, and one durable SQLite commit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle, pairwise
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from benchmarks.corpus import long_article
from benchmarks.timing import bare_commits, p99, timed
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.domain.label import Annotator
from annotator.store.listing import Order
from annotator.store.project import Project
from annotator.ui.app import open_window
from annotator.ui.window import Window

FRAME = 1 / 60


@pytest.fixture(params=[5_000, 50_000])
def labels(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def window(
    project: Project, anna: Annotator, article: Article, labels: int, qtbot: QtBot
) -> Iterator[Window]:
    long_article(project, anna, labels)
    made = open_window(project.path, "Anna")
    assert isinstance(made, Window)
    made.resize(1440, 900)
    qtbot.waitUntil(lambda: made.bench is not None and made.bench.session.article is not None)
    bench = made.bench
    assert bench is not None
    # Half a second after the start, as when the first words have been read.
    qtbot.waitUntil(lambda: bench.panel.cards.editor is not None and not made.jobs.any)
    yield made
    made.close()
    made.deleteLater()


def _bare(text: str) -> float:
    start = time.perf_counter()
    document = QTextDocument()
    document.setPlainText(text)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    form = QTextBlockFormat()
    form.setLineHeight(137, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.setBlockFormat(form)
    edit = QTextEdit()
    edit.resize(784, 840)
    document.setParent(edit)
    edit.setDocument(document)
    edit.show()
    QApplication.processEvents()
    edit.grab()
    taken = time.perf_counter() - start
    edit.close()
    edit.deleteLater()
    return taken


def test_open(benchmark: BenchmarkFixture, window: Window, project: Project, labels: int) -> None:
    long = project.queries.queue("", Order.ADDED)[1]
    short = project.queries.queue("", Order.ADDED)[0]
    found = project.queries.article(long)
    assert found is not None
    floor = min(_bare(found.text) for _ in range(3))

    def setup() -> None:
        window.open_article(short)
        QApplication.processEvents()

    def open_() -> None:
        window.open_article(long)
        QApplication.processEvents()
        assert window.bench is not None
        window.bench.article.grab()

    benchmark.pedantic(open_, setup=setup, rounds=5)
    seconds = benchmark.stats.stats.min
    benchmark.extra_info |= {"floor_s": floor, "ratio": seconds / floor}
    assert seconds < 0.25 if labels == 50_000 else seconds < 3 * floor


def test_next_label(
    benchmark: BenchmarkFixture, window: Window, project: Project, qtbot: QtBot
) -> None:
    window.open_article(project.queries.queue("", Order.ADDED)[1])
    assert window.bench is not None
    view = window.bench.article
    view.setFocus()
    # For a quarter of a second, Qt still lays out what is not in view, in steps of up to 36 ms.
    qtbot.waitUntil(lambda: view.document().lastBlock().layout().lineCount() > 0)
    times = timed(benchmark, lambda: QTest.keyClick(view, "J"), 100)
    assert times[len(times) // 2] < 0.008


def test_click(benchmark: BenchmarkFixture, window: Window, project: Project, qtbot: QtBot) -> None:
    """A click on one of the labels in view opens its card."""
    window.open_article(project.queries.queue("", Order.ADDED)[1])
    assert window.bench is not None
    session, view = window.bench.session, window.bench.article
    qtbot.waitUntil(lambda: view.document().lastBlock().layout().lineCount() > 0)
    room = view.viewport().rect().adjusted(0, 40, 0, -100)
    rects = [view._rect_of(mark.start) for mark in list(session.labels)[:400]]
    seen = [rect.center() + QPoint(4, 0) for rect in rects if room.contains(rect)]
    places = cycle(seen[:: max(1, len(seen) // 8)])
    hits = []

    def click() -> None:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=next(places))
        hits.append(session.active)

    times = timed(benchmark, click, 96)
    assert all(before != after for before, after in pairwise(hits))
    assert times[len(times) // 2] < 0.008


def test_scroll(benchmark: BenchmarkFixture, window: Window, project: Project) -> None:
    window.open_article(project.queries.queue("", Order.ADDED)[1])
    assert window.bench is not None
    bar = window.bench.article.verticalScrollBar()
    times = timed(benchmark, lambda: bar.setValue(bar.value() + 60), 200)
    assert p99(times) < 0.016


def test_mark(
    benchmark: BenchmarkFixture, window: Window, project: Project, tmp_path: Path
) -> None:
    window.open_article(project.queries.queue("", Order.ADDED)[0])
    assert window.bench is not None
    view = window.bench.article
    floor = bare_commits(tmp_path / "bare.sqlite")
    starts = iter(range(20, 1_000))
    times = timed(
        benchmark,
        lambda: QTest.keyClick(view, "V"),
        100,
        lambda: view._set_cursor(20 + next(starts) % 30, 60),
    )
    benchmark.extra_info["bare_commit_p99_ms"] = floor * 1000
    assert p99(times) < FRAME + floor

"""A project of 100,000 articles: opening it, going through its queue, and searching it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from benchmarks.timing import p99, timed
from PySide6.QtTest import QTest
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from annotator.store.project import Project
from annotator.tasks.importing import import_paths
from annotator.ui.app import open_window
from annotator.ui.window import Window

ARTICLES = 100_000
FRAME = 1 / 60


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    lines = folder / "many.jsonl"
    with lines.open("w") as out:
        for number in range(ARTICLES):
            out.write(f'{{"title": "Article {number}", "text": "The {number} words of it."}}\n')
    with Project.create(folder / "many.annotator") as project:
        import_paths(project, [lines])
        project.index_texts()
    return folder / "many.annotator"


@pytest.fixture
def window(many: Path, qtbot: QtBot) -> Iterator[Window]:
    made = open_window(many, "Anna")
    assert isinstance(made, Window)
    bench = made.bench
    assert bench is not None
    qtbot.waitUntil(lambda: len(bench.queue._model.ids) == ARTICLES, timeout=20_000)
    yield made
    made.close()
    made.deleteLater()


def test_scroll_the_queue(benchmark: BenchmarkFixture, window: Window) -> None:
    assert window.bench is not None
    bar = window.bench.queue.view.verticalScrollBar()
    times = timed(benchmark, lambda: bar.setValue(bar.value() + 997), 300)
    assert p99(times) < FRAME


def test_mark_with_many_articles(benchmark: BenchmarkFixture, window: Window) -> None:
    assert window.bench is not None
    view = window.bench.article
    times = timed(benchmark, lambda: QTest.keyClick(view, "V"), 50, lambda: view._set_cursor(0, 9))
    assert times[25] < FRAME


def test_search(benchmark: BenchmarkFixture, many: Path) -> None:
    """An exact number in a text, against one look at a text by its id."""
    with Project.open(many) as project:
        first = project.queries.search("the 77777 words")[0].article
        start = time.perf_counter()
        for _ in range(100):
            project.queries.article(first)
        floor = (time.perf_counter() - start) / 100
        benchmark.pedantic(lambda: project.queries.search("the 77777 words"), rounds=20)
    benchmark.extra_info["ratio"] = benchmark.stats.stats.min / floor

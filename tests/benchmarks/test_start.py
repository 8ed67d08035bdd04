"""A cold start against a bare PySide6 window: whole processes, from nothing to the first paint with
everything in its place."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain.article import Article
from annotator.store.project import Project

_BARE = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit
app = QApplication(["bare"])
window = QMainWindow()
edit = QTextEdit()
edit.setPlainText("Some words. " * 300)
window.setCentralWidget(edit)
window.resize(1440, 900)
window.show()
app.processEvents()
os._exit(0)
"""
_OURS = """
import os, sys
from pathlib import Path
from annotator.ui.app import application, open_window
window = open_window(Path(sys.argv[1]), "Anna")
application().processEvents()
os._exit(0)
"""
_RATIO = 2.25
"""What is held today; 1.6 is wanted. Types and enumerations of Qt that a bare window does not touch
and any real one does add 0.2 of a bare start, our modules 0.4, making and painting all 0.5."""


def _seconds(code: str, *arguments: str) -> float:
    environment = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment, check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - start


def test_cold_start(
    benchmark: BenchmarkFixture, project: Project, article: Article, tmp_path: Path
) -> None:
    _seconds(_OURS, str(project.path))
    floor = min(_seconds(_BARE) for _ in range(8))
    benchmark.pedantic(lambda: _seconds(_OURS, str(project.path)), rounds=8)
    ratio = benchmark.stats.stats.min / floor
    benchmark.extra_info |= {"floor_s": floor, "ratio": ratio}
    assert ratio < _RATIO

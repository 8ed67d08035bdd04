"""The process is killed at a random moment, again and again: what was acknowledged is there."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.domain.label import Annotator
from annotator.store.project import Project

TIMES = int(os.environ.get("ANNOTATOR_KILLS", "200"))
"""Before a release, a few thousand."""


@pytest.mark.slow
def test_every_acknowledged_label_survives_a_kill(
    project: Project, anna: Annotator, article: Article, tmp_path: Path
) -> None:
    chance = random.Random(7)
    told = tmp_path / "told"
    told.touch()
    with _writers(project.path, told) as writers:
        for _ in range(TIMES):
            _run_and_kill(writers, told, chance.random() * 0.02)
    acknowledged = set(told.read_text().split())
    assert len(acknowledged) > TIMES
    assert acknowledged <= project.queries.labels(acknowledged).keys()
    assert list(project.problems()) == []


def _writers(path: Path, told: Path) -> subprocess.Popen[str]:
    worker = Path(__file__).with_name("killed_writer.py")
    return subprocess.Popen(
        [sys.executable, "-S", str(worker), str(path), str(told)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def _run_and_kill(writers: subprocess.Popen[str], told: Path, seconds: float) -> None:
    """Kill a writer some moments after the first label that it tells of."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    before = told.stat().st_size
    writers.stdin.write("begin\n")
    process = int(writers.stdout.readline())
    while told.stat().st_size == before:
        os.kill(process, 0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    os.kill(process, signal.SIGKILL)
    assert writers.stdout.readline() == "ended\n"

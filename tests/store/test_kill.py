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
    project: Project, anna: Annotator, article: Article
) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    writer = Path(__file__).with_name("killed_writer.py")
    for _ in range(TIMES):
        acknowledged |= _run_and_kill(
            [sys.executable, "-S", str(writer), str(project.path)], chance
        )
    assert len(acknowledged) > TIMES
    assert acknowledged <= project.queries.labels(acknowledged).keys()
    assert list(project.problems()) == []


def _run_and_kill(command: list[str], chance: random.Random) -> set[str]:
    """Kill a writer some moments after its first word; what it said in whole lines."""
    path = os.pathsep.join(sys.path)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    end = time.monotonic() + chance.random() * 0.02
    while time.monotonic() < end:
        pass
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    return {line.decode() for line in (first + rest).split(b"\n")[:-1]}

"""The process is killed in the middle of a merge, or of going back: the project is as it was before
or as it is after, and sound; and every copy that has its name is whole."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store.machines import copied, holds

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Annotator, Label, Span, Verdict, quote_of
from annotator.domain.records import label_fields
from annotator.store.project import Project

TIMES = 12
LABELS = 1_000


@pytest.fixture
def away(project: Project, anna: Annotator, article: Article) -> Path:
    """The project on another machine, with so many labels that a merge takes its time."""
    path = copied(project, "away")
    changes = []
    for number in range(LABELS):
        span = Span(number % 200, number % 200 + 5)
        label = Label(
            f"label {number}", article.id, anna.id, (span,), Verdict.VERIFIED,
            quote_of(article.text, [span]), note=f"note {number}",
        )  # fmt: skip
        changes.append(Change(Kind.LABEL, label.id, None, label_fields(label)))
    with Project.open(path) as other:
        entry = edits.entry(anna.id, "many", ())
        other.journal.commit_new(entry, [changes], lambda: "many")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("what", ["merge", "go back"])
def test_a_killed_merge_is_all_or_nothing(project: Project, away: Path, what: str) -> None:
    chance = random.Random(11)
    before = holds(project.path)
    backup = project.back_up("before")
    project.merge([away])
    after = holds(project.path)
    project.close()
    seconds = _seconds([what, *_begin(project.path, backup, away, what)])
    for _ in range(TIMES):
        arguments = _begin(project.path, backup, away, what)
        _run_and_kill([what, *arguments], chance.uniform(0, seconds * 1.2))
        with Project.open(project.path) as again:
            assert list(again.problems()) == []
        assert holds(project.path) in (before, after)
    for copy in (*project.path.parent.glob("test until *"), backup):
        assert holds(copy) in (before, after)


def _begin(path: Path, backup: Path, away: Path, what: str) -> list[str]:
    """Make the project what it is to begin with; what the other process is given then."""
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(backup.read_bytes())
    if what == "merge":
        return [str(path), str(away)]
    with Project.open(path) as project:
        project.merge([away])
    return [str(path), str(backup)]


def _started(arguments: list[str]) -> subprocess.Popen[bytes]:
    worker = Path(__file__).with_name("killed_merger.py")
    process = subprocess.Popen(
        [sys.executable, "-S", str(worker), *arguments],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def _seconds(arguments: list[str]) -> float:
    """How long it takes when it is left alone."""
    process = _started(arguments)
    start = time.monotonic()
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == b"ended\n"
    process.wait()
    return time.monotonic() - start


def _run_and_kill(arguments: list[str], seconds: float) -> None:
    process = _started(arguments)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()

"""The demo: a throw-away project of the articles in seeds/, with three annotators' labels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.journal import Act, Change
from annotator.resources import seeds
from annotator.store.project import Project

FOLDER: Final = "annotator-demo-"
"""How the folder begins that is made for a demo, and goes with it."""

ANNOTATOR: Final = "A"
"""Whose eyes one looks through in the demo."""


GUIDELINES: Final = (
    "Mark each claim that can be checked.",
    "Mark each claim that can be checked, without its attribution.",
)
"""What the demo's desk went by: first, and from a day in spring on."""

_CHANGED: Final = "2025-04-01T08:00:00.000Z"
_CHARACTERS_A_SECOND: Final = 20
_LONGEST_PAUSE: Final = 300.0


def make_demo(folder: Path) -> Path:
    """Make the demo project in a folder; returns its path."""
    from annotator.tasks.importing import import_paths  # the window knows FOLDER from its start on

    path = folder / "demo.annotator"
    with Project.create(path, name="Demo", guidelines=GUIDELINES[0]) as project:
        import_paths(project, sorted(seeds().glob("*.jsonl")), act=Act.RECORD)
        project.journal.commit(edits.entry(None, "work", list(_work(project)), Act.RECORD))
        changed = edits.set_setting(None, "guidelines", *GUIDELINES)
        project.journal.commit(replace(changed, at=_CHANGED, act=Act.RECORD))
    return path


def _work(project: Project) -> Iterator[Change]:
    """How long each article took whoever finished it: to read it, and from label to label, as the
    times of their labels say. (What an annotator has not finished says nothing.)"""
    for record in list(project.queries.records(named=False)):
        reading = len(record.article.text) / _CHARACTERS_A_SECOND
        for who in record.done:
            moments = [one.created for one in record.labels if one.annotator == who]
            times = sorted(map(datetime.fromisoformat, moments))
            gaps = ((later - one).total_seconds() for one, later in pairwise(times))
            seconds = reading + sum(gap for gap in gaps if gap < _LONGEST_PAUSE)
            started = min(moments, default=record.article.created)
            work = edits.record_work(record.article.id, who, started, round(seconds))
            yield from work.changes

"""The demo: a throw-away project of the articles in seeds/, with three annotators' labels."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from annotator.domain.journal import Act
from annotator.resources import seeds
from annotator.store.project import Project

FOLDER: Final = "annotator-demo-"
"""How the folder begins that is made for a demo, and goes with it."""

ANNOTATOR: Final = "A"
"""Whose eyes one looks through in the demo."""


def make_demo(folder: Path) -> Path:
    """Make the demo project in a folder; returns its path."""
    from annotator.tasks.importing import import_paths  # the window knows FOLDER from its start on

    path = folder / "demo.annotator"
    with Project.create(path, name="Demo") as project:
        import_paths(project, sorted(seeds().glob("*.jsonl")), act=Act.RECORD)
    return path

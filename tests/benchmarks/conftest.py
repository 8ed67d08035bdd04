"""What takes half a minute to make is made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.study import make_study

from annotator.store.project import Project


@pytest.fixture(scope="session")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10,000 articles and 360,000 labels by 3 annotators, to be copied by whoever writes to it."""
    return make_study(tmp_path_factory.mktemp("study") / "study.annotator")


@pytest.fixture(scope="module")
def large(large_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The same, as a project that a module may write to."""
    path = tmp_path_factory.mktemp("large") / large_file.name
    shutil.copyfile(large_file, path)
    with Project.open(path) as project:
        yield project

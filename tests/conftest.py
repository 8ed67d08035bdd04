"""What all tests share. Nothing here knows of Qt: most tests run where it is not installed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["ANNOTATOR_CONFIG_DIR"] = tempfile.mkdtemp(prefix="annotator-test-")

from samples import TEXT

from annotator.domain import edits, ids
from annotator.domain.article import Article
from annotator.domain.label import Annotator
from annotator.store.project import Project
from annotator.tasks.importing import import_text

settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile("again", settings.get_profile("house"), max_examples=10)
settings.load_profile("house")


def pytest_unconfigure() -> None:
    """Leave no settings behind."""
    shutil.rmtree(os.environ["ANNOTATOR_CONFIG_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty project, to be copied: to make it takes seven times as long. It was made
    in 2020, before whatever a test's own clock says."""
    path = tmp_path_factory.mktemp("empty") / "test.annotator"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "time", SimpleNamespace(time_ns=lambda: 1_577_836_800 * 10**9))
        Project.create(path).close()
    return path


@pytest.fixture
def project(tmp_path: Path, empty_file: Path) -> Iterator[Project]:
    """An empty project."""
    with Project.open(Path(shutil.copyfile(empty_file, tmp_path / empty_file.name))) as made:
        yield made


@pytest.fixture
def anna(project: Project) -> Annotator:
    """Someone who labels."""
    annotator, entry = edits.join("Anna")
    project.journal.commit(entry)
    return annotator


@pytest.fixture
def article(project: Project) -> Article:
    """An article of the project."""
    report = import_text(project, TEXT, "Halt")
    assert report.first is not None
    found = project.queries.article(report.first)
    assert found is not None
    return found

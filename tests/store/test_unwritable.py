"""A project where nothing may be written is read all the same, and never changed."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from labelled import label_count
from places import unwritable

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.project import Project

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def label(project: Project, anna: Annotator, article: Article) -> Label:
    label, entry = edits.mark(anna.id, article, [Span(0, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    return label


@pytest.fixture
def disk(project: Project, label: Label, tmp_path: Path) -> Path:
    """A folder with a closed copy of the project, as it is sent or put on a disk."""
    project.close()
    folder = tmp_path / "disk"
    folder.mkdir()
    shutil.copy(project.path, folder / "sent.annotator")
    return folder


@contextmanager
def read(folder: Path) -> Iterator[Project]:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with unwritable(folder):
        with Project.open(folder / "sent.annotator") as project:
            assert project.read_only
            yield project
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_it_is_read_searched_and_checked(disk: Path, label: Label) -> None:
    with read(disk) as project:
        assert project.queries.label(label.id) == label
        assert [hit.where for hit in project.queries.search("prisoners")] == ["text"]
        with project.reader() as queries:
            (record,) = queries.records()
        assert [one.id for one in record.labels] == [label.id]
        assert list(project.problems()) == []
        assert not project.changed_elsewhere()


def test_nothing_can_be_written(disk: Path, label: Label) -> None:
    with read(disk) as project:
        with pytest.raises(AnnotatorError, match="cannot be written to"):
            project.journal.commit(edits.set_note(label, "No"))
        with pytest.raises(AnnotatorError, match=r"sent\.annotator can only be read here"):
            project.refuse_if_read_only()
        with pytest.raises(AnnotatorError, match="can only be read"), project.elsewhere():
            pass


def test_what_lies_in_the_log_is_read_too(disk: Path, label: Label) -> None:
    path = disk / "sent.annotator"
    with Project.open(path) as writing:
        writing.journal.commit(edits.set_note(label, "only in the log"))
        (other := disk.with_name("other")).mkdir()
        for end in ("", "-wal"):
            shutil.copy(path.with_name(path.name + end), other)
    with read(other) as project:
        found = project.queries.label(label.id)
        assert found is not None
        assert found.note == "only in the log"
        assert list(project.problems()) == []


@pytest.mark.parametrize("packed", sorted(FIXTURES.glob("version-*.gz")), ids=lambda one: one.name)
def test_one_of_an_earlier_version_is_read(packed: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "old").mkdir()
    (folder / "sent.annotator").write_bytes(gzip.decompress(packed.read_bytes()))
    with read(folder) as project:
        assert list(project.problems()) == []
        assert label_count(project) == 1


def test_what_someone_who_may_write_does_is_seen(disk: Path, label: Label) -> None:
    path = disk / "sent.annotator"
    shutil.copy(path, disk.with_name("newer.annotator"))
    with Project.open(disk.with_name("newer.annotator")) as theirs:
        theirs.journal.commit(edits.set_note(label, "theirs"))
    with unwritable(disk):
        project = Project.open(path)
    disk.with_name("newer.annotator").replace(path)
    with unwritable(disk), project:
        assert project.changed_elsewhere()
        found = project.queries.label(label.id)
        assert found is not None
        assert found.note == "theirs"
        assert not project.changed_elsewhere()


def test_a_file_that_goes_away_is_told_once(disk: Path, label: Label) -> None:
    with unwritable(disk):
        project = Project.open(disk / "sent.annotator")
    (disk / "sent.annotator").unlink()
    with project:
        with pytest.raises(AnnotatorError):
            project.changed_elsewhere()
        assert not project.changed_elsewhere()
        assert project.queries.label(label.id) == label


@pytest.mark.parametrize("words", ["no project", ""])
def test_what_is_no_project_is_refused(words: str, tmp_path: Path) -> None:
    (folder := tmp_path / "disk").mkdir()
    (folder / "sent.annotator").write_text(words)
    with (
        unwritable(folder),
        pytest.raises(AnnotatorError, match="is not a project"),
    ):
        Project.open(folder / "sent.annotator")


def test_one_with_broken_pages_is_told(disk: Path) -> None:
    path = disk / "sent.annotator"
    connection = sqlite3.connect(path)
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'entries'"
    ).fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    with unwritable(disk), pytest.raises(AnnotatorError, match="file is damaged"):
        Project.open(path)

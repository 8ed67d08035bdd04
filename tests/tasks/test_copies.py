"""Copies of sources lie beside the project, named by what they hold."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from places import unwritable

from annotator.errors import AnnotatorError
from annotator.tasks.copies import folder_of_copies, keep_copy, kept_copy


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a project's file in it."""
    (folder := tmp_path / "desk").mkdir()
    (path := folder / "desk.annotator").touch()
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (path := tmp_path / "List [1].HTML").write_bytes(os.urandom(3_000_000))
    return path


def test_a_copy_is_kept_once_and_found_by_its_hash(desk: Path, page: Path) -> None:
    sha256 = hashlib.sha256(page.read_bytes()).hexdigest()
    assert kept_copy(desk, sha256) is None
    assert [keep_copy(desk, page) for _ in range(2)] == [sha256, sha256]
    copy = kept_copy(desk, sha256)
    assert copy == folder_of_copies(desk) / f"{sha256}.html"
    assert copy.read_bytes() == page.read_bytes()
    assert [one.name for one in folder_of_copies(desk).iterdir()] == [copy.name]
    assert page.exists()


def test_only_a_hash_is_looked_for(desk: Path, page: Path) -> None:
    keep_copy(desk, page)
    for strange in ("", "*", "../desk", "a" * 63, "A" * 64):
        assert kept_copy(desk, strange) is None


def test_the_project_itself_is_no_source(desk: Path) -> None:
    for name in ("desk.annotator", "desk.annotator-wal"):
        with pytest.raises(AnnotatorError, match="no source"):
            keep_copy(desk, desk.with_name(name))


def test_what_cannot_be_copied_is_said_and_leaves_nothing(desk: Path, page: Path) -> None:
    with pytest.raises(AnnotatorError, match="not there"):
        keep_copy(desk, desk.with_name("gone.pdf"))
    with unwritable(desk.parent), pytest.raises(AnnotatorError, match="may not be"):
        keep_copy(desk, page)
    assert [one.name for one in desk.parent.iterdir()] == ["desk.annotator"]


def test_the_same_page_under_another_ending_is_no_second_copy(desk: Path, page: Path) -> None:
    sha256 = keep_copy(desk, page)
    other = page.with_suffix(".htm")
    other.write_bytes(page.read_bytes())
    assert keep_copy(desk, other) == sha256
    assert [one.suffix for one in folder_of_copies(desk).iterdir()] == [".html"]


def test_a_file_where_the_folder_should_be_is_told(desk: Path, page: Path) -> None:
    folder_of_copies(desk).write_text("mine")
    with pytest.raises(AnnotatorError, match="copies"):
        keep_copy(desk, page)
    assert folder_of_copies(desk).read_text() == "mine"

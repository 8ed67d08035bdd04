"""What the command line says of an import at its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import annotator
from annotator.store.project import Project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "p.annotator") as project:
        return project.path


def last_line(*args: object) -> str:
    done = CliRunner().invoke(annotator, ["import", *map(str, args)])
    return done.stdout.splitlines()[-1]


def test_what_is_here_already_was_not_imported(path: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("The dam holds.")
    assert last_line(path, text, "--dry-run") == "To import: 1 article."
    assert last_line(path, text) == "Imported 1 article."
    assert last_line(path, text) == "Nothing new was imported: it is here already."
    said = "Nothing new would be imported: it is here already."
    assert last_line(path, text, "--dry-run") == said


def test_a_word_that_is_mapped_and_that_no_label_says_is_told(path: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("The dam holds.")
    args = ["import", str(path), str(text), "--map", "Falsch=disputed"]
    done = CliRunner().invoke(annotator, args)
    assert "note: No label here says falsch, which --map names." in done.stderr

"""What guards a project: triggers, the version, the file's identity, and copies."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store import schema
from annotator.store.backup import KEPT, folder_of
from annotator.store.project import Project
from annotator.tasks.importing import import_text

TABLES = ("entries", "changes", "texts")


@pytest.fixture
def label(project: Project, anna: Annotator, article: Article) -> Label:
    """A label that the file holds."""
    made, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    return made


@pytest.fixture
def raw(project: Project, label: Label) -> Iterator[sqlite3.Connection]:
    """A connection of a program that knows nothing of our rules."""
    connection = sqlite3.connect(project.path, isolation_level=None)
    yield connection
    connection.close()


def refused(table: str) -> list[str]:
    """Every way to change a row that is there."""
    ways = {
        "entries": ("summary", "seq, id, at, annotator, act, summary", "id"),
        "changes": ("key", "entry, position, kind, key", "entry, position"),
        "texts": ("text", "number, sha256, text", "sha256"),
    }
    column, columns, key = ways[table]
    row = f"({columns}) SELECT {columns} FROM {table}"
    return [
        f"UPDATE {table} SET {column} = 'x'",
        f"UPDATE OR REPLACE {table} SET {column} = 'x'",
        f"UPDATE OR IGNORE {table} SET {column} = 'x'",
        f"DELETE FROM {table}",
        f"REPLACE INTO {table} {row}",
        f"INSERT OR REPLACE INTO {table} {row}",
        f"INSERT INTO {table} {row} WHERE true ON CONFLICT ({key}) DO UPDATE SET {column} = 'x'",
    ]


@pytest.mark.parametrize("table", TABLES)
def test_what_was_written_is_refused_every_change(raw: sqlite3.Connection, table: str) -> None:
    before = [raw.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]
    for statement in refused(table):
        with pytest.raises(sqlite3.IntegrityError, match="never changed, only added to"):
            raw.execute(statement)
    assert [raw.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES] == before


def test_an_import_brings_a_guard_back_that_another_program_has_taken_away(
    project: Project, raw: sqlite3.Connection
) -> None:
    raw.execute("DROP TRIGGER changes_refuse_replace")
    assert import_text(project, "Some words.", "New").articles == 1
    assert list(project.problems()) == []


def test_what_is_new_may_be_added(raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO texts (sha256, text) VALUES ('a', 'b')")
    raw.execute("REPLACE INTO texts (sha256, text) VALUES ('c', 'd')")
    assert raw.execute("SELECT count(*) FROM texts").fetchone() == (3,)


def test_a_newer_file_is_refused_in_a_sentence_and_left_alone(
    project: Project, raw: sqlite3.Connection
) -> None:
    raw.execute(f"PRAGMA user_version = {schema.VERSION + 7}")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = project.path.read_bytes()
    with pytest.raises(AnnotatorError) as told:
        Project.open(project.path)
    assert str(told.value) == (
        "test.annotator was made by a newer Annotator. Install the newest version to open it."
    )
    assert project.path.read_bytes() == before
    assert not folder_of(project.path).exists()


def test_a_file_that_becomes_newer_while_it_is_open_is_written_to_no_more(
    project: Project, label: Label, raw: sqlite3.Connection
) -> None:
    raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(AnnotatorError, match="brought up to date by a newer Annotator"):
        project.journal.commit(edits.set_note(label, "late"))
    found = project.queries.label(label.id)
    assert found is not None
    assert found.note == ""


def test_the_database_of_another_program_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "shop.annotator"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE articles (id TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(AnnotatorError) as told:
        Project.open(path)
    assert str(told.value) == (
        "shop.annotator is not a project. Choose a file that Annotator made."
    )
    assert path.read_bytes() == before


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="no project"):
        Project.open(tmp_path)


def test_a_file_that_was_moved_is_noticed_and_written_to_again_when_it_is_back(
    project: Project, label: Label, tmp_path: Path
) -> None:
    away = tmp_path / "away.annotator"
    project.path.rename(away)
    with pytest.raises(AnnotatorError) as told:
        project.journal.commit(edits.set_note(label, "lost?"))
    assert str(told.value) == (
        "test.annotator was moved, removed or replaced while it was open. "
        "Put it back in its place, or open the project anew."
    )
    away.rename(project.path)
    project.journal.commit(edits.set_note(label, "kept"))
    assert list(project.problems()) == []


def test_a_file_that_was_replaced_is_noticed_and_the_new_one_left_alone(
    project: Project, label: Label, tmp_path: Path
) -> None:
    with Project.create(tmp_path / "other.annotator") as other:
        path = other.path
    path.replace(project.path)
    before = project.path.read_bytes()
    for edit in (
        lambda: project.journal.commit(edits.set_note(label, "lost?")),
        lambda: project.journal.undo(label.annotator),
    ):
        with pytest.raises(AnnotatorError, match="moved, removed or replaced"):
            edit()
    assert project.path.read_bytes() == before


def test_todays_copy_is_whole_and_is_made_once(project: Project, label: Label) -> None:
    made = project.back_up_daily()
    assert made is not None
    today = datetime.now().astimezone().date().isoformat()
    assert made == project.path.with_name("test backups") / f"test {today}.annotator"
    project.journal.commit(edits.set_note(label, "afterwards"))
    assert project.back_up_daily() is None
    assert [one.name for one in made.parent.iterdir()] == [made.name]
    with Project.open(made) as copy:
        assert list(copy.problems()) == []
        assert copy.queries.label(label.id) == label


def test_only_the_last_seven_days_are_kept_and_nothing_else_is_touched(project: Project) -> None:
    folder = folder_of(project.path)
    folder.mkdir()
    days = [f"test 2020-01-{day:02}.annotator" for day in range(1, 11)]
    others = ["test before version 1.annotator", "best 2020-01-01.annotator", "notes.txt"]
    for name in (*days, *others):
        (folder / name).touch()
    made = project.back_up_daily()
    assert made is not None
    left = {one.name for one in folder.iterdir()}
    assert KEPT == 7
    assert left == {*days[-6:], *others, made.name}


def test_a_copy_that_cannot_be_made_is_said_and_leaves_nothing_behind(project: Project) -> None:
    folder = folder_of(project.path)
    folder.write_text("in the way")
    with pytest.raises(AnnotatorError):
        project.back_up_daily()
    assert folder.read_text() == "in the way"
    assert not [one for one in project.path.parent.iterdir() if one.name.endswith(".part")]


def test_a_partial_copy_of_a_crash_is_cleared_away_but_not_one_in_the_making(
    project: Project,
) -> None:
    folder = folder_of(project.path)
    folder.mkdir()
    old, new = folder / ".test 2020-01-01.annotator.1.part", folder / ".test x.annotator.2.part"
    for one in (old, new):
        one.touch()
    os.utime(old, (0, 0))
    assert project.back_up_daily()
    assert (old.exists(), new.exists()) == (False, True)


def test_before_a_migration_the_file_is_copied_as_it_was(
    project: Project, label: Label, raw: sqlite3.Connection
) -> None:
    raw.execute("PRAGMA user_version = 0")
    with Project.open(project.path) as migrated:
        assert migrated.queries.label(label.id) == label
    (copy,) = folder_of(project.path).iterdir()
    assert re.fullmatch(rf"test before version {schema.VERSION}\.annotator", copy.name)
    connection = sqlite3.connect(copy)
    assert schema.version_of(connection) == (schema.APPLICATION_ID, 0)
    assert connection.execute("SELECT quote FROM labels").fetchall() == [("Two",)]
    connection.close()


def test_without_room_for_the_copy_nothing_is_migrated(
    project: Project, label: Label, raw: sqlite3.Connection
) -> None:
    raw.execute("PRAGMA user_version = 0")
    folder_of(project.path).write_text("in the way")
    with pytest.raises(AnnotatorError):
        Project.open(project.path)
    assert schema.version_of(raw)[1] == 0

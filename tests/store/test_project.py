import os
import re
import sqlite3
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlite_utils import Database

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store import schema
from annotator.store.backup import KEPT, folder_of
from annotator.store.project import Project
from annotator.tasks.importing import import_text


@pytest.mark.parametrize("name", ["plain", "with space", "100% #1?", "пројекат 東京"])
def test_a_project_may_be_called_anything(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.annotator"
    Project.create(path).close()
    with Project.open(path) as project:
        assert project.name == name


def test_what_a_crash_has_left_is_no_part_of_a_new_project(tmp_path: Path) -> None:
    left = tmp_path / f".p.annotator.{os.getpid()}.part"
    Project.create(tmp_path / "killed.annotator", name="Killed").close()
    (tmp_path / "killed.annotator").rename(left)
    with Project.create(tmp_path / "p.annotator", name="New") as made:
        assert (made.name, len(list(made.queries.history()))) == ("New", 1)
    assert not left.exists()


def test_an_existing_file_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.annotator"
    path.write_text("mine")
    with pytest.raises(AnnotatorError, match="exists already"):
        Project.create(path)
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["a.annotator"]


@pytest.mark.parametrize("content", [b"", b"hello, this is no database at all" * 100])
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.annotator"
    path.write_bytes(content)
    with pytest.raises(AnnotatorError, match="is not a project"):
        Project.open(path)


def test_a_missing_project_is_said(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="no project"):
        Project.open(tmp_path / "none.annotator")


def test_a_file_of_a_newer_version_is_refused(project: Project) -> None:
    connection = sqlite3.connect(project.path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(AnnotatorError, match="newer Annotator"):
        Project.open(project.path)


def test_a_migration_begins_with_a_back_up(project: Project) -> None:
    connection = sqlite3.connect(project.path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    with Project.open(project.path) as again:
        assert list(again.problems()) == []
    (made,) = folder_of(project.path).iterdir()
    assert "before version" in made.name


def test_there_are_the_tables_of_the_schema_and_no_others(project: Project) -> None:
    connection = sqlite3.connect(project.path)
    rows = connection.execute("SELECT name, strict, type FROM pragma_table_list").fetchall()
    connection.close()
    names = {name for name, _, kind in rows if kind in ("table", "virtual")}
    assert names - {"_sqlite_migrations", "sqlite_schema", "sqlite_temp_schema"} == set(
        schema.TABLES
    )
    loose = {name for name, strict, kind in rows if kind == "table" and not strict}
    assert loose <= {"_sqlite_migrations", "sqlite_schema", "sqlite_temp_schema"}


def test_triggers_that_a_transform_drops_are_made_again(project: Project) -> None:
    connection = sqlite3.connect(project.path)
    Database(connection).table("articles").transform(types={"title": str})
    schema.make_triggers(connection)
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    assert {name for (name,) in rows} == schema.TRIGGERS.keys()
    connection.close()


def test_one_back_up_a_day_and_the_last_seven_are_kept(project: Project) -> None:
    folder = folder_of(project.path)
    folder.mkdir()
    for day in range(10, 20):
        (folder / f"test 2020-01-{day}.annotator").touch()
    (folder / "test before version 1.annotator").touch()
    made = project.back_up_daily()
    assert made is not None
    assert project.back_up_daily() is None
    daily = [one for one in folder.iterdir() if re.search(r"\d{4}-\d\d-\d\d", one.name)]
    assert len(daily) == KEPT
    assert (folder / "test before version 1.annotator").exists()
    with Project.open(made) as copy:
        assert list(copy.problems()) == []


DAMAGE = {
    "quote": "UPDATE labels SET quote = 'other'",
    "extra row": "INSERT INTO settings VALUES ('x', '1')",
    "missing row": "DELETE FROM labels",
    "verdict": "UPDATE labels SET verdict = 'disputed'",
    "place": "UPDATE labels SET start = 1",
    "trigger": "DROP TRIGGER entries_refuse_update",
    "no UTF-8": "UPDATE labels SET note = CAST(x'ff41' AS TEXT)",
    "no index of notes": "DROP TABLE found_notes",
    "no table": "DROP TABLE comments",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_the_check_finds_damage(
    project: Project, anna: Annotator, article: Article, kind: str
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    assert list(project.problems()) == []
    connection = sqlite3.connect(project.path)
    connection.execute(DAMAGE[kind])
    connection.commit()
    connection.close()
    assert list(project.problems())


SEARCHED = {
    "prisoners": "text", "PRISON": "text", "東京": "text", "タワー": "text", "Halt": "title",
    "never closed": "text", "vermerk": "note", "a OR b": None, '"': None, "*": None, "zzz": None,
}  # fmt: skip


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("words", SEARCHED)
def test_words_are_found_wherever_they_stand(
    project: Project, anna: Annotator, article: Article, words: str, indexed: bool
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_note(label, "Ein Vermerk"))
    if indexed:
        assert project.index_texts() == 1
    found = project.queries.search(words)
    assert [hit.where for hit in found] == ([SEARCHED[words]] if SEARCHED[words] else [])


def test_a_note_that_is_undone_is_found_no_more(
    project: Project, anna: Annotator, article: Article
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_note(label, "remarkable"))
    assert project.queries.search("remarkable")
    project.journal.undo(anna.id)
    assert not project.queries.search("remarkable")
    project.journal.redo(anna.id)
    assert project.queries.search("remarkable")


def test_a_text_that_the_disk_has_spoilt_is_told(project: Project, article: Article) -> None:
    connection = sqlite3.connect(project.path)
    connection.execute("DROP TRIGGER texts_refuse_update")
    connection.execute("UPDATE texts SET text = CAST(x'ff41' AS TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(AnnotatorError, match="file is damaged"):
        project.queries.article(article.id)
    assert "file is damaged" in " ".join(project.problems())


def test_a_pass_that_was_broken_off_may_end_after_the_project(project: Project) -> None:
    for words in ("One.", "Two."):
        import_text(project, words)
    records = project.queries.records()
    next(records)
    project.close()
    assert isinstance(records, Generator)
    records.close()

"""Files that earlier versions of Annotator have made are read by this one, and lose nothing.

Each new version of the schema adds a file to `fixtures/`, as that version makes it.
"""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain import edits
from annotator.domain.commenting import write
from annotator.domain.label import Verdict
from annotator.store import schema
from annotator.store.backup import folder_of
from annotator.store.project import Project

LINK = "https://example.org/<b>"
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("version-*.annotator.gz"))


def test_there_is_a_file_of_every_version() -> None:
    assert len(FIXTURES) == schema.VERSION


@pytest.mark.parametrize("packed", FIXTURES, ids=lambda path: path.name.split(".")[0])
def test_a_project_of_an_earlier_version_opens_whole(packed: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.annotator"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    with Project.open(path) as project:
        assert list(project.problems()) == []
        (anna,) = project.queries.annotators()
        (record,) = project.queries.records()
        (label,) = record.labels
        assert (label.quote, label.verdict) == ("agreed to halt attack", Verdict.VERIFIED)
        assert label.note == "Both ministries say so."
        assert label.evidence[0].url == "https://example.org/a"
        project.journal.redo(anna.id)
        (_, second) = project.queries.labels_of(record.article.id)
        assert second.quote == record.article.text[38:46] + " … " + record.article.text[59:66]
        assert [hit.where for hit in project.queries.search("MINISTRIES")] == ["note"]
        said = [comment.text for comment in project.queries.comments()]
        assert said == [] if packed.name.startswith("version-1") else ["Which ministry? " + LINK]
        assert list(project.problems()) == []


@pytest.mark.parametrize("packed", FIXTURES, ids=lambda path: path.name.split(".")[0])
def test_a_file_of_an_earlier_version_is_merged_and_stays_as_it_is(
    packed: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.annotator"
    old.write_bytes(gzip.decompress(packed.read_bytes()))
    with closing(sqlite3.connect(old)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        query = "SELECT json_extract(value, '$') FROM settings WHERE key = 'project'"
        (origin,) = connection.execute(query).fetchone()
    made = edits.set_setting(None, "project", None, origin)
    Project.write(tmp_path / "new.annotator", lambda journal: journal.commit(made))
    with Project.open(tmp_path / "new.annotator") as project:
        report = project.merge([old])
        assert (report.articles, report.labels, report.annotators) == (1, 1, 1)
        (record,) = project.queries.records()
        assert [label.note for label in record.labels] == ["Both ministries say so."]
        assert list(project.problems()) == []
        assert project.merge([old]).entries == 0
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)


def test_a_file_of_version_1_is_copied_first_and_takes_comments_in(tmp_path: Path) -> None:
    first = gzip.decompress(FIXTURES[0].read_bytes())
    here, away = tmp_path / "here.annotator", tmp_path / "away.annotator"
    here.write_bytes(first)
    away.write_bytes(first)
    with Project.open(here) as project:
        (anna,) = project.queries.annotators()
        (record,) = project.queries.records()
        about = [label.id for label in record.labels]
        _, entry = write(anna.id, record.article.id, about, "Which ministry?")
        project.journal.commit(entry)
        assert project.merge([away]).entries == 0
    assert away.read_bytes() == first
    with Project.open(away) as project:
        (copy,) = folder_of(away).iterdir()
        assert copy.name == f"away before version {schema.VERSION}.annotator"
        assert version(copy) == 1
        assert project.merge([here]).comments == 1
        assert [comment.text for comment in project.queries.comments()] == ["Which ministry?"]
        assert [hit.where for hit in project.queries.search("which MINI")] == ["comment"]
        assert list(project.problems()) == []


def version(path: Path) -> int:
    """The version of the schema of a file that nobody has opened."""
    connection = sqlite3.connect(path)
    found = schema.version_of(connection)[1]
    connection.close()
    return found

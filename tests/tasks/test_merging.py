"""Merging as a task: stopping it, going back to before it, and two who are one person."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from store.machines import Clock, copied, holds

from annotator.domain import edits, ids
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.tasks.insights.gathered import gather
from annotator.tasks.merging import (
    Answers,
    backups,
    carry_out,
    go_back,
    merge,
    rename_named,
    report_as_json,
    report_as_lines,
    unite,
    unite_named,
)
from annotator.tasks.progress import CancelledError
from annotator.tasks.telling import history_of_row


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done later has the later id."""
    monkeypatch.setattr(ids, "time", Clock())


@pytest.fixture
def away(project: Project, anna: Annotator, article: Article) -> Path:
    """The project on another machine, where another Anna has joined and worked."""
    path = copied(project, "away")
    with Project.open(path) as other:
        person, entry = edits.join("Anna")
        other.journal.commit(entry)
        _, entry = edits.mark(person.id, article, [Span(4, 9)], Verdict.DISPUTED)
        other.journal.commit(entry)
        other.journal.commit(edits.set_done(article, person.id, None, True))
        other.journal.commit(edits.record_work(article.id, person.id, "2025-01-01T00:00:00Z", 9))
    return path


def test_a_stopped_merge_leaves_nothing(project: Project, away: Path) -> None:
    before = holds(project.path)
    seen: list[str] = []

    def progress(done: int, total: int, what: str) -> None:
        seen.append(what)

    with pytest.raises(CancelledError):
        merge(project, [away], progress=progress, cancelled=lambda: len(seen) > 2)
    assert holds(project.path) == before
    assert backups(project.path) == []
    assert merge(project, [away]).labels == 1


def test_going_back_restores_what_was_and_keeps_what_is(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    before = holds(project.path)
    backup = merge(project, [away]).backup
    assert backup is not None
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    since = holds(project.path)
    assert project.journal.news() != []
    kept = go_back(project.path, backup)
    assert holds(project.path) == before
    assert holds(kept) == since
    assert kept.parent == project.path.parent
    assert kept.name.startswith("test until ")
    (heard,) = project.journal.news()
    assert heard.changes == ()
    assert list(project.problems()) == []
    assert merge(project, [kept]).labels == 2
    assert holds(project.path) == since


def test_after_going_back_everyone_hears_of_what_others_do(
    project: Project, anna: Annotator, article: Article
) -> None:
    backup = project.back_up("before")
    for start in range(3):
        _, entry = edits.mark(anna.id, article, [Span(start, start + 1)], Verdict.VERIFIED)
        project.journal.commit(entry)
    go_back(project.path, backup)
    assert [entry.changes for entry in project.journal.news()] == [()]
    with Project.open(project.path) as other:
        label, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.DISPUTED)
        other.journal.commit(entry)
    assert [entry.changes[0].key for entry in project.journal.news()] == [label.id]


def test_going_back_to_what_is_no_copy_of_this_project_is_refused(
    project: Project, tmp_path: Path
) -> None:
    Project.create(tmp_path / "foreign.annotator").close()
    before = holds(project.path)
    there = sorted(one.name for one in tmp_path.glob("*.annotator"))
    with pytest.raises(AnnotatorError, match="another project"):
        go_back(project.path, tmp_path / "foreign.annotator")
    assert holds(project.path) == before
    assert sorted(one.name for one in tmp_path.glob("*.annotator")) == there


def test_a_project_that_is_not_there_does_not_go_back(project: Project, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="There is no project at"):
        go_back(tmp_path / "nosuch.annotator", project.back_up("before"))


def test_going_back_needs_to_know_of_which_project_a_file_is(
    project: Project, tmp_path: Path
) -> None:
    backup = project.back_up("before")
    project.journal._connection.execute("DELETE FROM settings")
    with pytest.raises(AnnotatorError, match="another project"):
        go_back(project.path, backup)
    assert list(tmp_path.glob("test until *")) == []


def test_going_back_waits_for_no_writer_for_ever(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.store.restore.BUSY_SECONDS", 0.1)
    backup = project.back_up("before")
    connection = project.journal._connection
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(AnnotatorError, match="Another program is writing"):
        go_back(project.path, backup)
    connection.execute("ROLLBACK")
    assert list(project.path.parent.glob("test until *")) == []


def test_two_who_are_one_person_become_one_in_one_step(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_done(article, anna.id, None, False))
    (same,) = merge(project, [away]).namesakes
    (other,) = set(same.ids) - {anna.id}
    assert dict(zip(same.ids, same.labels, strict=True)) == {anna.id: 1, other: 1}
    before = holds(project.path)["labels"]
    unite(project, anna, Annotator(other, "Anna"))
    assert project.queries.annotators() == [anna]
    assert [one.annotator for one in project.queries.labels_of(article.id)] == [anna.id] * 2
    assert project.queries.state(article.id, anna.id) == "done"
    assert project.queries.seconds(article.id, anna.id) == 9
    assert list(project.problems()) == []
    with pytest.raises(AnnotatorError, match="not two people"):
        unite(project, anna, Annotator(other, "Anna"))
    project.journal.undo(anna.id)
    assert holds(project.path)["labels"] == before
    assert list(project.problems()) == []


def test_work_that_comes_later_under_the_other_id_calls_it_back(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    (same,) = merge(project, [away]).namesakes
    (other,) = set(same.ids) - {anna.id}
    unite(project, anna, Annotator(other, "Anna"))
    with Project.open(away) as there:
        _, entry = edits.mark(other, article, [Span(10, 12)], Verdict.VERIFIED)
        there.journal.commit(entry)
    assert len(merge(project, [away]).namesakes) == 1
    assert len(project.queries.labels_of(article.id)) == 2
    assert list(project.problems()) == []


def test_that_two_are_one_is_taken_back_also_after_more_has_come_of_the_other(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    (same,) = merge(project, [away]).namesakes
    (other,) = set(same.ids) - {anna.id}
    unite(project, anna, Annotator(other, "Anna"), anna.id)
    with Project.open(away) as there:
        _, entry = edits.mark(other, article, [Span(10, 12)], Verdict.VERIFIED)
        there.journal.commit(entry)
    merge(project, [away])
    project.journal.undo(anna.id)
    assert {one.annotator for one in project.queries.labels_of(article.id)} == {other}
    assert list(project.problems()) == []


def test_an_article_that_came_back_by_a_merge_is_taken_in_once_more_by_redo(
    project: Project, anna: Annotator
) -> None:
    id_ = import_text(project, "A text of two.", "Two", annotator=anna.id).first
    article = project.queries.article(id_ or "")
    assert article is not None
    with Project.open(copied(project, "away")) as away:
        away.journal.undo(anna.id)
    ben, entry = edits.join("Ben")
    project.journal.commit(entry)
    label, entry = edits.mark(ben.id, article, [Span(0, 6)], Verdict.DISPUTED)
    project.journal.commit(entry)
    merge(project, [away.path])
    project.journal.redo(anna.id)
    assert [one.id for one in project.queries.labels_of(article.id)] == [label.id]
    assert project.queries.search("two")[0].where == "title"
    assert list(project.problems()) == []


def test_answers_are_carried_out_each_in_one_step_of_whoever_gave_them(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    (same,) = merge(project, [away]).namesakes
    (other,) = set(same.ids) - {anna.id}
    lead, entry = edits.join("Lea")
    project.journal.commit(entry)
    answers = Answers([(anna.id, other)], {anna.id: "Anna K."}, {article.id: "Truce"})
    made = carry_out(project, answers, lead.id)
    assert [one.annotator for one in made] == [lead.id] * 3
    assert [one.name for one in project.queries.annotators()] == ["Anna K.", "Lea"]
    found = project.queries.article(article.id)
    assert found is not None
    assert found.title == "Truce"
    assert carry_out(project, Answers((), *answers_that_hold(answers)), lead.id) == []
    for _ in made:
        project.journal.undo(lead.id)
    assert [one.name for one in project.queries.annotators()] == ["Anna", "Anna", "Lea"]
    assert list(project.problems()) == []


def answers_that_hold(answers: Answers) -> tuple[dict[str, str], dict[str, str]]:
    """The names and titles that were given already."""
    return dict(answers.names), dict(answers.titles)


def test_all_of_one_name_become_one_by_that_name(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    with pytest.raises(AnnotatorError, match="only one Anna"):
        unite_named(project, ["Anna"])
    merge(project, [away])
    with pytest.raises(AnnotatorError, match="Nobody here is called Ben"):
        unite_named(project, ["Anna", "Ben"])
    keep, others = unite_named(project, ["Anna"])
    assert (keep.name, others) == ("Anna", 1)
    assert [one.annotator for one in project.queries.labels_of(article.id)] == [keep.id]


def test_the_report_says_what_stands_and_why(
    project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    second = copied(project, "second")
    project.journal.commit(edits.set_verdict(label, Verdict.DISPUTED))
    with Project.open(second) as there:
        there.journal.commit(edits.set_verdict(label, Verdict.UNVERIFIABLE))
    report = merge(project, [away, second], dry_run=True)
    lines = list(report_as_lines(report, dry_run=True))
    assert lines[1] == "Anna: 1 label in 1 article"
    about, here, there_ = lines[2:5]
    assert about == f"changed on both sides: label “{article.text[:3]}”"
    assert "here: " in here
    assert here.endswith("Anna: verdict “disputed”")
    assert there_.startswith("    there (the later, which stands): ")
    assert there_.endswith("Anna: verdict “unverifiable”")
    assert lines[5].startswith("2 people are called Anna: probably not one person (")
    assert lines[5].endswith("1 article in common)")
    (clash,) = report_as_json(report, dry_run=True)["clashes"]
    assert (clash["there"]["fields"], clash["stands"]) == ({"verdict": "unverifiable"}, "there")


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01T00:00:00Z", ""])
def test_a_moment_that_is_none_is_told_as_it_is(
    project: Project, anna: Annotator, article: Article, at: str
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    made = project.journal.commit(replace(entry, at=at))
    (line,) = history_of_row([made], {anna.id: "Anna"})
    assert line == f"{at}  Anna: {made.summary}"
    changed = edits.set_setting(None, "guidelines", project.queries.setting("guidelines"), "New")
    project.journal.commit(replace(changed, at=at))
    assert gather(project.queries, replicates=10).labels == 1


def test_the_copies_before_merges_are_found_the_newest_first(
    project: Project, away: Path, article: Article
) -> None:
    assert backups(project.path) == []
    first = merge(project, [away]).backup
    with Project.open(away) as other:
        person = other.queries.annotators()[-1]
        _, entry = edits.mark(person.id, article, [Span(10, 12)], Verdict.VERIFIED)
        other.journal.commit(entry)
    second = merge(project, [away]).backup
    assert backups(project.path) == [second, first]
    project.back_up("another reason")
    assert len(backups(project.path)) == 2


def test_one_person_is_renamed_by_name_or_id_and_only_one(
    project: Project, anna: Annotator, away: Path
) -> None:
    merge(project, [away])
    with pytest.raises(AnnotatorError, match="2 people here are called Anna"):
        rename_named(project, "Anna", "Anna K.")
    with pytest.raises(AnnotatorError, match="Nobody here is called Ben"):
        rename_named(project, "Ben", "Benno")
    rename_named(project, anna.id, " Anna  K. ")
    rename_named(project, "Anna", "Anna B.")
    project.journal.commit(edits.join("Bea")[1])
    for name in ("Bea", "bea"):
        with pytest.raises(AnnotatorError, match="Somebody else here is called Bea"):
            rename_named(project, "Anna B.", name)
    rename_named(project, "Bea", "BEA")
    assert [one.name for one in project.queries.annotators()] == ["Anna B.", "Anna K.", "BEA"]

"""Which articles have changed since a moment in the journal."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from store.machines import copied

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.journal import Act, Entry
from annotator.domain.label import Annotator, Span, Verdict
from annotator.store.project import Project
from annotator.store.restore import go_back
from annotator.tasks.importing import import_text


@pytest.fixture
def other(project: Project, article: Article) -> Article:
    """Another article, of which nothing changes."""
    report = import_text(project, "Nothing happens here.", "Still")
    found = project.queries.article(report.first or "")
    assert found is not None
    return found


def since(project: Project, *entries: Entry) -> set[str] | None:
    """What has changed by these."""
    then = project.queries.position()
    for entry in entries:
        project.journal.commit(entry)
    return project.queries.articles_since(then, 10)


def test_nothing_has_changed(project: Project, other: Article) -> None:
    assert since(project) == set()


def test_each_kind_of_change_names_its_article(
    project: Project, anna: Annotator, article: Article, other: Article
) -> None:
    label, made = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    for entry in (
        made,
        edits.set_note(label, "a note"),
        edits.set_done(article, anna.id, None, True),
        edits.set_done(article, anna.id, "done", False),
        edits.record_work(article.id, anna.id, "2025-03-01T10:00:00.000Z", 60),
        edits.edit_article(anna.id, article, title="Other"),
    ):
        assert since(project, entry) == {article.id}, entry.summary
    changed = replace(label, note="a note")
    latest = project.queries.label(label.id)
    assert latest is not None
    assert since(project, edits.delete([replace(changed, updated=latest.updated)])) == {article.id}


def test_people_and_settings_are_no_articles(project: Project, other: Article) -> None:
    _, joined = edits.join("Ben")
    assert since(project, joined, edits.set_setting(None, "x", None, 1)) == set()


def test_an_undo_names_what_it_takes_back(
    project: Project, anna: Annotator, article: Article, other: Article
) -> None:
    _, made = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(made)
    then = project.queries.position()
    project.journal.undo(anna.id)
    assert project.queries.articles_since(then, 10) == {article.id}


def test_a_label_that_came_and_went_since_is_known(
    project: Project, anna: Annotator, article: Article, other: Article
) -> None:
    label, made = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    assert since(project, made, edits.delete([label])) == {article.id}


def test_too_many_may_be_all(project: Project, article: Article) -> None:
    then = project.queries.position()
    for number in range(4):
        import_text(project, f"Text {number}.")
    assert project.queries.articles_since(then, 3) is None
    found = project.queries.articles_since(then, 4)
    assert found is not None
    assert len(found) == 4


def test_a_merge_may_have_touched_anything(
    project: Project, anna: Annotator, article: Article
) -> None:
    with Project.open(copied(project, "away")) as away:
        _, made = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
        away.journal.commit(made)
        then = project.queries.position()
        project.merge([away.path])
        assert project.queries.articles_since(then, 10) is None
        assert since(project) == set()


def test_after_going_back_the_same_number_is_another_entry(
    project: Project, anna: Annotator, article: Article
) -> None:
    backup = project.back_up("test")
    project.journal.commit(edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)[1])
    then = project.queries.position()
    path = Path(project.path)
    go_back(path, backup)
    with Project.open(path) as again:
        again.journal.commit(edits.mark(anna.id, article, [Span(4, 8)], Verdict.VERIFIED)[1])
        assert again.queries.position().last == then.last
        assert again.queries.articles_since(then, 10) is None


def test_moments_of_a_setting(project: Project) -> None:
    assert project.queries.moments_set("guidelines") == []
    now = project.queries.setting("guidelines")
    first = edits.set_setting(None, "guidelines", now, "One.")
    project.journal.commit(replace(first, at="2025-03-01T08:00:00.000Z", act=Act.RECORD))
    project.journal.commit(edits.set_setting(None, "guidelines", "One.", "Two."))
    first_moment, second = project.queries.moments_set("guidelines")
    assert first_moment == "2025-03-01T08:00:00.000Z"
    assert second > first_moment

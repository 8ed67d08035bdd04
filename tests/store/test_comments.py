"""Comments in the file: committed, undone, searched, counted, merged, and never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from store.machines import Clock, copied, holds, removal

from annotator.domain import commenting, edits, ids
from annotator.domain.article import Article
from annotator.domain.comment import Comment, Step, Thread, threads_of
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.domain.records import comment_fields
from annotator.errors import RefusedError
from annotator.store.listing import Row
from annotator.store.project import Project


@pytest.fixture
def label(project: Project, anna: Annotator, article: Article) -> Label:
    """What the comments are about."""
    made, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    return made


@pytest.fixture
def away(project: Project, label: Label) -> Iterator[Project]:
    """The project on another machine."""
    with Project.open(copied(project, "away")) as other:
        yield other


def wrote(project: Project, who: Annotator, label: Label, text: str) -> Comment:
    """A comment on a label, in its thread where it has one."""
    found = [one for one in threads(project) if label.id in one.about]
    comment, entry = commenting.write(
        who.id, label.article, [label.id], text, found[0] if found else None
    )
    project.journal.commit(entry)
    return comment


def threads(project: Project) -> list[Thread]:
    return threads_of(project.queries.comments())


def texts(project: Project) -> list[str]:
    return [one.text for one in project.queries.comments() if one.step is Step.SAID]


def row(project: Project, who: Annotator, article: Article) -> Row:
    (found,) = project.queries.queue_rows(who.id, [article.id])
    return found


def test_a_comment_is_written_changed_deleted_and_each_step_undone(
    project: Project, anna: Annotator, article: Article, label: Label
) -> None:
    comment = wrote(project, anna, label, "Which year?")
    assert project.queries.comments(article.id) == [comment]
    project.journal.commit(commenting.change(anna.id, comment, "Which one?"))
    (changed,) = project.queries.comments()
    assert (changed.text, changed.at) == ("Which one?", comment.at)
    project.journal.commit(commenting.delete(anna.id, changed))
    assert project.queries.comments() == []
    for wanted in (["Which one?"], ["Which year?"], []):
        project.journal.undo(anna.id)
        assert texts(project) == wanted
    for wanted in (["Which year?"], ["Which one?"], []):
        project.journal.redo(anna.id)
        assert texts(project) == wanted
    assert list(project.problems()) == []


def test_a_resolved_thread_is_open_again_after_undo(
    project: Project, anna: Annotator, label: Label
) -> None:
    wrote(project, anna, label, "Which year?")
    project.journal.commit(commenting.resolve(anna.id, threads(project)[0]))
    assert project.queries.open_threads() == []
    project.journal.undo(anna.id)
    assert [one.about for one in project.queries.open_threads()] == [(label.id,)]


def test_a_comment_that_another_window_has_changed_is_not_overwritten(
    project: Project, anna: Annotator, label: Label
) -> None:
    comment = wrote(project, anna, label, "Which year?")
    project.journal.commit(commenting.change(anna.id, comment, "Which one?"))
    with pytest.raises(RefusedError, match="changed this comment"):
        project.journal.commit(commenting.change(anna.id, comment, "Which?"))


def test_comments_are_found_by_their_words_as_they_are_now(
    project: Project, anna: Annotator, label: Label
) -> None:
    comment = wrote(project, anna, label, "Straßenbahn or tram?")
    (hit,) = project.queries.search("STRASSEN")
    assert (hit.article, hit.where) == (label.article, "comment")
    project.journal.commit(commenting.change(anna.id, comment, "A bus?"))
    assert project.queries.search("strassen") == []
    assert [hit.where for hit in project.queries.search("a bus")] == ["comment"]
    project.journal.undo(anna.id)
    assert [hit.where for hit in project.queries.search("tram")] == ["comment"]


def test_the_queue_counts_the_threads_that_somebody_can_see_and_resolve(
    project: Project, anna: Annotator, article: Article, label: Label
) -> None:
    assert row(project, anna, article).threads == 0
    wrote(project, anna, label, "Which year?")
    wrote(project, anna, label, "2024, I think.")
    assert row(project, anna, article).threads == 1
    project.journal.commit(edits.delete([label]))
    assert row(project, anna, article).threads == 0
    project.journal.undo(anna.id)
    project.journal.commit(commenting.resolve(anna.id, threads(project)[0]))
    assert row(project, anna, article).threads == 0


@examples(60)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("tu"), st.sampled_from(Step), st.integers(0, 2), st.booleans()),
        max_size=6,
    )
)
def test_the_file_and_the_domain_agree_on_what_is_open(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Step, int, bool]]
) -> None:
    from annotator.tasks.importing import import_text

    with Project.create(tmp_path_factory.mktemp("open") / "p.annotator") as project:
        anna, entry = edits.join("Anna")
        project.journal.commit(entry)
        article = project.queries.article(import_text(project, "Some text.").first or "")
        assert article is not None
        label, entry = edits.mark(anna.id, article, [Span(0, 4)], Verdict.VERIFIED)
        project.journal.commit(entry)
        changes = []
        for thread, step, at, there in steps:
            about = (label.id if there else "removed",)
            one = Comment(uuid7(), article.id, anna.id, about, thread, "x", step, str(at), str(at))
            changes.append(Change(Kind.COMMENT, one.id, None, comment_fields(one)))
        project.journal.commit(edits.entry(anna.id, "steps", changes))
        wanted = {
            (one.id, one.about)
            for one in threads(project)
            if not one.resolved and label.id in one.about
        }
        assert {(one.id, one.about) for one in project.queries.open_threads()} == wanted
        assert project.queries.open_threads(article.id) == project.queries.open_threads()
        assert row(project, anna, article).threads == len(wanted)


def test_an_article_goes_with_its_comments_and_comes_back_with_them(
    project: Project, anna: Annotator, article: Article, label: Label
) -> None:
    comment = wrote(project, anna, label, "Which year?")
    project.journal.commit(removal(project, article.id, anna.id))
    assert project.queries.comments() == []
    project.journal.undo(anna.id)
    assert project.queries.comments() == [comment]
    assert list(project.problems()) == []


def test_the_check_finds_a_comment_that_the_journal_does_not_know(
    project: Project, anna: Annotator, label: Label
) -> None:
    comment = wrote(project, anna, label, "Which year?")
    project.journal._connection.execute("UPDATE comments SET text = 'x'")
    assert f"The comment {comment.id} is not what the journal says." in list(project.problems())
    project.journal._connection.execute("DELETE FROM comments")
    assert any("missing from its table" in one for one in project.problems())


def both(project: Project, away: Project) -> None:
    """Merge each into the other: they hold the same then, and are sound."""
    project.merge([away.path])
    away.merge([project.path])
    for one in (project, away):
        assert list(one.problems()) == []
    assert holds(project.path) == holds(away.path)


def test_a_thread_written_on_two_machines_is_one_after_a_merge(
    project: Project, away: Project, anna: Annotator, label: Label, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ids, "time", Clock())
    question = wrote(project, anna, label, "Which year?")
    away.merge([project.path])
    ben, entry = edits.join("Ben")
    away.journal.commit(entry)
    wrote(away, ben, label, "2024.")
    project.journal.commit(commenting.change(anna.id, question, "Which year is meant?"))
    report = project.merge([away.path])
    assert (report.comments, report.clashes) == (1, ())
    assert report.summary() == "1 comment; 2 steps in all"
    (thread,) = threads(project)
    assert [one.text for one in thread.said] == ["Which year is meant?", "2024."]
    assert [hit.where for hit in project.queries.search("2024.")] == ["comment"]
    both(project, away)


def test_an_answer_that_the_one_who_resolved_it_has_not_seen_keeps_a_thread_open(
    project: Project, away: Project, anna: Annotator, label: Label
) -> None:
    wrote(project, anna, label, "Which year?")
    away.merge([project.path])
    project.journal.commit(commenting.resolve(anna.id, threads(project)[0]))
    wrote(away, anna, label, "Wait.")
    both(project, away)
    (thread,) = threads(project)
    assert len(thread.steps) == 3
    assert thread.resolved is None


def test_a_comment_calls_back_an_article_that_was_removed_elsewhere(
    project: Project, away: Project, anna: Annotator, article: Article, label: Label
) -> None:
    project.journal.commit(removal(project, article.id, anna.id))
    wrote(away, anna, label, "Which year?")
    both(project, away)
    assert texts(project) == ["Which year?"]
    assert project.queries.article(article.id) is not None


def test_the_same_comment_in_other_words_on_two_machines_is_told(
    project: Project, away: Project, anna: Annotator, label: Label
) -> None:
    comment = wrote(project, anna, label, "Which year?")
    away.merge([project.path])
    project.journal.commit(commenting.change(anna.id, comment, "Which one?"))
    away.journal.commit(commenting.change(anna.id, comment, "Which?"))
    report = project.merge([away.path])
    (clash,) = report.clashes
    assert (clash.kind, clash.about) == (Kind.COMMENT, f"“{texts(project)[0]}”")
    both(project, away)


def test_two_people_who_are_one_have_their_comments_together(
    project: Project, anna: Annotator, label: Label
) -> None:
    ben, entry = edits.join("Ben")
    project.journal.commit(entry)
    wrote(project, ben, label, "Which year?")
    project.journal.commit(edits.entry(anna.id, "unite", project.queries.moving(ben.id, anna.id)))
    assert [one.annotator for one in project.queries.comments()] == [anna.id]
    assert list(project.problems()) == []

"""Threads: who may do what in them, in which order it stands, and when they are resolved."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.domain import commenting
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment, Step, Thread, threads_of, to_continue, without
from annotator.domain.journal import Entry, Kind
from annotator.domain.records import comment_fields, comment_from
from annotator.errors import AnnotatorError


def after(entry: Entry, comments: list[Comment]) -> list[Comment]:
    """The comments as they are after an entry."""
    found = {one.id: one for one in comments}
    for change in entry.changes_of(Kind.COMMENT):
        old = found.pop(change.key, None)
        if change.after is not None:
            fields = {**(comment_fields(old) if old else {}), **change.after}
            found[change.key] = comment_from(change.key, fields)
    return list(found.values())


def thread_of(*comments: Comment) -> Thread:
    (thread,) = threads_of(comments)
    return thread


def said(text: str = "Why?", about: tuple[str, ...] = ("a",), who: str = "anna") -> Comment:
    comment, _ = commenting.write(who, "article", about, text)
    return comment


def test_a_thread_is_written_answered_resolved_and_opened_again() -> None:
    first, entry = commenting.write("anna", "article", ["a"], " Which year? \n")
    assert (entry.summary, first.text) == ("comment “Which year?”", "Which year?")
    comments = after(entry, [])
    _, entry = commenting.write("ben", "article", ["a"], "2024.", thread_of(*comments))
    comments = after(entry, comments)
    thread = thread_of(*comments)
    assert [one.text for one in thread.said] == ["Which year?", "2024."]
    assert thread.resolved is None
    comments = after(commenting.resolve("anna", thread), comments)
    resolved = thread_of(*comments).resolved
    assert resolved is not None
    assert (resolved.annotator, resolved.at >= first.at) == ("anna", True)
    comments = after(commenting.reopen("ben", thread_of(*comments)), comments)
    assert thread_of(*comments).resolved is None
    assert [one.step for one in thread_of(*comments).steps] == [
        Step.SAID, Step.SAID, Step.RESOLVED, Step.REOPENED,
    ]  # fmt: skip


def test_what_is_said_in_a_resolved_thread_opens_it_again() -> None:
    comments = [said()]
    comments = after(commenting.resolve("anna", thread_of(*comments)), comments)
    _, entry = commenting.write("ben", "article", ["a"], "Wait.", thread_of(*comments))
    assert thread_of(*after(entry, comments)).resolved is None


def test_nobody_edits_anothers_comment() -> None:
    comment = said()
    for edit in (
        lambda: commenting.change("ben", comment, "else"),
        lambda: commenting.delete("ben", comment),
    ):
        with pytest.raises(AnnotatorError, match="Nobody changes another’s"):
            edit()
    resolved = next(
        one
        for one in after(commenting.resolve("anna", thread_of(comment)), [comment])
        if one.step is Step.RESOLVED
    )
    with pytest.raises(AnnotatorError, match="Nobody changes"):
        commenting.change("anna", resolved, "words")


def test_ones_own_comment_is_changed_and_deleted() -> None:
    comment = said()
    (changed,) = after(commenting.change("anna", comment, "When?"), [comment])
    assert changed == replace(comment, text="When?", updated=changed.updated)
    assert changed.at == comment.at
    assert after(commenting.delete("anna", changed), [changed]) == []


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_comment_needs_words_and_a_label(text: str) -> None:
    with pytest.raises(AnnotatorError, match="needs words"):
        commenting.write("anna", "article", ["a"], text)
    with pytest.raises(AnnotatorError, match="needs words"):
        commenting.change("anna", said(), text)
    with pytest.raises(AnnotatorError, match="about a label"):
        commenting.write("anna", "article", [], "words")


def test_a_thread_is_not_resolved_twice() -> None:
    comment = said()
    with pytest.raises(AnnotatorError, match="open already"):
        commenting.reopen("anna", thread_of(comment))
    steps = after(commenting.resolve("anna", thread_of(comment)), [comment])
    with pytest.raises(AnnotatorError, match="resolved already"):
        commenting.resolve("ben", thread_of(*steps))


@pytest.mark.parametrize(
    "at", ["9000-01-01T00:00:00.000Z", "2999-12-31T23:59:59.999Z", "2999-06-01T12:00:00+00:00"]
)
def test_an_answer_stands_after_what_it_answers_though_its_clock_is_behind(at: str) -> None:
    thread = thread_of(replace(said(), at=at))
    for _ in range(3):
        answer, entry = commenting.write("ben", "article", ["a"], "Because.", thread)
        thread = thread_of(*after(entry, list(thread.steps)))
        assert thread.steps[-1] == answer


def test_a_time_that_no_clock_has_said_stops_nobody() -> None:
    for at in ("tomorrow", "9999-12-31T23:59:59.999Z"):
        _, entry = commenting.write(
            "ben", "article", ["a"], "Yes.", thread_of(replace(said(), at=at))
        )
        assert len(entry.changes) == 1


def test_an_answer_at_a_claim_takes_in_the_labels_that_came_to_it() -> None:
    claim = thread_of(said(about=("b", "a")))
    assert claim.about == ("a", "b")
    answer, _ = commenting.write("ben", "article", ["b", "c"], "Yes.", claim)
    assert answer.about == ("a", "b", "c")
    label = thread_of(said(about=("a",)))
    answer, _ = commenting.write("ben", "article", ["a", "b"], "Yes.", label)
    assert answer.about == ("a",)


def test_a_new_comment_goes_on_in_the_thread_that_all_of_them_see() -> None:
    label, claim = thread_of(said(about=("a",))), thread_of(said(about=("a", "b")))
    assert to_continue([label], ["a"]) == label
    assert to_continue([claim, label], ["a"]) == label
    assert to_continue([label], ["a", "b"]) is None
    assert to_continue([claim, label], ["a", "b", "c"]) == claim
    assert to_continue([claim], ["b"]) == claim
    assert to_continue([claim], ["c"]) is None
    resolved = thread_of(*after(commenting.resolve("anna", claim), list(claim.steps)))
    assert to_continue([resolved], ["a", "b"]) is None


def test_a_thread_without_somebodys_words_is_as_open_as_it_was() -> None:
    comments = [said("Which?", ("a", "b"), "judge")]
    for who, words in (("anna", "The first."), ("ben", "The second.")):
        _, entry = commenting.write(who, "article", ["a", "b"], words, thread_of(*comments))
        comments = after(entry, comments)
    kept = without(thread_of(*comments), {"ben"})
    assert kept is not None
    assert [one.text for one in kept.said] == ["Which?", "The first."]
    comments = after(commenting.resolve("ben", thread_of(*comments)), comments)
    kept = without(thread_of(*comments), {"ben"})
    assert kept is not None
    assert kept.resolved is not None
    _, entry = commenting.write("ben", "article", ["a", "b"], "Wait.", thread_of(*comments))
    kept = without(thread_of(*after(entry, comments)), {"ben"})
    assert kept is not None
    assert kept.resolved is None
    assert without(thread_of(*comments), {"anna", "ben", "judge"}) is None


def test_a_thread_without_words_is_none() -> None:
    comment = said()
    steps = after(commenting.resolve("anna", thread_of(comment)), [comment])
    rest = after(commenting.delete("anna", comment), steps)
    assert len(rest) == 1
    assert threads_of(rest) == []


def decision(outcome: Outcome, reason: str = "") -> Decision:
    return Decision(
        f"d {outcome}", "article", "judge", ("a", "b"), outcome, reason=reason, at="2025"
    )


def test_a_question_begins_a_thread_and_a_decision_in_its_place_resolves_it() -> None:
    asked = decision(Outcome.DEFERRED, "Which of them?")
    entry = commenting.with_threads(Entry("e", "2025", "judge", "defer"), [asked], [], [])
    (question,) = comments = after(entry, [])
    assert (question.thread, question.text, question.about) == (
        asked.id,
        "Which of them?",
        ("a", "b"),
    )
    _, answer = commenting.write("anna", "article", ["a"], "The second.", thread_of(*comments))
    comments = after(answer, comments)
    settled = [decision(Outcome.ACCEPTED)]
    other = said()
    entry = commenting.with_threads(
        Entry("f", "2026", "judge", "settle"), settled, [asked], threads_of([*comments, other])
    )
    comments = after(entry, comments)
    resolved = thread_of(*comments).resolved
    assert resolved is not None
    assert resolved.annotator == "judge"
    again = commenting.with_threads(
        Entry("g", "2026", "judge", "x"), settled, [asked], threads_of(comments)
    )
    assert again.changes == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("tuv"), st.sampled_from(Step), st.integers(0, 3)), max_size=7
    )
)
def test_the_order_in_which_comments_are_stored_does_not_matter(
    rows: list[tuple[str, Step, int]],
) -> None:
    comments = [
        Comment(str(number), "article", "anna", ("a",), thread, "x", step, str(at))
        for number, (thread, step, at) in enumerate(rows)
    ]
    wanted = threads_of(comments)
    for order in itertools.islice(itertools.permutations(comments), 40):
        assert threads_of(order) == wanted
    for thread in wanted:
        last = max(thread.steps, key=lambda one: (one.at, one.id))
        assert (thread.resolved is not None) is (last.step is Step.RESOLVED)

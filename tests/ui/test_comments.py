"""Comments by keys and mouse: at a label in Annotate, at a claim in Review, and in the lists."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hands import Hands, Opener
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QPlainTextEdit, QTableView, QTextEdit, QToolButton
from PySide6.QtWidgets import QWidget as Widget

from annotator.domain import commenting, edits
from annotator.domain.article import Article
from annotator.domain.blindness import BLIND
from annotator.domain.claim import ClaimState, Outcome
from annotator.domain.comment import Thread, threads_of
from annotator.domain.decisions import Ruling, decide
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.store.project import Project
from annotator.tasks.claims import reviewed
from annotator.ui.comments.comments import Comments
from annotator.ui.comments.talk import CommentDraft, drafts_from, when

LEFT = Qt.MouseButton.LeftButton
ROLE = Qt.ItemDataRole.AccessibleTextRole


def click(hands: Hands, name: str) -> None:
    """Click on the button of this name."""
    QTest.mouseClick(hands.named(name, Widget), LEFT)


def field(hands: Hands) -> QPlainTextEdit:
    """The field that one writes in now."""
    found = hands.window.focusWidget()
    assert isinstance(found, QPlainTextEdit)
    return found


def send(hands: Hands, words: str) -> None:
    """Write a comment by keys alone, from the article or a case."""
    QTest.keySequence(hands.window.focusWidget(), "M")
    QTest.keyClicks(field(hands), words)
    QTest.keyClick(field(hands), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def threads(hands: Hands) -> list[Thread]:
    """The threads that the file holds."""
    return threads_of(hands.session.project.queries.comments())


def words(hands: Hands) -> list[str]:
    """The comments that one sees, from the top."""
    found = hands.window.findChildren(QTextEdit, "words")
    seen = [one for one in found if one.isVisible()]
    seen.sort(key=lambda one: one.mapTo(hands.window, one.rect().topLeft()).y())
    return [one.toPlainText() for one in seen]


def lines(hands: Hands) -> list[str]:
    """The lines that one sees anywhere in comments."""
    return [
        label.text()
        for comments in hands.window.findChildren(Comments)
        for label in comments.findChildren(QLabel)
        if label.isVisible()
    ]


@pytest.fixture
def bert(project: Project) -> Annotator:
    """Someone else who labels."""
    annotator, entry = edits.join("Bert")
    project.journal.commit(entry)
    return annotator


def marked(
    project: Project, who: Annotator, article: Article, verdict: Verdict, span: Span
) -> Label:
    label, entry = edits.mark(who.id, article, [span], verdict)
    project.journal.commit(entry)
    return label


@pytest.fixture
def label(project: Project, anna: Annotator, article: Article) -> Label:
    """Anna's label."""
    return marked(project, anna, article, Verdict.VERIFIED, Span(4, 14))


@pytest.fixture
def at_label(opened: Opener, project: Project, label: Label) -> Hands:
    """Anna at her label."""
    hands = opened(project)
    hands.session.activate(label.id)
    return hands


def test_a_comment_is_written_by_keys_and_the_hands_go_back_to_the_article(
    at_label: Hands, label: Label
) -> None:
    send(at_label, "Which year?")
    assert at_label.bench.article.hasFocus()
    (thread,) = threads(at_label)
    assert (thread.about, [one.text for one in thread.said]) == ((label.id,), ["Which year?"])
    assert words(at_label) == ["Which year?"]
    assert at_label.named("Hide comments", Widget).isVisible()
    # Ctrl+Enter in the article finishes it; in the field it only sends.
    state = at_label.session.project.queries.state
    assert state(label.article, at_label.session.annotator.id) is None
    send(at_label, "2024, I think.")
    assert len(threads(at_label)) == 1
    assert words(at_label) == ["Which year?", "2024, I think."]


def test_undo_takes_a_comment_back_and_redo_writes_it_again(at_label: Hands) -> None:
    send(at_label, "Which year?")
    at_label.press("Ctrl+Z")
    assert words(at_label) == []
    assert threads(at_label) == []
    at_label.press("Ctrl+Shift+Z")
    assert words(at_label) == ["Which year?"]


def test_undo_goes_to_the_label_that_the_comment_was_about(at_label: Hands, label: Label) -> None:
    send(at_label, "Which year?")
    at_label.session.activate(None)
    at_label.press("Ctrl+Z")
    assert at_label.session.active == label.id


def test_ones_own_comment_is_changed_and_deleted_by_the_mouse(at_label: Hands) -> None:
    send(at_label, "Which year?")
    click(at_label, "Edit comment")
    assert field(at_label).toPlainText() == "Which year?"
    field(at_label).selectAll()
    QTest.keyClicks(field(at_label), "Which one?")
    click(at_label, "Keep the comment")
    assert words(at_label) == ["Which one?"]
    click(at_label, "Delete comment")
    assert threads(at_label) == []
    assert at_label.bench.article.hasFocus()


def test_cancelling_a_change_leaves_the_comment_as_it_was(at_label: Hands) -> None:
    send(at_label, "Which year?")
    click(at_label, "Edit comment")
    QTest.keyClicks(field(at_label), " Or month?")
    click(at_label, "Cancel the comment")
    assert words(at_label) == ["Which year?"]
    QTest.keySequence(at_label.bench.article, "M")
    assert field(at_label).toPlainText() == ""


def test_nobody_is_offered_to_change_anothers_comment(
    opened: Opener, project: Project, label: Label, bert: Annotator
) -> None:
    _, entry = commenting.write(bert.id, label.article, [label.id], "<b>Which</b> year?")
    project.journal.commit(entry)
    hands = opened(project)
    hands.session.activate(label.id)
    assert words(hands) == ["<b>Which</b> year?"]
    assert "Bert" in lines(hands)
    names = {one.accessibleName() for one in hands.window.findChildren(QToolButton)}
    assert "Reply" not in names
    assert names.isdisjoint({"Edit comment", "Delete comment"})


def test_a_thread_is_resolved_folded_and_opened_again(at_label: Hands) -> None:
    send(at_label, "Which year?")
    click(at_label, "Resolve")
    (thread,) = threads(at_label)
    assert thread.resolved is not None
    assert words(at_label) == []
    assert at_label.says("▾ 1 comment, resolved")
    click(at_label, "Show the resolved thread")
    assert words(at_label) == ["Which year?"]
    assert any(one.startswith("✓ Resolved by Anna · ") for one in lines(at_label))
    click(at_label, "Reopen")
    assert threads(at_label)[0].resolved is None
    assert words(at_label) == ["Which year?"]


def test_comments_are_folded_when_they_are_not_wanted(at_label: Hands) -> None:
    send(at_label, "Which year?")
    before = at_label.bench.panel.findChild(Comments)
    assert isinstance(before, Comments)
    high = before.height()
    click(at_label, "Hide comments")
    assert words(at_label) == []
    assert at_label.says("▸ 1 comment")
    at_label.qtbot.waitUntil(lambda: before.height() < high)
    click(at_label, "Show comments")
    assert words(at_label) == ["Which year?"]


def test_a_long_thread_is_cut_in_the_middle_and_shown_whole_when_wanted(
    opened: Opener, project: Project, label: Label, bert: Annotator
) -> None:
    for number in range(12):
        known = threads_of(project.queries.comments())
        _, entry = commenting.write(
            bert.id, label.article, [label.id], f"Number {number}.", known[0] if known else None
        )
        project.journal.commit(entry)
    hands = opened(project)
    hands.session.activate(label.id)
    assert words(hands) == [f"Number {n}." for n in (0, 8, 9, 10, 11)]
    assert hands.says("… 7 more")
    click(hands, "Show the whole thread")
    assert words(hands) == [f"Number {n}." for n in range(12)]
    hands.window.activateWindow()
    hands.bench.article.setFocus()
    QTest.keySequence(hands.bench.article, "M")
    cards = hands.bench.panel.cards.viewport()
    here = field(hands)
    hands.qtbot.waitUntil(
        lambda: cards.rect().contains(
            cards.mapFromGlobal(here.mapToGlobal(here.rect().bottomLeft()))
        )
    )


def test_an_address_of_any_length_is_never_wider_than_its_card(at_label: Hands) -> None:
    send(at_label, "See https://example.org/" + "a" * 400)
    (shown,) = at_label.window.findChildren(QTextEdit, "words")
    at_label.qtbot.waitUntil(lambda: shown.height() >= shown.document().size().height())
    assert shown.width() < at_label.bench.panel.width()
    assert shown.document().size().width() <= shown.viewport().width()


def test_what_is_half_written_is_there_again_when_one_comes_back(
    at_label: Hands, project: Project, anna: Annotator, article: Article, label: Label
) -> None:
    other = marked(project, anna, article, Verdict.DISPUTED, Span(20, 30))
    at_label.session.look()
    at_label.session.activate(label.id)
    QTest.keySequence(at_label.bench.article, "M")
    QTest.keyClicks(field(at_label), "Half a sen")
    QTest.keyClick(field(at_label), Qt.Key.Key_Escape)
    assert at_label.bench.article.hasFocus()
    at_label.session.activate(other.id)
    QTest.keySequence(at_label.bench.article, "M")
    assert field(at_label).toPlainText() == ""
    QTest.keyClick(field(at_label), Qt.Key.Key_Escape)
    at_label.session.activate(label.id)
    QTest.keySequence(at_label.bench.article, "M")
    QTest.keyClicks(field(at_label), "tence.")
    QTest.keyClick(field(at_label), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert words(at_label) == ["Half a sentence."]


def test_what_is_half_written_is_there_again_after_a_restart(
    at_label: Hands, opened: Opener, project: Project
) -> None:
    QTest.keySequence(at_label.bench.article, "M")
    QTest.keyClicks(field(at_label), "Half a sentence")
    at_label.window.close()
    again = opened(project)
    QTest.keySequence(again.bench.article, "M")
    assert field(again).toPlainText() == "Half a sentence"


@pytest.mark.parametrize("kept", [None, [], {"a": "b"}, {"a": ["x"]}, {"a": {"b": 1}}])
def test_a_damaged_note_of_what_was_half_written_stops_nobody(kept: object) -> None:
    assert drafts_from(kept) == {}
    assert drafts_from({"a": ["x", "", "c"]}) == {"a": CommentDraft("x", "", "c")}


def test_tab_goes_through_a_thread_as_it_stands(at_label: Hands) -> None:
    send(at_label, "Which year?")
    QTest.keySequence(at_label.bench.article, "M")
    QTest.keyClicks(field(at_label), "2024.")
    back = Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier
    seen = []
    for _ in range(3):
        QTest.keyClick(at_label.window.focusWidget(), *back)
        seen.append(at_label.window.focusWidget().accessibleName())
    assert seen == ["Resolve", "Delete comment", "Edit comment"]
    at_label.press("M")
    QTest.keyClick(field(at_label), Qt.Key.Key_Tab)
    assert at_label.window.focusWidget().accessibleName() == "Send the comment"
    QTest.keyClick(at_label.window.focusWidget(), Qt.Key.Key_Space)
    assert words(at_label) == ["Which year?", "2024."]


def test_an_empty_comment_is_not_sent(at_label: Hands) -> None:
    send(at_label, "  ")
    assert threads(at_label) == []


def test_a_comment_of_another_window_is_heard_while_one_writes(
    at_label: Hands, project: Project, label: Label, bert: Annotator
) -> None:
    QTest.keySequence(at_label.bench.article, "M")
    QTest.keyClicks(field(at_label), "Which y")
    _, entry = commenting.write(bert.id, label.article, [label.id], "Which year?")
    project.journal.commit(entry)
    at_label.qtbot.waitUntil(lambda: words(at_label) == ["Which year?"])
    QTest.keyClicks(field(at_label), "es.")
    QTest.keyClick(field(at_label), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert words(at_label) == ["Which year?", "Which yes."]
    assert len(threads(at_label)) == 1


def test_the_queue_marks_an_article_with_open_threads(
    at_label: Hands, project: Project, label: Label, bert: Annotator
) -> None:
    view = at_label.named("Queue", QListView)

    def told() -> str:
        return str(view.model().index(0, 0).data(ROLE))

    at_label.qtbot.waitUntil(lambda: view.model().rowCount() == 1)
    assert "thread" not in told()
    send(at_label, "Which year?")
    assert told().endswith("1 label, 1 open thread") or told().endswith("labels, 1 open thread")
    at_label.press("Del")
    assert "thread" not in told()
    at_label.press("Ctrl+Z")
    assert "1 open thread" in told()
    at_label.session.activate(label.id)
    click(at_label, "Resolve")
    assert "thread" not in told()


# Review


@pytest.fixture
def case(
    project: Project, anna: Annotator, bert: Annotator, article: Article, label: Label
) -> list[str]:
    """Two labels that contradict each other in an article that both have finished."""
    other = marked(project, bert, article, Verdict.DISPUTED, Span(4, 14))
    for who in (anna, bert):
        project.journal.commit(edits.set_done(article, who.id, None, True))
    return sorted([label.id, other.id])


@pytest.fixture
def judge(opened: Opener, project: Project, case: list[str]) -> Hands:
    """A judge who looks at the case."""
    hands = opened(project, "Judge")
    hands.press("Ctrl+2")
    review = hands.bench.review
    assert review is not None
    hands.qtbot.waitUntil(lambda: review.desk.case is not None)
    hands.qtbot.waitUntil(review.page.hasFocus)
    return hands


def page(hands: Hands) -> Widget:
    """Where keys act in Review."""
    assert hands.bench.review is not None
    return hands.bench.review.page


def states(hands: Hands) -> list[ClaimState]:
    """How far the review of each claim is."""
    assert hands.bench.review is not None
    return [
        claim.state for claims in hands.bench.review.desk.docket.claims.values() for claim in claims
    ]


def test_a_comment_on_the_claim_is_about_all_of_its_labels(judge: Hands, case: list[str]) -> None:
    send(judge, "Which of them?")
    (thread,) = threads(judge)
    assert list(thread.about) == case
    assert page(judge).hasFocus()
    assert words(judge) == ["Which of them?"]
    view = judge.named("Disagreements", QTableView)
    assert str(view.model().index(0, 0).data(ROLE)).endswith("1 open thread")
    click(judge, "Resolve")
    assert "thread" not in str(view.model().index(0, 0).data(ROLE))
    click(judge, "Show the resolved thread")
    click(judge, "Reopen")
    assert str(view.model().index(0, 0).data(ROLE)).endswith("1 open thread")


def test_undo_in_review_goes_to_the_case_that_the_comment_was_on(
    opened: Opener, project: Project, anna: Annotator, bert: Annotator, article: Article,
    case: list[str],
) -> None:  # fmt: skip
    for who, verdict in ((anna, Verdict.VERIFIED), (bert, Verdict.UNVERIFIABLE)):
        marked(project, who, article, verdict, Span(80, 90))
    judge = opened(project, "Judge")
    judge.press("Ctrl+2")
    review = judge.bench.review
    assert review is not None
    judge.qtbot.waitUntil(lambda: len(review.desk.docket.cases) == 2)
    judge.qtbot.waitUntil(review.page.hasFocus)
    first = review.desk.case
    send(judge, "Which of them?")
    QTest.keySequence(page(judge), "J")
    assert review.desk.case != first
    assert words(judge) == []
    QTest.keySequence(page(judge), "Ctrl+Z")
    assert review.desk.case == first
    assert threads(judge) == []


def test_the_threads_at_its_labels_stand_at_the_case_and_are_answered_there(
    judge: Hands, project: Project, anna: Annotator, label: Label
) -> None:
    _, entry = commenting.write(anna.id, label.article, [label.id], "I am not sure.")
    project.journal.commit(entry)
    judge.qtbot.waitUntil(lambda: words(judge) == ["I am not sure."])
    click(judge, "Reply")
    QTest.keyClicks(field(judge), "Why not?")
    click(judge, "Send the comment")
    (thread,) = threads(judge)
    assert (thread.about, len(thread.said)) == ((label.id,), 2)
    send(judge, "To both of you.")
    assert len(threads(judge)) == 2
    assert words(judge) == ["I am not sure.", "Why not?", "To both of you."]


def test_names_in_comments_are_hidden_as_all_names_are(
    judge: Hands, project: Project, bert: Annotator, label: Label, case: list[str]
) -> None:
    _, entry = commenting.write(bert.id, label.article, case, "I am not sure.")
    project.journal.commit(entry)
    judge.qtbot.waitUntil(lambda: words(judge) == ["I am not sure."])
    assert "Bert" not in " ".join(lines(judge))
    assert any(one.startswith("Who made label ") for one in lines(judge))
    QTest.keySequence(page(judge), "H")
    assert "Bert" in lines(judge)


def test_a_question_is_answered_at_the_label_and_settling_the_case_resolves_it(
    judge: Hands, opened: Opener, project: Project, case: list[str], label: Label
) -> None:
    QTest.keySequence(page(judge), "R")
    QTest.keyClicks(field(judge), "Which year is meant?")
    QTest.keyClick(field(judge), Qt.Key.Key_Escape)
    QTest.keySequence(page(judge), "Q")
    assert states(judge) == [ClaimState.DEFERRED]
    (thread,) = threads(judge)
    assert (list(thread.about), thread.said[0].text) == (case, "Which year is meant?")

    anna = opened(project, "Anna")
    anna.session.activate(label.id)
    assert words(anna) == ["Which year is meant?"]
    send(anna, "2024.")
    assert len(threads(anna)) == 1

    judge.window.activateWindow()
    click(judge, "Asked")
    judge.qtbot.waitUntil(lambda: words(judge) == ["Which year is meant?", "2024."])
    page(judge).setFocus()
    QTest.keySequence(page(judge), "1")
    QTest.keySequence(page(judge), "Return")
    assert states(judge) == [ClaimState.SETTLED]
    (thread,) = threads(judge)
    assert thread.resolved is not None
    QTest.keySequence(page(judge), "Ctrl+Z")
    assert threads(judge)[0].resolved is None
    assert states(judge) == [ClaimState.DEFERRED]
    assert list(project.problems()) == []


def test_a_blind_project_keeps_from_an_annotator_what_the_others_say_of_the_claim(
    opened: Opener,
    project: Project,
    anna: Annotator,
    bert: Annotator,
    case: list[str],
    label: Label,
) -> None:
    project.journal.commit(edits.set_setting(anna.id, BLIND, None, True))
    _, entry = commenting.write(bert.id, label.article, case, "It is false.")
    project.journal.commit(entry)
    (row,) = project.queries.queue_rows(anna.id, [label.article], anna.id)
    assert row.threads == 0
    hands = opened(project)
    hands.session.activate(label.id)
    assert words(hands) == []
    assert hands.named("Show comments", Widget).isVisible()

    # A question of the review is for all, whoever asks it; the answers of the others are not.
    (claim,) = next(reviewed(project.queries)).claims
    decisions, entry = decide(bert.id, [Ruling(claim, Outcome.DEFERRED, reason="Which year?")])
    project.journal.commit(commenting.with_threads(entry, decisions, [], []))
    (thread,) = (one for one in threads(hands) if one.id == decisions[0].id)
    judge, entry = edits.join("Judge")
    project.journal.commit(entry)
    _, entry = commenting.write(judge.id, label.article, case, "The one of the report.", thread)
    project.journal.commit(entry)
    (row,) = project.queries.queue_rows(anna.id, [label.article], anna.id)
    assert row.threads == 1
    hands.qtbot.waitUntil(lambda: words(hands) == ["Which year?", "The one of the report."])
    assert "On the claim" in lines(hands)
    assert {"Bert", "Judge"}.isdisjoint(lines(hands))
    send(hands, "2024.")
    (thread,) = (one for one in threads(hands) if one.id == decisions[0].id)
    assert [one.text for one in thread.said][-1] == "2024."
    assert words(hands) == ["Which year?", "The one of the report.", "2024."]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2025-03-19T10:30:00", "10:30"),
        ("2025-03-18T10:30:00", "18 Mar, 10:30"),
        ("2024-12-01T09:05:00", "1 Dec 2024, 09:05"),
    ],
)
def test_a_moment_is_told_in_ones_own_time(at: str, told: str) -> None:
    utc = datetime.fromisoformat(at).astimezone().astimezone(UTC).isoformat()
    assert when(utc, date(2025, 3, 19)) == told
    assert when("some day", date(2025, 3, 19)) == "some day"


def test_a_long_step_to_undo_makes_the_window_no_wider(at_label: Hands) -> None:
    status = at_label.window.findChild(Widget, "status")
    assert isinstance(status, Widget)
    send(at_label, "short")
    least = status.minimumSizeHint().width()
    send(at_label, "words that go on and on and on and on")
    assert at_label.says("Undo: comment “words that go on and on and on and on”")
    assert status.minimumSizeHint().width() == least

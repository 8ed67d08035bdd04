"""What is taken back in Review is there to go on from: nothing that was typed is typed twice."""

from __future__ import annotations

import pytest
from hands import Opener
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from reviewing import Reviewer

from annotator.domain import edits
from annotator.domain.claim import Outcome
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.label import Verdict
from annotator.store.project import Project


@pytest.fixture
def reviewer(demo: Project, opened: Opener) -> Reviewer:
    return Reviewer(opened(demo, "Judge"))


def write(field: QPlainTextEdit, words: str = "") -> None:
    """Type words, and Enter."""
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_undo_gives_back_the_question_that_was_asked_and_enter_asks_it_again(
    reviewer: Reviewer,
) -> None:
    case = reviewer.case
    reviewer.press("Q")
    field = reviewer.hands.named("Question", QPlainTextEdit)
    write(field, "Of which year?")
    assert reviewer.case.id != case.id
    assert field.toPlainText() == ""
    reviewer.press("Ctrl+Z")
    assert reviewer.case.id == case.id
    assert reviewer.case.decision is None
    assert field.toPlainText() == "Of which year?"
    reviewer.press("R")
    write(field, " ")
    asked = next(one for one in reviewer.docket.claims[case.article] if one.id == case.id).decision
    assert asked is not None
    assert (asked.outcome, asked.reason) == (Outcome.DEFERRED, "Of which year?")


def test_undo_gives_back_verdict_words_cause_and_reason_of_a_decision(reviewer: Reviewer) -> None:
    case = reviewer.case
    reviewer.press("1")
    reviewer.press("U")
    reviewer.press("]")
    QTest.keyClick(reviewer.hands.named("Cause", QComboBox), Qt.Key.Key_Down)
    reviewer.press("R")
    field = reviewer.hands.named("Reason", QPlainTextEdit)
    QTest.keyClicks(field, "No source.")
    before = reviewer.draft
    assert before.cause
    QTest.keyClick(field, Qt.Key.Key_Return)
    for _ in range(2):
        reviewer.press("Ctrl+Z")
        assert reviewer.case.id == case.id
        assert reviewer.draft == before
        assert field.toPlainText() == "No source."
        reviewer.press("Ctrl+Shift+Z")


def test_what_is_only_chosen_is_taken_back_before_what_is_settled(reviewer: Reviewer) -> None:
    reviewer.press("1")
    reviewer.press("Return")
    case, first, settled = reviewer.case, reviewer.draft, reviewer.docket.progress()
    hands, drafts = reviewer.hands, [reviewer.draft]
    for key in ("V", "]", "}", "U"):
        reviewer.press(key)
        drafts.append(reviewer.draft)
    assert hands.says("Undo: choose unverifiable")
    QTest.keyClicks(hands.named("Reason", QPlainTextEdit), "Not said.")
    while len(drafts) > 1:
        assert reviewer.draft.parts == drafts.pop().parts
        reviewer.press("Ctrl+Z")
    assert reviewer.case == case
    assert reviewer.draft == replace(first, reason="Not said.")
    assert reviewer.docket.progress() == settled
    assert reviewer.desk.redo_text() == "choose verified"
    reviewer.press("Ctrl+Shift+Z")
    assert reviewer.draft.part.verdict is Verdict.VERIFIED
    reviewer.press("Ctrl+Z")
    reviewer.press("Ctrl+Z")  # now what was settled
    assert reviewer.case != case
    assert reviewer.docket.progress() != settled


def test_another_case_begins_with_nothing_to_take_back(reviewer: Reviewer) -> None:
    hands = reviewer.hands
    reviewer.press("U")
    assert hands.says("Undo: choose unverifiable")
    reviewer.press("J")
    assert reviewer.desk.undo_text() == ""
    reviewer.press("U")
    reviewer.press("Ctrl+Z")
    reviewer.press("]")
    assert reviewer.desk.undo_text() == "choose other words"
    assert reviewer.desk.redo_text() == ""
    hands.press("Ctrl+1")  # in Annotate nothing of it is taken back
    assert not hands.says("Undo: choose other words")
    hands.press("Ctrl+2")
    assert hands.says("Undo: choose other words")


def test_what_a_rule_has_settled_leaves_no_words_of_it_when_it_is_taken_back(
    reviewer: Reviewer,
) -> None:
    session, cases = reviewer.hands.session, reviewer.docket.cases[:2]
    session.join()
    rulings = [
        Ruling(case, Outcome.ACCEPTED, taken(case.labels[0]), reason="By the rule.")
        for case in cases
    ]
    session.commit(decide(session.annotator.id, rulings)[1])
    reviewer.press("Ctrl+Z")
    assert reviewer.case in cases
    assert reviewer.draft.reason == ""


@pytest.mark.parametrize("tab", ["Ctrl+1", "Ctrl+2", "Ctrl+3"])
def test_what_is_taken_back_out_of_sight_is_told(reviewer: Reviewer, tab: str) -> None:
    """A step that is no case and no label is easily taken for the one that was meant."""
    hands, session = reviewer.hands, reviewer.hands.session
    session.commit(edits.set_setting(session.annotator.id, "causes", None, ["slip"]))
    hands.press(tab)
    QTest.keySequence(hands.window, "Ctrl+Z")
    assert hands.window.messages.text.startswith("Taken back: ")
    QTest.keySequence(hands.window, "Ctrl+Shift+Z")
    assert hands.window.messages.text.startswith("Done again: ")
    if tab != "Ctrl+2":
        return
    hands.window.messages.hide()
    reviewer.press("1")
    reviewer.press("Return")
    reviewer.press("Ctrl+Z")
    assert hands.window.messages.text == ""

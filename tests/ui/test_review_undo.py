"""What is taken back in Review is there to go on from: nothing that was typed is typed twice."""

from __future__ import annotations

import pytest
from hands import Opener
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from reviewing import Reviewer

from annotator.domain.claim import Outcome
from annotator.domain.decisions import Ruling, decide, taken
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

"""Reviewing by keys and mouse on the demo project: every case settled, taken back, and exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from hands import Hands, Opener, press_button
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTableView, QToolButton

from annotator.domain.case_filter import CaseFilter
from annotator.domain.claim import ClaimState, Difference, Outcome
from annotator.domain.label import Label, Layer, Verdict
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.ui.dialogs.ruling import RulingDialog
from annotator.ui.review.desk import Desk
from annotator.ui.review.tab import ReviewTab


class Reviewer:
    """Someone at the Review tab. Counts the keys that it takes."""

    def __init__(self, hands: Hands) -> None:
        hands.press("Ctrl+2")
        self.hands = hands
        assert hands.bench.review is not None
        self.tab: ReviewTab = hands.bench.review
        self.desk: Desk = self.tab.desk
        hands.qtbot.waitUntil(lambda: self.desk.case is not None)
        hands.qtbot.waitUntil(self.tab.page.hasFocus)
        self.keys = 0

    def press(self, keys: str) -> None:
        QTest.keySequence(self.tab.page, keys)
        self.keys += 1


@pytest.fixture
def demo(tmp_path: Path) -> Project:
    return Project.open(make_demo(tmp_path))


@pytest.fixture
def reviewer(demo: Project, opened: Opener) -> Reviewer:
    return Reviewer(opened(demo, "Judge"))


def test_all_of_it_is_settled_by_keys_alone_and_goes_out_as_gold(
    reviewer: Reviewer, demo: Project, tmp_path: Path
) -> None:
    cases = len(reviewer.desk.docket.cases)
    assert cases > 40
    while reviewer.desk.case is not None:
        draft = reviewer.desk.draft
        assert draft is not None
        if not draft.clear:
            reviewer.press("1")
        reviewer.press("Return")
    assert reviewer.desk.docket.progress() == f"0 open · {cases} settled"
    print(f"{reviewer.keys / cases:.2f} keys a case")  # noqa: T201 - what the issue asks to see
    assert reviewer.keys <= 2 * cases
    assert list(demo.problems()) == []
    out = tmp_path / "gold.jsonl"
    export(demo.queries, str(out), choices=Choices(layer=Layer.GOLD))
    gold = [
        label for line in out.read_bytes().splitlines() for label in orjson.loads(line)["labels"]
    ]
    assert len(gold) == cases
    assert {label["annotator"] for label in gold} == {"Judge"}


def test_a_number_takes_that_label_and_undo_opens_the_case_again(reviewer: Reviewer) -> None:
    case = reviewer.desk.case
    assert case is not None
    second = reviewer.desk.numbered()[1]
    reviewer.press("2")
    reviewer.press("Return")
    assert reviewer.desk.docket.states[ClaimState.SETTLED] == 1
    reviewer.press("Ctrl+Z")
    assert reviewer.desk.docket.states[ClaimState.SETTLED] == 0
    assert reviewer.desk.case is not None
    assert reviewer.desk.case.id == case.id
    assert second in reviewer.desk.case.labels


def test_an_own_verdict_on_other_words_is_an_edited_decision(
    reviewer: Reviewer, demo: Project
) -> None:
    case = reviewer.desk.case
    assert case is not None
    for key in ("U", "O", "]", "Return"):
        reviewer.press(key)
    (record,) = demo.queries.records(named=False, article=case.article)
    (decision,) = (one for one in record.decisions if one.settles)
    assert decision.outcome is Outcome.EDITED
    (gold,) = (label for label in record.labels if label.layer is Layer.GOLD)
    assert gold.verdict is Verdict.UNVERIFIABLE
    assert gold.quote == record.article.text[gold.start : gold.end] or len(gold.spans) > 1
    assert gold.id == decision.label


def test_a_claim_is_rejected_and_another_put_off_with_a_question(reviewer: Reviewer) -> None:
    reviewer.press("X")
    assert reviewer.desk.docket.states[ClaimState.SETTLED] == 1
    reviewer.press("Q")
    assert "question first" in reviewer.hands.window.messages.text
    reviewer.press("R")
    field = reviewer.hands.named("Reason", QPlainTextEdit)
    assert field.hasFocus()
    QTest.keyClicks(field, "Which verdict is meant? V or D")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    reviewer.press("Q")
    assert reviewer.desk.docket.states[ClaimState.DEFERRED] == 1
    assert reviewer.desk.docket.states[ClaimState.SETTLED] == 1


def test_an_annotator_who_thinks_again_opens_the_case_again(
    reviewer: Reviewer, demo: Project
) -> None:
    from annotator.domain import edits

    case = reviewer.desk.case
    assert case is not None
    reviewer.press("1")
    reviewer.press("Return")
    label = case.labels[0]
    other = next(verdict for verdict in Verdict if verdict is not label.verdict)
    demo.journal.commit(edits.set_verdict(label, other))
    reviewer.hands.qtbot.waitUntil(lambda: reviewer.desk.docket.states[ClaimState.REOPENED] == 1)


def test_names_are_hidden_and_the_order_is_always_the_same(reviewer: Reviewer) -> None:
    desk = reviewer.desk
    before = desk.numbered()
    assert {desk.names.of_label(label) for label in before} == {""}
    reviewer.press("J")
    reviewer.press("K")
    assert desk.numbered() == before
    reviewer.press("H")
    names = [desk.names.of_label(label) for label in desk.numbered()]
    assert names == sorted(names)
    assert set(names) <= {"A", "B", "C"}


def test_the_list_is_filtered_by_kind_and_words(reviewer: Reviewer) -> None:
    QTest.mouseClick(reviewer.hands.named("Extent", QToolButton), Qt.MouseButton.LeftButton)
    assert {one.kind for one in reviewer.desk.docket.cases} == {Difference.EXTENT}
    view = reviewer.hands.named("Disagreements", QTableView)
    assert view.model().rowCount() == reviewer.desk.docket.counts[Difference.EXTENT]
    where = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert reviewer.desk.place() == 1


def test_without_disagreements_it_says_so(hands: Hands) -> None:
    hands.press("Ctrl+2")
    assert hands.bench.review is not None
    hands.qtbot.waitUntil(
        lambda: hands.says(
            "No disagreements: they show where two people have finished the same article."
        )
    )
    QTest.keySequence(hands.bench.review.page, "Return")


def test_many_are_settled_by_a_rule_and_one_undo_takes_them_back(
    reviewer: Reviewer, demo: Project
) -> None:
    hands = reviewer.hands
    reviewer.press("Ctrl+Shift+R")
    dialog = hands.dialog(RulingDialog)
    hands.qtbot.waitUntil(lambda: bool(dialog._found))
    agreed = len(dialog._found)
    hands.named("Rule", QComboBox).setCurrentIndex(1)
    hands.qtbot.waitUntil(lambda: "majority" in dialog._list.toPlainText())
    wanted = len(dialog._found)
    assert wanted > agreed
    press_button(dialog, f"Settle {wanted} claims")
    hands.qtbot.waitUntil(lambda: "Settled" in hands.window.messages.text)
    assert len(list(_gold(demo))) == wanted
    hands.window.activateWindow()
    hands.qtbot.waitUntil(hands.window.isActiveWindow)
    reviewer.press("Ctrl+Z")
    assert not list(_gold(demo))
    assert list(demo.problems()) == []


def _gold(project: Project) -> Iterator[Label]:
    for record in project.queries.records():
        yield from (label for label in record.labels if label.layer is Layer.GOLD)


def test_enter_in_the_filter_settles_nothing(reviewer: Reviewer) -> None:
    reviewer.press("1")
    field = reviewer.hands.named("Filter disagreements", QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "e")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert reviewer.desk.docket.states[ClaimState.SETTLED] == 0


def test_others_open_review_with_the_cases_that_they_mean(reviewer: Reviewer) -> None:
    docket = reviewer.desk.docket
    some = frozenset(case.id for case in docket.cases[5:8])
    reviewer.hands.window.show_cases(CaseFilter(claims=some))
    assert {case.id for case in docket.cases} == some
    assert reviewer.desk.case == docket.cases[0]
    reviewer.hands.window.show_cases(
        CaseFilter(verdicts=(Verdict.VERIFIED, Verdict.DISPUTED), kinds=frozenset())
    )
    assert {case.kind for case in docket.cases} == {Difference.VERDICT}

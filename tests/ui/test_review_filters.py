"""Filtering the disagreements by keys and by mouse."""

from __future__ import annotations

import pytest
from hands import Opener
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolButton
from reviewing import Reviewer

from annotator.domain.case_filter import MARKED, CaseFilter, Which
from annotator.domain.claim import ClaimState, Difference
from annotator.domain.label import Verdict
from annotator.store.project import Project
from annotator.ui.review.filters import FilterPanel


@pytest.fixture
def reviewer(demo: Project, opened: Opener) -> Reviewer:
    return Reviewer(opened(demo, "Judge"))


def panel(reviewer: Reviewer) -> FilterPanel:
    """The filter, opened by its key."""
    reviewer.press("F")
    found = QApplication.activePopupWidget()
    assert isinstance(found, FilterPanel)
    return found


def choose(filters: FilterPanel, name: str, times: int = 1) -> str:
    """Go down in a choice by keys; returns what is chosen now."""
    (box,) = (one for one in filters.findChildren(QComboBox) if one.accessibleName() == name)
    box.setFocus()
    for _ in range(times):
        QTest.keyClick(box, Qt.Key.Key_Down)
    return box.currentText()


def chips(reviewer: Reviewer) -> dict[str, QToolButton]:
    """What can be taken away from the filter, by its words."""
    found = reviewer.tab.cases.findChildren(QToolButton)
    return {one.text(): one for one in found if one.property("asked") and one.isVisible()}


def test_by_verdicts_annotators_and_article_with_keys_alone(reviewer: Reviewer) -> None:
    filters = panel(reviewer)
    assert choose(filters, "Verdicts") == "Verified, disputed"
    assert {case.kind for case in reviewer.docket.cases} == {Difference.VERDICT}
    assert choose(filters, "Annotator") == "Annotator 1"
    (who,) = reviewer.docket.filter.annotators
    assert all(who in case.annotators for case in reviewer.docket.cases)
    some = len(reviewer.docket.cases)
    assert choose(filters, "Article") == "This article"
    assert 0 < len(reviewer.docket.cases) < some
    assert len({case.article for case in reviewer.docket.cases}) == 1
    QTest.keyClick(filters, Qt.Key.Key_Escape)
    assert not filters.isVisible()
    reviewer.hands.qtbot.waitUntil(reviewer.tab.page.hasFocus)
    assert len(chips(reviewer)) == 3


def test_each_chip_takes_one_thing_away(reviewer: Reviewer) -> None:
    every = len(reviewer.docket.cases)
    reviewer.hands.window.show_cases(
        CaseFilter(tag="quote", verdicts=(Verdict.VERIFIED, Verdict.DISPUTED))
    )
    few = len(reviewer.docket.cases)
    there = chips(reviewer)
    assert list(there) == ["Verified, disputed  ×", "Tag quote  ×"]
    QTest.mouseClick(there["Tag quote  ×"], Qt.MouseButton.LeftButton)
    assert reviewer.docket.filter == CaseFilter(verdicts=(Verdict.VERIFIED, Verdict.DISPUTED))
    assert few < len(reviewer.docket.cases) < every
    QTest.mouseClick(chips(reviewer)["Verified, disputed  ×"], Qt.MouseButton.LeftButton)
    assert not chips(reviewer)
    assert len(reviewer.docket.cases) == every


def test_what_someone_says_and_some_articles_have_chips(reviewer: Reviewer) -> None:
    case = reviewer.case
    show = reviewer.hands.window.show_cases
    show(CaseFilter(annotators=(case.annotators[0],), said=frozenset({Verdict.DISPUTED, None})))
    assert list(chips(reviewer))[1] == "Says disputed or not marked  ×"
    show(CaseFilter(said=MARKED, articles=frozenset({"gone", case.article})))
    there = chips(reviewer)
    assert list(there) == ["Marked  ×", "2 articles  ×"]
    assert {one.article for one in reviewer.docket.cases} == {case.article}
    QTest.mouseClick(there["2 articles  ×"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(chips(reviewer)["Marked  ×"], Qt.MouseButton.LeftButton)
    assert reviewer.docket.filter == CaseFilter()


def test_what_only_one_had_to_judge_is_listed_in_any_state(reviewer: Reviewer) -> None:
    reviewer.hands.window.show_cases(CaseFilter(state=Which.ANY))
    alone = [one for one in reviewer.docket.cases if not one.disagreements and not one.agreed]
    assert alone
    reviewer.hands.window.show_cases(CaseFilter(state=Which.ANY, claims=frozenset({alone[0].id})))
    reviewer.press("1")
    reviewer.press("Return")
    assert reviewer.docket.states[ClaimState.SETTLED] == 1


def test_two_annotators_differ_and_each_has_said_one_of_two_verdicts(reviewer: Reviewer) -> None:
    filters = panel(reviewer)
    choose(filters, "Annotator")
    choose(filters, "Who differs from")
    one, other = reviewer.docket.filter.annotators
    assert reviewer.docket.cases
    for case in reviewer.docket.cases:
        assert {one, other} <= {*case.annotators, *case.missing}
    assert choose(filters, "Verdicts", 4) == "Disputed, verified"
    for case in reviewer.docket.cases:
        said = {(label.annotator, label.verdict) for label in case.labels}
        assert {(one, Verdict.DISPUTED), (other, Verdict.VERIFIED)} <= said


def test_agreed_ones_are_listed_when_asked_and_the_tag_can_be_chosen(reviewer: Reviewer) -> None:
    filters = panel(reviewer)
    assert choose(filters, "State", 7) == "Agreed"
    assert reviewer.docket.cases
    assert all(case.agreed for case in reviewer.docket.cases)
    choose(filters, "Tag")
    tag = reviewer.docket.filter.tag
    assert all(any(tag in one.tags for one in case.labels) for case in reviewer.docket.cases)
    QTest.keyClick(filters, Qt.Key.Key_Escape)
    assert "Agreed  ×" in chips(reviewer)


def test_settled_ones_have_a_chip_as_soon_as_there_are_some(reviewer: Reviewer) -> None:
    chip = reviewer.hands.named("Settled", QToolButton)
    assert not chip.isVisible()
    reviewer.press("1")
    reviewer.press("Return")
    assert chip.isVisible()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert [case.state for case in reviewer.docket.cases] == [ClaimState.SETTLED]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert reviewer.docket.filter.state is Which.TO_DO


def test_names_stay_hidden_in_the_filter(reviewer: Reviewer) -> None:
    filters = panel(reviewer)
    choose(filters, "Annotator")
    shown = [
        box.itemText(at) for box in filters.findChildren(QComboBox) for at in range(box.count())
    ]
    assert not {"A", "B", "C"} & set(shown)
    QTest.keyClick(filters, Qt.Key.Key_Escape)
    assert list(chips(reviewer)) == ["Annotator 1  ×"]
    reviewer.hands.qtbot.waitUntil(reviewer.tab.page.hasFocus)
    reviewer.press("H")
    (name,) = chips(reviewer)
    assert name.removesuffix("  ×") in ("A", "B", "C")


def test_typing_narrows_and_widens_and_the_first_is_looked_at_in_a_pause(
    reviewer: Reviewer,
) -> None:
    every, case = len(reviewer.docket.cases), reviewer.desk.case
    reviewer.press("Ctrl+F")
    field = reviewer.hands.named("Filter disagreements", QLineEdit)
    assert field.hasFocus()
    QTest.keyClicks(field, "girders")
    few = [one.id for one in reviewer.docket.cases]
    assert 0 < len(few) < every
    assert reviewer.desk.case == case
    reviewer.hands.qtbot.waitUntil(lambda: reviewer.desk.case != case)
    assert reviewer.desk.case == reviewer.docket.cases[0]
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "s")
    assert [one.id for one in reviewer.docket.cases] == few
    QTest.keyClicks(field, "zz")
    assert reviewer.hands.says("Nothing here matches the filter.")
    field.clear()
    assert len(reviewer.docket.cases) == every


def test_enter_goes_from_the_words_to_the_first_case_at_once(reviewer: Reviewer) -> None:
    reviewer.press("Ctrl+F")
    field = reviewer.hands.named("Filter disagreements", QLineEdit)
    QTest.keyClicks(field, "girders")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert reviewer.tab.page.hasFocus()
    assert reviewer.desk.case == reviewer.docket.cases[0]
    assert reviewer.docket.states[ClaimState.SETTLED] == 0


def test_a_settled_case_leaves_a_filtered_list_and_comes_back_by_undo(reviewer: Reviewer) -> None:
    reviewer.hands.window.show_cases(CaseFilter(text="girders"))
    before = [case.id for case in reviewer.docket.cases]
    reviewer.press("1")
    reviewer.press("Return")
    assert [case.id for case in reviewer.docket.cases] == before[1:]
    reviewer.press("Ctrl+Z")
    assert [case.id for case in reviewer.docket.cases] == before


def test_clear_all_lists_what_is_to_do(reviewer: Reviewer) -> None:
    reviewer.hands.window.show_cases(CaseFilter(state=Which.ANY, text="the", tag="quote"))
    filters = panel(reviewer)
    QTest.mouseClick(filters._clear, Qt.MouseButton.LeftButton)
    assert reviewer.docket.filter == CaseFilter()
    assert reviewer.hands.named("Filter disagreements", QLineEdit).text() == ""

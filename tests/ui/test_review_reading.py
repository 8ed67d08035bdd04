"""A large project in Review: cases show while the rest is read, and nothing is taken out of a
person's hands. Later only what has changed is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pytest
from crowd import ARTICLES, CLAIMS, crowded
from hands import Hands, Opener
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from reviewing import Reviewer

from annotator.domain import edits
from annotator.domain.bulk import all_agree, majority
from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.claim import Claim, ClaimState, Difference, worst_first
from annotator.domain.decisions import decide, take_back
from annotator.domain.label import Verdict
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks.cases import all_cases, claims_now, proposals
from annotator.tasks.demo import make_demo
from annotator.ui.review.tab import ReviewTab
from annotator.ui.workbench import REVIEW

EVERY = ARTICLES * CLAIMS


@pytest.fixture
def hands(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Before Review is opened. The parts are small, so that there are four of them."""
    monkeypatch.setattr("annotator.tasks.cases._FIRST", 300)
    return opened(crowded(tmp_path), "Judge")


def open_review(hands: Hands, at_first: Callable[[ReviewTab], object]) -> ReviewTab:
    """Open Review, do something as soon as there are cases, and wait for the rest."""
    hands.qtbot.waitUntil(lambda: not hands.window.jobs.any)
    hands.bench.review_made.connect(lambda: made.append(hands.bench.review))
    made: list[ReviewTab | None] = []
    seen: list[int] = []

    def look() -> None:
        assert made[0] is not None
        docket = made[0].desk.docket
        assert docket.cases == sorted(docket.cases, key=worst_first)
        if docket.cases and not any(seen):
            assert not docket.read
            assert docket.progress() == f"{len(docket.cases):,} open · 0 settled so far"
            at_first(made[0])
        seen.append(len(docket.cases))

    # The tab reads when it is shown, which it is by the key that makes it: listen in between.
    def listen() -> None:
        assert made[0] is not None
        made[0].desk.docket.listed.connect(look)

    hands.bench.review_made.connect(listen)
    hands.press("Ctrl+2")
    assert hands.says("Reading the disagreements…")
    tab = hands.bench.review
    assert tab is not None
    hands.qtbot.waitUntil(lambda: tab.desk.docket.read)
    assert seen == sorted(seen)
    assert len(set(seen) - {0}) >= 4
    hands.qtbot.waitUntil(tab.page.hasFocus)
    return tab


def top_of(tab: ReviewTab) -> int:
    """Where the row of the case stands in the list, in pixels."""
    view = tab.cases.view
    assert view.currentIndex().row() == tab.desk.place()
    return view.rowViewportPosition(tab.desk.place())


def test_the_first_cases_come_early_and_the_worst_of_all_in_the_end(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.ui.review.desk._GLANCE_S", 1_000)
    firsts: list[Claim | None] = []
    tab = open_review(hands, lambda tab: firsts.append(tab.desk.case))
    desk = tab.desk
    assert len(desk.docket.cases) == EVERY
    assert desk.docket.progress() == f"{EVERY:,} open · 0 settled"
    assert firsts[0] is not None
    assert firsts[0].severity < desk.docket.cases[0].severity
    assert desk.case == desk.docket.cases[0]
    assert top_of(tab) == 0


def test_whoever_has_had_the_time_to_read_a_case_keeps_it_and_goes_on_with_the_worst(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.ui.review.desk._GLANCE_S", 0)
    firsts: list[Claim | None] = []
    tab = open_review(hands, lambda tab: firsts.append(tab.desk.case))
    desk = tab.desk
    assert desk.case == firsts[0] != desk.docket.cases[0]
    assert top_of(tab) == 0
    QTest.keyClick(tab.page, Qt.Key.Key_1)
    QTest.keyClick(tab.page, Qt.Key.Key_Return)
    assert len(desk.docket.cases) == EVERY - 1
    assert desk.case == desk.docket.cases[0]
    following = desk.docket.cases[1]
    QTest.keyClick(tab.page, Qt.Key.Key_1)
    QTest.keyClick(tab.page, Qt.Key.Key_Return)
    assert desk.case == following


def test_whoever_has_gone_on_stays_where_they_are(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.ui.review.desk._GLANCE_S", 1_000)
    gone_to: list[tuple[Claim | None, int]] = []

    def go_on(tab: ReviewTab) -> None:
        tab.cases.view.executeDelayedItemsLayout()
        for _ in range(3):
            tab.desk.step(1)
        gone_to.append((tab.desk.case, top_of(tab)))

    tab = open_review(hands, go_on)
    case, top = gone_to[0]
    assert case is not None
    assert tab.desk.case == case
    assert tab.desk.place() > 3
    assert 0 < top == top_of(tab) < tab.cases.view.viewport().height()
    QTest.keyClick(tab.page, Qt.Key.Key_J)
    assert tab.desk.case == tab.desk.docket.cases[tab.desk.docket.cases.index(case) + 1]


@pytest.mark.parametrize("which", ["list", "page"])
def test_whoever_scrolls_is_not_called_back(
    hands: Hands, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.ui.review.desk._GLANCE_S", 1_000)
    begun: list[Claim | None] = []

    def scroll(tab: ReviewTab) -> None:
        view = tab.cases.view if which == "list" else tab.page
        view.verticalScrollBar().triggerAction(
            view.verticalScrollBar().SliderAction.SliderSingleStepAdd
        )
        begun.append(tab.desk.case)

    tab = open_review(hands, scroll)
    assert tab.desk.case == begun[0] != tab.desk.docket.cases[0]


def test_what_is_settled_while_the_rest_is_read_is_settled(hands: Hands) -> None:
    settled: list[Claim] = []

    def settle(tab: ReviewTab) -> None:
        assert tab.desk.case is not None
        settled.append(tab.desk.case)
        tab.desk.take(1)
        tab.desk.settle()

    tab = open_review(hands, settle)
    docket = tab.desk.docket
    assert docket.states == Counter({ClaimState.OPEN: EVERY - 1, ClaimState.SETTLED: 1})
    assert len(docket.cases) == EVERY - 1
    assert settled[0].id not in {case.id for case in docket.cases}
    (now,) = (one for one in docket.claims[settled[0].article] if one.id == settled[0].id)
    assert now.state is ClaimState.SETTLED


def test_what_changes_in_an_article_that_is_still_to_be_read_is_not_overwritten(
    hands: Hands,
) -> None:
    def delete_a_label(tab: ReviewTab) -> None:
        queries = hands.session.project.queries
        last = next(
            record.article.id for record in queries.records() if record.article.title == "T119"
        )
        assert last not in tab.desk.docket.claims
        assert hands.session.commit(edits.delete(queries.labels_of(last)[:3]))

    tab = open_review(hands, delete_a_label)
    assert len(tab.desk.docket.cases) == EVERY - 1


def test_how_far_it_is_stands_below_the_list(hands: Hands) -> None:
    said: list[str] = []

    def line(tab: ReviewTab) -> QLabel:
        return next(one for one in tab.findChildren(QLabel) if one.text().startswith("Reading… "))

    def look(tab: ReviewTab) -> None:
        def keep(_: int) -> None:
            assert line(tab).isVisible()
            assert line(tab).y() > tab.cases.view.y()
            said.append(line(tab).text())

        tab.desk.docket.reading.connect(keep)

    tab = open_review(hands, look)
    assert said == [
        f"Reading… 100 of {ARTICLES} articles. Of those read so far, the worst cases come first."
    ]
    assert not line(tab).isVisible()
    assert tab.cases.view.isVisible()


def test_what_could_not_be_read_is_read_when_one_comes_back(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = opened(make_demo(tmp_path), "Judge")

    def broken(*_: object, **__: object) -> None:
        raise AnnotatorError("The file could not be read.", "Try again.")

    with monkeypatch.context() as patched:
        patched.setattr("annotator.tasks.cases.reviewed", broken)
        hands.press("Ctrl+2")
        hands.qtbot.waitUntil(lambda: "could not be read" in hands.window.messages.text)
    assert hands.says(
        "The disagreements could not be read. They are read again when you come back."
    )
    hands.press("Ctrl+1")
    assert Reviewer(hands).docket.cases


def test_going_to_another_tab_and_back_reads_nothing(opened: Opener, tmp_path: Path) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    before = {article: list(map(id, there)) for article, there in reviewer.docket.claims.items()}
    reviewer.hands.press("Ctrl+1")
    reviewer.hands.press("Ctrl+2")
    assert reviewer.hands.bench.tab == REVIEW
    reviewer.hands.session.become("Someone else")
    reviewer.hands.qtbot.waitUntil(lambda: not reviewer.hands.window.jobs.any)
    after = {article: list(map(id, there)) for article, there in reviewer.docket.claims.items()}
    assert after == before


def test_whoever_comes_back_finds_the_case_with_its_article(opened: Opener, tmp_path: Path) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    session, case = reviewer.hands.session, reviewer.case
    reviewer.hands.press("Ctrl+1")
    other = next(article for article in reviewer.docket.claims if article != case.article)
    session.open_article(other)
    reviewer.hands.press("Ctrl+2")
    assert reviewer.case == case
    assert session.article is not None
    assert session.article.id == case.article
    reviewer.press("1")
    reviewer.press("Return")
    assert reviewer.docket.states[ClaimState.SETTLED] == 1


def test_a_change_elsewhere_opens_no_other_article_for_whoever_annotates(
    opened: Opener, tmp_path: Path
) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    session, docket = reviewer.hands.session, reviewer.docket
    pairs = pairwise(docket.cases)
    case, following = next(pair for pair in pairs if pair[0].article != pair[1].article)
    while reviewer.case != case:
        reviewer.press("J")
    reviewer.hands.press("Ctrl+1")
    with Project.open(session.project.path) as other:
        other.journal.commit(edits.delete(case.labels))
    reviewer.hands.qtbot.waitUntil(lambda: reviewer.case == following)
    assert session.article is not None
    assert session.article.id == case.article
    reviewer.hands.press("Ctrl+2")
    assert session.article.id == following.article


def test_cases_that_come_when_one_is_back_in_annotate_open_nothing(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.ui.review.desk._GLANCE_S", 1_000)
    article = hands.session.article
    hands.press("Ctrl+2")
    hands.window.show_tab(0)
    review = hands.bench.review
    assert review is not None
    hands.qtbot.waitUntil(lambda: review.desk.docket.read)
    assert hands.session.article == article
    hands.press("Ctrl+2")
    assert review.desk.case == review.desk.docket.cases[0]
    assert hands.session.article is not None
    assert hands.session.article.id == review.desk.case.article != article


def test_after_a_large_change_only_its_articles_are_read_again(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    monkeypatch.setattr("annotator.ui.review.docket._MANY", 1)
    docket, queries = reviewer.docket, reviewer.hands.session.project.queries
    before = dict(docket.claims)
    some = list(before)[1:4]
    labels = [label for article in some for label in queries.labels_of(article)[:2]]
    assert reviewer.hands.session.commit(edits.delete(labels))
    reviewer.hands.qtbot.waitUntil(lambda: docket.claims != before)
    same = {article for article in before if docket.claims[article] is before[article]}
    assert same == before.keys() - set(some)
    with Project.open(reviewer.hands.session.project.path) as fresh:
        again = Reviewer(opened(fresh, "Another"))
    assert again.docket.claims == docket.claims
    assert again.docket.cases == docket.cases
    assert again.docket.states == docket.states


def test_what_a_rule_settles_is_settled_at_once_and_open_at_once_after_an_undo(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    hands, docket = reviewer.hands, reviewer.docket
    reviewer.press("1")
    reviewer.press("Return")
    monkeypatch.setattr("annotator.ui.review.docket._MANY", 1)
    session, queries = hands.session, hands.session.project.queries

    def as_read_anew() -> tuple[dict[str, list[Claim]], Counter[ClaimState]]:
        (found,) = all_cases(queries, whole=True)
        return found.claims, Counter(row.state for row in found.rows if row.state)

    def is_true() -> bool:
        return not docket.busy and (docket.claims, docket.states) == as_read_anew()

    before = dict(docket.claims)
    for rule in (all_agree(), majority(2, 0.5)):
        settled = docket.states[ClaimState.SETTLED]
        rulings = proposals(queries, rule, docket.known())
        _, entry = decide(session.annotator.id, rulings)
        assert session.commit(entry)
        assert is_true()
        assert docket.states[ClaimState.SETTLED] == settled + len(rulings) > settled
        assert reviewer.desk.case == docket.cases[reviewer.desk.place()]
    for _ in range(2):
        assert session.undo()
        assert is_true()
    assert docket.claims == before
    assert session.redo()
    assert is_true()


def test_what_a_rule_has_settled_in_another_window_is_read(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    monkeypatch.setattr("annotator.ui.review.docket._MANY", 1)
    docket, path = reviewer.docket, reviewer.hands.session.project.path
    with Project.open(path) as other:
        rulings = proposals(other.queries, majority(2, 0.5))
        decisions, entry = decide(other.queries.annotators()[0].id, rulings)
        other.journal.commit(entry)
        claim = next(one for one in rulings if one.claim.id in decisions[0].settles).claim
        (now,) = (one for one in claims_now(other.queries, claim.article) if one.id == claim.id)
        other.journal.commit(take_back(other.queries.annotators()[0].id, [now]))
    reviewer.hands.qtbot.waitUntil(
        lambda: docket.states[ClaimState.SETTLED] == len(rulings) - 1 and not docket.busy
    )
    with Project.open(path) as other:
        (found,) = all_cases(other.queries, whole=True)
    assert docket.claims == found.claims


def test_the_list_is_what_the_filter_takes(opened: Opener, tmp_path: Path) -> None:
    reviewer = Reviewer(opened(make_demo(tmp_path), "Judge"))
    for _ in range(3):
        reviewer.press("1")
        reviewer.press("Return")
    docket = reviewer.docket
    every = sorted((one for there in docket.claims.values() for one in there), key=worst_first)
    people = {who for one in every for who in one.annotators}
    choices = product(
        Which,
        (frozenset[Difference](), frozenset({Difference.EXTENT, Difference.MISSING})),
        (None, (Verdict.VERIFIED, Verdict.DISPUTED), (None, Verdict.DISPUTED)),
        ((), (min(people),), tuple(sorted(people)[:2])),
        ("", "the"),
    )
    for state, kinds, verdicts, annotators, text in choices:
        chosen = CaseFilter(
            kinds=kinds, verdicts=verdicts, annotators=annotators, state=state, text=text
        )
        reviewer.tab.show_cases(chosen)
        assert docket.cases == [one for one in every if chosen.takes(one)]
        for kind in Difference:
            of_kind = replace(chosen, kinds=frozenset({kind}))
            assert docket.counts[kind] == sum(map(of_kind.takes, every))

"""The decision stays in sight below the cards, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import orjson
import pytest
from hands import Opener
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QScrollArea, QScrollBar, QWidget
from reviewing import Reviewer

from annotator.store.project import Project
from annotator.tasks.importing import import_paths
from annotator.ui.review.voice import VoiceCard

VERDICTS = ("verified", "disputed", "unverifiable")

Crowd: TypeAlias = Callable[[int, int, int], Reviewer]


@pytest.fixture
def crowd(project: Project, opened: Opener, tmp_path: Path) -> Crowd:
    """Opens Review on a claim of so many annotators, in a window of this width and height."""

    def open_(people: int, width: int, height: int) -> Reviewer:
        labels = [
            {"annotator": f"Person {at}", "spans": [[4, 9]], "verdict": VERDICTS[at % 3],
             "note": "The register has no entry of the kind for that year. " * 3}
            for at in range(people)
        ]  # fmt: skip
        file = tmp_path / "in.jsonl"
        file.write_bytes(orjson.dumps({"text": "The mayor said so.", "labels": labels}))
        import_paths(project, [file])
        hands = opened(project, "Judge")
        hands.window.resize(width, height)
        return Reviewer(hands)

    return open_


def cards(reviewer: Reviewer) -> list[VoiceCard]:
    found = [one for one in reviewer.tab.panel.findChildren(VoiceCard) if one.isVisible()]
    return sorted(found, key=lambda card: card.y())


def bar(reviewer: Reviewer) -> QScrollBar:
    area = reviewer.tab.panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    return area.verticalScrollBar()


def whole(widget: QWidget) -> bool:
    """Whether all of it is seen."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def on_top(widget: QWidget) -> bool:
    """Whether a click on it reaches it, or what is in it."""
    window = widget.window()
    corners = (QPoint(9, 9), widget.rect().center(), widget.rect().bottomRight() - QPoint(9, 9))
    found = [window.childAt(widget.mapTo(window, corner)) for corner in corners]
    return all(one is widget or (one and widget.isAncestorOf(one)) for one in found)


def gap(above: QWidget, below: QWidget) -> int:
    """How far the one stands above the other."""
    return below.mapToGlobal(QPoint(0, 0)).y() - above.mapToGlobal(QPoint(0, above.height())).y()


@pytest.mark.parametrize(("people", "width", "height"), [(7, 1500, 950), (4, 1024, 700)])
def test_the_decision_is_whole_in_sight_below_many_cards_that_scroll(
    crowd: Crowd, people: int, width: int, height: int
) -> None:
    reviewer = crowd(people, width, height)
    decision, comments = reviewer.tab.panel.decision, reviewer.tab.panel.comments
    scroll = bar(reviewer)
    reviewer.hands.qtbot.waitUntil(lambda: scroll.maximum() > 0 and whole(decision))
    first, *_, last = cards(reviewer)
    assert whole(first)
    assert gap(last, decision) < 0
    assert on_top(decision)
    scroll.setValue(scroll.maximum() // 2)
    assert whole(decision)
    assert on_top(decision)
    scroll.setValue(scroll.maximum())
    assert whole(decision)
    assert whole(last)
    assert whole(comments)
    assert gap(last, decision) == gap(*cards(reviewer)[:2])


def test_the_decision_follows_the_window_and_is_right_below_the_cards_where_all_fit(
    crowd: Crowd,
) -> None:
    reviewer = crowd(3, 1024, 640)
    decision, scroll = reviewer.tab.panel.decision, bar(reviewer)
    wait = reviewer.hands.qtbot.waitUntil
    wait(lambda: scroll.maximum() > 0 and whole(decision))
    for height in (660, 640):
        reviewer.hands.window.resize(1024, height)
        wait(lambda: reviewer.hands.window.height() == height)  # noqa: B023 - waited for here
        wait(lambda: whole(decision))
    reviewer.hands.window.resize(1440, 1000)
    wait(lambda: scroll.maximum() == 0)
    assert gap(cards(reviewer)[-1], decision) == gap(*cards(reviewer)[:2])
    assert all(whole(one) for one in (*cards(reviewer), decision, reviewer.tab.panel.comments))


def test_where_the_decision_is_high_its_head_stays_in_sight_and_the_reason_brings_all_of_it(
    crowd: Crowd,
) -> None:
    reviewer = crowd(7, 1024, 500)
    decision, scroll = reviewer.tab.panel.decision, bar(reviewer)
    reviewer.hands.qtbot.waitUntil(lambda: scroll.maximum() > 0)
    verdict = reviewer.hands.named("Decide verified", QPushButton)
    assert whole(cards(reviewer)[0])
    for at in (0, scroll.maximum() // 4):
        scroll.setValue(at)
        assert whole(verdict)
        assert on_top(verdict)
        assert not whole(decision)
    scroll.setValue(0)
    reviewer.press("R")
    reviewer.hands.qtbot.waitUntil(lambda: whole(decision))
    scroll.setValue(scroll.maximum())
    assert whole(reviewer.tab.panel.comments)
    assert gap(cards(reviewer)[-1], decision) == gap(*cards(reviewer)[:2])


def test_decision_and_comments_are_as_high_as_what_is_in_them(crowd: Crowd) -> None:
    reviewer = crowd(2, 1440, 1000)
    panel, wait = reviewer.tab.panel, reviewer.hands.qtbot.waitUntil
    wait(lambda: panel.decision.height() == panel.decision.heightForWidth(panel.decision.width()))
    folded = panel.comments.height()
    reviewer.press("M")
    wait(lambda: panel.comments.height() > folded)
    assert panel.decision.height() == panel.decision.heightForWidth(panel.decision.width())
    assert panel.comments.height() == panel.comments.sizeHint().height()


def test_the_title_above_a_case_has_the_line_to_itself(crowd: Crowd) -> None:
    heading = crowd(2, 1024, 700).tab.heading
    title = next(one for one in heading.findChildren(QLabel) if one.text().startswith("The mayor"))
    names = next(one for one in heading.findChildren(QPushButton) if one.isVisible())
    assert title.geometry().right() >= names.geometry().right()
    assert title.geometry().bottom() <= names.geometry().top()


def test_a_comment_that_grows_stays_in_view_with_what_sends_it(crowd: Crowd) -> None:
    reviewer = crowd(2, 1024, 640)
    reviewer.press("M")
    field = reviewer.hands.named("Write a comment", QPlainTextEdit)
    reviewer.hands.qtbot.waitUntil(field.hasFocus)
    wait = reviewer.hands.qtbot.waitUntil
    QTest.keyClicks(field, "Is this so?")
    send = reviewer.hands.named("Send the comment", QPushButton)
    wait(lambda: whole(send))
    for _ in range(4):
        high = bar(reviewer).maximum()
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait(lambda: bar(reviewer).maximum() > high)  # noqa: B023 - waited for here
        wait(lambda: whole(send))

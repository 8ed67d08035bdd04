"""The numbers of the Insights tab are those of the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands, Opener
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report
from annotator.tasks.demo import make_demo
from annotator.ui.insights.cards import Card


@pytest.fixture
def demo(tmp_path: Path) -> Project:
    return Project.open(make_demo(tmp_path))


def _told(hands: Hands, title: str) -> str:
    hands.qtbot.waitUntil(
        lambda: any(one.accessibleName() == title for one in hands.window.findChildren(Card)),
        timeout=20_000,
    )
    return hands.named(title, Card).accessibleDescription()


def test_it_shows_what_the_report_says(demo: Project, opened: Opener) -> None:
    hands = opened(demo, "Judge")
    hands.press("Ctrl+3")
    of = agreement_report(demo.queries).summary
    value = of.measures["u_alpha"].value
    assert value is not None
    assert f"{value:.2f}. too few articles" in _told(hands, "Same passages and verdicts  uα")
    assert "A, B: ." in _told(hands, "Pairs")
    both = of.confusion["verified"]["verified"]
    assert f"✓ verified, ✓: {both}" in _told(hands, "Which verdicts are taken for which")
    assert "0 of 66" in _told(hands, "Settled")
    assert "Judge" not in _told(hands, "Progress")


def test_after_a_change_it_counts_again(demo: Project, opened: Opener) -> None:
    hands = opened(demo, "A")
    hands.press("Ctrl+3")
    before = _told(hands, "Annotators")
    again = next(
        one for one in hands.window.findChildren(QPushButton) if one.text() == "Count again"
    )
    assert again.isHidden()
    label = next(mark for mark in hands.session.labels if hands.session.owns(mark))
    hands.session.activate(label.id)
    hands.bench.editing.delete()
    assert again.isVisible()
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    hands.qtbot.waitUntil(lambda: _told(hands, "Annotators") != before, timeout=20_000)


def test_without_labels_it_says_why_there_are_no_numbers(hands: Hands) -> None:
    hands.press("Ctrl+3")
    assert _told(hands, "Same passages  |uα").startswith("not defined")

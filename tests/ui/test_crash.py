"""What is shown where our own code fails."""

from __future__ import annotations

import sys

import pytest
from hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from annotator.errors import AnnotatorError
from annotator.ui.crashes import show_crashes
from annotator.ui.dialogs.crash import CrashDialog
from annotator.ui.dialogs.shortcuts import ShortcutSheet


class Bug:
    """What happens to a window when our own code fails."""

    def __init__(
        self, hands: Hands, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
    ) -> None:
        self.hands = hands
        self.log = log
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        show_crashes("/home/anna/halt.annotator")

    def fail(self) -> None:
        """What is wrong with us."""
        raise RuntimeError("<b>bold</b> & more")

    def happen(self) -> None:
        """Fail in a slot, and wait until it was logged."""
        before = len(self.log.messages)
        QTimer.singleShot(0, self.fail)
        self.hands.qtbot.waitUntil(lambda: len(self.log.messages) > before)


@pytest.fixture
def bug(hands: Hands, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Bug:
    return Bug(hands, monkeypatch, caplog)


def test_a_bug_is_shown_with_its_traceback_as_plain_text(hands: Hands, bug: Bug) -> None:
    bug.happen()
    hands.dialog(CrashDialog)
    details = hands.named("Details", QPlainTextEdit).toPlainText()
    assert details.startswith("Traceback (most recent call last):")
    assert "RuntimeError: <b>bold</b> & more" in details
    assert hands.says(
        "This is a fault of the program, not yours. Every label that was shown as saved is safe in "
        "/home/anna/halt.annotator."
    )


def test_a_bug_that_comes_again_and_again_is_shown_once(hands: Hands, bug: Bug) -> None:
    for _ in range(3):
        bug.happen()
    assert len(hands.window.findChildren(CrashDialog)) == 1


def test_a_bug_is_shown_also_where_no_window_is_active(hands: Hands, bug: Bug) -> None:
    hands.press("F1")
    QTest.keyClick(hands.dialog(ShortcutSheet), Qt.Key.Key_Escape)
    hands.qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
    bug.happen()
    assert hands.dialog(CrashDialog).isVisible()


def test_a_bug_at_the_end_of_a_dialog_outlives_it(hands: Hands, bug: Bug) -> None:
    hands.press("F1")
    sheet = hands.dialog(ShortcutSheet)
    sheet.rejected.connect(bug.fail)
    with hands.qtbot.waitSignal(sheet.destroyed):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert hands.dialog(CrashDialog).isVisible()


def test_what_a_person_can_mend_is_no_fault_wherever_it_was_met(hands: Hands, bug: Bug) -> None:
    def fail() -> None:
        raise AnnotatorError("The file cannot be read.", "Plug the disk in.")

    QTimer.singleShot(0, fail)
    hands.qtbot.waitUntil(
        lambda: hands.window.messages.text == "The file cannot be read. Plug the disk in."
    )
    assert hands.window.findChildren(CrashDialog) == []
    assert bug.log.messages == []

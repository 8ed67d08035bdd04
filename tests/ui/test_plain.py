"""Words of people and files are shown as they are."""

from __future__ import annotations

import pytest
from hands import seen_of
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from annotator.ui.plain import CutLabel, as_tip, plain


@pytest.mark.parametrize(
    "words",
    ["<b>Anna</b> & Ben", "A < B", "Ben\n<i>Anna</i>", "<img src='x.png'> 1 2", "Anna  Berg"],
)
def test_a_tool_tip_shows_them_as_they_are(words: str, qtbot: QtBot) -> None:
    assert seen_of(as_tip(words)).split() == words.split()


def test_words_that_are_cut_are_told_whole_in_a_tool_tip(qtbot: QtBot) -> None:
    label = CutLabel(kind="muted")
    qtbot.addWidget(label)
    label.setText("<b>The claims</b> of all papers")
    label.show()
    for width, told in ((900, ""), (60, label.text())):
        label.resize(width, 30)
        help_ = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5)))
        QApplication.sendEvent(label, help_)
        assert seen_of(QToolTip.text()) == told
    QToolTip.hideText()


def test_wrapped_words_are_as_high_as_qt_has_them_whatever_changes(qtbot: QtBot) -> None:
    kept, plainly = plain("", wrap=True), QLabel(wordWrap=True)
    large = plainly.font()
    large.setPixelSize(31)
    for label in (kept, plainly):
        qtbot.addWidget(label)
        label.setText("It never rained in March. " * 9)

    def same() -> bool:
        widths = (90, 240, 90, 700)
        return [kept.heightForWidth(at) for at in widths] == [
            plainly.heightForWidth(at) for at in widths
        ]

    assert same()
    for change in (
        lambda one: one.setText("Short"),
        lambda one: one.setText("A bridge " * 40),
        lambda one: one.setFont(large),
        lambda one: one.setStyleSheet("padding: 9px; font-size: 17px;"),
    ):
        for label in (kept, plainly):
            change(label)
        assert same()

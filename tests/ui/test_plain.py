"""Words of people and files are shown as they are."""

from __future__ import annotations

import pytest
from hands import seen_of
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from annotator.ui.plain import CutLabel, as_tip


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

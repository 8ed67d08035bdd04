"""Words of people and files are shown as they are."""

from __future__ import annotations

import pytest
from hands import seen_of
from pytestqt.qtbot import QtBot

from annotator.ui.plain import as_tip


@pytest.mark.parametrize(
    "words",
    ["<b>Anna</b> & Ben", "A < B", "Ben\n<i>Anna</i>", "<img src='x.png'> 1 2", "Anna  Berg"],
)
def test_a_tool_tip_shows_them_as_they_are(words: str, qtbot: QtBot) -> None:
    assert seen_of(as_tip(words)).split() == words.split()

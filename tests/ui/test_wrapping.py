"""Words on cards: as many lines as there is room for, and an ellipsis where there is more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from annotator.ui.wrapping import wrapped


@pytest.fixture(scope="module")
def font(qapp: QApplication) -> QFont:
    font = QFont(qapp.font())
    font.setPixelSize(13)  # a test before may have zoomed, and an ellipsis has to have room
    return font


def test_what_fits_is_said_whole(font: QFont) -> None:
    assert wrapped("Some words", font, 1_000, 2) == ("Some words",)
    width = QFontMetricsF(font).horizontalAdvance("Some words of ")
    assert wrapped("Some words of an article", font, width, 3)[0] == "Some words of"
    assert " ".join(wrapped("Some words of an article", font, width, 3)) == (
        "Some words of an article"
    )


def test_what_does_not_fit_ends_in_an_ellipsis(font: QFont) -> None:
    width = QFontMetricsF(font).horizontalAdvance("Some words of ")
    lines = wrapped("Some words of an article that goes on", font, width, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


@given(text=st.text(max_size=60), width=st.integers(20, 400), most=st.integers(1, 4))
def test_every_letter_is_shown_or_an_ellipsis_says_that_there_are_more(
    font: QFont, text: str, width: int, most: int
) -> None:
    text = text.encode("utf-16", "replace").decode("utf-16").replace("\n", " ")
    lines = wrapped(text, font, width, most)
    assert len(lines) <= most
    letters = "".join(text.replace("\x9c", " ").split())
    if not lines or not lines[-1].endswith("…"):
        assert "".join("".join(lines).replace("\x9c", " ").split()) == letters

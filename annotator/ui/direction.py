"""Which way a text runs, for what is painted by hand."""

from __future__ import annotations

from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption

_RIGHT = frozenset({"R", "AL"})


def runs_right_to_left(text: str) -> bool:
    """Whether its first letter with a direction runs from right to left (Unicode's rule P2)."""
    if text.isascii():
        return False
    found = (bidirectional(char) for char in text[:400])
    return next((way for way in found if way in ("L", "R", "AL")), "L") in _RIGHT


def option_for(text: str, wrap: QTextOption.WrapMode) -> QTextOption:
    """How to draw a text of either direction: from the side where it begins."""
    option = QTextOption()
    option.setWrapMode(wrap)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    side = Qt.AlignmentFlag.AlignRight if runs_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    return option


def isolated(text: str) -> str:
    """A part of a line that keeps its own direction, as a date does beside Arabic words (Unicode's
    first-strong isolate)."""
    return f"\u2068{text}\u2069"

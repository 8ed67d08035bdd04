"""Fields for a number, looking like the other fields."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QAbstractSpinBox

from annotator.ui.wheel import scroll_past

B = TypeVar("B", bound=QAbstractSpinBox)

_AIR = 6


def aired(box: B) -> B:
    """The same field with its digits off the edge, for a style sheet's padding does not reach them;
    the wheel does neither."""
    box.lineEdit().setTextMargins(_AIR, 0, 0, 0)
    scroll_past(box)
    return box

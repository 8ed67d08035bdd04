"""In which order Tab goes from field to field: as one reads, whenever each of them was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def in_this_order(*widgets: QWidget) -> None:
    """Let Tab go through these one after the other."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def as_laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    """The fields of a layout that Tab stops at, and of those inside it, in the order in which they
    are laid out."""
    for place in range(layout.count() if layout else 0):
        item = layout.itemAt(place) if layout else None
        widget = item.widget() if item else None
        if widget is None:
            yield from as_laid_out(item.layout() if item else None)
            continue
        if widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value:
            yield widget
        yield from as_laid_out(widget.layout())

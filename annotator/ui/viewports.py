"""What PySide6 makes of the widgets that Qt has made by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def know_viewport(area: QAbstractScrollArea) -> None:
    """Have the viewport of an area known by its name. The first `viewport()` would find out which
    kind of widget it is by loading all of them, a tenth of the time that a start takes."""
    area.findChild(QWidget, "qt_scrollarea_viewport")

"""A wheel scrolls what a field stands in: it changes no choice and no number under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class _Past(QObject):
    """Lets the wheel go past a field, to whatever lies around it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        turned = event.type() == QEvent.Type.Wheel
        if turned:
            event.ignore()
        return turned


def scroll_past(field: QWidget) -> None:
    """Have the wheel scroll past this field."""
    field.installEventFilter(_Past(field))

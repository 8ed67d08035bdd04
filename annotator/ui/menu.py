"""A menu that keeps its keys to itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMenu


class Menu(QMenu):
    """While it is open, a letter chooses from it, and does nothing to the article behind it: Qt
    would give the key to a shortcut first."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

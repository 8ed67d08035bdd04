"""Whether a key is only held down. Qt says so of a key that repeats itself, but not where an X
server tells each repeat as a release and a press, both of one moment, as no finger could."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow


class HeldKey(QObject):
    """Hears of the keys of a window before its shortcuts do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._let_go = (0, 0)
        self._held = False

    def listen(self, window: QWindow | None) -> None:
        """Hear of this window's keys from now on."""
        if window is not None:
            window.installEventFilter(self)

    def __bool__(self) -> bool:
        """Whether the key that was pressed last has been down all along."""
        return self._held

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            assert isinstance(event, QKeyEvent)
            this = (event.key(), event.timestamp())
            if kind == QEvent.Type.KeyRelease:
                self._let_go, self._held = this, False
            else:
                self._held = this == self._let_go
        return False

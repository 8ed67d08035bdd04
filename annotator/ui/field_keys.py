"""Keys that are the window's also while one types: on X11 a field of text would take them, as Emacs
does, for what End and Del do anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

_LETTERS: Final = frozenset((Qt.Key.Key_E, Qt.Key.Key_K, Qt.Key.Key_U, Qt.Key.Key_D))


class FieldKeys(QObject):
    """Does not ask the field whether it wants such a key before the window's shortcuts do. Where
    the key is no shortcut, the field has it after all."""

    def listen(self, window: QWindow | None) -> None:
        """Hear of this window's keys from now on."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and event.key() in _LETTERS
        )

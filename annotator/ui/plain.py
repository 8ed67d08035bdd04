"""Words on the screen that are never taken for markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain(text: str = "", *, kind: str = "", wrap: bool = False) -> QLabel:
    """A label that shows its text as it is; `kind` names its look in the style sheet."""
    label = QLabel(text, wordWrap=wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        label.setProperty("kind", kind)
    return label

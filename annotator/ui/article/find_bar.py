"""Finding words in the open article. The match is selected, so that a verdict key labels it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from annotator.domain.label import Span
from annotator.store.words import every, folded
from annotator.ui.plain import plain


class FindBar(QWidget):
    """A field, the count, and the way to the next match and back."""

    found = Signal(object)
    """A Span to select, or None."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self._text = ""
        self._matches: list[Span] = []
        self._at = -1
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        self.field = QLineEdit(placeholderText="Find in the article")
        self.field.setAccessibleName("Find")
        self.field.textChanged.connect(self._look)
        self._count = plain(kind="muted")
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        for sign, name, slot in (
            ("↑", "Previous match", self.previous),
            ("↓", "Next match", self.next),
            ("✕", "Close find", self.leave),
        ):
            button = QToolButton()
            button.setText(sign)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(slot)
            row.addWidget(button)
        self.hide()

    def start(self, text: str, position: int, words: str = "") -> None:
        """Show the bar for a text, and look from a position on."""
        self._text = text
        self.show()
        self.field.setFocus()
        if words:
            self.field.setText(words)
        self.field.selectAll()
        self._look(position=position)

    def turn_to(self, text: str) -> None:
        """Look in another text from now on, and wait to be told to go to a match."""
        self._text = text
        if not self.isHidden():
            self._find()
            self._say()

    def next(self) -> None:
        """Go to the next match, from the last to the first."""
        self.go(1)

    def previous(self) -> None:
        """Go to the match before."""
        self.go(-1)

    def go(self, by: int) -> None:
        """Select another match."""
        if self._matches:
            at = 0 if self._at < 0 and by < 0 else self._at
            self._at = (at + by) % len(self._matches)
            self.found.emit(self._matches[self._at])
        self._say()

    def leave(self) -> None:
        """Close the bar; the match stays selected."""
        self.hide()
        self.left.emit()

    def _look(self, _: str = "", position: int = 0) -> None:
        self._find()
        later = (i for i, span in enumerate(self._matches) if span.start >= position)
        self._at = next(later, 0) - 1
        self.go(1)

    def _find(self) -> None:
        self._matches = [Span(*one) for one in every(self._text, folded(self.field.text()))]
        self._at = -1

    def _say(self) -> None:
        if not self.field.text():
            self._count.setText("")
        elif not self._matches:
            self._count.setText("not found")
        else:
            self._count.setText(f"{self._at + 1} of {len(self._matches)}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

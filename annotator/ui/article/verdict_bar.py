"""The small bar beside a selection: the same as the keys, for the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from annotator.domain.label import Verdict
from annotator.ui.theme import SIGNS, WORDS, Theme

_KEYS = {Verdict.VERIFIED: "V", Verdict.DISPUTED: "D", Verdict.UNVERIFIABLE: "U"}
_GAP = 10


class VerdictBar(QWidget):
    """Three verdicts, a note, and every occurrence. It never covers the selection."""

    chosen = Signal(object)
    note_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Mark the selection")
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 6, 6, 6)
        row.setSpacing(2)
        for verdict in Verdict:
            button = self._button(f"{SIGNS[verdict]} {WORDS[verdict]}", WORDS[verdict])
            button.setProperty("kind", verdict.value)
            button.setToolTip(f"{WORDS[verdict]} ({_KEYS[verdict]})")
            button.setProperty("verdict", verdict.value)
            button.clicked.connect(self._choose)
            row.addWidget(button)
        self._all = self._button("", "All occurrences")
        self._all.setToolTip("Every occurrence (A)")
        self._all.clicked.connect(self.all_wanted)
        row.addWidget(self._all)
        note = self._button("✎", "Note")
        note.setToolTip("Mark as unverifiable with a note (N)")
        note.clicked.connect(self.note_wanted)
        row.addWidget(note)
        self.hide()

    def _button(self, text: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(name)
        return button

    def _choose(self) -> None:
        self.chosen.emit(Verdict(self.sender().property("verdict")))

    def show_at(self, selection: QRect, room: QRect, count: int) -> None:
        """Stand below the selection, or above it where there is no room, inside `room`."""
        self._all.setVisible(count > 1)
        self._all.setText(f"× {count}")
        self.adjustSize()
        y = selection.bottom() + _GAP
        if y + self.height() > room.bottom():
            y = selection.top() - _GAP - self.height()
        if y < room.top():
            self.hide()
            return
        x = min(max(room.left() + 8, selection.left()), room.right() - self.width() - 8)
        self.move(QPoint(max(0, x), y))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 9, 9)

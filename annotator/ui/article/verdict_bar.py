"""The small bar beside a selection: the same as the keys, for the mouse."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.domain.label import Verdict
from annotator.ui.plain import KeyButton
from annotator.ui.theme import SIGNS, WORDS, Theme

_GAP = 10
_SHADOW = QMargins(8, 3, 8, 9)
"""Around the bar: no more than there is to the selection and to the edges of the page."""


class VerdictBar(QWidget):
    """Three verdicts, a note, and every occurrence. It never covers the selection."""

    chosen = Signal(object)
    note_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Mark the selection")
        self._theme = theme
        self._keys: Mapping[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(_SHADOW + QMargins(6, 6, 6, 6))
        row.setSpacing(2)
        self._buttons = {
            verdict.value: KeyButton(f"{SIGNS[verdict]} {WORDS[verdict]}", WORDS[verdict])
            for verdict in Verdict
        }
        for verdict in self._buttons:
            self._buttons[verdict].setProperty("ink", verdict)
            self._buttons[verdict].setToolTip(WORDS[Verdict(verdict)])
            self._buttons[verdict].clicked.connect(self._choose)
        self._all = self._buttons["all"] = KeyButton("", "All occurrences")
        self._all.setToolTip("Every occurrence")
        self._all.clicked.connect(self.all_wanted)
        note = self._buttons["note"] = KeyButton("✎", "Note")
        note.setToolTip("Mark as unverifiable, with a note")
        note.clicked.connect(self.note_wanted)
        for button in self._buttons.values():
            row.addWidget(button)
        self.hide()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show the keys of the actions that its buttons stand for."""
        self._keys = keys

    def _choose(self) -> None:
        self.chosen.emit(Verdict(self.sender().property("ink")))

    def show_at(self, selection: QRect, room: QRect, often: str) -> None:
        """Stand below the selection, or above it where there is no room, inside `room`. `often`
        says at how many places its words stand; empty where it is this one alone."""
        self._all.setVisible(bool(often))
        self._all.setText(f"× {often}")
        self._fit(room.width())
        seen = self.rect().marginsRemoved(_SHADOW)
        y = selection.bottom() + _GAP
        if y + seen.height() + _SHADOW.bottom() > room.bottom():
            y = selection.top() - _GAP - seen.height()
        if y - _SHADOW.top() < room.top():
            self.hide()
            return
        x = min(max(room.left() + 8, selection.left()), room.right() - seen.width() - 8)
        self.move(QPoint(max(0, x), y) - seen.topLeft())
        self.show()
        self.raise_()

    def _fit(self, width: int) -> None:
        """As wide as its words need; without the keys where there is no room for them, and with
        the verdicts' signs alone where there is none for words either."""
        for keys, words in ((True, True), (False, True), (False, False)):
            self._show_keys(keys)
            for verdict in Verdict:
                word = f" {WORDS[verdict]}" if words else ""
                self._buttons[verdict.value].setText(f"{SIGNS[verdict]}{word}")
            if self.sizeHint().shrunkBy(_SHADOW).width() <= width - 16:
                break
        self.adjustSize()

    def _show_keys(self, shown: bool) -> None:
        for action, button in self._buttons.items():
            button.show_key(self._keys.get(action, "") if shown else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(self.rect().marginsRemoved(_SHADOW)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 24 if self._theme.dark else 7))
        for reach in range(7, 0, -1):  # each over the ones before: darkest beside the bar
            painter.drawRoundedRect(
                bar.adjusted(-reach, 4 - reach, reach, reach + 2), 9 + reach, 9 + reach
            )
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(bar, 9, 9)

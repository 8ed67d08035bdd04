"""The three verdicts as one control of three parts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from annotator.domain.label import Verdict
from annotator.ui.theme import SIGNS, WORDS, Theme

_PADDING = 12
"""Around a word, in pixels: its edges, and some air."""


class VerdictSegments(QWidget):
    """One of the three is pressed, or none. Where the words have no room, their signs stay."""

    chosen = Signal(object)
    """A Verdict that the person has pressed."""

    def __init__(self, theme: Theme, name: str, prefix: str = "") -> None:
        """`prefix` begins the accessible name of each part."""
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, verdict in enumerate(Verdict):
            button = QPushButton()
            button.setCheckable(True)
            button.setMinimumWidth(1)
            button.setAccessibleName(
                f"{prefix} {WORDS[verdict].lower()}" if prefix else WORDS[verdict]
            )
            button.setToolTip(WORDS[verdict])
            button.setProperty("segment", verdict.value)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self._choose)
        theme.changed.connect(self._name)
        self._name()

    def show_verdict(self, verdict: Verdict | None, *, enabled: bool = True) -> None:
        """Show this one as pressed."""
        for number, one in enumerate(Verdict):
            self._group.button(number).setChecked(one is verdict)
            self._group.button(number).setEnabled(enabled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name()

    def _name(self) -> None:
        """Each part is as wide as its word asks for, or all alike where there are only signs."""
        metrics = QFontMetrics(self._theme.sans(bold=True))
        words = {verdict: f"{SIGNS[verdict]} {WORDS[verdict]}" for verdict in Verdict}
        needed = {one: metrics.horizontalAdvance(word) + _PADDING for one, word in words.items()}
        roomy = sum(needed.values()) <= self.width()
        for number, verdict in enumerate(Verdict):
            self._group.button(number).setText((words if roomy else SIGNS)[verdict])
            self._row.setStretch(number, needed[verdict] if roomy else 1)

    def _choose(self, number: int) -> None:
        self.chosen.emit(list(Verdict)[number])

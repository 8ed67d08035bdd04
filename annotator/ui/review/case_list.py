"""Left of the article: the filter, and the list of cases."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.claim import ClaimState
from annotator.tasks.telling import counted
from annotator.ui.flow import FlowLayout
from annotator.ui.plain import plain
from annotator.ui.review.cases import CaseView
from annotator.ui.review.desk import Desk
from annotator.ui.review.filters import COUNTED, QUICK, STATES, Condition, FilterPanel, conditions
from annotator.ui.review.gist import KINDS
from annotator.ui.session import Session
from annotator.ui.theme import Theme

_CROWD = 120
"""Chips are never higher than this, in pixels of the design."""


def _left(asked: int, agreed: int) -> str:
    """What a person who has nothing left to decide wants to know."""
    said = ["Everything is settled." if not asked else "There is nothing left to decide."]
    if asked:
        said.append(
            f"{counted(asked, 'case')} asked: the chip above shows who waits for an answer."
        )
    if agreed:
        claims = counted(agreed, "claim")
        said.append(
            f"{claims} on which all agree: nothing stands there before Review › Settle by a rule."
        )
    return "\n\n".join(said)


class FilterField(QLineEdit):
    """What is looked for. Enter and Down go on to the cases."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class CaseList(QWidget):
    """Search, chips for the kinds and for what else is asked for, and the list."""

    left = Signal()
    """The person is done with the filter."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self.setObjectName("queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = FilterField(placeholderText="Filter disagreements")
        self._words.setAccessibleName("Filter disagreements")
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(self._look_for)
        self._words.left.connect(self.left)
        self._more = QToolButton()
        self._more.setText("Filter ▾")
        self._more.setProperty("kind", "button")
        self._more.setAccessibleName("More to filter by")
        self._more.clicked.connect(self.open_filter)
        self._panel = FilterPanel(desk, session, self)
        self._panel.left.connect(self.left)
        self._kinds = {kind: self._chip(title) for kind, title in KINDS.items()}
        self._states = {which: self._chip(STATES[which]) for which in QUICK}
        self._conditions: list[tuple[QToolButton, Condition]] = []
        self.view = CaseView(desk, session, theme)
        self._empty = plain(kind="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty.setContentsMargins(20, 24, 20, 0)
        self._reading = plain(kind="small", wrap=True)
        self._reading.setContentsMargins(14, 4, 10, 8)
        self._reading.hide()
        self._bar = QWidget()
        self._chips = FlowLayout(self._bar, 4)
        self._arrange()
        desk.docket.listed.connect(self._show_filter)
        desk.docket.recounted.connect(self._show_counts)
        desk.docket.reading.connect(self._show_reading)
        desk.names.changed.connect(self._show_filter)
        theme.changed.connect(self._show_chips)
        self._show_counts()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(7)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(6)
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        column.addLayout(row)
        self._chips.setContentsMargins(10, 0, 10, 0)
        for chip in (*self._kinds.values(), *self._states.values()):
            self._chips.addWidget(chip)
        column.addWidget(self._bar)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        column.addWidget(self._reading)

    def _chip(self, title: str) -> QToolButton:
        chip = QToolButton()
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.setAccessibleName(title)
        chip.setText(title)
        chip.clicked.connect(self._choose)
        return chip

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        key = keys["filter_cases"]
        self._more.setToolTip(f"State, verdicts, annotators, tag, article ({key})")

    def focus_words(self) -> None:
        """Go to the words that are looked for."""
        self._words.setFocus()
        self._words.selectAll()

    def open_filter(self) -> None:
        """Show what else one can filter by."""
        self._panel.open_at(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))

    def _look_for(self) -> None:
        chosen = replace(self._desk.docket.filter, text=self._words.text().strip())
        self._desk.show_cases(chosen, typing=True)

    def _choose(self) -> None:
        chosen = self._desk.docket.filter
        kinds = frozenset(kind for kind, chip in self._kinds.items() if chip.isChecked())
        state = chosen.state
        for which, chip in self._states.items():
            if chip.isChecked() is not (which is chosen.state):  # this one was pressed
                state = which if chip.isChecked() else Which.TO_DO
        self._desk.show_cases(replace(chosen, kinds=kinds, state=state))

    def _show_chips(self) -> None:
        """Show the chips that find something; where they would crowd out the list, only those that
        are pressed: the panel has the others."""
        docket = self._desk.docket
        counts = {chip: docket.counts[kind] for kind, chip in self._kinds.items()}
        counts |= {chip: docket.states[COUNTED[which]] for which, chip in self._states.items()}
        for chip, count in counts.items():
            chip.setVisible(bool(count) or chip.isChecked())
        if self._chips.heightForWidth(self.width()) > self._theme.px(_CROWD):
            for chip in counts:
                chip.setVisible(chip.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_chips()

    def _show_filter(self) -> None:
        """Show what the list is filtered by, whoever has chosen it."""
        chosen = self._desk.docket.filter
        for kind, chip in self._kinds.items():
            chip.setChecked(kind in chosen.kinds)
        for which, chip in self._states.items():
            chip.setChecked(which is chosen.state)
        if self._words.text().strip() != chosen.text:
            self._words.blockSignals(True)
            self._words.setText(chosen.text)
            self._words.blockSignals(False)
        now = list(conditions(self._desk))
        if now == [one for _, one in self._conditions]:
            return
        for chip, _ in self._conditions:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._conditions = [(self._condition_chip(one), one) for one in now]
        for at, (chip, _) in enumerate(self._conditions):
            self._chips.insert(at, chip)
            chip.show()

    def _condition_chip(self, one: Condition) -> QToolButton:
        chip = QToolButton()
        chip.setProperty("kind", "chip")
        chip.setProperty("asked", True)
        chip.setText(f"{one.words}  ×".replace("&", "&&"))
        chip.setAccessibleName(f"No longer filter by {one.words}")
        chip.setToolTip("Take it away")
        chip.clicked.connect(self._drop_condition)
        return chip

    def _drop_condition(self) -> None:
        sender = self.sender()
        for chip, one in self._conditions:
            if chip is sender:
                self._desk.show_cases(one.without)
                return

    def _show_reading(self, done: int, total: int) -> None:
        """How far the reading is, below the list: so the list stays where it is at the end."""
        said = f"Reading… {done:,} of {total:,} articles."
        if self._desk.docket.cases:
            said += " Of those read so far, the worst cases come first."
        self._reading.setText(said)
        self._reading.show()

    def _show_counts(self) -> None:
        docket = self._desk.docket
        for kind, chip in self._kinds.items():
            chip.setText(f"{KINDS[kind]} {docket.counts[kind]:,}")
        for which, chip in self._states.items():
            chip.setText(f"{STATES[which]} {docket.states[COUNTED[which]]:,}")
        self._show_chips()
        said = "Nothing here matches the filter."
        if docket.busy and not docket.read:
            said = "Reading the disagreements…"
        elif not docket.read:
            said = "The disagreements could not be read. They are read again when you come back."
        elif not docket.states.total():
            said = (
                "No disagreements: they show where two people have finished the same article. "
                "File › Hand out gives articles to several, File › Merge brings their work back."
            )
        elif docket.filter == CaseFilter():
            said = _left(docket.states[ClaimState.DEFERRED], docket.agreed())
        self._reading.setVisible(docket.busy and self._reading.isVisibleTo(self))
        self._empty.setText(said)
        self._empty.setVisible(not docket.cases)

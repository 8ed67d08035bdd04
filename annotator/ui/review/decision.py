"""The decision that is being made: what will stand, why, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.claim import Claim, ClaimState
from annotator.domain.label import normal_spans
from annotator.domain.quoting import shortened
from annotator.ui.choice import Choice
from annotator.ui.flow import FlowLayout
from annotator.ui.plain import KeyButton, plain, typed_in
from annotator.ui.review.desk import Desk
from annotator.ui.review.names import Voice, numbers_of
from annotator.ui.review.values import Draft, Part
from annotator.ui.segments import VerdictSegments
from annotator.ui.theme import SIGNS, Theme

_TOLD = {
    ClaimState.SETTLED: "settled", ClaimState.DEFERRED: "asked", ClaimState.REOPENED: "reopened",
    ClaimState.ORPHANED: "its labels are gone",
}  # fmt: skip

_REASON = "Reason, or the question to the annotators"
_QUESTION = "What do you ask the annotators?"

_CAUSE = 8
"""So many letters of a cause are shown at least."""


class ReasonField(QPlainTextEdit):
    """Enter settles; with Shift it begins a new line."""

    entered = Signal()
    come_to = Signal()

    def __init__(self) -> None:
        super().__init__()
        # Else the layouts around it take half of the room that is left below.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.come_to.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class DecisionCard(QFrame):
    """Verdict, words, cause and reason. Of a decision whose labels are gone: what stands."""

    written_in = Signal()
    """A reason is given: all of it should be in view."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self.setObjectName("decision")
        self._title = plain(kind="strong")
        self._verdicts = VerdictSegments(theme, "Decided verdict", "Decide")
        self._parts: list[QPushButton] = []
        self._lines = QButtonGroup(self)
        self._lines.setExclusive(False)  # which is pressed, the draft says
        self._lines.idClicked.connect(desk.go_to_part)
        self._several = QWidget()
        self._quote = plain(kind="quote", wrap=True)
        self._source = plain(kind="small", wrap=True)
        self._cause = Choice("Cause")
        self._cause.setProperty("kind", "quiet")
        self._cause.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self._cause.setMinimumContentsLength(_CAUSE)
        self._reason = ReasonField()
        self._reason.entered.connect(desk.settle)
        self._reason.come_to.connect(self.written_in)
        self._reason.setAccessibleName("Reason")
        self._reason.setTabChangesFocus(True)
        self._divide = KeyButton("As several labels", "Settle as several labels", kind="outlined")
        self._reject = KeyButton("Reject the claim", "Reject the claim", kind="outlined")
        self._ask = KeyButton("Ask the annotators", "Ask the annotators", kind="outlined")
        self._settle = KeyButton("Settle", "Settle", kind="primary")
        self._arrange()
        self._reason.textChanged.connect(self._explain)
        self._cause.activated.connect(self._explain)
        self._verdicts.chosen.connect(desk.set_verdict)
        desk.question_wanted.connect(self.explain)
        theme.changed.connect(self._size)
        self._size()

    def _arrange(self) -> None:
        desk = self._desk
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(7)
        inside = QVBoxLayout(self._several)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(3)
        head = QWidget()
        line = FlowLayout(head)
        line.addWidget(self._title)
        line.add_gap()
        line.addWidget(self._cause)
        column.addWidget(head)
        for widget in (self._several, self._verdicts, self._quote, self._source, self._reason):
            column.addWidget(widget)
        box = QWidget()
        flow = FlowLayout(box, 5)
        for button, slot in (
            (self._divide, desk.divide), (self._reject, desk.reject), (self._ask, desk.ask),
            (self._settle, desk.settle),
        ):  # fmt: skip
            button.clicked.connect(slot)
            if button is self._settle:
                flow.add_gap()
            flow.addWidget(button)
        column.addWidget(box)

    def _size(self) -> None:
        self._reason.setFixedHeight(self._theme.px(50))

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        for button, action in (
            (self._divide, "divide"), (self._reject, "reject"), (self._ask, "ask"),
            (self._settle, "settle"),
        ):  # fmt: skip
            button.show_key(keys[action])

    def refresh(self) -> None:
        """Show the decision as it is now."""
        case, draft = self._desk.case, self._desk.draft
        self.setVisible(case is not None)
        if case is None:
            return
        self._title.setText(" · ".join(filter(None, ("Decision", _TOLD.get(case.state, "")))))
        orphaned = not case.labels
        for widget in (self._verdicts, self._reason, self._cause):
            widget.setVisible(not orphaned)
        self._reject.setText("Withdraw it" if orphaned else "Reject the claim")
        asking = draft is not None and draft.asking
        self._ask.setVisible(not orphaned and not asking)
        self._reason.setPlaceholderText(_QUESTION if asking else _REASON)
        self._reason.setAccessibleName("Question" if asking else "Reason")
        self._settle.setText("Keep it" if orphaned else "Ask" if asking else "Settle")
        fallen = case.state is ClaimState.ORPHANED and not case.contradicting
        self._settle.setVisible(not orphaned or fallen)
        self._show_parts(case, draft)
        if draft is not None:
            self._show_draft(case, draft)
        else:
            self._show_standing(case)

    def _show_draft(self, case: Claim, draft: Draft) -> None:
        self._verdicts.show_verdict(draft.part.verdict)
        self._quote.setText(shortened(self._desk.quote(draft.part), 240))
        self._source.setText(_source(self._desk, draft.part))
        if typed_in(self._reason) != draft.reason:
            self._reason.blockSignals(True)
            self._reason.setPlainText(draft.reason)
            self._reason.blockSignals(False)
        causes = {cause: cause for cause in self._desk.causes()}
        self._cause.offer({"": "Why they differ", **causes}, draft.cause, draft.cause)

    def _show_standing(self, case: Claim) -> None:
        stand = [f"{SIGNS[gold.verdict]} {shortened(gold.quote, 200)}" for gold in case.stands]
        self._quote.setText("\n".join(stand) or "Nothing stands of it.")
        reason = case.decision.reason if case.decision else ""
        self._source.setText(reason)

    def _show_parts(self, case: Claim, draft: Draft | None) -> None:
        """A line for each label that will stand, where they are several."""
        parts = draft.parts if draft and len(draft.parts) > 1 else ()
        self._divide.setVisible(draft is not None and self._desk.is_divisible())
        self._divide.setText("As one label" if parts else "As several labels")
        while len(self._parts) < len(parts):
            at = len(self._parts)
            line = QPushButton()
            line.setProperty("kind", "part")
            line.setCheckable(True)
            line.setMinimumWidth(1)
            self._lines.addButton(line, at)
            self._parts.append(line)
            layout = self._several.layout()
            assert layout is not None
            layout.addWidget(line)
        for at, line in enumerate(self._parts):
            line.setVisible(at < len(parts))
            if at < len(parts) and draft is not None:
                line.setChecked(at == draft.at)
                line.setText(f"{at + 1}  {_sign(parts[at])} {self._quoted(parts[at])}")
                line.setAccessibleName(f"Label {at + 1} of {len(parts)} that will stand")
        self._several.setVisible(bool(parts))

    def _quoted(self, part: Part) -> str:
        return shortened(self._desk.quote(part), 36).replace("&", "&&")

    def explain(self) -> None:
        """Go to the reason."""
        self._reason.setFocus()

    def _explain(self) -> None:
        self._desk.explain(cause=self._cause.value, reason=typed_in(self._reason))


def _sign(part: Part) -> str:
    return SIGNS[part.verdict] if part.verdict else "–"


def _source(desk: Desk, part: Part) -> str:
    """Whose words these are."""
    voices = desk.names.voices(desk.case) if desk.case else []
    found: Voice = [one for voice in voices for one in voice if one[1].spans == part.spans]
    for voice in voices:
        if not found and normal_spans(chain(*(one.spans for _, one in voice))) == part.spans:
            found = voice
    return f"The words of {numbers_of(found).lower()}" if found else "Words of your own"

"""Beside the article: what each annotator says of the claim, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.claim import ClaimState
from annotator.domain.edits import shortened
from annotator.domain.label import Label
from annotator.ui.flow import FlowLayout
from annotator.ui.plain import KeyButton, plain
from annotator.ui.review.comments import CaseComments
from annotator.ui.review.desk import Desk
from annotator.ui.segments import VerdictSegments
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme


class VoiceCard(QFrame):
    """What one annotator says: its number takes it."""

    def __init__(self, number: int, label: Label, name: str, take: Callable[[int], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._number, self._take = number, take
        self.setAccessibleName(f"Label {number}: {WORDS[label.verdict]}")
        self.setToolTip(f"Take it ({number})")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.addWidget(plain(str(number), kind="key"))
        verdict = f"{SIGNS[label.verdict]} {WORDS[label.verdict]}"
        head.addWidget(plain(verdict, kind=label.verdict.value))
        head.addStretch()
        sure = "●" * label.confidence + "○" * (5 - label.confidence) if label.confidence else ""
        head.addWidget(plain(" · ".join(part for part in (name, sure) if part), kind="small"))
        column.addLayout(head)
        column.addWidget(plain(shortened(label.quote, 240), kind="quote", wrap=True))
        if label.note:
            column.addWidget(plain(label.note, kind="muted", wrap=True))
        chips = [f"{one.stance.value} · {one.title or one.url}"[:60] for one in label.evidence]
        if chips or label.tags:
            box = QWidget()
            flow = FlowLayout(box, 4)
            for text in (*chips, *label.tags):
                chip = plain(text, kind="chip")
                chip.setMinimumWidth(1)  # cut, rather than wider than the panel
                flow.addWidget(chip)
            column.addWidget(box)

    def mousePressEvent(self, event: object) -> None:
        self._take(self._number)


class ReasonField(QPlainTextEdit):
    """Enter settles; with Shift it begins a new line."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class DecisionCard(QFrame):
    """Verdict, words, cause and reason, and what can be done with them."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self.setObjectName("decision")
        self._verdicts = VerdictSegments(theme, "Decided verdict", "Decide")
        self._quote = plain(kind="quote", wrap=True)
        self._cause = QComboBox()
        self._cause.setAccessibleName("Cause")
        self._reason = ReasonField()
        self._reason.entered.connect(desk.settle)
        self._reason.setAccessibleName("Reason")
        self._reason.setPlaceholderText("Reason, or the question to the annotators")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(theme.px(58))
        self._reject = KeyButton("Reject the claim", "Reject the claim")
        self._ask = KeyButton("Ask the annotators", "Ask the annotators")
        self._settle = KeyButton("Settle", "Settle")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(7)
        self._title = plain("Decision", kind="strong")
        column.addWidget(self._title)
        column.addWidget(self._verdicts)
        for widget in (self._quote, self._reason, self._cause):
            column.addWidget(widget)
        box = QWidget()
        flow = FlowLayout(box, 4)
        for button, slot in (
            (self._reject, desk.reject), (self._ask, desk.ask), (self._settle, desk.settle),
        ):  # fmt: skip
            button.clicked.connect(slot)
            flow.addWidget(button)
        column.addWidget(box)
        self._reason.textChanged.connect(self._explain)
        self._cause.activated.connect(self._explain)
        self._verdicts.chosen.connect(desk.set_verdict)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._reject.show_key(keys["reject"])
        self._ask.show_key(keys["ask"])
        self._settle.show_key(keys["settle"])

    def refresh(self) -> None:
        """Show the decision as it is now."""
        desk, draft = self._desk, self._desk.draft
        self.setVisible(draft is not None)
        if draft is None:
            return
        state = desk.case.state if desk.case else ClaimState.OPEN
        told = "" if state is ClaimState.OPEN else f" · {state.value}"
        self._title.setText(f"Decision{told}")
        self._verdicts.show_verdict(draft.part.verdict)
        self._quote.setText(shortened(desk.quote(draft.part), 240))
        if self._reason.toPlainText() != draft.reason:
            self._reason.blockSignals(True)
            self._reason.setPlainText(draft.reason)
            self._reason.blockSignals(False)
        causes = ["Why they differ", *desk.causes()]
        if [self._cause.itemText(at) for at in range(self._cause.count())] != causes:
            self._cause.clear()
            self._cause.addItems(causes)
        self._cause.setCurrentText(draft.cause or causes[0])

    def explain(self) -> None:
        """Go to the reason."""
        self._reason.setFocus()

    def _explain(self) -> None:
        cause = self._cause.currentText() if self._cause.currentIndex() > 0 else ""
        self._desk.explain(cause=cause, reason=self._reason.toPlainText())


class ReviewPanel(QWidget):
    """How far one is, a card for each label, and the decision below them."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = plain(kind="strong")
        self._altered = plain(kind="disputed", wrap=True)
        self.decision = DecisionCard(desk, theme)
        self._voices: list[QWidget] = []
        inside = QWidget()
        inside.setObjectName("panel")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(12, 4, 12, 12)
        self._cards.setSpacing(10)
        self._cards.addWidget(self._altered)
        self._cards.addWidget(self.decision)
        self.comments = CaseComments(desk, session, theme)
        self._cards.addWidget(self.comments)
        self._cards.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        # Queued, for the cards are laid out after this.
        queued = Qt.ConnectionType.QueuedConnection
        self.comments.written_in.connect(scroll.ensureWidgetVisible, queued)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 2)
        head.addWidget(self._head)
        head.addStretch()
        self._names = KeyButton("Names hidden", "Show names")
        self._names.clicked.connect(desk.names.turn)
        head.addWidget(self._names)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        for signal in (desk.case_changed, desk.names.changed, desk.docket.listed):
            signal.connect(self._rebuild)
        desk.draft_changed.connect(self.decision.refresh)
        self._rebuild()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._names.show_key(keys["reveal"])
        self.decision.show_keys(keys)
        self.comments.show_key(keys["comment_case"])

    def _rebuild(self) -> None:
        desk = self._desk
        for card in self._voices:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._voices = [
            VoiceCard(number, label, desk.names.of_label(label), desk.take)
            for number, label in enumerate(desk.numbered(), 1)
        ]
        for at, card in enumerate(self._voices):
            self._cards.insertWidget(at, card)
        count, at = len(desk.docket.cases), desk.place()
        self._head.setText(f"Disagreement {at + 1:,} of {count:,}" if at >= 0 else "Review")
        self._names.setVisible(desk.case is not None)
        self._names.setText("Names shown" if desk.names.shown else "Names hidden")
        altered = desk.case.altered if desk.case else ()
        self._altered.setVisible(bool(altered))
        self._altered.setText(
            "\n".join(_changed(one.what, one.before, one.after) for one in altered)
        )
        self.decision.refresh()


def _changed(what: str, before: object, after: object) -> str:
    """What has changed since the decision, in a sentence."""
    if what == "new":
        return "Another label has come to this claim since it was settled."
    if what == "removed":
        return "A label of this claim was removed since it was settled."
    if what == "verdict":
        return f"A verdict was changed since it was settled: {before} to {after}."
    return f"The {what} of a label were changed since it was settled."

"""Beside the article: what each annotator says of the claim, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.domain.claim import Claim, ClaimState
from annotator.domain.comment import threads_of
from annotator.domain.label import Label
from annotator.ui.flow import laid_out_once
from annotator.ui.plain import plain
from annotator.ui.review.changes import deletion_of, settled_differently, told
from annotator.ui.review.comments import CaseComments
from annotator.ui.review.decision import DecisionCard
from annotator.ui.review.desk import Desk
from annotator.ui.review.foot import Foot
from annotator.ui.review.names import Voice
from annotator.ui.review.voice import VoiceCard
from annotator.ui.session import Session
from annotator.ui.theme import Theme

_GAP: Final = 9


class ReviewPanel(QWidget):
    """How far one is, a card for each label, and the decision below them, which stays in sight."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._session = session
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = plain(kind="strong", wrap=True)
        self._keys = {name: plain(kind="key") for name in ("previous_case", "next_case")}
        self._altered = plain(kind="changed", wrap=True)
        self._question = plain(kind="changed", wrap=True)
        self.decision = DecisionCard(desk, theme)
        self.comments = CaseComments(desk, session, theme)
        self._voices: list[VoiceCard] = []
        self._case = ""
        self._cards = QVBoxLayout()
        self._rows = QVBoxLayout()
        self._decides = QWidget()
        self._arrange()
        for signal in (desk.case_changed, desk.names.changed, desk.docket.listed):
            signal.connect(self._refresh)
        for signal in (desk.draft_changed, session.reloaded):  # the project may have other causes
            signal.connect(self.decision.refresh)
        self._refresh()

    def _arrange(self) -> None:
        inside = QWidget()
        inside.setObjectName("panel")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self._cards.setSpacing(_GAP)
        for widget in (self._altered, self._question):
            self._cards.addWidget(widget)
        self._decides.setObjectName("panel")
        self._decides.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(self._decides)
        around.setContentsMargins(0, _GAP, 0, _GAP)
        around.addWidget(self.decision)
        self._foot = Foot(self._decides, scroll)
        rows = self._rows
        inside.setLayout(rows)
        rows.setContentsMargins(12, 4, 12, 12 - _GAP)
        rows.setSpacing(0)
        rows.addLayout(self._cards)
        rows.addChildWidget(self._decides)
        rows.addItem(self._foot)
        rows.addWidget(self.comments)
        rows.addStretch()
        # Queued, for the cards are laid out after this.
        queued = Qt.ConnectionType.QueuedConnection
        self.decision.written_in.connect(self._show_decision, queued)
        self.comments.written_in.connect(scroll.ensureWidgetVisible, queued)
        self._scroll = scroll.verticalScrollBar()
        self._scroll.rangeChanged.connect(self.comments.tell_where)  # the field has grown
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 2)
        head.setSpacing(4)
        head.addWidget(self._head, 1)
        for key in self._keys.values():
            head.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(scroll, 1)

    def _show_decision(self) -> None:
        self._foot.show_whole()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        for name, key in self._keys.items():
            key.setText(keys[name])
        self.decision.show_keys(keys)
        self.comments.show_key(keys["comment_case"])

    def _refresh(self) -> None:
        with laid_out_once(self._rows):
            self._show_case()

    def _show_case(self) -> None:
        desk, case = self._desk, self._desk.case
        voices = desk.names.voices(case) if case else []
        cards = [(label, self._whose(label, voice)) for voice in voices for _, label in voice]
        if case is not None and case.id != self._case:
            self._case = case.id
            self._scroll.setValue(0)
        while len(self._voices) < len(cards):
            card = VoiceCard(len(self._voices) + 1, desk.take)
            self._cards.insertWidget(len(self._voices), card)
            card.stackUnder(self._decides)
            self._voices.append(card)
        for at, card in enumerate(self._voices):
            if at < len(cards):
                card.show_label(*cards[at])
            card.setVisible(at < len(cards))
        count, place = len(desk.docket.cases), desk.place()
        self._head.setText(f"Disagreement {place + 1:,} of {count:,}" if place >= 0 else "Review")
        for key in self._keys.values():
            key.setVisible(count > 0)
        self._show_history(case)
        self.decision.refresh()

    def _whose(self, label: Label, voice: Voice) -> str:
        """The name; while names are hidden, the first of the labels that are by the same one."""
        (first, same), *_ = voice
        known = self._desk.names.of_label(label)
        return known or (f"same annotator as {first}" if label is not same else "")

    def _show_history(self, case: Claim | None) -> None:
        """What has changed since it was settled, and what was asked."""
        article = self._session.article
        text = article.text if article else ""
        lines = list(told(case.altered, text, self._called, self._deleted)) if case else []
        if case and case.contradicting:
            names = self._desk.names
            lines += settled_differently(case.contradicting, names.of_adjudicator)
        self._altered.setVisible(bool(lines))
        self._altered.setText("\n".join(lines))
        asked = self._asked(case) if case and case.state is ClaimState.DEFERRED else ""
        self._question.setVisible(bool(asked))
        self._question.setText(f"Asked: {asked}")

    def _asked(self, case: Claim) -> str:
        """The question that a case was put off with, unless a thread shows it below."""
        decision = case.decision
        threads = threads_of(self._session.project.queries.comments(case.article))
        if decision is None or any(thread.id == decision.id for thread in threads):
            return ""
        return decision.reason

    def _called(self, label: str) -> str:
        for number, one in enumerate(self._desk.numbered(), 1):
            if one.id == label:
                name = self._desk.names.of_label(one)
                return f"{name}’s label ({number})" if name else f"Label {number}"
        return "A label"

    def _deleted(self, label: str) -> str:
        found = deletion_of(self._session.project.queries, label)
        if found is None:
            return ""
        known = self._desk.names.shown and found.annotator is not None
        by = f" by {self._session.name_of(found.annotator)}" if known and found.annotator else ""
        return f"{by} on {found.day}"

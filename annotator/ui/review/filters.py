"""What the list of cases is filtered by: words, chips, and a small panel for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.case_filter import MARKED, CaseFilter, Said, Which
from annotator.domain.claim import ClaimState
from annotator.domain.label import Verdict
from annotator.domain.quoting import shortened
from annotator.tasks.telling import counted
from annotator.ui.choice import Choice
from annotator.ui.plain import plain
from annotator.ui.review.desk import Desk
from annotator.ui.review.gist import KINDS
from annotator.ui.session import Session
from annotator.ui.theme import WORDS

STATES: Final = {
    Which.TO_DO: "To do", Which.OPEN: "Open", Which.REOPENED: "Reopened",
    Which.ORPHANED: "Labels deleted", Which.ASKED: "Asked", Which.SETTLED: "Settled",
    Which.UNSETTLED: "Not settled", Which.AGREED: "Agreed", Which.ANY: "Any",
}  # fmt: skip
COUNTED: Final = {
    Which.OPEN: ClaimState.OPEN, Which.REOPENED: ClaimState.REOPENED,
    Which.ORPHANED: ClaimState.ORPHANED, Which.ASKED: ClaimState.DEFERRED,
    Which.SETTLED: ClaimState.SETTLED,
}  # fmt: skip
QUICK: Final = (Which.REOPENED, Which.ORPHANED, Which.ASKED, Which.SETTLED)
"""The states that have a chip of their own, as soon as there is a case in them."""

_PAIRS: Final[Sequence[tuple[Said, Said]]] = (
    (Verdict.VERIFIED, Verdict.DISPUTED),
    (Verdict.VERIFIED, Verdict.UNVERIFIABLE),
    (Verdict.DISPUTED, Verdict.UNVERIFIABLE),
)


class Condition(NamedTuple):
    """One thing that the list is filtered by, and the filter without it."""

    words: str
    without: CaseFilter


def conditions(desk: Desk) -> Iterator[Condition]:
    """What the list is filtered by, apart from kinds, words and what has a chip already."""
    chosen, nothing = desk.docket.filter, CaseFilter()
    names = desk.names
    if chosen.state is not nothing.state and chosen.state not in QUICK:
        yield Condition(STATES[chosen.state], replace(chosen, state=nothing.state))
    if chosen.verdicts:
        yield Condition(pair_words(chosen.verdicts), replace(chosen, verdicts=None))
    if chosen.annotators:
        people = " and ".join(map(names.of_person, chosen.annotators))
        yield Condition(people, replace(chosen, annotators=()))
    if chosen.said:
        yield Condition(said_words(chosen.said), replace(chosen, said=frozenset()))
    if chosen.tag:
        yield Condition(f"Tag {chosen.tag}", replace(chosen, tag=""))
    if chosen.articles:
        yield Condition(_articles(desk, chosen), replace(chosen, articles=frozenset()))
    if chosen.claims:
        said = counted(len(chosen.claims), "chosen case")
        yield Condition(said, replace(chosen, claims=frozenset()))


def said_words(said: frozenset[Said]) -> str:
    """What someone says of a claim, in words."""
    if said == MARKED:
        return "Marked"
    told = [WORDS[verdict].lower() for verdict in Verdict if verdict in said]
    says = [f"says {' or '.join(told)}"] if told else []
    return " or ".join([*says, *(["not marked"] if None in said else [])]).capitalize()


def _articles(desk: Desk, chosen: CaseFilter) -> str:
    """The one article that is asked for, or how many there are."""
    titles = [desk.docket.titles.get(one, "") for one in chosen.articles]
    if len(titles) == 1 and titles[0]:
        return shortened(titles[0], 24)
    return counted(len(titles), "article")


def pair_words(pair: tuple[Said, Said]) -> str:
    """Two verdicts in words."""
    first, second = (WORDS[one] if one else "Not marked" for one in pair)
    return f"{first}, {second.lower()}"


class FilterPanel(QFrame):
    """A small panel under the button. What is chosen counts at once; Escape closes it."""

    left = Signal()

    def __init__(self, desk: Desk, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._desk = desk
        self._session = session
        self.setObjectName("popup")
        self.setAccessibleName("Filter")
        self._state = Choice("State")
        self._kind = Choice("Kind")
        self._verdicts = Choice("Verdicts")
        self._one = Choice("Annotator")
        self._other = Choice("Who differs from")
        self._tag = Choice("Tag")
        self._article = Choice("Article")
        self._clear = QPushButton("Clear all")
        self._done = QPushButton("Done")
        for button in (self._clear, self._done):
            button.setAutoDefault(False)
        self._arrange()
        self._clear.clicked.connect(self._show_all)
        self._done.clicked.connect(self.close)
        for choice in self._choices:
            choice.activated.connect(self._choose)

    @property
    def _choices(self) -> Sequence[Choice]:
        return (
            self._state, self._kind, self._verdicts, self._one, self._other, self._tag,
            self._article,
        )  # fmt: skip

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        for name, choice in (
            ("State", self._state), ("Kind", self._kind), ("Verdicts", self._verdicts),
            ("Annotator", self._one), ("differs from", self._other), ("Tag", self._tag),
            ("Article", self._article),
        ):  # fmt: skip
            form.addRow(plain(name, kind="muted"), choice)
        row = QHBoxLayout()
        row.addWidget(self._clear)
        row.addStretch()
        row.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(form)
        column.addLayout(row)

    def open_at(self, place: QPoint) -> None:
        """Show it with its corner here, with what is chosen now."""
        self._offer()
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(place.x(), screen.right() - self.width()))
        top = max(screen.top(), min(place.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self._state.setFocus()

    def _offer(self) -> None:
        desk = self._desk
        docket, names, chosen = desk.docket, desk.names, desk.docket.filter
        states = {
            which: f"{words} ({docket.states[COUNTED[which]]:,})" if which in COUNTED else words
            for which, words in STATES.items()
        }
        self._state.offer(states, chosen.state)
        kinds = {frozenset((kind,)): words for kind, words in KINDS.items()}
        several = ", ".join(words for kind, words in KINDS.items() if kind in chosen.kinds)
        self._kind.offer({frozenset(): "Any", **kinds}, chosen.kinds, several)
        pairs = [*_PAIRS]
        if len(chosen.annotators) > 1:  # who said which of the two
            pairs += [(second, first) for first, second in _PAIRS]
        said: dict[tuple[Said, Said] | None, str] = {None: "Any"}
        said |= {pair: pair_words(pair) for pair in pairs}
        known = pair_words(chosen.verdicts) if chosen.verdicts else ""
        self._verdicts.offer(said, chosen.verdicts, known)
        people = names.people(one.id for one in self._session.project.queries.annotators())
        first, second = (*chosen.annotators, "", "")[:2]
        self._one.offer({"": "Anyone", **dict(people)}, first, "Someone")
        others = {id_: name for id_, name in people if id_ != first}
        self._other.offer({"": "anyone", **others}, second, "someone")
        self._other.setEnabled(bool(first))
        tags = {tag: tag for tag in self._session.project.queries.tags()}
        self._tag.offer({"": "Any", **tags}, chosen.tag, chosen.tag)
        case = desk.case
        this = {frozenset((case.article,)): "This article"} if case else {}
        self._article.offer({frozenset(): "All", **this}, chosen.articles, _articles(desk, chosen))

    def _choose(self) -> None:
        people = [one for one in (self._one.value, self._other.value) if one]
        if not self._one.value or len(set(people)) < len(people):
            people = people[:1] if self._one.value else []
        self._desk.show_cases(
            replace(
                self._desk.docket.filter,
                state=self._state.value,
                kinds=self._kind.value,
                verdicts=self._verdicts.value,
                annotators=tuple(people),
                tag=self._tag.value,
                articles=self._article.value,
            )
        )
        self._offer()

    def _show_all(self) -> None:
        self._desk.show_cases(CaseFilter())
        self._offer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: object) -> None:
        self.left.emit()

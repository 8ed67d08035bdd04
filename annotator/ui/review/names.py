"""Who is who, or not: while names are hidden, everyone is a number that says nothing of the name,
and the order of a case's labels says nothing of who made them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from annotator.domain.article import sha256_of
from annotator.domain.claim import Claim
from annotator.domain.label import Label
from annotator.ui.session import Session

Voice: TypeAlias = Sequence[tuple[int, Label]]
"""The labels that one annotator has made of a case, with their numbers."""


def numbers_of(voice: Voice) -> str:
    """What labels are called by their numbers."""
    told = ", ".join(str(number) for number, _ in voice)
    return f"Labels {told}" if len(voice) > 1 else f"Label {told}"


class Names(QObject):
    """The names of a review, hidden at first."""

    changed = Signal()
    """Names are shown now, or hidden."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.shown = False
        self._met = ""
        self._by_name = False

    def meet(self, claim: Claim) -> None:
        """This case is looked at now: its labels keep their numbers, however often names are shown
        and hidden meanwhile, so that nobody takes another one than they have read."""
        self._met, self._by_name = claim.id, self.shown

    def turn(self) -> None:
        """Show who is who, or hide it again."""
        self.shown = not self.shown
        self.changed.emit()

    def of_person(self, annotator: str) -> str:
        """The name of an annotator; a number while names are hidden, always the same one."""
        if self.shown:
            return self._session.name_of(annotator)
        known = [one.id for one in self._session.project.queries.annotators()]
        mixed = sorted(known, key=_mixed)
        return f"Annotator {mixed.index(annotator) + 1}" if annotator in mixed else "Someone"

    def of_label(self, label: Label) -> str:
        """Who made a label; nothing while names are hidden, for a number that stays the same from
        case to case would soon be known."""
        return self._session.name_of(label.annotator) if self.shown else ""

    def of_adjudicator(self, annotator: str) -> str:
        """Who has decided: annotators of the case may be among them, so while names are hidden one
        knows only what one has decided oneself."""
        if annotator == self._session.annotator.id:
            return "You"
        return self._session.name_of(annotator) if self.shown else "Someone"

    def of_author(self, annotator: str, claim: Claim | None) -> str:
        """Who has written a comment; while names are hidden, the numbers of the labels that are
        theirs in this case."""
        if self.shown or annotator == self._session.annotator.id:
            return self._session.name_of(annotator)
        for voice in self.voices(claim) if claim else ():
            if voice[0][1].annotator == annotator:
                return f"Who made {numbers_of(voice).lower()}"
        return "Someone else"

    def of_missing(self, claim: Claim) -> str:
        """Who has finished the article and did not mark it: names, or how many."""
        if self.shown:
            return ", ".join(sorted(map(self._session.name_of, claim.missing)))
        return f"{len(claim.missing)} of {len(claim.votes)}"

    def numbered(self, claim: Claim) -> list[Label]:
        """The labels of a case as they are numbered, those of one annotator in a row: by name, but
        shuffled where it was come to while names are hidden, always in the same way, so that nobody
        learns who is 1."""
        return [label for voice in self.voices(claim) for _, label in voice]

    def voices(self, claim: Claim) -> list[Voice]:
        """What each annotator says of a case, in the order of the numbers."""
        by: dict[str, list[Label]] = {}
        for label in claim.labels:  # which are in text order
            by.setdefault(label.annotator, []).append(label)

        by_name = self._by_name if claim.id == self._met else self.shown

        def place(own: list[Label]) -> tuple[str, str]:
            mixed = min(_mixed(f"{claim.id}/{one.id}") for one in own)
            return self._session.name_of(own[0].annotator) if by_name else "", mixed

        numbers = count(1)
        return [[(next(numbers), one) for one in own] for own in sorted(by.values(), key=place)]

    def people(self, annotators: Iterable[str]) -> list[tuple[str, str]]:
        """These annotators with their names, in the order of the names."""
        return sorted(((one, self.of_person(one)) for one in annotators), key=lambda one: one[1])


@lru_cache(maxsize=64)
def _mixed(key: str) -> str:
    return sha256_of(key)

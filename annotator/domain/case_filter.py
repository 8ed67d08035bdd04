"""Which cases of a review are looked at: by kind, verdicts, people, tag, article, state and words,
all of them together."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.domain.extents import Extent
from annotator.domain.label import Label, Verdict

Said: TypeAlias = Verdict | None
"""What someone says of a claim; None: they finished the article and did not mark it."""

MARKED: Final[frozenset[Said]] = frozenset(Verdict)
"""What whoever marks a claim says of it."""


class Which(StrEnum):
    """How far the review of a case is, as one asks for it."""

    TO_DO = "to do"
    OPEN = "open"
    REOPENED = "reopened"
    ORPHANED = "orphaned"
    ASKED = "asked"
    SETTLED = "settled"
    UNSETTLED = "not settled"
    AGREED = "agreed"
    ANY = "any"


STATES: Final = {
    Which.TO_DO: (ClaimState.OPEN, ClaimState.REOPENED, ClaimState.ORPHANED),
    Which.OPEN: (ClaimState.OPEN,),
    Which.REOPENED: (ClaimState.REOPENED,),
    Which.ORPHANED: (ClaimState.ORPHANED,),
    Which.ASKED: (ClaimState.DEFERRED,),
    Which.SETTLED: (ClaimState.SETTLED,),
    Which.UNSETTLED: tuple(one for one in ClaimState if one is not ClaimState.SETTLED),
}
"""In which state a case is that is asked for so; not of what has no state."""


class CaseFilter(Struct, frozen=True):
    """Cases to be looked at. What is left empty asks for nothing.

    `verdicts` were given by two people. `annotators` are ids: one of them takes part in the case,
    two differ from one another. With verdicts, one annotator gave either of them; of two, the first
    gave the first and the second the second. `said` is what one of the annotators says, or anyone
    where none is named: one of these.
    `claims` and `articles` are ids; `text` is looked for in quotes, notes and tags. In any state
    are also the claims on which nobody differs, and those that only one had to judge.
    """

    kinds: frozenset[Difference] = frozenset()
    verdicts: tuple[Said, Said] | None = None
    annotators: tuple[str, ...] = ()
    said: frozenset[Said] = frozenset()
    tag: str = ""
    articles: frozenset[str] = frozenset()
    state: Which = Which.TO_DO
    text: str = ""
    claims: frozenset[str] = frozenset()

    def takes(self, claim: Claim) -> bool:
        """Whether a case is looked at."""
        return self.admits(claim) and (not self.text or self.text.casefold() in words_of(claim))

    def admits(self, claim: Claim) -> bool:
        """Whether a case is looked at, were it not for the words that are looked for."""
        return (
            self._is_in_state(claim)
            and (not self.kinds or claim.kind in self.kinds)
            and self.is_about(claim)
        )

    def is_about(self, claim: Claim) -> bool:
        """Whether it is one of the claims, articles, tags, people and verdicts that are looked at,
        in whatever state and of whatever kind."""
        return (
            (not self.claims or claim.id in self.claims)
            and (not self.articles or claim.article in self.articles)
            and (not self.tag or any(self.tag in label.tags for label in claim.labels))
            and (not self.annotators or self._is_among(claim))
            and (not self.said or self._says_it(claim))
            and (self.verdicts is None or self._is_said(claim))
        )

    def _is_in_state(self, claim: Claim) -> bool:
        if self.state is Which.AGREED:
            return claim.agreed
        if self.state is Which.ANY:
            return True
        return is_case(claim) and claim.state in STATES[self.state]

    def _is_among(self, claim: Claim) -> bool:
        taking_part = {*claim.annotators, *claim.missing}
        if not taking_part.issuperset(self.annotators):
            return False
        same = len(self.annotators) == 1 or self.verdicts is not None or claim.agreed
        return same or differ(claim, *self.annotators[:2])

    def _says_it(self, claim: Claim) -> bool:
        who = self.annotators
        return any(
            label.verdict in self.said and (not who or label.annotator in who)
            for label in claim.labels
        ) or (None in self.said and any(not who or one in who for one in claim.missing))

    def _is_said(self, claim: Claim) -> bool:
        assert self.verdicts is not None
        one, other = self.verdicts
        given: list[Said] = [label.verdict for label in claim.labels]
        if claim.missing:
            given.append(None)
        if one not in given or other not in given:
            return False  # as of most claims, and soon told
        said: dict[str, set[Said]] = {who: {None} for who in claim.missing}
        for label in claim.labels:
            said.setdefault(label.annotator, set()).add(label.verdict)
        firsts = [who for who in said if one in said[who]]
        seconds = [who for who in said if other in said[who]]
        return any(
            (first, second) == self.annotators[:2]
            or (len(self.annotators) < 2 and {first, second}.issuperset(self.annotators))
            for first in firsts
            for second in seconds
            if first != second
        )


def is_case(claim: Claim) -> bool:
    """Whether there is something to look at: a disagreement, or a decision."""
    return bool(claim.disagreements or claim.decisions)


def words_of(claim: Claim) -> str:
    """What words are looked for in, in small letters: quotes, notes and tags, each once."""
    labels = (*claim.labels, *claim.golds)
    said = dict.fromkeys([label.quote for label in labels])
    for label in labels:
        if label.note or label.tags:
            said |= dict.fromkeys((label.note, *label.tags))
    return "\n".join(said).casefold()


def differ(claim: Claim, one: str, other: str) -> bool:
    """Whether two people differ from one another on a claim, and not only from a third."""
    if (one in claim.missing) != (other in claim.missing):
        return True
    if _said(claim, one) != _said(claim, other) or _marked(claim, one) != _marked(claim, other):
        return True
    return any(
        found.kind is Difference.EVIDENCE and {one, other} <= set(found.annotators)
        for found in claim.disagreements
    )


def _said(claim: Claim, who: str) -> frozenset[Said]:
    verdicts = frozenset(label.verdict for label in claim.labels if label.annotator == who)
    return verdicts or frozenset((None,))


def _marked(claim: Claim, who: str) -> set[Extent]:
    pairs: zip[tuple[Label, Extent]] = zip(claim.labels, claim.extents, strict=True)
    return {extent for label, extent in pairs if label.annotator == who}

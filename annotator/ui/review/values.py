"""What the desk works with: which cases are listed, and a decision that is being made. No Qt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from annotator.domain import extents
from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.domain.label import Span, Verdict

OPEN = frozenset({ClaimState.OPEN, ClaimState.REOPENED})


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases are listed. Nothing chosen means all."""

    kinds: frozenset[Difference] = frozenset()
    states: frozenset[ClaimState] = OPEN
    words: str = ""

    def takes(self, claim: Claim) -> bool:
        """Whether a case is listed."""
        if claim.kind is None or claim.state not in self.states:
            return False
        if self.kinds and claim.kind not in self.kinds:
            return False
        words = self.words.casefold()
        return not words or any(
            words in text.casefold()
            for label in claim.labels
            for text in (label.quote, label.note, *label.tags)
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """The decision that is being made: an extent and a verdict, and why."""

    spans: tuple[Span, ...]
    verdict: Verdict | None
    cause: str = ""
    reason: str = ""


def first_draft(claim: Claim) -> Draft:
    """What a case begins with: the decision that stands; else the extent that most have marked, and
    the verdict where more than half agree on one. Ties are never broken."""
    decision = claim.decision
    if claim.golds and decision is not None:
        gold = claim.golds[0]
        return Draft(gold.spans, gold.verdict, decision.cause, decision.reason)
    common = Counter(label.spans for label in claim.labels).most_common(2)
    clear = len(common) == 1 or common[0][1] > common[1][1]
    spans = (
        common[0][0]
        if clear
        else extents.covered_by(claim.extents, len(claim.extents) // 2 + 1) or claim.labels[0].spans
    )
    verdict, count = Counter(label.verdict for label in claim.labels).most_common(1)[0]
    voters = len(claim.labels) + len(claim.missing)
    return Draft(spans, verdict if 2 * count > voters else None)

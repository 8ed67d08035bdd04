"""Rules that settle many claims at once: each looks at a claim and proposes a ruling, or nothing.

Only open claims are looked at. Where a rule finds a tie, it proposes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import TypeAlias

from annotator.domain.claim import Claim, ClaimState, Outcome
from annotator.domain.decisions import Ruling, Standing, taken
from annotator.domain.extents import Extent, covered_by, dice, trimmed
from annotator.domain.label import Label, Verdict, quote_of

Rule: TypeAlias = Callable[[str, Claim], Ruling | None]
"""From the article's text and one of its claims to a proposal."""


def propose(text: str, claims: Iterable[Claim], rule: Rule) -> Iterator[Ruling]:
    """What a rule proposes for the open claims of an article."""
    for claim in claims:
        ruling = rule(text, claim) if claim.state is ClaimState.OPEN else None
        if ruling:
            yield ruling


def all_agree() -> Rule:
    """Where all agree, what they say: the label with the most evidence of those that say it."""

    def rule(_: str, claim: Claim) -> Ruling | None:
        if not claim.agreed:
            return None
        best = _best(claim, claim.labels)
        return Ruling(claim, Outcome.ACCEPTED, taken(best), reason="all agree")

    return rule


def majority(at_least: int, least_dice: float = 0.5) -> Rule:
    """The verdict of more than half, who are so many at least and whose extents have a Dice of so
    much at least, on the words that more than half of them marked.

    Those count who have a vote (`Claim.votes`): who finished and did not mark it is one of those
    who say otherwise, and so is who made several labels of it.
    """

    def rule(text: str, claim: Claim) -> Ruling | None:
        voices = _single(claim)
        verdict = _most(voices)
        agreed = [(label, extent) for label, extent in voices if label.verdict is verdict]
        everyone = len(claim.votes)
        if len(agreed) < max(at_least, 2) or 2 * len(agreed) <= everyone:
            return None
        extents = [extent for _, extent in agreed]
        if any(dice(one, other) < least_dice for one, other in combinations(extents, 2)):
            return None
        reason = f"majority of {len(agreed)} of {everyone}"
        return _ruled(text, claim, [label for label, _ in agreed], extents, reason)

    return rule


def word_of(annotator: str, tag: str, name: str = "") -> Rule:
    """What one annotator says where anyone has put this tag; `name` is theirs, for the reason."""

    def rule(_: str, claim: Claim) -> Ruling | None:
        if not any(tag in label.tags for label in claim.labels):
            return None
        own = [label for label in claim.labels if label.annotator == annotator]
        if len(own) != 1:
            return None  # silent, or of two minds
        reason = f"the word of {name or annotator} on {tag}"
        return Ruling(claim, Outcome.ACCEPTED, taken(own[0]), reason=reason)

    return rule


def _single(claim: Claim) -> list[tuple[Label, Extent]]:
    """The labels of those who have a vote and made only one."""
    by: defaultdict[str, list[tuple[Label, Extent]]] = defaultdict(list)
    for label, extent in zip(claim.labels, claim.extents, strict=True):
        by[label.annotator].append((label, extent))
    return [
        voices[0] for who, voices in by.items() if len(voices) == 1 and who not in claim.unfinished
    ]


def _most(voices: Iterable[tuple[Label, Extent]]) -> Verdict | None:
    counts: defaultdict[Verdict, int] = defaultdict(int)
    for label, _ in voices:
        counts[label.verdict] += 1
    return max(counts, key=lambda verdict: counts[verdict], default=None)


def _ruled(
    text: str, claim: Claim, agreed: list[Label], extents: list[Extent], reason: str
) -> Ruling | None:
    """One of the labels that agree, if it lies where more than half of them do; else its like."""
    spans = covered_by(extents, len(extents) // 2 + 1)
    spans = trimmed(text, spans) if spans else ()
    if not spans:
        return None
    there = [label for label, extent in zip(agreed, extents, strict=True) if extent == spans]
    if there:
        return Ruling(claim, Outcome.ACCEPTED, taken(_best(claim, there)), reason=reason)
    stands = Standing(spans, quote_of(text, spans), agreed[0].verdict)
    return Ruling(claim, Outcome.EDITED, stands, reason=reason)


def _best(claim: Claim, labels: Iterable[Label]) -> Label:
    """Of labels that say the same, one without a stray space, with the most evidence, the surest,
    the first. All of them say the same: this breaks no tie."""
    extents = {label.id: extent for label, extent in zip(claim.labels, claim.extents, strict=True)}
    return min(
        labels,
        key=lambda label: (
            label.spans != extents[label.id],
            -len(label.evidence),
            -(label.confidence or 0),
            label.id,
        ),
    )

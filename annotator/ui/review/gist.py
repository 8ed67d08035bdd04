"""A case in a few words, as a list tells it. Knows no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from annotator.domain.claim import Claim, ClaimState, Decision, Difference, Outcome
from annotator.domain.label import Label, Verdict
from annotator.domain.quoting import in_quotes
from annotator.ui.theme import SIGNS, WORDS

KINDS: Final = {
    Difference.VERDICT: "Verdict", Difference.EXTENT: "Extent", Difference.MISSING: "Missing",
    Difference.SPLIT: "Split", Difference.EVIDENCE: "Evidence",
}  # fmt: skip
_STATES: Final = {
    ClaimState.SETTLED: "Settled", ClaimState.DEFERRED: "Asked",
    ClaimState.ORPHANED: "Labels deleted",
}  # fmt: skip
_NOTHING: Final = {Outcome.REJECTED: "rejected", Outcome.DEFERRED: "asked"}
_QUOTE: Final = 200
"""More of a quote than this never fits into two lines."""


def kind_of(claim: Claim) -> str:
    """In what they differ, or that it is settled, in a word."""
    if claim.state in _STATES:
        return _STATES[claim.state]
    kind = KINDS[claim.kind] if claim.kind else "Agreed" if claim.agreed else "Alone"
    if claim.contradicting:
        return f"{kind}, settled twice"
    return f"{kind}, reopened" if claim.state is ClaimState.REOPENED else kind


def gist_of(claim: Claim) -> str:
    """What stands, or what was asked, or who said what, in a few signs."""
    decision = claim.decision
    if claim.contradicting:
        return " against ".join(_stand(step.golds, step.last) for step in claim.contradicting)
    if decision and claim.state is ClaimState.DEFERRED:
        return decision.reason
    if decision and claim.state in (ClaimState.SETTLED, ClaimState.ORPHANED):
        return _stand(claim.stands, decision)
    said = " · ".join(_votes(claim))
    kind = claim.kind
    if kind is Difference.MISSING:
        return f"{said} · {len(claim.missing)} did not mark it"
    if kind is Difference.EXTENT:
        return f"{said}, {len(set(claim.extents))} extents"
    if kind is Difference.SPLIT:
        return f"{said}, in {len(claim.labels)} labels"
    if kind is Difference.EVIDENCE:
        return f"{said}, sources contradict"
    return said


def _stand(golds: Sequence[Label], decision: Decision) -> str:
    stand = " · ".join(f"{SIGNS[gold.verdict]} {WORDS[gold.verdict]}" for gold in golds)
    return stand or _NOTHING.get(decision.outcome, "nothing stands")


def _votes(claim: Claim) -> Iterator[str]:
    """How many annotators give each verdict, and how many give several."""
    votes = Counter(
        tuple(sorted(verdicts, key=list(Verdict).index)) for verdicts in claim.said.values()
    )
    for verdicts, count in votes.most_common():
        signs = " and ".join(SIGNS[verdict] for verdict in verdicts)
        both = " say both " if count > 1 else " says both "
        yield f"{signs} {count}" if len(verdicts) == 1 else f"{count}{both}{signs}"


def quoted(claim: Claim) -> str:
    """Its words, on one line."""
    return (
        in_quotes(" ".join(claim.quote[:_QUOTE].split())) if claim.quote else "(its words are gone)"
    )

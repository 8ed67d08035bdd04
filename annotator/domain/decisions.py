"""How an adjudicator settles claims: each decision a record, each step an `Entry`.

What stands after a decision is a label of its own on the gold layer. What the annotators said stays
as they said it, and a decision remembers it: so it shows when one of them changes their mind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.claim import Altered, Claim, ClaimState, Decision, Outcome, Settling
from annotator.domain.extents import shared
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Entry, Kind, now
from annotator.domain.label import Evidence, Label, Layer, Span, Verdict, quote_of
from annotator.domain.quoting import shortened
from annotator.domain.records import decision_fields, evidence_fields, label_fields
from annotator.errors import AnnotatorError

CAUSES: Final = ("guideline gap", "oversight", "ambiguous text", "evidence differs", "slip")
"""Why annotators differ, where a project has no list of its own."""

CAUSES_KEY: Final = "causes"
"""The project's setting that holds its own list."""

_SAID: Final = "said"
"""Where a decision's `meta` keeps what was said when it was made."""

_KEPT: Final = "kept"
"""Where it keeps that it is to stand although its labels are gone: when that was said."""


class Standing(Struct, frozen=True):
    """What is to stand after a decision: a gold label to be."""

    spans: tuple[Span, ...]
    quote: str
    verdict: Verdict
    confidence: int | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Ruling(Struct, frozen=True):
    """How one claim is to be settled: with what stands (None: rejected or deferred), for which of
    the project's causes they differed, and why it was settled so; for a deferred one, the question.
    `others` stand beside it, where the claim is settled as several labels.
    """

    claim: Claim
    outcome: Outcome
    stands: Standing | None = None
    cause: str = ""
    reason: str = ""
    others: tuple[Standing, ...] = ()


def taken(label: Label) -> Standing:
    """The gold label that takes over all that one annotator's label says."""
    return Standing(
        label.spans, label.quote, label.verdict, label.confidence, label.note, label.tags,
        label.evidence,
    )  # fmt: skip


def own(article: Article, spans: Iterable[Span], verdict: Verdict, **rest: Any) -> Standing:
    """Spans and a verdict of the adjudicator's own, such as a union of extents. `rest` are the
    other fields of `Standing`."""
    checked = edits.checked_spans(article, spans)
    return Standing(checked, quote_of(article.text, checked), verdict, **rest)


def causes_of(setting: Any) -> tuple[str, ...]:
    """The project's causes, from its setting (None: it has no list of its own)."""
    return tuple(setting) if setting else CAUSES


def causes_in(text: str) -> list[str]:
    """Causes as a person writes them: one a line, none twice."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(filter(None, lines)))


def decide(
    adjudicator: str,
    rulings: Sequence[Ruling],
    causes: Sequence[str] = CAUSES,
    summary: str = "",
) -> tuple[list[Decision], Entry]:
    """Settle these claims in one step. What an earlier decision let stand goes."""
    if not rulings:
        raise AnnotatorError("There is nothing to settle.", "Choose a claim.")
    at = now()
    decisions: list[Decision] = []
    changes: list[Change] = []
    gone: set[str] = set()
    for ruling in rulings:
        _check(ruling, causes)
        for change in _taken_back(ruling.claim):
            if change.key not in gone:  # one decision can lie on two claims that were one
                gone.add(change.key)
                changes.append(change)
        for decision, gold in _settled(adjudicator, ruling, at):
            decisions.append(decision)
            if gold:
                changes.append(Change(Kind.LABEL, gold.id, None, label_fields(gold)))
            changes.append(Change(Kind.DECISION, decision.id, None, decision_fields(decision)))
    return decisions, edits.entry(adjudicator, summary or _summary(rulings), changes)


def take_back(adjudicator: str, claims: Sequence[Claim]) -> Entry:
    """Open these claims again: their decisions go, with what they let stand."""
    changes = {change.key: change for claim in claims for change in _taken_back(claim)}
    if not changes:
        raise AnnotatorError("Nothing is settled here.", "Choose a claim that is.")
    some = f"{len(claims)} claims" if len(claims) > 1 else shortened(claims[0].quote)
    return edits.entry(adjudicator, f"open {some} again", changes.values())


def keep(adjudicator: str, claim: Claim) -> Entry:
    """Let decisions stand although all labels that they settle have been deleted."""
    at = now()
    changes = []
    for one in claim.decisions:
        kept = replace(one, meta={**one.meta, _KEPT: at})
        change = Change(Kind.DECISION, one.id, decision_fields(one), decision_fields(kept))
        changes.append(change)
    what = shortened(claim.quote) if claim.quote else "a decision"
    return edits.entry(adjudicator, f"keep {what} without its labels", changes)


def orphan(
    text: str,
    decision: Decision,
    gold: Label | None,
    contradicting: tuple[Settling, ...] = (),
) -> Claim:
    """A decision whose labels have all been deleted, as a case of its own."""
    golds = (gold,) if gold else ()
    kept = decision.meta.get(_KEPT) and not contradicting
    said: Mapping[str, Any] = decision.meta.get(_SAID) or {}
    return Claim(
        decision.id,
        decision.article,
        labels=(),
        extents=(),
        state=ClaimState.SETTLED if kept else ClaimState.ORPHANED,
        decisions=(decision,),
        golds=golds,
        stands=() if contradicting else golds,
        contradicting=contradicting,
        altered=tuple(
            Altered(key, "removed", _remembered(text, said.get(key)), None)
            for key in decision.settles
        ),
    )


def _remembered(text: str, said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What a label said, with the words that it was about."""
    if said is None:
        return None
    return {**said, "quote": quote_of(text, [Span(*pair) for pair in said["spans"]])}


def state(decision: Decision, since: Sequence[Altered]) -> ClaimState:
    """How far the review of a claim is, after its last decision and what has changed since."""
    if since:
        return ClaimState.REOPENED
    return ClaimState.DEFERRED if decision.outcome is Outcome.DEFERRED else ClaimState.SETTLED


def altered(
    decisions: Sequence[Decision], labels: Sequence[Label], everyone: Mapping[str, Label]
) -> tuple[Altered, ...]:
    """What annotators have changed since the decisions of one step: in the labels that they settle,
    and which have joined the claim (`labels`). `everyone` are all labels of the article by id.

    A decision remembers what was said, an old one only verdict, spans and evidence: what it does
    not remember is not compared. One from elsewhere that remembers nothing goes by the time of the
    last change.
    """
    said = {key: words for one in decisions for key, words in (one.meta.get(_SAID) or {}).items()}
    at = max(one.at for one in decisions)
    settled = dict.fromkeys(key for one in decisions for key in one.settles)
    found: list[Altered] = []
    for key in settled:
        label = everyone.get(key)
        if label is None:
            found.append(Altered(key, "removed", said.get(key), None))
        elif key in said:
            found += _differing(key, said[key], _words(label))
        elif label.updated > at:
            found.append(Altered(key, "updated", at, label.updated))
    for label in labels:
        if label.id not in settled and (said or label.created > at):
            found.append(Altered(label.id, "new", None, _words(label)))
    return tuple(found)


def _differing(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Altered]:
    for what, value in after.items():
        if what in before and before[what] != value:
            yield Altered(key, what, before[what], value)


def _words(label: Label) -> dict[str, Any]:
    """All that a label says: what stands can take over any of it."""
    return {
        "verdict": label.verdict.value,
        "spans": [[span.start, span.end] for span in label.spans],
        "confidence": label.confidence,
        "note": label.note,
        "tags": sorted(label.tags),
        "evidence": [evidence_fields(one) for one in label.evidence],
    }


def _check(ruling: Ruling, causes: Sequence[str]) -> None:
    standing = ruling.outcome in (Outcome.ACCEPTED, Outcome.EDITED)
    if standing != (ruling.stands is not None):
        raise ValueError(f"{ruling.outcome.value}, with {ruling.stands}")
    if ruling.cause and ruling.cause not in causes:
        raise AnnotatorError(
            f"{ruling.cause} is none of this project's causes.", f"Use {', '.join(causes)}."
        )
    for one, other in combinations([ruling.stands, *ruling.others] if ruling.stands else (), 2):
        if shared(one.spans, other.spans):
            raise AnnotatorError(
                f"{shortened(one.quote)} and {shortened(other.quote)} share words.",
                "Move an edge of one of them, or settle the claim as one label.",
            )
    if ruling.outcome is Outcome.DEFERRED and not ruling.reason.strip():
        raise AnnotatorError("A deferred claim needs a question.", "Write what is to be answered.")


def _settled(adjudicator: str, ruling: Ruling, at: str) -> Iterator[tuple[Decision, Label | None]]:
    """A decision and what stands after it; of several labels that stand, one each."""
    stand = [ruling.stands, *ruling.others] if ruling.stands else [None]
    for stands, labels in zip(stand, _shared_out(ruling.claim.labels, stand), strict=True):
        settles = tuple(sorted(label.id for label in labels))
        gold = _gold(adjudicator, ruling, stands, settles, at) if stands else None
        yield (
            Decision(
                uuid7(),
                ruling.claim.article,
                adjudicator,
                settles,
                ruling.outcome,
                gold.id if gold else None,
                ruling.cause,
                ruling.reason.strip(),
                at,
                {_SAID: {label.id: _words(label) for label in labels}},
            ),
            gold,
        )


def _shared_out(
    labels: Sequence[Label], stand: Sequence[Standing | None]
) -> Iterator[Sequence[Label]]:
    """The labels that each of several decisions settles: those that share words with what stands
    after it (all, where none does); the first one settles also what shares words with none."""
    if len(stand) == 1:
        yield labels
        return
    over = [
        [one for one in labels if stands and shared(one.spans, stands.spans)] for stands in stand
    ]
    elsewhere = {one.id for there in over[1:] for one in there}
    first = {one.id for one in over[0]}
    over[0] = [one for one in labels if one.id in first or one.id not in elsewhere]
    yield from (there or labels for there in over)


def _gold(
    adjudicator: str, ruling: Ruling, stands: Standing, settles: Sequence[str], at: str
) -> Label:
    """The label that stands, with its provenance: the labels that it settles."""
    return Label(
        uuid7(), ruling.claim.article, adjudicator, stands.spans, stands.verdict, stands.quote,
        Layer.GOLD, stands.confidence, stands.note, stands.tags, stands.evidence, at, at,
        {"settles": list(settles)},
    )  # fmt: skip


def _taken_back(claim: Claim) -> Iterator[Change]:
    for decision in claim.decisions:
        yield Change(Kind.DECISION, decision.id, decision_fields(decision), None)
    for gold in claim.golds:
        yield Change(Kind.LABEL, gold.id, label_fields(gold), None)


def _summary(rulings: Sequence[Ruling]) -> str:
    verbs = {
        Outcome.ACCEPTED: "settle",
        Outcome.EDITED: "settle",
        Outcome.REJECTED: "reject",
        Outcome.DEFERRED: "defer",
    }
    found = {verbs[ruling.outcome] for ruling in rulings}
    verb = found.pop() if len(found) == 1 else "decide on"
    if len(rulings) > 1:
        return f"{verb} {len(rulings)} claims"
    stands = rulings[0].stands
    quote = shortened(stands.quote if stands else rulings[0].claim.quote)
    if rulings[0].others:
        return f"{verb} {quote} and {len(rulings[0].others)} more as labels of their own"
    return f"{verb} {quote} as {stands.verdict.value}" if stands else f"{verb} {quote}"

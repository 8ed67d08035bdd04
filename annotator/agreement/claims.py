"""The claims of an article: what several annotators labelled, seen as one case each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace

from annotator.agreement.disagreements import disagreements
from annotator.agreement.grouping import Said, grouped
from annotator.domain.claim import (
    Claim,
    ClaimState,
    Decision,
    Difference,
    Settling,
    who_counts,
)
from annotator.domain.decisions import altered, orphan, state
from annotator.domain.extents import Extent, trimmed
from annotator.domain.label import Label, Layer
from annotator.domain.settled_twice import Twice, by_label, settled_twice

if TYPE_CHECKING:
    from annotator.agreement.matching import Places


_OPEN: Final[Mapping[str, Any]] = {
    "state": ClaimState.OPEN, "decisions": (), "golds": (), "altered": (), "stands": (),
    "contradicting": (),
}  # fmt: skip
"""What a claim is before anyone has decided on it."""


class Case(NamedTuple):
    """Labels that are about one claim, in text order, and the extent of each without outer space
    and punctuation."""

    labels: tuple[Label, ...]
    extents: tuple[Extent, ...]


def claims_of(
    text: str,
    labels: Sequence[Label],
    decisions: Iterable[Decision] = (),
    done: Collection[str] = (),
    begun: Collection[str] = (),
    layer: Layer = Layer.ANNOTATION,
) -> list[Claim]:
    """The claims of one article in text order, also those on which all agree.

    `labels` and `decisions` are all there are in it; those of the gold layer are what stands after
    a decision; one whose labels are all gone comes last, as a claim without labels. `done` have
    finished the article, `begun` are known to be still at it; see `who_counts`. On the gold layer
    they show how adjudicators differ. Storage order, names and a stray space at an edge make no
    difference.
    """
    said = [label for label in labels if label.layer is layer]
    counted = sorted(who_counts(done, begun, {label.annotator for label in said}))
    decided = by_label(decisions)
    golds = {label.id: label for label in labels if label.layer is Layer.GOLD} if decided else {}
    twice = settled_twice(decided, golds)
    everyone = {label.id: label for label in said} if decided else {}
    made = []
    for case in cases_of(text, said):
        claim = _claim(text, case, counted)
        settled = _decisions(claim.labels, decided)
        if settled:
            claim = _settled(claim, settled, everyone, golds, twice)
        made.append(claim)
    if layer is Layer.ANNOTATION:
        made += _orphans(text, decided, everyone, golds, twice)
    return made


def decided_again(
    text: str, claims: Iterable[Claim], labels: Sequence[Label], decisions: Iterable[Decision]
) -> list[Claim]:
    """The same claims after a step that changes decisions and no label of an annotator, without
    grouping and comparing anew; those that it does not touch are the very same."""
    decided = by_label(decisions)
    golds = {label.id: label for label in labels if label.layer is Layer.GOLD}
    twice = settled_twice(decided, golds)
    everyone = {label.id: label for label in labels if label.layer is Layer.ANNOTATION}
    made = []
    for claim in claims:
        if not claim.labels:
            continue
        settled = _decisions(claim.labels, decided)
        same = settled == claim.decisions
        if not same or _contradicting(settled, twice) != claim.contradicting:
            claim = replace(claim, **_OPEN)
            claim = _settled(claim, settled, everyone, golds, twice) if settled else claim
        made.append(claim)
    return made + _orphans(text, decided, everyone, golds, twice)


def cases_of(text: str, labels: Sequence[Label]) -> list[Case]:
    """The labels of one layer of an article that are about one claim, without more said of them."""
    extents = [trimmed(text, label.spans) for label in labels]
    return [
        Case(tuple([labels[at] for at in group]), tuple([extents[at] for at in group]))
        for group in grouped(list(map(_said, labels, extents)))
    ]


def worst_of(text: str, case: Case, counted: Collection[str]) -> Difference | None:
    """In what those of a case differ worst, where `counted` have finished the article: the `kind`
    of its claim, without all that is said of one. For counting large projects."""
    labels, extents = case
    if len({label.verdict for label in labels}) > 1:
        return Difference.VERDICT
    people = {label.annotator for label in labels}
    if not people.issuperset(counted):
        return Difference.MISSING
    found = disagreements(text, labels, extents, ())
    return found[0].kind if found else None


def _said(label: Label, extent: Extent) -> Said:
    if len(extent) == 1:
        places: Places = ((extent[0].start, extent[0].end),)
    else:
        places = tuple((span.start, span.end) for span in extent)
    return Said(places, label.verdict, label.id, label.annotator)


def _claim(text: str, case: Case, counted: Sequence[str]) -> Claim:
    labels, extents = case
    people = {label.annotator for label in labels}
    everyone = people.issuperset(counted)
    missing = () if everyone else tuple(who for who in counted if who not in people)
    unfinished = people.difference(counted) if counted else ()
    return Claim(
        min([label.id for label in labels]),
        labels[0].article,
        labels,
        extents,
        missing,
        tuple(sorted(unfinished)),
        disagreements(text, labels, extents, missing),
    )


def _orphans(
    text: str,
    decided: Mapping[str, Sequence[Decision]],
    everyone: Mapping[str, Label],
    golds: Mapping[str, Label],
    twice: Twice,
) -> list[Claim]:
    """The decisions of whose labels none is left."""
    found = {one.id: one for key in decided for one in decided[key]}
    return [
        orphan(text, one, golds.get(one.label or ""), _contradicting([one], twice))
        for one in sorted(found.values(), key=lambda one: (one.at, one.id))
        if not any(key in everyone for key in one.settles)
    ]


def _decisions(labels: Sequence[Label], decided: dict[str, list[Decision]]) -> tuple[Decision, ...]:
    """The decisions on any of these labels, in the order in which they were made."""
    if not decided:
        return ()
    found = {one.id: one for label in labels for one in decided.get(label.id, ())}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.id)))


def _settled(
    claim: Claim,
    decisions: tuple[Decision, ...],
    everyone: Mapping[str, Label],
    golds: Mapping[str, Label],
    twice: Twice,
) -> Claim:
    there = [gold for one in decisions if (gold := golds.get(one.label or ""))]
    there.sort(key=lambda gold: (gold.spans, gold.id))
    contradicting = _contradicting(decisions, twice)
    stand = [gold for gold in there if not contradicting and gold.id not in twice.repeated]
    claim = replace(
        claim,
        decisions=decisions,
        golds=tuple(there),
        stands=tuple(stand),
        contradicting=contradicting,
    )
    since = altered(claim.standing, claim.labels, everyone)
    fallen = ClaimState.REOPENED if contradicting else state(decisions[-1], since)
    return replace(claim, state=fallen, altered=since)


def _contradicting(decisions: Iterable[Decision], twice: Twice) -> tuple[Settling, ...]:
    found = twice.contradicting
    return next((found[one.id] for one in decisions if one.id in found), ())

"""The claims of an article: what several annotators labelled, seen as one case each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from annotator.agreement.disagreements import disagreements
from annotator.agreement.grouping import Said, grouped
from annotator.domain.claim import Claim, ClaimState, Decision, Difference, who_counts
from annotator.domain.decisions import altered, orphan, state
from annotator.domain.extents import Extent, trimmed
from annotator.domain.label import Label, Layer

if TYPE_CHECKING:
    from annotator.agreement.matching import Places


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
    decided = _decided(decisions)
    golds = {label.id: label for label in labels if label.layer is Layer.GOLD} if decided else {}
    everyone = {label.id: label for label in said} if decided else {}
    made = []
    for case in cases_of(text, said):
        claim = _claim(text, case, counted)
        settled = _decisions(claim.labels, decided)
        if settled:
            claim = _settled(claim, settled, everyone, golds)
        made.append(claim)
    if layer is Layer.ANNOTATION:
        made += _orphans(text, decided, everyone, golds)
    return made


def decided_again(
    text: str, claims: Iterable[Claim], labels: Sequence[Label], decisions: Iterable[Decision]
) -> list[Claim]:
    """The same claims after a step that changes decisions and no label of an annotator, without
    grouping and comparing anew; those that it does not touch are the very same."""
    decided = _decided(decisions)
    golds = {label.id: label for label in labels if label.layer is Layer.GOLD}
    everyone = {label.id: label for label in labels if label.layer is Layer.ANNOTATION}
    made = []
    for claim in claims:
        if not claim.labels:
            continue
        settled = _decisions(claim.labels, decided)
        if settled != claim.decisions:
            claim = replace(claim, state=ClaimState.OPEN, decisions=(), golds=(), altered=())
            claim = _settled(claim, settled, everyone, golds) if settled else claim
        made.append(claim)
    return made + _orphans(text, decided, everyone, golds)


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
    return Claim(
        min([label.id for label in labels]),
        labels[0].article,
        labels,
        extents,
        missing,
        disagreements(text, labels, extents, missing),
    )


def _orphans(
    text: str,
    decided: Mapping[str, Sequence[Decision]],
    everyone: Mapping[str, Label],
    golds: Mapping[str, Label],
) -> list[Claim]:
    """The decisions of whose labels none is left."""
    found = {one.id: one for key in decided for one in decided[key]}
    return [
        orphan(text, one, golds.get(one.label or ""))
        for one in sorted(found.values(), key=lambda one: (one.at, one.id))
        if not any(key in everyone for key in one.settles)
    ]


def _decided(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions on each label, by its id."""
    decided: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        for label in decision.settles:
            decided[label].append(decision)
    return decided


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
) -> Claim:
    stand = [gold for one in decisions if (gold := golds.get(one.label or ""))]
    stand.sort(key=lambda gold: (gold.spans, gold.id))
    claim = replace(claim, decisions=decisions, golds=tuple(stand))
    since = altered(claim.standing, claim.labels, everyone)
    return replace(claim, state=state(decisions[-1], since), altered=since)

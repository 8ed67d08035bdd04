"""A claim that two adjudicators have settled, each on a machine of their own: what counts, and what
becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, permutations
from typing import NamedTuple

import pytest
from agreement.cases import TEXT, D, U, label, only
from msgspec.structs import replace

from annotator.agreement.claims import claims_of, decided_again
from annotator.domain.article import new_article
from annotator.domain.claim import Claim, ClaimState, Decision, Outcome
from annotator.domain.dataset import Record
from annotator.domain.decisions import Ruling, decide, keep, own, take_back, taken
from annotator.domain.journal import Entry, Kind
from annotator.domain.label import Label, Layer, Span
from annotator.domain.records import decision_from, label_from
from annotator.domain.settled_twice import ONCE, by_label, settled_twice
from annotator.tasks.gold import gold

ARTICLE = new_article(TEXT, "T", created="2025-01-01T00:00:00.000Z")
COST = "The bridge will cost 40% less than planned"
LEFT, RIGHT = "Two thirds of the girders can stay", "23 of the 31 bearings will be replaced"
WHOLE = f"{LEFT}, and {RIGHT}"

_MINUTES = count()


class Made(NamedTuple):
    """What one adjudicator has brought."""

    decisions: list[Decision]
    golds: list[Label]


def settled(judge: str, claim: Claim, outcome: Outcome = Outcome.ACCEPTED, at: int = 0) -> Made:
    """The claim settled by taking the label at this place, or so that nothing stands."""
    accepted = outcome is Outcome.ACCEPTED
    stands = taken(claim.labels[at]) if accepted else None
    return made(*decide(judge, [Ruling(claim, outcome, stands, reason=f"so says {judge}")]))


def made(decisions: Sequence[Decision], entry: Entry) -> Made:
    """What came of a step, each at a moment of its own."""
    at = f"2025-06-01T00:{next(_MINUTES):02}:00.000Z"
    golds = [
        label_from(one.key, one.after or {})
        for one in entry.changes
        if one.kind is Kind.LABEL and one.after
    ]
    return Made([replace(one, at=at) for one in decisions], golds)


def after(labels: Sequence[Label], *sides: Made) -> list[Claim]:
    """The claims once all of this has come together, in whatever order."""
    golds = [gold for side in sides for gold in side.golds]
    decisions = [one for side in sides for one in side.decisions]
    found = claims_of(TEXT, [*labels, *golds], decisions)
    for order in permutations(sides):
        some = [one for side in order for one in side.decisions]
        assert claims_of(TEXT, [*labels, *golds], some) == found
    bare = claims_of(TEXT, labels)
    assert decided_again(TEXT, bare, [*labels, *golds], decisions) == found
    assert decided_again(TEXT, found, labels, ()) == bare
    return found


def exported(labels: Sequence[Label], *sides: Made) -> tuple[list[Label], int]:
    """The gold labels that go out, and how many claims are left out as settled twice."""
    golds = [one for side in sides for one in side.golds]
    decisions = [one for side in sides for one in side.decisions]
    record = Record(ARTICLE, [*labels, *golds], decisions)
    found = gold(record)
    assert found.twice == sum("settled twice" in one.why for one in found.undecided)
    return [one for one in found.record.labels if one.layer is Layer.GOLD], found.twice


def rows(sides: Sequence[Made]) -> Iterator[str]:
    for side in sides:
        yield from (one.id for some in side for one in some)


def test_two_who_say_other_things_leave_nothing_standing() -> None:
    labels = [label("A", COST, D), label("B", COST, U)]
    claim = only(labels)
    sides = settled("J", claim), settled("K", claim, at=1)
    (claim,) = after(labels, *sides)
    assert (claim.state, claim.stands) == (ClaimState.REOPENED, ())
    assert [(one.last.adjudicator, one.golds[0].verdict) for one in claim.contradicting] == [
        ("J", claim.labels[0].verdict),
        ("K", claim.labels[1].verdict),
    ]
    assert exported(labels, *sides) == ([], 1)
    decisions, entry = decide("L", [Ruling(claim, Outcome.ACCEPTED, taken(labels[1]))])
    again = made(decisions, entry)
    gone = {change.key for change in entry.changes if change.after is None}
    assert gone == set(rows(sides))
    (claim,) = after(labels, again)
    assert (claim.state, claim.stands) == (ClaimState.SETTLED, tuple(again.golds))


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.DEFERRED])
def test_something_and_nothing_contradict(outcome: Outcome) -> None:
    labels = [label("A", COST, D), label("B", COST, U)]
    sides = settled("J", only(labels)), settled("K", only(labels), outcome)
    (claim,) = after(labels, *sides)
    assert (claim.state, len(claim.contradicting)) == (ClaimState.REOPENED, 2)
    assert exported(labels, *sides) == ([], 1)


def test_two_who_say_the_same_count_as_one() -> None:
    labels = [label("A", f"{COST},"), label("B", COST), label("C", COST, D)]
    claim = only(labels)
    whose = [one.annotator for one in claim.labels]
    sides = [settled(judge, claim, at=whose.index(who)) for judge, who in ("JA", "KB")]
    (claim,) = after(labels, *sides)  # though one of them has taken a stray comma over
    assert (claim.state, claim.contradicting) == (ClaimState.SETTLED, ())
    assert claim.stands == tuple(sides[1].golds)
    assert len(claim.golds) == 2
    assert exported(labels, *sides) == (sides[1].golds, 0)
    entry = take_back("L", [claim])
    assert len(entry.changes) == 4


def test_nothing_and_nothing_is_the_same() -> None:
    labels = [label("A", COST, D), label("B", COST, U)]
    sides = [settled(who, only(labels), Outcome.REJECTED) for who in "JK"]
    (claim,) = after(labels, *sides)
    assert (claim.state, claim.contradicting) == (ClaimState.SETTLED, ())


def test_several_labels_and_one_contradict_and_so_do_other_words() -> None:
    labels = [label("A", LEFT), label("A", RIGHT), label("B", WHOLE)]
    claim = only(labels)
    in_two = Ruling(claim, Outcome.ACCEPTED, taken(labels[0]), others=(taken(labels[1]),))
    parted = made(*decide("J", [in_two]))
    (claim,) = after(labels, parted)
    assert claim.stands == tuple(parted.golds)
    whole = settled("K", only(labels), at=claim.labels.index(labels[2]))
    (claim,) = after(labels, parted, whole)
    assert [len(one.golds) for one in claim.contradicting] == [2, 1]
    (same,) = after(labels, parted, made(*decide("K", [in_two])))
    assert len(same.stands) == 2
    fewer = own(ARTICLE, [Span(labels[2].start, labels[0].end)], labels[0].verdict)
    (claim,) = after(labels, whole, made(*decide("L", [Ruling(claim, Outcome.EDITED, fewer)])))
    assert claim.contradicting


def test_what_was_settled_apart_is_not_settled_twice() -> None:
    labels = [label("A", COST), label("B", COST, D), label("A", LEFT), label("B", LEFT, D)]
    first, second = claims_of(TEXT, labels)
    rulings = [Ruling(one, Outcome.ACCEPTED, taken(one.labels[0])) for one in (first, second)]
    one_step = made(*decide("J", rulings))
    assert settled_twice(by_label(one_step.decisions), {}) is ONCE
    other = settled("K", first, at=1)
    contradicted, fine = after(labels, one_step, other)
    assert contradicted.state is ClaimState.REOPENED
    assert (fine.state, fine.contradicting) == (ClaimState.SETTLED, ())
    assert exported(labels, one_step, other) == ([one_step.golds[1]], 1)


def test_without_labels_one_of_the_two_is_withdrawn_and_the_other_kept() -> None:
    labels = [label("A", COST, D), label("B", COST, U)]
    sides = settled("J", only(labels)), settled("K", only(labels), at=1)
    first, second = after([], *sides)
    assert {first.state, second.state} == {ClaimState.ORPHANED}
    assert first.contradicting == second.contradicting != ()
    assert exported([], *sides) == ([], 1)
    (kept,) = keep("J", second).changes
    assert kept.after is not None
    decision = decision_from(kept.key, kept.after)
    stubborn = Made([decision], sides[1].golds)
    assert {one.state for one in after([], sides[0], stubborn)} == {ClaimState.ORPHANED}
    (left,) = after([], stubborn)
    assert (left.state, left.stands) == (ClaimState.SETTLED, tuple(sides[1].golds))


def test_a_claim_is_free_again_once_its_rival_without_labels_is_withdrawn() -> None:
    labels = [label("A", COST, D), label("B", COST, U)]
    both, alone = settled("J", only(labels), at=1), settled("K", only(labels[:1]))
    rest = labels[1:]
    golds = [*both.golds, *alone.golds]
    (claim, orphan) = claims_of(TEXT, [*rest, *golds], [*both.decisions, *alone.decisions])
    assert claim.contradicting == orphan.contradicting != ()
    (now,) = decided_again(TEXT, [claim, orphan], [*rest, *both.golds], both.decisions)
    assert (now.contradicting, now.stands) == ((), tuple(both.golds))


def test_a_later_look_changes_nothing_of_what_contradicts() -> None:
    labels = [label("A", COST, D), label("B", COST, U)]
    sides = settled("J", only(labels)), settled("K", only(labels), at=1)
    noted = [replace(labels[0], verdict=U), labels[1]]
    (claim,) = after(noted, *sides)
    assert claim.contradicting
    assert [one.what for one in claim.altered] == ["verdict"]
    assert {change.key for change in take_back("L", [claim]).changes} == set(rows(sides))

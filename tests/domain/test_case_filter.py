"""Which cases are looked at, without a window."""

from __future__ import annotations

import pytest
from agreement.cases import TEXT, D, U, V, label, only

from annotator.agreement.claims import claims_of
from annotator.domain.case_filter import MARKED, CaseFilter, Which, differ, words_of
from annotator.domain.claim import Claim, Difference, Outcome
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.label import Label, Verdict

COST, BARE = "will cost 40% less than planned", "40% less than planned"
ANY = Which.ANY


def three(a: Verdict, b: Verdict, c: Verdict | None = None) -> Claim:
    """A claim on which A, B and C say this; C has finished without marking it where it is None."""
    labels = [label("A", COST, a), label("B", COST, b)]
    return only([*labels, label("C", COST, c)] if c else labels, done="ABC")


@pytest.mark.parametrize(
    ("chosen", "taken_"),
    [
        (CaseFilter(), True),
        (CaseFilter(kinds=frozenset({Difference.VERDICT})), True),
        (CaseFilter(kinds=frozenset({Difference.EXTENT})), False),
        (CaseFilter(verdicts=(V, D)), True),
        (CaseFilter(verdicts=(D, V)), True),
        (CaseFilter(verdicts=(V, U)), False),
        (CaseFilter(verdicts=(V, V)), False),
        (CaseFilter(verdicts=(V, None)), True),
        (CaseFilter(verdicts=(V, D), annotators=("A", "B")), True),
        (CaseFilter(verdicts=(V, D), annotators=("B", "A")), False),
        (CaseFilter(verdicts=(V, D), annotators=("B",)), True),
        (CaseFilter(verdicts=(V, D), annotators=("C",)), False),
        (CaseFilter(verdicts=(None, D), annotators=("C", "B")), True),
        (CaseFilter(annotators=("C",)), True),
        (CaseFilter(said=frozenset({D})), True),
        (CaseFilter(said=frozenset({U})), False),
        (CaseFilter(said=frozenset({V, D}), annotators=("B",)), True),
        (CaseFilter(said=frozenset({V}), annotators=("B",)), False),
        (CaseFilter(said=MARKED, annotators=("A", "C")), True),
        (CaseFilter(said=MARKED, annotators=("C",)), False),
        (CaseFilter(said=frozenset({None}), annotators=("C",)), True),
        (CaseFilter(said=frozenset({None})), True),
        (CaseFilter(annotators=("nobody",)), False),
        (CaseFilter(articles=frozenset({"article"})), True),
        (CaseFilter(articles=frozenset({"another"})), False),
        (CaseFilter(text="40% LESS"), True),
        (CaseFilter(text="girders"), False),
        (CaseFilter(state=Which.SETTLED), False),
        (CaseFilter(state=Which.AGREED), False),
        (CaseFilter(state=ANY), True),
        (CaseFilter(claims=frozenset({"another"})), False),
    ],
)
def test_each_field_asks_for_something(chosen: CaseFilter, taken_: bool) -> None:
    assert chosen.takes(three(V, D)) is taken_


def test_all_that_is_asked_for_must_hold() -> None:
    claim = only([label("A", COST, V, tags=["numbers"]), label("B", COST, D)])
    both = CaseFilter(tag="numbers", verdicts=(V, D), text="planned")
    assert both.takes(claim)
    assert not CaseFilter(tag="quote", verdicts=(V, D)).takes(claim)
    assert not CaseFilter(tag="numbers", verdicts=(V, U)).takes(claim)
    assert CaseFilter(claims=frozenset({claim.id})).takes(claim)


def test_two_annotators_are_asked_for_where_they_differ_from_one_another() -> None:
    claim = three(V, V, D)
    assert not differ(claim, "A", "B")
    assert not CaseFilter(annotators=("A", "B")).takes(claim)
    assert CaseFilter(annotators=("B", "C")).takes(claim)
    assert CaseFilter(annotators=("A", "B"), verdicts=(V, V)).takes(claim)
    other_words = only([label("A", COST), label("B", BARE)])
    assert CaseFilter(annotators=("A", "B")).takes(other_words)


def test_agreed_ones_are_shown_when_asked() -> None:
    claim = three(V, V, V)
    assert claim.agreed
    assert not CaseFilter().takes(claim)
    assert CaseFilter(state=Which.AGREED).takes(claim)
    assert CaseFilter(state=ANY, verdicts=(V, V), annotators=("A", "B")).takes(claim)


def test_in_any_state_are_also_claims_that_only_one_had_to_judge() -> None:
    claim = only([label("A", COST)])
    assert CaseFilter(state=ANY).takes(claim)
    assert not CaseFilter(state=Which.AGREED).takes(claim)
    assert not CaseFilter().takes(claim)


def settled(labels: list[Label], outcome: Outcome = Outcome.ACCEPTED, reason: str = "") -> Claim:
    (claim,) = claims_of(TEXT, labels)
    stands = taken(labels[0]) if outcome is Outcome.ACCEPTED else None
    decisions, _ = decide("judge", [Ruling(claim, outcome, stands, reason=reason)])
    (claim,) = claims_of(TEXT, labels, decisions)
    return claim


def test_each_state_is_asked_for_by_its_name() -> None:
    labels = [label("A", COST), label("B", COST, D)]
    asked = settled(labels, Outcome.DEFERRED, "Which?")
    done = settled(labels)
    assert CaseFilter(state=Which.UNSETTLED).takes(asked)
    assert not CaseFilter(state=Which.UNSETTLED).takes(done)
    for state in (Which.TO_DO, Which.OPEN, Which.REOPENED):
        assert not CaseFilter(state=state).takes(done)
        assert not CaseFilter(state=state).takes(asked)
    assert CaseFilter(state=Which.SETTLED).takes(done)
    assert CaseFilter(state=Which.ASKED).takes(asked)
    assert CaseFilter(state=ANY).takes(done)


def test_a_decision_keeps_a_case_listed_where_nobody_differs_any_more() -> None:
    labels = [label("A", COST), label("B", COST, D)]
    (claim,) = claims_of(TEXT, labels)
    decisions, _ = decide("judge", [Ruling(claim, Outcome.ACCEPTED, taken(labels[0]))])
    (claim,) = claims_of(TEXT, labels[:1], decisions)
    assert claim.kind is None
    assert CaseFilter(state=Which.REOPENED).takes(claim)
    assert CaseFilter().takes(claim)


def test_words_are_those_of_quotes_notes_and_tags() -> None:
    claim = only([label("A", COST, tags=["Numbers"]), label("B", COST, D)])
    assert {COST, "numbers"} <= set(words_of(claim).split("\n"))

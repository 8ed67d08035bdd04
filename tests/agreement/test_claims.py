"""Claims: in what people differ, how bad it is, and how far the review of it is."""

from __future__ import annotations

import random

import pytest
from agreement.cases import TEXT, D, U, V, label, only
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.agreement.claims import cases_of, claims_of, worst_of
from annotator.agreement.disagreements import differing
from annotator.domain.claim import (
    Claim,
    ClaimState,
    Decision,
    Difference,
    Outcome,
    who_counts,
    worst_first,
)
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.label import Label, Layer, Span, Stance, Verdict
from annotator.domain.records import label_from

COST, BARE = "will cost 40% less than planned", "40% less than planned"


def kinds(claim: Claim) -> list[Difference]:
    return [one.kind for one in claim.disagreements]


def test_what_all_say_is_agreed() -> None:
    claim = only([label("A", COST), label("B", COST)], done="AB")
    assert claim.agreed
    assert claim.kind is None
    assert claim.severity == 0


def test_what_one_says_whom_nobody_else_has_followed_yet_is_neither() -> None:
    claim = only([label("A", COST)], done="A")
    assert not claim.agreed
    assert not claim.disagreements


def test_verified_against_disputed_is_worse_than_either_against_unverifiable() -> None:
    opposed, one, other = (
        only([label("A", COST, verdict), label("B", COST, said)])
        for verdict, said in ((V, D), (V, U), (D, U))
    )
    assert kinds(opposed) == kinds(one) == kinds(other) == [Difference.VERDICT]
    assert opposed.severity > one.severity == other.severity


def test_an_extent_differs_by_its_very_words() -> None:
    claim = only([label("A", COST), label("B", BARE)])
    (extent,) = claim.disagreements
    assert extent.kind is Difference.EXTENT
    words = differing(TEXT, claim, extent)
    assert [(one.words, one.annotators) for one in words] == [("will cost", ("A",))]
    assert words[0].span == Span(11, 20)
    assert extent.dice == pytest.approx(2 * len(BARE) / (len(BARE) + len(COST)))


def test_the_more_extents_differ_the_worse() -> None:
    near = only([label("A", COST), label("B", "cost 40% less than planned")])
    far = only([label("A", COST), label("B", BARE)])
    assert 0 < near.severity < far.severity


def test_only_who_has_finished_has_missed_it() -> None:
    labels = [label("A", COST), label("B", COST)]
    assert only(labels, done="AB").agreed
    claim = only(labels, done="ABC")
    assert kinds(claim) == [Difference.MISSING]
    assert claim.missing == claim.disagreements[0].annotators == ("C",)


def test_without_states_everyone_with_a_label_counts() -> None:
    labels = [label("A", COST), label("B", COST), label("C", "23 of the 31 bearings")]
    first, second = claims_of(TEXT, labels)
    assert (first.missing, second.missing) == (("C",), ("A", "B"))
    first, second = claims_of(TEXT, labels, begun=["C"])
    assert (first.missing, second.missing) == ((), ("A", "B"))


def test_one_label_against_two_is_a_split() -> None:
    girders, bearings = "Two thirds of the girders can stay", "23 of the 31 bearings"
    both = f"{girders}, and {bearings}"
    claim = only([label("A", both), label("B", girders), label("B", bearings)])
    assert kinds(claim) == [Difference.SPLIT]
    (split,) = claim.disagreements
    assert split.annotators == ("B",)
    words = differing(TEXT, claim, split)
    assert [(one.words, one.annotators) for one in words] == [(", and", ("A",))]


def test_evidence_that_contradicts_under_one_verdict() -> None:
    claim = only(
        [label("A", COST, D, stance=Stance.REFUTES), label("B", COST, D, stance=Stance.SUPPORTS)]
    )
    assert kinds(claim) == [Difference.EVIDENCE]
    context = only(
        [label("A", COST, D, stance=Stance.REFUTES), label("B", COST, D, stance=Stance.CONTEXT)]
    )
    assert context.agreed


def test_kinds_come_worst_first_and_so_do_claims() -> None:
    claim = only([label("A", COST, V), label("B", BARE, D)], done="ABC")
    assert kinds(claim) == [Difference.VERDICT, Difference.MISSING, Difference.EXTENT]
    labels = [
        label("A", COST),
        label("B", COST, U),
        label("A", "council"),
        label("B", "council", D),
    ]
    first, second = sorted(claims_of(TEXT, labels), key=worst_first)
    assert [set(one.verdicts) for one in (first, second)] == [{V, D}, {V, U}]


def test_the_surer_people_are_the_worse_and_the_more_of_them() -> None:
    unsure = only([label("A", COST, confidence=2), label("B", COST, D, confidence=1)])
    sure = only([label("A", COST, confidence=5), label("B", COST, D, confidence=4)])
    more = only([label(who, COST, said) for who, said in (("A", V), ("B", D), ("C", D))])
    assert unsure.severity < sure.severity
    assert only([label("A", COST), label("B", COST, D)]).severity < more.severity


# label-studio#8950


def test_a_stray_space_at_an_edge_is_no_disagreement() -> None:
    stray = replace(label("B", COST), spans=(Span(10, 43),), quote=f" {COST},")
    claim = only([label("A", COST), stray], done="AB")
    assert claim.agreed
    assert claim.extents[0] == claim.extents[1]


def test_consistent_nested_labels_agree() -> None:
    labels = [label(who, words) for who in "AB" for words in (COST, BARE)]
    claims = claims_of(TEXT, labels, done="AB")
    assert len(claims) == 2
    assert all(claim.agreed for claim in claims)


def test_the_order_of_storage_does_not_matter() -> None:
    labels = [
        label(who, words, verdict)
        for who, words, verdict in (
            ("A", COST, V), ("B", BARE, V), ("C", COST, D), ("A", BARE, D), ("B", "council", U),
        )
    ]  # fmt: skip
    expected = claims_of(TEXT, labels, done="ABC")
    for _ in range(20):
        random.shuffle(labels)
        assert claims_of(TEXT, labels, done="CAB") == expected


WORDS = "one two, (three) four: “five” six. Seven\neight nine ten – eleven"
EDGES = [(at, at + len(word)) for word in WORDS.split() for at in [WORDS.index(word)]]


@st.composite
def marked(draw: st.DrawFn, people: str = "ABC") -> list[Label]:
    """Labels on whole words, of three people."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(EDGES) - 1)] * 2)))
        span = Span(EDGES[first][0], EDGES[last][1])
        who, verdict = draw(st.sampled_from(people)), draw(st.sampled_from(list(Verdict)))
        found.append(Label(f"{number}", "article", who, (span,), verdict, ""))
    return found


def gist(claims: list[Claim]) -> list[object]:
    return [
        ([one.id for one in claim.labels], claim.extents, claim.missing, claim.disagreements)
        for claim in claims
    ]


@given(marked(), st.data())
def test_stray_spaces_change_nothing(labels: list[Label], data: st.DataObject) -> None:
    padded = []
    for one in labels:
        (start, end), choose = (one.start, one.end), data.draw(st.tuples(*[st.booleans()] * 2))
        if choose[0] and start and WORDS[start - 1].isspace():
            start -= 1
        if choose[1] and end < len(WORDS) and WORDS[end].isspace():
            end += 1
        padded.append(replace(one, spans=(Span(start, end),)))
    assert gist(claims_of(WORDS, padded)) == gist(claims_of(WORDS, labels))


@given(marked(), st.sets(st.sampled_from("ABCD")))
def test_the_worst_difference_is_that_of_the_claim(labels: list[Label], done: set[str]) -> None:
    counted = who_counts(done, (), {one.annotator for one in labels})
    claims = claims_of(WORDS, labels, done=done)
    found = [worst_of(WORDS, case, counted) for case in cases_of(WORDS, labels)]
    assert found == [claim.kind for claim in claims]


@given(marked("A"))
def test_identical_annotators_agree_on_every_claim(labels: list[Label]) -> None:
    copies = [replace(one, annotator=who, id=one.id + who) for who in "ABC" for one in labels]
    assert all(claim.agreed for claim in claims_of(WORDS, copies, done="ABC"))


# What an adjudicator decides


def decided(
    labels: list[Label], outcome: Outcome = Outcome.ACCEPTED
) -> tuple[Decision, list[Label]]:
    """A decision on the claim of these labels, and all labels with the gold one."""
    claim = only(labels)
    stands = taken(labels[0]) if outcome is Outcome.ACCEPTED else None
    (decision,), entry = decide("judge", [Ruling(claim, outcome, stands, reason="so it is")])
    made = [label_from(one.key, one.after or {}) for one in entry.changes if one.kind == "label"]
    return decision, [*labels, *made]


def test_a_decision_settles_and_its_gold_label_stands_beside() -> None:
    decision, labels = decided([label("A", COST), label("B", COST, D)])
    (claim,) = claims_of(TEXT, labels, [decision])
    assert claim.state is ClaimState.SETTLED
    assert claim.decision == decision
    assert claim.stands == (labels[-1],)
    assert {one.annotator for one in claim.labels} == {"A", "B"}
    assert labels[-1].layer is Layer.GOLD
    assert labels[-1].meta["settles"] == sorted(decision.settles)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.REJECTED, ClaimState.SETTLED), (Outcome.DEFERRED, ClaimState.DEFERRED)],
)
def test_nothing_stands_after_rejecting_and_deferring(outcome: Outcome, state: ClaimState) -> None:
    decision, labels = decided([label("A", COST), label("B", COST, D)], outcome)
    (claim,) = claims_of(TEXT, labels, [decision])
    assert claim.state is state
    assert claim.stands == ()


def test_a_changed_mind_reopens_and_shows_what_changed() -> None:
    decision, labels = decided([label("A", COST), label("B", COST, D)])
    changed = [labels[0], replace(labels[1], verdict=V), labels[2]]
    (claim,) = claims_of(TEXT, changed, [decision])
    assert claim.state is ClaimState.REOPENED
    assert [tuple(one) for one in claim.altered] == [
        (labels[1].id, "verdict", "disputed", "verified")
    ]
    later = [replace(labels[0], updated="2999-01-01"), *labels[1:]]
    assert claims_of(TEXT, later, [decision])[0].state is ClaimState.SETTLED


def test_a_label_that_comes_or_goes_reopens() -> None:
    decision, labels = decided([label("A", COST), label("B", COST, D)])
    (claim,) = claims_of(TEXT, [labels[0], labels[2]], [decision])
    assert [one.what for one in claim.altered] == ["removed"]
    (claim,) = claims_of(TEXT, [*labels, label("C", COST)], [decision])
    assert [one.what for one in claim.altered] == ["new"]
    assert claim.state is ClaimState.REOPENED


def test_a_decision_from_elsewhere_goes_by_the_time() -> None:
    labels = [label("A", COST), label("B", COST, D)]
    foreign = Decision(
        "d", "article", "judge", (labels[0].id,), Outcome.REJECTED, at="2025-02-01T00:00:00.000Z"
    )
    assert claims_of(TEXT, labels, [foreign])[0].state is ClaimState.SETTLED
    later = replace(labels[0], updated="2025-03-01T00:00:00.000Z")
    (claim,) = claims_of(TEXT, [later, labels[1]], [foreign])
    assert claim.state is ClaimState.REOPENED


def test_the_last_decision_counts() -> None:
    labels = [label("A", COST), label("B", COST, D)]
    first = Decision("d1", "article", "judge", (labels[0].id,), Outcome.REJECTED, at="2025-02-01")
    last = replace(first, id="d2", outcome=Outcome.DEFERRED, at="2025-02-02")
    (claim,) = claims_of(TEXT, labels, [last, first])
    assert claim.decision == last
    assert claim.decisions == (first, last)

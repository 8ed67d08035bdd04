"""Decisions: one entry a step, gold labels with their provenance, and nobody's label touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from agreement.cases import TEXT, D, U, V, label
from samples import TEXT as SAMPLE

from annotator.agreement.claims import claims_of, decided_again
from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.bulk import Rule, all_agree, majority, propose, word_of
from annotator.domain.claim import Altered, Claim, ClaimState, Outcome
from annotator.domain.decisions import (
    CAUSES,
    Ruling,
    causes_in,
    causes_of,
    decide,
    keep,
    own,
    take_back,
    taken,
)
from annotator.domain.extents import intersection, union
from annotator.domain.journal import Act, Entry, Kind
from annotator.domain.label import Annotator, Label, Layer, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.project import Project

COST, BARE = "will cost 40% less than planned", "40% less than planned"


@pytest.fixture
def bert(project: Project) -> Annotator:
    annotator, entry = edits.join("Bert")
    project.journal.commit(entry)
    return annotator


def marked(
    project: Project, who: Annotator, article: Article, span: Span, verdict: Verdict = V
) -> Label:
    made, entry = edits.mark(who.id, article, [span], verdict)
    project.journal.commit(entry)
    return made


def claims(project: Project, article: Article) -> list[Claim]:
    """The claims of the article; they are the same where only the decisions are looked at anew."""
    (record,) = project.queries.records(named=False, article=article.id)
    found = claims_of(SAMPLE, record.labels, record.decisions, record.done, record.begun)
    bare = claims_of(SAMPLE, record.labels, (), record.done, record.begun)
    assert decided_again(SAMPLE, bare, record.labels, record.decisions) == found
    assert decided_again(SAMPLE, found, record.labels, ()) == bare
    again = decided_again(SAMPLE, found, record.labels, record.decisions)
    assert all(one is other for one, other in zip(again, found, strict=True) if one.labels)
    return found


def test_settling_is_one_step_that_undo_takes_back(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    first = marked(project, anna, article, Span(4, 40))
    marked(project, bert, article, Span(4, 51), D)
    (claim,) = claims(project, article)
    (decision,), entry = decide(
        anna.id, [Ruling(claim, Outcome.ACCEPTED, taken(first), "slip", "as agreed")]
    )
    project.journal.commit(entry)
    (claim,) = claims(project, article)
    assert (claim.state, claim.decision) == (ClaimState.SETTLED, decision)
    (gold,) = claim.stands
    assert (gold.spans, gold.layer) == (first.spans, Layer.GOLD)
    assert project.queries.label(first.id) == first
    assert list(project.problems()) == []
    project.journal.undo(anna.id)
    (claim,) = claims(project, article)
    assert (claim.state, claim.golds) == (ClaimState.OPEN, ())
    project.journal.redo(anna.id)
    assert claims(project, article)[0].state is ClaimState.SETTLED


def test_deciding_again_leaves_one_gold_label(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    marked(project, anna, article, Span(4, 40))
    marked(project, bert, article, Span(4, 51), D)
    for pick in (0, 1):
        (claim,) = claims(project, article)
        _, entry = decide(anna.id, [Ruling(claim, Outcome.ACCEPTED, taken(claim.labels[pick]))])
        project.journal.commit(entry)
    (claim,) = claims(project, article)
    assert len(claim.decisions) == len(claim.golds) == 1
    (gold,) = claim.stands
    assert gold.verdict is claim.labels[1].verdict
    project.journal.commit(take_back(anna.id, [claim]))
    (claim,) = claims(project, article)
    assert (claim.state, claim.decisions, claim.golds) == (ClaimState.OPEN, (), ())


def test_several_at_once_are_one_entry(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    for span in (Span(4, 14), Span(20, 30)):
        marked(project, anna, article, span)
        marked(project, bert, article, span)
    rulings = list(propose(SAMPLE, claims(project, article), all_agree()))
    decisions, entry = decide(anna.id, rulings, summary="settle all agreed")
    assert len(decisions) == 2
    assert entry.act is Act.EDIT
    assert [one.kind for one in entry.changes].count(Kind.LABEL) == 2
    project.journal.commit(entry)
    assert {one.state for one in claims(project, article)} == {ClaimState.SETTLED}
    assert list(propose(SAMPLE, claims(project, article), all_agree())) == []
    project.journal.undo(anna.id)
    assert {one.state for one in claims(project, article)} == {ClaimState.OPEN}


def test_an_own_label_and_the_union_and_intersection_of_extents(article: Article) -> None:
    extents = [(Span(4, 40),), (Span(14, 51),)]
    assert own(article, union(extents), U).spans == (Span(4, 51),)
    stands = own(article, intersection(extents), U, confidence=4, note="mine")
    assert (stands.spans, stands.quote) == ((Span(14, 40),), SAMPLE[14:40])
    with pytest.raises(AnnotatorError, match="Nothing is selected"):
        own(article, [], U)


def test_causes_are_those_of_the_project() -> None:
    (claim,) = claims_of(TEXT, [label("A", COST), label("B", COST, D)])
    stands = taken(claim.labels[0])
    with pytest.raises(AnnotatorError, match="none of this project's causes"):
        decide("judge", [Ruling(claim, Outcome.ACCEPTED, stands, "weather")])
    kept = causes_of(["weather"])
    (decision,), _ = decide("judge", [Ruling(claim, Outcome.ACCEPTED, stands, "weather")], kept)
    assert decision.cause == "weather"
    assert causes_of(None) == CAUSES
    assert causes_of([]) == CAUSES


def test_causes_are_written_one_a_line() -> None:
    assert causes_in(" a slip \n\nweather\nA  slip\nweather") == ["a slip", "weather", "A slip"]


def test_a_deferred_claim_needs_a_question_and_no_ruling_is_refused() -> None:
    (claim,) = claims_of(TEXT, [label("A", COST), label("B", COST, D)])
    with pytest.raises(AnnotatorError, match="question"):
        decide("judge", [Ruling(claim, Outcome.DEFERRED)])
    with pytest.raises(ValueError, match="rejected"):
        decide("judge", [Ruling(claim, Outcome.REJECTED, taken(claim.labels[0]))])
    with pytest.raises(AnnotatorError, match="nothing to settle"):
        decide("judge", [])
    with pytest.raises(AnnotatorError, match="Nothing is settled"):
        take_back("judge", [claim])


# Bulk rules


def proposed(labels: list[Label], rule: Rule, done: str = "") -> list[Ruling]:
    return list(propose(TEXT, claims_of(TEXT, labels, done=list(done)), rule))


def test_where_all_agree_the_label_with_evidence_is_taken() -> None:
    labels = [label("A", COST, confidence=5), label("B", COST, stance=None)]
    (ruling,) = proposed(labels, all_agree())
    assert ruling.stands == taken(labels[0])
    assert proposed([label("A", COST)], all_agree()) == []
    assert proposed([label("A", COST), label("B", BARE)], all_agree()) == []


def test_a_majority_needs_more_than_half_of_all_who_finished() -> None:
    labels = [label("A", COST), label("B", COST), label("C", COST, D)]
    (ruling,) = proposed(labels, majority(2))
    assert ruling.outcome is Outcome.ACCEPTED
    assert ruling.stands is not None
    assert ruling.stands.verdict is V
    assert proposed(labels, majority(3)) == []
    assert len(proposed(labels[:2], majority(2), done="ABC")) == 1
    assert proposed(labels[:2], majority(2), done="ABCD") == []


def test_who_is_still_at_the_article_has_no_vote_where_others_have_finished() -> None:
    labels = [*(label(who, COST, D) for who in "ABC"), label("D", COST), label("F", COST)]
    (claim,) = claims_of(TEXT, labels, done="ABCDE", begun="F")
    assert (claim.unfinished, claim.missing) == (("F",), ("E",))
    assert claim.votes == {"A": (D,), "B": (D,), "C": (D,), "D": (V,), "E": ()}
    (ruling,) = propose(TEXT, [claim], majority(2))
    assert (ruling.stands and ruling.stands.verdict, ruling.reason) == (D, "majority of 3 of 5")
    (claim,) = claims_of(TEXT, [labels[0], labels[1], label("F", COST, D)], done="ABEG", begun="F")
    assert list(propose(TEXT, [claim], majority(2))) == []
    (claim,) = claims_of(TEXT, labels, begun="ABCDF")
    assert (claim.unfinished, len(claim.votes)) == ((), 5)


def test_a_tie_is_never_broken() -> None:
    assert proposed([label("A", COST), label("B", COST, D)], majority(1)) == []
    two_and_two = [label(who, COST, said) for who, said in zip("ABCD", (V, V, D, D), strict=True)]
    assert proposed(two_and_two, majority(2)) == []


def test_a_majority_stands_on_the_words_that_most_of_it_marked() -> None:
    middle = "cost 40% less than planned"
    labels = [label("A", COST), label("B", middle), label("C", BARE)]
    (ruling,) = proposed(labels, majority(2, 0.7))
    assert ruling.stands is not None
    assert (ruling.outcome, ruling.stands.quote) == (Outcome.ACCEPTED, middle)
    assert proposed(labels, majority(2, 0.9)) == []
    crossed = [label("A", "bridge will cost 40% less"), label("B", "cost 40% less than planned")]
    (ruling,) = proposed(crossed, majority(2))
    assert ruling.stands is not None
    assert (ruling.outcome, ruling.stands.quote) == (Outcome.EDITED, "cost 40% less")


def test_the_word_of_one_on_a_tag() -> None:
    labels = [label("A", COST, V, tags=["numbers"]), label("B", COST, D)]
    (ruling,) = proposed(labels, word_of("B", "numbers"))
    assert ruling.stands == taken(labels[1])
    assert proposed(labels, word_of("C", "numbers")) == []
    assert proposed(labels, word_of("B", "dates")) == []


def split(project: Project, anna: Annotator, bert: Annotator, article: Article) -> Claim:
    """Anna has two labels of what Bert has as one."""
    marked(project, anna, article, Span(4, 24))
    marked(project, anna, article, Span(28, 51), D)
    marked(project, bert, article, Span(4, 51))
    (claim,) = claims(project, article)
    return claim


def in_two(claim: Claim) -> Ruling:
    one, other = (label for label in claim.labels if len(label.spans[0]) < 40)
    return Ruling(claim, Outcome.ACCEPTED, taken(one), others=(taken(other),))


def test_a_split_claim_is_settled_as_two_labels_in_one_step(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    claim = split(project, anna, bert, article)
    decisions, entry = decide(bert.id, [in_two(claim)])
    assert len(decisions) == 2
    project.journal.commit(entry)
    (claim,) = claims(project, article)
    assert claim.state is ClaimState.SETTLED
    assert sorted(one.id for one in claim.standing) == sorted(one.id for one in decisions)
    assert [(gold.spans, gold.verdict) for gold in claim.golds] == [
        ((Span(4, 24),), V),
        ((Span(28, 51),), D),
    ]
    by_words = {label.quote: label.id for label in claim.labels}
    whole = by_words[SAMPLE[4:51]]
    assert [set(one.settles) for one in decisions] == [
        {by_words[SAMPLE[4:24]], whole},
        {by_words[SAMPLE[28:51]], whole},
    ]
    assert list(project.problems()) == []
    project.journal.undo(bert.id)
    (claim,) = claims(project, article)
    assert (claim.state, claim.decisions, claim.golds) == (ClaimState.OPEN, (), ())


def test_two_labels_that_stand_share_no_words(article: Article) -> None:
    one, other = own(article, [Span(4, 24)], V), own(article, [Span(20, 51)], D)
    claim = Claim("claim", article.id, (), ())
    with pytest.raises(AnnotatorError, match="share words"):
        decide("judge", [Ruling(claim, Outcome.EDITED, one, others=(other,))])


def test_two_labels_that_stand_go_together_when_it_is_decided_again(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    _, entry = decide(bert.id, [in_two(split(project, anna, bert, article))])
    project.journal.commit(entry)
    (claim,) = claims(project, article)
    _, entry = decide(bert.id, [Ruling(claim, Outcome.REJECTED)])
    project.journal.commit(entry)
    (claim,) = claims(project, article)
    assert (claim.state, claim.golds, len(claim.decisions)) == (ClaimState.SETTLED, (), 1)


def test_a_piece_that_shares_words_with_no_label_settles_all_of_them(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    claim = split(project, anna, bert, article)
    ruling = Ruling(
        claim, Outcome.EDITED, taken(claim.labels[0]), others=(own(article, [Span(60, 64)], V),)
    )
    decisions, _ = decide(bert.id, [ruling])
    assert set(decisions[1].settles) == {label.id for label in claim.labels}


def test_a_change_to_any_of_its_labels_opens_a_claim_settled_as_two(
    project: Project, anna: Annotator, bert: Annotator, article: Article
) -> None:
    claim = split(project, anna, bert, article)
    _, entry = decide(bert.id, [in_two(claim)])
    project.journal.commit(entry)
    project.journal.commit(edits.set_verdict(claim.labels[-1], U))
    (claim,) = claims(project, article)
    assert claim.state is ClaimState.REOPENED
    ((_, what, _, after),) = claim.altered
    assert (what, after) == ("verdict", U.value)


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED])
def test_a_decision_whose_labels_are_gone_is_kept_or_withdrawn(
    project: Project, anna: Annotator, bert: Annotator, article: Article, outcome: Outcome
) -> None:
    labels = [
        marked(project, anna, article, Span(4, 40)),
        marked(project, bert, article, Span(4, 40), D),
    ]
    (claim,) = claims(project, article)
    stands = taken(labels[0]) if outcome is Outcome.ACCEPTED else None
    (decision,), entry = decide(anna.id, [Ruling(claim, outcome, stands)])
    project.journal.commit(entry)
    for one in labels:
        project.journal.commit(edits.delete([one]))
    (claim,) = claims(project, article)
    assert (claim.id, claim.state, claim.labels) == (decision.id, ClaimState.ORPHANED, ())
    assert (claim.quote, claim.start, claim.end) == (SAMPLE[4:40], 4, 40)
    assert [one.what for one in claim.altered] == ["removed", "removed"]
    project.journal.commit(keep(bert.id, claim))
    assert claims(project, article)[0].state is ClaimState.SETTLED
    project.journal.undo(bert.id)
    project.journal.commit(take_back(bert.id, claims(project, article)))
    assert claims(project, article) == []
    assert list(project.problems()) == []


def test_a_deleted_label_that_comes_back_has_its_decision_again(
    project: Project, anna: Annotator, article: Article
) -> None:
    label = marked(project, anna, article, Span(4, 40))
    (claim,) = claims(project, article)
    _, entry = decide(anna.id, [Ruling(claim, Outcome.ACCEPTED, taken(label))])
    project.journal.commit(entry)
    project.journal.commit(edits.delete([label]))
    assert claims(project, article)[0].state is ClaimState.ORPHANED
    project.journal.undo(anna.id)
    (claim,) = claims(project, article)
    assert (claim.state, claim.labels) == (ClaimState.SETTLED, (label,))


CHANGED: dict[str, tuple[Callable[[Label], Entry], object, object]] = {
    "verdict": (lambda one: edits.set_verdict(one, D), "verified", "disputed"),
    "confidence": (lambda one: edits.set_confidence(one, 2), None, 2),
    "note": (lambda one: edits.set_note(one, "By 2024 figures"), "", "By 2024 figures"),
    "tags": (lambda one: edits.set_tags(one, ["numbers", "dates"]), [], ["dates", "numbers"]),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_change_of_anything_that_was_said_opens_a_claim_again(
    project: Project, anna: Annotator, article: Article, what: str
) -> None:
    change, before, after = CHANGED[what]
    label = marked(project, anna, article, Span(4, 40))
    _, entry = decide(
        anna.id, [Ruling(claims(project, article)[0], Outcome.ACCEPTED, taken(label))]
    )
    project.journal.commit(entry)
    project.journal.commit(change(label))
    (claim,) = claims(project, article)
    assert claim.state is ClaimState.REOPENED
    assert claim.altered == (Altered(label.id, what, before, after),)
    project.journal.undo(anna.id)
    assert claims(project, article)[0].state is ClaimState.SETTLED


@pytest.mark.parametrize("what", CHANGED)
def test_a_decision_is_not_compared_in_what_it_does_not_remember(
    project: Project, anna: Annotator, article: Article, what: str
) -> None:
    label = marked(project, anna, article, Span(4, 40))
    (decision,), entry = decide(
        anna.id, [Ruling(claims(project, article)[0], Outcome.ACCEPTED, taken(label))]
    )
    said = decision.meta["said"][label.id]
    for later in ("confidence", "note", "tags"):  # which older ones do not keep
        del said[later]
    project.journal.commit(entry)
    project.journal.commit(CHANGED[what][0](label))
    (claim,) = claims(project, article)
    assert (claim.state is ClaimState.REOPENED) is (what == "verdict")

"""The numbers of a study: against the measures they are made of, and what must not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from agreement.cases import TEXT, D, U, V, label
from agreement.test_claims import WORDS, marked
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.agreement import cohen_kappa, pairwise_f1, unitizing_alpha
from annotator.agreement.answers import confusion, patterns
from annotator.agreement.claims import cases_of
from annotator.agreement.study import ArticleCounts, Counted, count_articles
from annotator.agreement.summary import Summary, summarise
from annotator.agreement.tokens import Tokens
from annotator.domain.label import Label, Span
from annotator.tasks.insights.advanced import named

COST, BARE, COUNCIL = "will cost 40% less than planned", "40% less than planned", "the council"


def counted(labels: Sequence[Label], people: str = "AB", text: str = TEXT) -> list[ArticleCounts]:
    return count_articles([Counted("article", text, cases_of(text, labels), frozenset(people))])


def summary(labels: Sequence[Label], people: str = "AB") -> Summary:
    return summarise(counted(labels, people), replicates=10)


def twice(labels: Sequence[Label], people: str = "ABC") -> Summary:
    """Of two articles, so that γ, which takes long, is left out."""
    return summarise(counted(labels, people, WORDS) * 2, replicates=10)


def test_the_numbers_are_those_of_the_measures() -> None:
    labels = [
        label("A", COST), label("A", "23 of the 31 bearings", D),
        label("B", BARE), label("B", "23 of the 31 bearings", U), label("B", COUNCIL),
    ]  # fmt: skip
    units = {
        who: [(one.start, one.end, one.verdict.value) for one in labels if one.annotator == who]
        for who in "AB"
    }
    alpha = unitizing_alpha(units, len(TEXT))
    found = summary(labels)
    assert found.measures["u_alpha"].value == alpha.u.value
    assert found.measures["binary_u_alpha"].value == alpha.binary.value
    assert found.measures["cu_alpha"].value == alpha.cu.value
    assert found.coverage == alpha.coverage
    (pair,) = found.pairs
    assert pair.f1_exact == pairwise_f1(units["A"], units["B"], "exact")
    assert pair.f1_overlap == pairwise_f1(units["A"], units["B"], "overlap")
    assert pair.f1_character == pairwise_f1(units["A"], units["B"], "character")
    assert (pair.matched, pair.unmatched) == (2, 1)
    assert pair.kappa_verdict == cohen_kappa(["v", "d"], ["v", "u"])
    assert (found.labels, found.articles, found.left_out) == (5, 1, 0)


def test_who_counts_and_who_is_left_out() -> None:
    labels = [label("A", COST), label("B", COST), label("C", COUNCIL)]
    found = summary(labels, "AB")
    assert [(one.id, one.labels, one.left_out) for one in found.annotators] == [
        ("A", 1, 0), ("B", 1, 0), ("C", 0, 1),
    ]  # fmt: skip
    alone = summary(labels, "A")
    assert (alone.articles, alone.left_out, alone.labels) == (0, 1, 0)
    assert alone.measures["u_alpha"].why == "fewer than two finished"
    assert alone.coverage is None


def test_alpha_of_1995_is_of_the_articles_of_the_same_people_and_says_so() -> None:
    labels = [label("A", COST), label("B", BARE)]
    pair, three = counted(labels), counted([*labels, label("C", COUNCIL)], "ABC")
    found, plain = (summarise(study, replicates=10) for study in (pair * 2 + three, pair * 2))
    assert (found.articles, found.alpha_u_1995_articles) == (3, 2)
    assert found.advanced["alpha_u_1995"] == plain.advanced["alpha_u_1995"]
    remarks = {name: remark for name, _, remark in named(found)}
    assert remarks["Krippendorff’s αU of 1995"] == (
        "what INCEpTION and DKPro print; of the 2 articles that the same people finished"
    )
    assert "same people" not in remarks["γ"]
    assert "same people" not in str(list(named(plain)))


def test_each_against_what_more_than_half_of_the_others_marked() -> None:
    labels = [
        label("A", COST), label("B", COST), label("C", COST, D),
        label("A", COUNCIL), label("B", COUNCIL),
        label("C", "Two thirds of the girders", U),
    ]  # fmt: skip
    rest = {one.id: one for one in summary(labels, "ABC").annotators}
    assert rest["A"].against_rest_f1.value == pytest.approx(2 / 3)
    assert rest["C"].against_rest_f1.value == pytest.approx(2 / 4)
    assert rest["C"].against_rest_verdict.value == 0.0
    assert rest["A"].against_rest_verdict.value is None  # the others are in a tie


def test_confusion_counts_both_ways_and_what_one_left_out() -> None:
    labels = [label("A", COST), label("B", COST, D), label("A", COUNCIL)]
    table = confusion(patterns(counted(labels)))
    assert table["verified"]["disputed"] == table["disputed"]["verified"] == 1
    assert table["verified"]["not marked"] == 1
    assert sum(sum(cells.values()) for cells in table.values()) == 3


def test_two_verdicts_of_one_on_a_claim_are_matched_but_not_compared() -> None:
    both = "Two thirds of the girders can stay, and 23 of the 31 bearings"
    labels = [
        label("A", both), label("B", "Two thirds of the girders can stay"),
        label("B", "23 of the 31 bearings", D),
    ]  # fmt: skip
    (pair,) = summary(labels).pairs
    assert (pair.matched, pair.unmatched) == (1, 0)
    assert pair.kappa_verdict.value is None


def test_tokens_are_words_or_the_characters_of_scripts_without_spaces() -> None:
    text = "It cost $57.4 million, 港町の水"
    tokens = Tokens(text)
    assert tokens.of((0, 2, "v")) == (((0, 1),), "v")
    assert tokens.of((8, 21, "v")) == (((2, 5),), "v")
    assert tokens.of((23, 25, "v")) == (((5, 7),), "v")
    assert tokens.of((((0, 2), (24, 27)), "v")) == (((0, 1), (6, 9)), "v")


# label-studio#8950, on the numbers


def test_a_stray_space_leaves_every_number_as_it_is() -> None:
    labels = [label("A", COST), label("B", COST), label("A", COUNCIL, D), label("B", COUNCIL, U)]
    stray = [replace(labels[0], spans=(Span(10, 43),)), *labels[1:]]
    assert summary(stray) == summary(labels)


def test_consistent_nested_labels_are_full_agreement() -> None:
    labels = [label(w, words, said) for w in "AB" for words, said in ((COST, V), (BARE, D))]
    found = summary(labels)
    assert found.measures["u_alpha"].value == 1
    assert found.advanced["f1_exact"].value == found.advanced["f1_overlap"].value == 1
    assert found.pairs[0].kappa_verdict.value == 1
    assert found.overlapping_labels == 4


@given(marked(), st.randoms(use_true_random=False))
def test_the_order_of_storage_does_not_matter(labels: list[Label], chance: random.Random) -> None:
    shuffled = list(labels)
    chance.shuffle(shuffled)
    assert twice(shuffled) == twice(labels)


@given(marked("A"))
def test_identical_annotators_agree_fully_or_nothing_can_be_said(labels: list[Label]) -> None:
    copies = [replace(one, annotator=who, id=one.id + who) for who in "ABC" for one in labels]
    found = twice(copies)
    for name in ("u_alpha", "binary_u_alpha", "cu_alpha"):
        assert found.measures[name].value in (1, None)
    for pair in found.pairs:
        assert pair.f1_exact.value == pair.f1_overlap.value == pair.f1_character.value == 1
        assert pair.kappa_verdict.value in (1, None)
        assert pair.unmatched == 0


@given(marked())
def test_other_names_give_the_same_numbers(labels: list[Label]) -> None:
    other = {"A": "Z", "B": "Y", "C": "X"}
    renamed = [replace(one, annotator=other[one.annotator]) for one in labels]
    one, two = twice(labels), twice(renamed, "XYZ")
    for name, measure in one.measures.items():
        assert two.measures[name].value == pytest.approx(measure.value)
    assert one.confusion == two.confusion
    values = {pair.f1_overlap.value for pair in one.pairs}
    assert {pair.f1_overlap.value for pair in two.pairs} == values

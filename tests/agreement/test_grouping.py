"""Grouping: rule by rule, against a slow clear version, and against what must not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from agreement.studies import CATEGORIES
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.agreement.assignment import Edge, heaviest
from annotator.agreement.grouping import Said, grouped

Groups = set[frozenset[str]]


def said(who: str, start: int, end: int, verdict: str = "verified", id_: str = "") -> Said:
    return Said(((start, end),), verdict, id_ or f"{who}{start}-{end}{verdict}", who)


def groups(labels: Sequence[Said]) -> Groups:
    return {frozenset(labels[at].id for at in group) for group in grouped(labels)}


def ids(*labels: Said) -> frozenset[str]:
    return frozenset(label.id for label in labels)


def test_labels_that_are_near_are_one_claim_whatever_their_verdicts() -> None:
    a, b = said("A", 0, 10), said("B", 5, 15, "disputed")
    assert groups([a, b]) == {ids(a, b)}
    c = said("B", 6, 16, "verified")
    assert groups([a, c]) == {ids(a), ids(c)}


def test_one_inside_the_other_needs_the_same_verdict() -> None:
    a = said("A", 0, 100)
    inside, other = said("B", 10, 20), said("B", 10, 20, "disputed")
    assert groups([a, inside]) == {ids(a, inside)}
    assert groups([a, other]) == {ids(a), ids(other)}


def test_what_lies_inside_goes_with_what_claims_it_better() -> None:
    outer, inner, better = said("A", 0, 100), said("B", 10, 20), said("A", 10, 22)
    assert groups([outer, inner, better]) == {ids(outer), ids(inner, better)}


def test_the_sum_of_all_pairs_decides_not_the_nearest_pair() -> None:
    a1, a2 = said("A", 0, 20), said("A", 14, 36)
    b1, b2 = said("B", 8, 28), said("B", 20, 40)
    assert groups([a1, a2, b1, b2]) == {ids(a1, b1), ids(a2, b2)}


def test_the_very_same_words_go_together_before_all_else() -> None:
    whole_a, first = said("A", 0, 20), said("A", 0, 10, "disputed")
    whole_b, second = said("B", 0, 20), said("B", 10, 20, "disputed")
    found = groups([whole_a, first, whole_b, second])
    assert ids(whole_a, whole_b) in found
    assert len(found) == 3


def test_two_labels_of_one_make_a_split_of_what_is_one_for_another() -> None:
    whole, first, second = said("A", 0, 100), said("B", 0, 45), said("B", 50, 100)
    assert groups([whole, first, second]) == {ids(whole, first, second)}


def test_a_split_brings_along_whoever_goes_with_a_piece() -> None:
    whole, first, second = said("B", 0, 73), said("A", 0, 27), said("A", 37, 73)
    with_first = said("C", 0, 27, "disputed")
    assert groups([whole, first, second, with_first]) == {ids(whole, first, second, with_first)}


def test_nested_labels_stay_apart() -> None:
    outer_a, inner_a = said("A", 0, 100), said("A", 20, 80)
    outer_b, inner_b = said("B", 0, 100), said("B", 20, 80)
    assert groups([outer_a, inner_a, outer_b, inner_b]) == {
        ids(outer_a, outer_b), ids(inner_a, inner_b)
    }  # fmt: skip
    assert groups([outer_a, inner_a, outer_b]) == {ids(outer_a, outer_b), ids(inner_a)}


def test_whoever_says_the_same_twice_counts_once() -> None:
    once, twice = said("A", 0, 10), said("A", 0, 10, id_="again")
    other = said("B", 0, 10, "disputed")
    assert groups([once, twice, other]) == {ids(once, twice, other)}


def test_labels_of_a_claim_all_overlap() -> None:
    a, b, c = said("A", 0, 10), said("B", 5, 15), said("C", 10, 20)
    assert groups([a, b, c]) == {ids(a, b), ids(c)}


def test_a_large_group_is_matched_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    edges = [Edge(r, r + d, chance.uniform(0.5, 1)) for r in range(60) for d in (0, 1, 2)]
    dense = heaviest(edges)
    monkeypatch.setattr("annotator.agreement.assignment._MOST_CELLS", 0)
    assert heaviest(edges) == dense
    assert len({edge.row for edge in dense}) == len(dense) == len({edge.column for edge in dense})


@st.composite
def studies(draw: st.DrawFn, people: str = "ABC", most: int = 4) -> list[Said]:
    """What a few annotators marked: plain stretches and fragments, repeats and nests."""
    found = []
    for who in people:
        for number in range(draw(st.integers(0, most))):
            size = draw(st.sampled_from((2, 2, 4)))
            edges = sorted(draw(st.sets(st.integers(0, 24), min_size=size, max_size=size)))
            places = tuple(zip(edges[::2], edges[1::2], strict=True))
            verdict = draw(st.sampled_from(CATEGORIES))
            found.append(Said(places, verdict, f"{draw(st.integers(0, 99)):02}{who}{number}", who))
    return found


@given(studies(), st.randoms())
def test_neither_storage_order_nor_names_matter(labels: list[Said], chance: random.Random) -> None:
    names = list("ABC")
    chance.shuffle(names)
    other = dict(zip("ABC", names, strict=True))
    shuffled = [one._replace(annotator=other[one.annotator]) for one in labels]
    chance.shuffle(shuffled)
    assert groups(shuffled) == groups(labels)


@given(studies())
def test_each_label_is_in_one_claim_and_nested_ones_of_a_person_in_two(labels: list[Said]) -> None:
    found = grouped(labels)
    assert sorted(at for group in found for at in group) == list(range(len(labels)))
    for group in found:
        for a, b in combinations(group, 2):
            one, other = labels[a], labels[b]
            if one.annotator == other.annotator and one.places != other.places:
                assert not letters(one) & letters(other)


@given(studies("A", 6))
def test_the_same_labels_by_all_give_claims_of_equal_labels(labels: list[Said]) -> None:
    copies = [one._replace(annotator=who, id=one.id + who) for who in "ABC" for one in labels]
    for group in grouped(copies):
        assert len({(copies[at].places, copies[at].verdict) for at in group}) == 1
        assert {copies[at].annotator for at in group} == set("ABC")


@examples(300)
@given(studies())
def test_as_the_slow_clear_version(labels: list[Said]) -> None:
    assert groups(labels) == Slow(labels).groups()


def letters(label: Said) -> set[int]:
    return {at for start, end in label.places for at in range(start, end)}


def weight(one: Said, other: Said) -> Fraction:
    """What a link weighs; 0: there is none."""
    mine, theirs = letters(one), letters(other)
    dice = Fraction(2 * len(mine & theirs), len(mine) + len(theirs))
    same = one.verdict == other.verdict
    if one.annotator == other.annotator or one.places == other.places:
        return Fraction(0)
    if dice >= Fraction(1, 2):
        return dice + same * Fraction(1, 10**9)
    return dice / 1000 if same and (mine <= theirs or theirs <= mine) else Fraction(0)


class Slow:
    """The rules of `grouped`, in the order of its docstring, by trying all there is."""

    def __init__(self, labels: Sequence[Said]) -> None:
        self.labels = sorted(labels, key=lambda one: one[:3])
        self.claims: list[list[Said]] = []

    def groups(self) -> Groups:
        self.equal_words()
        links = sorted(
            (
                (-weight(one, other), n, m)
                for (n, one), (m, other) in combinations(enumerate(self.labels), 2)
                if weight(one, other)
            ),
        )
        pairs = [(self.labels[n], self.labels[m]) for _, n, m in links]
        matched = [
            pair
            for people in combinations(sorted({one.annotator for one in self.labels}), 2)
            for pair in self.best([pair for pair in pairs if self.between(pair, people)])
        ]
        for pair in [one for one in pairs if one in matched]:
            self.join(*pair)
        for pair in [one for one in pairs if one not in matched]:
            self.join(*pair)
        for one, other in pairs:
            self.join_piece(one, other)
            self.join_piece(other, one)
        return {frozenset(one.id for one in claim) for claim in self.claims}

    def equal_words(self) -> None:
        for places in dict.fromkeys(one.places for one in self.labels):
            here: list[list[Said]] = []
            same = [one for one in self.labels if one.places == places]
            for verdict in dict.fromkeys(one.verdict for one in same):
                voices = [one for one in same if one.verdict == verdict]
                free = [claim for claim in here if not people(claim) & people(voices)]
                if free:
                    free[0] += voices
                else:
                    here.append(voices)
            self.claims += here

    def claim(self, label: Said) -> list[Said]:
        return next(claim for claim in self.claims if label in claim)

    def between(self, pair: tuple[Said, Said], two: tuple[str, str]) -> bool:
        one, other = pair
        return (
            {one.annotator, other.annotator} == set(two)
            and other.annotator not in people(self.claim(one))
            and one.annotator not in people(self.claim(other))
        )

    def best(self, pairs: list[tuple[Said, Said]]) -> list[tuple[Said, Said]]:
        """The matching of greatest weight, where there is only one."""
        tried = sorted(
            ((sum(weight(*pair) for pair in some), some) for some in matchings(pairs)),
            key=lambda one: -one[0],
        )
        assume(len(tried) == 1 or tried[0][0] - tried[1][0] > Fraction(1, 10**12))
        return tried[0][1]

    def join(self, one: Said, other: Said) -> None:
        x, y = self.claim(one), self.claim(other)
        if not people(x) & people(y) and all(letters(a) & letters(b) for a in x for b in y):
            self.merge(x, y)

    def join_piece(self, piece: Said, whole: Said) -> None:
        x, y = self.claim(whole), self.claim(piece)
        both = people(x) & people(y)
        beside = [one for one in x if one.annotator == piece.annotator]
        if (
            x is not y
            and whole.annotator not in people(y)
            and any(letters(one) & letters(whole) for one in beside)
            and not any(
                letters(a) & letters(b)
                for who in both
                for a in x
                for b in y
                if a.annotator == b.annotator == who
            )
        ):
            self.merge(x, y)

    def merge(self, x: list[Said], y: list[Said]) -> None:
        self.claims = [one for one in self.claims if one is not y]
        x += y


def people(claim: Sequence[Said]) -> set[str]:
    return {one.annotator for one in claim}


def matchings(pairs: list[tuple[Said, Said]]) -> list[list[tuple[Said, Said]]]:
    if not pairs:
        return [[]]
    first, *rest = pairs
    apart = [pair for pair in rest if not set(pair) & set(first)]
    return matchings(rest) + [[first, *some] for some in matchings(apart)]

"""Matching: against every matching there is, and against what must not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import pytest
from agreement.golden import Case, cases
from agreement.studies import CATEGORIES, unit
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.agreement.matching import Marked, Matching, match, places_of
from annotator.agreement.segments import Unit


@st.composite
def fragmented(draw: st.DrawFn) -> Marked:
    """A label of two stretches."""
    edges = draw(st.lists(st.integers(0, 24), min_size=4, max_size=4, unique=True).map(sorted))
    return ((edges[0], edges[1]), (edges[2], edges[3])), draw(st.sampled_from(CATEGORIES))


MARKED = st.lists(st.one_of(unit(), fragmented()), max_size=5)


def letters(label: Marked) -> set[int]:
    return {at for start, end in places_of(label) for at in range(start, end)}


def dice(one: Marked, other: Marked) -> Fraction:
    mine, theirs = letters(one), letters(other)
    return Fraction(2 * len(mine & theirs), len(mine) + len(theirs))


def best(a: Sequence[Marked], b: Sequence[Marked]) -> tuple[Fraction, int, int]:
    """The greatest sum of Dice, then most pairs, then most of one category, of all matchings."""

    @cache
    def over(at: int, free: frozenset[int]) -> tuple[Fraction, int, int]:
        if at == len(a):
            return Fraction(0), 0, 0
        found = [over(at + 1, free)]
        for other in free:
            weight = dice(a[at], b[other])
            if weight:
                total, pairs, alike = over(at + 1, free - {other})
                found.append((total + weight, pairs + 1, alike + (a[at][-1] == b[other][-1])))
        return max(found)

    return over(0, frozenset(range(len(b))))


def told(matching: Matching, a: Sequence[Marked], b: Sequence[Marked]) -> set[object]:
    """A matching by what its labels are, not by where they are stored."""
    count: dict[object, int] = {}
    for pair in matching.pairs:
        key = (places_of(a[pair.a]), a[pair.a][-1], places_of(b[pair.b]), b[pair.b][-1])
        count[key] = count.get(key, 0) + 1
    return set(count.items())


@given(MARKED, MARKED)
@example([(0, 10, "v")], [(0, 10, "d"), (0, 10, "v")])
@example([(0, 6, "v"), (8, 14, "v")], [(4, 10, "v"), (12, 18, "v")])
def test_it_is_the_best_of_all_matchings(a: list[Marked], b: list[Marked]) -> None:
    found = match(a, b)
    for pair in found.pairs:
        assert pair.dice == pytest.approx(float(dice(a[pair.a], b[pair.b])))
    total = sum((dice(a[pair.a], b[pair.b]) for pair in found.pairs), Fraction(0))
    alike = sum(a[pair.a][-1] == b[pair.b][-1] for pair in found.pairs)
    assert (total, len(found.pairs), alike) == best(a, b)
    assert sorted([*(pair.a for pair in found.pairs), *found.only_a]) == list(range(len(a)))
    assert sorted([*(pair.b for pair in found.pairs), *found.only_b]) == list(range(len(b)))


@given(MARKED, MARKED, st.randoms(use_true_random=False))
def test_neither_order_nor_direction_matter(
    a: list[Marked], b: list[Marked], chance: random.Random
) -> None:
    expected = told(match(a, b), a, b)
    shuffled_a, shuffled_b = chance.sample(a, len(a)), chance.sample(b, len(b))
    assert told(match(shuffled_a, shuffled_b), shuffled_a, shuffled_b) == expected
    turned = match(shuffled_b, shuffled_a)
    flipped = Matching(
        tuple(pair._replace(a=pair.b, b=pair.a) for pair in turned.pairs),
        turned.only_b,
        turned.only_a,
    )
    assert told(flipped, shuffled_a, shuffled_b) == expected


def test_a_label_without_a_character_meets_nobody() -> None:
    assert match([(3, 3, "v")], [(0, 9, "v")]) == Matching((), (0,), (0,))


def test_fragments_are_one_label() -> None:
    split = (((0, 4), (10, 14)), "v")
    found = match([split], [(0, 4, "v"), (10, 16, "v")])
    assert found.only_b == (1,)
    assert found.pairs[0].dice == pytest.approx(2 * 4 / (8 + 4))


@pytest.mark.parametrize("case", cases("pairwise_f1", "semeval2013_strict_counts"))
def test_counts_of_semeval_2013_are_as_published(case: Case) -> None:
    a = [tuple(unit) for unit in case["input"]["spans_a"]]
    b = [tuple(unit) for unit in case["input"]["spans_b"]]
    found = match(a, b)
    correct = sum(a[pair.a] == b[pair.b] for pair in found.pairs)
    assert case["expected"] == {
        "correct": correct,
        "incorrect": len(found.pairs) - correct,
        "missed": len(found.only_a),
        "spurious": len(found.only_b),
    }


def test_thousands_of_labels_are_matched_without_a_look_at_all_pairs() -> None:
    a: list[Unit] = [(at * 10, at * 10 + 8, "v") for at in range(50_000)]
    b: list[Unit] = [(at * 10 + 1, at * 10 + 9, "v") for at in range(50_000)]
    assert len(match(a, b[::-1]).pairs) == 50_000

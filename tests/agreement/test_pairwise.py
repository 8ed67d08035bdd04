"""F1 of two annotators: against published values, and against sets."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from agreement.golden import Case, cases, metrics
from agreement.studies import CATEGORIES, LENGTH, units
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.agreement.matching import Marked, match
from annotator.agreement.measure import Measure
from annotator.agreement.pairwise import Match, PairCounts, pair_counts, pairwise_f1, trimmed
from annotator.agreement.segments import Unit

MATCHES: list[Match] = ["exact", "overlap", "character"]


def spans(tags: Sequence[str], strict: bool) -> list[Unit]:
    """The spans of IOB2 tags; where I- opens one, strict readers see none."""
    found: list[Unit] = []
    for at, tag in enumerate(tags):
        kind, _, category = tag.partition("-")
        grows = kind == "I" and found and found[-1][1:] == (at, category)
        if grows:
            found[-1] = (found[-1][0], at + 1, category)
        elif kind == "B" or (kind == "I" and not strict):
            found.append((at, at + 1, category))
    return found


@pytest.mark.parametrize("case", cases("pairwise_f1", "iob2_strict_vs_conlleval"))
@pytest.mark.parametrize("strict", [False, True])
def test_f1_over_iob2_is_as_published(case: Case, strict: bool) -> None:
    (a,), (b,) = case["input"]["iob2_a"], case["input"]["iob2_b"]
    expected = case["expected"]["strict_iob2_f1" if strict else "default_f1"]
    assert pairwise_f1(spans(a, strict), spans(b, strict)).value == pytest.approx(expected)


def test_no_published_case_is_left_out() -> None:
    assert metrics("pairwise_f1") == {"iob2_strict_vs_conlleval", "semeval2013_strict_counts"}


def letters(marked: Sequence[Unit], categories: bool) -> set[tuple[int, object]]:
    return {
        (at, one if categories else "") for start, end, one in marked for at in range(start, end)
    }


@given(units(), units(), st.booleans())
@example([(0, 9, "verified"), (0, 9, "verified")], [(0, 9, "verified")], True)
def test_counts_are_those_of_sets(a: list[Unit], b: list[Unit], categories: bool) -> None:
    def whole(marked: Sequence[Unit]) -> set[Unit]:
        return {(start, end, one if categories else "") for start, end, one in marked}

    same = whole(a), whole(b)
    assert pair_counts(a, b, "exact", categories) == PairCounts(
        len(same[0] & same[1]), *map(len, same)
    )
    chars = letters(a, categories), letters(b, categories)
    assert pair_counts(a, b, "character", categories) == PairCounts(
        len(chars[0] & chars[1]), *map(len, chars)
    )
    layers = CATEGORIES if categories else ("",)
    overlap = sum(
        len(match(*([one for one in side if one[2] == layer] for side in map(sorted, same))).pairs)
        for layer in layers
    )
    assert pair_counts(a, b, "overlap", categories) == PairCounts(overlap, *map(len, same))


@given(units(), units(), st.sampled_from(MATCHES), st.booleans(), st.randoms())
def test_neither_order_nor_direction_nor_repetition_matter(
    a: list[Unit], b: list[Unit], kind: Match, categories: bool, chance: random.Random
) -> None:
    found = pairwise_f1(a, b, kind, categories)
    assert pairwise_f1(b, a, kind, categories) == found
    again = [*a, *chance.sample(a, len(a))], chance.sample(b, len(b))
    assert pairwise_f1(*again, kind, categories) == found


@given(units(), st.sampled_from(MATCHES), st.booleans())
def test_the_same_labels_agree_fully(marked: list[Unit], kind: Match, categories: bool) -> None:
    expected = Measure(1.0) if marked else Measure(None, "neither marked anything")
    assert pairwise_f1(marked, marked[::-1], kind, categories) == expected


@given(units(), units(), st.booleans())
def test_overlap_sees_at_least_what_exact_sees(
    a: list[Unit], b: list[Unit], categories: bool
) -> None:
    exact, overlap = (pair_counts(a, b, kind, categories) for kind in ("exact", "overlap"))
    assert overlap.shared >= exact.shared
    assert (overlap.a, overlap.b) == (exact.a, exact.b)


def test_only_one_marked_something_is_no_agreement() -> None:
    assert pairwise_f1([(0, 9, "v")], []).value == 0


def test_counts_of_articles_are_pooled() -> None:
    pooled = PairCounts(1, 1, 1) + PairCounts(0, 3, 0) + PairCounts()
    assert pooled.f1().value == pytest.approx(2 / 5)
    assert PairCounts().f1() == Measure(None, "neither marked anything")


def test_fragments_are_one_label_and_their_characters_are_theirs() -> None:
    split: list[Marked] = [(((0, 4), (10, 14)), "v")]
    parts: list[Marked] = [(0, 4, "v"), (10, 14, "v")]
    assert pair_counts(split, parts) == PairCounts(0, 1, 2)
    assert pair_counts(split, parts, "overlap") == PairCounts(1, 1, 2)
    assert pair_counts(split, parts, "character") == PairCounts(8, 8, 8)


TEXT = "The bridge — she said — was never closed.  ... It will open."


def test_a_stray_space_at_an_edge_is_no_disagreement() -> None:
    tidy, stray = [(0, 10, "v"), (24, 40, "d")], [(0, 11, "v"), (23, 43, "d")]
    assert pairwise_f1(tidy, stray).value == 0
    assert pairwise_f1(trimmed(tidy, TEXT), trimmed(stray, TEXT)).value == 1
    assert trimmed([(((0, 11), (24, 43)), "v")], TEXT) == [(((0, 10), (24, 40)), "v")]


def test_a_label_of_nothing_but_spaces_stays() -> None:
    assert trimmed([(41, 43, "v")], TEXT) == [(41, 43, "v")]


@given(units(length=LENGTH))
def test_trimming_twice_is_trimming_once(marked: list[Unit]) -> None:
    once = trimmed(marked, TEXT)
    assert trimmed(once, TEXT) == once

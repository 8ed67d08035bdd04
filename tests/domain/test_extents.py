"""Extents against sets of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.extents import (
    Extent,
    by_person,
    covered_by,
    dice,
    intersection,
    layers,
    left_over,
    shared,
    size,
    trimmed,
    union,
)
from annotator.domain.label import Span, normal_spans

EXTENTS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), min_size=1, max_size=3).map(
    lambda pairs: normal_spans(Span(start, start + long) for start, long in pairs)
)


def letters(extent: Extent) -> set[int]:
    return {at for span in extent for at in range(span.start, span.end)}


@given(EXTENTS, EXTENTS)
def test_two_extents_as_sets(one: Extent, other: Extent) -> None:
    mine, theirs = letters(one), letters(other)
    assert size(one) == len(mine)
    assert shared(one, other) == len(mine & theirs)
    assert dice(one, other) == 2 * len(mine & theirs) / (len(mine) + len(theirs))
    assert letters(union([one, other])) == mine | theirs
    assert letters(intersection([one, other])) == mine & theirs


@given(st.lists(EXTENTS, min_size=1, max_size=4), st.integers(1, 4))
def test_layers_say_who_covers_what(extents: list[Extent], count: int) -> None:
    found = list(layers(extents))
    for at, extent in enumerate(extents):
        by_layers = [letters((span,)) for span, over in found if at in over]
        assert set[int]().union(*by_layers) == letters(extent)
    many = {n for n in range(30) if sum(n in letters(one) for one in extents) >= count}
    assert letters(covered_by(extents, count)) == many


def test_most_of_an_odd_number_cover_from_the_median_start_to_the_median_end() -> None:
    extents = [(Span(0, 10),), (Span(2, 14),), (Span(3, 11),)]
    assert covered_by(extents, 2) == (Span(2, 11),)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(3, 9)], [(4, 8)]),
        ([(4, 8)], [(4, 8)]),
        ([(0, 8), (9, 13)], [(0, 13)]),
        ([(8, 9)], [(8, 9)]),
        ([(0, 3), (9, 14)], [(0, 3), (9, 13)]),
    ],
)
def test_outer_space_and_punctuation_and_gaps_of_space_go(
    spans: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    text = "The mill  burns, said"
    text = "The mill burn. So he said"
    made = trimmed(text, tuple(Span(*one) for one in spans))
    assert [(span.start, span.end) for span in made] == expected


def test_what_a_person_covers_is_all_of_theirs_together() -> None:
    extents = [(Span(0, 4),), (Span(0, 20),), (Span(10, 14),)]
    found = by_person("ABA", extents)
    assert found == {"A": (Span(0, 4), Span(10, 14)), "B": (Span(0, 20),)}
    assert intersection([*found.values()]) == found["A"]


@given(EXTENTS, EXTENTS, st.lists(EXTENTS, max_size=3))
def test_what_is_left_over_for_a_part_is_wanted_and_nobody_elses(
    wanted: Extent, part: Extent, others: list[Extent]
) -> None:
    found = left_over("a" * 30, wanted, part, others)
    assert letters(found) <= letters(wanted)
    assert not any(shared(found, other) for other in others)
    if not any(shared(part, other) for other in others):
        assert letters(found) >= letters(wanted) & letters(part)


def test_what_is_left_over_ends_at_the_neighbours_and_in_words() -> None:
    text = "The mill burns, and the barn does, and the church does not."
    parts = [
        (Span(text.index(one), text.index(one) + len(one)),)
        for one in ("The mill burns", "the barn does", "the church does not")
    ]
    whole = [(Span(0, len(text)),)][0]

    def left(at: int) -> str:
        (span,) = left_over(text, whole, parts[at], parts[:at] + parts[at + 1 :])
        return text[span.start : span.end]

    assert [left(at) for at in range(3)] == [
        "The mill burns, and",
        "and the barn does, and",
        "and the church does not",
    ]

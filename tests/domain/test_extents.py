"""Extents against sets of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.extents import (
    Extent,
    covered_by,
    dice,
    intersection,
    layers,
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

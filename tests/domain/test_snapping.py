"""Selections snap to whole words, and nothing is ever cut inside what one reads as a letter."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_cluster_boundaries

from annotator.domain import boundaries, snapping

EDGES: Final[tuple[Literal["start", "end"], ...]] = ("start", "end")
STEPS: Final[tuple[Literal[1, -1], ...]] = (1, -1)
UNITS: Final[tuple[Literal["word", "grapheme"], ...]] = ("word", "grapheme")
NEWS = (
    "It cost $1,300.50 in the U.S. President’s view on Feb. 28. “The bridge,” she said, “was "
    "never closed.” He saw 40% (500 square miles). Talks on “dividing up certain assets” have "
    "begun in Russia-Ukraine. 東京タワーは高い。次の文。 هل هذا؟ نعم، والكتاب. 👩‍👩‍👧 e\u0301t"
)
TEXTS = st.text(
    st.sampled_from("ab1 .,“”()'-%$\n")
    | st.sampled_from("é\u0301👩\u200d🏽🇳🇴東タُكتاب")
    | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=60,
)


@pytest.mark.parametrize(
    ("selected", "snapped"),
    [
        ("300.5", "$1,300.50"),
        ("S. Pres", "U.S. President’s"),
        ("the U.S.", "the U.S."),
        ("“The bridge,” ", "The bridge"),
        ("“dividing up certain assets” hav", "“dividing up certain assets” have"),
        ("0% (500 square miles).", "40% (500 square miles)"),
        ("was never closed.”", "was never closed"),
        ("Ukraine. ", "Russia-Ukraine"),
        ("والكت", "والكتاب"),
        ("京", "京"),
        ("タワ", "タワー"),
        ("👩‍👩", "👩‍👩‍👧"),
        ("eb. 2", "Feb. 28"),
    ],
)
def test_a_selection_snaps_to_what_is_meant(selected: str, snapped: str) -> None:
    at = NEWS.index(selected)
    start, end = snapping.snap(NEWS, at, at + len(selected))
    assert NEWS[start:end] == snapped


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("view", "It cost $1,300.50 in the U.S. President’s view on Feb. 28."),
        ("never", "“The bridge,” she said, “was never closed.”"),
        ("高い", "東京タワーは高い。"),
        ("هل", "هل هذا؟"),
    ],
)
def test_a_sentence_is_found_whole(inside: str, sentence: str) -> None:
    place = boundaries.sentence_at(NEWS, NEWS.index(inside))
    assert place is not None
    assert NEWS[slice(*place)] == sentence


def test_edges_move_by_words_and_by_characters() -> None:
    text = "one two three four"
    assert snapping.move_edge(text, 4, 7, "end", 1, "word") == (4, 13)
    assert snapping.move_edge(text, 4, 13, "end", -1, "word") == (4, 7)
    assert snapping.move_edge(text, 4, 7, "start", -1, "word") == (0, 7)
    assert snapping.move_edge(text, 4, 7, "start", 1, "grapheme") == (5, 7)
    assert snapping.move_edge(text, 4, 5, "start", 1, "grapheme") == (4, 5)


@given(TEXTS, st.data())
def test_snapping_never_splits_a_grapheme(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = snapping.snap(text, start, end)
    cuts = {0, len(text), *grapheme_cluster_boundaries(text)}
    assert 0 <= low <= high <= len(text)
    if low < high:
        assert {low, high} <= cuts
    assert set(snapping.exact(text, start, end)) <= cuts


@given(TEXTS, st.data())
def test_a_moved_edge_never_empties_a_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for edge in EDGES:
        for step in STEPS:
            for unit in UNITS:
                low, high = snapping.move_edge(text, start, end, edge, step, unit)
                assert 0 <= low < high <= len(text)


def test_a_long_text_without_spaces_is_no_burden() -> None:
    text = "x" * 1_000_000
    start, end = snapping.snap(text, 500_000, 500_010)
    assert start <= 500_000 < 500_010 <= end
    assert boundaries.sentence_at(text, 500_000) is not None


@pytest.mark.parametrize(
    "text", ["x" + "🇫🇷" * 30 + " y", "e" + "\u0301" * 60 + "x", "ab " + "👩\u200d👩\u200d👧" * 8]
)
def test_flags_in_a_row_and_marks_on_a_letter_are_never_cut(text: str) -> None:
    cuts = list(grapheme_cluster_boundaries(text))
    for start, end in pairwise(cuts):
        assert boundaries.graphemes(text, start) == (start, start)
        for at in range(start + 1, end):
            assert boundaries.graphemes(text, at) == (start, end)


def test_what_is_said_without_tables_is_what_the_tables_say() -> None:
    known = "aéßЖλאع語ひカ가“,…3２\n🙂 "
    for code in range(0x20, 0x10000, 37):
        one = chr(code)
        for other in known:
            for pair in (one + other, other + one):
                if boundaries._alone(pair):
                    assert list(grapheme_cluster_boundaries(pair)) == [0, 1, 2], pair


def test_a_word_before_a_period_is_known_for_no_abbreviation_as_by_the_tables() -> None:
    for text in (
        "He said so.",
        "It cost 5.",
        "At 3 p.m.",
        "See vol.",
        "Made by Smith Co.",
        "(so.)",
    ):
        by_tables = any(end == len(text) for _, end in boundaries.words_around(text, len(text) - 1))
        assert snapping._ends_abbreviation(text, len(text)) == by_tables


@pytest.mark.parametrize(
    ("text", "at", "after", "before"),
    [
        ("Two coasts agree", 0, 4, 0),
        ("Two coasts agree", 6, 11, 4),
        ("東京タワー", 0, 1, 0),
        ("東京タワー", 2, 5, 1),
        ("last", 2, 4, 0),
        ("", 0, 0, 0),
    ],
)
def test_the_caret_goes_by_words_in_any_script(text: str, at: int, after: int, before: int) -> None:
    assert boundaries.next_word(text, at, 1) == after
    assert boundaries.next_word(text, at, -1) == before

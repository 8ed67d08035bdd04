"""Where words stand in a text, as search compares them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.store.words import every, find, folded

LETTERS = st.sampled_from("aAsSßİiéÉﬁf \n")


@example(text="Sß", words="ß")
@given(st.text(LETTERS, max_size=20), st.text(LETTERS, min_size=1, max_size=3))
def test_places_are_those_of_the_text_itself_one_after_the_other(text: str, words: str) -> None:
    needle = folded(words)
    found = list(every(text, needle))
    assert found[:1] == [place for place in (find(text, needle) if needle else None,) if place]
    assert all(needle in folded(text[start:end]) for start, end in found)
    for start, end in found:
        assert needle not in folded(text[start : end - 1])
        begun = len(text[end - 1].casefold()) > 1  # it ends inside this letter, which holds more
        assert begun or needle not in folded(text[start + 1 : end])
    edges = [edge for place in found for edge in place]
    assert edges == sorted(edges)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Straße in İzmir, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("İ, straße", "straße", ["straße"]),
        ("ΟΔΟΣΑ, οδός, ΟΔΟΣ", "ΟΔΟΣ", ["ΟΔΟΣ", "ΟΔΟΣ"]),
        ("the\nplan, the  plan", "the plan", ["the\nplan", "the  plan"]),
        ("ß", "s", ["ß"]),
        ("a", " ", []),
    ],
)
def test_every_place_is_found_whatever_the_script(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in every(text, folded(words))] == found

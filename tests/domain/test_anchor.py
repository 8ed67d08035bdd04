"""A quote is found again where it is, nearly is, or not at all: never guessed."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.anchor import LEAST, Ambiguous, Anchor, _ends, find

TEXT = (
    "The minister said on Monday that the bridge was safe. Critics said that the bridge was "
    "closed. On Tuesday the minister said nothing."
)


def _slow(text: str, pattern: str) -> list[tuple[int, int]]:
    """Sellers' table, a cell at a time."""
    column = list(range(len(pattern) + 1))
    found = []
    for at, char in enumerate(text, 1):
        new = [0]
        for wanted, (corner, up) in zip(pattern, pairwise(column), strict=True):
            new.append(min(corner + (wanted != char), up + 1, new[-1] + 1))
        column = new
        found.append((at, column[-1]))
    return found


@given(st.text("ab👩e\u0301", max_size=30), st.text("ab👩e\u0301", min_size=1, max_size=80))
def test_the_fast_search_counts_edits_as_the_slow_one(text: str, pattern: str) -> None:
    assert list(_ends(text, pattern)) == _slow(text, pattern)


def quoted(found: object) -> str:
    assert isinstance(found, Anchor)
    return TEXT[found.start : found.end]


def test_a_quote_that_stands_once_is_found_for_certain() -> None:
    found = find(TEXT, "bridge was safe")
    assert found == Anchor(TEXT.index("bridge was safe"), TEXT.index("bridge was safe") + 15, 1.0)


def test_of_several_places_the_nearest_or_the_one_in_context_is_taken() -> None:
    first, second = TEXT.index("the bridge"), TEXT.rindex("the bridge")
    assert find(TEXT, "the bridge") == Ambiguous(2)
    for near, at in ((first + 3, first), (second - 4, second)):
        found = find(TEXT, "the bridge", near)
        assert isinstance(found, Anchor)
        assert found.start == at
    for context, at in (
        ({"suffix": " was safe. Cr"}, first), ({"prefix": "Critics said that "}, second)
    ):  # fmt: skip
        found = find(TEXT, "the bridge", **context)
        assert isinstance(found, Anchor)
        assert found.start == at


def test_nearly_the_same_words_are_found_with_a_score() -> None:
    found = find(TEXT, "the brigde  was safe", 0)
    assert quoted(found) == "the bridge was safe"
    assert isinstance(found, Anchor)
    assert LEAST < found.score < 1
    assert quoted(find(TEXT, "Critics say, that the bridge was closed")) == (
        "Critics said that the bridge was closed"
    )


@pytest.mark.parametrize("quote", ["", "  ", "zebra crossings", "q", "x" * 5_000, "👩\u200d🚀"])
def test_what_is_not_there_is_an_orphan(quote: str) -> None:
    assert find(TEXT, quote) is None


@given(st.integers(0, len(TEXT) - 25), st.integers(12, 25), st.data())
def test_a_quote_with_a_slip_is_found_where_it_was(start: int, length: int, data: object) -> None:
    quote = TEXT[start : start + length]
    slip = length // 2
    wrong = f"{quote[:slip]}#{quote[slip + 1 :]}"
    found = find(TEXT, wrong, start, TEXT[max(0, start - 32) : start], TEXT[start + length :][:32])
    assert isinstance(found, Anchor)
    assert (found.start, found.end) == (start, start + length)


def test_a_long_text_takes_no_long_time() -> None:
    text = " ".join(f"word{n * 7919 % 100_003}" for n in range(40_000))
    quote = text[200_000:200_300]
    wrong = f"{quote[:100]}XY{quote[103:]}"
    start = time.perf_counter()
    found = find(text, wrong)
    took = time.perf_counter() - start
    assert isinstance(found, Anchor)
    assert found.start == 200_000
    assert took < 5  # 0.2 s on a free machine: this is against falling into the square

"""How a selection snaps: to whole words, without outer spaces and punctuation, but with quotes and
brackets that are whole. What words and graphemes are, `boundaries` says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, Literal

from annotator.domain.abbreviations import ABBREVIATIONS
from annotator.domain.boundaries import (
    AFTER_NUMBER,
    BEFORE_WORD,
    WINDOW,
    Place,
    graphemes,
    next_grapheme,
    previous_grapheme,
    stripped,
    word_edges,
    words_around,
)  # fmt: skip

_PAIRS: Final = dict(zip('“„«‘([{「『（《【"‹', '”“»’)]}」』）》】"›', strict=True))
_OPENERS: Final = {close: open_ for open_, close in _PAIRS.items()}
_KEPT: Final = "_&§"
_LAST_WORD: Final = re.compile(r"(?<=\s)\w{2,}\Z")


def exact(text: str, start: int, end: int) -> Place:
    """The same stretch, widened only where it would cut a grapheme."""
    return graphemes(text, start)[0], graphemes(text, end)[1]


def snap(text: str, start: int, end: int) -> Place:
    """Widened to whole words, without outer spaces and punctuation.

    An opening quote or bracket whose partner is inside stays, and the other way round; signs stay
    with their number, a period with its abbreviation. Where there is no word, only the outer spaces
    go, and (start, start) is returned where nothing is left.
    """
    start, end = exact(text, start, end)
    if start >= end:
        return start, start
    place = trim(text, start, end)
    if place[0] == place[1]:
        return place
    first = next((s for s, e in words_around(text, place[0]) if s < place[0] < e), place[0])
    last = next((e for s, e in words_around(text, place[1] - 1) if s < place[1] < e), place[1])
    return trim(text, first, last)


def trim(text: str, start: int, end: int) -> Place:
    """Without outer spaces and punctuation."""
    start, end = exact(text, start, end)
    low, high = start, end
    while low < high and _dropped_before(text, low, high):
        low += 1
    while low < high and _dropped_after(text, low, high):
        high -= 1
    if low < high:
        while low < high and _dropped_before(text, low, high):
            low += 1
        return exact(text, low, high)
    return stripped(text, start, end) or (start, start)


def move_edge(
    text: str,
    start: int,
    end: int,
    edge: Literal["start", "end"],
    step: Literal[1, -1],
    unit: Literal["word", "grapheme"],
) -> Place:
    """One edge moved by a word or a grapheme; unchanged where it would cross the other."""
    at = start if edge == "start" else end
    if unit == "grapheme":
        at = next_grapheme(text, at) if step > 0 else previous_grapheme(text, at)
    else:
        edges = word_edges(text, at, edge, step)
        nearest: Callable[[Iterable[int]], int] = min if step > 0 else max
        beyond = [one for one in edges if (one > at if step > 0 else one < at)]
        at = nearest(beyond) if beyond else at
    moved = (at, end) if edge == "start" else (start, at)
    return moved if moved[0] < moved[1] else (start, end)


def _dropped_before(text: str, low: int, high: int) -> bool:
    char = text[low]
    if char.isspace():
        return True
    if char in _PAIRS and _closes_inside(text, low, high):
        return False
    if char in BEFORE_WORD + _KEPT or not unicodedata.category(char).startswith("P"):
        return False
    sign = char in "-−" and low + 1 < high and text[low + 1].isnumeric()
    return not (sign and (low == 0 or not text[low - 1].isalnum()))


def _dropped_after(text: str, low: int, high: int) -> bool:
    char = text[high - 1]
    if char.isspace():
        return True
    if char in _OPENERS and _opens_inside(text, low, high):
        return False
    if char in _KEPT or not unicodedata.category(char).startswith("P"):
        return False
    if char in AFTER_NUMBER:
        return not (high - 1 > low and text[high - 2].isnumeric())
    return not (char == "." and low < high - 1 and _ends_abbreviation(text, high))


def _ends_abbreviation(text: str, high: int) -> bool:
    word = _LAST_WORD.search(text, max(0, high - 1 - WINDOW), high - 1)
    if word and word[0].casefold() not in ABBREVIATIONS:
        return False  # as nearly always, and without Unicode's tables
    return any(end == high for _, end in words_around(text, high - 1))


def _closes_inside(text: str, low: int, high: int) -> bool:
    """Whether a quote or bracket opened at `low` closes before the stretch's own last words do."""
    at = text.find(_PAIRS[text[low]], low + 1, high)
    return at >= 0 and any(c.isalnum() for c in text[at + 1 : high])


def _opens_inside(text: str, low: int, high: int) -> bool:
    at = text.rfind(_OPENERS[text[high - 1]], low, high - 1)
    return at >= 0 and any(c.isalnum() for c in text[low:at])

"""Where graphemes, words and sentences begin and end.

The rules are Unicode's (UAX #29), the tables a library's; on top stand what fact-checkers need:
numbers with their signs, abbreviations. Only a window around the place is looked at, so that every
call is short in a text of any length. The tables are loaded when they are first asked: a start does
not wait for them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from annotator.domain.abbreviations import abbreviated, is_abbreviation

Place: TypeAlias = tuple[int, int]

WINDOW: Final = 24
"""So many characters on either side of a place are looked at for its word, which may be longer."""

_SIMPLE: Final = "\u0300"
"""Below this, where the combining marks begin, every character is a grapheme (CR LF does not occur
in a cleaned text)."""

_ALONE: Final = (
    "[\\n\u0020-\u02ff\u0370-\u08ff\u1e00-\u205e\u3000-\u9fff\uac00-\ud7a3\uff01-\uff60]+"
)
"""Where scripts stand in which no letter, digit, space or punctuation joins another. (Compiled
where it is used first: that takes longer than a start can wait.)"""

_LONGEST: Final = 4_000
"""No flags in a row and no marks on a letter are followed further than so many characters."""

_SENTENCES: Final = 700
"""So many characters on either side of a place are looked at for its sentence."""


AFTER_NUMBER: Final = "%‰°′″"
BEFORE_WORD: Final = "#@"
_JOINERS: Final = "-‐‑"


def graphemes(text: str, at: int) -> Place:
    """The grapheme cluster around this position: both equal where the position is a boundary."""
    if not 0 < at < len(text) or (text[at] < _SIMPLE and text[at - 1] < _SIMPLE):
        return at, at
    if _alone(text[at - 1 : at + 1]):
        return at, at
    from uniseg.graphemecluster import grapheme_cluster_boundaries

    low, high = max(0, at - WINDOW), min(len(text), at + WINDOW)
    while low > 0 and at - low < _LONGEST and _follows(text[low]):
        low -= 1
    while high < len(text) and high - at < _LONGEST and _follows(text[high]):
        high += 1
    before, after = low, high
    for cut in grapheme_cluster_boundaries(text[low:high]):
        if low + cut == at:
            return at, at
        if low + cut < at:
            before = low + cut
        else:
            after = low + cut
            break
    return before, after


def _follows(char: str) -> bool:
    """Whether what stands before this character says if a grapheme begins with it: half a flag, a
    mark, a joiner."""
    return "\U0001f1e6" <= char <= "\U0001f1ff" or unicodedata.category(char)[0] in "MC"


def _alone(pair: str) -> bool:
    """Whether two characters surely are two graphemes: said a thousand times as fast as by the
    tables, of all that is written in Greek, Cyrillic, Hebrew, Arabic, Chinese, Japanese, Korean."""
    return re.fullmatch(_ALONE, pair) is not None and all(
        char == "\n" or unicodedata.category(char)[0] in "LNPZ" for char in pair
    )


def next_grapheme(text: str, at: int) -> int:
    """The boundary after this one."""
    return graphemes(text, min(at + 1, len(text)))[1]


def previous_grapheme(text: str, at: int) -> int:
    """The boundary before this one."""
    return graphemes(text, max(at - 1, 0))[0]


def word_at(text: str, at: int) -> Place | None:
    """The word at a character, else the one that ends there; None between words."""
    for place in (at, at - 1):
        for start, end in words_around(text, place):
            if start <= place < end:
                return start, end
    return None


def sentence_at(text: str, at: int) -> Place | None:
    """The sentence at a position, with its closing marks and without outer spaces; None in an empty
    line."""
    from uniseg.sentencebreak import sentence_boundaries

    low = max(text.rfind("\n", 0, at) + 1, at - _SENTENCES)
    stop = text.find("\n", at)
    high = min(len(text) if stop < 0 else stop, at + _SENTENCES)
    start = low
    for cut in sentence_boundaries(text[low:high]):
        end = low + cut
        if end <= start or (end < high and abbreviated(text[start:end], text[end : end + 20])):
            continue
        if at < end or end == high:
            return stripped(text, start, end)
        start = end
    return None


def next_word(text: str, at: int, step: Literal[1, -1]) -> int:
    """Where the next word begins, or this one or the one before; else the end of the text. In
    scripts without spaces too."""
    edges = word_edges(text, at, "start", step)
    if step > 0:
        return min((one for one in edges if one > at), default=len(text))
    return max((one for one in edges if one < at), default=0)


def word_edges(text: str, at: int, edge: str, step: int) -> list[int]:
    """The word starts (or ends) on that side, nearest window first."""
    for reach in (WINDOW, 10 * WINDOW, 40 * WINDOW):
        low, high = (at, at + reach) if step > 0 else (at - reach, at)
        words = _words_in(text, max(0, low - WINDOW), min(len(text), high + WINDOW))
        edges = [place[0] if edge == "start" else place[1] for place in words]
        if any(one > at if step > 0 else one < at for one in edges):
            return edges
    return []


def get_ready() -> None:
    """Load Unicode's tables now; else the first selection waits for them."""
    _split(" ")


def words_around(text: str, at: int) -> list[Place]:
    """The words around a position."""
    if not text:
        return []
    return _words_in(text, max(0, at - WINDOW), min(len(text), at + WINDOW))


def _words_in(text: str, low: int, high: int) -> list[Place]:
    """The words that begin and end in a window, which is widened to the next spaces."""
    while low > 0 and not text[low - 1].isspace() and high - low < 6 * WINDOW:
        low -= 1
    while high < len(text) and not text[high].isspace() and high - low < 6 * WINDOW:
        high += 1
    return [(low + start, low + end) for start, end in _split(text[low:high])]


@lru_cache(maxsize=64)
def _split(window: str) -> tuple[Place, ...]:
    """The words of a short text: Unicode's, joined over hyphens, with signs, units and periods."""
    from uniseg.wordbreak import word_boundaries

    cuts = list(word_boundaries(window))
    words: list[Place] = []
    for start, end in pairwise(cuts):
        if not _is_word(window[start:end]):
            continue
        joint = window[words[-1][1] : start] if words else " "
        if words and len(joint) == 1 and joint in _JOINERS:
            words[-1] = (words[-1][0], end)
        else:
            words.append((start, end))
    return tuple(_dressed(window, start, end) for start, end in words)


def _is_word(piece: str) -> bool:
    """Whether a piece has a letter, a digit or a picture in it."""
    return any(
        unicodedata.category(c)[0] in "LNM" or unicodedata.category(c) == "So" for c in piece
    )


def _dressed(window: str, start: int, end: int) -> Place:
    """A word with the signs that belong to it: $1,300.50, -5, 40%, #topic, U.S."""
    number = window[start].isnumeric()
    if start and (
        (number and unicodedata.category(window[start - 1]) == "Sc")
        or window[start - 1] in BEFORE_WORD
        or (number and window[start - 1] in "-−+" and (start == 1 or window[start - 2].isspace()))
    ):
        start -= 1
    after = window[end] if end < len(window) else ""
    if after and (
        (
            window[end - 1].isnumeric()
            and (after in AFTER_NUMBER or unicodedata.category(after) == "Sc")
        )
        or (after == "." and is_abbreviation(window[start:end]))
    ):
        end += 1
    return start, end


def stripped(text: str, start: int, end: int) -> Place | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None

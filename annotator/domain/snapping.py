"""Where words, sentences and graphemes begin and end, and how a selection snaps to them.

The rules are Unicode's (UAX #29), the tables a library's; on top stand what fact-checkers need:
numbers with their signs, abbreviations, quotes that are whole. Only a window around the place is
looked at, so that every call is short in a text of any length. The tables are loaded when they are
first asked: a start does not wait for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, TypeAlias

Place: TypeAlias = tuple[int, int]

_WORDS: Final = 24
_SIMPLE: Final = "\u0300"
"""Below this, where the combining marks begin, every character is a grapheme (CR LF does not occur
in a cleaned text)."""

_ALONE: Final = (
    "[\\n\u0020-\u02ff\u0370-\u08ff\u1e00-\u205e\u3000-\u9fff\uac00-\ud7a3\uff01-\uff60]+"
)
"""Where scripts stand in which no letter, digit, space or punctuation joins another. (Compiled
where it is used first: that takes longer than a start can wait.)"""

_SENTENCES: Final = 700

_PAIRS: Final = dict(zip('“„«‘([{「『（《【"‹', '”“»’)]}」』）》】"›', strict=True))
_OPENERS: Final = {close: open_ for open_, close in _PAIRS.items()}
_AFTER_NUMBER: Final = "%‰°′″"
_BEFORE_WORD: Final = "#@"
_KEPT: Final = "_&§"
_JOINERS: Final = "-‐‑"

_ABBREVIATIONS: Final = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "mr mrs ms dr prof rev hon gov sen rep gen col maj capt lt sgt st no nos vol vs etc e.g i.e "
    "approx est dept inc ltd co corp jr sr fig p pp art sec ch ca cf al ave blvd rd bldg".split()
)
_NO_WORDS: Final = _ABBREVIATIONS - frozenset("no sun sat mar art co fig".split())
"""Abbreviations that are no words without their period."""

_STARTERS: Final = frozenset(
    "the a an he she it they we i you this that these those there his her its their our my but and "
    "or if in on at as for when while after before however last according critics officials".split()
)
_INITIALS: Final = re.compile(r"(?:\w\.)+\w")
_LAST_WORD: Final = re.compile(r"(?<=\s)\w{2,}\Z")


def graphemes(text: str, at: int) -> Place:
    """The grapheme cluster around this position: both equal where the position is a boundary."""
    if not 0 < at < len(text) or (text[at] < _SIMPLE and text[at - 1] < _SIMPLE):
        return at, at
    if _alone(text[at - 1 : at + 1]):
        return at, at
    from uniseg.graphemecluster import grapheme_cluster_boundaries

    low, high = max(0, at - _WORDS), min(len(text), at + _WORDS)
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


def _alone(pair: str) -> bool:
    """Whether two characters surely are two graphemes: said a thousand times as fast as by the
    tables, of all that is written in Greek, Cyrillic, Hebrew, Arabic, Chinese, Japanese, Korean."""
    return re.fullmatch(_ALONE, pair) is not None and all(
        char == "\n" or unicodedata.category(char)[0] in "LNPZ" for char in pair
    )


def exact(text: str, start: int, end: int) -> Place:
    """The same stretch, widened only where it would cut a grapheme."""
    return graphemes(text, start)[0], graphemes(text, end)[1]


def next_grapheme(text: str, at: int) -> int:
    """The boundary after this one."""
    return graphemes(text, min(at + 1, len(text)))[1]


def previous_grapheme(text: str, at: int) -> int:
    """The boundary before this one."""
    return graphemes(text, max(at - 1, 0))[0]


def word_at(text: str, at: int) -> Place | None:
    """The word at a character, else the one that ends there; None between words."""
    for place in (at, at - 1):
        for start, end in _words(text, place):
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
            return _stripped(text, start, end)
        start = end
    return None


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
    first = next((s for s, e in _words(text, place[0]) if s < place[0] < e), place[0])
    last = next((e for s, e in _words(text, place[1] - 1) if s < place[1] < e), place[1])
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
    return _stripped(text, start, end) or (start, start)


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
        edges = _edges(text, at, edge, step)
        nearest: Callable[[Iterable[int]], int] = min if step > 0 else max
        beyond = [one for one in edges if (one > at if step > 0 else one < at)]
        at = nearest(beyond) if beyond else at
    moved = (at, end) if edge == "start" else (start, at)
    return moved if moved[0] < moved[1] else (start, end)


def next_word(text: str, at: int, step: Literal[1, -1]) -> int:
    """Where the next word begins, or this one or the one before; else the end of the text. In
    scripts without spaces too."""
    edges = _edges(text, at, "start", step)
    if step > 0:
        return min((one for one in edges if one > at), default=len(text))
    return max((one for one in edges if one < at), default=0)


def _edges(text: str, at: int, edge: str, step: int) -> list[int]:
    """The word starts (or ends) on that side, nearest window first."""
    for reach in (_WORDS, 10 * _WORDS, 40 * _WORDS):
        low, high = (at, at + reach) if step > 0 else (at - reach, at)
        words = _words_in(text, max(0, low - _WORDS), min(len(text), high + _WORDS))
        edges = [place[0] if edge == "start" else place[1] for place in words]
        if any(one > at if step > 0 else one < at for one in edges):
            return edges
    return []


def get_ready() -> None:
    """Load Unicode's tables now; else the first selection waits for them."""
    _split(" ")


def _words(text: str, at: int) -> list[Place]:
    """The words around a position."""
    if not text:
        return []
    return _words_in(text, max(0, at - _WORDS), min(len(text), at + _WORDS))


def _words_in(text: str, low: int, high: int) -> list[Place]:
    """The words that begin and end in a window, which is widened to the next spaces."""
    while low > 0 and not text[low - 1].isspace() and high - low < 6 * _WORDS:
        low -= 1
    while high < len(text) and not text[high].isspace() and high - low < 6 * _WORDS:
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
        or window[start - 1] in _BEFORE_WORD
        or (number and window[start - 1] in "-−+" and (start == 1 or window[start - 2].isspace()))
    ):
        start -= 1
    after = window[end] if end < len(window) else ""
    if after and (
        (
            window[end - 1].isnumeric()
            and (after in _AFTER_NUMBER or unicodedata.category(after) == "Sc")
        )
        or (after == "." and _is_abbreviation(window[start:end]))
    ):
        end += 1
    return start, end


def _is_abbreviation(word: str) -> bool:
    return word.casefold() in _NO_WORDS or bool(_INITIALS.fullmatch(word))


def abbreviated(sentence: str, following: str) -> bool:
    """Whether what looks like a sentence's end is only an abbreviation's."""
    word = sentence.rstrip().rsplit(None, 1)[-1] if sentence.strip() else ""
    if not word.endswith("."):
        return False
    word = word[:-1].lstrip("“\"'(‘[")
    after = following.split(None, 1)[0].rstrip(",.;:") if following.split() else ""
    if _INITIALS.fullmatch(word):
        return after.casefold() not in _STARTERS
    if len(word) == 1 and word.isalpha() and word.isupper():
        return True
    return word.casefold() in _ABBREVIATIONS and (word.casefold() != "no" or after[:1].isnumeric())


def _dropped_before(text: str, low: int, high: int) -> bool:
    char = text[low]
    if char.isspace():
        return True
    if char in _PAIRS and _closes_inside(text, low, high):
        return False
    if char in _BEFORE_WORD + _KEPT or not unicodedata.category(char).startswith("P"):
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
    if char in _AFTER_NUMBER:
        return not (high - 1 > low and text[high - 2].isnumeric())
    return not (char == "." and low < high - 1 and _ends_abbreviation(text, high))


def _ends_abbreviation(text: str, high: int) -> bool:
    word = _LAST_WORD.search(text, max(0, high - 1 - _WORDS), high - 1)
    if word and word[0].casefold() not in _ABBREVIATIONS:
        return False  # as nearly always, and without Unicode's tables
    return any(end == high for _, end in _words(text, high - 1))


def _closes_inside(text: str, low: int, high: int) -> bool:
    """Whether a quote or bracket opened at `low` closes before the stretch's own last words do."""
    at = text.find(_PAIRS[text[low]], low + 1, high)
    return at >= 0 and any(c.isalnum() for c in text[at + 1 : high])


def _opens_inside(text: str, low: int, high: int) -> bool:
    at = text.rfind(_OPENERS[text[high - 1]], low, high - 1)
    return at >= 0 and any(c.isalnum() for c in text[low:at])


def _stripped(text: str, start: int, end: int) -> Place | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None

"""Abbreviations that newspapers use: where a period ends a word, and not a sentence."""

from __future__ import annotations

import re
from typing import Final

ABBREVIATIONS: Final = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "mr mrs ms dr prof rev hon gov sen rep gen col maj capt lt sgt st no nos vol vs etc e.g i.e "
    "approx est dept inc ltd co corp jr sr fig p pp art sec ch ca cf al ave blvd rd bldg".split()
)
_NO_WORDS: Final = ABBREVIATIONS - frozenset("no sun sat mar art co fig".split())
"""Abbreviations that are no words without their period."""

_STARTERS: Final = frozenset(
    "the a an he she it they we i you this that these those there his her its their our my but and "
    "or if in on at as for when while after before however last according critics officials".split()
)
_INITIALS: Final = re.compile(r"(?:\w\.)+\w")


def is_abbreviation(word: str) -> bool:
    """Whether a period after this word belongs to it."""
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
    return word.casefold() in ABBREVIATIONS and (word.casefold() != "no" or after[:1].isnumeric())

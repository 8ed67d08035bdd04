"""Texts that are nearly the same, found in one pass: word 5-grams, a sketch of their hashes (one
permutation hashing: Li, Owen & Zhang 2012), and bands of it to find who is worth comparing.

Linear in the length of the texts: a text is compared with a few of those in each of its bands.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from zlib import crc32

GRAM: Final = 5
LEAST: Final = 0.5
"""The share of 5-grams in common (Jaccard, as the sketches estimate it) from which on two texts are
nearly the same: a word changed takes five of them."""

_BINS: Final = 128
_ROWS: Final = 4
_LOOKED_AT: Final = 8
_EMPTY: Final = 0xFFFFFFFF
_WORDS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]|\w+")
"""Words, and each character where a script puts no spaces between them."""


def sketch(text: str) -> array[int]:
    """128 numbers by which two texts are compared: of the hashes of the 5-grams that fall into a
    bin, the least."""
    words = _WORDS.findall(text.casefold()) or [text]
    bins = array("I", [_EMPTY]) * _BINS
    for at in range(max(1, len(words) - GRAM + 1)):
        hashed = crc32(" ".join(words[at : at + GRAM]).encode("utf-8", "surrogatepass"))
        place, value = hashed & _BINS - 1, hashed >> 7
        if value < bins[place]:
            bins[place] = value
    return bins


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of 5-grams that two texts have in common, estimated from their sketches."""
    used = same = 0
    for a, b in zip(one, other, strict=True):
        if a != _EMPTY or b != _EMPTY:
            used += 1
            same += a == b
    return same / used if used else 0.0


class Groups:
    """Texts by their number, those that are nearly the same in one group. Add them in any order:
    the groups are those of chains of likeness among what was compared."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._sketches: list[array[int]] = []
        self._bands: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)

    def add(self, text: str) -> int:
        """Take in a text; returns its number."""
        number = len(self._parents)
        own = sketch(text)
        self._parents.append(number)
        self._sketches.append(own)
        for start in range(0, _BINS, _ROWS):
            band = own[start : start + _ROWS]
            if all(one == _EMPTY for one in band):
                continue
            others = self._bands[start, *band]
            for other in others:
                self._join(number, other)
            known = any(self._root(other) == self._root(number) for other in others)
            if not known and len(others) < _LOOKED_AT:
                others.append(number)
        return number

    def groups(self) -> list[list[int]]:
        """The numbers of the texts, group by group, in order."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parents)):
            found[self._root(number)].append(number)
        return list(found.values())

    def _join(self, one: int, other: int) -> None:
        a, b = self._root(one), self._root(other)
        if a != b and likeness(self._sketches[one], self._sketches[other]) >= LEAST:
            self._parents[max(a, b)] = min(a, b)

    def _root(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

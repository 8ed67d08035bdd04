"""Labels counted in words in place of characters."""

from __future__ import annotations

from functools import cache

import numpy as np

from annotator.agreement.matching import Marked, places_of
from annotator.agreement.segments import Bools, Ints

_ALONE = ((0x3040, 0x3100), (0x3400, 0xA000), (0x20000, 0x32000))
"""Kana and Han: where no space parts words, each character is a token."""


class Tokens:
    """The words of a text: letters and digits that stand together."""

    def __init__(self, text: str) -> None:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        in_word, alone = (table[codes] for table in _tables())
        first = in_word.copy()
        first[1:] &= ~in_word[:-1] | alone[1:] | alone[:-1]
        self._before: Ints = np.concatenate([[0], np.cumsum(first)])
        self._in_word = in_word

    def of(self, label: Marked) -> Marked:
        """A label with the numbers of the words that it touches, end-exclusive."""
        places = tuple(
            (self._from(start), int(self._before[end])) for start, end in places_of(label)
        )
        return places, label[-1]

    def _from(self, start: int) -> int:
        if self._in_word[start]:
            return int(self._before[start + 1]) - 1
        return int(self._before[start])


@cache
def _tables() -> tuple[Bools, Bools]:
    """Of every code point: whether it is part of a word, and whether it is one by itself."""
    count = 0x110000
    in_word = np.fromiter((chr(code).isalnum() for code in range(count)), np.bool_, count)
    alone = np.zeros(count, np.bool_)
    for low, high in _ALONE:
        alone[low:high] = in_word[low:high]
    return in_word, alone

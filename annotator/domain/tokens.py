"""The tokens of a text, sentence by sentence, as classifiers of tokens want them.

Tokens are Unicode's words and what stands between them without the spaces (UAX #29): an edge that
snapped to a word is an edge of a token. What is written with Latin letters is cut by an expression
that says the same, fifty times as fast as the tables. A sentence ends at its mark and at the end of
a line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from annotator.domain.abbreviations import abbreviated
from annotator.domain.boundaries import Place

_LINE: Final = re.compile("[^\n\x85\u2028\u2029]+")
_PIECE: Final = re.compile(r"\S+")
_LETTER: Final = "A-Za-zªµºÀ-ÖØ-öø-ɏ"
_SIMPLE: Final = "!-~¡-¬®-ɏ‐-―‘-‟†-…‰‹›€"
_PLAIN: Final = re.compile(f"[{_SIMPLE}]+")
_PLAIN_LINE: Final = re.compile(f"[{_SIMPLE} \t\xa0]+")
_WORD: Final = re.compile(
    f"[{_LETTER}0-9_]+(?:(?:(?<=[{_LETTER}])[:·.'‘’․‧](?=[{_LETTER}])"
    f"|(?<=[0-9])[,;.'‘’․](?=[0-9]))[{_LETTER}0-9_]+)*|\\S"
)
_CACHED: Final = 40

_ENDS: Final = ".!?…؟۔।॥"
_WIDE_ENDS: Final = "。！？｡"
"""After these no space is needed."""
_END: Final = re.compile(f"[{_ENDS}{_WIDE_ENDS}][{_ENDS}{_WIDE_ENDS}\"'’”)\\]}}»›」』）】》]*")
"""The marks that may end a sentence, with the quotes and brackets that close behind them."""


def sentences(text: str) -> Iterator[list[Place]]:
    """The tokens of each sentence, in order; every character but spaces is in one."""
    for line in _LINE.finditer(text):
        low, high = line.span()
        tokens = _tokens(text, low, high)
        first = 0
        for number in _cuts(text, low, high, tokens):
            yield tokens[first:number]
            first = number
        if tokens:
            yield tokens[first:]


def _tokens(text: str, low: int, high: int) -> list[Place]:
    if _PLAIN_LINE.fullmatch(text, low, high):
        return [word.span() for word in _WORD.finditer(text, low, high)]
    found: list[Place] = []
    for piece in _PIECE.finditer(text, low, high):
        start, end = piece.span()
        if _PLAIN.fullmatch(text, start, end):
            found += [word.span() for word in _WORD.finditer(text, start, end)]
        else:
            words = _words if end - start <= _CACHED else _words.__wrapped__
            found += [(start + one, start + other) for one, other in words(piece[0])]
    return found


@lru_cache(maxsize=20_000)
def _words(piece: str) -> tuple[Place, ...]:
    from uniseg.wordbreak import word_boundaries

    return tuple(pairwise(word_boundaries(piece)))


def _cuts(text: str, low: int, high: int, tokens: Sequence[Place]) -> Iterator[int]:
    """The numbers of the tokens of a line that begin a sentence, but for the first."""
    for found in _END.finditer(text, low, high):
        number = bisect_left(tokens, (found.end(), 0))
        if not 0 < number < len(tokens) or tokens[number - 1][1] != found.end():
            continue
        mark = found.start() + len(found[0].rstrip("\"'’”)]}»›」』）】》"))
        start = tokens[number][0]
        if _is_end(text, mark, start, apart=start > found.end()):
            yield number


def _is_end(text: str, mark: int, start: int, *, apart: bool) -> bool:
    """Whether a mark that ends at a position ends the sentence before the token that starts at
    another one."""
    if text[mark - 1] in _WIDE_ENDS:
        return True
    if not apart or text[start].islower():
        return False
    said = text[max(0, mark - _CACHED) : mark]
    return not (said.endswith(".") and abbreviated(said, text[start : start + 20]))

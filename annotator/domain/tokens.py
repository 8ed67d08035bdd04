"""The tokens of a text, sentence by sentence, as classifiers of tokens want them.

Tokens are Unicode's words and what stands between them without the spaces (UAX #29): an edge that
snapped to a word is an edge of a token. What is written with Latin letters is cut by an expression
that says the same, fifty times as fast as the tables. A sentence ends at its mark and at the end of
a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from annotator.domain.snapping import Place, abbreviated

_LINE: Final = re.compile("[^\n\x85\u2028\u2029]+")
_PIECE: Final = re.compile(r"\S+")
_LETTER: Final = "A-Za-zªµºÀ-ÖØ-öø-ɏ"
_PLAIN: Final = re.compile("[!-~¡-¬®-ɏ‐-―‘-‟†-…‰‹›€]+")
_WORD: Final = re.compile(
    f"[{_LETTER}0-9_]+(?:(?:(?<=[{_LETTER}])[:·.'‘’․‧](?=[{_LETTER}])"
    f"|(?<=[0-9])[,;.'‘’․](?=[0-9]))[{_LETTER}0-9_]+)*|."
)
_CACHED: Final = 40

_ENDS: Final = frozenset(".!?…؟۔।॥")
_WIDE_ENDS: Final = frozenset("。！？｡")
"""After these no space is needed."""
_MARKS: Final = _ENDS | _WIDE_ENDS
_CLOSERS: Final = frozenset("\"'’”)]}»›」』）】》")


def sentences(text: str) -> Iterator[list[Place]]:
    """The tokens of each sentence, in order; every character but spaces is in one."""
    for line in _LINE.finditer(text):
        yield from _cut(text, list(_tokens(text, *line.span())))


def _tokens(text: str, low: int, high: int) -> Iterator[Place]:
    for piece in _PIECE.finditer(text, low, high):
        start, end = piece.span()
        if _PLAIN.fullmatch(text, start, end):
            yield from (word.span() for word in _WORD.finditer(text, start, end))
        else:
            words = _words if end - start <= _CACHED else _words.__wrapped__
            yield from ((start + one, start + other) for one, other in words(piece[0]))


@lru_cache(maxsize=20_000)
def _words(piece: str) -> tuple[Place, ...]:
    from uniseg.wordbreak import word_boundaries

    return tuple(pairwise(word_boundaries(piece)))


def _cut(text: str, tokens: Sequence[Place]) -> Iterator[list[Place]]:
    first = mark = before = 0
    for number, (start, end) in enumerate(tokens):
        last = text[end - 1]
        if mark and not (start == before and (last in _CLOSERS or last in _MARKS)):
            if _is_end(text, mark, start, apart=start > before):
                yield list(tokens[first:number])
                first = number
            mark = 0
        if last in _MARKS:
            mark = end
        before = end
    if tokens:
        yield list(tokens[first:])


def _is_end(text: str, mark: int, start: int, *, apart: bool) -> bool:
    """Whether a mark that ends at a position ends the sentence before the token that starts at
    another one."""
    if text[mark - 1] in _WIDE_ENDS:
        return True
    if not apart or text[start].islower():
        return False
    said = text[max(0, mark - _CACHED) : mark]
    return not (said.endswith(".") and abbreviated(said, text[start : start + 20]))

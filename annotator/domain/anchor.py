"""Find a quote again in a text that has changed, or where its place was wrong: exactly and nearest
to its place, else by what stands around it, else nearly the same words. Ladder and weights are
those of the Hypothesis client (match-quote.ts); the search for nearly the same words is Myers'
(1999, JACM 46:395-415), a few operations on long integers for each character.

What is found is offered with a score, never taken by itself; where two places are as good as each
other, there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

_QUOTE, _PREFIX, _SUFFIX, _PLACE = 50, 20, 20, 2
_CONTEXT: Final = 32
"""Characters of context that are looked at on either side."""

_ERRORS: Final = 64
_LONGEST: Final = 2_000
"""A longer quote is sought only as it is: nearly the same takes too long."""

_NEAR: Final = 4_000
_WIDEST: Final = 500_000
_CANDIDATES: Final = 2_000
_LEVEL: Final = 1e-9
LEAST: Final = 0.5
"""What scores less is not offered."""


class Anchor(NamedTuple):
    """Where a quote stands, end-exclusive, and how good the place is, to 1."""

    start: int
    end: int
    score: float


class Ambiguous(NamedTuple):
    """Several places are as good as each other."""

    places: int


class _Match(NamedTuple):
    start: int
    end: int
    errors: int


def find(
    text: str, quote: str, near: int | None = None, prefix: str = "", suffix: str = ""
) -> Anchor | Ambiguous | None:
    """The best place for a quote, near a position if one is given; None where there is none."""
    if not quote.strip():
        return None
    exact = list(_exact(text, quote))
    matches = exact or list(_fuzzy(text, quote, near))
    prefix, suffix = prefix[-_CONTEXT:], suffix[:_CONTEXT]
    scored = sorted(
        (_scored(text, one, len(quote), near, prefix, suffix) for one in matches),
        key=lambda one: (-one.score, one.start, -one.end),
    )
    if not scored or scored[0].score < LEAST:
        return None
    best = scored[0]
    level = [one for one in scored if best.score - one.score < _LEVEL]
    return best if len(level) == 1 else Ambiguous(len(level))


def _scored(
    text: str, one: _Match, length: int, near: int | None, prefix: str, suffix: str
) -> Anchor:
    before = text[max(0, one.start - len(prefix)) : one.start]
    after = text[one.end : one.end + len(suffix)]
    score = _QUOTE * (1 - one.errors / length)
    score += _PREFIX * _likeness(prefix, before)
    score += _SUFFIX * _likeness(suffix, after)
    if near is not None:
        score += _PLACE * (1 - min(1.0, abs(one.start - near) / max(1, len(text))))
    whole = _QUOTE + _PREFIX + _SUFFIX + (_PLACE if near is not None else 0)
    return Anchor(one.start, one.end, score / whole)


def _likeness(wanted: str, there: str) -> float:
    """1 for the same, 0 for nothing in common; 1 where nothing is wanted."""
    if not wanted or wanted == there:
        return 1.0
    least = min((errors for _, errors in _ends(there, wanted)), default=len(wanted))
    return 1 - min(least, len(wanted)) / len(wanted)


def _exact(text: str, quote: str) -> Iterator[_Match]:
    at = text.find(quote)
    for _ in range(_CANDIDATES):
        if at < 0:
            return
        yield _Match(at, at + len(quote), 0)
        at = text.find(quote, at + 1)


def _fuzzy(text: str, quote: str, near: int | None) -> Iterator[_Match]:
    """Nearly the same words: near the place, else anywhere."""
    if len(quote) > _LONGEST:
        return
    most = min(_ERRORS, len(quote) // 3)
    if near is not None:
        low = max(0, near - _NEAR)
        found = list(_nearly(text[low : near + len(quote) + _NEAR], quote, most))
        if found:
            yield from (_Match(low + one.start, low + one.end, one.errors) for one in found)
            return
    if len(text) <= _WIDEST:
        yield from _nearly(text, quote, most)


def _nearly(text: str, quote: str, most: int) -> Iterator[_Match]:
    """The places with the fewest errors, `most` of them at most; of those that overlap the one that
    begins and ends as the quote does, and is as long."""

    def badness(one: _Match) -> tuple[int, int, int]:
        edges = (text[one.start] != quote[0]) + (text[one.end - 1] != quote[-1])
        return edges, abs(one.end - one.start - len(quote)), one.start

    ends = [(end, errors) for end, errors in _ends(text, quote) if errors <= most]
    least = min((errors for _, errors in ends), default=0)
    kept: list[_Match] = []
    for end in [end for end, errors in ends if errors == least][:_CANDIDATES]:
        before = text[max(0, end - len(quote) - least) : end][::-1]
        for length in [one for one, errors in _ends(before, quote[::-1]) if errors == least]:
            match = _Match(end - length, end, least)
            if not kept or kept[-1].end <= match.start:
                kept.append(match)
            elif badness(match) < badness(kept[-1]):
                kept[-1] = match
    yield from kept


def _ends(text: str, pattern: str) -> Iterator[tuple[int, int]]:
    """For each place in a text, the fewest edits from the pattern to a stretch that ends there."""
    where: defaultdict[str, int] = defaultdict(int)
    for at, char in enumerate(pattern):
        where[char] |= 1 << at
    width = len(pattern)
    mask, last = (1 << width) - 1, 1 << width - 1
    more, less, errors = mask, 0, width
    for at, char in enumerate(text, 1):
        same = where.get(char, 0)
        down = same | less
        across = ((same & more) + more ^ more) | same
        up = less | ~(across | more) & mask
        left = more & across
        if up & last:
            errors += 1
        elif left & last:
            errors -= 1
        up = up << 1 & mask
        left = left << 1 & mask
        more = left | ~(down | up) & mask
        less = up & down
        yield at, errors

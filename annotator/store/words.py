"""Words as search compares them: without regard to case, any run of white space as one space."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

Place = tuple[int, int]


def folded(text: str) -> str:
    """A text as it is indexed, and a needle as it is looked for."""
    return " ".join(text.casefold().split())


def find(text: str, needle: str) -> Place | None:
    """Where a folded needle first stands in a text: start and end in the text as it is written."""
    plain = text.casefold()
    place = _place(plain, needle)
    return _as_written(text, plain)(place) if place else None


def every(text: str, needle: str) -> Iterator[Place]:
    """Where a folded needle stands in a text, one place after the other, as `find` gives the first
    of them."""
    if needle:
        plain, done = text.casefold(), 0
        place = _as_written(text, plain)
        for found in _pattern(needle).finditer(plain):
            start, end = place(found.span())
            if start >= done:  # one letter can hold it twice
                yield start, end
                done = end


def _place(plain: str, needle: str) -> Place | None:
    at = plain.find(needle)
    if at >= 0:
        return at, at + len(needle)
    found = _pattern(needle).search(plain) if " " in needle else None
    return found.span() if found else None


def _pattern(needle: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, needle.split())))


def _as_written(text: str, plain: str) -> Callable[[Place], Place]:
    """From places in a text without regard to case to those in the text itself. Some letters fold
    into several (ß, İ, ﬁ): a place goes from the one that it begins in to the one it ends in."""
    if len(plain) == len(text):
        return lambda place: place
    wide = re.escape("".join(one for one in set(text) if len(one.casefold()) > 1))
    starts, letters, more = [-1], [-1], [0]
    for found in re.finditer(f"[{wide}]", text):
        starts.append(found.start() + more[-1])
        letters.append(found.start())
        more.append(more[-1] + len(found[0].casefold()) - 1)

    def letter(at: int) -> int:
        last = bisect_right(starts, at) - 1
        return max(letters[last], at - more[last])

    return lambda place: (letter(place[0]), letter(place[1] - 1) + 1)

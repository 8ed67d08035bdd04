"""Words as search compares them: without regard to case, any run of white space as one space."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

Place = tuple[int, int]


def folded(text: str) -> str:
    """A text as it is indexed, and a needle as it is looked for."""
    return " ".join(text.casefold().split())


def find(text: str, needle: str) -> Place | None:
    """Where a folded needle first stands in a text: start and end in the text as it is written."""
    plain = text.casefold()
    place = _place(plain, needle)
    if place is None or len(plain) == len(text):
        return place
    # Some letters fold into several (ß, İ, ﬁ): count back to the ones they came from.
    reach = range(len(text) + 1)
    start = bisect_right(reach, place[0], key=lambda at: len(text[:at].casefold())) - 1
    end = bisect_left(reach, place[1], key=lambda at: len(text[:at].casefold()))
    return start, end


def _place(plain: str, needle: str) -> Place | None:
    at = plain.find(needle)
    if at >= 0:
        return at, at + len(needle)
    if " " not in needle:
        return None
    found = re.search(r"\s+".join(map(re.escape, needle.split())), plain)
    return found.span() if found else None

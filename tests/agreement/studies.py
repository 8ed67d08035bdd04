"""Random studies, small enough for definitions that go character by character."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.agreement.segments import Labels, Unit

LENGTH = 24
CATEGORIES = ("disputed", "unverifiable", "verified")


@st.composite
def unit(draw: st.DrawFn, length: int = LENGTH) -> Unit:
    """A stretch of at least one character."""
    start = draw(st.integers(0, length - 1))
    return start, draw(st.integers(start + 1, length)), draw(st.sampled_from(CATEGORIES))


def units(size: int = 6, length: int = LENGTH) -> st.SearchStrategy[list[Unit]]:
    """What one annotator marked: overlaps, nests and repeats as it comes."""
    return st.lists(unit(length), max_size=size)


def studies(
    low: int = 2, high: int = 4, size: int = 6, length: int = LENGTH
) -> st.SearchStrategy[Labels]:
    """What several annotators marked in one text."""
    return st.lists(units(size, length), min_size=low, max_size=high).map(
        lambda many: {f"annotator {at}": each for at, each in enumerate(many)}
    )

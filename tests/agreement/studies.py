"""Random studies, small enough for definitions that go character by character."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.agreement.segments import Labels, Unit

LENGTH = 24
CATEGORIES = ("disputed", "unverifiable", "verified")


def _unit(first: int, second: int, third: int, length: int) -> Unit:
    """A stretch of at least one character for any three numbers."""
    start = first % length
    return start, start + 1 + second % (length - start), CATEGORIES[third % len(CATEGORIES)]


# Bytes are one draw, a list of units four for each: this is drawn some ten thousand times.
def _units(choices: bytes, length: int) -> list[Unit]:
    size, found = choices[0] % (len(choices) // 3 + 1), list[Unit]()
    for at in range(1, 3 * size, 3):
        again = found and choices[at + 2] > 230
        found.append(found[-1] if again else _unit(*choices[at : at + 3], length))
    return found


def unit(length: int = LENGTH) -> st.SearchStrategy[Unit]:
    """A stretch of at least one character."""
    return st.binary(min_size=3, max_size=3).map(lambda choices: _unit(*choices, length))


def units(size: int = 6, length: int = LENGTH) -> st.SearchStrategy[list[Unit]]:
    """What one annotator marked: overlaps, nests and repeats as it comes."""
    bytes_ = 1 + 3 * size
    return st.binary(min_size=bytes_, max_size=bytes_).map(lambda choices: _units(choices, length))


def studies(
    low: int = 2, high: int = 4, size: int = 6, length: int = LENGTH
) -> st.SearchStrategy[Labels]:
    """What several annotators marked in one text."""
    return st.lists(units(size, length), min_size=low, max_size=high).map(
        lambda many: {f"annotator {at}": each for at, each in enumerate(many)}
    )

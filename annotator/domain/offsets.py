"""Code points, UTF-16 units (Qt, JavaScript) and UTF-8 bytes, from one to another.

Our unit is the code point; the other two exist only at the edge. One table is built for an article,
when it is first needed, and then bisected: counting astral characters up to a wrong index is how
emoji that stand side by side shift a label.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Final

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_WIDE: Final = re.compile("[^\x00-\x7f]")


class Offsets:
    """The positions of one text in the three units. Positions run from 0 to the text's length, both
    inclusive; others raise IndexError."""

    def __init__(self, text: str) -> None:
        self._text = text

    def utf16(self, at: int) -> int:
        """The UTF-16 position of a code point position."""
        self._check(at, len(self._text))
        return at + bisect_left(self._astral, at)

    def from_utf16(self, unit: int) -> int:
        """The code point position of a UTF-16 position; inside a surrogate pair, its start."""
        self._check(unit, len(self._text) + len(self._astral))
        before = bisect_right(self._astral_ends, unit)
        inside = before < len(self._astral) and self._astral[before] + before < unit
        return unit - before - inside

    def utf8(self, at: int) -> int:
        """The UTF-8 position of a code point position."""
        self._check(at, len(self._text))
        index = bisect_left(self._wide, at)
        return at + self._extra[index]

    def from_utf8(self, byte: int) -> int:
        """The code point position of a UTF-8 position; inside a character, its start."""
        self._check(byte, len(self._text) + self._extra[-1])
        index = bisect_right(self._wide_ends, byte)
        if index < len(self._wide) and self._wide[index] + self._extra[index] < byte:
            return self._wide[index]
        return byte - self._extra[index]

    def _check(self, at: int, length: int) -> None:
        if not 0 <= at <= length:
            raise IndexError(f"{at} is outside 0 to {length}")

    @cached_property
    def _astral(self) -> list[int]:
        """Where the code points stand that take two UTF-16 units."""
        return [found.start() for found in _ASTRAL.finditer(self._text)]

    @cached_property
    def _astral_ends(self) -> list[int]:
        """Where each of them ends, in UTF-16 units."""
        return [at + i + 2 for i, at in enumerate(self._astral)]

    @cached_property
    def _wide(self) -> list[int]:
        """Where the code points stand that take more than one byte."""
        if self._text.isascii():
            return []
        return [found.start() for found in _WIDE.finditer(self._text)]

    @cached_property
    def _extra(self) -> list[int]:
        """How many bytes more than code points there are before each of them, and in all."""
        extra = [0]
        for at in self._wide:
            extra.append(extra[-1] + len(self._text[at].encode("utf-8", "surrogatepass")) - 1)
        return extra

    @cached_property
    def _wide_ends(self) -> list[int]:
        """Where each of them ends, in bytes."""
        return [at + 1 + extra for at, extra in zip(self._wide, self._extra[1:], strict=True)]

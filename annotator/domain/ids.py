"""Ids: UUIDs as text (RFC 9562). Made by hand: the module `uuid` takes long to load and to use."""

from __future__ import annotations

import os
import time
from typing import Final

_LOW: Final = (1 << 62) - 1
"""The random bits of an id after its variant; 12 more stand before that."""
_NEWEST: Final = [""]
"""The id that was made last."""
_VARIANT: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))


def uuid7(after: str | None = None) -> str:
    """A new UUIDv7 (RFC 9562) that sorts after the one given, whatever the clock says; and after
    those that were made here before it, as long as the clock does not go back."""
    now, newest = time.time_ns() // 1_000_000, _NEWEST[0]
    new = _uuid7(now)
    if new < newest and now >= _moment(newest) - 1:  # of one millisecond, or it was counted over
        new = _next(newest)
    _NEWEST[0] = new
    if after is None or new > after:
        return new
    return _uuid7(_moment(after) + 1)


def right_after(id_: str) -> str:
    """An id of the same moment as this one, after it: what another machine is given to begin with
    comes before whatever is done here next, even where the clock is behind."""
    value = int(id_.replace("-", ""), 16) + 1 + int.from_bytes(os.urandom(5))
    return _text(value)


def uuid7s(count: int) -> list[str]:
    """`count` new UUIDv7 of this moment, in no order among themselves. Made together, they cost a
    third of what they cost one by one."""
    if not count:
        return []
    moment, random = f"{time.time_ns() // 1_000_000:012x}", os.urandom(10 * count).hex()
    return [_of(moment, random[at : at + 20]) for at in range(0, 20 * count, 20)]


def _next(id_: str) -> str:
    """An id of the same millisecond after this one (RFC 9562, 6.2, method 2: its random bits are
    counted on by a random number), past whatever is `right_after` it."""
    value = int(id_.replace("-", ""), 16)
    random = (value >> 64 & 0xFFF) << 62 | value & _LOW
    random += (1 << 41) + int.from_bytes(os.urandom(6))
    if random >> 74:
        return _uuid7(_moment(id_) + 1)
    return _text(value >> 80 << 80 | 7 << 76 | random >> 62 << 64 | 2 << 62 | random & _LOW)


def _moment(id_: str) -> int:
    """The millisecond that an id says."""
    return int(id_[:8] + id_[9:13], 16)


def _uuid7(milliseconds: int) -> str:
    """A UUIDv7 of a time in milliseconds since 1970. All its other bits are random, so that two
    machines whose clocks are behind the same entry do not give the same id to the next one."""
    return _of(f"{milliseconds:012x}", os.urandom(10).hex())


def _of(moment: str, random: str) -> str:
    """The UUIDv7 of a moment (12 hexadecimal digits) and 20 random ones: one of them becomes the
    variant, and the last is left over."""
    variant = _VARIANT[random[3]]
    return f"{moment[:8]}-{moment[8:]}-7{random[:3]}-{variant}{random[4:7]}-{random[7:19]}"


def id_for(sha256: str) -> str:
    """The id of an article that came without one: a UUID of version 8 made of its text's hash, so
    that two machines which take in the same text speak of the same article."""
    value = int(sha256[:32], 16)
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return _text(value)


def _text(value: int) -> str:
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

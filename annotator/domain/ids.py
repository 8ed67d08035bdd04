"""Ids: UUIDs as text (RFC 9562). Made by hand: the module `uuid` takes long to load and to use."""

from __future__ import annotations

import os
import time


def uuid7(after: str | None = None) -> str:
    """A new UUIDv7 (RFC 9562) that sorts after the one given, whatever the clock says."""
    random = int.from_bytes(os.urandom(10)) & (1 << 74) - 1
    value = time.time_ns() // 1_000_000 << 80 | 0x7 << 76 | (random >> 62) << 64
    value |= 0x2 << 62 | random & (1 << 62) - 1
    new = _text(value)
    if after is None or new > after:
        return new
    return _successor(after)


def _successor(id_: str) -> str:
    """The next UUIDv7 in order: one more in its 74 random bits, carried into its time."""
    value = int(id_.replace("-", ""), 16)
    high, middle, low = value >> 80, value >> 64 & 0xFFF, value & (1 << 62) - 1
    count = (high << 74 | middle << 62 | low) + 1
    high, middle, low = count >> 74, count >> 62 & 0xFFF, count & (1 << 62) - 1
    return _text(high << 80 | 0x7 << 76 | middle << 64 | 0x2 << 62 | low)


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

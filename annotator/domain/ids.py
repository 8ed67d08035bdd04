"""Ids: UUIDs as text (RFC 9562). Made by hand: the module `uuid` takes long to load and to use."""

from __future__ import annotations

import os
import time


def uuid7(after: str | None = None) -> str:
    """A new UUIDv7 (RFC 9562) that sorts after the one given, whatever the clock says."""
    new = _uuid7(time.time_ns() // 1_000_000)
    if after is None or new > after:
        return new
    return _uuid7((int(after.replace("-", ""), 16) >> 80) + 1)


def right_after(id_: str) -> str:
    """An id of the same moment as this one, after it: what another machine is given to begin with
    comes before whatever is done here next, even where the clock is behind."""
    value = int(id_.replace("-", ""), 16) + 1 + int.from_bytes(os.urandom(5))
    return _text(value)


def _uuid7(milliseconds: int) -> str:
    """One of this time. All else is random, so that two machines whose clocks are behind the same
    entry do not give the same id to the next."""
    random = int.from_bytes(os.urandom(10)) & (1 << 74) - 1
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64
    return _text(value | 0x2 << 62 | random & (1 << 62) - 1)


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

"""Names of files made from titles and people's names: safe on every system, each only once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE: Final = re.compile(r"[^\w.-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST: Final = 100
"""Bytes: file systems take 255, and an ending and a number come behind."""


def file_name(words: str, taken: dict[str, int]) -> str:
    """A name without an ending, made of these words; `taken` holds the names given so far, as a
    file system that knows no capitals compares them, each with the last number behind it, and gets
    the new one."""
    plain = _UNSAFE.sub("-", unicodedata.normalize("NFC", words)).strip("-. ")
    plain = plain.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").strip("-. ")
    name = f"_{plain}" if not plain or _RESERVED.fullmatch(plain) else plain
    unique, number = name, taken.get(name.casefold(), 1)
    while unique.casefold() in taken:
        number += 1
        unique = f"{name}-{number}"
    taken[name.casefold()] = number
    taken.setdefault(unique.casefold(), 1)
    return unique

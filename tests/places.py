"""Places where nothing may be written or read, for whoever runs the tests."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_VERSION_3: Final = 0x20080522
_MAY_ALL: Final = 0b110
"""The capabilities by which root writes (1) and reads (2) whatever the modes of files say."""


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Nothing in this folder may be written while this lasts, nor by root."""
    with _without(0o222, [folder, *folder.rglob("*")]):
        assert not os.access(folder, os.W_OK, effective_ids=True), "still writable"
        yield


@contextmanager
def unreadable(folder: Path) -> Iterator[None]:
    """What is in this folder cannot be seen while this lasts, nor by root."""
    with _without(0o444, [folder]):
        assert not os.access(folder, os.R_OK, effective_ids=True), "still readable"
        yield


@contextmanager
def _without(bits: int, paths: Iterable[Path]) -> Iterator[None]:
    """These modes are taken away while this lasts."""
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~bits)
    try:
        with _like_anyone():
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _like_anyone() -> Iterator[None]:
    """Root heeds the modes of files too."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    able = (ctypes.c_uint32 * 6)()
    assert libc.capget(head, able) == 0
    effective = able[0]
    able[0] &= ~_MAY_ALL
    assert libc.capset(head, able) == 0
    try:
        yield
    finally:
        able[0] = effective
        assert libc.capset(head, able) == 0

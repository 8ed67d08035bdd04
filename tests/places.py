"""Places where nothing may be written, for whoever runs the tests."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_VERSION_3: Final = 0x20080522
_MAY_ALL: Final = 0b110
"""The capabilities by which root writes (1) and reads (2) whatever the modes of files say."""


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Nothing in this folder may be written while this lasts, nor by root."""
    modes = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        with _like_anyone():
            assert not os.access(folder, os.W_OK, effective_ids=True), "still writable"
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

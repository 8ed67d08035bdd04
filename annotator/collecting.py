"""Python's search for garbage, and when it only costs time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without looking for garbage among tens of thousands of new values, none of which is any: a
    third of the time that it takes to count a large project."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def keep_for_good() -> None:
    """Have every later search pass over what there is by now: modules and classes, which stay."""
    gc.freeze()

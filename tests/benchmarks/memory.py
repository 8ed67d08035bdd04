"""How much memory a process has taken at most."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path


def peak() -> float:
    """The most megabytes that this process has taken. Not `ru_maxrss` where that can be helped: it
    begins with what the process had that started this one."""
    with suppress(OSError), Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

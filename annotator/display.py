"""Whether an X or Wayland server answers, asked without Qt: Qt ends the process where none does."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

_SECONDS = 2.0


def answers(environment: Mapping[str, str]) -> bool:
    """Whether the display that the environment names takes connections."""
    if wayland := environment.get("WAYLAND_DISPLAY"):
        folder = Path(environment.get("XDG_RUNTIME_DIR", "/"))
        if _connects(socket.AF_UNIX, str(folder / wayland)):
            return True
    display = environment.get("DISPLAY", "")
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
        return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")
    return _connects(socket.AF_INET, (host, 6000 + int(number)))


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(_SECONDS)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True

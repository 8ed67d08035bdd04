"""What is at a path that a person has named, or that was remembered."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISDIR
from typing import Literal


def kind_of(path: Path) -> Literal["file", "folder", ""]:
    """What is there; nothing, too, where one may not look, or where no name can be so long."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    return "folder" if S_ISDIR(mode) else "file"

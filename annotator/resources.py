"""Where `resources/` and `seeds/` lie: in the source tree, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder of icons, pictures and help pages."""
    return _shipped("resources")


def seeds() -> Path:
    """The folder of sample articles."""
    return _shipped("seeds")


def _shipped(name: str) -> Path:
    installed = _PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name

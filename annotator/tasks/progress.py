"""How far a task is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]
"""Heard now and then: bytes read, bytes in all (0: not known), and the file's name."""


class CancelledError(Exception):
    """The person has stopped a task. Nothing was written."""

"""How far a task is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]
"""Heard now and then: how much is done, of how much (0: not known), and what is being done. A task
says in what it counts where that is not plain. What it raises ends the task."""


class CancelledError(Exception):
    """The person has stopped a task. Nothing was written."""

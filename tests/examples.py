"""How many examples of a property are tried."""

from __future__ import annotations

from hypothesis import settings


def examples(number: int) -> settings:
    """So many, and fewer where the profile has fewer than its hundred: in the tests of the core."""
    return settings(max_examples=max(1, number * settings().max_examples // 100))

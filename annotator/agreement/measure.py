"""What every measure gives: a number, or the reason why there is none."""

from __future__ import annotations

from msgspec import Struct


class Measure(Struct, frozen=True):
    """A measure's value, or None and, in `why`, what keeps it from being defined.

    Undefined is never 0 or 1: an average that took it in would lie.
    """

    value: float | None
    why: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.why):
            raise ValueError("a measure has either a value or a reason why it has none")


def undefined(why: str) -> Measure:
    """No value, and the reason."""
    return Measure(None, why)

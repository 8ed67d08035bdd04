"""The mark of a label that an import put to where its quote is, and not to where its file said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from annotator.domain.label import Label
from annotator.domain.quoting import shortened

REPAIRED: Final = "repaired"
"""The key of the mark in a label's `meta`."""

_QUOTE: Final = 200


class Moved(NamedTuple):
    """What the file said, its quote and its places ("3–15"), and how like that is to what stands at
    the place the label was put to, from 0 to 1."""

    quote: str
    places: str
    score: float

    @property
    def chip(self) -> str:
        """The mark in two words."""
        return f"moved · {self._alike}"

    @property
    def _alike(self) -> str:
        return f"{self.score * 100:.0f} %"

    def __str__(self) -> str:
        at = f" at {self.places}" if self.places else ""
        return (
            f"Moved by the import: its file says {shortened(self.quote, _QUOTE)}{at}. What stands "
            f"here is {self._alike} alike."
        )


def as_moved(quote: str, spans: Sequence[Sequence[int]], score: float) -> dict[str, Any]:
    """The mark, as what it adds to a label's `meta`."""
    mark = {"score": round(score, 4), "spans": [list(span) for span in spans], "quote": quote}
    return {REPAIRED: mark}


def moved(label: Label) -> Moved | None:
    """The mark of a label, None where it has none. It can come from any file."""
    match label.meta.get(REPAIRED):
        case {"score": float() | int() as score, "quote": str() as quote, **rest} if (
            0 <= score <= 1
        ):
            return Moved(quote, _places(rest.get("spans")), score)
    return None


def _places(spans: Any) -> str:
    try:
        return ", ".join(f"{int(start)}–{int(end)}" for start, end in spans or ())
    except (TypeError, ValueError, OverflowError):
        return ""

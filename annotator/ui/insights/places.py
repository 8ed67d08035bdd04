"""Where the cards of Insights stand at which width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Places = Mapping[str, tuple[int, int, int]]
"""Row, first column and number of columns of each card."""

_WIDE: Final = (
    (("u-alpha", 3), ("passages", 3), ("verdict", 3), ("settled", 3)),
    (("progress", 4), ("pairs", 4), ("confusion", 4)),
    (("drift", 8), ("minutes", 4)),
    (("annotators", 12),),
    (("advanced", 12),),
)
_MIDDLE: Final = (
    (("u-alpha", 3), ("passages", 3)),
    (("verdict", 3), ("settled", 3)),
    (("progress", 3), ("pairs", 3)),
    (("confusion", 3), ("minutes", 3)),
    (("drift", 6),),
    (("annotators", 6),),
    (("advanced", 6),),
)
_NARROW: Final = tuple(((card, 1),) for row in _WIDE for card, _ in row)

_LAYOUTS: Final = ((1080, 12, _WIDE), (640, 6, _MIDDLE), (0, 1, _NARROW))


def placed_in(width: float) -> tuple[int, Places]:
    """How many columns there are at this width (in pixels of the design), and what stands where."""
    columns, rows = next((many, rows) for least, many, rows in _LAYOUTS if width >= least)
    places = {}
    for row, cards in enumerate(rows):
        column = 0
        for card, span in cards:
            places[card] = (row, column, span)
            column += span
    return columns, places


def stretched(places: Places) -> int:
    """The row that takes what height is left."""
    return places["drift"][0]

"""A card of Insights, as a value."""

from __future__ import annotations

from msgspec import Struct

from annotator.tasks.insights.plots import Plot

Value = str | int | float | None
"""What stands in a cell of a card's table; None where it is not defined."""


class Card(Struct, frozen=True):
    """One answer. `symbol` is what papers call the measure; `told` and `foot` are sentences above
    and below the plot. Without a plot there is nothing to show yet, and `foot` says why."""

    id: str
    title: str
    symbol: str
    told: str
    foot: tuple[str, ...]
    plot: Plot | None
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

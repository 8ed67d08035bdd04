"""A table of numbers, the fuller the stronger in colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from annotator.tasks.insights.shapes import (
    Box,
    Cases,
    Picture,
    Rect,
    Shape,
    Spot,
    Words,
    column_of,
    width_of,
    within,
)

_CELL: Final = 36.0
_LARGEST_CELL: Final = 58.0
_GAP: Final = 3.0


class Cell(Struct, frozen=True):
    """What stands in a cell, how strong its colour is (0 to 1; None: none), and its cases."""

    text: str
    said: str
    strength: float | None = None
    colour: str = "accent"
    cases: Cases | None = None


class MatrixPlot(Struct, frozen=True):
    """A table of numbers. A head may have two lines, parted by a line break. Where there is more
    height than it needs, its cells grow, up to a point."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]

    def draw(self, width: float, height: float = 0.0) -> Picture:
        """Cells as wide as there is room, the fuller the stronger in colour."""
        names = column_of((name for name, _ in self.rows), max(width * 0.3, min(104, width / 2)))
        wide = (width - names) / max(1, len(self.heads))
        heads = [_in_two(head, wide) for head in self.heads]
        top = 36.0 if any("\n" in head for head in heads) else 22.0
        room = (height - top) / max(1, len(self.rows)) - _GAP
        deep = min(max(_CELL, room), _LARGEST_CELL)
        shapes: list[Shape] = []
        spots: list[Spot] = []
        for column, head in enumerate(heads):
            shapes += _head(head, Rect(names + column * wide, 0, wide - _GAP, top))
        for number, (name, cells) in enumerate(self.rows):
            y = top + number * (deep + _GAP)
            shapes.append(Words(Rect(0, y, names - 8, deep), name, "muted"))
            for column, cell in enumerate(cells):
                if cell is not None:
                    rect = Rect(names + column * wide, y, wide - _GAP, deep)
                    if cell.strength is not None:
                        alpha = 0.07 + 0.3 * within(cell.strength)
                        shapes.append(Box(rect, cell.colour, alpha, 5))
                    shapes.append(Words(rect, cell.text, bold=True, align="centre"))
                    spots.append(Spot(rect, cell.said, cell.cases))
        whole = top + len(self.rows) * (deep + _GAP)
        return Picture(width, whole, tuple(shapes), tuple(spots))


def _in_two(text: str, width: float) -> str:
    """A head in two lines where it is too long for one: of names it is often the end that tells."""
    first, space, last = text.rpartition(" ")
    if not space or "\n" in text or width_of(text, 11) <= width:
        return text
    return f"{first}\n{last}"


def _head(text: str, rect: Rect) -> Iterator[Shape]:
    lines = text.split("\n")
    first = rect.y + rect.height - 16 * len(lines) - 2
    for number, line in enumerate(lines):
        at = Rect(rect.x, first + 16 * number, rect.width, 16)
        yield Words(at, line, "muted", size=12, align="centre")

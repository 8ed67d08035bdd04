"""What a plot is drawn of. A picture is a value: the window paints it, a file gets it as SVG, and
tests look at it. Lengths are pixels of the design, colours are names of the palette."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from annotator.domain.case_filter import CaseFilter
from annotator.tasks.insights.asked import Asked

Cases: TypeAlias = CaseFilter | Asked
"""What a spot is about: cases for a review by what they are, or the claims that a number counts."""

Align: TypeAlias = Literal["left", "centre", "right"]


class Rect(NamedTuple):
    """Where something is, from its upper left corner on."""

    x: float
    y: float
    width: float
    height: float


class Point(NamedTuple):
    """A place in a picture."""

    x: float
    y: float


class Box(Struct, frozen=True):
    """A filled rectangle."""

    rect: Rect
    colour: str
    alpha: float = 1.0
    radius: float = 0.0


class Words(Struct, frozen=True):
    """One line of text in the middle of a rectangle's height, cut where it is too long."""

    rect: Rect
    text: str
    colour: str = "text"
    size: float = 12.5
    bold: bool = False
    align: Align = "left"


class Path(Struct, frozen=True):
    """A line through points."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    dashed: bool = False


class Area(Struct, frozen=True):
    """What lies inside a line through points."""

    points: tuple[Point, ...]
    colour: str
    alpha: float = 1.0


Shape: TypeAlias = Box | Words | Path | Area


class Spot(Struct, frozen=True):
    """A part of a picture that says something: what, in words, and which cases it is about."""

    rect: Rect
    said: str
    cases: Cases | None = None


class Picture(Struct, frozen=True):
    """A plot of one width; `spots` come in the order in which one reads them."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...] = ()


def moved(shape: Shape, right: float, down: float) -> Shape:
    """The same shape at another place."""
    if isinstance(shape, Box | Words):
        x, y, width, height = shape.rect
        return replace(shape, rect=Rect(x + right, y + down, width, height))
    return replace(shape, points=tuple(Point(x + right, y + down) for x, y in shape.points))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in a sans serif: enough to divide a line by. Letters of East Asia
    and pictures are as wide as they are high."""
    ems = sum(1.0 if ord(letter) > 0x2E80 else 0.6 for letter in text)
    return ems * size * (1.1 if bold else 1.0)


def within(value: float) -> float:
    """The value, or the end of 0 to 1 that it lies beyond."""
    return min(1.0, max(0.0, value))


def column_of(texts: Iterable[str], most: float) -> float:
    """How wide a column is, with the air to the next one."""
    return min(most, max((width_of(text, 12.5) for text in texts), default=0.0) + 14)

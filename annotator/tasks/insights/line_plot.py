"""A line over time with its interval, and dashed lines where something changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from math import ceil, floor
from typing import Final

from msgspec import Struct

from annotator.tasks.insights.shapes import (
    Area,
    Box,
    Cases,
    Path,
    Picture,
    Point,
    Rect,
    Shape,
    Spot,
    Words,
    width_of,
)

_LEFT: Final = 34.0
_FOOT: Final = 24.0
_HEAD: Final = 18.0
_LEAST: Final = 150.0
_STEPS: Final = (0.1, 0.2, 0.25, 0.5, 1.0)
_FEW: Final = 10
"""So many points are told by their numbers as well."""


class LinePoint(Struct, frozen=True):
    """A value at a day, None where it is not defined; between what it would lie, where known.
    `name` is what the axis calls it within its `year`."""

    day: date
    name: str
    year: int
    value: float | None
    low: float | None
    high: float | None
    said: str
    cases: Cases | None = None


class LinePlot(Struct, frozen=True):
    """Values over time. `marks` are days on which something changed, and what."""

    points: tuple[LinePoint, ...]
    marks: tuple[tuple[date, str], ...] = ()

    def draw(self, width: float, height: float = 0.0) -> Picture:
        """As high as there is room, and high enough to be read."""
        return _Drawing(self, width, max(height, _LEAST)).picture()


class _Drawing:
    """A line plot while it is drawn: how days and values become places."""

    def __init__(self, plot: LinePlot, width: float, height: float) -> None:
        self._plot = plot
        self._width, self._height = width, height
        days = [point.day for point in plot.points]
        self._first, self._last = min(days), max(days)
        known = [
            value
            for point in plot.points
            for value in (point.value, point.low, point.high)
            if value is not None
        ] or [0.0, 1.0]
        step = self._step(min(known), max(known))
        self._low = floor(min(known) / step + 1e-9) * step
        self._high = ceil(max(known) / step - 1e-9) * step
        if self._high == self._low:
            self._low -= step
        self._ticks = [
            self._low + number * step
            for number in range(round((self._high - self._low) / step) + 1)
        ]

    @staticmethod
    def _step(low: float, high: float) -> float:
        return next((step for step in _STEPS if (high - low) / step <= 4.5), 1.0)

    def _x(self, day: date) -> float:
        room = self._width - _LEFT - 60
        whole = (self._last - self._first).days
        share = (day - self._first).days / whole if whole else 0.5
        return _LEFT + 30 + share * room

    def _y(self, value: float) -> float:
        room = self._height - _FOOT - _HEAD
        return _HEAD + room * (self._high - value) / (self._high - self._low)

    def picture(self) -> Picture:
        line = [*self._line()]
        numbers = [one for one in line if isinstance(one, Words)]
        shapes = [*self._grid(numbers), *self._marks(), *line, *self._names()]
        return Picture(self._width, self._height, tuple(shapes), tuple(self._spots()))

    def _grid(self, numbers: Sequence[Words]) -> Iterator[Shape]:
        """Its lines stop where one of the numbers stands, which come from left to right."""
        for tick in self._ticks:
            y, left = self._y(tick), _LEFT
            for one in numbers:
                if one.rect.y < y < one.rect.y + one.rect.height:
                    middle = one.rect.x + one.rect.width / 2
                    half = width_of(one.text, one.size) / 2 + 3
                    yield Path((Point(left, y), Point(max(left, middle - half), y)), "line")
                    left = middle + half
            yield Path((Point(left, y), Point(max(left, self._width), y)), "line")
            at = Rect(0, y - 9, _LEFT - 8, 18)
            yield Words(at, f"{tick:.2g}", "muted", size=12, align="right")

    def _marks(self) -> Iterator[Shape]:
        for day, said in self._plot.marks:
            if self._first <= day <= self._last:
                x = self._x(day)
                bottom = self._height - _FOOT
                yield Path((Point(x, 2), Point(x, bottom)), "disputed", 1.5, dashed=True)
                left = x + width_of(said, 11.5) + 12 > self._width
                at = Rect(0, 0, x - 6, 16) if left else Rect(x + 6, 0, self._width - x - 6, 16)
                yield Words(at, said, "muted", size=11.5, align="right" if left else "left")

    def _line(self) -> Iterator[Shape]:
        for defined, group in groupby(self._plot.points, lambda point: point.value is not None):
            if defined:
                yield from self._stretch(list(group))

    def _stretch(self, points: Sequence[LinePoint]) -> Iterator[Shape]:
        for known, group in groupby(points, lambda point: point.low is not None):
            if known:
                yield from self._band(list(group))
        line = tuple(Point(self._x(one.day), self._y(one.value or 0)) for one in points)
        if len(line) > 1:
            yield Path(line, "accent", 2)
        for at, (place, one) in enumerate(zip(line, points, strict=True)):
            yield Box(Rect(place.x - 3, place.y - 3, 6, 6), "accent", radius=3)
            if len(self._plot.points) <= _FEW:
                beside = [line[near].y for near in (at - 1, at + 1) if 0 <= near < len(line)]
                where = Rect(place.x - 24, self._top_of_number(place, one, beside), 48, 16)
                yield Words(where, f"{one.value or 0:.2f}", size=11.5, align="centre")

    def _top_of_number(self, place: Point, one: LinePoint, beside: Sequence[float]) -> float:
        """Above the value, or below it in a valley where there is room: there the line would go
        through the number and hide its point."""
        below = (place.y if one.low is None else self._y(one.low)) + 5
        if beside and max(beside) < place.y and below + 16 <= self._height - _FOOT:
            return below
        return (place.y if one.high is None else self._y(one.high)) - 21

    def _band(self, points: Sequence[LinePoint]) -> Iterator[Shape]:
        over = [Point(self._x(one.day), self._y(one.high or 0)) for one in points]
        under = [Point(self._x(one.day), self._y(one.low or 0)) for one in points]
        if len(points) > 1:
            yield Area((*over, *reversed(under)), "accent", 0.14)
        else:
            yield Path((*over, *under), "accent", 3)

    def _names(self) -> Iterator[Shape]:
        """As many as there is room for, the last one always."""
        shown: list[LinePoint] = []
        reach = float("inf")
        for point in reversed(self._plot.points):
            half = width_of(point.name, 12) / 2 + 4
            if self._x(point.day) + half <= reach:
                reach = self._x(point.day) - half
                shown.insert(0, point)
        names = self._named(shown)
        while tight := [at for at, (one, other) in enumerate(pairwise(names))
                        if one.rect.x + one.rect.width > other.rect.x]:  # fmt: skip
            del shown[tight[-1]]
            names = self._named(shown)
        yield from names

    def _named(self, shown: Sequence[LinePoint]) -> list[Words]:
        """The names of these points; where years differ, with the year wherever it changes."""
        points = self._plot.points
        year = points[0].year if points[0].year == points[-1].year else None
        names = []
        for point in shown:
            said = point.name if point.year == year else f"{point.name} {point.year}"
            year = point.year
            wide = width_of(said, 12) + 8
            left = min(self._x(point.day) - wide / 2, self._width - wide)
            at = Rect(left, self._height - _FOOT + 4, wide, 18)
            names.append(Words(at, said, "muted", size=12, align="centre"))
        return names

    def _spots(self) -> Iterator[Spot]:
        """A point can be hit anywhere above or below it."""
        places = [self._x(point.day) for point in self._plot.points]
        edges = [(a + b) / 2 for a, b in pairwise(places)]
        lefts, rights = [_LEFT, *edges], [*edges, self._width]
        for point, left, right in zip(self._plot.points, lefts, rights, strict=True):
            rect = Rect(left, _HEAD, right - left, self._height - _FOOT - _HEAD)
            yield Spot(rect, point.said, point.cases)

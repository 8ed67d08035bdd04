"""The plots of Insights: each knows what it shows, and draws itself for a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, Protocol

from msgspec import Struct

from annotator.tasks.insights.shapes import (
    Box,
    Cases,
    Path,
    Picture,
    Point,
    Rect,
    Shape,
    Spot,
    Words,
    column_of,
    moved,
    width_of,
    within,
)

_LARGE: Final = 29.0
_TRACK: Final = 8.0
_LINE: Final = 28.0
_SEEN: Final = 0.3
"""How strong the colour of an interval is."""
_HIT: Final = 8.0
"""What a part of a bar has at least to be hit with the pointer."""
_NAMES: Final = 44.0
_TOLD: Final = 56.0
"""What the columns beside bars have at least, so that bars in one card are alike."""


class Plot(Protocol):
    """What can be drawn."""

    def draw(self, width: float) -> Picture:
        """The picture at this width."""
        ...


class NumberPlot(Struct, frozen=True):
    """A number between 0 and 1 with its interval, or a dash where there is none."""

    value: float | None
    low: float | None
    high: float | None

    def draw(self, width: float) -> Picture:
        """A large number over a track on which the interval lies."""
        shown = "–" if self.value is None else f"{self.value:.2f}"
        track = Rect(0, 43, width, _TRACK)
        shapes: list[Shape] = [
            Words(Rect(0, 0, width, 36), shown, size=_LARGE, bold=True),
            Box(track, "window", radius=_TRACK / 2),
        ]
        if self.low is not None and self.high is not None:
            left, right = (within(one) * width for one in (self.low, self.high))
            inner = Rect(left, track.y, max(right - left, 2), _TRACK)
            shapes.append(Box(inner, "accent", _SEEN, _TRACK / 2))
        if self.value is not None:
            at = min(within(self.value) * width, width - 3)
            shapes.append(Box(Rect(at, track.y - 3, 3, 14), "accent"))
        return Picture(width, 56, tuple(shapes))


class SharePlot(Struct, frozen=True):
    """So many of so many, with the cases of either part."""

    part: int
    whole: int
    said: tuple[str, str]
    cases: tuple[Cases, Cases]

    def draw(self, width: float) -> Picture:
        """A large number, of how many, over a bar."""
        part = f"{self.part:,}"
        used = width_of(part, _LARGE, bold=True)
        share = self.part / self.whole if self.whole else 0.0
        track = Rect(0, 43, width, _TRACK)
        shapes: list[Shape] = [
            Words(Rect(0, 0, used + 4, 36), part, size=_LARGE, bold=True),
            Words(
                Rect(used + 6, 5, width - used - 6, 28), f"of {self.whole:,}", "muted", size=16.0
            ),
            Box(track, "window", radius=_TRACK / 2),
        ]
        if share:
            filled = Rect(0, track.y, max(share * width, _TRACK), _TRACK)
            shapes.append(Box(filled, "verified", radius=_TRACK / 2))
        at = share * width
        spots = []
        if self.part:
            spots.append(Spot(Rect(0, 37, max(at, 24), 19), self.said[0], self.cases[0]))
        if self.whole > self.part:
            left = min(max(at, 24 if self.part else 0), width - 24)
            spots.append(Spot(Rect(left, 37, width - left, 19), self.said[1], self.cases[1]))
        return Picture(width, 56, tuple(shapes), tuple(spots))


class Part(Struct, frozen=True):
    """A part of a bar: how much of the whole (0 to 1), its colour, and a sign where there is room
    for it; where it counts something by itself, that in words, with its cases."""

    share: float
    colour: str
    sign: str = ""
    said: str = ""
    cases: Cases | None = None


class Bar(Struct, frozen=True):
    """One line of bars: a name, the parts of a whole, and what they say."""

    name: str
    parts: tuple[Part, ...]
    told: str
    said: str
    cases: Cases | None = None


class BarsPlot(Struct, frozen=True):
    """A bar a line, below a head where it has one; below them what the colours mean, in words."""

    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...] = ()
    beside: tuple[Bar, ...] = ()
    """Bars of another plot, which begin and end where these do."""

    def draw(self, width: float) -> Picture:
        """Names to the left, words to the right."""
        every = (*self.bars, *self.beside)
        names = max(_NAMES, column_of((bar.name for bar in every), width * 0.34))
        told = max(_TOLD, column_of((bar.told for bar in every), width * 0.4))
        room = max(8.0, width - names - told)
        shapes: list[Shape] = []
        spots: list[Spot] = []
        for number, bar in enumerate(self.bars):
            y = number * _LINE
            track = Rect(names, y + 6, room, 15)
            shapes.append(Words(Rect(0, y, names - 8, _LINE), bar.name))
            shapes.append(Box(track, "window"))
            shapes += _parts(bar.parts, track)
            shapes.append(Words(Rect(names + room + 8, y, told - 8, _LINE), bar.told, "muted"))
            own = list(_spots(bar.parts, track))
            left = names + room if own else 0  # what is said of parts has its own place
            spots += [*own, Spot(Rect(left, y, width - left, _LINE), bar.said, bar.cases)]
        y = len(self.bars) * _LINE
        legend = list(_legend(self.legend, y + 2, width))
        deep = max((one.rect.y + one.rect.height for one in legend), default=y)
        return Picture(width, deep, (*shapes, *legend), tuple(spots))


def _parts(parts: Sequence[Part], track: Rect) -> Iterator[Shape]:
    for part, rect in _placed(parts, track):
        yield Box(rect, part.colour)
        if part.sign and rect.width >= 16:
            yield Words(rect, part.sign, "paper", size=11, bold=True, align="centre")


def _spots(parts: Sequence[Part], track: Rect) -> Iterator[Spot]:
    """The parts that count something by themselves, each wide enough to be hit."""
    for part, rect in _placed(parts, track):
        if part.said:
            wide = max(rect.width, _HIT)
            left = min(rect.x, track.x + track.width - wide)
            place = Rect(left, track.y - 4, wide, track.height + 8)
            yield Spot(place, part.said, part.cases)


def _placed(parts: Sequence[Part], track: Rect) -> Iterator[tuple[Part, Rect]]:
    """Where the parts lie that are anything at all."""
    ends = accumulate(part.share * track.width for part in parts)
    for part, end in zip(parts, ends, strict=True):
        wide = part.share * track.width
        if wide > 0:
            yield part, Rect(track.x + end - wide, track.y, wide, track.height)


def _legend(entries: Sequence[tuple[str, str]], y: float, width: float) -> Iterator[Words]:
    """What the colours mean, in as many lines as it takes."""
    x = 0.0
    for text, colour in entries:
        used = min(width_of(text, 11.5) + 10, width)
        if x + used > width:
            x, y = 0.0, y + 20
        yield Words(Rect(x, y, used, 20), text, colour)
        x += used


class Range(Struct, frozen=True):
    """Some numbers of one annotator: their median and their middle half, and that in words."""

    name: str
    low: float
    median: float
    high: float
    told: str
    said: str
    cases: Cases | None = None


class RangesPlot(Struct, frozen=True):
    """A track a line, all on one scale from 0 on."""

    ranges: tuple[Range, ...]

    def draw(self, width: float) -> Picture:
        """The middle half as a band, the median as a bar."""
        names = column_of((one.name for one in self.ranges), width * 0.34)
        told = column_of((one.told for one in self.ranges), width * 0.3)
        room = max(8.0, width - names - told)
        most = max((one.high for one in self.ranges), default=0) * 1.15 or 1
        shapes: list[Shape] = []
        spots: list[Spot] = []
        for number, one in enumerate(self.ranges):
            y = number * _LINE
            track = Rect(names, y + 10, room, _TRACK)
            left, middle, right = (
                names + room * value / most for value in (one.low, one.median, one.high)
            )
            band = Rect(left, track.y, max(right - left, 2), _TRACK)
            shapes += [
                Words(Rect(0, y, names - 8, _LINE), one.name),
                Box(track, "window", radius=_TRACK / 2),
                Box(band, "accent", _SEEN, _TRACK / 2),
                Box(Rect(middle - 1, track.y - 3, 3, 14), "accent"),
                Words(Rect(names + room + 8, y, told - 8, _LINE), one.told, "muted"),
            ]
            spots.append(Spot(Rect(0, y, width, _LINE), one.said, one.cases))
        return Picture(width, len(self.ranges) * _LINE, tuple(shapes), tuple(spots))


class RowsPlot(Struct, frozen=True):
    """A list of names, numbers and remarks."""

    rows: tuple[tuple[str, str, str], ...]

    def draw(self, width: float) -> Picture:
        """A line a row, parted by hairlines."""
        names = column_of((name for name, _, _ in self.rows), width * 0.45)
        values = column_of((value for _, value, _ in self.rows), width * 0.2)
        shapes: list[Shape] = []
        for number, (name, value, remark) in enumerate(self.rows):
            y = number * 26.0
            rest = names + values
            shapes += [
                Words(Rect(0, y, names - 8, 26), name),
                Words(Rect(names, y, values - 8, 26), value, bold=True),
                Words(Rect(rest, y, width - rest, 26), remark, "muted"),
                Path((Point(0, y + 26), Point(width, y + 26)), "line"),
            ]
        spots = tuple(
            Spot(Rect(0, number * 26.0, width, 26), " ".join(filter(None, row)))
            for number, row in enumerate(self.rows)
        )
        return Picture(width, len(self.rows) * 26.0 + 1, tuple(shapes), spots)


class StackedPlot(Struct, frozen=True):
    """Plots below one another, each under a head."""

    parts: tuple[tuple[str, Plot], ...]

    def draw(self, width: float) -> Picture:
        """One after the other, with some air between them."""
        shapes: list[Shape] = []
        spots: list[Spot] = []
        y = 0.0
        for head, plot in self.parts:
            if head:
                y += 10 if y else 0
                shapes.append(Words(Rect(0, y, width, 20), head, size=13, bold=True))
                y += 24
            picture = plot.draw(width)
            shapes += (moved(shape, 0, y) for shape in picture.shapes)
            spots += (
                Spot(one.rect._replace(y=one.rect.y + y), one.said, one.cases)
                for one in picture.spots
            )
            y += picture.height
        return Picture(width, y, tuple(shapes), tuple(spots))

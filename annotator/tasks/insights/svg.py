"""Plots as SVG: the same pictures as in the window, for papers and reports. No Qt, no network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from annotator.palette import LIGHT, Palette
from annotator.tasks.insights.card import Card
from annotator.tasks.insights.line_plot import LinePlot
from annotator.tasks.insights.shapes import (
    Area,
    Box,
    Path,
    Picture,
    Point,
    Rect,
    Shape,
    Words,
    moved,
    width_of,
)

FONT: Final = "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif"
_MARGIN: Final = 16.0
_HEIGHT_OF_LINES: Final = 260.0
_ANCHORS: Final = {"left": ("start", 0.0), "centre": ("middle", 0.5), "right": ("end", 1.0)}


def card_as_svg(card: Card, width: float = 640.0, colours: Palette = LIGHT) -> str:
    """A card as a drawing of its own: its title, its sentences and its plot."""
    title = f"{card.title} {card.symbol}".strip()
    return picture_as_svg(card_picture(card, width), title, colours)


def picture_as_svg(picture: Picture, title: str, colours: Palette = LIGHT) -> str:
    """A picture, with a title and a description for whoever cannot see it."""
    width, height = f"{picture.width:g}", f"{picture.height:g}"
    said = ". ".join(spot.said for spot in picture.spots)
    drawn = "".join(_svg(shape, colours) for shape in picture.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONT}">'
        f"<title>{_text(title)}</title><desc>{_text(said)}</desc>{drawn}</svg>\n"
    )


def card_picture(card: Card, width: float) -> Picture:
    """A card with all that stands on it, on its paper."""
    inner = width - 2 * _MARGIN
    shapes: list[Shape] = []
    y = 12.0
    for line, size, bold in _head(card, inner):
        at = Rect(_MARGIN, y, inner, size + 6)
        shapes.append(Words(at, line, "text" if bold else "muted", size, bold))
        y += size + 7
    y += 6
    plot = plot_picture(card, inner)
    shapes += (moved(shape, _MARGIN, y) for shape in plot.shapes)
    y += plot.height + 8
    for foot in card.foot:
        for line in _lines(foot, inner):
            shapes.append(Words(Rect(_MARGIN, y, inner, 17), line, "muted", 12))
            y += 18
    height = y + 8
    paper = Box(Rect(0, 0, width, height), "paper")
    return Picture(width, height, (paper, *shapes), plot.spots)


def plot_picture(card: Card, width: float) -> Picture:
    """The plot of a card alone, one over time as high as is good to read."""
    if card.plot is None:
        return Picture(width, 0, ())
    if isinstance(card.plot, LinePlot):
        return card.plot.draw(width, _HEIGHT_OF_LINES)
    return card.plot.draw(width)


def _head(card: Card, width: float) -> Iterator[tuple[str, float, bool]]:
    yield f"{card.title}  {card.symbol}".strip(), 13.0, True
    for line in _lines(card.told, width):
        yield line, 12.0, False


def _lines(text: str, width: float) -> Iterator[str]:
    """A sentence in lines that are about as long as there is room."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, 12) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _svg(shape: Shape, colours: Palette) -> str:
    match shape:
        case Box():
            return _box(shape, colours)
        case Words():
            return _words(shape, colours)
        case Path():
            return _path(shape, colours)
        case Area():
            return _area(shape, colours)


def _box(shape: Box, colours: Palette) -> str:
    x, y, width, height = shape.rect
    round_ = f' rx="{shape.radius:g}"' if shape.radius else ""
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"{round_} '
        f"{_fill(colours, shape.colour, shape.alpha)}/>"
    )


def _words(shape: Words, colours: Palette) -> str:
    anchor, share = _ANCHORS[shape.align]
    x = shape.rect.x + share * shape.rect.width
    y = shape.rect.y + shape.rect.height / 2 + shape.size * 0.35
    bold = ' font-weight="600"' if shape.bold else ""
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{shape.size:g}" text-anchor="{anchor}"{bold} '
        f"{_fill(colours, shape.colour)}>{_text(_cut(shape))}</text>"
    )


def _path(shape: Path, colours: Palette) -> str:
    dashes = ' stroke-dasharray="5 4"' if shape.dashed else ""
    return (
        f'<polyline points="{_points(shape.points)}" fill="none" stroke-width="{shape.width:g}" '
        f'stroke-linejoin="round"{dashes} stroke="{getattr(colours, shape.colour)}"/>'
    )


def _area(shape: Area, colours: Palette) -> str:
    points = _points(shape.points)
    return f'<polygon points="{points}" {_fill(colours, shape.colour, shape.alpha)}/>'


def _fill(colours: Palette, name: str, alpha: float = 1.0) -> str:
    see_through = f' fill-opacity="{alpha:.3g}"' if alpha < 1 else ""
    return f'fill="{getattr(colours, name)}"{see_through}'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _cut(words: Words) -> str:
    """The text as far as there is about room for it: an SVG does not cut by itself."""
    text, room = words.text, words.rect.width + 4
    if width_of(text, words.size, bold=words.bold) * 0.92 <= room:
        return text
    while text and width_of(f"{text}…", words.size, bold=words.bold) * 0.92 > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _text(text: str) -> str:
    """Text that no program takes for anything else: escaped, and without what XML does not know."""
    return escape("".join(one if one.isprintable() or one == " " else " " for one in text))

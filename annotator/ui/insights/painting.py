"""Paints a picture: its shapes in the theme's colours and at its zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from annotator.tasks.insights.shapes import Area, Box, Path, Picture, Point, Rect, Shape, Words
from annotator.ui.theme import Theme

_ALIGNS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def paint(painter: QPainter, picture: Picture, theme: Theme, scale: float) -> None:
    """Paint it from the painter's origin on. Words are set at their size, not stretched to it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in picture.shapes:
        _paint(shape, painter, theme, scale)


def placed(rect: Rect, scale: float) -> QRectF:
    """Where a rectangle of a picture is on the screen."""
    return QRectF(rect.x * scale, rect.y * scale, rect.width * scale, rect.height * scale)


def _paint(shape: Shape, painter: QPainter, theme: Theme, scale: float) -> None:
    match shape:
        case Box():
            _box(shape, painter, theme, scale)
        case Words():
            _words(shape, painter, theme, scale)
        case Path():
            _path(shape, painter, theme, scale)
        case Area():
            _area(shape, painter, theme, scale)


def _box(shape: Box, painter: QPainter, theme: Theme, scale: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour(theme, shape.colour, shape.alpha))
    radius = shape.radius * scale
    if radius:
        painter.drawRoundedRect(placed(shape.rect, scale), radius, radius)
    else:
        painter.drawRect(placed(shape.rect, scale))


def _words(shape: Words, painter: QPainter, theme: Theme, scale: float) -> None:
    rect = placed(shape.rect, scale)
    font = theme.sans(bold=shape.bold)
    font.setPixelSize(max(1, round(shape.size * scale)))
    painter.setFont(font)
    painter.setPen(_colour(theme, shape.colour))
    mode = Qt.TextElideMode.ElideRight
    text = painter.fontMetrics().elidedText(shape.text, mode, int(rect.width()) + 1)
    painter.drawText(rect, _ALIGNS[shape.align] | Qt.AlignmentFlag.AlignVCenter, text)


def _path(shape: Path, painter: QPainter, theme: Theme, scale: float) -> None:
    pen = QPen(_colour(theme, shape.colour), shape.width * scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if shape.dashed:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawPolyline(_polygon(shape.points, scale))


def _area(shape: Area, painter: QPainter, theme: Theme, scale: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour(theme, shape.colour, shape.alpha))
    painter.drawPolygon(_polygon(shape.points, scale))


def _colour(theme: Theme, name: str, alpha: float = 1.0) -> QColor:
    colour = QColor(getattr(theme.colours, name))
    colour.setAlphaF(alpha)
    return colour


def _polygon(points: tuple[Point, ...], scale: float) -> QPolygonF:
    return QPolygonF([QPointF(x * scale, y * scale) for x, y in points])

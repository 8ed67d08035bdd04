"""The cards of Insights: each paints one answer, in words and at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.theme import Theme

Cell = tuple[str, float | None, str]
"""What stands in a cell, how full its colour is (0 to 1; None: no colour), and the colour."""


class Card(QWidget):
    """A box with a head. What it says can be read by assistive tools as well."""

    def __init__(self, theme: Theme, title: str, told: str = "", height: int = 120) -> None:
        super().__init__()
        self._theme = theme
        self._title, self._told, self._height = title, told, height
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(140), self._theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        c, px = self._theme.colours, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.setBrush(QColor(c.paper))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        box = QRectF(self.rect()).adjusted(px(16), px(13), -px(16), -px(12))
        painter.setPen(QColor(c.text))
        painter.setFont(self._theme.sans(bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self._title)
        box.setTop(box.top() + px(20))
        if self._told:
            painter.setPen(QColor(c.muted))
            painter.setFont(self._theme.sans(12))
            wrap = Qt.AlignmentFlag.AlignLeft.value | Qt.TextFlag.TextWordWrap.value
            used = painter.boundingRect(box, wrap, self._told)
            painter.drawText(box, wrap, self._told)
            box.setTop(box.top() + used.height() + px(6))
        self.paint(painter, box)
        painter.end()

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint what the card is about."""


class NumberCard(Card):
    """A number between 0 and 1 with its interval, or why there is none."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        value: float | None,
        interval: tuple[float | None, float | None],
        foot: str,
    ) -> None:
        super().__init__(theme, title)
        self._value, self._interval, self._foot = value, interval, foot
        said = "not defined" if value is None else f"{value:.2f}"
        self.setAccessibleDescription(f"{said}. {foot}")
        self.setToolTip(foot.replace("<", "‹"))

    def paint(self, painter: QPainter, box: QRectF) -> None:
        c, px = self._theme.colours, self._theme.px
        painter.setPen(QColor(c.text))
        painter.setFont(self._theme.sans(29, bold=True))
        shown = "–" if self._value is None else f"{self._value:.2f}"
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, shown)
        track = QRectF(box.left(), box.top() + px(42), box.width(), px(8))
        _bar(painter, track, c.window)
        low, high = self._interval
        if low is not None and high is not None:
            left, right = (track.left() + _share(one) * track.width() for one in (low, high))
            _bar(painter, QRectF(left, track.top(), right - left, track.height()), c.selection)
        if self._value is not None:
            at = track.left() + _share(self._value) * track.width()
            painter.fillRect(QRectF(at - 1, track.top() - 3, 3, px(14)), QColor(c.accent))
        painter.setPen(QColor(c.muted))
        painter.setFont(self._theme.sans(12))
        line = QRectF(box.left(), track.bottom() + px(6), box.width(), px(18))
        shown = painter.fontMetrics().elidedText(
            self._foot, Qt.TextElideMode.ElideRight, round(line.width())
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)


class ShareCard(Card):
    """So many of so many."""

    def __init__(self, theme: Theme, title: str, part: int, whole: int, foot: str) -> None:
        super().__init__(theme, title)
        self._part, self._whole, self._foot = part, whole, foot
        self.setAccessibleDescription(f"{part} of {whole}. {foot}")

    def paint(self, painter: QPainter, box: QRectF) -> None:
        c, px = self._theme.colours, self._theme.px
        painter.setPen(QColor(c.text))
        painter.setFont(self._theme.sans(29, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"{self._part:,} of {self._whole:,}")
        track = QRectF(box.left(), box.top() + px(42), box.width(), px(8))
        _bar(painter, track, c.window)
        if self._whole:
            track.setWidth(track.width() * self._part / self._whole)
            _bar(painter, track, c.verified)
        painter.setPen(QColor(c.muted))
        painter.setFont(self._theme.sans(12))
        line = QRectF(box.left(), track.bottom() + px(6), box.width(), px(18))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self._foot)


class Bar(NamedTuple):
    """One line of a bar chart: a name, shares of a whole in their colours, and what it says."""

    name: str
    shares: Sequence[tuple[float, str]]
    told: str


class BarsCard(Card):
    """A bar a line."""

    def __init__(self, theme: Theme, title: str, told: str, bars: Sequence[Bar]) -> None:
        super().__init__(theme, title, told, 74 + 29 * len(bars))
        self._bars = bars
        self.setAccessibleDescription("; ".join(f"{one.name}: {one.told}" for one in bars))

    def paint(self, painter: QPainter, box: QRectF) -> None:
        c, px = self._theme.colours, self._theme.px
        names, words = min(px(96), box.width() * 0.3), min(px(104), box.width() * 0.35)
        painter.setFont(self._theme.sans(12.5))
        for number, one in enumerate(self._bars):
            y = box.top() + number * px(29)
            painter.setPen(QColor(c.text))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            name = painter.fontMetrics().elidedText(
                one.name, Qt.TextElideMode.ElideRight, round(names - px(8))
            )
            painter.drawText(QRectF(box.left(), y, names, px(20)), flags, name)
            painter.setPen(QColor(c.muted))
            told = QRectF(box.right() - words + px(8), y, words - px(8), px(20))
            painter.drawText(told, flags, one.told)
            track = QRectF(box.left() + names, y + px(3), box.width() - names - words, px(14))
            painter.fillRect(track, QColor(c.window))
            left = track.left()
            for share, colour in one.shares:
                part = QRectF(left, track.top(), share * track.width(), track.height())
                painter.fillRect(part, QColor(getattr(c, colour)))
                left = part.right()


class MatrixCard(Card):
    """A table of numbers, the fuller the stronger in colour."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        told: str,
        heads: Sequence[str],
        rows: Mapping[str, Sequence[Cell | None]],
        foot: str = "",
    ) -> None:
        super().__init__(theme, title, told, 128 + 38 * len(rows))
        self._heads, self._rows, self._foot = heads, rows, foot
        self.setAccessibleDescription(
            "; ".join(
                f"{name}, {head}: {cell[0]}"
                for name, cells in rows.items()
                for head, cell in zip(heads, cells, strict=True)
                if cell
            )
        )

    def paint(self, painter: QPainter, box: QRectF) -> None:
        c, px = self._theme.colours, self._theme.px
        names = px(90)
        width = min(px(74), (box.width() - names) / max(1, len(self._heads)))
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setFont(self._theme.sans(12.5))
        painter.setPen(QColor(c.muted))
        for column, head in enumerate(self._heads):
            at = QRectF(box.left() + names + column * width, box.top(), width, px(24))
            painter.drawText(at, centre, _cut(painter, head, width))
        for row, (name, cells) in enumerate(self._rows.items()):
            y = box.top() + px(26) + row * px(38)
            painter.setPen(QColor(c.muted))
            painter.setFont(self._theme.sans(12.5))
            painter.drawText(
                QRectF(box.left(), y, names - px(8), px(34)),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                _cut(painter, name, names - px(8)),
            )
            painter.setFont(self._theme.sans(12.5, bold=True))
            for column, cell in enumerate(cells):
                if cell is not None:
                    at = QRectF(box.left() + names + column * width, y, width - 3, px(34))
                    self._paint_cell(painter, at, cell)
        if self._foot:
            painter.setPen(QColor(c.muted))
            painter.setFont(self._theme.sans(12))
            y = box.top() + px(32) + len(self._rows) * px(38)
            line = QRectF(box.left(), y, box.width(), px(18))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignLeft, _cut(painter, self._foot, box.width())
            )

    def _paint_cell(self, painter: QPainter, at: QRectF, cell: Cell) -> None:
        c = self._theme.colours
        text, full, colour = cell
        if full is not None:
            ground = QColor(getattr(c, colour))
            ground.setAlphaF(0.06 + 0.34 * _share(full))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(at, 5, 5)
        painter.setPen(QColor(c.text))
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, text)


def _bar(painter: QPainter, rect: QRectF, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _cut(painter: QPainter, text: str, width: float) -> str:
    mode = Qt.TextElideMode.ElideRight
    return painter.fontMetrics().elidedText(text, mode, round(width))

"""What is drawn under and over the words: washes, underlines in lanes, the active label's outline,
handles, the preview of every occurrence, and the flash after an undo. Only what can be seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct, field
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QTextDocument

from annotator.domain.label import Span, Verdict
from annotator.domain.offsets import Offsets
from annotator.store.queries import Mark
from annotator.ui.article.geometry import blocks_between, reads_leftwards, rects
from annotator.ui.editing import Grip
from annotator.ui.labels import ArticleLabels, spans_of
from annotator.ui.theme import Theme

_LANE = 3.5
_WAVE = 7
BELOW = 24
"""How far below its letters a label can be painted, in pixels of the design: lanes and outline."""
_REMEMBERED = 4_000

UNDECIDED = ""
"""In the place of a mark’s verdict: words that are lit, and of which nothing is said yet."""


class Scene(Struct):
    """What is to be drawn. `moved` holds the active label's spans while an edge is dragged; `boxes`
    remembers where labels stand in the document, which holds until it is laid out anew. What is
    `printed` is drawn without pixels."""

    labels: ArticleLabels
    offsets: Offsets
    active: str | None = None
    own: bool = False
    unsaved: frozenset[str] = frozenset()
    moved: Sequence[Span] | None = None
    preview: Sequence[Span] = ()
    flash: Sequence[Span] = ()
    strength: float = 0.0
    printed: bool = False
    boxes: dict[Mark, list[QRectF]] = field(default_factory=dict)

    def forget_places(self) -> None:
        """The document is laid out anew."""
        self.boxes.clear()


class Overlay:
    """Paints a scene over one visible stretch of a document."""

    def __init__(
        self, document: QTextDocument, scene: Scene, theme: Theme, top: float, height: float
    ):
        self._scene = scene
        self._theme = theme
        self._blocks = list(blocks_between(document, top, top + height))
        self._starts = [block.position() for block in self._blocks]
        self._shown: list[tuple[Mark, int, list[QRectF]]] = []
        self.handles: dict[Grip, QRectF] = {}
        if self._blocks:
            self._find()

    def _find(self) -> None:
        scene = self._scene
        last = self._blocks[-1]
        start = scene.offsets.from_utf16(self._blocks[0].position())
        end = scene.offsets.from_utf16(last.position() + last.length() - 1) + 1
        lanes = scene.labels.lanes(start, end)
        if len(scene.boxes) > _REMEMBERED:
            scene.forget_places()
        for mark in scene.labels.overlapping(start, end):
            spans = scene.moved if scene.moved and mark.id == scene.active else spans_of(mark)
            whole = start <= mark.start and mark.end <= end and not scene.moved
            where = (scene.boxes.get(mark) if whole else None) or self._rects(spans)
            if whole:
                scene.boxes[mark] = where
            if where:
                self._shown.append((mark, lanes.get(mark.id, 0), where))
            if mark.id == scene.active and scene.own:
                for number, span in enumerate(spans):
                    if span.start < end and start < span.end:
                        self._find_handles(number, span)

    def _find_handles(self, number: int, span: Span) -> None:
        """A handle before the first character of a fragment and one after its last, on the side on
        which its writing begins or ends."""
        first, last = span.start, span.end - 1
        if boxes := self._rects([Span(first, first + 1)]):
            handle = self._handle(boxes[0], right=self._leftwards(first))
            self.handles[Grip(number, "start")] = handle
        if boxes := self._rects([Span(last, last + 1)]):
            handle = self._handle(boxes[-1], right=not self._leftwards(last))
            self.handles[Grip(number, "end")] = handle

    def _handle(self, box: QRectF, *, right: bool) -> QRectF:
        width = self._theme.px(4)
        left = box.right() if right else box.left() - width
        return QRectF(left, box.top(), width, box.height())

    def _leftwards(self, position: int) -> bool:
        at = self._scene.offsets.utf16(position)
        block = self._blocks[max(0, bisect_right(self._starts, at) - 1)]
        return reads_leftwards(block, at)

    def _rects(self, spans: Iterable[Span]) -> list[QRectF]:
        found: list[QRectF] = []
        utf16 = self._scene.offsets.utf16
        for span in spans:
            start, end = utf16(span.start), utf16(span.end)
            for at in range(max(0, bisect_right(self._starts, start) - 1), len(self._blocks)):
                if self._starts[at] >= end:
                    break
                found.extend(rects(self._blocks[at], start, end))
        return found

    def paint_under(self, painter: QPainter) -> None:
        """The washes behind the words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = self._theme.colours
        washes = {verdict.value: colours.wash(verdict.value) for verdict in Verdict}
        washes[UNDECIDED] = QColor(colours.selection)
        for mark, _, where in sorted(self._shown, key=lambda shown: -shown[1]):
            painter.setBrush(washes[mark.verdict])
            for box in where:
                painter.drawRoundedRect(box.adjusted(-1, 0, 1, 1), 3, 3)
            if mark.id in self._scene.unsaved:
                painter.setBrush(QBrush(colours.ink(mark.verdict), Qt.BrushStyle.BDiagPattern))
                painter.drawRects(where)
        if self._scene.flash:
            flash = QColor(colours.accent)
            flash.setAlphaF(0.35 * self._scene.strength)
            painter.setBrush(flash)
            for box in self._rects(self._scene.flash):
                painter.drawRoundedRect(box.adjusted(-3, -2, 3, 3), 4, 4)

    def paint_over(self, painter: QPainter) -> None:
        """The underlines, and the outline of the active label."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_underlines(painter)
        self._paint_preview(painter)
        for mark, lane, where in self._shown:
            if mark.id == self._scene.active:
                self._paint_outline(painter, where, lane)

    def _paint_underlines(self, painter: QPainter) -> None:
        """Solid, wavy or dotted: a verdict is never colour alone. Lines of one kind are drawn
        together, which takes half the time where hundreds are in view."""
        step, width = self._theme.px(_LANE), self._theme.px(2)
        lines: dict[str, list[QLineF]] = {verdict.value: [] for verdict in Verdict}
        for mark, lane, where in self._shown:
            for box in where:
                y = box.bottom() + 1 + lane * step
                if mark.verdict != UNDECIDED:
                    lines[mark.verdict].append(QLineF(box.left(), y, box.right(), y))
        for verdict, its in lines.items():
            pen = QPen(self._theme.colours.ink(verdict), width)
            if verdict == Verdict.DISPUTED:
                if self._scene.printed:
                    _trace_waves(painter, pen, its)
                else:
                    _draw_waves(painter, pen, its, self._theme.zoom / 100)
                continue
            if verdict == Verdict.UNVERIFIABLE:
                pen.setStyle(Qt.PenStyle.DotLine)
                pen.setDashPattern([1.0, 1.2])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLines(its)

    def _paint_outline(self, painter: QPainter, where: Sequence[QRectF], lane: int) -> None:
        accent = QColor(self._theme.colours.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, self._theme.px(2)))
        below = 3 + lane * self._theme.px(_LANE)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for box in where:
            part = QPainterPath()
            part.addRoundedRect(box.adjusted(-2.5, -1.5, 2.5, below), 4, 4)
            path = path.united(part)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        for box in self.handles.values():
            painter.drawRoundedRect(box.adjusted(-1, 2, 1, -2), 2, 2)

    def _paint_preview(self, painter: QPainter) -> None:
        pen = QPen(QColor(self._theme.colours.accent), self._theme.px(1.5))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in self._rects(self._scene.preview):
            painter.drawRoundedRect(box.adjusted(-1.5, -1, 1.5, 1), 3, 3)


@lru_cache(maxsize=16)
def _wave(colour: str, width: float, ratio: float, scale: float) -> QPixmap:
    """One period of the wavy line, to be laid side by side: a path as long as a line is slow."""
    length, height = _WAVE, 6
    wave = QPixmap(round(length * scale * ratio), round(height * scale * ratio))
    wave.setDevicePixelRatio(ratio)
    wave.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wave)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # Its pixels are whole ones: it is fitted to them, so that one period goes on in the next.
    painter.scale(wave.width() / ratio / length, wave.height() / ratio / height)
    painter.setPen(QPen(QColor(colour), width / scale))
    painter.drawPath(_waves(-length / 2, height / 2, 4))
    painter.end()
    return wave


def _waves(left: float, middle: float, halves: int) -> QPainterPath:
    """So many halves of a wave."""
    path, half = QPainterPath(QPointF(left, middle)), _WAVE / 2
    for number in range(halves):
        x = left + number * half
        dip = -3.2 if number % 2 else 3.2
        path.quadTo(QPointF(x + half / 2, middle + dip), QPointF(x + half, middle))
    return path


def _trace_waves(painter: QPainter, pen: QPen, lines: Sequence[QLineF]) -> None:
    """On paper: sharp at any size."""
    thin = QPen(pen.color(), pen.widthF() * 0.8)
    for line in lines:
        halves = max(1, round(line.dx() / (_WAVE / 2)))
        painter.strokePath(_waves(line.x1(), line.y1(), halves), thin)


def _draw_waves(painter: QPainter, pen: QPen, lines: Sequence[QLineF], scale: float) -> None:
    # Not by its device(): what PySide makes of that can outlive the device itself.
    ratio = painter.deviceTransform().m11()
    wave = _wave(pen.color().name(), pen.widthF() * 0.8, ratio, scale)
    height = wave.height() / ratio
    for line in lines:
        top = line.y1() - height / 2
        painter.drawTiledPixmap(QRectF(line.x1(), top, line.dx(), height), wave)

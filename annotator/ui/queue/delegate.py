"""How an article is drawn in the queue."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextOption
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.address import host_of
from annotator.domain.label import Verdict
from annotator.store.listing import Row, State
from annotator.tasks.telling import counted
from annotator.ui.comments.mark import paint_mark
from annotator.ui.direction import isolated, option_for
from annotator.ui.queue.model import Index, QueueModel
from annotator.ui.theme import Theme
from annotator.ui.wrapping import draw_wrapped, wrapped

_HEIGHT = 78
_BAR, _BAR_GAP = 4, 6


class QueueDelegate(QStyledItemDelegate):
    """Title, source and date, how far it is, and a bar of the verdicts, in the middle of a row: all
    rows are of one height, and none has a hole in it."""

    def __init__(self, model: QueueModel, view: QListView, theme: Theme) -> None:
        super().__init__(model)
        self._view = view
        self._model = model
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row(index.row())
        if row is None:
            return
        c, px = self._theme.colours, self._theme.px
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._view.selectionModel().isSelected(index):  # QStyle alone takes 6 ms to load
            _fill(painter, rect, c.selection)
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            _fill(painter, QRectF(rect.topLeft(), QSizeF(px(3), rect.height())), c.accent)
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = rect.adjusted(px(14), px(8), -px(14), -px(8))
        found = self._model.found(index.row())
        title, small = _fonts(self._theme)
        lines = wrapped(row.title, title, box.width(), 1 if found else 2)
        high = len(lines) * QFontMetricsF(title).lineSpacing()
        high += QFontMetricsF(small).lineSpacing() * (2 if found else 1) + px(1)
        high += px(_BAR_GAP + _BAR) if sum(row.labels) else 0
        box.setTop(box.top() + max(0.0, (box.height() - high) / 2))
        y = self._draw_text(painter, box, row, found)
        self._draw_bar(painter, box, y + px(_BAR_GAP), row)
        painter.restore()

    def _draw_text(self, painter: QPainter, box: QRectF, row: Row, found: str) -> float:
        """Draw what is said of an article; returns where that ends."""
        theme = self._theme
        painter.setPen(QColor(theme.colours.text))
        title, small = _fonts(theme)
        height = draw_wrapped(painter, box, row.title, title, 1 if found else 2)
        step = QFontMetricsF(small).lineSpacing()
        painter.setFont(small)
        painter.setPen(QColor(theme.colours.muted))
        option = option_for(row.title, QTextOption.WrapMode.NoWrap)
        y = box.top() + height + theme.px(1)
        if found:
            _draw_line(painter, QRectF(box.left(), y, box.width(), step + 2), found, option)
            y += step
        line = QRectF(box.left(), y, box.width(), step + 2)
        line.setWidth(line.width() - paint_mark(painter, line, row.threads, theme))
        source, how_far = told(row), progress(row)
        if not source:
            _draw_line(painter, line, how_far, option)
            return y + step
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, how_far)
        line.setWidth(line.width() - QFontMetricsF(small).horizontalAdvance(how_far) - theme.px(8))
        _draw_line(painter, line, source, option)
        return y + step

    def _draw_bar(self, painter: QPainter, box: QRectF, y: float, row: Row) -> None:
        total = sum(row.labels)
        if not total:
            return
        height = self._theme.px(_BAR)
        bar = QRectF(box.left(), y, box.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.line))
        painter.drawRoundedRect(bar, 2, 2)
        x, full = bar.left(), bar.width() * min(1.0, 0.2 + total / 20)
        for verdict, count in zip(Verdict, row.labels, strict=True):
            width = full * count / total
            painter.setBrush(self._theme.colours.ink(verdict.value))
            painter.drawRect(QRectF(x, bar.top(), width, height))
            x += width


def _fonts(theme: Theme) -> tuple[QFont, QFont]:
    """The fonts of the title, and of what stands below it."""
    return theme.sans(bold=True), theme.sans(12)


def told(row: Row) -> str:
    """Where an article is from, and of which day."""
    source = row.publisher or host_of(row.source)
    return " · ".join(isolated(part) for part in (source, row.published) if part)


def progress(row: Row) -> str:
    """How far it is, in a word or two."""
    count = sum(row.labels)
    labels = counted(count, "label") if count else ""
    if row.state is State.DONE:
        return f"✓ {labels or 'done'}"
    return labels or ("to do" if row.state is State.TO_DO else "begun")


def _draw_line(painter: QPainter, box: QRectF, text: str, option: QTextOption) -> None:
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, shown, option)


def _fill(painter: QPainter, rect: QRectF, colour: str) -> None:
    """Fill a rectangle; `fillRect` would load all that could fill one, which a start waits for."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(rect)

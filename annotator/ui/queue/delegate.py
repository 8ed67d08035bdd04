"""How an article is drawn in the queue."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextOption
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.label import Verdict
from annotator.store.listing import Row, State
from annotator.ui.comments.mark import paint_mark
from annotator.ui.direction import isolated, option_for
from annotator.ui.queue.model import Index, QueueModel
from annotator.ui.theme import Theme
from annotator.ui.wrapping import draw_wrapped

_HEIGHT = 84


class QueueDelegate(QStyledItemDelegate):
    """Title, source and date, how far it is, and a bar of the verdicts."""

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
            painter.fillRect(rect, QColor(c.selection))
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = rect.adjusted(px(14), px(9), -px(14), -px(8))
        self._draw_text(painter, box, row, self._model.found(index.row()))
        self._draw_bar(painter, box, row)
        painter.restore()

    def _draw_text(self, painter: QPainter, box: QRectF, row: Row, found: str) -> None:
        theme = self._theme
        painter.setPen(QColor(theme.colours.text))
        title, lines = theme.sans(bold=True), 1 if found else 2
        height = draw_wrapped(painter, box, row.title, title, lines)
        small = theme.sans(12)
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
        how_far = progress(row)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, how_far)
        line.setWidth(line.width() - QFontMetricsF(small).horizontalAdvance(how_far) - theme.px(8))
        _draw_line(painter, line, told(row), option)

    def _draw_bar(self, painter: QPainter, box: QRectF, row: Row) -> None:
        total = sum(row.labels)
        if not total:
            return
        height = self._theme.px(4)
        bar = QRectF(box.left(), box.bottom() - height + 2, box.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.line))
        painter.drawRoundedRect(bar, 2, 2)
        x, full = bar.left(), bar.width() * min(1.0, 0.2 + total / 20)
        for verdict, count in zip(Verdict, row.labels, strict=True):
            width = full * count / total
            painter.setBrush(self._theme.colours.ink(verdict.value))
            painter.drawRect(QRectF(x, bar.top(), width, height))
            x += width


def told(row: Row) -> str:
    """Where an article is from, and of which day."""
    source = row.publisher or urlsplit(row.source).netloc
    return " · ".join(isolated(part) for part in (source, row.published) if part)


def progress(row: Row) -> str:
    """How far it is, in a word or two."""
    count = sum(row.labels)
    labels = "" if not count else "1 label" if count == 1 else f"{count} labels"
    if row.state is State.DONE:
        return f"✓ {labels or 'done'}"
    return labels or ("to do" if row.state is State.TO_DO else "begun")


def _draw_line(painter: QPainter, box: QRectF, text: str, option: QTextOption) -> None:
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, shown, option)

"""A few lines of words on a card or in a list, wrapped where words end; what does not fit ends in
an ellipsis."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from annotator.ui.direction import option_for


@lru_cache(maxsize=512)
def wrapped(text: str, font: QFont, width: float, most: int) -> tuple[str, ...]:
    """The text in lines of this width in pixels, `most` of them at the most."""
    layout = QTextLayout(text, font)
    layout.setTextOption(option_for(text, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere))
    units = text.encode("utf-16-le", "surrogatepass")
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        last = len(lines) == most - 1
        piece = units[2 * start :] if last else units[2 * start :][: 2 * line.textLength()]
        lines.append(piece.decode("utf-16-le", "surrogatepass").strip())
    layout.endLayout()
    if len(lines) == most:
        metrics = QFontMetricsF(font)
        # To Qt, this character begins a shorter way to say the same, and all after it goes.
        lines[-1] = lines[-1].replace("\x9c", " ")
        lines[-1] = metrics.elidedText(lines[-1], Qt.TextElideMode.ElideRight, width)
    return tuple(lines)


def draw_wrapped(painter: QPainter, box: QRectF, text: str, font: QFont, most: int) -> float:
    """Draw the text from the top of the box; returns how high it is."""
    option = option_for(text, QTextOption.WrapMode.NoWrap)
    step = QFontMetricsF(font).lineSpacing()
    painter.setFont(font)
    lines = wrapped(text, font, box.width(), most)
    for number, line in enumerate(lines):
        painter.drawText(
            QRectF(box.left(), box.top() + number * step, box.width(), step + 2), line, option
        )
    return step * len(lines)

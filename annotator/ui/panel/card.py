"""How a card that is not being edited is drawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from annotator.domain.article import Article
from annotator.domain.label import Label
from annotator.domain.moved import moved
from annotator.domain.quoting import in_quotes
from annotator.store.queries import Mark
from annotator.tasks.telling import counted
from annotator.ui.comments.talk import count_of
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme
from annotator.ui.wrapping import draw_wrapped, wrapped

_HEAD, _LINES = 20, 2
_PARAGRAPH = re.compile(r"^.*\S", re.MULTILINE)
_NAMES = {verdict.value: f"{SIGNS[verdict]} {WORDS[verdict]}" for verdict in WORDS}


def paint_card(painter: QPainter, rect: QRect, mark: Mark, session: Session, theme: Theme) -> None:
    """Verdict, chips for what else the label has, and place in one line; below, two lines of the
    quote. Where one line is enough, all stands in the middle: no card has a hole in it."""
    label = session.label(mark.id)
    if label is None:
        return
    c, px = theme.colours, theme.px
    painter.setPen(QPen(QColor(c.line), 1))
    painter.setBrush(QColor(c.paper))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
    inner = QRectF(rect).adjusted(px(12), px(8), -px(12), -px(8))
    quote, font = in_quotes(" ".join(label.quote[:400].split())), theme.serif(14)
    lines = len(wrapped(quote, font, inner.width(), _LINES))
    high = px(_HEAD) + lines * QFontMetricsF(font).lineSpacing()
    inner.setTop(inner.top() + max(0.0, (inner.height() - high) / 2))
    _paint_head(painter, inner, mark, chips(label, session), session.article, theme)
    painter.setPen(QColor(c.text))
    draw_wrapped(painter, inner.adjusted(0, px(_HEAD), 0, 0), quote, font, _LINES)


def _paint_head(
    painter: QPainter,
    inner: QRectF,
    mark: Mark,
    said: list[str],
    article: Article | None,
    theme: Theme,
) -> None:
    line = QRectF(inner.left(), inner.top(), inner.width(), theme.px(18))
    bold, small = theme.sans(bold=True), theme.sans(12)
    name, place = _NAMES[mark.verdict], paragraph(article, mark.start)
    painter.setFont(bold)
    painter.setPen(theme.colours.ink(mark.verdict))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)
    painter.setFont(small)
    painter.setPen(QColor(theme.colours.muted))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, place)
    left = line.left() + QFontMetricsF(bold).horizontalAdvance(name) + theme.px(12)
    right = line.right() - QFontMetricsF(small).horizontalAdvance(place) - theme.px(8)
    _paint_chips(painter, QRectF(left, line.top(), right - left, line.height()), said, theme)


def chips(label: Label, session: Session) -> list[str]:
    """What else there is to a label, in a word or two each."""
    said = []
    if any(change.key == label.id for entry in session.unsaved for change in entry.changes):
        said.append("not saved yet")
    if label.annotator != session.annotator.id:
        said.append(session.name_of(label.annotator))
    if label.meta and (mark := moved(label)):
        said.append(mark.chip)
    if label.evidence:
        said.append(counted(len(label.evidence), "source"))
    if label.note:
        said.append("note")
    if threads := [one for one in session.threads_at([label.id]) if not one.resolved]:
        said.append(count_of(threads))
    return said + list(label.tags)


def paragraph(article: Article | None, position: int) -> str:
    """In which paragraph a position stands, counting from 1; empty lines do not count."""
    if article is None:
        return ""
    return f"¶{max(1, bisect_right(_paragraphs(article.text), position))}"


@lru_cache(maxsize=1)
def _paragraphs(text: str) -> list[int]:
    """Where the paragraphs of a text begin."""
    return [found.start() for found in _PARAGRAPH.finditer(text)]


def fitting(widths: Sequence[float], room: float, gap: float, more: float) -> int:
    """How many of these chips stand in one line, where those left out are told by one more chip."""
    taken, most = 0.0, 0
    for number, width in enumerate(widths, 1):
        taken += width + gap
        rest = 0.0 if number == len(widths) else more + gap
        if taken + rest - gap <= room:
            most = number
    return most


def _paint_chips(painter: QPainter, line: QRectF, said: list[str], theme: Theme) -> None:
    """Chips from the right; what finds no room is counted."""
    font, px = theme.sans(11.5), theme.px
    metrics, way = QFontMetricsF(font), Qt.TextElideMode.ElideRight
    texts = [metrics.elidedText(text, way, px(110)) for text in said]
    widths = [metrics.horizontalAdvance(text) + px(16) for text in texts]
    more = metrics.horizontalAdvance("+99") + px(16)
    most = fitting(widths, line.width(), px(5), more)
    if most < len(texts):
        texts, widths = [*texts[:most], f"+{len(texts) - most}"], [*widths[:most], more]
    right, height = line.right(), px(19)
    painter.setFont(font)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for text, width in zip(reversed(texts), reversed(widths), strict=True):
        box = QRectF(right - width, line.center().y() - height / 2, width, height)
        if box.left() < line.left():
            return
        painter.setPen(QPen(QColor(theme.colours.line), 1))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(theme.colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        right -= width + px(5)

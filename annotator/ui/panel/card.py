"""How a card that is not being edited is drawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from annotator.domain.article import Article
from annotator.domain.label import Label
from annotator.store.queries import Mark
from annotator.ui.comments.talk import count_of
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme
from annotator.ui.wrapping import draw_wrapped

_PARAGRAPH = re.compile(r"^.*\S", re.MULTILINE)
_NAMES = {verdict.value: f"{SIGNS[verdict]} {WORDS[verdict]}" for verdict in WORDS}


def paint_card(painter: QPainter, rect: QRect, mark: Mark, session: Session, theme: Theme) -> None:
    """Verdict and place, two lines of the quote, and chips for what else the label has."""
    label = session.label(mark.id)
    if label is None:
        return
    c, px = theme.colours, theme.px
    painter.setPen(QPen(QColor(c.line), 1))
    painter.setBrush(QColor(c.paper))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
    inner = QRectF(rect).adjusted(px(12), px(9), -px(12), -px(9))
    line = QRectF(inner.left(), inner.top(), inner.width(), px(18))
    painter.setFont(theme.sans(bold=True))
    painter.setPen(c.ink(mark.verdict))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, _NAMES[mark.verdict])
    painter.setFont(theme.sans(12))
    painter.setPen(QColor(c.muted))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, paragraph(session.article, mark.start))
    _paint_quote(painter, inner.adjusted(0, px(20), 0, 0), label.quote, theme)
    left = inner.left()
    for chip in chips(label, session):
        left = _paint_chip(painter, left, inner, chip, theme)


def chips(label: Label, session: Session) -> list[str]:
    """What else there is to a label, in a word or two each."""
    said = []
    if any(change.key == label.id for entry in session.unsaved for change in entry.changes):
        said.append("not saved yet")
    if label.annotator != session.annotator.id:
        said.append(session.name_of(label.annotator))
    if label.evidence:
        count = len(label.evidence)
        said.append("1 source" if count == 1 else f"{count} sources")
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


def _paint_quote(painter: QPainter, box: QRectF, quote: str, theme: Theme) -> None:
    painter.setPen(QColor(theme.colours.text))
    words = " ".join(quote[:400].split())
    draw_wrapped(painter, box, f"“{words}”", theme.serif(14), 2)


def _paint_chip(painter: QPainter, left: float, inner: QRectF, text: str, theme: Theme) -> float:
    font = theme.sans(11.5)
    metrics = QFontMetricsF(font)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, theme.px(130))
    width = metrics.horizontalAdvance(text) + theme.px(16)
    height = theme.px(19)
    if left + width > inner.right():
        return inner.right()
    box = QRectF(left, inner.bottom() - height, width, height)
    painter.setFont(font)
    painter.setPen(QPen(QColor(theme.colours.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(QColor(theme.colours.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return left + width + theme.px(5)

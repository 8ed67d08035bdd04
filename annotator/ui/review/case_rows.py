"""How a row of the list of cases is drawn."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.ui.comments.mark import OpenThreads, paint_mark
from annotator.ui.panel.card import paragraph
from annotator.ui.queue.model import Index
from annotator.ui.review.desk import Desk
from annotator.ui.review.gist import gist_of, kind_of, quoted
from annotator.ui.session import Session
from annotator.ui.theme import Theme
from annotator.ui.wrapping import draw_wrapped, wrapped

_EDGE, _SIDE, _LINE = 8, 14, 18
_KEPT = 100
"""Some screens of rows."""
Told: TypeAlias = tuple[Claim, str, int, bool]
"""All that a row tells: its case, its place, the threads about it, whether it is looked at."""


class CaseRows(QStyledItemDelegate):
    """Kind and place, one or two lines of the quote, and who said what.

    What is drawn is kept: when a case is settled all those below it move up, and are as they were.
    """

    def __init__(self, desk: Desk, threads: OpenThreads, session: Session, theme: Theme) -> None:
        super().__init__(desk)
        self._desk = desk
        self._threads = threads
        self._session = session
        self._theme = theme
        self._kept: dict[str, tuple[Told, QPixmap]] = {}
        theme.changed.connect(self._forget)

    def _forget(self) -> None:
        self._kept.clear()

    def height(self, claim: Claim, width: int) -> int:
        """How high a row needs to be: one line of the quote, or two."""
        font = self._theme.sans(bold=True)
        room = float(width - 2 * self._theme.px(_SIDE))
        lines = wrapped(quoted(claim), font, room, 2)
        return round(self.around() + len(lines) * QFontMetricsF(font).lineSpacing())

    def around(self) -> int:
        """How high a row is without its quote."""
        return 2 * self._theme.px(_EDGE) + 2 * self._theme.px(_LINE) + self._theme.px(3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        claim, rect = self._desk.docket.cases[index.row()], option.rect
        looked_at = bool(option.state & QStyle.StateFlag.State_Selected)
        told = claim, self._place(claim), self._threads.count(claim), looked_at
        ratio = option.widget.devicePixelRatioF()
        if not ratio.is_integer():  # a picture would lie between the points of the screen
            painter.save()
            painter.setClipRect(rect)
            painter.translate(rect.topLeft())
            self._draw(painter, QRectF(0, 0, rect.width(), rect.height()), told)
            painter.restore()
            return
        painter.drawPixmap(rect.topLeft(), self._picture(rect, told, ratio))

    def _picture(self, rect: QRect, told: Told, ratio: float) -> QPixmap:
        claim = told[0]
        before, picture = self._kept.get(claim.id, (None, QPixmap()))
        size = rect.size() * ratio
        if before != told or picture.size() != size:
            picture = QPixmap(size)
            picture.setDevicePixelRatio(ratio)
            painter = QPainter(picture)
            self._draw(painter, QRectF(0, 0, rect.width(), rect.height()), told)
            painter.end()
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[claim.id] = told, picture
        return picture

    def _draw(self, painter: QPainter, rect: QRectF, told: Told) -> None:
        claim, place, threads, looked_at = told
        theme, c, px = self._theme, self._theme.colours, self._theme.px
        painter.fillRect(rect, QColor(c.selection if looked_at else c.panel))
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), QColor(c.line))
        box = rect.adjusted(px(_SIDE), px(_EDGE), -px(_SIDE), -px(_EDGE))
        line = QRectF(box.left(), box.top(), box.width(), px(_LINE))
        painter.setFont(theme.sans(bold=True))
        painter.setPen(self._ink(claim))
        kind = kind_of(claim)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, kind)
        room = line.width() - QFontMetricsF(painter.font()).horizontalAdvance(kind) - px(14)
        painter.setPen(QColor(c.muted))
        painter.setFont(theme.sans(12))
        small = QFontMetricsF(painter.font())
        place = small.elidedText(place, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, place)
        painter.setPen(QColor(c.text))
        lines = box.adjusted(0, px(_LINE), 0, -px(_LINE))
        draw_wrapped(painter, lines, quoted(claim), theme.sans(bold=True), 2)
        painter.setPen(QColor(c.muted))
        painter.setFont(theme.sans(12))
        foot = QRectF(box.left(), box.bottom() - px(_LINE) + px(2), box.width(), px(_LINE))
        foot.setWidth(foot.width() - paint_mark(painter, foot, threads, theme))
        gist = small.elidedText(gist_of(claim), Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, gist)

    def _ink(self, claim: Claim) -> QColor:
        c = self._theme.colours
        if claim.state is ClaimState.SETTLED:
            return QColor(c.verified)
        if claim.state is ClaimState.DEFERRED:
            return QColor(c.unverifiable)
        return QColor(c.disputed if claim.kind is Difference.VERDICT else c.text)

    def _place(self, claim: Claim) -> str:
        """Where it stands: the paragraph of the article that is open, or which other one."""
        article = self._session.article
        if article is not None and article.id == claim.article:
            return paragraph(article, claim.start)
        return self._desk.docket.titles.get(claim.article, "")

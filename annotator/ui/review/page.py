"""The article with one claim lit: what the decision would cover, and a lane for each annotator."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QShowEvent, QTextCursor

from annotator.domain.claim import Claim
from annotator.domain.label import Label, Verdict
from annotator.store.queries import Mark
from annotator.ui.article.page import Page
from annotator.ui.labels import ArticleLabels
from annotator.ui.review.desk import Desk
from annotator.ui.review.values import Part
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme

_LANE = 22
_AROUND = 0.3
"""How much of a claim's length is shown before and after it in the lanes."""


def _mark(part: Part, id_: str) -> Mark:
    """A part of the decision as a mark on the page."""
    verdict, spans = (part.verdict or Verdict.UNVERIFIABLE).value, part.spans
    some = spans if len(spans) > 1 else None
    return Mark(spans[0].start, spans[-1].end, id_, verdict, "", "gold", some)


class ReviewPage(Page):
    """Shows the article of the desk's case. While nobody looks at it, it does nothing."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__(session, theme)
        self._desk = desk
        self._stale = True
        self._spaced: tuple[int, float] | None = None
        self.setAccessibleName("Article under review")
        desk.case_changed.connect(self._look)
        desk.draft_changed.connect(self._refresh)
        desk.names.changed.connect(self._refresh)

    def show_article(self) -> None:
        """Show the session's article, as soon as this page is seen."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._spaced = None
            super().show_article()
            self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.show_article()

    def _look(self) -> None:
        """Make room for the lanes below the claim, and bring it into view."""
        if self._stale or not self._is_here():
            return
        self._make_room()
        self._refresh()
        case = self._desk.case
        if case is not None:
            self._bring_into_view(case)

    def _bring_into_view(self, case: Claim) -> None:
        """The claim a third down the page, so that its lanes and what comes before are seen."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        top = self._rect_of(case.start).top()
        bottom = self._rect_of(case.end).bottom() + self._height(case)
        if top < self._theme.px(60) or bottom > room - self._theme.px(30):
            bar.setValue(bar.value() + top - room // 3)

    def _is_here(self) -> bool:
        article, case = self._session.article, self._desk.case
        return article is not None and (case is None or case.article == article.id)

    def _take_state(self) -> None:
        """The decision that is being made stands in for the labels."""
        super()._take_state()
        desk, scene = self._desk, self._scene
        scene.own, scene.active, scene.labels = False, None, ArticleLabels()
        if desk.case is None or desk.draft is None or not self._is_here():
            return
        marks = [_mark(part, f"part {at}") for at, part in enumerate(desk.draft.parts)]
        scene.labels, scene.active = ArticleLabels(marks), f"part {desk.draft.at}"
        scene.forget_places()

    # The lanes

    def _rows(self, case: Claim) -> list[tuple[str, Label | None]]:
        """A name, or a number while names are hidden, and what stands in its lane."""
        labels = self._desk.numbered()
        rows: list[tuple[str, Label | None]] = [
            (self._desk.names.of_label(label) or f"Label {number}", label)
            for number, label in enumerate(labels, 1)
        ]
        if case.missing:
            rows.append((f"Not by {self._desk.names.of_missing(case)}", None))
        return rows

    def _height(self, case: Claim) -> float:
        return self._theme.px(_LANE) * len(self._rows(case)) + self._theme.px(16)

    def _make_room(self) -> None:
        """The paragraph of the claim gets a margin below it that is as high as the lanes."""
        if self._spaced is not None:
            self._set_space(*self._spaced)
            self._spaced = None
        case = self._desk.case
        if case is None:
            return
        block = self.document().findBlock(self._session.offsets.utf16(case.end))
        before = block.blockFormat().bottomMargin()
        self._spaced = block.blockNumber(), before
        self._set_space(block.blockNumber(), before + self._height(case) + self._theme.px(14))

    def _set_space(self, number: int, margin: float) -> None:
        block = self.document().findBlockByNumber(number)
        if block.isValid():
            form = block.blockFormat()
            form.setBottomMargin(margin)
            QTextCursor(block).setBlockFormat(form)
            self._scene.forget_places()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        case = self._desk.case
        if case is None or self._spaced is None or not self._is_here():
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        block = self.document().findBlockByNumber(self._spaced[0])
        rect = self.document().documentLayout().blockBoundingRect(block)
        lines = block.layout().boundingRect()
        top = rect.top() + lines.height() + self._theme.px(8)
        side = self.document().rootFrame().frameFormat().leftMargin()
        width = self.viewport().width() - 2 * side
        self._paint_lanes(painter, QRectF(side, top, width, self._height(case)), case)
        painter.end()

    def _paint_lanes(self, painter: QPainter, box: QRectF, case: Claim) -> None:
        colours, px = self._theme.colours, self._theme.px
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(box, 9, 9)
        around = max(8, round(_AROUND * (case.end - case.start)))
        low, high = case.start - around, case.end + around
        names = words = min(px(120), box.width() * 0.24)
        track = box.adjusted(px(14) + names, px(8), -px(14) - words, 0)
        scale = track.width() / (high - low)
        painter.setFont(self._theme.sans(12.5))
        told = {verdict: f"{SIGNS[verdict]} {WORDS[verdict]}" for verdict in case.verdicts}
        metrics = painter.fontMetrics()
        if max(map(metrics.horizontalAdvance, told.values()), default=0) > words:
            told = {verdict: SIGNS[verdict] for verdict in told}
        for number, (name, label) in enumerate(self._rows(case)):
            y = track.top() + number * px(_LANE)
            line = QRectF(box.left() + px(14), y, names - px(8), px(_LANE) - 4)
            painter.setPen(QColor(colours.text))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(line, flags, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.window))
            painter.drawRoundedRect(QRectF(track.left(), y, track.width(), px(_LANE) - 6), 3, 3)
            if label is None:
                continue
            for span in label.spans:
                left = track.left() + (span.start - low) * scale
                bar = QRectF(left, y, len(span) * scale, px(_LANE) - 6)
                painter.fillRect(bar, colours.wash(label.verdict))
                bar.setTop(bar.bottom() - 2)
                painter.fillRect(bar, colours.ink(label.verdict))
            painter.setPen(colours.ink(label.verdict))
            line = QRectF(track.right() + px(8), y, words, px(_LANE) - 4)
            painter.drawText(line, flags, told[label.verdict])

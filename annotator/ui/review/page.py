"""The article with one claim lit: what the decision would cover, and a lane for each annotator."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.article import Article
from annotator.domain.claim import Claim
from annotator.domain.label import Label
from annotator.domain.offsets import Offsets
from annotator.store.queries import Mark
from annotator.ui.article.overlay import UNDECIDED
from annotator.ui.article.page import Page
from annotator.ui.article.sheet import Sheet
from annotator.ui.labels import ArticleLabels
from annotator.ui.review import lanes
from annotator.ui.review.desk import Desk
from annotator.ui.review.lanes import Row
from annotator.ui.review.names import numbers_of
from annotator.ui.review.values import Part
from annotator.ui.session import Session
from annotator.ui.theme import Theme


def _mark(part: Part, id_: str) -> Mark:
    """A part of the decision as a mark on the page."""
    verdict, spans = part.verdict.value if part.verdict else UNDECIDED, part.spans
    some = spans if len(spans) > 1 else None
    return Mark(spans[0].start, spans[-1].end, id_, verdict, "", "gold", some)


class ReviewPage(Page):
    """Shows the article of the desk's case, or has one ready that comes to the front later."""

    def __init__(self, desk: Desk, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(session, theme, parent)
        self._desk = desk
        self._lit: Claim | None = None
        self._ready = False
        self.setAccessibleName("Article under review")
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # no caret
        desk.case_changed.connect(self._look)
        desk.draft_changed.connect(self._refresh)
        desk.names.changed.connect(self._refresh)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    def _fill(self) -> None:
        self._lit = None  # it may be of the article before
        super()._fill()
        self._show_case()

    def _look(self) -> None:
        """Make room for the lanes below the claim, and bring it into view; once for each case."""
        if not self._is_here():
            return
        if self._lit is self._desk.case:
            self._refresh()
        else:
            if self._make_room(self._sheet, self._desk.case):
                self._scene.forget_places()
            self._show_case()

    def _show_case(self) -> None:
        self._lit = case = self._desk.case
        self._refresh()
        if case is not None and self._is_here():
            self._bring_into_view(case)

    def _show_sheet(self, sheet: Sheet) -> None:
        self._make_room(sheet, self._desk.case)
        super()._show_sheet(sheet)

    # Behind the page that is looked at

    def make_ready(self, article: Article, case: Claim) -> None:
        """Set an article out as it will be looked at, before anyone turns to it."""
        self._take_size()
        if not self.is_ready_for(article):
            self._show_sheet(self._sheet_of(article, Offsets(article.text)))
            self._take_size()  # there may be a scroll bar now
            self._ready = True
        self._make_room(self._sheet, case)
        self._bring_into_view(case)

    def is_ready_for(self, article: Article | None) -> bool:
        """Whether it has this article, as it is now, and at the width that it will have."""
        pending = self.testAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent)
        return self._ready and not pending and self._sheet.article == article

    def step_back(self) -> None:
        """Go behind the other page. What stands here is ready for whoever comes back to it."""
        self._behind = self._ready = True
        self.hide()

    def _new_sheet(self) -> Sheet:
        ready, self._ready = self.is_ready_for(self._session.article), False
        return self._sheet if ready else super()._new_sheet()

    def _take_size(self) -> None:
        """Take the size that it has been given. A widget that is hidden hears of it when it is
        shown, and would lay its text out again then."""
        for widget in (self, self.viewport()):
            pending = Qt.WidgetAttribute.WA_PendingResizeEvent
            if widget.testAttribute(pending):
                widget.setAttribute(pending, False)
                QApplication.sendEvent(widget, QResizeEvent(widget.size(), QSize()))

    # Where the claim is

    def _restyle(self) -> None:
        """At another size the same lines are elsewhere: a claim that is looked at stays in view."""
        self._ready = False
        seen = self._is_seen()
        super()._restyle()
        self._keep_in_view(seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        seen = event.oldSize().isValid() and self._is_seen()
        super().resizeEvent(event)
        self._keep_in_view(seen)

    def _is_seen(self) -> bool:
        case = self._lit
        if case is None or not self._is_here():
            return False
        return 0 <= self._rect_of(case.start).top() < self.viewport().height()

    def _keep_in_view(self, seen: bool) -> None:
        if seen and self._lit is not None and not self._behind:
            self._bring_into_view(self._lit)

    def _bring_into_view(self, case: Claim) -> None:
        """The claim a third down the page, so that its lanes and what comes before are seen."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        top = self._rect_of(case.start).top()
        bottom = self._rect_of(case.end).bottom() + self._height(case)
        if top < self._theme.px(60) or bottom > room - self._theme.px(30):
            bar.setValue(bar.value() + top - room // 3)

    def _is_here(self) -> bool:
        """Whether the case is of the article that stands on the page, and that is looked at: while
        another is opened, it is not there yet."""
        here, open_, case = self._sheet.article, self._session.article, self._desk.case
        if self._behind or here is None or open_ is None or here.id != open_.id:
            return False
        return case is None or case.article == here.id

    def _take_state(self) -> None:
        """The decision that is being made stands in for the labels."""
        super()._take_state()
        desk, scene = self._desk, self._scene
        scene.own, scene.active, scene.labels = False, None, ArticleLabels()
        if desk.case is None or not self._is_here():
            return
        if desk.draft is None:  # its labels are gone: what stands
            parts, at = [Part(gold.spans, gold.verdict) for gold in desk.case.stands], 0
        else:
            parts, at = list(desk.draft.parts), desk.draft.at
        marks = [_mark(part, f"part {number}") for number, part in enumerate(parts)]
        scene.labels, scene.active = ArticleLabels(marks), f"part {at}"
        scene.forget_places()

    def _whose(self, label: Label) -> str:
        return self._desk.names.of_label(label)

    # The lanes

    def _rows(self, case: Claim) -> list[Row]:
        """For each annotator a name, or numbers while names are hidden, and what stands there."""
        names = self._desk.names
        rows = [
            Row(names.of_label(voice[0][1]) or numbers_of(voice), voice)
            for voice in names.voices(case)
        ]
        if case.missing:
            rows.append(Row(f"Not by {names.of_missing(case)}", ()))
        return rows

    def _height(self, case: Claim) -> float:
        return lanes.height(len(self._rows(case)), self._theme) if case.labels else 0

    def _make_room(self, sheet: Sheet, case: Claim | None) -> bool:
        """The paragraph of the claim gets a margin below it that is as high as the lanes. Returns
        whether anything has moved."""
        if case is None or not case.labels or case.article != (sheet.article and sheet.article.id):
            return sheet.make_room(None, 0)
        height = self._height(case) + self._theme.px(14)
        return sheet.make_room(sheet.offsets.utf16(case.end), height)

    def lanes_box(self) -> QRectF | None:
        """Where the lanes are in the viewport: below the paragraph of the claim. Where that is so
        long that they would be out of sight, at the foot of the page, over its words."""
        case, block = self._desk.case, self._sheet.spaced
        if case is None or block is None or not self._is_here():
            return None
        rect = self.document().documentLayout().blockBoundingRect(block)
        lines = block.layout().boundingRect()
        gap, height = self._theme.px(8), self._height(case)
        top = rect.top() + lines.height() + gap - self.verticalScrollBar().value()
        foot = self.viewport().height() - height - gap
        begin, end = self._rect_of(case.start), self._rect_of(case.end)
        if begin.top() >= 0 and end.bottom() + gap <= foot:
            top = min(top, foot)
        side = self.document().rootFrame().frameFormat().leftMargin()
        return QRectF(side, top, self.viewport().width() - 2 * side, height)

    def _on_scroll(self) -> None:
        """What lies at the foot stays there, while the words below it move."""
        if self._sheet.spaced is not None:
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        case, article, box = self._desk.case, self._session.article, self.lanes_box()
        if case is None or article is None or box is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lanes.paint_lanes(painter, box, article.text, case, self._rows(case), self._theme)
        painter.end()

"""The list of cases: a model over the docket, and how a row is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.domain.claim import Claim, ClaimState, Decision, Difference, Outcome
from annotator.domain.edits import shortened
from annotator.domain.label import Label, Verdict
from annotator.ui.comments.mark import OpenThreads, paint_mark, said
from annotator.ui.panel.card import paragraph
from annotator.ui.queue.model import Index
from annotator.ui.review.desk import Desk
from annotator.ui.review.docket import Docket
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme
from annotator.ui.wrapping import draw_wrapped, wrapped

KINDS: Final = {
    Difference.VERDICT: "Verdict", Difference.EXTENT: "Extent", Difference.MISSING: "Missing",
    Difference.SPLIT: "Split", Difference.EVIDENCE: "Evidence",
}  # fmt: skip
_STATES: Final = {
    ClaimState.SETTLED: "Settled", ClaimState.DEFERRED: "Asked",
    ClaimState.ORPHANED: "Labels deleted",
}  # fmt: skip
_NOTHING: Final = {Outcome.REJECTED: "rejected", Outcome.DEFERRED: "asked"}
_EDGE, _SIDE, _LINE = 8, 14, 18
_QUOTE: Final = 200
"""More of a quote than this never fits into two lines."""


class CaseModel(QAbstractListModel):
    """The cases that are listed."""

    def __init__(self, docket: Docket, threads: OpenThreads) -> None:
        super().__init__(docket)
        self._docket = docket
        self._threads = threads
        docket.resetting.connect(self.beginResetModel)
        docket.reset.connect(self.endResetModel)
        docket.removing.connect(self._before_removal)
        docket.removed.connect(self.endRemoveRows)
        docket.inserting.connect(self._before_insertion)
        docket.inserted.connect(self.endInsertRows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._docket.cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        claim = self.case(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = f"{kind_of(claim)}: {shortened(claim.quote, 120)}. {gist_of(claim)}"
            talk = said(self.threads_at(index.row()))
            return f"{told}. {talk}" if talk else told
        return None

    def threads_at(self, row: int) -> int:
        """How many threads are open about the case of a row."""
        return self._threads.count(label.id for label in self.case(row).labels)

    def case(self, row: int) -> Claim:
        """The case of a row."""
        return self._docket.cases[row]

    def _before_removal(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)

    def _before_insertion(self, row: int) -> None:
        self.beginInsertRows(QModelIndex(), row, row)


def kind_of(claim: Claim) -> str:
    """In what they differ, or that it is settled, in a word."""
    if claim.state in _STATES:
        return _STATES[claim.state]
    kind = KINDS[claim.kind] if claim.kind else "Agreed" if claim.agreed else "Alone"
    if claim.contradicting:
        return f"{kind}, settled twice"
    return f"{kind}, reopened" if claim.state is ClaimState.REOPENED else kind


def gist_of(claim: Claim) -> str:
    """What stands, or what was asked, or who said what, in a few signs."""
    decision = claim.decision
    if claim.contradicting:
        return " against ".join(_stand(step.golds, step.last) for step in claim.contradicting)
    if decision and claim.state is ClaimState.DEFERRED:
        return decision.reason
    if decision and claim.state in (ClaimState.SETTLED, ClaimState.ORPHANED):
        return _stand(claim.stands, decision)
    said = " · ".join(_votes(claim))
    kind = claim.kind
    if kind is Difference.MISSING:
        return f"{said} · {len(claim.missing)} did not mark it"
    if kind is Difference.EXTENT:
        return f"{said}, {len(set(claim.extents))} extents"
    if kind is Difference.SPLIT:
        return f"{said}, in {len(claim.labels)} labels"
    if kind is Difference.EVIDENCE:
        return f"{said}, sources contradict"
    return said


def _stand(golds: Sequence[Label], decision: Decision) -> str:
    stand = " · ".join(f"{SIGNS[gold.verdict]} {WORDS[gold.verdict]}" for gold in golds)
    return stand or _NOTHING.get(decision.outcome, "nothing stands")


def _votes(claim: Claim) -> Iterator[str]:
    """How many annotators give each verdict, and how many give several."""
    votes = Counter(
        tuple(sorted(verdicts, key=list(Verdict).index)) for verdicts in claim.said.values()
    )
    for verdicts, count in votes.most_common():
        signs = " and ".join(SIGNS[verdict] for verdict in verdicts)
        both = " say both " if count > 1 else " says both "
        yield f"{signs} {count}" if len(verdicts) == 1 else f"{count}{both}{signs}"


class CaseDelegate(QStyledItemDelegate):
    """Kind and place, one or two lines of the quote, and who said what."""

    def __init__(self, model: CaseModel, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__(model)
        self._desk = desk
        self._model = model
        self._session = session
        self._theme = theme

    def height(self, row: int, width: int) -> int:
        """How high a row needs to be: one line of the quote, or two."""
        font = self._theme.sans(bold=True)
        room = float(width - 2 * self._theme.px(_SIDE))
        lines = wrapped(_quoted(self._model.case(row)), font, room, 2)
        return round(self.around() + len(lines) * QFontMetricsF(font).lineSpacing())

    def around(self) -> int:
        """How high a row is without its quote."""
        return 2 * self._theme.px(_EDGE) + 2 * self._theme.px(_LINE) + self._theme.px(3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        claim, theme = self._model.case(index.row()), self._theme
        c, px = theme.colours, theme.px
        rect = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(c.selection))
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
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
        place = small.elidedText(self._place(claim), Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, place)
        self._draw_quote(painter, box.adjusted(0, px(_LINE), 0, -px(_LINE)), claim)
        painter.setPen(QColor(c.muted))
        painter.setFont(theme.sans(12))
        foot = QRectF(box.left(), box.bottom() - px(_LINE) + px(2), box.width(), px(_LINE))
        count = self._model.threads_at(index.row())
        foot.setWidth(foot.width() - paint_mark(painter, foot, count, theme))
        gist = small.elidedText(gist_of(claim), Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, gist)
        painter.restore()

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

    def _draw_quote(self, painter: QPainter, box: QRectF, claim: Claim) -> None:
        painter.setPen(QColor(self._theme.colours.text))
        draw_wrapped(painter, box, _quoted(claim), self._theme.sans(bold=True), 2)


def _quoted(claim: Claim) -> str:
    return f"“{' '.join(claim.quote[:_QUOTE].split())}”" if claim.quote else "(its words are gone)"


class CaseView(QTableView):
    """Rows as high as they need, chosen by click or arrow. A table, because a list asks its model
    twice for each of 20,000 rows whenever one of them goes; and only rows that are seen are
    measured."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._held: tuple[Claim, int] | None = None
        threads = OpenThreads(session)
        self._cases = CaseModel(desk.docket, threads)
        threads.changed.connect(self.viewport().update)
        self._rows = CaseDelegate(self._cases, desk, session, theme)
        self.setAccessibleName("Disagreements")
        self.setModel(self._cases)
        self.setItemDelegate(self._rows)
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._size_rows()
        theme.changed.connect(self._size_rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        desk.case_changed.connect(self._follow)
        desk.docket.resetting.connect(self._hold)
        self._cases.modelReset.connect(self._come_back)
        self._cases.rowsInserted.connect(self._fit)
        self._cases.rowsRemoved.connect(self._fit)
        self.verticalScrollBar().valueChanged.connect(self._fit)

    def _size_rows(self) -> None:
        lines = QFontMetricsF(self._theme.sans(bold=True)).lineSpacing()
        header = self.verticalHeader()
        header.setDefaultSectionSize(round(self._rows.around() + 2 * lines))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Make the rows that are seen as high as they need, and leave the first one where it is."""
        if self._desk.docket.moving:
            return
        first, bottom = self.rowAt(0), self.viewport().height()
        if first < 0:
            return
        row, top = first, self.rowViewportPosition(first)
        while row < self._cases.rowCount() and top < bottom:
            height = self._rows.height(row, self.viewport().width())
            if height != self.rowHeight(row):
                self.setRowHeight(row, height)
            top += height
            row += 1

    def _hold(self) -> None:
        """Where others are to come between these rows: keep in mind where the current one stands,
        or the first that is seen."""
        self._held = None
        if self._desk.docket.growing:
            at, room = self.currentIndex().row(), self.viewport().height()
            if at < 0 or not 0 <= self.rowViewportPosition(at) < room:
                at = self.rowAt(0)
            if at >= 0:
                self._held = self._cases.case(at), self.rowViewportPosition(at)

    def _come_back(self) -> None:
        """Have the row stand where it stood: nobody's eye or hand loses it."""
        self._follow()
        if self._held is None:
            return
        case, top = self._held
        self.executeDelayedItemsLayout()  # the scroll bar is as long as the list from here on
        for _ in range(2):  # rows that come into view turn out less high than they were taken for
            at = max(0, self._desk.docket.place(case))
            self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(at) - top)

    def _follow(self) -> None:
        at = self._desk.place()
        self._fit()
        if at != self.currentIndex().row():
            self.setCurrentIndex(self._cases.index(at) if at >= 0 else QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self._desk.docket.moving or not current.isValid():
            return
        if current.row() != self._desk.place():
            self._desk.choose(self._cases.case(current.row()))

"""The list of cases: a model over the desk, how a row is drawn, and the chips that filter it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.case_filter import CaseFilter, Which
from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.domain.edits import shortened
from annotator.ui.comments.mark import OpenThreads, paint_mark, said
from annotator.ui.direction import option_for
from annotator.ui.flow import FlowLayout
from annotator.ui.panel.card import paragraph
from annotator.ui.plain import plain
from annotator.ui.queue.model import Index
from annotator.ui.review.desk import Desk
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, Theme

_HEIGHT = 92
_KINDS = {
    Difference.VERDICT: "Verdict", Difference.EXTENT: "Extent", Difference.MISSING: "Missing",
    Difference.SPLIT: "Split", Difference.EVIDENCE: "Evidence",
}  # fmt: skip
_STATES = {
    ClaimState.SETTLED: "Settled", ClaimState.DEFERRED: "Asked", ClaimState.ORPHANED: "Orphaned",
}  # fmt: skip
_COUNTED = {Which.SETTLED: ClaimState.SETTLED, Which.ASKED: ClaimState.DEFERRED}


class CaseModel(QAbstractListModel):
    """The cases of the desk."""

    def __init__(self, desk: Desk, threads: OpenThreads) -> None:
        super().__init__(desk)
        self._desk = desk
        self._threads = threads
        desk.docket.listed.connect(self._reset)
        desk.docket.removing.connect(lambda row: self.beginRemoveRows(QModelIndex(), row, row))
        desk.docket.removed.connect(self.endRemoveRows)
        desk.docket.inserting.connect(lambda row: self.beginInsertRows(QModelIndex(), row, row))
        desk.docket.inserted.connect(self.endInsertRows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._desk.docket.cases)

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
        return self._desk.docket.cases[row]

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()


def kind_of(claim: Claim) -> str:
    """In what they differ, or that it is settled, in a word."""
    if claim.state in _STATES:
        return _STATES[claim.state]
    kind = _KINDS[claim.kind] if claim.kind else "Agreed"
    return f"{kind}, reopened" if claim.state is ClaimState.REOPENED else kind


def gist_of(claim: Claim) -> str:
    """Who said what, in a few signs."""
    votes = Counter(label.verdict for label in claim.labels)
    said = " · ".join(f"{SIGNS[verdict]} {count}" for verdict, count in votes.most_common())
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


class CaseDelegate(QStyledItemDelegate):
    """Kind and place, two lines of the quote, and who said what."""

    def __init__(self, model: CaseModel, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__(model)
        self._desk = desk
        self._model = model
        self._session = session
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._theme.px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        claim, theme = self._model.case(index.row()), self._theme
        c, px = theme.colours, theme.px
        rect = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(c.selection))
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = rect.adjusted(px(14), px(8), -px(14), -px(8))
        line = QRectF(box.left(), box.top(), box.width(), px(18))
        painter.setFont(theme.sans(bold=True))
        ink = c.disputed if claim.kind is Difference.VERDICT else c.text
        painter.setPen(QColor(c.verified if claim.state is ClaimState.SETTLED else ink))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, kind_of(claim))
        painter.setPen(QColor(c.muted))
        painter.setFont(theme.sans(12))
        article = self._session.article
        place = self._desk.docket.titles.get(claim.article, "")
        if article is not None and article.id == claim.article:
            place = paragraph(article, claim.start)
        room = line.width() - px(90)
        place = QFontMetricsF(painter.font()).elidedText(place, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, place)
        self._draw_quote(painter, box.adjusted(0, px(19), 0, 0), claim)
        painter.setPen(QColor(c.muted))
        painter.setFont(theme.sans(12))
        foot = QRectF(box.left(), box.bottom() - px(16), box.width(), px(18))
        count = self._model.threads_at(index.row())
        foot.setWidth(foot.width() - paint_mark(painter, foot, count, theme))
        gist = QFontMetricsF(painter.font()).elidedText(
            gist_of(claim), Qt.TextElideMode.ElideRight, foot.width()
        )
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, gist)
        painter.restore()

    def _draw_quote(self, painter: QPainter, box: QRectF, claim: Claim) -> None:
        words = " ".join(claim.quote[:300].split())
        painter.setFont(self._theme.sans(bold=True))
        painter.setPen(QColor(self._theme.colours.text))
        metrics = QFontMetricsF(painter.font())
        option = option_for(words, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        room = box.width() * 1.8
        shown = metrics.elidedText(f"“{words}”", Qt.TextElideMode.ElideRight, room)
        box.setHeight(metrics.lineSpacing() * 2 + 2)
        painter.drawText(box, shown, option)


class CaseView(QTableView):
    """Rows of one height, chosen by click or arrow. A table, because a list asks its model twice
    for each of 20,000 rows whenever one of them goes."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        threads = OpenThreads(session)
        threads.changed.connect(self._repaint)
        model = CaseModel(desk, threads)
        self._cases = model
        self.setAccessibleName("Disagreements")
        self.setModel(model)
        self.setItemDelegate(CaseDelegate(model, desk, session, theme))
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._theme = theme
        self._size_rows()
        theme.changed.connect(self._size_rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        desk.case_changed.connect(self._follow)
        desk.docket.listed.connect(self._follow)

    def _repaint(self) -> None:
        self.viewport().update()

    def _size_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(_HEIGHT))

    def _follow(self) -> None:
        at = self._desk.place()
        if at != self.currentIndex().row():
            self.setCurrentIndex(self._cases.index(at) if at >= 0 else QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self._desk.docket.moving or not current.isValid():
            return
        if current.row() != self._desk.place():
            self._desk.look_at(self._cases.case(current.row()))


class CaseList(QWidget):
    """Search, chips for the kinds and for what is settled, and the list."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = QLineEdit(placeholderText="Filter disagreements")
        self._words.setAccessibleName("Filter disagreements")
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(self._filter)
        self._kinds = {kind: self._chip(title) for kind, title in _KINDS.items()}
        self._states = {which: self._chip(which.value.capitalize()) for which in _COUNTED}
        self.view = CaseView(desk, session, theme)
        self._empty = plain(kind="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty.setContentsMargins(20, 24, 20, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(7)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(self._words)
        column.addLayout(row)
        bar = QWidget()
        chips = FlowLayout(bar, 4)
        chips.setContentsMargins(10, 0, 10, 0)
        for chip in (*self._kinds.values(), *self._states.values()):
            chips.addWidget(chip)
        column.addWidget(bar)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        desk.docket.recounted.connect(self._show_counts)

    def _chip(self, title: str) -> QToolButton:
        chip = QToolButton()
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.setAccessibleName(title)
        chip.setText(title)
        chip.clicked.connect(self._filter)
        return chip

    def _filter(self) -> None:
        chosen = [which for which, chip in self._states.items() if chip.isChecked()]
        kinds = frozenset(kind for kind, chip in self._kinds.items() if chip.isChecked())
        self._desk.show_cases(
            replace(
                self._desk.docket.filter,
                kinds=kinds,
                state=chosen[0] if chosen else Which.TO_DO,
                text=self._words.text().strip(),
            )
        )

    def show_filter(self) -> None:
        """Show what the list is filtered by, whoever has chosen it."""
        chosen = self._desk.docket.filter
        for kind, chip in self._kinds.items():
            chip.setChecked(kind in chosen.kinds)
        for which, chip in self._states.items():
            chip.setChecked(which is chosen.state)
        if self._words.text().strip() != chosen.text:
            self._words.blockSignals(True)
            self._words.setText(chosen.text)
            self._words.blockSignals(False)

    def _show_counts(self) -> None:
        self.show_filter()
        docket = self._desk.docket
        for kind, chip in self._kinds.items():
            chip.setText(f"{_KINDS[kind]} {docket.counts[kind]}")
            chip.setVisible(bool(docket.counts[kind]) or chip.isChecked())
        for which, chip in self._states.items():
            chip.setText(f"{which.value.capitalize()} {docket.states[_COUNTED[which]]}")
        said = "Nothing here matches the filter."
        if not docket.states:
            said = "No disagreements: they show where two people have finished the same article."
        elif docket.filter == CaseFilter():
            said = "Everything is settled."
        self._empty.setText(said)
        self._empty.setVisible(not docket.cases)

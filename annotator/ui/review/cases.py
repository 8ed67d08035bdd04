"""The list of cases: a model over the docket, and rows as high as they need."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from annotator.domain.claim import Claim
from annotator.domain.quoting import shortened
from annotator.ui.comments.mark import OpenThreads, said
from annotator.ui.queue.model import Index
from annotator.ui.review.case_rows import CaseRows
from annotator.ui.review.desk import Desk
from annotator.ui.review.docket import Docket
from annotator.ui.review.gist import gist_of, kind_of
from annotator.ui.session import Session
from annotator.ui.theme import Theme


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
            talk = said(self._threads.count(claim))
            return f"{told}. {talk}" if talk else told
        return None

    def case(self, row: int) -> Claim:
        """The case of a row."""
        return self._docket.cases[row]

    def _before_removal(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)

    def _before_insertion(self, row: int) -> None:
        self.beginInsertRows(QModelIndex(), row, row)


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
        self._rows = CaseRows(desk, threads, session, theme)
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
            height = self._rows.height(self._cases.case(row), self.viewport().width())
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

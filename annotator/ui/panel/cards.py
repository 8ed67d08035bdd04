"""The list of cards. All cards are of one height but the active one, which holds its editor: so the
place of each is arithmetic, and 50,000 of them cost no more than ten. To assistive tools it is a
list of items, and the editor a group beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QListView, QWidget

from annotator.domain.label import Verdict
from annotator.ui.panel.card import paint_card
from annotator.ui.panel.model import CardModel
from annotator.ui.plain import any_of
from annotator.ui.session import Session
from annotator.ui.theme import Theme
from annotator.ui.viewports import know_viewport

if TYPE_CHECKING:
    from annotator.ui.panel.editor import CardEditor

Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _GAP, _SIDE = 80, 8, 12


class Opening(QWidget):
    """What is seen of the editor: it lies over the list, and is cut where the list ends. A list has
    nothing but items in it for assistive tools, so it is no child of that."""

    def __init__(self, cards: CardList, panel: QWidget) -> None:
        super().__init__(panel)
        self._cards = cards
        self._panel = panel
        self.setAccessibleName("Active label")
        self.hide()

    def show_part(self, editor: QWidget, place: QRect) -> None:
        """Show what is in view of the editor, which stands at this place of the list."""
        viewport = self._cards.viewport()
        top = min(max(0, place.top()), viewport.height())
        bottom = min(max(top, place.bottom() + 1), viewport.height())
        corner = viewport.mapTo(self._panel, QPoint(place.left(), top))
        self.setGeometry(corner.x(), corner.y(), place.width(), bottom - top)
        editor.move(0, place.top() - top)

    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._cards.verticalScrollBar(), event)


class CardList(QListView):
    """Draws the cards in view, and keeps the editor in the place of the active one. The editor is
    made for the first label that becomes active: a start does not wait for it."""

    def __init__(
        self,
        model: CardModel,
        make_editor: Callable[[], CardEditor],
        session: Session,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        know_viewport(self)
        self._cards = model
        self._make_editor = make_editor
        self.editor: CardEditor | None = None
        self._opening = Opening(self, parent)
        self._session = session
        self._theme = theme
        self._active = -1
        self._keys: Mapping[str, str] = {}
        self.setAccessibleName("Labels")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setModel(model)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.rowsMoved):
            signal.connect(self.follow)
        for signal in (self.clicked, self.activated):
            signal.connect(self._activate)
        session.active_changed.connect(self.follow)
        theme.changed.connect(self.place)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Say these keys where there is no card, and in the editor."""
        self._keys = keys
        self.viewport().update()
        if self.editor is not None:
            self.editor.show_keys(keys)

    # Where the cards are

    @property
    def _step(self) -> int:
        return self._theme.px(_HEIGHT) + self._theme.px(_GAP)

    @property
    def _extra(self) -> int:
        """By how much the active card is higher than the others."""
        return self._open_height() - self._theme.px(_HEIGHT) if self._active >= 0 else 0

    def _open_height(self) -> int:
        return self.editor.height() if self.editor else self._theme.px(_HEIGHT)

    def _top(self, row: int) -> int:
        top = self._theme.px(4) + row * self._step
        return top + (self._extra if 0 <= self._active < row else 0)

    def _rect(self, row: int) -> QRect:
        side = self._theme.px(_SIDE)
        height = self._open_height() if row == self._active else self._theme.px(_HEIGHT)
        top = self._top(row) - self.verticalOffset()
        return QRect(side, top, self.viewport().width() - 2 * side, height)

    def _row_at(self, y: int) -> int:
        y += self.verticalOffset() - self._theme.px(4)
        if self._active >= 0 and y >= self._active * self._step:
            y = max(self._active * self._step, y - self._extra)
        return y // self._step

    def follow(self) -> None:
        """Put the editor on the active label's card, and bring that into view."""
        self._active = self._cards.row_of(self._session.active)
        if self._active >= 0:
            self.get_ready()
        if self.editor is not None:
            self.editor.refresh()
        self.place()
        if self._active >= 0:
            self.setCurrentIndex(self._cards.index(self._active))
            self.scrollTo(self._cards.index(self._active))

    def get_ready(self) -> None:
        """Make the editor, if that has not been done yet."""
        if self.editor is None:
            self.editor = editor = self._make_editor()
            editor.show_keys(self._keys)
            editor.setParent(self._opening)
            editor.resized.connect(self._grow)
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            app.focusChanged.connect(self._keep_in_view)

    def place(self) -> None:
        """Bring the scroll bar and the editor to where they belong."""
        side = self._theme.px(_SIDE)
        if self.editor is not None:
            self.editor.set_width(self.viewport().width() - 2 * side)
        total = self._top(self._cards.rowCount()) + self._theme.px(4)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, total - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._step // 3)
        if self.editor is not None:
            if self._active >= 0:
                self._opening.show_part(self.editor, self._rect(self._active))
            self._opening.setVisible(self._active >= 0)
        self.viewport().update()

    def _grow(self) -> None:
        """The editor is of another height; where one writes in it stays in view."""
        self.place()
        self._keep_in_view(None, QApplication.focusWidget())

    def _keep_in_view(self, _: QWidget | None, widget: QWidget | None) -> None:
        """Scroll to a field of the editor: a card can be higher than the list."""
        editor = self.editor
        if widget is None or editor is None or not editor.isAncestorOf(widget):
            return
        form = widget.parentWidget()
        if form and form is not editor and form.height() < self.viewport().height():
            widget = form  # with its buttons
        top = self.viewport().mapFromGlobal(widget.mapToGlobal(QPoint(0, 0))).y()
        gap, bar = self._theme.px(_GAP), self.verticalScrollBar()
        below = top + widget.height() + gap - self.viewport().height()
        if top < gap:
            bar.setValue(bar.value() + top - gap)
        elif below > 0:
            bar.setValue(bar.value() + min(below, top - gap))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def updateGeometries(self) -> None:
        self.place()

    def doItemsLayout(self) -> None:
        """Nothing is laid out: where a card is, `_top` says."""
        self.place()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        self.place()

    # What a view must be able to say

    def visualRect(self, index: Index) -> QRect:
        return self._rect(index.row()) if index.isValid() else QRect()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        gap = self._theme.px(_GAP)
        if rect.top() < gap or rect.height() > self.viewport().height():
            bar.setValue(bar.value() + rect.top() - gap)
        elif rect.bottom() > self.viewport().height() - gap:
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + gap)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point.y())
        if 0 <= row < self._cards.rowCount() and self._rect(row).contains(point):
            return self._cards.index(row)
        return QModelIndex()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        moves = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._step)
        last = self._cards.rowCount() - 1
        row = self.currentIndex().row()
        by = {
            moves.MoveUp: -1, moves.MovePrevious: -1, moves.MoveDown: 1, moves.MoveNext: 1,
            moves.MovePageUp: -page, moves.MovePageDown: page,
            moves.MoveHome: -last - 1, moves.MoveEnd: last + 1,
        }.get(action, 0)  # fmt: skip
        return self._cards.index(max(0, min(last, row + by)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != self._active:
            self._activate(current)

    def _activate(self, index: Index) -> None:
        """By a click or Enter also where one has let go of the label, and come to no other."""
        self._session.activate(self._cards.mark(index.row()).id)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: object) -> None:
        return

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.place()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = max(0, self._row_at(0))
        last = min(self._cards.rowCount() - 1, self._row_at(self.viewport().height()) + 1)
        marks = [self._cards.mark(row) for row in range(first, last + 1)]
        self._session.prefetch(mark.id for mark in marks)
        for row, mark in enumerate(marks, first):
            if row != self._active:
                paint_card(painter, self._rect(row), mark, self._session, self._theme)
        if not self._cards.rowCount():
            self._paint_nothing(painter)

    def _paint_nothing(self, painter: QPainter) -> None:
        keys = any_of(self._keys.get(verdict.value, "") for verdict in Verdict)
        how = f"press {keys}" if keys else "choose a verdict"
        said = f"Select words in the article, then {how}."
        if self._session.article is None:
            said = "Open an article to label it."
        elif len(self._session.labels):
            said = "The labels here are filtered out."
        painter.setPen(QPen(QColor(self._theme.colours.muted)))
        margin = self._theme.px(24)
        box = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(box, top.value | Qt.TextFlag.TextWordWrap.value, said)

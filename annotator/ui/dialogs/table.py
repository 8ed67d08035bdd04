"""A table to look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from annotator.ui.plain import as_tip

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE
_MOST = 28
"""So many letters wide is a column at the most that is not `wide`: a path leaves the words room."""


class Table(QTableWidget):
    """Rows of plain text, a line each. Tab goes on to what comes after it, and not from cell to
    cell. The columns that are `wide` take the room that is left; `numbers` stand at the right."""

    def __init__(
        self,
        name: str,
        heads: Sequence[str],
        *,
        wide: Collection[int] = (),
        numbers: Collection[int] = (),
    ) -> None:
        super().__init__(0, len(heads))
        self._numbers = numbers
        self.setAccessibleName(name)
        for column, text in enumerate(heads):
            item = QTableWidgetItem(text)
            if column in numbers:
                item.setTextAlignment(_RIGHT)
            self.setHorizontalHeaderItem(column, item)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        head, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | _MIDDLE)
        head.setHighlightSections(False)
        head.setSectionResizeMode(modes.ResizeToContents)
        head.setMaximumSectionSize(_MOST * self.fontMetrics().averageCharWidth())
        for column in wide:
            head.setSectionResizeMode(column, modes.Stretch)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these and no others. What is cut can be read in the tool tip."""
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(as_tip(text))
                if column in self._numbers:
                    item.setTextAlignment(_RIGHT)
                self.setItem(at, column, item)

"""The names of several people, put in one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

from annotator.domain.edits import person_name


class NameList(QWidget):
    """Names that one adds and takes away. Enter adds what is typed, Delete takes away."""

    changed = Signal()

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._list = QListWidget()
        self._list.setAccessibleName("To whom")
        self._list.addItems(list(names))
        line = self._list.fontMetrics().height()
        self._list.setMinimumHeight(line * 3)
        self._list.setMaximumHeight(line * 13 // 2)
        self._list.itemSelectionChanged.connect(self._show_state)
        self._field = NameField(placeholderText="Another name")
        self._field.setAccessibleName("Another name")
        self._field.entered.connect(self._add)
        self._field.textChanged.connect(self._show_state)
        self._more = QPushButton("Add")
        self._less = QPushButton("Remove")
        for button, does in ((self._more, self._add), (self._less, self._remove)):
            button.setAutoDefault(False)
            button.clicked.connect(does)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._field, 0, 0)
        grid.addWidget(self._more, 0, 1)
        grid.addWidget(self._list, 1, 0)
        grid.addWidget(self._less, 1, 1, Qt.AlignmentFlag.AlignTop)
        self._show_state()

    @property
    def names(self) -> list[str]:
        """The names, in their order."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        else:
            super().keyPressEvent(event)

    def _add(self) -> None:
        if not self._field.text().strip():
            return
        name = person_name(self._field.text())
        self._field.clear()
        if name.casefold() not in {one.casefold() for one in self.names}:
            self._list.addItem(name)
            self.changed.emit()

    def _remove(self) -> None:
        row = self._list.currentRow()
        if row >= 0:
            self._list.takeItem(row)
            self.changed.emit()
        self._show_state()

    def _show_state(self) -> None:
        self._more.setEnabled(bool(self._field.text().strip()))
        self._less.setEnabled(self._list.currentRow() >= 0)


class NameField(QLineEdit):
    """Enter is for this field alone: it never presses the dialog's button, also where nothing is
    typed, as after the last name."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

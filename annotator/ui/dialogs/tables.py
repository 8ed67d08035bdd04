"""Two things to read: the shortcuts, and the history of a label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.ui.actions import ACTIONS
from annotator.ui.dialogs.dialog import Dialog


class ShortcutSheet(Dialog):
    """Every action with its keys, by menu; type to find one."""

    def __init__(self, keys: Iterable[Sequence[str]], parent: QWidget) -> None:
        super().__init__("Shortcuts", parent)
        self.resize(560, 620)
        self._field = QLineEdit(placeholderText="Find a shortcut")
        self._field.setAccessibleName("Find a shortcut")
        self._field.textChanged.connect(self._filter)
        self._table = QTableWidget(0, 3)
        self._table.setAccessibleName("Shortcuts")
        self._table.setHorizontalHeaderLabels(["", "What", "Keys"])
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._table.horizontalHeader().setDefaultAlignment(left)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        modes = QHeaderView.ResizeMode
        head = self._table.horizontalHeader()
        head.setSectionResizeMode(modes.ResizeToContents)
        head.setSectionResizeMode(1, modes.Stretch)
        native = QKeySequence.SequenceFormat.NativeText
        for action, sequences in zip(ACTIONS, keys, strict=True):
            shown = ", ".join(QKeySequence(key).toString(native) for key in sequences)
            if shown:
                row = self._table.rowCount()
                self._table.insertRow(row)
                for column, text in enumerate((action.menu, action.title.rstrip("…"), shown)):
                    self._table.setItem(row, column, QTableWidgetItem(text))
        self.column.addWidget(self._field)
        self.column.addWidget(self._table, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Close)

    def _filter(self, words: str) -> None:
        for row in range(self._table.rowCount()):
            texts = (self._table.item(row, column) for column in range(3))
            there = any(item and words.casefold() in item.text().casefold() for item in texts)
            self._table.setRowHidden(row, not there)


class HistoryDialog(Dialog):
    """Who changed a label, when, and from what to what."""

    def __init__(self, lines: Sequence[str], parent: QWidget) -> None:
        super().__init__("History of the label", parent)
        self.resize(680, 420)
        text = QPlainTextEdit("\n".join(lines), readOnly=True)
        text.setAccessibleName("History")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.column.addWidget(text, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Close)

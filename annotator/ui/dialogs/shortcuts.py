"""The sheet of shortcuts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from annotator.ui.actions import ACTIONS
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.table import Table


class ShortcutSheet(Dialog):
    """Every action with its keys, by menu; type to find one."""

    def __init__(self, keys: Iterable[Sequence[str]], parent: QWidget) -> None:
        super().__init__("Shortcuts", parent)
        self.make_room(84, 36)
        self._field = QLineEdit(placeholderText="Find a shortcut")
        self._field.setAccessibleName("Find a shortcut")
        self._field.textChanged.connect(self._filter)
        self._table = Table("Shortcuts", ("Menu", "What", "Keys"), wide=(1,))
        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            (action.menu, action.title.rstrip("…"),
             ", ".join(QKeySequence(key).toString(native) for key in sequences))
            for action, sequences in zip(ACTIONS, keys, strict=True)
        ]  # fmt: skip
        self._table.show_rows([row for row in rows if row[-1]])
        self.column.addWidget(self._field)
        self.column.addWidget(self._table, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Close)

    def _filter(self, words: str) -> None:
        for row in range(self._table.rowCount()):
            texts = (self._table.item(row, column) for column in range(3))
            there = any(item and words.casefold() in item.text().casefold() for item in texts)
            self._table.setRowHidden(row, not there)

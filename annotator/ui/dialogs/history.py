"""What became of a label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from annotator.ui.dialogs.dialog import Dialog


class HistoryDialog(Dialog):
    """Who changed a label, when, and from what to what."""

    def __init__(self, lines: Sequence[str], parent: QWidget) -> None:
        super().__init__("History of the label", parent)
        self.make_room(104, 26)
        text = QPlainTextEdit("\n".join(lines), readOnly=True)
        text.setAccessibleName("History")
        self.column.addWidget(text, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Close)

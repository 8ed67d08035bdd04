"""Going back to before a merge, after a plain question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QWidget

from annotator.store.backup import moment_of
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.plain import plain


class GoBackDialog(Dialog):
    """Emits the copy that the project is to become again."""

    chosen = Signal(object)

    def __init__(self, copies: Sequence[Path], parent: QWidget) -> None:
        super().__init__("Go back to before the merge", parent)
        self._copies = copies
        self._which = QComboBox()
        self._which.setAccessibleName("Which merge")
        self._which.addItems([f"Before the merge of {moment_of(one)}" for one in copies])
        self._which.setVisible(len(copies) > 1)
        said = "The project becomes what it was before the merge"
        said += f" of {moment_of(copies[0])}." if len(copies) == 1 else ":"
        self.column.addWidget(plain(said, wrap=True))
        self.column.addWidget(self._which)
        self.column.addWidget(
            plain(
                "What it is now, with all that was done since, is kept as a file beside it and can "
                "be merged again.",
                kind="muted",
                wrap=True,
            )
        )
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.name_ok("Go back")
        self.accepted.connect(self._hand_on)

    def _hand_on(self) -> None:
        self.chosen.emit(self._copies[self._which.currentIndex()])

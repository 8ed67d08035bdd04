"""For our bugs: what happened, and where the data is safe."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.plain import plain


class CrashDialog(Dialog):
    """Says that everything acknowledged is in the file, and gives the details to pass on."""

    def __init__(self, where: str, details: str, parent: QWidget) -> None:
        super().__init__("Something went wrong in Annotator", parent)
        self.make_room(94, 22)
        self.column.addWidget(
            plain(
                "This is a fault of the program, not yours. Every label that was shown as saved is "
                f"safe in {where}.",
                wrap=True,
            )
        )
        text = QPlainTextEdit(details, readOnly=True)
        text.setAccessibleName("Details")
        self.column.addWidget(text, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Close)

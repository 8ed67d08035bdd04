"""For our bugs: what happened, and where the data is safe."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPlainTextEdit, QWidget

from annotator.ui.dialogs.dialog import Dialog, plain


class CrashDialog(Dialog):
    """Says that everything acknowledged is in the file, and gives the details to pass on."""

    def __init__(self, where: str, details: str, parent: QWidget) -> None:
        super().__init__("Something went wrong in Annotator", parent)
        self.resize(620, 360)
        self.column.addWidget(
            plain(
                "This is a fault of the program, not yours. Every label that was shown as saved is "
                f"safe in {where}."
            )
        )
        text = QPlainTextEdit(details, readOnly=True)
        text.setAccessibleName("Details")
        self.column.addWidget(text, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Close)


def show_crashes(where: str) -> None:
    """From now on, log what nobody catches and show it. `where` names the project's file."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        logging.getLogger("annotator").error(details)
        window = QApplication.activeWindow()
        if window is not None:
            CrashDialog(where, details, window).open()

    sys.excepthook = hook

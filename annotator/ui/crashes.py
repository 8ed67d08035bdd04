"""Our bugs come to light: they are logged and shown, never swallowed."""

from __future__ import annotations

import sys
from types import TracebackType

from PySide6.QtWidgets import QApplication


def show_crashes(where: str) -> None:
    """From now on, log what nobody catches and show it. `where` names the project's file."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        import logging
        import traceback

        from annotator.ui.dialogs.crash import CrashDialog

        details = "".join(traceback.format_exception(kind, error, trace))
        logging.getLogger("annotator").error(details)
        window = QApplication.activeWindow()
        if window is not None:
            CrashDialog(where, details, window).open()

    sys.excepthook = hook

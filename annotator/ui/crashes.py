"""Our bugs come to light: they are logged and shown, never swallowed. What a person can mend is
told in the message bar, wherever it was met."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.host import Host


def show_crashes(where: str) -> None:
    """From now on, tell or log and show what nobody catches. `where` names the project's file."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        host = next((one for one in shown if isinstance(one, Host)), None)
        if isinstance(error, AnnotatorError) and host is not None:
            if host.messages.text != str(error):  # no fault of ours: such as a disk that is gone
                host.messages.say_problem(error)
            return
        import logging
        import traceback

        from annotator.ui.dialogs.crash import CrashDialog

        details = "".join(traceback.format_exception(kind, error, trace))
        logging.getLogger("annotator").error(details)
        window = _window(shown)
        # What fails in a timer or in painting fails again and again: the first one is shown.
        if window is not None and not any(isinstance(one, CrashDialog) for one in shown):
            CrashDialog(where, details, window).open()

    sys.excepthook = hook


def _window(shown: Iterable[QWidget]) -> QWidget | None:
    """The window to show it on: not a dialog, which may just be closing and would take it along."""
    return next((one for one in shown if one.windowType() is Qt.WindowType.Window), None)

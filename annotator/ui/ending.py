"""Ctrl+C in the terminal and the system's word to end close the window as its own cross does, so
that what is half typed is kept."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QWidget


class Ending(QObject):
    """Listens for both, from now on. Python hears of a signal only when it has its turn, and a
    window at rest gives it none: so each writes into a pipe at which Qt wakes up."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        if sys.platform == "win32":
            return  # which has neither
        self._window = window
        read, write = os.pipe()
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda *_: None)

    def _close(self) -> None:
        os.read(self._notifier.socket(), 64)
        self._window.close()

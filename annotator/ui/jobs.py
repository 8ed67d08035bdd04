"""Work that takes longer than a frame: a plain function in a thread of its own, with a connection
of its own, that gives plain data back on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal

from annotator.errors import AnnotatorError


class Handle:
    """What a job's function is given: a way to say how far it is, and to hear that it must stop."""

    def __init__(
        self, tell: Callable[[int, int, str], None], give: Callable[[object], None]
    ) -> None:
        self.progress = tell
        self.give = give
        """Hands over a part of the result that is ready before the rest."""
        self._stopped = threading.Event()

    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._stopped.is_set()

    def cancel(self) -> None:
        """Ask the function to stop; what it still returns is thrown away."""
        self._stopped.set()


class Job(QThread):
    """One run of a function. Unless it was cancelled, the parts that it gives come, and then `done`
    or `failed` once."""

    done = Signal(object)
    failed = Signal(object)
    progress = Signal(int, int, str)
    part = Signal(object)
    _given = Signal(object)

    def __init__(self, function: Callable[[Handle], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._function = function
        self.handle = Handle(self.progress.emit, self._given.emit)
        self._result: tuple[bool, Any] | None = None
        self._given.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        try:
            self._result = True, self._function(self.handle)
        except Exception as error:  # noqa: BLE001 - told on the GUI thread
            self._result = False, error

    def cancel(self) -> None:
        """Ask the job to stop, and tell nobody what comes of it."""
        self.handle.cancel()

    def _pass_on(self, part: object) -> None:
        if not self.handle.cancelled():
            self.part.emit(part)

    def _hand_over(self) -> None:
        if self._result is not None and not self.handle.cancelled():
            good, value = self._result
            (self.done if good else self.failed).emit(value)


class Jobs(QObject):
    """The jobs of one window; when it closes, none is left."""

    failed = Signal(object)
    """What went wrong in any job, where whoever started it does not tell the person of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[Job] = set()

    def run(
        self,
        function: Callable[[Handle], Any],
        done: Callable[[Any], object],
        failed: Callable[[Any], object] | None = None,
    ) -> Job:
        """Start a function; `done` hears its result on this thread. `failed` hears what went wrong,
        and tells of it where a person can mend it; without it, the window tells."""
        job = Job(function, self)
        self._running.add(job)
        job.done.connect(done)
        if failed is None:
            job.failed.connect(self.failed)
        else:
            job.failed.connect(failed)
            job.failed.connect(self._report_bug)
        job.finished.connect(self._forget)
        job.start()
        return job

    def _report_bug(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            self.failed.emit(error)

    @property
    def any(self) -> bool:
        """Whether a job is running."""
        return bool(self._running)

    def stop(self) -> None:
        """Cancel all jobs and wait until they have ended."""
        for job in list(self._running):
            job.cancel()
        for job in list(self._running):
            job.wait()

    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._running.discard(job)
            job.deleteLater()

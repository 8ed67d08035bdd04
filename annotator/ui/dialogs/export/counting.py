"""What an export would come to, counted in jobs while the person chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.formats.format import Format
from annotator.store.project import Project
from annotator.store.queries import Queries
from annotator.tasks.choosing import Choices
from annotator.tasks.previewing import outlook, sample
from annotator.tasks.progress import CancelledError
from annotator.ui.jobs import Handle, Job, Jobs

_PAUSE_MS: Final = 150


class Counting(QObject):
    """Counts what was asked for last, when the person pauses. Emits the first record, and the
    Outlook, or an AnnotatorError that says why there is none."""

    sampled = Signal(object)
    counted = Signal(object)

    def __init__(self, project: Project, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._project, self._jobs = project, jobs
        self._running: list[Job] = []
        self._wanted: tuple[Format, Choices] | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)

    def ask(self, format_: Format, choices: Choices) -> None:
        """Count these; what was counted before holds no more."""
        self.forget()
        self._wanted = format_, choices
        self._pause.start()

    def forget(self) -> None:
        """Nothing of what was asked for is wanted."""
        self._pause.stop()
        for job in self._running:
            job.cancel()
        self._running.clear()

    def _count(self) -> None:
        """Two jobs: the first record is there at once, the numbers of 10,000 articles are not."""
        assert self._wanted is not None, "the pause begins when something is asked"
        format_, choices = self._wanted
        self._begin(lambda queries, _: sample(queries, format_, choices), self.sampled.emit)
        self._begin(
            lambda queries, handle: outlook(
                queries, format_, choices, handle.progress, handle.cancelled
            ),
            self.counted.emit,
        )

    def _begin(
        self, look: Callable[[Queries, Handle], object], done: Callable[[Any], object]
    ) -> None:
        project = self._project

        def work(handle: Handle) -> object:
            with project.reader() as queries:
                try:
                    return look(queries, handle)
                except AnnotatorError as error:
                    return error
                except CancelledError:
                    return None

        self._running.append(self._jobs.run(work, done))

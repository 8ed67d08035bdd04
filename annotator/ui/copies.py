"""Copies of sources that evidence is kept with: choosing one, and finding it again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl

from annotator.errors import AnnotatorError
from annotator.ui.actor import Actor, Handlers
from annotator.ui.jobs import Handle


class Copies(Actor):
    """Puts copies beside the project. None is ever opened by us: it is shown in its folder."""

    def handlers(self) -> Handlers:
        return {}

    def choose(self) -> None:
        """Ask which file is the copy of the source that is being written down."""
        picker = self._picker("Keep a copy of the source", "", self._keep)
        picker.open()

    def _keep(self, chosen: list[str]) -> None:
        from annotator.tasks.copies import keep_copy

        bench, host = self._bench, self._host
        project, file = bench.session.project.path, Path(chosen[0])

        def work(_: Handle) -> str:
            return keep_copy(project, file)

        host.jobs.run(work, bench.panel.take_copy)

    def show(self, sha256: str) -> None:
        """Show the folder of a copy, where it is here."""
        from annotator.tasks.copies import folder_of_copies, kept_copy

        project = self._bench.session.project.path
        if kept_copy(project, sha256) is None:
            self._host.messages.say_problem(
                AnnotatorError(
                    f"The copy {sha256[:8]}… is not in {folder_of_copies(project)}.",
                    "Whoever added the evidence has it.",
                )
            )
            return
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder_of_copies(project))))

"""What the window asks where several people's files meet: handing out, merging, going back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from annotator.domain import blindness, edits
from annotator.errors import AnnotatorError
from annotator.store.project import SUFFIX
from annotator.tasks.telling import counted
from annotator.ui.actor import Actor, Handlers, offer_to_show

if TYPE_CHECKING:
    from annotator.tasks.handing_out import HandedOut
    from annotator.ui.dialogs.merging import Merged


class Sharing(Actor):
    """The dialogs of one window for the work of several people, and what follows from them."""

    def handlers(self) -> Handlers:
        return {
            "project": self.project, "hand_out": self.hand_out, "merge": self.files_to_merge,
            "go_back": self.go_back,
        }  # fmt: skip

    # The project

    def project(self) -> None:
        """Show the project's settings."""
        from annotator.ui.dialogs.project import ProjectDialog

        dialog = ProjectDialog(self._bench.session.project, self._host)
        dialog.changed.connect(self._set)
        dialog.open()

    def _set(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        session = self._bench.session
        if session.commit(edits.set_settings(session.annotator.id, before, after)):
            self._host.messages.say_notice(f"{self._undo()} takes the project’s settings back.")

    def look(self) -> None:
        """Ask whether somebody means to see the others' labels before having finished."""
        from annotator.ui.dialogs.project import LookDialog

        dialog = LookDialog(self._bench.session.annotator.name, self._host)
        dialog.accepted.connect(self._look)
        dialog.open()

    def _look(self) -> None:
        session = self._bench.session
        session.commit(blindness.look(session.annotator))

    # Handing out

    def hand_out(self) -> None:
        """Ask to whom, show who would get what, and write a file for each."""
        from annotator.ui.dialogs.handing_out import HandOutDialog

        if self._is_all_saved():
            dialog = HandOutDialog(self._bench.session, self._host.jobs, self._host)
            dialog.ended.connect(self._on_handed_out)
            dialog.stopped.connect(self._on_stopped)
            dialog.open()

    def _on_handed_out(self, done: HandedOut) -> None:
        self._bench.session.look()
        names = ", ".join(name for name, _ in done.files)
        files = counted(len(done.files), "file")
        folder = done.files[0][1].parent
        said = f"Handed out to {names}: {files} in {folder}."
        self._host.messages.say_result(said, offer_to_show(folder))

    def _on_stopped(self, folder: str) -> None:
        self._host.messages.say_result(
            f"Stopped. The files that were written by then are in {folder}, and the plan is kept."
        )

    # Merging

    def files_to_merge(self) -> None:
        """Ask which files to bring in."""
        picker = self._picker("Merge", "", self.merge)
        picker.setFileMode(picker.FileMode.ExistingFiles)
        picker.setNameFilter(f"Projects (*{SUFFIX})")
        picker.open()

    def take_projects(self, paths: Sequence[str]) -> None:
        """Projects were dropped on the window: with one open already that could take them in, ask
        what they are for."""
        open_ = partial(self._host.open_project, Path(paths[0]))
        if self._host.bench is None or self._bench.session.project.read_only:
            open_()
            return
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._host)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Merge or open")
        box.setTextFormat(Qt.TextFormat.PlainText)
        name = Path(paths[0]).name
        several = f"{len(paths)} files" if len(paths) > 1 else name
        box.setText(f"Merge {several} into {self._bench.session.project.name}, or open {name}?")
        box.addButton("Merge", QMessageBox.ButtonRole.AcceptRole).clicked.connect(
            partial(self.merge, paths)
        )
        box.addButton("Open", QMessageBox.ButtonRole.ActionRole).clicked.connect(open_)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.open()

    def merge(self, paths: Sequence[str], *_: object) -> None:
        """Show what these files would bring, and bring it in when the person says so."""
        from annotator.ui.dialogs.merging import MergeDialog

        if paths and self._is_all_saved():
            files = [Path(path) for path in paths]
            dialog = MergeDialog(self._bench.session, self._host.jobs, files, self._host)
            dialog.ended.connect(partial(self._on_merged, self._bench.session.annotator.name))
            dialog.open()

    def _is_all_saved(self) -> bool:
        """Whether the file has all that the screen shows; says so where it has not."""
        bench = self._bench
        bench.panel.flush()
        bench.worktime.keep()  # or it would be written while a merge keeps the file to itself
        if bench.session.unsaved and not bench.session.retry():
            self._host.messages.say_problem(
                AnnotatorError("Not everything is saved yet.", "Try again when it is."), retry=True
            )
            return False
        return True

    def _on_merged(self, name: str, merged: Merged) -> None:
        """Show what has come. Whoever sits here may have another name since."""
        session = self._bench.session
        session.look()
        if self._host.settings["name"] == name:
            self._host.settings["name"] = session.annotator.name
        self._host.keep_house(self._bench.session.project)
        if merged.problem is not None:
            self._host.messages.say_problem(merged.problem)
            return
        parts = [f"Merged: {merged.report.summary()}."] if merged.report.entries else []
        parts += [f"Done: {'; '.join(merged.answers)}."] if merged.answers else []
        if merged.report.backup is not None:
            parts.append(f"The project as it was before: {merged.report.backup}.")
        if parts:
            self._host.messages.say_result(" ".join(parts))

    # Going back

    def go_back(self) -> None:
        """Ask whether the project is to be what it was before a merge."""
        from annotator.tasks import merging
        from annotator.ui.dialogs.going_back import GoBackDialog

        copies = merging.backups(self._bench.session.project.path)
        if not copies:
            self._host.messages.say_notice("Nothing was merged into this project here.")
        elif self._is_all_saved():
            dialog = GoBackDialog(copies, self._host)
            dialog.chosen.connect(self._go_back_to)
            dialog.open()

    def _go_back_to(self, copy: Path) -> None:
        from annotator.tasks import merging

        path = self._bench.session.project.path

        def done(now: Path) -> None:
            self._host.messages.say_result(
                f"The project is what it was before the merge. What it was until now: {now}."
            )

        self._do_apart("Going back.", lambda: merging.go_back(path, copy), done)

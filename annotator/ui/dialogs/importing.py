"""Taking files in: progress, a way to stop, and a report that says what did not go in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.tasks.importing import CancelledError, ImportReport, import_paths, look_at
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.mapping import FoundLabels
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session

_SHOWN = 2_000


class ImportDialog(Dialog):
    """Looks at the files in a job; where others have made labels in them, shows these and what is
    to be said of them; takes all in in another job. Emits the report when it has ended."""

    ended = Signal(object)

    def __init__(
        self, session: Session, jobs: Jobs, paths: Sequence[Path], parent: QWidget
    ) -> None:
        super().__init__("Import", parent)
        self._session, self._jobs, self._paths = session, jobs, paths
        self._looking: Job | None = None
        self._said = plain(
            f"Reading {len(paths)} files…" if len(paths) > 1 else "Reading…", wrap=True
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._lines = QPlainTextEdit(readOnly=True)
        self._lines.setAccessibleName("What did not go in")
        self._lines.setMinimumSize(560, 220)
        self._lines.hide()
        self._found = FoundLabels()
        self._found.changed.connect(self._look)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._found)
        self._area.hide()
        for widget in (self._said, self._bar, self._lines):
            self.column.addWidget(widget)
        self.column.addWidget(self._area, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Cancel)
        self._look()

    def _look(self) -> None:
        """See what is in the files, as they are to be read; nothing is written."""
        if self._looking is not None:
            self._looking.cancel()
        project, paths, choices = self._session.project, self._paths, self._found.choices()

        def work(handle: Handle) -> ImportReport | None:
            with project.elsewhere() as other:
                try:
                    return look_at(other, paths, choices=choices, progress=handle.progress,
                                   cancelled=handle.cancelled)  # fmt: skip
                except CancelledError:
                    return None

        self._looking = self._run(work, self._show)

    def _run(self, work: Callable[[Handle], object], done: Callable[..., object]) -> Job:
        self._bar.show()
        job = self._jobs.run(work, done)
        job.progress.connect(self._progress)
        job.failed.connect(self._fail)
        self.rejected.connect(job.cancel)
        return job

    def _show(self, report: ImportReport | None) -> None:
        """Ask what the labels of others need; where there are none, there is nothing to ask."""
        self._looking = None
        if report is None:
            return
        seen = report.seen
        if self._area.isHidden() and not (seen.names or seen.unknown or seen.nameless):
            self._import()
            return
        self._bar.hide()
        self._said.setText(f"In these files: {report.summary()}. Nothing is taken in yet.")
        self._found.show_found(report)
        if self._area.isHidden():
            self._area.show()
            self.make_room(104, 40)
            self.buttons.addButton(QDialogButtonBox.StandardButton.Ok)
            self.buttons.accepted.disconnect(self.accept)
            self.buttons.accepted.connect(self._import)
            self.name_ok("Import").setFocus()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(report.anything)

    def _import(self) -> None:
        if self._looking is not None:  # what was said last is not looked at yet, and holds
            self._looking.cancel()
        self._area.hide()
        if (go := self.buttons.button(QDialogButtonBox.StandardButton.Ok)) is not None:
            self.buttons.removeButton(go)
        try:
            self._session.join()
        except AnnotatorError as error:
            self._fail(error)
            return
        project, me = self._session.project, self._session.annotator.id
        paths, choices = self._paths, self._found.choices()

        def work(handle: Handle) -> ImportReport | None:
            with project.elsewhere() as other:
                try:
                    return import_paths(
                        other, paths, annotator=me, choices=choices, progress=handle.progress,
                        cancelled=handle.cancelled,
                    )  # fmt: skip
                except CancelledError:
                    return None

        self._run(work, self._report)

    def _progress(self, done: int, total: int, name: str) -> None:
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(done * 1000 // total if total else 0)
        self._said.setText(f"Reading {name}")

    def _fail(self, error: object) -> None:
        if isinstance(error, AnnotatorError):
            self._bar.hide()
            self._area.hide()
            self._said.setText(f"Nothing was imported. {error}")
            self._only_close()

    def _report(self, report: ImportReport | None) -> None:
        if report is None:
            return
        self._bar.hide()
        left = [f"known: {one}" for one in report.duplicates]
        left += [f"refused: {one}" for one in report.refused]
        self._said.setText(f"Imported {report.summary()}." if report.anything else
                           "Nothing was imported.")  # fmt: skip
        self.ended.emit(report)
        if left:
            more = [f"… and {len(left) - _SHOWN} more"] if len(left) > _SHOWN else []
            self._lines.setPlainText("\n".join(left[:_SHOWN] + more))
            self._lines.show()
            self._only_close()
        else:
            self.accept()

    def _only_close(self) -> None:
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)


class PasteDialog(Dialog):
    """A text from the clipboard or the keyboard. Emits text and title."""

    pasted = Signal(str, str)

    def __init__(self, text: str, title: str, parent: QWidget) -> None:
        super().__init__("Paste a text", parent)
        self._title = QLineEdit(title, placeholderText="Title (else its first line)")
        self._title.setAccessibleName("Title")
        self._text = QPlainTextEdit(text, placeholderText="The text of the article")
        self._text.setAccessibleName("Text")
        self._text.setTabChangesFocus(True)  # or nobody gets out of it by keys
        self._text.setMinimumHeight(260)
        self.column.addWidget(self._title)
        self.column.addWidget(self._text)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.accepted.connect(self._hand_on)

    def _hand_on(self) -> None:
        self.pasted.emit(self._text.toPlainText(), self._title.text())

"""Taking files in: progress, a way to stop, and a report that says what did not go in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.tasks.importing import CancelledError, ImportReport, import_paths
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Handle, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session

_SHOWN = 2_000


class ImportDialog(Dialog):
    """Runs one import as a job and reports it. Emits the report when it has ended."""

    ended = Signal(object)

    def __init__(
        self, session: Session, jobs: Jobs, paths: Sequence[Path], parent: QWidget
    ) -> None:
        super().__init__("Import", parent)
        self._said = plain(
            f"Reading {len(paths)} files…" if len(paths) > 1 else "Reading…", wrap=True
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._lines = QPlainTextEdit(readOnly=True)
        self._lines.setAccessibleName("What did not go in")
        self._lines.setMinimumSize(560, 220)
        self._lines.hide()
        for widget in (self._said, self._bar, self._lines):
            self.column.addWidget(widget)
        self.finish_with(QDialogButtonBox.StandardButton.Cancel)
        project, me = session.project, session.annotator.id

        def work(handle: Handle) -> ImportReport | None:
            with project.elsewhere() as other:
                try:
                    return import_paths(
                        other, paths, annotator=me, progress=handle.progress,
                        cancelled=handle.cancelled,
                    )  # fmt: skip
                except CancelledError:
                    return None

        try:
            session.join()
        except AnnotatorError as error:
            self._fail(error)
            return
        self._job = jobs.run(work, self._report)
        self._job.progress.connect(self._progress)
        self._job.failed.connect(self._fail)
        self.rejected.connect(self._job.cancel)

    def _progress(self, done: int, total: int, name: str) -> None:
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(done * 1000 // total if total else 0)
        self._said.setText(f"Reading {name}")

    def _fail(self, error: object) -> None:
        if isinstance(error, AnnotatorError):
            self._bar.hide()
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
        self._text.setMinimumHeight(260)
        self.column.addWidget(self._title)
        self.column.addWidget(self._text)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.accepted.connect(self._hand_on)

    def _hand_on(self) -> None:
        self.pasted.emit(self._text.toPlainText(), self._title.text())

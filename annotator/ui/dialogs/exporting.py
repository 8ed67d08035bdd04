"""Writing a dataset: which format and whose labels, what would be lost, and where to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QProgressBar,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.formats.format import Format
from annotator.formats.registry import formats
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import ExportReport, export, losses
from annotator.tasks.importing import CancelledError
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.picker import Picker
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session


class ExportDialog(Dialog):
    """Emits the report when the file is written."""

    ended = Signal(object)

    def __init__(self, session: Session, jobs: Jobs, parent: QWidget) -> None:
        super().__init__("Export", parent)
        self._project = session.project
        self._jobs = jobs
        self._looking: Job | None = None
        self._formats = [one for one in formats().values() if one.write]
        self._format = QComboBox()
        self._format.setAccessibleName("Format")
        self._format.addItems([one.title for one in self._formats])
        self._whose = QComboBox()
        self._whose.setAccessibleName("Whose labels")
        self._whose.addItem("Everyone's")
        self._whose.addItems([one.name for one in session.project.queries.annotators()])
        form = QFormLayout()
        form.addRow("Format", self._format)
        form.addRow("Labels", self._whose)
        self.column.addLayout(form)
        self._loss = plain(kind="muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.hide()
        self.column.addWidget(self._loss)
        self.column.addWidget(self._bar)
        self.finish_with(
            QDialogButtonBox.StandardButton.Save, QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.disconnect(self.accept)
        self.buttons.accepted.connect(self._ask_where)
        self._format.currentIndexChanged.connect(self._look)
        self._whose.currentIndexChanged.connect(self._look)
        self._look()

    def _choices(self) -> Choices:
        whose = self._whose.currentIndex()
        return Choices(annotators=frozenset([self._whose.currentText()] if whose else ()))

    def _look(self) -> None:
        """Say what the format would lose, before anything is written. Whatever was asked before may
        be answered later: it is not wanted any more."""
        if self._looking is not None:
            self._looking.cancel()
        format_, choices, project = self._chosen(), self._choices(), self._project
        self._loss.setText(f"This format loses {format_.loses}.")

        def work(_: Handle) -> Counter[str]:
            with project.reader() as queries:
                return losses(queries, format_, choices)

        self._looking = self._jobs.run(work, self._show_losses)

    def _show_losses(self, found: Counter[str]) -> None:
        self._looking = None
        lines = [f"This format loses {self._chosen().loses}."]
        lines += [f"Here: {loss} ({count})." for loss, count in found.items()]
        self._loss.setText("\n".join(lines))

    def _chosen(self) -> Format:
        return self._formats[self._format.currentIndex()]

    def _ask_where(self) -> None:
        format_ = self._chosen()
        name = f"{self._project.path.stem}{format_.suffixes[0]}"
        picker = Picker(self, "Export to", self._project.path.parent, name)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix(format_.suffixes[0].lstrip("."))
        picker.fileSelected.connect(self.write)
        picker.open()

    def write(self, target: str) -> None:
        """Write to this file."""
        format_, choices, project = self._chosen(), self._choices(), self._project

        def work(handle: Handle) -> ExportReport | None:
            with project.reader() as queries:
                try:
                    return export(
                        queries, str(Path(target)), format=format_.name, choices=choices,
                        progress=handle.progress, cancelled=handle.cancelled,
                    )  # fmt: skip
                except CancelledError:
                    return None

        self._bar.show()
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(False)
        job = self._jobs.run(work, self._finish)
        job.progress.connect(self._progress)
        job.failed.connect(self._fail)
        self.rejected.connect(job.cancel)

    def _progress(self, done: int, total: int, _: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _finish(self, report: ExportReport | None) -> None:
        if report is not None:
            self.ended.emit(report)
            self.accept()

    def _fail(self, error: object) -> None:
        self._bar.hide()
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(True)
        if isinstance(error, AnnotatorError):
            self._loss.setText(f"Nothing was written. {error}")

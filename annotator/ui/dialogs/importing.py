"""Taking files in: progress, a way to stop, and a report that says what did not go in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.formats.articles.whole import is_address
from annotator.tasks.importing import CancelledError, ImportReport, import_paths
from annotator.tasks.placing import Reading
from annotator.tasks.tables import Unclear, choices_of, unclear
from annotator.ui.dialogs.columns import ColumnsForm
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.imported import Imported, lines_of
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session


class ImportDialog(Dialog):
    """Runs one import as a job and reports it; asks first, where a table does not say by its names
    which column is what. Emits the report when it has ended."""

    ended = Signal(object)

    def __init__(
        self, session: Session, jobs: Jobs, paths: Sequence[Path | str], parent: QWidget
    ) -> None:
        super().__init__("Import", parent)
        self._session, self._jobs, self._paths = session, jobs, paths
        self._form: ColumnsForm | None = None
        self._job: Job | None = None
        self._said = plain(
            f"Reading {len(paths)} files…" if len(paths) > 1 else "Reading…", wrap=True
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        for widget in (self._said, self._bar):
            self.column.addWidget(widget)
        self.finish_with(QDialogButtonBox.StandardButton.Cancel)
        self.rejected.connect(self._stop)
        try:
            session.join()
        except AnnotatorError as error:
            self._fail(error)
            return
        self._run({}, ask=True)

    def _run(self, options: dict[str, str], *, ask: bool = False) -> None:
        """Take the files in, unless a table is to be asked about before."""
        project, me, paths = self._session.project, self._session.annotator.id, self._paths

        def work(handle: Handle) -> ImportReport | Unclear | None:
            asked = unclear(paths, handle.progress) if ask else None
            if asked is not None:
                return asked
            choices = Reading(options=options)
            with project.elsewhere() as other:
                try:
                    return import_paths(
                        other, paths, annotator=me, choices=choices, progress=handle.progress,
                        cancelled=handle.cancelled,
                    )  # fmt: skip
                except CancelledError:
                    return None

        self._job = self._jobs.run(work, self._heard)
        self._job.progress.connect(self._progress)
        self._job.failed.connect(self._fail)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _heard(self, found: ImportReport | Unclear | None) -> None:
        self._job = None
        if isinstance(found, Unclear):
            self._ask(found)
        elif found is not None:
            self._report(found)

    def _ask(self, table: Unclear) -> None:
        """Ask which column is what, and go on with the answer."""
        self._bar.hide()
        name = PurePath(table.file).name
        self._said.setText(
            f"{name} is a table, and no column is called text. Which one holds the texts of the "
            "articles?"
        )
        self._form = ColumnsForm(table)
        self._form.changed.connect(self._on_columns)
        self.column.insertWidget(1, self._form, 1)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Ok)
        go = self.name_ok("Import")
        go.setDefault(True)
        go.setEnabled(False)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(self._go_on)
        self.make_room(96, 26)

    def _on_columns(self) -> None:
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        if button is not None and self._form is not None:
            button.setEnabled(self._form.ready)

    def _go_on(self) -> None:
        assert self._form is not None
        columns = self._form.columns
        self.column.removeWidget(self._form)
        self._form.deleteLater()
        self._form = None
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.buttons.removeButton(button)
        button.deleteLater()
        self._said.setText("Reading…")
        self._bar.show()
        self._run(choices_of(columns))

    def _progress(self, done: int, total: int, name: str) -> None:
        if self._job is None:
            return  # told before it ended, heard after
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(done * 1000 // total if total else 0)
        self._said.setText(f"Fetching {name}" if is_address(name) else f"Reading {name}")

    def _fail(self, error: object) -> None:
        self._job = None
        if isinstance(error, AnnotatorError):
            self._bar.hide()
            self._said.setText(f"Nothing was imported. {error}")
            self._only_close()

    def _report(self, report: ImportReport) -> None:
        self._bar.hide()
        self._said.setText(f"Imported {report.summary()}." if report.anything else
                           "Nothing was imported.")  # fmt: skip
        self.ended.emit(report)
        if len(report.read) > 1 or any(lines_of(report)):
            self.column.insertWidget(1, Imported(report), 1)
            self._only_close()
            self.make_room(96, 32 if len(report.read) > 1 else 16)
        else:
            self.accept()

    def _only_close(self) -> None:
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)


class AddressDialog(Dialog):
    """Pages of the web to be fetched, because a person says so. Emits their addresses."""

    asked = Signal(list)

    def __init__(self, addresses: Sequence[str], parent: QWidget) -> None:
        super().__init__("Import from an address", parent)
        self._field = QLineEdit(" ".join(addresses), placeholderText="https://…")
        self._field.setAccessibleName("Address")
        self._field.setCursorPosition(0)
        self._field.textChanged.connect(self._on_typed)
        self.column.addWidget(plain("The address of the article:"))
        self.column.addWidget(self._field)
        self.column.addWidget(
            plain(
                "The page is fetched once, now, and its text kept here. Its site sees that this "
                "program asks, and nothing more.", kind="muted", wrap=True,
            )
        )  # fmt: skip
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.name_ok("Fetch")
        self._on_typed()
        self.accepted.connect(self._hand_on)

    @property
    def _addresses(self) -> list[str]:
        return self._field.text().split()

    def _on_typed(self) -> None:
        there = bool(self._addresses) and all(map(is_address, self._addresses))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(there)

    def _hand_on(self) -> None:
        self.asked.emit(self._addresses)


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

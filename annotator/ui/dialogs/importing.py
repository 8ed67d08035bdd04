"""Taking files in: progress, a way to stop, and a report that says what did not go in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.formats.articles.whole import is_address
from annotator.formats.format import Options
from annotator.settings import Settings
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import AS_IT_IS, AskError, import_paths, look_at
from annotator.tasks.placing import Reading
from annotator.tasks.progress import CancelledError
from annotator.tasks.tables import Unclear, choices_of, unclear
from annotator.tasks.telling import counted
from annotator.ui.dialogs.columns import ColumnsForm, asked
from annotator.ui.dialogs.dialog import Dialog, why
from annotator.ui.dialogs.imported import Imported, lines_of
from annotator.ui.dialogs.last_import import as_settings, from_settings
from annotator.ui.dialogs.mapping import FoundLabels
from annotator.ui.dialogs.read_as import ReadAs
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session

_OTHERWISE: Final = "Read otherwise…"


class _Taken(NamedTuple):
    """The report of an import that needed no word of the person."""

    report: ImportReport


class ImportDialog(Dialog):
    """Asks which column is what where a table does not tell, then takes the files in in a job that
    reads them once. Where there are labels in them, nothing is taken in yet: looks at all of them,
    shows these labels and what is to be said of them, and takes all in in another job. Emits the
    report when it has ended. A page is fetched once, without a look."""

    ended = Signal(object)

    def __init__(
        self, session: Session, jobs: Jobs, settings: Settings, paths: Sequence[Path | str],
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__("Import", parent)
        self._session, self._jobs, self._paths = session, jobs, paths
        self._settings = settings
        last = from_settings(settings.last_import(session.project.path))
        self._looking: Job | None = None
        self._importing = False
        self._base: Reading | None = None
        self._said = plain(
            f"Reading {len(paths)} files…" if len(paths) > 1 else "Reading…", wrap=True
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._found = FoundLabels(last)
        self._found.changed.connect(self._look)
        self._otherwise = ReadAs()
        self._otherwise.changed.connect(self._look)
        self._otherwise.hide()
        self._done: Imported | None = None
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._otherwise)
        column.addWidget(self._found, 1)
        self._area.setWidget(inside)
        self._area.hide()
        for widget in (self._said, self._bar):
            self.column.addWidget(widget)
        self.column.addWidget(self._area, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Cancel)
        if any(is_address(str(path)) for path in paths):
            self._import()
        else:
            self._look()

    @property
    def _choices(self) -> Reading:
        """How the files are to be read, as the person says."""
        return self._otherwise.choices(self._found.choices(self._base or AS_IT_IS))

    @property
    def _as_they_look(self) -> bool:
        """Whether the person leaves it to the files how they are read."""
        return self._otherwise.isHidden()

    def _look(self) -> None:
        """See what is in the files, as they are to be read. Where that is the first time and there
        are no labels, they are taken in; else nothing is written. A newcomer's name comes with
        what is taken in, so that their files are looked at before."""
        if self._importing:
            return
        if self._looking is not None:
            self._looking.cancel()
        project, paths, choices = self._session.project, self._paths, self._choices
        me, asked = self._session.annotator.id, self._base is not None
        as_they_look, format_ = self._as_they_look, self._otherwise.format
        at_once = self._area.isHidden() and self._session.has_joined and as_they_look

        def work(handle: Handle) -> ImportReport | list[Unclear] | _Taken | None:
            tables = [] if asked else unclear(paths, handle.progress)
            if tables:
                return tables
            how: dict[str, Any] = {
                "format": format_, "choices": choices, "progress": handle.progress,
                "cancelled": handle.cancelled,
            }  # fmt: skip
            with project.elsewhere() as other, suppress(CancelledError):
                if at_once:
                    with suppress(AskError):
                        return _Taken(
                            import_paths(other, paths, annotator=me, ask_first=True, **how)
                        )
                return look_at(other, paths, labelled=as_they_look, **how)
            return None

        self._looking = self._run(work, self._show)

    def _run(self, work: Callable[[Handle], object], done: Callable[..., object]) -> Job:
        self._bar.show()
        job = self._jobs.run(work, done, self._fail)
        job.progress.connect(self._progress)
        self.rejected.connect(job.cancel)
        return job

    def _show(self, found: ImportReport | list[Unclear] | _Taken | None) -> None:
        """Ask what a table or the labels of others need, or tell of what was taken in."""
        self._looking = None
        if isinstance(found, _Taken):
            self._report(found.report)
        elif isinstance(found, list):
            self._ask_columns(found, 0, {})
        elif found is not None:
            self._base = self._base or AS_IT_IS
            nothing_to_say = self._as_they_look and not (found.labels or found.seen.asks)
            if self._area.isHidden() and nothing_to_say:
                self._import()
            else:
                self._show_labels(found)

    def _show_labels(self, report: ImportReport) -> None:
        self._bar.hide()
        more = (
            f" {counted(report.unlooked, 'more file')} without labels." if report.unlooked else ""
        )
        self._said.setText(f"In these files: {report.summary()}.{more} Nothing is taken in yet.")
        looked_with = self._choices
        self._otherwise.show_formats(one.format for one in report.read)
        if self._choices != looked_with:  # these formats have options that were said before
            self._look()
        self._found.show_found(report)
        if self._found.recall(report):
            self._look()
        self._area.show()
        if self.buttons.button(QDialogButtonBox.StandardButton.Ok) is None:
            self.make_room(104, 46)
            go = self._offer(self._import)
            if self._as_they_look:
                self._offer_otherwise()
                go.setFocus()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(report.anything)

    def _ask_columns(self, tables: list[Unclear], at: int, said: dict[str, Options]) -> None:
        """Ask of one table after the other which column is what, and go on with the answers."""
        if at == len(tables):
            self._base = replace(AS_IT_IS, by_file=said)
            self._look()
            return
        self._bar.hide()
        self._said.setText(asked(tables, at))
        form = ColumnsForm(tables[at])
        self.column.insertWidget(1, form, 1)
        self.make_room(96, 26)

        def go_on(answer: Options) -> None:
            form.hide()
            self.column.removeWidget(form)
            form.deleteLater()
            self.buttons.clear()
            self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
            self._ask_columns(tables, at + 1, said | dict.fromkeys(tables[at].files, answer))

        go = self._offer(lambda: go_on(choices_of(form.columns)))
        go.setText("Import" if at + 1 == len(tables) else "Next")
        if len(tables) > 1:
            skip = self.buttons.addButton("Leave out", QDialogButtonBox.ButtonRole.ActionRole)
            skip.clicked.connect(lambda: go_on({}))
        go.setEnabled(False)
        form.changed.connect(lambda: go.setEnabled(form.ready))
        form.show()  # the layout would do it later, and take no focus
        form.setFocus()

    def _offer(self, then: Callable[[], object]) -> QPushButton:
        """A button that imports, the one for Enter."""
        self.buttons.addButton(QDialogButtonBox.StandardButton.Ok)
        self.buttons.accepted.disconnect()
        self.buttons.accepted.connect(then)
        go = self.name_ok("Import")
        go.setDefault(True)
        return go

    def _offer_otherwise(self) -> None:
        """A button for whoever sees that the files were not read as they are meant."""
        more = self.buttons.addButton(_OTHERWISE, QDialogButtonBox.ButtonRole.ActionRole)
        more.setAutoDefault(False)
        more.clicked.connect(more.hide)
        more.clicked.connect(self._read_otherwise)

    def _read_otherwise(self) -> None:
        """Ask how the files are to be read, also where nothing of them went in."""
        self._base = self._base or AS_IT_IS
        for said in self._base.by_file.values():
            self._otherwise.recall(said)
        if self._done is not None:
            self.column.removeWidget(self._done)
            self._done.deleteLater()
            self._done = None
            self._said.setText("Say how these files are to be read.")
            self.buttons.clear()
            self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
            self.make_room(104, 32)
            self._area.show()
        self._otherwise.show()
        self._otherwise.setFocus()

    def _withdraw(self) -> None:
        go = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        more = [one for one in self.buttons.buttons() if one.text() == _OTHERWISE]
        for button in filter(None, (go, *more)):
            self.buttons.removeButton(button)
            button.deleteLater()

    def _import(self) -> None:
        if self._looking is not None:  # what was said last is not looked at yet, and holds
            self._looking.cancel()
        if not self._area.isHidden():
            said = as_settings(self._found.last)
            self._settings.remember_import(self._session.project.path, said)
        self._importing = True
        self._otherwise.rest()
        self._area.hide()
        self._withdraw()
        self.heed_enter(False)
        try:
            self._session.join()
        except AnnotatorError as error:
            self._fail(error)
            return
        project, me = self._session.project, self._session.annotator.id
        paths, choices, format_ = self._paths, self._choices, self._otherwise.format
        self._otherwise.hide()

        def work(handle: Handle) -> ImportReport | None:
            with project.elsewhere() as other:
                try:
                    return import_paths(
                        other, paths, format=format_, annotator=me, choices=choices,
                        progress=handle.progress, cancelled=handle.cancelled,
                    )  # fmt: skip
                except CancelledError:
                    return None

        self._run(work, self._report)

    def _progress(self, done: int, total: int, name: str) -> None:
        if not self._bar.isHidden():  # else it is told of what has ended
            self._bar.setRange(0, 1000 if total else 0)
            self._bar.setValue(done * 1000 // total if total else 0)
            self._said.setText(f"Fetching {name}" if is_address(name) else f"Reading {name}")

    def _fail(self, error: object) -> None:
        self._otherwise.rest()
        self._bar.hide()
        self._area.hide()
        self._otherwise.hide()
        self._said.setText(f"Nothing was imported. {why(error)}")
        self._only_close()

    def _report(self, report: ImportReport | None) -> None:
        self._importing = False
        if report is None:
            return
        self._bar.hide()
        self._said.setText(report.sentence() if report.anything else "Nothing was imported.")
        self.ended.emit(report)
        if len(report.read) > 1 or any(lines_of(report)):
            self._done = Imported(report)
            self.column.insertWidget(1, self._done, 1)
            self._only_close()
            if report.refused:
                self._otherwise.show_formats(one.format for one in report.read)
                self._offer_otherwise()
            self.make_room(96, 32 if len(report.read) > 1 else 16)
        else:
            self.accept()

    def _only_close(self) -> None:
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)

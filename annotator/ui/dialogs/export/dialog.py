"""Writing a dataset: in which format, what of the project, what that comes to, and where to. What
it would be is counted in jobs while the person chooses; nothing is written before they say so."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.formats.format import Format
from annotator.formats.registry import formats, lacking
from annotator.settings import Settings
from annotator.store.queries import Queries
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import ExportReport, export
from annotator.tasks.previewing import Outlook, outlook, sample
from annotator.tasks.progress import CancelledError
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.export.choosing import OptionsForm, WhatGoesOut
from annotator.ui.dialogs.export.formats import FormatList, in_words
from annotator.ui.dialogs.export.looking import Preview, in_a_line
from annotator.ui.dialogs.export.remembered import Last, as_settings, from_settings
from annotator.ui.dialogs.picker import Picker
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session

_PAUSE_MS: Final = 150
_LIST: Final = 31
_SIDE_BY_SIDE: Final = 84
"""From so many letters on, the preview stands beside the choices, else below them."""


class ExportDialog(Dialog):
    """Emits the report when all is written."""

    ended = Signal(object)

    def __init__(self, session: Session, jobs: Jobs, settings: Settings, parent: QWidget) -> None:
        super().__init__("Export", parent)
        self.make_room(150, 44)
        self._project, self._jobs, self._settings = session.project, jobs, settings
        self._last = from_settings(settings.last_export(session.project.path))
        self._options = {name: dict(one) for name, one in self._last.options.items()}
        self._looking: list[Job] = []
        self._stop: threading.Event | None = None
        self._lost: Counter[str] | None = None
        self._unmet = ""  # why the choices cannot be met
        queries = session.project.queries
        self._formats = FormatList(one for one in formats().values() if one.write)
        self._title = plain(kind="title", wrap=True)
        self._about = plain(kind="muted", wrap=True)
        self._own = OptionsForm()
        people = [one.name for one in queries.annotators()]
        kept_out = session.annotator.name if session.kept_from() else ""
        self._what = WhatGoesOut(people, queries.tags(session.only), kept_out)
        self._preview = Preview()
        self._sum = plain(kind="strong")
        self._target = QLineEdit()
        self._target.setAccessibleName("Write to")
        self._choose = QPushButton("Choose…")
        self._choose.setAutoDefault(False)
        self._said = plain(wrap=True)
        self._bar = QProgressBar()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._arrange()
        self._recall()
        self._connect()
        self._show_format()

    # What it looks like

    def _arrange(self) -> None:
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._sides.setSpacing(18)
        self._sides.setContentsMargins(4, 0, 8, 0)
        choices = QVBoxLayout()
        choices.setSpacing(8)
        for widget in (self._title, self._about, self._own, self._what):
            choices.addWidget(widget)
        choices.addStretch()
        self._sides.addLayout(choices, 9)
        self._sides.addWidget(self._preview, 11)
        inside = QWidget()
        inside.setLayout(self._sides)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self._formats)
        middle.addWidget(self._area, 1)
        self.column.addLayout(middle, 1)
        where = QHBoxLayout()
        where.addWidget(plain("Write to"))
        where.addWidget(self._target, 1)
        where.addWidget(self._choose)
        self.column.addLayout(where)
        self.column.addWidget(self._said)
        self.column.addWidget(self._bar)
        self._bar.hide()
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self._ok = self.name_ok("Export")
        self.buttons.layout().insertWidget(0, self._sum)  # type: ignore[union-attr]

    def _connect(self) -> None:
        self.buttons.accepted.disconnect(self.accept)
        self.buttons.accepted.connect(self.write)
        self._formats.changed.connect(self._show_format)
        self._own.changed.connect(self._look)
        self._what.changed.connect(self._look)
        self._target.textChanged.connect(self._show_target)
        self._choose.clicked.connect(self._ask_where)
        self._pause.timeout.connect(self._look_now)
        self.rejected.connect(self._forget_looks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        letter = self.fontMetrics().averageCharWidth()
        self._formats.setFixedWidth(min(letter * _LIST, self.width() * 3 // 8))
        room = self.width() - self._formats.width()
        wide = room >= letter * _SIDE_BY_SIDE
        way = QBoxLayout.Direction
        self._sides.setDirection(way.LeftToRight if wide else way.TopToBottom)

    # What is remembered

    def _recall(self) -> None:
        self._formats.choose(self._last.format)
        self._what.show_choices(self._last.choices)
        folder = Path(self._last.folder) if self._last.folder else self._project.path.parent
        folder = folder if folder.is_dir() else self._project.path.parent
        self._ending = _ending(self._formats.chosen)
        self._target.setText(str(folder / f"{self._project.path.stem}{self._ending}"))

    def _remember(self) -> None:
        self._options[self._formats.chosen.name] = self._own.values()
        last = Last(
            self._formats.chosen.name, self._what.choices({}), self._options,
            str(Path(self._target.text()).parent),
        )  # fmt: skip
        self._settings.remember_export(self._project.path, as_settings(last))

    # What is chosen

    def _show_format(self) -> None:
        """Another format: its words, its options, its ending."""
        format_ = self._formats.chosen
        title, rest = in_words(format_)
        self._title.setText(title)
        self._about.setText(rest[:1].upper() + rest[1:])
        self._about.setVisible(bool(rest))
        self._own.show_options(format_, self._options.get(format_.name, {}))
        new, target = _ending(format_), self._target.text()
        if target.endswith(self._ending):
            self._target.setText(target.removesuffix(self._ending) + new)
        self._ending = new
        self._look()

    def _choices(self) -> Choices:
        return self._what.choices(self._own.values())

    def _look(self) -> None:
        """What was counted holds no more; count again when the person pauses."""
        self._forget_looks()
        self._lost, self._unmet = None, ""
        self._options[self._formats.chosen.name] = self._own.values()
        self._preview.ask(self._formats.chosen)
        self._sum.setText("Counting…")
        self._show_target()
        self._pause.start()

    def _forget_looks(self) -> None:
        self._pause.stop()
        for job in self._looking:
            job.cancel()
        self._looking.clear()

    def _look_now(self) -> None:
        """Two jobs: the first record is there at once, the numbers of 10,000 articles are not."""
        format_, choices = self._formats.chosen, self._choices()
        self._begin(lambda queries, _: sample(queries, format_, choices), self._show_sample)
        self._begin(
            lambda queries, handle: outlook(
                queries, format_, choices, handle.progress, handle.cancelled
            ),
            self._show_outlook,
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

        self._looking.append(self._jobs.run(work, done))

    def _show_sample(self, found: str | AnnotatorError) -> None:
        self._preview.show_sample(str(found))

    def _show_outlook(self, found: Outlook | AnnotatorError) -> None:
        if isinstance(found, AnnotatorError):
            self._preview.show_nothing()
            self._sum.setText("")
            self._unmet = str(found)
            self._show_target()
            return
        self._lost = found.losses
        self._preview.show_outlook(found)
        self._sum.setText(in_a_line(found))

    # Where to

    def _ask_where(self) -> None:
        target, format_ = Path(self._target.text()), self._formats.chosen
        picker = Picker(self, "Export to", target.parent, target.name)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setOption(QFileDialog.Option.DontConfirmOverwrite)  # it is said below the field
        if not format_.folder:
            picker.setDefaultSuffix(_ending(format_).lstrip("."))
        picker.fileSelected.connect(self._target.setText)
        picker.open()

    def _show_target(self) -> None:
        """Say what will be at the place that is named, and whether one can begin."""
        format_, target = self._formats.chosen, self._target.text().strip()
        command = lacking(format_)
        wrong = f"This needs what is not installed: {command}" if command else self._unmet
        if not wrong and not target:
            wrong = "Say where to write it."
        self._ok.setEnabled(not wrong)
        there = Path(_with_ending(target, format_))
        if wrong:
            self._say(wrong, wrong=True)
        elif there.exists():
            what = "folder" if there.is_dir() else "file"
            self._say(f"A {what} of this name is there. It will be replaced.")
        else:
            self._say("")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._said.setText(text)
        self._said.setProperty("kind", "changed" if wrong else "muted")
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setVisible(bool(text))

    # Doing

    def write(self) -> None:
        """Write it where the person says."""
        format_, choices, project = self._formats.chosen, self._choices(), self._project
        target, lost = _with_ending(self._target.text().strip(), format_), self._lost
        stop = self._stop = threading.Event()
        self._forget_looks()
        self._remember()

        def work(handle: Handle) -> ExportReport | None:
            with project.reader() as queries:
                try:
                    return export(
                        queries, target, format=format_.name, choices=choices, lost=lost,
                        progress=handle.progress,
                        cancelled=lambda: stop.is_set() or handle.cancelled(),
                    )  # fmt: skip
                except CancelledError:
                    return None

        self._let(False)
        job = self._jobs.run(work, self._finish, self._fail)
        job.progress.connect(self._progress)

    def reject(self) -> None:
        """Stop. While it writes, what comes of that has to be heard: it may be done already."""
        if self._stop is None:
            super().reject()
        elif not self._stop.is_set():
            self._stop.set()
            self._say("Stopping…")

    def _let(self, change: bool) -> None:
        """Let the person change something, or show how far the work is."""
        self.heed_enter(change)
        for widget in (self._formats, self._own, self._what, self._target, self._choose, self._ok):
            widget.setEnabled(change)
        self._bar.setVisible(not change)
        self._bar.setRange(0, 0)
        if not change:
            self._say("Writing…")

    def _progress(self, done: int, total: int, _: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if self._stop is not None and not self._stop.is_set():
            self._say(f"Writing article {done:,} of {total:,}…")

    def _finish(self, report: ExportReport | None) -> None:
        self._stop = None
        if report is not None:
            self.ended.emit(report)
            self.accept()
            return
        self._let(True)
        self._look()
        self._say("Stopped: nothing was written.")

    def _fail(self, error: object) -> None:
        self._stop = None
        self._let(True)
        self._look()
        if isinstance(error, AnnotatorError):
            self._say(f"Nothing was written. {error}", wrong=True)


def _ending(format_: Format) -> str:
    """What a name in this format ends in; a folder's says what is in it."""
    return f"-{format_.name}" if format_.folder else format_.suffixes[0]


def _with_ending(target: str, format_: Format) -> str:
    """The name with the format's ending, where it has none at all."""
    return target if format_.folder or Path(target).suffix else f"{target}{_ending(format_)}"

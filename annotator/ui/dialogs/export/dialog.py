"""Writing a dataset: in which format, what of the project, what that comes to, and where to. What
it would be is counted in jobs while the person chooses; nothing is written before they say so."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.label import names_of
from annotator.errors import AnnotatorError
from annotator.formats.registry import formats
from annotator.settings import Settings
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import ExportReport, export
from annotator.tasks.previewing import Outlook
from annotator.tasks.progress import CancelledError
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.export.choosing import WhatGoesOut
from annotator.ui.dialogs.export.counting import Counting
from annotator.ui.dialogs.export.formats import FormatList, in_words
from annotator.ui.dialogs.export.looking import Preview, in_a_line
from annotator.ui.dialogs.export.remembered import Last, as_settings, from_settings
from annotator.ui.dialogs.export.target import Target
from annotator.ui.dialogs.options import OptionsForm
from annotator.ui.jobs import Handle, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session
from annotator.ui.there import kind_of

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
        self._stop: threading.Event | None = None
        self._lost: Counter[str] | None = None
        self._focused: QWidget | None = None
        queries = session.project.queries
        self._formats = FormatList(one for one in formats().values() if one.write)
        self._title = plain(kind="title", wrap=True)
        self._about = plain(kind="muted", wrap=True)
        self._own = OptionsForm()
        names, me = names_of(queries.annotators()), session.annotator
        kept_out = names.get(me.id, me.name) if session.kept_from() else ""
        self._what = WhatGoesOut(sorted(names.values()), queries.tags(session.only), kept_out)
        self._preview = Preview()
        self._sum = plain(kind="strong")
        self._target = Target()
        self._bar = QProgressBar()
        self._counting = Counting(self._project, jobs, self)
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
        choices.addStretch(1)
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
        self.column.addWidget(self._target)
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
        self._target.changed.connect(self._show_ready)
        self._counting.sampled.connect(self._show_sample)
        self._counting.counted.connect(self._show_outlook)
        self.rejected.connect(self._counting.forget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_room()  # the style sheet's fonts are known now

    def _share_room(self) -> None:
        """Give the list what its words need, and put the preview where there is room for it."""
        letter = self.fontMetrics().averageCharWidth()
        self._formats.setFixedWidth(min(self._formats.wanted_width, self.width() * 3 // 8))
        room = self.width() - self._formats.width()
        wide = room >= letter * _SIDE_BY_SIDE
        way = QBoxLayout.Direction
        self._sides.setDirection(way.LeftToRight if wide else way.TopToBottom)

    # What is remembered

    def _recall(self) -> None:
        self._formats.choose(self._last.format)
        self._what.show_choices(self._last.choices)
        home = self._project.path
        folder = Path(self._last.folder) if self._last.folder else home.parent
        folder = folder if kind_of(folder) == "folder" else home.parent
        self._target.begin(folder, home.stem, self._formats.chosen)

    def _remember(self) -> None:
        self._options[self._formats.chosen.name] = self._own.values()
        last = Last(
            self._formats.chosen.name, self._what.choices({}), self._options, self._target.folder
        )
        self._settings.remember_export(self._project.path, as_settings(last))

    # What is chosen

    def _show_format(self) -> None:
        """Another format: its words, its options, its ending."""
        format_ = self._formats.chosen
        title, rest = in_words(format_)
        self._title.setText(title)
        self._about.setText(rest[:1].upper() + rest[1:])
        self._about.setVisible(bool(rest))
        own = (one for one in format_.options if one.writing)
        self._own.show_options(own, self._options.get(format_.name, {}))
        self._target.show_format(format_)
        self._look()

    def _choices(self) -> Choices:
        return self._what.choices(self._own.values())

    def _look(self) -> None:
        """What was counted holds no more."""
        self._lost = None
        self._options[self._formats.chosen.name] = self._own.values()
        self._preview.ask(self._formats.chosen)
        self._sum.setText("Counting…")
        choices = self._choices()
        self._target.show_split(choices.split)
        self._target.show_unmet("")
        self._counting.ask(self._formats.chosen, choices)

    def _show_sample(self, found: str | AnnotatorError) -> None:
        self._preview.show_sample(str(found))

    def _show_outlook(self, found: Outlook | AnnotatorError) -> None:
        if isinstance(found, AnnotatorError):
            self._preview.show_nothing()
            self._sum.setText("")
            self._target.show_unmet(str(found))
            return
        self._lost = found.losses
        self._preview.show_outlook(found)
        self._sum.setText(in_a_line(found))

    def _show_ready(self) -> None:
        """Whether one can begin."""
        self._ok.setEnabled(not self._target.wrong)

    # Doing

    def write(self) -> None:
        """Write it where the person says."""
        format_, choices, project = self._formats.chosen, self._choices(), self._project
        target, lost = self._target.path, self._lost
        stop = self._stop = threading.Event()
        self._counting.forget()
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
            self._target.say("Stopping…")

    def _let(self, change: bool) -> None:
        """Let the person change something, or show how far the work is. The focus goes back to
        where it was: on Cancel, where it goes meanwhile, Enter would give all up."""
        if not change:
            self._focused = self.focusWidget()
        self.heed_enter(change)
        for widget in (self._formats, self._own, self._what, self._ok):
            widget.setEnabled(change)
        self._target.let(change)
        self._bar.setVisible(not change)
        self._bar.setRange(0, 0)
        if not change:
            self._target.say("Writing…")
        elif self._focused is not None:
            self._focused.setFocus()

    def _progress(self, done: int, total: int, _: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if self._stop is not None and not self._stop.is_set():
            self._target.say(f"Writing article {done:,} of {total:,}…")

    def _finish(self, report: ExportReport | None) -> None:
        self._stop = None
        if report is not None:
            self.ended.emit(report)
            self.accept()
            return
        self._let(True)
        self._look()
        self._target.say("Stopped: nothing was written.")

    def _fail(self, error: object) -> None:
        self._stop = None
        self._let(True)
        self._look()
        if isinstance(error, AnnotatorError):
            self._target.say(f"Nothing was written. {error}", wrong=True)

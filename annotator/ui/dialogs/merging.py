"""Bringing files together: what would come in is shown before anything is done, with what only a
person can decide."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.merging import Coming, MergeReport
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks.merging import (
    Answers,
    carry_out,
    clash_as_lines,
    likely,
    merge,
    settings_as_lines,
)
from annotator.tasks.progress import CancelledError
from annotator.tasks.telling import counted
from annotator.ui.choice import Choice
from annotator.ui.dialogs.dialog import Dialog, why
from annotator.ui.dialogs.tree import OPEN, Branch, PeopleTree
from annotator.ui.jobs import Handle, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session

_SHOWN = 200
"""So many articles of a person, and so many clashes, are listed one by one."""

_BLIND = "This project is blind: what was changed is shown when your own articles are finished."


class Merged(NamedTuple):
    """What a merge has done: the report, the answers that were carried out, in words, and what kept
    the others from it."""

    report: MergeReport
    answers: tuple[str, ...] = ()
    problem: AnnotatorError | None = None


class MergeDialog(Dialog):
    """Looks first, in a job; merges, in another, when the person says so. Emits what was done."""

    ended = Signal(object)

    def __init__(
        self, session: Session, jobs: Jobs, paths: Sequence[Path], parent: QWidget
    ) -> None:
        super().__init__("Merge", parent)
        self.make_room(96, 34)
        self._project = session.project
        self._me = session.annotator.id
        self._by = self._me if session.has_joined else None
        self._kept_from = bool(session.kept_from())
        self._jobs = jobs
        self._paths = paths
        self._stop: threading.Event | None = None
        self._questions = Questions(self._me)
        self._said = plain(wrap=True)
        self._bar = QProgressBar()
        self._inside = QWidget()
        self._sections = QVBoxLayout(self._inside)
        self._sections.setContentsMargins(0, 0, 8, 0)
        self._sections.setSpacing(8)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        self.column.addWidget(self._said)
        self.column.addWidget(self._bar)
        self.column.addWidget(area, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self._ok = self.name_ok("Merge")
        self.buttons.accepted.disconnect(self.accept)
        self.buttons.accepted.connect(self._merge)
        self._look()

    def _look(self) -> None:
        """Have everything compared, and nothing written."""
        self._ok.setEnabled(False)
        self._said.setText("Looking at what would come in…")
        project, paths = self._project, self._paths

        def work(handle: Handle) -> MergeReport | None:
            with project.elsewhere() as other:
                try:
                    return merge(other, paths, dry_run=True, progress=handle.progress,
                                 cancelled=handle.cancelled)  # fmt: skip
                except CancelledError:
                    return None

        self._run(work, self._show)

    def _merge(self) -> None:
        """Do it, and what the person has answered."""
        stop = self._stop = threading.Event()
        self.heed_enter(False)
        self._ok.setEnabled(False)
        self._inside.setEnabled(False)
        project, paths, by = self._project, self._paths, self._by
        answers = self._questions.answers()

        def work(handle: Handle) -> Merged | None:
            with project.elsewhere() as other:
                try:
                    report = merge(
                        other, paths, progress=handle.progress,
                        cancelled=lambda: stop.is_set() or handle.cancelled(),
                    )  # fmt: skip
                except CancelledError:
                    return None
                return _answered(other, report, answers, by)

        self._run(work, self._finish)

    def _run(self, work: Callable[[Handle], object], done: Callable[..., object]) -> None:
        self._bar.setRange(0, 0)
        self._bar.show()
        job = self._jobs.run(work, done, self._fail)
        job.progress.connect(self._progress)
        if self._stop is None:
            self.rejected.connect(job.cancel)

    def reject(self) -> None:
        """Stop. Once it merges, what comes of that has to be heard: it may be done already."""
        if self._stop is None:
            super().reject()
        elif not self._stop.is_set():
            self._stop.set()
            self._said.setText("Stopping…")

    def _progress(self, done: int, total: int, what: str) -> None:
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(done * 1000 // total if total else 0)
        if self._stop is None or not self._stop.is_set():
            self._said.setText(f"{what[:1].upper()}{what[1:]}…")

    def _show(self, report: MergeReport | None) -> None:
        if report is None:
            return
        self._bar.hide()
        self._questions.ask(report)
        if not report.entries and not self._questions.any:
            self._said.setText("There is nothing in these files that is not here already.")
            self._only_close()
            return
        self._said.setText(_head(report))
        if self._questions.any:
            self._add("What you decide", self._questions)
        if report.coming:
            self._add("What comes in", _tree(report.coming, by_article=not self._kept_from))
        if settings := "\n".join(settings_as_lines(report)):
            self._add(
                "What changes for all", plain(f"{settings[0].upper()}{settings[1:]}", wrap=True)
            )
        if report.clashed and self._kept_from:
            self._add("Changed on both sides", plain(_BLIND, kind="muted", wrap=True))
        elif report.clashed:
            self._add("Changed on both sides", _clashes(report))
        self._sections.addStretch()
        self.name_ok("Merge" if report.entries else "Apply")
        self._ok.setEnabled(True)
        self._ok.setFocus()

    def _add(self, title: str, widget: QWidget) -> None:
        self._sections.addWidget(plain(title, kind="strong"))
        self._sections.addWidget(widget)

    def _finish(self, merged: Merged | None) -> None:
        self._stop = None
        if merged is None:
            self.reject()
        else:
            self.ended.emit(merged)
            self.accept()

    def _fail(self, error: object) -> None:
        self._stop = None
        self._bar.hide()
        known = isinstance(error, AnnotatorError)  # else it may have been merged before
        self._said.setText(f"Nothing was merged. {error}" if known else why(error))
        self._only_close()

    def _only_close(self) -> None:
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)


class Questions(QWidget):
    """What a merge leaves open, each with a proposal."""

    def __init__(self, me: str) -> None:
        super().__init__()
        self._me = me
        self._people: list[tuple[Choice, tuple[str, ...]]] = []
        self._names: list[tuple[Choice, str]] = []
        self._titles: list[tuple[Choice, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def any(self) -> bool:
        """Whether there is anything to decide."""
        return bool(self._people or self._names or self._titles)

    def ask(self, report: MergeReport) -> None:
        """Show what this report leaves open."""
        for same in report.namesakes:
            said = f"{len(same.ids)} people are called {same.name}: {likely(same)}."
            several = {2: "Two"}.get(len(same.ids), str(len(same.ids)))
            one_or_several = {
                True: f"{same.name} is one person", False: f"{several} people, leave them apart"
            }  # fmt: skip
            box = self._choice(f"{same.name}, one or several", said)
            box.offer(one_or_several, same.likely_one)
            mine_first = sorted(same.ids, key=lambda id_: id_ != self._me)
            self._people.append((box, tuple(mine_first)))
        for one in report.renamed:
            said = f"One person is called {one.here} here and {one.there} there. The later stands."
            box = self._choice(f"Name of {one.here}", said)
            box.offer({name: name for name in (one.here, one.there)}, one.name, one.name)
            self._names.append((box, one.id))
        for twin in report.twins:
            said = "One text has several titles. It becomes one article, with all its labels."
            box = self._choice(f"Title of {twin.title}", said)
            box.offer({title: title for title in twin.titles}, twin.title, twin.title)
            self._titles.append((box, twin.article))

    def _choice(self, name: str, said: str) -> Choice:
        box = Choice(name)
        self._column.addWidget(plain(said, kind="muted", wrap=True))
        self._column.addWidget(box)
        return box

    def answers(self) -> Answers:
        """What the person has chosen."""
        return Answers(
            [ids for box, ids in self._people if box.value],
            {id_: box.value for box, id_ in self._names},
            {id_: box.value for box, id_ in self._titles},
        )


def _answered(project: Project, report: MergeReport, answers: Answers, by: str | None) -> Merged:
    try:
        made = carry_out(project, answers, by)
    except AnnotatorError as error:  # the merge stands, and can be told
        return Merged(report, problem=error)
    return Merged(report, tuple(one.summary for one in made))


def _head(report: MergeReport) -> str:
    if not report.entries:
        return "Nothing new comes in. This is still to be decided:"
    files = "This file brings" if report.files == 1 else f"These {report.files} files bring"
    idle = "".join(f" {name} brings nothing more." for name in report.idle)
    return (
        f"{files} {report.summary()}.{idle} Nothing is written before you say so, and a copy of "
        "the project as it is now is made first."
    )


def _tree(coming: Sequence[Coming], *, by_article: bool) -> PeopleTree:
    """A row a person, and below it one an article: not where that would tell what is kept back."""
    tree = PeopleTree("What comes in", ("Whose, and in which article", "Labels"))
    branches = []
    for _, found in groupby(coming, lambda one: one.person):
        articles = list(found)
        said = f"{articles[0].who}, {counted(len(articles), 'article')}"
        shown = articles if by_article else []
        leaves = [(one.article, one.labels) for one in shown[:_SHOWN]]
        total = sum(one.labels for one in articles)
        branches.append(Branch(said, total, leaves, len(shown)))
    tree.show_branches(branches)
    rows = len(branches) + (len(coming) if by_article else 0)
    rows = rows if rows <= OPEN else min(len(branches), OPEN)
    head = tree.header().sizeHint().height() + 2 * tree.frameWidth()
    tree.setFixedHeight(head + tree.sizeHintForRow(0) * (rows + 1))
    return tree


def _clashes(report: MergeReport) -> QPlainTextEdit:
    lines = [line for clash in report.clashes[:_SHOWN] for line in clash_as_lines(clash)]
    if report.clashed > _SHOWN:
        lines.append(f"… and {report.clashed - _SHOWN:,} more; annotator merge --dry-run tells all")
    text = QPlainTextEdit("\n".join(lines), readOnly=True)
    text.setAccessibleName("Changed on both sides")
    text.setMinimumHeight(text.fontMetrics().height() * 9)
    return text

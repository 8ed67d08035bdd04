"""Handing out: to whom, how many of them each article, and, before anything is written, who would
get what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.tasks.handing_out import HandedOut, Plan, hand_out, plan
from annotator.tasks.progress import CancelledError
from annotator.tasks.telling import counted
from annotator.ui.dialogs.dialog import Dialog, why
from annotator.ui.dialogs.name_list import NameList
from annotator.ui.dialogs.number import aired
from annotator.ui.dialogs.picker import Picker
from annotator.ui.dialogs.tree import Branch, PeopleTree
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session

_SHOWN = 200
_PAUSE_MS = 120
_LARGEST_SEED = 2**31 - 1


class Planned(NamedTuple):
    """A plan, and the titles of the articles that are shown of it."""

    plan: Plan
    titles: Mapping[str, str]


class HandOutDialog(Dialog):
    """Emits what was written; or the folder, where the person stopped it on the way."""

    ended = Signal(object)
    stopped = Signal(object)

    def __init__(self, session: Session, jobs: Jobs, parent: QWidget) -> None:
        super().__init__("Hand out", parent)
        self.make_room(96, 36)
        self._session = session
        self._jobs = jobs
        self._planning: Job | None = None
        self._writing: Job | None = None
        self._plan: Plan | None = None
        me = session.annotator.id
        known = [one.name for one in session.project.queries.annotators() if one.id != me]
        self.people = NameList(list(dict.fromkeys(known)))
        self._which = QComboBox()
        self._which.setAccessibleName("Which articles")
        all_, new = session.project.queries.article_count(), session.project.queries.unassigned()
        self._which.addItem(f"All {all_:,}")
        if 0 < len(new) < all_:
            self._which.addItem(f"The {len(new):,} that nobody was given yet")
        self._per_article = aired(QSpinBox())
        self._per_article.setRange(1, 1)
        self._per_article.setAccessibleName("People for each article")
        self._per_article.setSuffix(" of them")
        self._seed = aired(QSpinBox())
        self._seed.setRange(0, _LARGEST_SEED)
        self._seed.setAccessibleName("Seed")
        self._seed.setToolTip("The same seed deals the same articles to the same people")
        self._folder = QLineEdit(str(_free_folder(session.project.path.parent)))
        self._folder.setAccessibleName("Folder")
        self._said = plain(wrap=True)
        self._tree = PeopleTree("Who gets what", ("Who, and which articles", "Articles"))
        self._tree.setMinimumHeight(self.fontMetrics().height() * 6)
        self._bar = QProgressBar()
        self._bar.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._make_plan)
        self._arrange()
        self._connect()
        self._count_people()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("To", self.people)
        form.addRow("Articles", self._which)
        form.setRowVisible(self._which, self._which.count() > 1)
        numbers = QHBoxLayout()
        numbers.addWidget(self._per_article)
        numbers.addSpacing(16)
        numbers.addWidget(plain("Seed"))
        numbers.addWidget(self._seed)
        numbers.addStretch()
        form.addRow("Each article to", numbers)
        where = QHBoxLayout()
        where.addWidget(self._folder, 1)
        self._choose = QPushButton("Choose…")
        self._choose.setAutoDefault(False)
        where.addWidget(self._choose)
        form.addRow("Folder", where)
        self.column.addLayout(form)
        self.column.addWidget(self._said)
        self.column.addWidget(self._tree, 1)
        self.column.addWidget(self._bar)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self._ok = self.name_ok("Hand out")

    def _connect(self) -> None:
        self.buttons.accepted.disconnect(self.accept)
        self.buttons.accepted.connect(self._hand_out)
        self.people.changed.connect(self._count_people)
        self._which.currentIndexChanged.connect(self._look)
        self._per_article.valueChanged.connect(self._look)
        self._seed.valueChanged.connect(self._look)
        self._choose.clicked.connect(self._ask_where)
        self.rejected.connect(self._stop)

    def _count_people(self) -> None:
        """As many as there are can have an article; all of them, until another number is said."""
        all_ = self._per_article.value() == self._per_article.maximum()
        most = max(1, len(self.people.names))
        self._per_article.blockSignals(True)
        self._per_article.setRange(1, most)
        if all_:
            self._per_article.setValue(most)
        self._per_article.blockSignals(False)
        self._look()

    # Looking

    def _look(self) -> None:
        """What was planned holds no more; plan again when the person pauses."""
        if self._planning is not None:
            self._planning.cancel()
        self._ok.setEnabled(False)
        self._pause.start()

    def _make_plan(self) -> None:
        """Plan in a job: 10,000 articles take a second."""
        project, names = self._session.project, self.people.names
        per_article, seed = self._per_article.value(), self._seed.value()
        only_new = self._which.currentIndex() == 1

        def work(_: Handle) -> Planned:
            with project.elsewhere() as other:
                articles = other.queries.unassigned() if only_new else None
                made = plan(other, names, per_article, seed, articles=articles)
                few = {id_ for share in made.shares for id_ in share.articles[:_SHOWN]}
                return Planned(made, other.queries.titles(few))

        self._planning = self._jobs.run(work, self._show, self._show_none)

    def _show(self, found: Planned) -> None:
        self._planning, self._plan = None, found.plan
        self._ok.setEnabled(True)
        self._said.setText(_told(found.plan))
        self._tree.show_branches(_branches(found))

    def _show_none(self, error: object) -> None:
        """There is no plan, and why."""
        self._planning = self._plan = None
        self._said.setText(why(error))
        self._tree.show_branches(())

    # Doing

    def _ask_where(self) -> None:
        picker = Picker(self, "Hand out to", Path(self._folder.text()).parent)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.fileSelected.connect(self._folder.setText)
        picker.open()

    def _hand_out(self) -> None:
        chosen, folder = self._plan, self._folder.text().strip()
        if chosen is None or not folder:
            self._said.setText("Say in which folder the files are to be.")
            return
        project, me = self._session.project, self._session.annotator.id

        def work(handle: Handle) -> HandedOut | None:
            with project.elsewhere() as other:
                try:
                    return hand_out(
                        other, Path(folder), chosen, annotator=me,
                        progress=handle.progress, cancelled=handle.cancelled,
                    )  # fmt: skip
                except CancelledError:
                    return None

        try:
            self._session.join()
        except AnnotatorError as error:
            self._fail(error)
            return
        self._let(False)
        self._writing = self._jobs.run(work, self._finish, self._fail)
        self._writing.progress.connect(self._progress)

    def _let(self, change: bool) -> None:
        """Let the person change something, or show how far the work is."""
        self.heed_enter(change)
        for widget in (
            self.people,
            self._which,
            self._per_article,
            self._seed,
            self._folder,
            self._choose,
        ):
            widget.setEnabled(change)
        self._ok.setEnabled(change)
        self._bar.setVisible(not change)
        self._bar.setRange(0, 0)

    def _progress(self, done: int, total: int, name: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._said.setText(f"Writing the file of {name}…")

    def _finish(self, done: HandedOut | None) -> None:
        if done is not None:
            self.ended.emit(done)
            self.accept()

    def _stop(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self.stopped.emit(self._folder.text())

    def _fail(self, error: object) -> None:
        self._writing = None
        self._let(True)
        self._said.setText(why(error))


def _free_folder(beside: Path) -> Path:
    """A folder for what is handed out this time."""
    folder, number = beside / "handed out", 1
    while folder.exists():
        number += 1
        folder = beside / f"handed out {number}"
    return folder


def _told(chosen: Plan) -> str:
    said = f"{counted(chosen.articles, 'article')}, {counted(len(chosen.shares), 'file')}."
    together = chosen.together().values()
    if together:
        least, most = min(together), max(together)
        number = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        said += (
            f" Any two people have {number} in common." if most else " No two have one in common."
        )
    return f"{said} Nobody’s labels go with them."


def _branches(found: Planned) -> list[Branch]:
    return [
        Branch(
            share.name,
            len(share.articles),
            [(found.titles.get(id_, ""), None) for id_ in share.articles[:_SHOWN]],
            len(share.articles),
        )
        for share in found.plan.shares
    ]

"""A window with one project in it, or none: opens and closes it, comes back to where one was, and
keeps what the disk would not take. What is in it, and who does what, is the window's matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain import boundaries
from annotator.errors import AnnotatorError
from annotator.settings import Settings
from annotator.store.place import risk_of
from annotator.store.project import Project
from annotator.store.unwritable import refusal
from annotator.tasks.rescue import Rescue
from annotator.ui.actions import Actions
from annotator.ui.field_keys import FieldKeys
from annotator.ui.held import HeldKey
from annotator.ui.jobs import Handle, Jobs
from annotator.ui.message_bar import MessageBar
from annotator.ui.person import login_name, who_was
from annotator.ui.place import come_back, is_passing, place_of
from annotator.ui.session import Session
from annotator.ui.theme import Look, Theme
from annotator.ui.workbench import ANNOTATE, Workbench

_READ_MS = 300
_STAY_MS = 1_000
"""Where one has been for so long is where one comes back to, even if the power fails."""


class Host(QMainWindow):
    """Where those who ask and those who act meet: the open project, the message bar, the jobs."""

    opened = Signal()
    """A project is open, and not shown yet."""
    name_wanted = Signal(str)
    """Nobody has said yet who labels here; this may be their name."""
    tab_shown = Signal(int)
    state_changed = Signal()
    """Something that the frame tells has changed."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self.theme = theme
        self.bench: Workbench | None = None
        self.action_table: Actions | None = None
        self.jobs = Jobs(self)
        self.held = HeldKey(self)
        self._field_keys = FieldKeys(self)
        self.pages = QStackedWidget()
        self.messages = MessageBar(self.pages)
        self.column = QVBoxLayout()
        self._page: QWidget | None = None
        self._rescue: Rescue | None = None
        self._guess = ""
        """What the system calls a person who has not said their name."""
        self._staying = QTimer(self, singleShot=True, interval=_STAY_MS)
        self._wanted_zoom = 0
        self._zooming = QTimer(self, singleShot=True, interval=0)
        self._zooming.timeout.connect(self._zoom_now)
        self._staying.timeout.connect(self._keep_place)
        self.setWindowTitle("Annotator")
        self.jobs.failed.connect(self._on_job_failed)
        self.messages.retry_wanted.connect(self._retry)

    def add_bar(self, bar: QWidget) -> None:
        """Put a row between the frame and the page."""
        self.column.insertWidget(1, bar)

    def action(self, id_: str) -> QAction:
        """The action of this id."""
        assert self.action_table is not None
        return self.action_table[id_]

    # Projects

    def show_page(self, page: QWidget) -> None:
        """Show a page that is no project."""
        self._page = page
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        page.setFocus()

    def open_project(self, path: Path, annotator: str | None = None) -> bool:
        """Open a project in this window; says in the message bar why it cannot be."""
        try:
            project = _readable(path)
        except AnnotatorError as error:
            self.messages.say_problem(error)
            return False
        self.close_project()
        rescue = Rescue(self.settings.folder, project)
        if project.read_only:
            self.messages.say_result(str(refusal(path)))
        elif said := rescue.bring_back():
            self.messages.say_notice(said)
        elif said := risk_of(path):
            self.messages.say_problem(AnnotatorError(said))
        else:
            self.messages.hide()
        if not is_passing(path):
            self.settings.remember_project(project.path)
        was = who_was(self.settings.place(project.path).get("person"), project)
        known = annotator or was or self.settings["name"]
        self._guess = "" if known else login_name()
        session = Session(project, known or self._guess, self)
        session.everyone = self.settings["everyone"]
        bench = Workbench(session, self.jobs, self.theme, self)
        self.bench, self._rescue = bench, rescue
        session.failed.connect(self._on_failed)
        session.saved_changed.connect(self._on_saved_changed)
        self.pages.addWidget(bench)
        self.pages.setCurrentWidget(bench)
        self.opened.emit()
        come_back(bench, self.settings.place(project.path))
        for signal in (
            session.article_opened, session.active_changed,
            bench.article.verticalScrollBar().valueChanged,
        ):  # fmt: skip
            signal.connect(self._stay)
        session.annotator_changed.connect(self._keep_place)
        if not annotator:
            self._ask_who(session)
        self.keep_house(project)
        self.state_changed.emit()
        QTimer.singleShot(_READ_MS, self._get_ready)
        return True

    def _ask_who(self, session: Session) -> None:
        """Where nobody has said it; and where the file was made for somebody, and whoever sits here
        has another name and no part in it yet."""
        queries, name = session.project.queries, session.annotator.name
        meant = None if queries.annotator_named(name) else queries.handed_to()
        if meant or self._guess:
            self.name_wanted.emit(meant or name)

    def _get_ready(self) -> None:
        """Make what the first label needs, while the person is still reading."""
        if self.bench is not None:
            self.bench.worktime.listen()
            self._field_keys.listen(self.windowHandle())
            self.held.listen(self.windowHandle())  # last, which is heard first
            self.bench.panel.get_ready()
            boundaries.get_ready()

    def close_project(self) -> None:
        """Let go of what is open: a project, or the welcome page."""
        if self._page is not None:
            self.pages.removeWidget(self._page)
            self._page.deleteLater()
            self._page = None
        bench, self.bench = self.bench, None
        if bench is None:
            return
        self._staying.stop()
        bench.panel.flush()
        bench.worktime.keep()
        self._leave(bench)
        self.jobs.stop()
        bench.session.close()
        self.pages.removeWidget(bench)
        bench.deleteLater()
        bench.session.deleteLater()

    def open_article(self, id_: str | None) -> None:
        """Show an article; what is half typed in the one before is kept."""
        if self.bench is None or id_ is None:
            return
        self.bench.panel.flush()
        if self.bench.session.open_article(id_):
            self.show_tab(ANNOTATE)
            self.bench.article.setFocus()

    def take_in(self, report: Any) -> None:
        """Show what an import has brought."""
        if self.bench is not None:
            self.bench.session.look()
            self.messages.say_notice(report.sentence())
            self.open_article(report.first)
            self.keep_house(self.bench.session.project)

    def keep_house(self, project: Project) -> None:
        """Today's back-up and the search index, in a thread: both can take a while."""
        if project.read_only:
            return

        def work(handle: Handle) -> AnnotatorError | None:
            with project.elsewhere() as other:
                other.index_texts(handle.cancelled)
                try:
                    other.back_up_daily()
                except AnnotatorError as error:
                    return AnnotatorError(f"No back-up was made today. {error.problem}",
                                          error.remedy)  # fmt: skip
            return None

        self.jobs.run(work, self._on_house_kept)

    def _on_house_kept(self, problem: AnnotatorError | None) -> None:
        if problem is not None:
            self.messages.say_problem(problem)

    def _stay(self) -> None:
        """The person has gone elsewhere in the project: keep that as soon as they stay."""
        self._staying.start()

    def _keep_place(self) -> None:
        if self.bench is not None:
            self._leave(self.bench)
            self._keep_geometry()

    def _keep_geometry(self) -> None:
        self.settings["geometry"] = self.saveGeometry().toBase64().toStdString()

    def _leave(self, bench: Workbench) -> None:
        path = bench.session.project.path
        if not is_passing(path):
            place = place_of(bench, self._guess)
            self.settings.leave(path, self.settings.place(path) | place)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing never asks: what the disk would not take is brought back at the next opening.
        Only where it can be kept nowhere does the window stay, once."""
        if self.bench and self.bench.session.unsaved and not self._keep_unsaved(self.bench.session):
            event.ignore()
            return
        self._keep_geometry()
        self.close_project()
        self.jobs.stop()
        super().closeEvent(event)

    def _keep_unsaved(self, session: Session) -> bool:
        assert self._rescue is not None
        if session.retry() or self._rescue.kept:
            return True
        self.messages.say_problem(
            AnnotatorError(
                f"{len(session.unsaved)} changes are not on the disk yet, nor can they be kept "
                "elsewhere.",
                "Mend what the message says, or close once more to give them up.",
            ),
            retry=True,
        )
        session.unsaved.clear()
        return False

    def _on_failed(self, error: AnnotatorError) -> None:
        retry = bool(self.bench and self.bench.session.unsaved)
        self.messages.say_problem(error, retry=retry)

    def _on_saved_changed(self) -> None:
        if self.bench and self._rescue:
            self._rescue.keep(self.bench.session.waiting())
            if not self.bench.session.unsaved:
                self.messages.say_notice("Everything is saved again.")
        self.state_changed.emit()

    def _retry(self) -> None:
        if self.bench is not None:
            self.bench.session.retry()

    def _on_job_failed(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.messages.say_problem(error)

    # How it looks

    def show_tab(self, number: int) -> None:
        """Annotate, Review or Insights."""
        if self.bench is not None:
            self.bench.show_tab(number)
        self.tab_shown.emit(number)
        self.state_changed.emit()

    def zoom_by(self, steps: int) -> None:
        """Make everything larger or smaller by so many steps."""
        self.zoom(10 * steps)

    def zoom(self, by: int) -> None:
        """Make everything larger or smaller (0: as designed): once for all steps that have come
        while the one before was made, which takes half a second where much is shown."""
        self._wanted_zoom = (self._wanted_zoom or self.theme.zoom) + by if by else 100
        self._zooming.start()

    def _zoom_now(self) -> None:
        wanted, self._wanted_zoom = self._wanted_zoom, 0
        self.theme.set_zoom(wanted)
        self.settings["zoom"] = self.theme.zoom

    def choose_theme(self, look: Look) -> None:
        """Light, dark, or as the system has it."""
        self.settings["theme"] = look
        self.theme.choose(look)


def _readable(path: Path) -> Project:
    """A project of which that can be read which is asked at once: where a damaged one is to be
    opened, what is open stays open."""
    project = Project.open(path, wait=0.25)
    try:
        project.queries.annotators()
        project.queries.settings()
    except AnnotatorError:
        project.close()
        raise
    return project

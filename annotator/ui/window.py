"""The window: makes the parts, connects them, and opens and closes projects."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain import snapping
from annotator.domain.case_filter import CaseFilter
from annotator.domain.journal import Entry
from annotator.domain.label import Span
from annotator.errors import AnnotatorError
from annotator.settings import Settings
from annotator.store.place import risk_of
from annotator.store.project import Project
from annotator.tasks import demo
from annotator.tasks.rescue import Rescue
from annotator.tasks.telling import counted
from annotator.ui.actions import Actions, Place, When
from annotator.ui.asking import Asking
from annotator.ui.commands import Commands
from annotator.ui.comments.talk import drafts_from
from annotator.ui.frame import Frame, StatusBar
from annotator.ui.jobs import Handle, Jobs
from annotator.ui.message_bar import MessageBar
from annotator.ui.session import Session
from annotator.ui.sharing import Sharing
from annotator.ui.theme import SIGNS, Choice, Theme
from annotator.ui.workbench import REVIEW, Workbench

_READ_MS = 300


class Window(QMainWindow):
    """One window, with one project or the welcome page."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings = settings
        self._theme = theme
        self.bench: Workbench | None = None
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.jobs = Jobs(self)
        self.asking = Asking(self, settings, self.jobs)
        self.sharing = Sharing(self, self.jobs)
        self._rescue: Rescue | None = None
        self._frame = Frame()
        self._pages = QStackedWidget()
        self.messages = MessageBar(self._pages)
        self._welcome: QWidget | None = None
        self._status = StatusBar()
        self._commands = Commands(self)
        self._actions: Actions | None = None
        self._column = QVBoxLayout()
        self._arrange()
        self._connect()
        self.restoreGeometry(QByteArray.fromBase64(settings["geometry"].encode()))

    def _arrange(self) -> None:
        whole = QWidget()
        whole.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._frame)
        self._column.addWidget(self._pages, 1)
        self._column.addWidget(self._status)
        self.setCentralWidget(whole)

    def add_bar(self, bar: QWidget) -> None:
        """Put a row between the frame and the page."""
        self._column.insertWidget(1, bar)

    def _connect(self) -> None:
        self._frame.tab_chosen.connect(self.show_tab)
        self._frame.palette_wanted.connect(self.asking.palette)
        self._frame.person_wanted.connect(self.asking.person)
        self.jobs.failed.connect(self._on_job_failed)
        self.messages.retry_wanted.connect(self._retry)
        self._theme.changed.connect(self._show_state)

    def _connect_bench(self, bench: Workbench) -> None:
        session = bench.session
        session.failed.connect(self._on_failed)
        session.saved_changed.connect(self._on_saved_changed)
        for signal in (
            session.committed, session.reloaded, session.article_opened, session.active_changed,
            session.annotator_changed,
        ):  # fmt: skip
            signal.connect(self._show_state)
        session.committed.connect(self._on_committed)
        session.active_changed.connect(self._reveal_active)
        bench.article.verdict_chosen.connect(self._commands.verdict)
        bench.article.note_wanted.connect(self._commands.note)
        bench.markers.position_wanted.connect(bench.article.scroll_to_position)
        bench.find_bar.found.connect(bench.article.select)
        bench.find_bar.left.connect(bench.article.setFocus)
        bench.panel.left.connect(bench.article.setFocus)
        bench.panel.history_wanted.connect(self.asking.history)
        bench.panel.link_wanted.connect(self.asking.open_link)
        bench.queue.article_chosen.connect(self.open_article)
        bench.queue.left.connect(bench.article.setFocus)
        bench.queue.listed.connect(self._on_listed)
        bench.queue.counted.connect(self._show_state)
        bench.review_made.connect(self._on_review_made)
        bench.insights_made.connect(self._on_insights_made)
        bench.look_wanted.connect(self.sharing.look)

    def _make_actions(self) -> None:
        self.menuBar().clear()
        for menu in self.menuBar().findChildren(QMenu):
            menu.deleteLater()
        actions = Actions(self._commands.handlers(), self._settings["shortcuts"], self)
        bench = self.bench
        review = bench.review if bench else None
        hands: dict[Place, list[QWidget]] = {
            Place.ANNOTATE: [bench.article, bench.panel] if bench else [],
            Place.REVIEW: review.hands if review else [],
        }
        actions.put_on(self, self.menuBar(), hands)
        if self._actions is not None:
            self._actions.deleteLater()
        self._actions = actions
        keys = actions.keys()
        self._frame.show_keys(keys)
        if bench is not None:
            bench.article.show_keys(keys)
            bench.panel.show_keys(keys)
        if review is not None:
            review.show_keys(keys)

    def _on_review_made(self) -> None:
        assert self.bench is not None
        assert self.bench.review is not None
        desk = self.bench.review.desk
        for signal in (desk.case_changed, desk.docket.listed):
            signal.connect(self._show_state)
        desk.told.connect(self.messages.say_notice)
        self._make_actions()
        self._show_state()

    def _on_insights_made(self) -> None:
        assert self.bench is not None
        assert self.bench.insights is not None
        insights = self.bench.insights
        insights.cases_wanted.connect(self.show_cases)
        insights.told.connect(self.messages.say_notice)
        insights.failed.connect(self.messages.say_problem)

    def action(self, id_: str) -> QAction:
        """The action of this id."""
        assert self._actions is not None
        return self._actions[id_]

    # Projects

    def show_welcome(self) -> None:
        """The page from which one goes to a project."""
        from annotator.ui.welcome import WelcomePage  # a start with a project saves it

        page = WelcomePage()
        page.project_chosen.connect(self.open_project)
        page.new_wanted.connect(self.asking.new)
        page.open_wanted.connect(self.asking.open)
        page.demo_wanted.connect(self.asking.demo)
        page.show_recent([Path(path) for path in self._settings["recent"]])
        self._welcome = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        page.setFocus()
        self._make_actions()
        self._show_state()

    def open_project(self, path: Path, annotator: str | None = None) -> bool:
        """Open a project in this window; says in the message bar why it cannot be."""
        try:
            project = Project.open(path, wait=0.25)
        except AnnotatorError as error:
            self.messages.say_problem(error)
            return False
        self.close_project()
        rescue = Rescue(self._settings.folder, project)
        if said := rescue.bring_back():
            self.messages.say_notice(said)
        elif said := risk_of(path):
            self.messages.say_problem(AnnotatorError(said))
        else:
            self.messages.hide()
        name = annotator or self._settings["name"] or _login_name()
        session = Session(project, name, self)
        session.everyone = self._settings["everyone"]
        bench = Workbench(session, self.jobs, self._theme, self)
        self.bench, self._rescue = bench, rescue
        self._connect_bench(bench)
        self._pages.addWidget(bench)
        self._pages.setCurrentWidget(bench)
        self._make_actions()
        if not _passing(path):
            self._settings.remember_project(path.absolute())
        self._come_back(bench)
        if not annotator and not self._settings["name"]:
            self.asking.person(name)
        self._keep_house(project)
        self._show_state()
        QTimer.singleShot(_READ_MS, self._get_ready)
        return True

    def _get_ready(self) -> None:
        """Make what the first label needs, while the person is still reading."""
        if self.bench is not None:
            self.bench.panel.get_ready()
            snapping.get_ready()

    def close_project(self) -> None:
        """Let go of what is open: a project, or the welcome page."""
        if self._welcome is not None:
            self._pages.removeWidget(self._welcome)
            self._welcome.deleteLater()
            self._welcome = None
        bench, self.bench = self.bench, None
        if bench is None:
            return
        bench.panel.flush()
        bench.worktime.keep()
        self._leave(bench)
        self.jobs.stop()
        bench.session.close()
        self._pages.removeWidget(bench)
        bench.deleteLater()
        bench.session.deleteLater()

    def open_article(self, id_: str | None) -> None:
        """Show an article; what is half typed in the one before is kept."""
        if self.bench is None or id_ is None:
            return
        self.bench.panel.flush()
        if self.bench.session.open_article(id_):
            self.show_tab(0)
            self.bench.article.setFocus()

    def take_in(self, report: Any) -> None:
        """Show what an import has brought."""
        if self.bench is not None:
            self.bench.session.look()
            self.messages.say_notice(f"Imported {report.summary()}.")
            self.open_article(report.first)
            self._keep_house(self.bench.session.project)

    def _keep_house(self, project: Project) -> None:
        """Today's back-up and the search index, in a thread: both can take a while."""

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

    def _come_back(self, bench: Workbench) -> None:
        """Go to where the person left this project, or to its first article."""
        place = self._settings.place(bench.session.project.path)
        bench.session.drafts = drafts_from(place.get("drafts"))
        article = place.get("article")
        if isinstance(article, str) and bench.session.open_article(article):
            bench.session.activate(place.get("label"))
            at = place.get("position")
            bench.article.return_to(at if isinstance(at, int) else 0)
        bench.article.setFocus()

    def _leave(self, bench: Workbench) -> None:
        session = bench.session
        if session.article is not None and not _passing(session.project.path):
            place: dict[str, Any] = {
                "article": session.article.id,
                "position": bench.article.top_position(),
                "label": session.active,
                "drafts": {key: [*one] for key, one in session.drafts.items() if one.text.strip()},
            }
            self._settings.leave(session.project.path, place)

    def _on_listed(self) -> None:
        bench = self.bench
        if bench and bench.session.article is None:
            first = bench.queue.first()
            if first:
                bench.session.open_article(first)
        self._show_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing never asks: what the disk would not take is brought back at the next opening.
        Only where it can be kept nowhere does the window stay, once."""
        if self.bench and self.bench.session.unsaved and not self._keep_unsaved(self.bench.session):
            event.ignore()
            return
        self._settings["geometry"] = self.saveGeometry().toBase64().toStdString()
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

    # How it looks

    def show_tab(self, number: int) -> None:
        """Annotate, Review or Insights."""
        if self.bench is not None:
            self.bench.show_tab(number)
        self._frame.show_tab(number)
        self._show_state()

    def show_cases(self, chosen: CaseFilter) -> None:
        """Open Review with these cases listed."""
        self.show_tab(REVIEW)
        if self.bench is not None and self.bench.review is not None:
            self.bench.review.show_cases(chosen)

    def zoom(self, by: int) -> None:
        """Make everything larger or smaller (0: as designed)."""
        self._theme.set_zoom(self._theme.zoom + by if by else 100)
        self._settings["zoom"] = self._theme.zoom

    def choose_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system has it."""
        self._settings["theme"] = choice
        self._theme.choose(choice)

    def take_settings(self) -> None:
        """The preferences have changed: look and act as they say now."""
        self._theme.choose(self._settings["theme"])
        self._theme.set_zoom(self._settings["zoom"])
        self._make_actions()
        if self.bench is not None:
            self.bench.session.show_everyone(self._settings["everyone"])
        self._show_state()

    def _show_state(self) -> None:
        bench = self.bench
        there = {When.ALWAYS}
        if bench is not None:
            there.add(When.PROJECT)
            if not bench.session.blind:
                there.add(When.SEEING)
            if bench.session.article is not None:
                there.add(When.ARTICLE)
            if bench.session.active is not None:
                there.add(When.LABEL)
            if bench.review is not None and bench.tab == REVIEW and bench.review.desk.case:
                there.add(When.CASE)
        if self._actions is not None:
            self._actions.enable(there)
        if bench is None:
            self._frame.show_project("Annotator", "", "")
            self._status.say(saved="", labels="", place="", undo="", to_do="", zoom="")
        else:
            self._show_session(bench)

    def _show_session(self, bench: Workbench) -> None:
        session, project = bench.session, bench.session.project
        self._frame.show_project(project.name, project.path.name, session.annotator.name)
        self.setWindowTitle(f"{project.name} — Annotator")
        counts = session.labels.counts
        verdicts = " ".join(f"{counts[verdict.value]} {sign}" for verdict, sign in SIGNS.items())
        mark = session.labels.get(session.active) if session.active else None
        undo = session.undo_text()
        if self._actions is not None:
            self._actions["everyone"].setChecked(session.shows_everyone)
        self._status.say(
            saved=f"○ {len(session.unsaved)} not saved yet" if session.unsaved else "● Saved",
            labels=bench.review.desk.docket.progress()
            if bench.review is not None and bench.tab == REVIEW
            else f"{counted(len(session.labels), 'label')} · {verdicts}",
            place=f"{mark.start}–{mark.end}" if mark else "",
            undo=f"Undo: {undo}" if undo else "",
            to_do=f"{bench.queue.to_do_text()} to do",
            zoom=f"{self._theme.zoom} %",
        )

    def _reveal_active(self) -> None:
        bench = self.bench
        mark = bench.session.labels.get(bench.session.active or "") if bench else None
        if bench and mark:
            bench.article.reveal(Span(mark.start, mark.end))

    # What happens

    def _on_committed(self, entry: Entry) -> None:
        bench = self.bench
        if bench and bench.session.article is None:
            bench.queue.refresh()

    def _on_failed(self, error: AnnotatorError) -> None:
        retry = bool(self.bench and self.bench.session.unsaved)
        self.messages.say_problem(error, retry=retry)

    def _on_saved_changed(self) -> None:
        if self.bench and self._rescue:
            self._rescue.keep(self.bench.session.waiting())
            if not self.bench.session.unsaved:
                self.messages.say_notice("Everything is saved again.")
        self._show_state()

    def _retry(self) -> None:
        if self.bench is not None:
            self.bench.session.retry()

    def _on_job_failed(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.messages.say_problem(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.asking.take_drop(event)


def _passing(path: Path) -> bool:
    """Whether a project is gone tomorrow, as the demo's is, and not worth remembering."""
    return path.is_relative_to(tempfile.gettempdir()) and path.parent.name.startswith(demo.FOLDER)


def _login_name() -> str:
    import getpass  # only for whoever has not said a name

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"

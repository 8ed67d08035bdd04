"""The window: makes the parts, connects them, and opens and closes projects.

Dialogs are imported where they are opened: a start needs none of them, and waits for what it needs.
"""

from __future__ import annotations

import getpass
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.domain.journal import Entry
from annotator.domain.label import Span
from annotator.errors import AnnotatorError
from annotator.settings import Settings
from annotator.store.project import SUFFIX, Project
from annotator.ui.actions import ACTIONS, Actions, When
from annotator.ui.commands import Commands
from annotator.ui.dialogs.person import PersonBar
from annotator.ui.frame import Frame, StatusBar
from annotator.ui.jobs import Handle, Jobs
from annotator.ui.message_bar import MessageBar
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, Choice, Theme
from annotator.ui.welcome import WelcomePage
from annotator.ui.workbench import Workbench


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
        self._jobs = Jobs(self)
        self._frame = Frame(theme)
        self.messages = MessageBar()
        self._person = PersonBar()
        self._welcome = WelcomePage()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome)
        self._status = StatusBar()
        self._commands = Commands(self)
        self._actions: Actions | None = None
        self._arrange()
        self._connect()
        self._make_actions()
        self._show_state()
        self.restoreGeometry(QByteArray.fromBase64(settings["geometry"].encode()))
        self._welcome.show_recent([Path(path) for path in settings["recent"]])

    def _arrange(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._frame, self.messages, self._person):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        column.addWidget(self._status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self._frame.tab_chosen.connect(self.show_tab)
        self._frame.palette_wanted.connect(self.show_palette)
        self._frame.person_wanted.connect(self.ask_person)
        self._welcome.project_chosen.connect(self.open_project)
        self._welcome.new_wanted.connect(self.ask_new)
        self._welcome.open_wanted.connect(self.ask_open)
        self._welcome.demo_wanted.connect(self.open_demo)
        self._person.named.connect(self._become)
        self._jobs.failed.connect(self._on_job_failed)
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
        bench.panel.history_wanted.connect(self._commands.show_history)
        bench.panel.link_wanted.connect(self._open_link)
        bench.queue.article_chosen.connect(self.open_article)
        bench.queue.left.connect(bench.article.setFocus)
        bench.queue.listed.connect(self._on_listed)
        bench.queue.counted.connect(self._show_state)

    def _make_actions(self) -> None:
        self.menuBar().clear()
        actions = Actions(self._commands.handlers(), self._settings["shortcuts"], self)
        bench = self.bench
        hands = [bench.article, bench.panel] if bench else []
        actions.put_on(self, self.menuBar(), hands)
        if self._actions is not None:
            self._actions.deleteLater()
        self._actions = actions

    # Projects

    def open_project(self, path: Path, annotator: str | None = None) -> bool:
        """Open a project in this window; says in the message bar why it cannot be."""
        try:
            project = Project.open(path, wait=0.25)
        except AnnotatorError as error:
            self.messages.say_problem(error)
            return False
        self.close_project()
        name = annotator or self._settings["name"] or _login_name()
        session = Session(project, name, self)
        session.everyone = self._settings["everyone"]
        bench = Workbench(session, self._jobs, self._theme, self)
        self.bench = bench
        self._connect_bench(bench)
        self._pages.addWidget(bench)
        self._pages.setCurrentWidget(bench)
        self._make_actions()
        if not path.is_relative_to(tempfile.gettempdir()):
            self._settings.remember_project(path.absolute())
        self._come_back(bench)
        if not annotator and not self._settings["name"]:
            self._person.ask(name, [one.name for one in project.queries.annotators()])
        self._jobs.run(_keep_house(project), self._on_house_kept)
        self._show_state()
        return True

    def close_project(self) -> None:
        """Let go of the open project, if there is one."""
        bench, self.bench = self.bench, None
        if bench is None:
            return
        bench.panel.flush()
        bench.worktime.keep()
        self._leave(bench)
        self._jobs.stop()
        bench.session.close()
        self._pages.removeWidget(bench)
        bench.deleteLater()
        bench.session.deleteLater()
        self._make_actions()
        self._show_state()

    def open_article(self, id_: str | None) -> None:
        """Show an article; what is half typed in the one before is kept."""
        if self.bench is None or id_ is None:
            return
        self.bench.panel.flush()
        if self.bench.session.open_article(id_):
            self.show_tab(0)
            self.bench.article.setFocus()

    def _come_back(self, bench: Workbench) -> None:
        """Go to where the person left this project, or to its first article."""
        place = self._settings.place(bench.session.project.path)
        article = place.get("article")
        if isinstance(article, str) and bench.session.open_article(article):
            at = place.get("position")
            bench.article.scroll_to_position(at if isinstance(at, int) else 0)
            bench.session.activate(place.get("label"))
        bench.article.setFocus()

    def _leave(self, bench: Workbench) -> None:
        session = bench.session
        if session.article is not None:
            place: dict[str, Any] = {
                "article": session.article.id,
                "position": bench.article.top_position(),
                "label": session.active,
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
        session = self.bench.session if self.bench else None
        if session and session.unsaved and not session.retry():
            self.messages.say_problem(
                AnnotatorError(
                    f"{len(session.unsaved)} changes are not on the disk yet.",
                    "Mend what the message says, or close once more to give them up.",
                ),
                retry=True,
            )
            session.unsaved.clear()
            event.ignore()
            return
        self._settings["geometry"] = self.saveGeometry().toBase64().toStdString()
        self.close_project()
        self._jobs.stop()
        super().closeEvent(event)

    # What is asked

    def ask_new(self) -> None:
        """Ask where a new project is to be."""
        picker = QFileDialog(self, "New project", str(Path.home() / f"project{SUFFIX}"))
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix(SUFFIX.lstrip("."))
        picker.fileSelected.connect(self._make_project)
        picker.open()

    def _make_project(self, chosen: str) -> None:
        try:
            Project.create(Path(chosen)).close()
        except AnnotatorError as error:
            self.messages.say_problem(error)
            return
        self.open_project(Path(chosen))

    def ask_open(self) -> None:
        """Ask which project to open."""
        picker = QFileDialog(self, "Open project", str(Path.home()), f"Projects (*{SUFFIX})")
        picker.fileSelected.connect(lambda chosen: self.open_project(Path(chosen)))
        picker.open()

    def open_demo(self) -> None:
        """Open a throw-away project of sample articles."""
        from annotator.tasks.demo import ANNOTATOR, make_demo

        folder = Path(tempfile.mkdtemp(prefix="annotator-demo-"))
        self.open_project(make_demo(folder), ANNOTATOR)

    def ask_import(self) -> None:
        """Ask which files to take in."""
        picker = QFileDialog(self, "Import", str(Path.home()))
        picker.setFileMode(QFileDialog.FileMode.ExistingFiles)
        picker.filesSelected.connect(self.import_files)
        picker.open()

    def import_files(self, paths: Sequence[str]) -> None:
        """Take these files and folders in."""
        from annotator.ui.dialogs.importing import ImportDialog

        if self.bench is not None and paths:
            dialog = ImportDialog(
                self.bench.session, self._jobs, [Path(path) for path in paths], self
            )
            dialog.ended.connect(self._on_imported)
            dialog.open()

    def _on_imported(self, report: Any) -> None:
        if self.bench is not None:
            self.bench.session.look()
            self.messages.say_notice(f"Imported {report.summary()}.")
            self.open_article(report.first)
            self._jobs.run(_keep_house(self.bench.session.project), self._on_house_kept)

    def ask_export(self) -> None:
        """Ask what to write, and where to."""
        from annotator.ui.dialogs.exporting import ExportDialog

        if self.bench is not None:
            self.bench.panel.flush()
            dialog = ExportDialog(self.bench.session, self._jobs, self)
            dialog.ended.connect(self._on_exported)
            dialog.open()

    def _on_exported(self, report: Any) -> None:
        self.messages.say_notice(f"Wrote {report.labels} labels to {', '.join(report.files)}.")

    def ask_person(self) -> None:
        """Ask who is labelling."""
        session = self.bench.session if self.bench else None
        known = [one.name for one in session.project.queries.annotators()] if session else []
        name = session.annotator.name if session else self._settings["name"]
        self._person.ask(name, known)

    def _become(self, name: str) -> None:
        self._settings["name"] = " ".join(name.split())
        if self.bench is not None:
            self.bench.panel.flush()
            self.bench.session.become(name)
            self.bench.article.setFocus()

    def show_preferences(self) -> None:
        """Show the preferences."""
        from annotator.ui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self._settings, self)
        dialog.chosen.connect(self._set_preferences)
        dialog.open()

    def _set_preferences(self, values: dict[str, Any], keys: dict[str, list[str]]) -> None:
        for key, value in values.items():
            if key != "name":
                self._settings[key] = value
        self._settings["shortcuts"] = keys
        self._theme.choose(self._settings["theme"])
        self._theme.set_zoom(self._settings["zoom"])
        self._make_actions()
        if values["name"].strip() and values["name"] != self._settings["name"]:
            self._become(values["name"])
        if self.bench is not None:
            self.bench.session.show_everyone(self._settings["everyone"])
        self._show_state()

    def show_palette(self) -> None:
        """Find anything."""
        from annotator.ui.dialogs.palette import Palette

        assert self._actions is not None
        actions = [self._actions[action.id] for action in ACTIONS]
        palette = Palette(self.bench.session if self.bench else None, self._jobs, actions, self)
        palette.article_chosen.connect(self.open_article)
        palette.open()

    def show_about(self) -> None:
        """Say what this is."""
        box = QMessageBox(self)
        box.setWindowTitle("About Annotator")
        box.setText(f"Annotator {__version__}\nFor people who check facts. MIT licence.")
        box.open()

    def keys(self) -> list[Sequence[str]]:
        """The shortcuts in force, in the order of the table."""
        changed = self._settings["shortcuts"]
        return [changed.get(action.id, action.keys) for action in ACTIONS]

    # How it looks

    def show_tab(self, number: int) -> None:
        """Annotate, Review or Insights."""
        if self.bench is not None:
            self.bench.show_tab(number)
        self._frame.show_tab(number)

    def zoom(self, by: int) -> None:
        """Make everything larger or smaller (0: as designed)."""
        self._theme.set_zoom(self._theme.zoom + by if by else 100)
        self._settings["zoom"] = self._theme.zoom

    def choose_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system has it."""
        self._settings["theme"] = choice
        self._theme.choose(choice)

    def _show_state(self) -> None:
        bench = self.bench
        there = {When.ALWAYS}
        if bench is not None:
            there.add(When.PROJECT)
            if bench.session.article is not None:
                there.add(When.ARTICLE)
            if bench.session.active is not None:
                there.add(When.LABEL)
        if self._actions is not None:
            self._actions.enable(there)
        if bench is None:
            self._pages.setCurrentWidget(self._welcome)
            self._frame.show_project("Annotator", "", "")
            self._status.say(saved="", labels="", place="", undo="", to_do="", zoom="")
            return
        self._show_session(bench.session)

    def _show_session(self, session: Session) -> None:
        project = session.project
        self._frame.show_project(project.name, project.path.name, session.annotator.name)
        self.setWindowTitle(f"{project.name} — Annotator")
        counts = session.labels.counts
        verdicts = " ".join(f"{counts[verdict.value]} {sign}" for verdict, sign in SIGNS.items())
        mark = session.labels.get(session.active) if session.active else None
        undo = session.undo_text()
        if self._actions is not None:
            self._actions["everyone"].setChecked(session.everyone)
        self._status.say(
            saved=f"○ {len(session.unsaved)} not saved yet" if session.unsaved else "● Saved",
            labels=f"{len(session.labels)} labels · {verdicts}",
            place=f"{mark.start}–{mark.end}" if mark else "",
            undo=f"Undo: {undo}" if undo else "",
            to_do=f"{self.bench.queue.to_do_text()} to do" if self.bench else "",
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
        if self.bench and not self.bench.session.unsaved:
            self.messages.say_notice("Everything is saved again.")
        self._show_state()

    def _retry(self) -> None:
        if self.bench is not None:
            self.bench.session.retry()

    def _on_job_failed(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.messages.say_problem(error)

    def _on_house_kept(self, problem: AnnotatorError | None) -> None:
        if problem is not None:
            self.messages.say_problem(problem)

    def _open_link(self, url: str) -> None:
        QDesktopServices.openUrl(QUrl(url))

    # Dropping files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        projects = [path for path in paths if path.endswith(SUFFIX)]
        event.acceptProposedAction()
        if projects:
            self.open_project(Path(projects[0]))
        elif self.bench is None:
            self.messages.say_notice("Open or make a project first; then drop files on it.")
        else:
            self.import_files(paths)


def _keep_house(project: Project) -> Any:
    """Today's back-up and the search index, in a thread: both can take a while."""

    def work(handle: Handle) -> AnnotatorError | None:
        with project.elsewhere() as other:
            other.index_texts(handle.cancelled)
            try:
                other.back_up_daily()
            except AnnotatorError as error:
                return AnnotatorError(f"No back-up was made today. {error.problem}", error.remedy)
        return None

    return work


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"

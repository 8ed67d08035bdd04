"""What the window asks and shows apart: file pickers, dialogs, and files that are dropped on it.

Each is imported where it is opened: a start needs none of them, and waits for what it needs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal

from annotator import __version__
from annotator.domain import edits
from annotator.domain.label import Span
from annotator.errors import AnnotatorError
from annotator.store.project import SUFFIX, Project
from annotator.store.words import find, folded
from annotator.tasks import demo
from annotator.tasks.telling import counted
from annotator.ui.actions import ACTIONS
from annotator.ui.actor import Actor, Handlers
from annotator.ui.host import Host
from annotator.ui.workbench import REVIEW

if TYPE_CHECKING:
    from annotator.domain.decisions import Ruling
    from annotator.ui.dialogs.person import PersonBar


class Asking(Actor):
    """The dialogs of one window, and what follows from them."""

    settings_changed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._person_bar: PersonBar | None = None

    def handlers(self) -> Handlers:
        return {
            "new": self.new, "open": self.open, "demo": self.demo, "details": self.details,
            "history": self.history_of_active, "by_rule": self.rule, "person": self.person,
            "preferences": self.preferences, "palette": self.palette,
            "shortcuts": self.shortcuts, "about": self.about,
        }  # fmt: skip

    # Projects

    def new(self) -> None:
        """Ask where a new project is to be."""
        picker = self._picker("New project", f"project{SUFFIX}", self._make_project)
        picker.setAcceptMode(picker.AcceptMode.AcceptSave)
        picker.setDefaultSuffix(SUFFIX.lstrip("."))
        picker.open()

    def _make_project(self, chosen: list[str]) -> None:
        try:
            Project.create(Path(chosen[0])).close()
        except AnnotatorError as error:
            self._host.messages.say_problem(error)
            return
        self._host.open_project(Path(chosen[0]))

    def open(self) -> None:
        """Ask which project to open."""
        picker = self._picker(
            "Open project", "", lambda chosen: self._host.open_project(Path(chosen[0]))
        )
        picker.setNameFilter(f"Projects (*{SUFFIX})")
        picker.open()

    def demo(self) -> None:
        """Open a throw-away project of sample articles."""
        import atexit  # and how to remove a folder: not for a start
        import shutil

        folder = Path(tempfile.mkdtemp(prefix=demo.FOLDER))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._host.open_project(demo.make_demo(folder), demo.ANNOTATOR)

    # Articles and labels

    def details(self) -> None:
        """Show what is known of the article."""
        from annotator.ui.dialogs.details import DetailsDialog

        article = self._bench.session.article
        assert article is not None
        dialog = DetailsDialog(article, self._host)
        dialog.changed.connect(self._change_details)
        dialog.open()

    def _change_details(self, fields: dict[str, str]) -> None:
        session = self._bench.session
        if session.article is not None:
            session.commit(edits.edit_article(session.annotator.id, session.article, **fields))

    def history_of_active(self) -> None:
        """Show who changed the active label."""
        if self._bench.session.active:
            self.history(self._bench.session.active)

    def history(self, label: str) -> None:
        """Show who changed a label."""
        from annotator.tasks.telling import history_of_row
        from annotator.ui.dialogs.history import HistoryDialog

        queries = self._bench.session.project.queries
        lines = history_of_row(queries.history(label), queries.names())
        HistoryDialog(list(lines), self._host).open()

    def rule(self) -> None:
        """Ask by which rule cases are to be settled, and settle them in one step."""
        from annotator.ui.dialogs.ruling import RulingDialog
        from annotator.ui.review.names import Names

        if self._bench.session.kept_from():
            self._host.show_tab(REVIEW)  # which says why
            return
        session, review = self._bench.session, self._bench.review
        names = review.desk.names if review else Names(session)  # hidden, until they are asked for
        dialog = RulingDialog(session, self._host.jobs, names, self._bench.known, self._host)
        dialog.chosen.connect(self._settle_all)
        dialog.open()

    def _settle_all(self, rulings: Sequence[Ruling]) -> None:
        from annotator.domain.decisions import CAUSES_KEY, causes_of, decide

        session = self._bench.session
        setting = session.project.queries.setting(CAUSES_KEY)
        try:
            session.join()
            _, entry = decide(session.annotator.id, rulings, causes_of(setting))
        except AnnotatorError as error:
            session.failed.emit(error)
            return
        if session.commit(entry):
            settled = counted(len(rulings), "claim")
            said = f"Settled {settled}. {self._undo()} takes all of it back."
            self._host.messages.say_notice(said)

    # The person and the program

    def person(self, name: str = "") -> None:
        """Ask who is labelling, once, in a row of the window that stands in nobody's way."""
        from annotator.ui.dialogs.person import PersonBar

        session = self._host.bench.session if self._host.bench else None
        known = [one.name for one in session.project.queries.annotators()] if session else []
        if self._person_bar is None:
            self._person_bar = PersonBar()
            self._person_bar.named.connect(self.become)
            self._person_bar.corrected.connect(self._correct_name)
            self._person_bar.left.connect(self._go_on)
            self._host.add_bar(self._person_bar)
        if not name:
            name = session.annotator.name if session else self._host.settings["name"]
        meant = session.project.queries.handed_to() if session else None
        self._person_bar.ask(name, known, meant if meant == name else None)

    def become(self, name: str) -> None:
        """Label under this name from now on, in this project and in those that one has not been in:
        in these not as the person for whom the file was handed out, who may be another."""
        meant = None
        if self._host.bench is not None:
            self._bench.panel.flush()
            self._bench.worktime.keep()
            session = self._bench.session
            session.become(name)
            meant = session.project.queries.handed_to()
        if meant is None or meant != session.annotator.name:
            self._host.settings["name"] = " ".join(name.split())
        self._go_on()

    def _correct_name(self, name: str) -> None:
        """Label as the one for whom the file was handed out, whose name is this: a person of their
        own would leave that one behind, with articles that nobody finishes."""
        session = self._bench.session
        meant = session.project.queries.handed_to()
        person = session.project.queries.annotator_named(meant) if meant else None
        if person is not None:
            session.become(person.name)
            if session.commit(edits.rename_annotator(person, name, person.id)):
                self.become(name)

    def _go_on(self) -> None:
        """From a row above the page to the article, where there is one."""
        if self._host.bench is not None:
            self._bench.article.setFocus()

    def preferences(self) -> None:
        """Show the preferences."""
        from annotator.ui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self._host.settings, self._host)
        dialog.chosen.connect(self._set_preferences)
        dialog.open()

    def _set_preferences(self, values: dict[str, Any], keys: dict[str, list[str]]) -> None:
        for key, value in values.items():
            if key != "name":
                self._host.settings[key] = value
        self._host.settings["shortcuts"] = keys
        if values["name"].strip() and values["name"] != self._host.settings["name"]:
            self._host.settings["name"] = " ".join(values["name"].split())
            self.become(values["name"])
        self.settings_changed.emit()

    def palette(self) -> None:
        """Find anything."""
        from annotator.ui.dialogs.palette import Palette

        bench = self._host.bench
        actions = [self._host.action(action.id) for action in ACTIONS]
        palette = Palette(bench.session if bench else None, self._host.jobs, actions, self._host)
        palette.article_chosen.connect(self._host.open_article)
        palette.words_chosen.connect(self._show_words)
        palette.open()

    def _show_words(self, words: str) -> None:
        """Select the first place in the open article where these words stand."""
        article = self._bench.session.article
        place = find(article.text, folded(words)) if article else None
        if place is not None:
            self._bench.article.select(Span(*place))

    def shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from annotator.ui.dialogs.shortcuts import ShortcutSheet

        changed = self._host.settings["shortcuts"]
        keys = [changed.get(action.id, action.keys) for action in ACTIONS]
        ShortcutSheet(keys, self._host).open()

    def about(self) -> None:
        """Say what this is."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._host)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("About Annotator")
        box.setText(f"Annotator {__version__}\nFor people who check facts. MIT licence.")
        box.open()

    def open_link(self, url: str) -> None:
        """Hand an address to the browser."""
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl(url))

"""What the window asks and shows apart: file pickers, dialogs, and files that are dropped on it.

Each is imported where it is opened: a start needs none of them, and waits for what it needs.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication

from annotator import __version__
from annotator.domain import edits
from annotator.domain.label import Span
from annotator.errors import AnnotatorError
from annotator.store.project import SUFFIX, Project
from annotator.store.unwritable import refusal
from annotator.store.words import find, folded
from annotator.tasks import demo
from annotator.tasks.telling import counted
from annotator.ui.actions import ACTIONS
from annotator.ui.host import Host
from annotator.ui.message_bar import Offer
from annotator.ui.workbench import REVIEW

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QFileDialog

    from annotator.domain.decisions import Ruling
    from annotator.ui.dialogs.person import PersonBar
    from annotator.ui.workbench import Workbench

_NAMED: Final = 6


class Asking(QObject):
    """The dialogs of one window, and what follows from them."""

    projects_dropped = Signal(list)
    settings_changed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host
        self._person_bar: PersonBar | None = None
        self._printer: QPrinter | None = None

    @property
    def _bench(self) -> Workbench:
        bench = self._host.bench
        assert bench is not None, "the action is disabled without a project"
        return bench

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
        folder = Path(tempfile.mkdtemp(prefix=demo.FOLDER))
        self._host.open_project(demo.make_demo(folder), demo.ANNOTATOR)

    def _picker(self, title: str, name: str, chosen: Callable[[list[str]], object]) -> QFileDialog:
        from annotator.ui.dialogs.picker import Picker

        bench = self._host.bench
        folder = bench.session.project.path.parent if bench else Path.home()
        picker = Picker(self._host, title, folder, name)
        picker.filesSelected.connect(chosen)
        return picker

    # Articles and labels

    def files_to_import(self) -> None:
        """Ask which files to take in."""
        picker = self._picker("Import", "", self.take_files)
        picker.setFileMode(picker.FileMode.ExistingFiles)
        picker.open()

    def folder_to_import(self) -> None:
        """Ask which folder to take in."""
        picker = self._picker("Import a folder", "", self.take_files)
        picker.setFileMode(picker.FileMode.Directory)
        picker.open()

    def address_to_import(self) -> None:
        """Ask which page of the web to fetch and take in."""
        self._ask_address([])

    def _ask_address(self, addresses: Sequence[str]) -> None:
        from annotator.ui.dialogs.importing import AddressDialog

        dialog = AddressDialog(addresses, self._host)
        dialog.asked.connect(self.take_files)
        dialog.open()

    def take_files(self, paths: Sequence[str]) -> None:
        """Take these files and folders in, and fetch these addresses."""
        from annotator.formats.articles.whole import is_address
        from annotator.ui.dialogs.importing import ImportDialog

        if paths:
            named = [path if is_address(path) else Path(path) for path in paths]
            dialog = ImportDialog(self._bench.session, self._host.jobs, named, self._host)
            dialog.ended.connect(self._host.take_in)
            dialog.open()

    def take_drop(self, event: QDropEvent) -> None:
        """Files dropped on the window: a project is opened or merged, all else is taken in. The
        address of a page is asked about: nothing is fetched by a slip of the hand."""
        urls = event.mimeData().urls()
        paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
        pages = [url.toString() for url in urls if url.scheme() in ("http", "https")]
        projects = [path for path in paths if path.endswith(SUFFIX)]
        accept_a_copy(event)
        if projects:
            self.projects_dropped.emit(projects)
        elif self._host.bench is None:
            self._host.messages.say_notice("Open or make a project first; then drop files on it.")
        elif (paths or pages) and self._bench.session.project.read_only:
            self._host.messages.say_problem(refusal(self._bench.session.project.path))
        elif paths:
            self.take_files(paths)
        elif pages:
            self._ask_address(pages)

    def paste(self) -> None:
        """Ask for a text, beginning with the clipboard's; where that is an address, ask whether to
        fetch it."""
        from annotator.formats.articles.whole import is_address

        text = QGuiApplication.clipboard().text()
        if is_address(text.strip()) and len(text.split()) == 1:
            self._ask_address([text.strip()])
        else:
            self._show_paste(text)

    def _show_paste(self, text: str, title: str = "") -> None:
        from annotator.ui.dialogs.importing import PasteDialog

        dialog = PasteDialog(text, title, self._host)
        dialog.pasted.connect(self._take_pasted)
        dialog.open()

    def _take_pasted(self, text: str, title: str) -> None:
        from annotator.tasks.importing import import_text

        session = self._bench.session
        try:
            session.join()
            report = import_text(session.project, text, title, annotator=session.annotator.id)
        except AnnotatorError as error:
            session.failed.emit(error)
            self._show_paste(text, title)  # nothing of it is in the project yet
            return
        for left in report.refused:
            self._host.messages.say_notice(str(left))
        session.reload()
        if report.first:
            self._host.open_article(report.first)

    def export(self) -> None:
        """Ask what to write, and where to."""
        from annotator.ui.dialogs.export.dialog import ExportDialog

        self._bench.panel.flush()
        dialog = ExportDialog(self._bench.session, self._host.jobs, self._host.settings, self._host)
        dialog.ended.connect(self._on_exported)
        dialog.open()

    def _on_exported(self, report: Any) -> None:
        files = [Path(one) for one in (*report.files, report.manifest) if one]
        folder = Path(commonpath([str(one.parent) for one in files]))
        names = [str(one.relative_to(folder)) for one in files]
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        what = f"{counted(report.labels, 'label')} of {counted(report.articles, 'article')}"
        said = f"Wrote {what} to {folder}: {', '.join(names[:_NAMED])}{more}."
        if report.undecided:
            left = counted(len(report.undecided), "claim")
            said += f" {left} undecided: the manifest says which, and why."
        show = Offer("Show in folder", lambda: self._show_folder(folder))
        self._host.messages.say_result(said, show)

    def _show_folder(self, folder: Path) -> None:
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def save_pdf(self) -> None:
        """Ask where the open article is to be saved as a PDF."""
        from annotator.formats.naming import file_name

        self._bench.panel.flush()
        article = self._bench.session.article
        assert article is not None
        name = f"{file_name(article.title, set())}.pdf"
        picker = self._picker("Save as PDF", name, self._save_pdf)
        picker.setAcceptMode(picker.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("pdf")
        picker.open()

    def _save_pdf(self, chosen: list[str]) -> None:
        from annotator.tasks.insights.files import write_file
        from annotator.ui.printing import article_as_pdf

        target = Path(chosen[0])
        try:
            write_file(target, article_as_pdf(self._bench.session))
        except AnnotatorError as error:
            self._host.messages.say_problem(error)
        else:
            self._host.messages.say_notice(f"Saved {target.name}.")

    def print_article(self) -> None:
        """Ask on which printer the open article is to be printed."""
        from PySide6.QtPrintSupport import QPrintDialog
        from PySide6.QtWidgets import QDialog

        from annotator.ui.printing import new_printer

        self._bench.panel.flush()
        self._printer = new_printer(self._bench.session)  # the dialog does not keep it
        dialog = QPrintDialog(self._printer, self._host)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._print)
        if sys.platform == "win32":
            dialog.exec()  # the system's dialog knows no other way
        else:
            QDialog.open(dialog)

    def _print(self, printer: QPrinter) -> None:
        from annotator.ui.printing import print_article

        try:
            print_article(self._bench.session, printer)
        except AnnotatorError as error:
            self._host.messages.say_problem(error)

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

    def history(self, label: str) -> None:
        """Show who changed a label."""
        from annotator.tasks.telling import history_of_row
        from annotator.ui.dialogs.tables import HistoryDialog

        queries = self._bench.session.project.queries
        names = dict(queries.annotators())
        lines = history_of_row(queries.history(label), names)
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
        dialog = RulingDialog(session, self._host.jobs, names, self._host)
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
            said = f"Settled {counted(len(rulings), 'claim')}. Ctrl+Z takes all of it back."
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
            self._host.add_bar(self._person_bar)
        if not name:
            name = session.annotator.name if session else self._host.settings["name"]
        meant = session.project.queries.handed_to() if session else None
        self._person_bar.ask(name, known, meant if meant == name else None)

    def become(self, name: str) -> None:
        """Label under this name from now on, in this project and those to come."""
        self._host.settings["name"] = " ".join(name.split())
        if self._host.bench is not None:
            self._bench.panel.flush()
            self._bench.worktime.keep()
            self._bench.session.become(name)
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
        from annotator.ui.dialogs.tables import ShortcutSheet

        changed = self._host.settings["shortcuts"]
        keys = [changed.get(action.id, action.keys) for action in ACTIONS]
        ShortcutSheet(keys, self._host).open()

    def about(self) -> None:
        """Say what this is."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._host)
        box.setWindowTitle("About Annotator")
        box.setText(f"Annotator {__version__}\nFor people who check facts. MIT licence.")
        box.open()

    def open_link(self, url: str) -> None:
        """Hand an address to the browser."""
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl(url))


def accept_a_copy(event: QDropEvent) -> None:
    """Take what is dragged, and never as moved: the system would remove the person's own file."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()

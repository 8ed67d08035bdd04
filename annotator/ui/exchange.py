"""What comes into the project and what goes out of it: files, folders, pages of the web, a pasted
text; datasets, a PDF, paper.

Dialogs, formats and tasks are imported where they are used: a start needs none of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication

from annotator.errors import AnnotatorError
from annotator.store.project import SUFFIX
from annotator.store.unwritable import refusal
from annotator.tasks.telling import counted
from annotator.ui.actor import Actor, Handlers, offer_to_show
from annotator.ui.host import Host

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_NAMED: Final = 6
"""As many files are named where more were written."""


class Exchange(Actor):
    """Import, export and print, and what is dropped on the window."""

    projects_dropped = Signal(list)

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._printer: QPrinter | None = None

    def handlers(self) -> Handlers:
        return {
            "import": self.files_to_import, "import_folder": self.folder_to_import,
            "import_address": self.address_to_import, "paste": self.paste,
            "export": self.export, "save_pdf": self.save_pdf, "print": self.print_article,
        }  # fmt: skip

    # In

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
        from annotator.ui.dialogs.giving import AddressDialog

        dialog = AddressDialog(addresses, self._host)
        dialog.asked.connect(self.take_files)
        dialog.open()

    def take_files(self, paths: Sequence[str]) -> None:
        """Take these files and folders in, and fetch these addresses."""
        from annotator.formats.articles.whole import is_address
        from annotator.ui.dialogs.importing import ImportDialog

        if paths:
            named = [path if is_address(path) else Path(path) for path in paths]
            host = self._host
            dialog = ImportDialog(self._bench.session, host.jobs, host.settings, named, host)
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
        from annotator.ui.dialogs.giving import PasteDialog

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

    # Out

    def export(self) -> None:
        """Ask what to write, and where to."""
        from annotator.ui.dialogs.export.dialog import ExportDialog

        self._bench.panel.flush()
        dialog = ExportDialog(self._bench.session, self._host.jobs, self._host.settings, self._host)
        dialog.ended.connect(self._on_exported)
        dialog.open()

    def _on_exported(self, report: Any) -> None:
        files = [Path(one) for one in (*report.files, report.manifest) if one]
        if not files:  # a folder of a format that has nothing to say of these articles
            self._host.messages.say_notice("Nothing was written: no label goes out by this.")
            return
        folder = Path(commonpath([str(one.parent) for one in files]))
        names = [str(one.relative_to(folder)) for one in files]
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        what = f"{counted(report.labels, 'label')} of {counted(report.articles, 'article')}"
        said = f"Wrote {what} to {folder}: {', '.join(names[:_NAMED])}{more}."
        if report.removed:
            said += f" Removed {counted(len(report.removed), 'file')} of the last export."
        for part in report.empty:
            said += f" Nothing is in {part.part}: {part.reason[:1].lower()}{part.reason[1:]}"
        if report.undecided_claims:
            some = len(report.undecided)
            of = f" of the first {some:,}" if some < report.undecided_claims else ""
            told = f": the manifest says which, and why{of}" if report.manifest else ""
            said += f" {counted(report.undecided_claims, 'claim')} {report.lack}{told}."
        self._host.messages.say_result(said, offer_to_show(folder))

    def save_pdf(self) -> None:
        """Ask where the open article is to be saved as a PDF."""
        from annotator.formats.naming import file_name

        self._bench.panel.flush()
        article = self._bench.session.article
        assert article is not None
        name = f"{file_name(article.title, {})}.pdf"
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
            self._host.messages.say_result(f"Saved {target.name}.", offer_to_show(target.parent))

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


def accept_a_copy(event: QDropEvent) -> None:
    """Take what is dragged, and never as moved: the system would remove the person's own file."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()

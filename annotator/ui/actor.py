"""Whoever asks or acts for a window: what all of them need, and how the window knows of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QKeySequence

from annotator.errors import AnnotatorError
from annotator.ui.host import Host
from annotator.ui.message_bar import Offer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from annotator.ui.workbench import Workbench

T = TypeVar("T")
Handlers = dict[str, Callable[[], object]]
"""What each action does, by the action's id."""


class Actor(QObject):
    """One of those among whom the actions of a window are shared out."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host

    def handlers(self) -> Handlers:
        """What this one does, by the ids of the actions."""
        raise NotImplementedError

    @property
    def _bench(self) -> Workbench:
        bench = self._host.bench
        assert bench is not None, "the action is disabled without a project"
        return bench

    def _key(self, id_: str) -> str:
        """The first key of an action, as people read it; empty where it has none."""
        native = QKeySequence.SequenceFormat.NativeText
        return self._host.action(id_).shortcut().toString(native)

    def _undo(self) -> str:
        """What takes a step back, as it is told after one."""
        return self._key("undo") or "Undo"

    def _picker(self, title: str, name: str, chosen: Callable[[list[str]], object]) -> QFileDialog:
        """A picker of files that begins beside the project, at a file of this name if there is
        one; not shown yet."""
        from annotator.ui.dialogs.picker import Picker  # a start needs none

        bench = self._host.bench
        folder = bench.session.project.path.parent if bench else Path.home()
        picker = Picker(self._host, title, folder, name)
        picker.filesSelected.connect(chosen)
        return picker

    def _do_apart(self, doing: str, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do something large in a thread, while nobody works on the project; then read anew what is
        shown of it. What goes wrong is said, and leaves the project open to be worked on."""
        host, bench = self._host, self._bench

        def come_back() -> None:
            bench.setEnabled(True)
            bench.article.setFocus()
            bench.session.look()

        def succeed(result: T) -> None:
            come_back()
            done(result)

        def fail(error: Exception) -> None:
            come_back()
            if isinstance(error, AnnotatorError):
                host.messages.say_problem(error)

        bench.setEnabled(False)
        host.messages.say_notice(f"{doing} This can take some seconds.")
        host.jobs.run(lambda _: work(), succeed, fail)


def offer_to_show(folder: Path) -> Offer:
    """An offer to open a folder in which something was written."""

    def show() -> None:
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    return Offer("Show in folder", show)

"""What the person does to the open project: the one place where the window writes. Where the disk
refuses an edit, it stays on the screen and in `unsaved`, and is tried again."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.journal import Act, Entry, inverse
from annotator.domain.label import Annotator
from annotator.errors import AnnotatorError, RefusedError
from annotator.store.project import Project
from annotator.ui.open_project import OpenProject

_RETRY_MS = 3_000


class Session(OpenProject):
    """One project in one window, to be looked at and changed."""

    saved_changed = Signal()
    """Something has become unsaved, or all is saved again."""

    def __init__(self, project: Project, annotator: Annotator | str, parent: QObject | None = None):
        super().__init__(project, annotator, parent)
        self._retry = QTimer(self, interval=_RETRY_MS)
        self._retry.timeout.connect(self.retry)

    def commit(self, entry: Entry) -> bool:
        """Make an edit true on the screen and on the disk. Returns False where it was refused; an
        edit that the disk would not take stays on the screen and counts as done, unsaved."""
        if self.unsaved and not self.retry():
            self._keep_unsaved(entry)
            return True
        try:
            self.project.refuse_if_read_only()
            self.join()
            entry = self.project.journal.commit(entry)
        except RefusedError as error:
            self.failed.emit(error)
            self.reload()
            return False
        except AnnotatorError as error:
            self._keep_unsaved(entry)
            self.failed.emit(error)
            return True
        self._tell(entry)
        return True

    def _keep_unsaved(self, entry: Entry) -> None:
        self.unsaved.append(entry)
        self._retry.start()
        self._tell(entry)
        self.saved_changed.emit()

    def retry(self) -> bool:
        """Try again to save what is unsaved, oldest first; returns whether all is saved now. What
        is refused for good goes, and it alone."""
        waiting, refused = len(self.unsaved), list[RefusedError]()
        while self.unsaved:
            try:
                self.join()
                self.project.journal.commit(self.unsaved[0])
            except RefusedError as error:
                refused.append(error)
            except AnnotatorError as error:
                self.failed.emit(error)
                break
            del self.unsaved[0]
        if not self.unsaved:
            self._retry.stop()
        if refused:
            self.reload()
        if len(self.unsaved) != waiting:
            self.saved_changed.emit()
        if refused:  # after it was said that all is saved
            self.failed.emit(refused[0])
        return not self.unsaved

    def waiting(self) -> list[Entry]:
        """What is unsaved, with the person's own joining where that is part of it."""
        joining = self._person.joining
        return [joining, *self.unsaved] if joining else list(self.unsaved)

    def undo(self) -> Entry | None:
        """Take back this person's last step; what is unsaved goes first."""
        if self.unsaved:
            last = self.unsaved.pop()
            taken = replace(last, changes=inverse(last.changes), act=Act.UNDO)
            self._tell(taken)
            self.saved_changed.emit()
            return taken
        return self._reverse(Act.UNDO)

    def redo(self) -> Entry | None:
        """Do again what was taken back last."""
        return None if self.unsaved else self._reverse(Act.REDO)

    def undo_text(self) -> str:
        """What undo would take back, in a few words; nothing where there is nothing."""
        if self.unsaved:
            return self.unsaved[-1].summary
        if self.project.read_only:
            return ""
        step = self.project.queries.undoable(self.annotator.id)
        return step.summary if step else ""

    def redo_text(self) -> str:
        """What redo would do again, in a few words; nothing where there is nothing."""
        step = None if self.unsaved else self.project.queries.redoable(self.annotator.id)
        return step.summary if step else ""

    def _reverse(self, act: Act) -> Entry | None:
        journal = self.project.journal
        try:
            step = journal.undo if act is Act.UNDO else journal.redo
            entry = step(self.annotator.id)
        except AnnotatorError as error:
            self.failed.emit(error)
            return None
        self._tell(entry)
        return entry

    def join(self) -> None:
        """Let a newcomer join the project; others write in this name from now on."""
        self._person.join()

    def close(self) -> None:
        self._retry.stop()
        super().close()

"""Where an export goes, and what is said of that place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.formats.format import Format
from annotator.formats.registry import lacking
from annotator.tasks.exporting import named
from annotator.tasks.manifest import path_for
from annotator.tasks.whole import as_sentence, check_free, check_target
from annotator.ui.dialogs.picker import Picker
from annotator.ui.plain import plain
from annotator.ui.there import kind_of


class Target(QWidget):
    """A field for the name, a button that asks for one, and a line below them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._format: Format | None = None
        self._unmet = ""
        self._split: Sequence[int] = ()
        self._field = QLineEdit()
        self._field.setAccessibleName("Write to")
        self._choose = QPushButton("Choose…")
        self._choose.setAutoDefault(False)
        self._said = plain(wrap=True)
        row = QHBoxLayout()
        row.addWidget(plain("Write to"))
        row.addWidget(self._field, 1)
        row.addWidget(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._said)
        self._field.textChanged.connect(self._show_state)
        self._choose.clicked.connect(self._ask)

    def begin(self, folder: Path, stem: str, format_: Format) -> None:
        """Name a file of this format in a folder."""
        self._format = format_
        self._field.setText(str(folder / f"{stem}{_ending(format_)}"))

    def show_format(self, format_: Format) -> None:
        """Another format: a name that has the ending of the one before takes its own."""
        assert self._format is not None, "a name was given first"
        before, target = _ending(self._format), self._field.text()
        self._format = format_
        if target.endswith(before):
            self._field.setText(target.removesuffix(before) + _ending(format_))

    def let(self, change: bool) -> None:
        """Let the person name another place, or not."""
        self._field.setEnabled(change)
        self._choose.setEnabled(change)

    @property
    def folder(self) -> str:
        """The folder of what is named."""
        return str(Path(self._field.text()).parent)

    @property
    def path(self) -> str:
        """What is named, with the format's ending, where it has none at all."""
        target, format_ = self._field.text().strip(), self._format
        assert format_ is not None
        return target if format_.folder or Path(target).suffix else f"{target}{_ending(format_)}"

    @property
    def wrong(self) -> str:
        """Why nothing can be written, "" where it can."""
        assert self._format is not None
        command = lacking(self._format)
        if command:
            return f"This needs what is not installed: {command}"
        return self._unmet or ("" if self._field.text().strip() else "Say where to write it.")

    def show_split(self, split: Sequence[int]) -> None:
        """The percentages of the parts, each of which is a file; none where there is no split."""
        self._split = split
        self._show_state()

    def show_unmet(self, why: str) -> None:
        """Say why the choices cannot be met; "" where they can."""
        self._unmet = why
        self._show_state()

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say this until something changes."""
        self._said.setText(text)
        self._said.setProperty("kind", "changed" if wrong else "muted")
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setVisible(bool(text))

    def _show_state(self) -> None:
        """Say what is at the place that is named."""
        there = Path(self.path)
        assert self._format is not None, "a name was given first"
        if self.wrong:
            self.say(self.wrong, wrong=True)
        elif why := _refusal(there, folder=self._format.folder):
            self.say(why, wrong=True)
        elif _is_own(there):
            self.say("A folder of this name is there that no export made. Choose another name.",
                     wrong=True)  # fmt: skip
        else:
            self.say(_replaced(there, named(there, self._format, self._split)))
        self.changed.emit()

    def _ask(self) -> None:
        target, format_ = Path(self._field.text()), self._format
        assert format_ is not None
        picker = Picker(self, "Export to", target.parent, target.name)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setOption(QFileDialog.Option.DontConfirmOverwrite)  # it is said below the field
        if not format_.folder:
            picker.setDefaultSuffix(_ending(format_).lstrip("."))
        picker.fileSelected.connect(self._field.setText)
        picker.open()


def _refusal(there: Path, *, folder: bool) -> str:
    """Why nothing can have this name, "" where something can."""
    try:
        check_free(there)
        if not (folder and there.is_dir()):
            check_target(there, (), folder=folder)
    except OSError as error:
        return str(as_sentence(error, str(there)))
    except AnnotatorError as error:
        return str(error)
    return ""


def _is_own(there: Path) -> bool:
    """Whether a folder is the person's own at first sight; the export looks at every file in it."""
    try:
        return there.is_dir() and any(there.iterdir()) and not path_for(there).exists()
    except OSError:
        return False


def _replaced(target: Path, made: Sequence[Path]) -> str:
    """What is there already of what will be made."""
    found = [(one, what) for one in made if (what := kind_of(one))]
    if [one for one, _ in found] == [target]:
        return f"A {found[0][1]} of this name is there. It will be replaced."
    names = ", ".join(one.name for one, _ in found)
    return f"There already, to be replaced: {names}." if names else ""


def _ending(format_: Format) -> str:
    """What a name in this format ends in; a folder's says what is in it."""
    return f"-{format_.name}" if format_.folder else format_.suffixes[0]

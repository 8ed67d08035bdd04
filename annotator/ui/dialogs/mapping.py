"""What is in files that others made, and what only a person can say of their labels: which of their
words are which verdict, whose they are, and whether those go in that stand elsewhere.

`FoundLabels` shows the report of a look (`tasks.importing.look_at`). Who shows it looks again when
it says `changed`, with `choices()`, and imports with the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.label import Verdict
from annotator.domain.quoting import on_one_line
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import AS_IT_IS
from annotator.tasks.placing import Reading, Repair
from annotator.tasks.reading import FileRead
from annotator.tasks.telling import counted
from annotator.ui.choice import Choice
from annotator.ui.dialogs.first import FirstArticle
from annotator.ui.dialogs.last_import import NOTHING, Answers, LastImport
from annotator.ui.dialogs.table import Table
from annotator.ui.dialogs.words import VerdictWords
from annotator.ui.plain import plain
from annotator.ui.theme import WORDS

_ROWS: Final = 200
_LINES: Final = 6
_WITHOUT: Final[dict[Verdict | None, str]] = {
    None: "is refused", **{one: f"is {word.lower()}" for one, word in WORDS.items()}
}  # fmt: skip


class FoundLabels(QWidget):
    """What a look has found, by parts; those that say nothing of these files are not there."""

    changed = Signal()

    def __init__(self, last: LastImport) -> None:
        super().__init__()
        self._last, self._formats = last, frozenset[str]()
        self._recalled = set[str]()
        files = ("File", "Taken for", "Encoding", "Articles", "Labels", "Refused")
        self._files = FewRows("Files", files, wide=(0, 1), numbers=(3, 4, 5))
        self._notes = plain(kind="muted", wrap=True)
        self._first = FirstArticle()
        self._again = QWidget()
        self._anew = QPushButton("Begin anew")
        self._people = plain(wrap=True)
        self._name = _Name(placeholderText="Whose they are; without a name they are refused")
        self._name.setAccessibleName("Whose labels are those without a name")
        self._finished = QCheckBox()
        self._finished.setToolTip("Where one of them marked nothing, that is an answer too")
        self._names: tuple[str, ...] = ()
        self._words = VerdictWords(last.words)
        self._without = Choice("A label without a verdict")
        self._without.offer(_WITHOUT, None)
        self._repair = QCheckBox()
        heads = ("The file quotes", "Nearest in the text", "Alike", "Where")
        self._offers = FewRows("Labels that stand elsewhere", heads, wide=(0, 1), numbers=(2,))
        self._refused = FewRows("Refused", ("Where", "Why"), wide=(1,))
        self._without_row = QWidget()
        self._parts = (
            Section("Files", self._files, self._notes),
            Section("The first article", self._first),
            Section("Whose labels", self._people, self._name, self._finished),
            Section("Their words for a verdict", self._words, self._without_row),
            Section("Labels whose words are not at their place", self._repair, self._offers),
            Section("What is refused", self._refused),
        )
        self._arrange()
        self._name.editingFinished.connect(self._say_name)
        self._words.changed.connect(self.changed)
        self._without.activated.connect(self.changed)
        self._repair.clicked.connect(self.changed)
        self._anew.clicked.connect(self._begin_anew)
        self._said_name = ""

    def _arrange(self) -> None:
        row = QGridLayout(self._without_row)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(plain("A label with none of these verdicts"), 0, 0)
        row.addWidget(self._without, 0, 1)
        row.setColumnStretch(0, 1)
        again = QHBoxLayout(self._again)
        again.setContentsMargins(0, 0, 0, 0)
        again.addWidget(plain("As you chose last time in this project.", wrap=True), 1)
        again.addWidget(self._anew)
        self._again.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._again)
        for part in self._parts:
            column.addWidget(part)
            part.hide()
        column.addStretch()

    def show_found(self, report: ImportReport) -> None:
        """Show what this look has found; what the person has chosen before stays chosen."""
        seen = report.seen
        files, first, people, words, elsewhere, refused = self._parts
        self._formats = frozenset(one.format for one in report.read)
        if report.shown is not None:
            self._first.show_record(report.shown, refused=bool(report.refused))
        first.setVisible(report.shown is not None)
        self._files.show_rows(list(map(_file_row, report.read)))
        self._notes.setText("\n".join(_few([str(one) for one in report.notes])))
        self._notes.setVisible(bool(report.notes))
        files.setVisible(bool(report.read))
        said = [f"{name} ({count:,})" for name, count in sorted(report.annotators.items())]
        self._people.setText(", ".join(_few(said, 12)) or "No label says whose it is.")
        self._name.setVisible(bool(seen.nameless or self._said_name))
        self._names = tuple(sorted(report.annotators))
        who = "All of them have" if len(self._names) > 1 else "They have"
        self._finished.setText(f"{who} finished every article in these files")
        self._finished.setVisible(bool(self._names) and not report.says_done)
        people.setVisible(bool(said or self._said_name or seen.nameless))
        self._words.show_words(seen.names)
        self._without_row.setVisible(bool(seen.unknown or self._without.value))
        words.setVisible(bool(seen.names or seen.unknown))
        moved = [*seen.offers, *seen.repaired]
        self._repair.setText(
            f"Take {counted(len(moved), 'label')} in at the nearest place, marked as moved"
        )
        self._offers.show_rows([_offer_row(one) for one in moved[:_ROWS]], len(moved))
        elsewhere.setVisible(bool(moved))
        rows = [(_where(one.file, one.place), one.reason) for one in report.refused[:_ROWS]]
        self._refused.show_rows(rows, len(report.refused))
        refused.setVisible(bool(rows))

    def choices(self, base: Reading = AS_IT_IS) -> Reading:
        """How the files are to be read, as the person says here."""
        return replace(
            base,
            as_name=self._said_name or base.as_name,
            mapping={**base.mapping, **self._words.mapping()},
            unmapped=self._without.value or base.unmapped,
            repair=self._repair.isChecked() or base.repair,
            finished=self._names if self._finished.isChecked() else base.finished,
        )

    # What was said last

    def recall(self, report: ImportReport) -> bool:
        """Answer what this look asks as it was answered last; whether that says something new. What
        is asked can depend on what was answered: so it is called after every look."""
        seen, last = report.seen, self._last.of(self._formats)
        asked = {
            "words": self._words.recalled,
            "name": bool(seen.nameless and last.name),
            "without": bool(seen.unknown and last.without),
            "repair": bool(seen.offers and last.repair),
        }
        new = {what for what, is_asked in asked.items() if is_asked} - self._recalled
        if "name" in new:
            self._said_name = last.name
            self._name.setText(last.name)
        if "without" in new:
            self._without.choose(last.without)
        if "repair" in new:
            self._repair.setChecked(True)
        self._recalled |= new
        self._again.setVisible(bool(self._recalled))
        return bool(new)

    @property
    def last(self) -> LastImport:
        """What is known of the person's answers from now on. What these files do not ask stays as
        it was answered before."""
        *_, elsewhere, _ = self._parts
        before = self._last.of(self._formats)
        answers = Answers(
            before.name if self._name.isHidden() else self._said_name,
            before.without if self._without_row.isHidden() else self._without.value,
            before.repair if elsewhere.isHidden() else self._repair.isChecked(),
        )
        return self._last.with_(self._formats, answers, self._words.mapping(), self._words.seen)

    def _begin_anew(self) -> None:
        """Ask all of it as if nothing had been said before."""
        self._last = self._last.with_(self._formats, NOTHING, {}, self._words.seen)
        self._recalled.clear()
        self._words.begin_anew()
        self._said_name = ""
        self._name.clear()
        self._without.choose(None)
        self._repair.setChecked(False)
        self.changed.emit()

    def _say_name(self) -> None:
        name = self._name.text().strip()
        if name != self._said_name:
            self._said_name = name
            self.changed.emit()


class _Name(QLineEdit):
    """Enter says what was typed. Only when that was looked at, it presses the dialog's button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the Enter that says something new."""
        new = self.isModified() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if new:
            self.setModified(False)
        super().keyPressEvent(event)
        if new:
            event.accept()


class Section(QWidget):
    """Some widgets under a heading."""

    def __init__(self, title: str, *widgets: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (plain(title, kind="strong"), *widgets):
            column.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class FewRows(Table):
    """In as much room as a few rows take, without the columns in which nothing stands: such as an
    encoding, which is told where it is not UTF-8. Where there are more rows `of_all`, the last one
    says how many."""

    def show_rows(self, rows: Sequence[Sequence[str]], of_all: int = 0) -> None:
        if of_all > len(rows):
            more = f"… and {of_all - len(rows):,} more"
            rows = [*rows, (more, *[""] * (self.columnCount() - 1))]
        super().show_rows(rows)
        for column in range(self.columnCount()):
            self.setColumnHidden(column, not any(row[column] for row in rows))
        high = self.fontMetrics().height() * 8 // 5
        self.verticalHeader().setDefaultSectionSize(high)
        shown = high * min(len(rows), _LINES)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown + 6)


def _file_row(one: FileRead) -> tuple[str, ...]:
    numbers = (f"{one.articles:,}", f"{one.labels:,}", f"{one.refused:,}" if one.refused else "")
    return (one.file, one.title.partition(":")[0], one.encoding, *numbers)


def _offer_row(one: Repair) -> tuple[str, ...]:
    where = _where(one.file, one.place)
    return (_line(one.quote), _line(one.there), f"{one.score:.0%}", where)


def _where(file: str, place: str) -> str:
    """The file is called by its name: its whole path stands in the table of files."""
    name = PurePath(file).name if PurePath(file).is_absolute() else file
    return f"{name}, {place}" if place else name


def _line(text: str) -> str:
    return on_one_line(text, 60)


def _few(lines: Iterable[str], number: int = _LINES) -> list[str]:
    all_ = list(lines)
    more = [f"… and {len(all_) - number:,} more"] if len(all_) > number else []
    return all_[:number] + more

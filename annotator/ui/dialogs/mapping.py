"""What is in files that others made, and what only a person can say of their labels: which of their
words are which verdict, whose they are, and whether those go in that stand elsewhere.

`FoundLabels` shows the report of a look (`tasks.importing.look_at`). Who shows it looks again when
it says `changed`, with `choices()`, and imports with the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.edits import shortened
from annotator.domain.label import Verdict
from annotator.domain.vocabulary import key_of, mapping_from, verdict_of
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import AS_IT_IS
from annotator.tasks.placing import Reading, Repair
from annotator.tasks.reading import FileRead
from annotator.tasks.telling import counted
from annotator.ui.choice import Choice
from annotator.ui.dialogs.table import Table
from annotator.ui.plain import plain
from annotator.ui.theme import WORDS

_WORDS: Final = 40
"""So many of the files' words are listed, those that need a person first."""

_ROWS: Final = 200
_LINES: Final = 6
_VERDICTS: Final[dict[Verdict | None, str]] = {
    **{one: WORDS[one] for one in Verdict}, None: "A tag, no verdict"
}  # fmt: skip
_WITHOUT: Final[dict[Verdict | None, str]] = {
    None: "is refused", **{one: f"is {word.lower()}" for one, word in WORDS.items()}
}  # fmt: skip


class FoundLabels(QWidget):
    """What a look has found, by parts; those that say nothing of these files are not there."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        files = ("File", "Taken for", "Encoding", "Articles", "Labels", "Refused")
        self._files = FewRows("Files", files, wide=(0, 1), numbers=(3, 4, 5))
        self._notes = plain(kind="muted", wrap=True)
        self._people = plain(wrap=True)
        self._name = QLineEdit(placeholderText="Whose they are; without a name they are refused")
        self._name.setAccessibleName("Whose labels are those without a name")
        self._finished = QCheckBox()
        self._finished.setToolTip("Where one of them marked nothing, that is an answer too")
        self._names: tuple[str, ...] = ()
        self._words = VerdictWords()
        self._without = Choice("A label without a verdict")
        self._without.offer(_WITHOUT, None)
        self._repair = QCheckBox()
        heads = ("The file quotes", "Nearest in the text", "Alike", "Where")
        self._offers = FewRows("Labels that stand elsewhere", heads, wide=(0, 1), numbers=(2,))
        self._without_row = QWidget()
        self._parts = (
            Section("Files", self._files, self._notes),
            Section("Whose labels", self._people, self._name, self._finished),
            Section("Their words for a verdict", self._words, self._without_row),
            Section("Labels whose words are not at their place", self._repair, self._offers),
        )
        self._arrange()
        self._name.editingFinished.connect(self._say_name)
        self._words.changed.connect(self.changed)
        self._without.activated.connect(self.changed)
        self._repair.clicked.connect(self.changed)
        self._said_name = ""

    def _arrange(self) -> None:
        row = QGridLayout(self._without_row)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(plain("A label with none of these verdicts"), 0, 0)
        row.addWidget(self._without, 0, 1)
        row.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in self._parts:
            column.addWidget(part)
            part.hide()
        column.addStretch()

    def show_found(self, report: ImportReport) -> None:
        """Show what this look has found; what the person has chosen before stays chosen."""
        seen = report.seen
        files, people, words, elsewhere = self._parts
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
        self._offers.show_rows([_offer_row(one) for one in moved[:_ROWS]])
        elsewhere.setVisible(bool(moved))

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

    def _say_name(self) -> None:
        name = self._name.text().strip()
        if name != self._said_name:
            self._said_name = name
            self.changed.emit()


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


class VerdictWords(QWidget):
    """Each word of the files with how often it stands there, and the verdict that it becomes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        self._boxes: dict[str, tuple[str, Choice]] = {}
        self._more = plain(kind="muted", wrap=True)

    def show_words(self, names: dict[str, int]) -> None:
        """Show these words. Those that are there already keep their boxes."""
        by_key: dict[str, tuple[str, int]] = {}
        for name, count in names.items():
            key = key_of(name)
            first, before = by_key.get(key, (name, 0))
            by_key[key] = first, before + count
        by_key.pop("", None)
        if by_key.keys() == self._boxes.keys() or (self._boxes and not by_key):
            return
        order = sorted(by_key.items(), key=lambda one: (bool(verdict_of(one[0], {})), -one[1][1]))
        self._clear()
        for row, (key, (name, count)) in enumerate(order[:_WORDS]):
            box = Choice(name)
            box.offer(_VERDICTS, verdict_of(name, {}))
            box.activated.connect(self.changed)
            self._boxes[key] = name, box
            number = plain(f"{count:,}", kind="muted")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(plain(shortened(name)), row, 0)
            self._grid.addWidget(number, row, 1)
            self._grid.addWidget(box, row, 2)
        left = len(order) - _WORDS
        self._more.setText(f"… and {counted(left, 'rarer word')}, which become what is known of "
                           "them, or tags.")  # fmt: skip
        self._more.setVisible(left > 0)
        self._grid.addWidget(self._more, _WORDS, 0, 1, 3)

    def mapping(self) -> dict[str, Verdict | None]:
        """What the person says otherwise than is known: a known word keeps its shade as a tag."""
        said = ((name, box.value) for name, box in self._boxes.values())
        rules = (f"{name}={now or ''}" for name, now in said if now != verdict_of(name, {}))
        return mapping_from(rules)

    def _clear(self) -> None:
        self._boxes.clear()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._more:
                widget.hide()
                widget.deleteLater()


class FewRows(Table):
    """In as much room as a few rows take, without the columns in which nothing stands: such as an
    encoding, which is told where it is not UTF-8."""

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
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
    where = f"{one.file}, {one.place}" if one.place else one.file
    return (_line(one.quote), _line(one.there), f"{one.score:.0%}", where)


def _line(text: str) -> str:
    return shortened(text, 60).strip("“”")


def _few(lines: Iterable[str], number: int = _LINES) -> list[str]:
    all_ = list(lines)
    more = [f"… and {len(all_) - number:,} more"] if len(all_) > number else []
    return all_[:number] + more

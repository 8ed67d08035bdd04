"""Which column of a table is what, asked with its first rows before one's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.formats.articles.columns import TEXT
from annotator.tasks.tables import FIELDS, Unclear
from annotator.ui.dialogs.table import Table
from annotator.ui.plain import plain

_WORDS: Final = {
    "text": "Text", "title": "Title", "source": "Address", "published": "Date",
    "language": "Language", "id": "Id",
}  # fmt: skip
_NONE: Final = "—"
_DEEP: Final = 3
_LETTERS: Final = 14
_LINES: Final = 3
_WIDEST: Final = 260
_NAMED: Final = 3


def asked(tables: Sequence[Unclear], at: int) -> str:
    """What is asked of the table at this place among these."""
    first, *others = [PurePath(file).name for file in tables[at].files]
    which = f" ({at + 1} of {len(tables)})" if len(tables) > 1 else ""
    said = (
        f"{first}{which} is a table, and no column is called text. Which one holds the texts of "
        "the articles?"
    )
    if not others:
        return said
    more = ", ".join(others[:_NAMED])
    if len(others) > _NAMED:
        more += f" and {len(others) - _NAMED:,} more"
    return f"{said} The same goes for {more}, with the same columns."


class ColumnsForm(QWidget):
    """A choice of column for each field of an article, over the table's beginning."""

    changed = Signal()

    def __init__(self, table: Unclear) -> None:
        super().__init__()
        shown = table.preview
        self._choices: dict[str, QComboBox] = {}
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        for number, field in enumerate(FIELDS):
            choice = QComboBox()
            choice.setAccessibleName(f"Column of the {_WORDS[field].lower()}")
            choice.addItems(["Choose…" if field == TEXT else _NONE, *shown.columns])
            if field in shown.guess:
                choice.setCurrentIndex(1 + list(shown.columns).index(shown.guess[field]))
            choice.currentIndexChanged.connect(self.changed)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.setMinimumContentsLength(_LETTERS)
            at, side = number % _DEEP, number // _DEEP * 2
            form.addWidget(plain(_WORDS[field]), at, side)
            form.addWidget(choice, at, side + 1)
            self._choices[field] = choice
        self.setFocusProxy(self._choices[TEXT])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(plain("The rest is kept with each article. It begins like this:"))
        column.addWidget(_beginning(table), 1)

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field that has one."""
        chosen = {field: choice for field, choice in self._choices.items() if choice.currentIndex()}
        return {field: choice.currentText() for field, choice in chosen.items()}

    @property
    def ready(self) -> bool:
        """Whether it is said where the texts are, and no column is two things."""
        columns = list(self.columns.values())
        return TEXT in self.columns and len(set(columns)) == len(columns)


def _beginning(table: Unclear) -> Table:
    """The first rows, a line each."""
    grid = Table("The first rows", table.preview.columns)
    grid.setShowGrid(True)
    grid.setSelectionMode(Table.SelectionMode.NoSelection)
    grid.horizontalHeader().setMaximumSectionSize(_WIDEST)
    grid.show_rows(table.preview.rows)
    grid.setMinimumHeight(grid.fontMetrics().height() * 2 * _LINES)
    return grid

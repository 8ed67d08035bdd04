"""A list of people with numbers, and below each of them their articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

OPEN = 10
"""So many rows are shown opened, without scrolling."""


class Branch(NamedTuple):
    """A person with a number, and articles, the first of so many, each with a number or none."""

    text: str
    number: int
    leaves: Sequence[tuple[str, int | None]]
    leaves_in_all: int = 0


class PeopleTree(QTreeWidget):
    """To look at only: nothing in it can be changed."""

    def __init__(self, name: str, heads: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHeaderLabels(list(heads))
        self.setUniformRowHeights(True)
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def show_branches(self, branches: Sequence[Branch]) -> None:
        """Show these and no others; all of it where it is little."""
        self.clear()
        for branch in branches:
            row = _row(branch.text, branch.number)
            row.addChildren([_row(*leaf) for leaf in branch.leaves])
            if (more := branch.leaves_in_all - len(branch.leaves)) > 0:
                row.addChild(_row(f"… and {more:,} more", None))
            self.addTopLevelItem(row)
        if sum(1 + len(branch.leaves) for branch in branches) <= OPEN:
            self.expandAll()


def _row(text: str, number: int | None) -> QTreeWidgetItem:
    row = QTreeWidgetItem([text, "" if number is None else f"{number:,}"])
    row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return row

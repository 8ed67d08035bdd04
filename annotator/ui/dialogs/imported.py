"""What an import has done, file by file, and beneath it what did not go in, or not as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.tasks.import_report import ImportReport
from annotator.tasks.reading import FileRead

_SHOWN: Final = 2_000
_HEADS: Final = ("File", "Read as", "Articles", "Labels", "Refused")
_ROWS: Final = 8


def lines_of(report: ImportReport) -> Iterator[str]:
    """What is to be told of an import, a line each."""
    yield from (f"known: {one}" for one in report.duplicates)
    yield from (f"refused: {one}" for one in report.refused)
    yield from (f"note: {one}" for one in report.notes)
    yield from (f"repaired: {one}" for one in report.seen.repaired)
    for name, count in report.seen.tags.items():
        yield f"tag: {name} is no verdict and became a tag ({count:,})"
    for name, count in report.seen.unknown.items():
        yield f"unknown: {name} stands for no verdict ({count:,})"


class Imported(QWidget):
    """The files in a table, where there are several, and the lines."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        if len(report.read) > 1:
            column.addWidget(_files(report.read[:_SHOWN]), 1)
        lines = list(lines_of(report))
        if lines:
            more = [f"… and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []
            text = QPlainTextEdit("\n".join(lines[:_SHOWN] + more), readOnly=True)
            text.setAccessibleName("What did not go in")
            text.setMinimumHeight(text.fontMetrics().height() * min(len(lines) + 2, 8))
            column.addWidget(text, 1)


def _files(read: Sequence[FileRead]) -> QTableWidget:
    table = QTableWidget(len(read), len(_HEADS))
    table.setAccessibleName("Files")
    table.setHorizontalHeaderLabels(_HEADS)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setWordWrap(False)
    for row, one in enumerate(read):
        kind = one.title.partition(":")[0].partition(",")[0]
        kind = f"{kind}, {one.encoding}" if one.encoding else kind
        counts = (
            f"{number:,}" if number else "" for number in (one.articles, one.labels, one.refused)
        )
        for column, text in enumerate((one.file, kind, *counts)):
            item = QTableWidgetItem(text)
            item.setToolTip(one.file if column == 0 else "")
            if column > 1:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)
    modes = QHeaderView.ResizeMode
    head = table.horizontalHeader()
    head.setSectionResizeMode(modes.ResizeToContents)
    head.setSectionResizeMode(0, modes.Stretch)
    height = table.fontMetrics().height() * 2
    table.setMinimumHeight(height * (min(len(read), _ROWS) + 1))
    return table

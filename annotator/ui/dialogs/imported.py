"""What an import has done, file by file, and beneath it what did not go in, or not as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from annotator.tasks.import_report import ImportReport
from annotator.tasks.reading import FileRead
from annotator.ui.dialogs.table import Table

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


def _files(read: Sequence[FileRead]) -> Table:
    table = Table("Files", _HEADS, wide=(0,), numbers=(2, 3, 4))
    table.show_rows([_row(one) for one in read])
    height = table.fontMetrics().height() * 2
    table.setMinimumHeight(height * (min(len(read), _ROWS) + 1))
    return table


def _row(one: FileRead) -> list[str]:
    kind = one.title.partition(":")[0].partition(",")[0]
    kind = f"{kind}, {one.encoding}" if one.encoding else kind
    counts = (one.articles, one.labels, one.refused)
    return [one.file, kind, *(f"{number:,}" if number else "" for number in counts)]

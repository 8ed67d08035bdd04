"""The sheet of a spreadsheet that holds articles: the first one with a column of texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO, Final

from annotator.errors import AnnotatorError, said_of
from annotator.formats import cells, sheets
from annotator.formats.articles.columns import TEXT, guessed
from annotator.formats.articles.rows import Row, Table, distinct
from annotator.formats.format import Refusal

ZIP: Final = b"PK\x03\x04"


def table(stream: BinaryIO) -> Table:
    """The table of a file; AnnotatorError where it is no spreadsheet."""
    stack = ExitStack()
    try:
        book = stack.enter_context(sheets.opened(stream))
        columns, rows = sheet_of(book)
    except Exception as error:
        stack.close()
        raise AnnotatorError(
            f"This is no XLSX table to read: {said_of(error)}.", "Save it anew."
        ) from error
    return Table(columns, _closing(stack, rows))


def has_labels(stream: BinaryIO) -> bool:
    """Whether a file is a spreadsheet with a table of labels in it; it is read from the beginning,
    and is there again afterwards."""
    try:
        if not stream.read(len(ZIP)).startswith(ZIP):
            return False
        stream.seek(0)
        with sheets.opened(stream) as book:
            heads = [[name.lower() for name in sheets.head(sheet)] for sheet in book.worksheets]
        return any(not cells.missing(head) for head in heads)
    except Exception:  # noqa: BLE001 - a broken file fails in openpyxl in any way
        return False
    finally:
        stream.seek(0)


def sheet_of(book: Any) -> tuple[list[str], Iterator[Row | Refusal]]:
    """The columns and rows of the sheet with texts, else of the first one."""
    heads = [(sheet, distinct(sheets.head(sheet))) for sheet in book.worksheets]
    if not heads:
        raise ValueError("there is no sheet in it")
    sheet, columns = next((one for one in heads if TEXT in guessed(one[1])), heads[0])
    return columns, iter(sheets.rows(sheet, columns))


def _closing(stack: ExitStack, rows: Iterator[Row | Refusal]) -> Iterator[Row | Refusal]:
    with stack:
        yield from rows

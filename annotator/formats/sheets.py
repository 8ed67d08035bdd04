"""The sheets of an XLSX file, read row by row: with labels, or with articles. It unpacks to no more
than is sound, and declares no document type."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, BinaryIO, Final, cast

LARGEST: Final = 1024 * 1024 * 1024
LARGEST_WORDS: Final = 256 * 1024 * 1024
"""What the table of texts may unpack to: it is held in memory as a whole."""

COLUMNS: Final = 16_384
"""The most columns that a spreadsheet has."""

_LONGEST_ROW: Final = 32 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row\b")
_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c\b")
_WORDS: Final = "xl/sharedstrings.xml"
_SHEETS: Final = "xl/worksheets/"
_XML: Final = (".xml", ".rels")
_HEAD: Final = 4096
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How XLSX writes what XML cannot hold."""


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Any]:
    """The book of a file. Raises whatever openpyxl finds, and ValueError where it is too much."""
    import openpyxl

    _check(stream)
    with closing(openpyxl.load_workbook(stream, read_only=True, data_only=True)) as book:
        yield book


def _check(stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream) as packed:
        parts = packed.infolist()
        if sum(one.file_size for one in parts) > LARGEST:
            raise ValueError(f"it unpacks to more than {LARGEST // 1024**3} GB")
        for one in parts:
            if one.filename.lower() == _WORDS and one.file_size > LARGEST_WORDS:
                raise ValueError(f"its texts unpack to more than {LARGEST_WORDS // 1024**2} MB")
            if one.filename.lower().endswith(_XML):
                with packed.open(one) as part:
                    begin = part.read(_HEAD)
                if b"<!DOCTYPE" in begin or b"\0" in begin:
                    raise ValueError("it declares a document type, which no such file does")
            if one.filename.lower().startswith(_SHEETS):
                with packed.open(one) as part:
                    _check_rows(cast("BinaryIO", part))
    stream.seek(0)


def _check_rows(part: BinaryIO) -> None:
    """Refuse a sheet with a row that would take the memory: openpyxl holds a row as a whole."""
    held = b""
    while chunk := part.read(_CHUNK):
        *ended, held = _ROW.split(held + chunk)
        for row in (*ended, held):
            if len(row) > _LONGEST_ROW:
                raise ValueError(f"a row of it is longer than {_LONGEST_ROW // 1024**2} MB")
            if len(row) > _CHUNK and len(_CELL.findall(row)) > COLUMNS:
                raise ValueError(f"a row of it has more than {COLUMNS:,} cells")


def head(sheet: Any) -> list[str]:
    """The cells of the first row."""
    sheet.reset_dimensions()  # what a file says of its size is not to be trusted
    first: Sequence[Any] = next(sheet.iter_rows(max_row=1, values_only=True), ())
    return [cell(value).strip() for value in first]


def rows(sheet: Any, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that are not empty, each with its place, its cells by these names."""
    title = sheet.title
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
        texts = [cell(value) if value is not None else "" for value in row[: len(columns)]]
        if any(texts):
            yield f"{title}, row {number}", dict(zip_longest(columns, texts, fillvalue=""))


def cell(value: object) -> str:
    """A cell as the text that was written, where a spreadsheet has made a number or a date of it
    too."""
    if isinstance(value, str):
        if "_x" not in value:  # as nearly all have not
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)

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

from annotator.errors import said_of
from annotator.formats.format import Refusal

LARGEST: Final = 1024 * 1024 * 1024
LARGEST_WORDS: Final = 256 * 1024 * 1024
"""What the table of texts may unpack to: it is held in memory as a whole."""

COLUMNS: Final = 16_384
"""The most columns that a spreadsheet has."""

_LONGEST_ROW: Final = 32 * 1024 * 1024
_LONGEST_TAG: Final = 256
_CHUNK: Final = 1024 * 1024
_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+<[^?!\0]", re.DOTALL)
"""What may stand before the first element: no document type, and no letters of two bytes."""

_BEFORE_XML: Final = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row\b")
_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c\b")
_XML: Final = (".xml", ".rels")
_HEAD: Final = 4096
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How XLSX writes what XML cannot hold, in UTF-16."""


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
            with packed.open(one) as part:
                if not _is_xml(one.filename, part.read(_HEAD)) or one.file_size <= _CHUNK:
                    continue
            with packed.open(one) as part:
                rows = _check_rows(cast("BinaryIO", part))
            if not rows and one.file_size > LARGEST_WORDS:
                raise ValueError(f"its texts unpack to more than {LARGEST_WORDS // 1024**2} MB")
    stream.seek(0)


def _is_xml(name: str, begin: bytes) -> bool:
    """Whether a part is XML, whatever its name; ValueError where it is not as it should be."""
    if not (begin.lstrip(_BEFORE_XML).startswith(b"<") or name.lower().endswith(_XML)):
        return False
    if begin and not _PROLOG.match(begin):
        raise ValueError("it declares a document type, which no such file does")
    return True


def _check_rows(part: BinaryIO) -> bool:
    """Refuse a part with a row that would take the memory: openpyxl holds a row as a whole. Returns
    whether there are rows in it."""
    held, found = b"", False
    while chunk := part.read(_CHUNK):
        before, *rows = _ROW.split(held + chunk)
        if rows and not found:
            before, found = b"", True
        held = rows.pop() if rows else before if found else before[-_LONGEST_TAG:]
        for row in (before, *rows, held) if found else ():
            if len(row) > _LONGEST_ROW:
                raise ValueError(f"a row of it is longer than {_LONGEST_ROW // 1024**2} MB")
            if len(row) > _CHUNK and len(_CELL.findall(row)) > COLUMNS:
                raise ValueError(f"a row of it has more than {COLUMNS:,} cells")
    return found


def head(sheet: Any) -> list[str]:
    """The cells of the first row."""
    sheet.reset_dimensions()  # what a file says of its size is not to be trusted
    first: Sequence[Any] = next(sheet.iter_rows(max_row=1, values_only=True), ())
    return [cell(value).strip() for value in first]


def rows(sheet: Any, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """The rows that are not empty, each with its place, its cells by these names; a refusal where
    the sheet is damaged."""
    title, number = sheet.title, 1
    try:
        for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
            texts = [cell(value) if value is not None else "" for value in row[: len(columns)]]
            if any(texts):
                yield f"{title}, row {number}", dict(zip_longest(columns, texts, fillvalue=""))
    except Exception as error:  # noqa: BLE001 - a broken file fails in openpyxl in any way
        yield Refusal(f"{title}, after row {number}", f"It is damaged: {said_of(error)}.")


def cell(value: object) -> str:
    """A cell as the text that was written, where a spreadsheet has made a number or a date of it
    too."""
    if isinstance(value, str):
        if "_x" not in value:  # as nearly all have not
            return value
        said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)

"""XLSX for a spreadsheet: one row a label as CSV has it, and a second sheet with the articles.

Every cell of text says that it is text, so that no spreadsheet takes it for a formula or a date; it
needs no apostrophe. The texts are not in it: its labels go to articles that the project has.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from annotator.domain.dataset import RawRecord, Record
from annotator.domain.label import Verdict
from annotator.formats import cells
from annotator.formats.format import Carries, Format, Options, Output, Refusal, Source

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_FINISHED: Final = "finished by"
ARTICLES: Final = (
    "article", "title", "source", "published", "language", "sha256", "characters", "labels",
    *(verdict.value for verdict in Verdict), _FINISHED,
)  # fmt: skip
_WIDTHS: Final[Mapping[str, int]] = {
    "title": 32, "quote": 60, "note": 40, "evidence": 40, "annotator": 14, "verdict": 13,
    "source": 20, "tags": 16,
}  # fmt: skip
_NUMBERS: Final = frozenset({"start", "end", "confidence"})
_ROWS: Final = 1_048_576
"""The most rows that Excel takes in a sheet."""

_PLAIN: Final[Options] = {"formulas": "plain"}
_LARGEST: Final = 1024 * 1024 * 1024
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How XLSX writes what XML cannot hold."""


def write(records: Iterable[Record], output: Output) -> None:
    """Both sheets side by side, row by row, so that memory does not grow with them."""
    import xlsxwriter

    # No clock: the same records give the same bytes.
    with xlsxwriter.Workbook(output.stream, {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        labels = _Sheet(book, "labels", cells.COLUMNS)
        articles = _Sheet(book, "articles", ARTICLES)
        for record in records:
            articles.add(_article(record))
            for label in record.labels:
                row = cells.row(record, label, _PLAIN)
                labels.add(
                    int(cell) if name in _NUMBERS and cell else cell
                    for name, cell in zip(cells.COLUMNS, row, strict=True)
                )


class _Sheet:
    """A sheet that goes on in another one when it is full."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str]) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._text = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
        self._number = book.add_format({"valign": "top"})
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, _WIDTHS.get(column, 11))
            self._sheet.write_string(0, at, column, self._head)
        self._row = 0

    def add(self, row: Iterable[str | int]) -> None:
        if self._row == _ROWS - 1:
            self._begin()
        self._row += 1
        sheet, at = self._sheet, self._row
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, self._number)
            elif cell:
                sheet.write_string(at, column, cells.cut(cell), self._text)


def _article(record: Record) -> Iterator[str | int]:
    article = record.article
    counts = Counter(label.verdict for label in record.labels)
    yield from (article.id, article.title, article.source, article.published, article.language)
    yield from (article.sha256, len(article.text), len(record.labels))
    yield from (counts[verdict] for verdict in Verdict)
    yield "\n".join(record.done)


def losses(record: Record, _: Options) -> Iterator[str]:
    """As CSV loses it, without the apostrophe."""
    return cells.losses(record, _PLAIN)


def read(source: Source) -> Iterator[RawRecord | Refusal]:
    """The labels of every sheet that has their columns, and who finished which article."""
    import openpyxl

    try:
        _check(source)
        with closing(openpyxl.load_workbook(source.stream, read_only=True, data_only=True)) as book:
            heads = [(sheet, _head(sheet)) for sheet in book.worksheets]
            labels = [sheet for sheet, head in heads if not cells.missing(head)]
            if not labels:
                raise ValueError("no sheet has the columns article, annotator, verdict and spans")
            for sheet in labels:
                yield from cells.records_of(_rows(sheet))
            for sheet, head in heads:
                if _FINISHED in head:
                    yield from _finished(sheet)
    except Exception as error:  # noqa: BLE001 - a broken file fails in openpyxl in any way
        said = " ".join(str(error).split())[:200] or type(error).__name__
        yield Refusal("", f"This is no XLSX table of labels: {said}.")


def _finished(sheet: Any) -> Iterator[RawRecord]:
    for place, values in _rows(sheet):
        if names := [name for name in values[_FINISHED].split("\n") if name.strip()]:
            yield RawRecord(cells.article_of(values), done=names, place=place)


def _check(source: Source) -> None:
    """ValueError where a file unpacks to more than anyone's table."""
    with zipfile.ZipFile(source.stream) as packed:
        if sum(one.file_size for one in packed.infolist()) > _LARGEST:
            raise ValueError(f"it unpacks to more than {_LARGEST // 1024**3} GB")
    source.stream.seek(0)


def _head(sheet: Any) -> list[str]:
    sheet.reset_dimensions()  # what a file says of its size is not to be trusted
    first: Sequence[Any] = next(sheet.iter_rows(max_row=1, values_only=True), ())
    return [_cell(value).strip().lower() for value in first]


def _rows(sheet: Any) -> Iterator[tuple[str, dict[str, str]]]:
    columns = _head(sheet)
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
        values = dict(zip_longest(columns, map(_cell, row[: len(columns)]), fillvalue=""))
        if any(values.values()):
            yield f"{sheet.title}, row {number}", values


def _cell(value: object) -> str:
    """A cell as the text that was written, where a spreadsheet has made a number or a date of it
    too."""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


FORMAT: Final = Format(
    "xlsx",
    "XLSX for a spreadsheet: one row a label, and a sheet of articles",
    (".xlsx",),
    unit="codepoint",
    carries=cells.CARRIES | {Carries.UNLABELLED, Carries.DONE},
    also_loses=cells.ALSO_LOSES,
    read=read,
    write=write,
    losses=losses,
)

"""XLSX for a spreadsheet: one row a label as CSV has it, and a second sheet with the articles.

Every cell of text says that it is text, so that no spreadsheet takes it for a formula or a date; it
needs no apostrophe. The texts are not in it: its labels go to articles that the project has.
"""

from __future__ import annotations

import errno
import io
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from msgspec.structs import replace

from annotator.domain.dataset import KnownArticle, RawRecord, Record
from annotator.domain.label import Verdict
from annotator.errors import said_of
from annotator.formats import cells, sheets
from annotator.formats.articles.book import sheet_of
from annotator.formats.articles.columns import OPTIONS
from annotator.formats.articles.rows import Table
from annotator.formats.articles.table import articles
from annotator.formats.format import (
    Carries,
    Format,
    Options,
    Output,
    Purpose,
    Refusal,
    Remark,
    Source,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_Headed: TypeAlias = tuple[Any, Sequence[str]]
"""A sheet, and what its columns are called."""

_NAMED_BY: Final[Mapping[str, str]] = {"sha256": "sha256", "article": "id", "title": "title"}
"""The columns that name an article, the surest first, and what they are of it."""

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


def write(records: Iterable[Record], output: Output) -> None:
    """Both sheets side by side, row by row, so that memory does not grow with them."""
    import xlsxwriter

    sink = _Sink(output.stream)
    with (  # it keeps the rows in files of its own until all are there
        TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as folder,
        xlsxwriter.Workbook(sink, {"constant_memory": True, "tmpdir": folder}) as book,
    ):
        _fill(book, records)
    sink.check()


def _fill(book: Workbook, records: Iterable[Record]) -> None:
    # No clock: the same records give the same bytes.
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


class _Sink:
    """Where a book is packed to. What the disk refuses is told when all is done: xlsxwriter would
    make another error of it, and zipfile write on when nobody hears it any more."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: OSError | None = None

    def write(self, data: bytes) -> int:
        """As a file has it, and so the others."""
        return self._tried(lambda: self._stream.write(data), len(data))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As a file has it."""
        return self._tried(lambda: self._stream.seek(offset, whence), offset)

    def tell(self) -> int:
        """As a file has it."""
        return self._tried(self._stream.tell, 0)

    def flush(self) -> None:
        """As a file has it."""
        self._tried(lambda: self._stream.flush() or 0, 0)

    def check(self) -> None:
        """Raises the OSError that there was."""
        if self._error is not None:
            raise self._error

    def _tried(self, call: Callable[[], int], otherwise: int) -> int:
        if self._error is None:
            try:
                return call()
            except OSError as error:
                if isinstance(error, io.UnsupportedOperation) or error.errno == errno.ESPIPE:
                    raise  # it is a pipe, which zipfile asks
                self._error = error
        return otherwise


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


def read(source: Source) -> Iterator[RawRecord | Record | Refusal | Remark]:
    """The labels of every sheet that has their columns, with who finished their article, and who
    finished which other one; where no sheet has labels, the articles of the one with a column of
    texts."""
    try:
        with sheets.opened(source.stream) as book:
            heads = [(sheet, _columns(sheet)) for sheet in book.worksheets]
            labels = [(sheet, columns) for sheet, columns in heads if not cells.missing(columns)]
            if not labels:
                yield from articles(Table(*sheet_of(book)), source)
                return
            finished = [(sheet, columns) for sheet, columns in heads if _FINISHED in columns]
            by = _shared([columns for _, columns in (*labels, *finished)])
            done = _done(finished, by) if by else {}
            told = set[str]()
            for sheet, columns in labels:
                for one in cells.records_of(sheets.rows(sheet, columns)):
                    key = _key(one, by)
                    if key in done and isinstance(one, RawRecord):
                        told.add(key)
                        one = replace(one, done=done[key])
                    yield one
            for one in _finished(finished):
                if _key(one, by) not in told:
                    yield one
    except Exception as error:  # noqa: BLE001 - a broken file fails in openpyxl in any way
        yield Refusal("", f"This is no XLSX table to read: {said_of(error)}.")


def _columns(sheet: Any) -> list[str]:
    return [name.lower() for name in sheets.head(sheet)]


def _shared(heads: Iterable[Sequence[str]]) -> str:
    """The column by which all these sheets name an article, "" where there is none."""
    return next((name for name in _NAMED_BY if all(name in head for head in heads)), "")


def _key(one: RawRecord | Refusal, by: str) -> str:
    """What names the article of a record in this column."""
    if isinstance(one, Refusal) or not isinstance(one.article, KnownArticle) or not by:
        return ""
    return str(getattr(one.article, _NAMED_BY[by]))


def _done(finished: Sequence[_Headed], by: str) -> dict[str, Sequence[str]]:
    """Who finished each article. It is known before the labels are read: whoever else has a label
    in such an article has not finished it."""
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # the same few names stand at many articles
    found: dict[str, Sequence[str]] = {}
    for one in _finished(finished):
        if isinstance(one, RawRecord) and (key := _key(one, by)):
            names = tuple(one.done)
            found[key] = same.setdefault(names, names)
    return found


def _finished(finished: Sequence[_Headed]) -> Iterator[RawRecord | Refusal]:
    for sheet, columns in finished:
        for row in sheets.rows(sheet, columns):
            if isinstance(row, Refusal):
                yield row
                continue
            place, values = row
            if names := [name for name in values[_FINISHED].split("\n") if name.strip()]:
                yield RawRecord(cells.article_of(values), done=names, place=place)


FORMAT: Final = Format(
    "xlsx",
    "XLSX for a spreadsheet: one row a label, and a sheet of articles",
    (".xlsx",),
    unit="codepoint",
    carries=cells.CARRIES | {Carries.UNLABELLED, Carries.DONE},
    also_loses=cells.ALSO_LOSES,
    read=read,
    write=write,
    purpose=Purpose.SPREADSHEETS,
    losses=losses,
    options=OPTIONS,
)

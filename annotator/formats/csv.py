"""CSV for a spreadsheet: one row a label. It begins with a byte order mark, by which Excel knows
that it is UTF-8. The texts are not in it: its labels go to articles that the project has."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from annotator.domain.dataset import RawRecord, Record
from annotator.domain.text import marked
from annotator.formats import cells
from annotator.formats.articles.rows import DELIMITERS, Lines, is_wider, uneven
from annotator.formats.cells import COLUMNS, is_cut, unguarded
from annotator.formats.format import Format, Output, Purpose, Refusal, Remark, Source
from annotator.formats.text import read_as

_LONGEST_LINE: Final = 1024 * 1024
_LONGEST_HEAD: Final = 64 * 1024
_LINE_END: Final = re.compile(r"[\r\n]")


def write(records: Iterable[Record], output: Output) -> None:
    """A head row, then a row for each label."""
    options = output.options
    text = io.TextIOWrapper(output.stream, encoding="utf-8-sig", newline="", write_through=True)
    try:
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        for record in records:
            rows.writerows(
                [cells.fitted(cells.row(record, label, options)) for label in record.labels]
            )
    finally:
        text.detach()


def read(source: Source) -> Iterator[RawRecord | Refusal | Remark]:
    """The labels, those of one article that stand together in one record."""
    encoding = _encoding(source.stream.read(4))
    source.stream.seek(0)
    yield from read_as(encoding)
    yield from cells.records_of(_rows(source, encoding))


def recognises(head: bytes) -> bool:
    """Whether a file begins with the columns of a table of labels."""
    text = head[:_LONGEST_HEAD].decode(_encoding(head), "replace")
    first = _LINE_END.split(text, maxsplit=1)[0]
    try:
        return not cells.missing(next(csv.reader([first], delimiter=_delimiter(first)), []))
    except csv.Error:  # a cell that is too long for a name
        return False


def _encoding(begin: bytes) -> str:
    """UTF-8, but for what begins with the mark of another one, as a spreadsheet saves “Unicode”."""
    return marked(begin) or "utf-8-sig"


def _rows(source: Source, encoding: str) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """Each row with its number, its cells by the names of their columns; a refusal where it can be
    read no further."""
    text = io.TextIOWrapper(source.stream, encoding=encoding, newline="")
    number = 0
    try:
        first = text.readline(_LONGEST_LINE)
        lines = chain([first], Lines(text, _LONGEST_LINE))
        table = csv.reader(lines, delimiter=_delimiter(first), strict=True)
        columns = [name.strip().lower() for name in next(table, [])]
        if lacking := cells.missing(columns):
            raise csv.Error(f"it has no column {lacking}")
        guarded = source.options["formulas"] == "guard"
        for number, row in enumerate(table, 2):
            if is_wider(row, columns) or is_cut(row, columns):
                yield Refusal(f"row {number}", uneven(row, columns))
            elif any(row):
                if guarded:  # there are millions of cells: most are seen to have no apostrophe
                    row = [unguarded(cell) if cell[:1] == "'" else cell for cell in row]
                yield f"row {number}", dict(zip(columns, row, strict=False))
    except (csv.Error, UnicodeError) as error:
        name = encoding.removesuffix("-sig").upper()
        why = f"it is not {name}" if isinstance(error, UnicodeError) else str(error)
        reason = f"This is no table to read: {why}. Save it as “CSV UTF-8”."
        yield Refusal(f"after row {number}" if number else "", reason)
    finally:
        text.detach()


def _delimiter(head: str) -> str:
    """What stands between the columns: spreadsheets of some languages write semicolons."""
    return max(DELIMITERS, key=head.count)


FORMAT: Final = Format(
    "csv",
    "CSV for a spreadsheet: one row a label",
    (".csv",),
    unit="codepoint",
    carries=cells.CARRIES,
    also_loses=cells.ALSO_LOSES,
    read=read,
    write=write,
    purpose=Purpose.SPREADSHEETS,
    losses=cells.losses,
    options=(cells.GUARD,),
    recognises=recognises,
)

"""A spreadsheet may be large, but no row of it may take the memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from annotator.formats import sheets


def book(cells: str, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A file with a sheet of these cells."""
    small, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(small) as made:
        made.add_worksheet("s")
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    inner = f"<worksheet {spaces}><sheetData>{cells}</sheetData></worksheet>"
    with zipfile.ZipFile(small) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in packed.namelist():
            new.writestr(one, inner if one == name else packed.read(one))
    return out.getvalue()


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_long_text_and_many_rows_are_read() -> None:
    long = "x" * 2_000_000
    raw = book(
        f"<row>{inline('text')}</row><row>{inline(long)}</row>" + f"<row>{inline('y')}</row>" * 9
    )
    with sheets.opened(io.BytesIO(raw)) as found:
        (sheet,) = found.worksheets
        texts = [cells["text"] for _, cells in sheets.rows(sheet, sheets.head(sheet))]
    assert texts == [long, *"yyyyyyyyy"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("<row>" + "<c><v>1</v></c>" * 2_000_000, "more than 16,384 cells"),
        ("<x:row>" + "<x:c><x:v>1</x:v></x:c>" * 1_000_000, "more than 16,384 cells"),
        (f"<row>{inline('x' * 34_000_000)}</row>", "longer than 32 MB"),
    ],
)
def test_a_row_that_would_take_the_memory_is_refused(cells: str, reason: str) -> None:
    raw = book(cells)
    tracemalloc.start()
    with pytest.raises(ValueError, match=reason), sheets.opened(io.BytesIO(raw)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 160 * 1024 * 1024

"""A spreadsheet may be large, but no row of it may take the memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from typing import Any

import pytest
import xlsxwriter

from annotator.formats import sheets
from annotator.formats.format import Refusal

SHEET = "xl/worksheets/sheet1.xml"


def book(cells: str, name: str = SHEET, before: str = "") -> bytes:
    """A file with a sheet of these cells, which has this name in it and `before` at its head."""
    small, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(small) as made:
        made.add_worksheet("s")
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    inner = (
        f'{before}<worksheet {spaces}><dimension ref="A1"/>'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    with zipfile.ZipFile(small) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in packed.namelist():
            raw = packed.read(one).replace(SHEET.encode(), name.encode())
            raw = raw.replace(SHEET.removeprefix("xl/").encode(), f"/{name}".encode())
            new.writestr(*((name, inner) if one == SHEET else (one, raw)))
    return out.getvalue()


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def texts(sheet: Any) -> list[str]:
    rows = sheets.rows(sheet, sheets.head(sheet))
    return [one.reason if isinstance(one, Refusal) else one[1]["text"] for one in rows]


def test_a_long_text_and_many_rows_are_read() -> None:
    long = "x" * 2_000_000
    raw = book(
        f"<row>{inline('text')}</row><row>{inline(long)}</row>" + f"<row>{inline('y')}</row>" * 9
    )
    with sheets.opened(io.BytesIO(raw)) as found:
        (sheet,) = found.worksheets
        assert texts(sheet) == [long, *"yyyyyyyyy"]


@pytest.mark.parametrize("name", [SHEET, "elsewhere.bin"])
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("<row>" + "<c><v>1</v></c>" * 2_000_000, "more than 16,384 cells"),
        ("<x:row>" + "<x:c><x:v>1</x:v></x:c>" * 1_000_000, "more than 16,384 cells"),
        (f"<row>{inline('x' * 34_000_000)}</row>", "longer than 32 MB"),
    ],
)
def test_a_row_that_would_take_the_memory_is_refused(cells: str, reason: str, name: str) -> None:
    raw = book(cells, name)
    tracemalloc.start()
    with pytest.raises(ValueError, match=reason), sheets.opened(io.BytesIO(raw)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 160 * 1024 * 1024


@pytest.mark.parametrize("name", [SHEET, "elsewhere.bin"])
@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n", f"<!--{' ' * 5_000}-->"])
def test_a_document_type_is_refused_wherever_it_stands(before: str, name: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    raw = book(f"<row>{inline('text')}</row><row>{inline('&b;')}</row>", name, before + bomb)
    with pytest.raises(ValueError, match="document type"), sheets.opened(io.BytesIO(raw)):
        pass


def test_a_sheet_that_breaks_off_gives_its_rows_and_says_so() -> None:
    rows = "".join(f"<row>{inline(word)}</row>" for word in ("text", *map(str, range(5_000))))
    with sheets.opened(io.BytesIO(book(f"{rows}</broken>"))) as found:
        *whole, last = texts(found.worksheets[0])
    assert len(whole) > 4_000
    assert whole == [str(number) for number in range(len(whole))]
    assert last.startswith("It is damaged: ")


@pytest.mark.parametrize(
    ("escaped", "said"),
    [("_x0041_", "A"), ("_xD83D__xDE00_", "😀"), ("_xD83D_!", "\ufffd!"), ("x_xDE00_", "x\ufffd")],
)
def test_escaped_characters_are_those_of_utf_16(escaped: str, said: str) -> None:
    assert sheets.cell(escaped) == said

"""The sheets of an XLSX file say what openpyxl finds in them, and no file takes the memory."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from annotator.formats import sheets

FIRST = datetime(1901, 1, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
LAST = datetime(2100, 1, 1)  # noqa: DTZ001
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
)
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**14), 10**14), TEXTS,
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(FIRST, LAST).map(lambda one: one.replace(microsecond=0)),
    st.dates(FIRST.date(), LAST.date()),
    st.times().map(lambda one: one.replace(microsecond=0)),
    st.timedeltas(timedelta(days=1), timedelta(days=9_000)).map(
        lambda one: timedelta(one.days, one.seconds)
    ),
)  # fmt: skip


def said(raw: bytes) -> dict[str, dict[int, dict[int, str]]]:
    """What stands in which row and column of which sheet."""
    with sheets.opened(io.BytesIO(raw)) as book:
        return {
            sheet.title: {row.number: dict(row.cells) for row in sheet.rows()}
            for sheet in book.worksheets
        }


def by_openpyxl(raw: bytes) -> dict[str, dict[int, dict[int, str]]]:
    """The same by openpyxl."""
    found: dict[str, dict[int, dict[int, str]]] = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(raw), data_only=True).worksheets:
        rows = found[sheet.title] = {}
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = {at: text for at, value in enumerate(row) if (text := plain(value))}
            if cells:
                rows[number] = cells
    return found


def plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def saved(rows: list[list[Any]], **settings: Any) -> bytes:
    """A file of openpyxl's, which holds texts in their cells."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for name, value in settings.items():
        setattr(book, name, value)
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    book.create_sheet("second").append(["x"])
    book.save(out)
    return out.getvalue()


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6), st.booleans())
def test_every_kind_of_cell_says_what_openpyxl_finds_in_it(
    rows: list[list[Any]], mac: bool
) -> None:
    rows = [
        [None if isinstance(one, str) and one[:1] == "=" else one for one in row] for row in rows
    ]
    raw = saved(rows, **({"epoch": CALENDAR_MAC_1904} if mac else {}))
    assert said(raw) == by_openpyxl(raw)


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4), st.booleans())
def test_texts_in_the_cells_and_in_a_table_are_the_same(rows: list[list[str]], apart: bool) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": not apart}) as book:
        sheet = book.add_worksheet("s")
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    wanted = {
        at: cells
        for at, row in enumerate(rows, 1)
        if (cells := {column: text for column, text in enumerate(row) if text})
    }
    assert said(out.getvalue()) == {"s": wanted}


def test_rich_text_formulas_and_days_of_spreadsheets() -> None:
    rich = CellRichText("a", TextBlock(InlineFont(b=True), " b"), "c ")
    moment = datetime(2026, 1, 2, 10, tzinfo=UTC).replace(tzinfo=None)
    raw = saved([
        [rich, "=1+1", True, date(2026, 1, 2), moment],
        [],
        [time(10, 30), timedelta(days=2, hours=3), 1.5, 2.0, 10**12, "007", "_x0041_"],
    ])  # fmt: skip
    assert said(raw)["Sheet"] == {
        1: {0: "a bc ", 2: "True", 3: "2026-01-02", 4: "2026-01-02 10:00:00"},
        3: {
            0: "10:30:00",
            1: "2 days, 3:00:00",
            2: "1.5",
            3: "2",
            4: str(10**12),
            5: "007",
            6: "A",
        },
    }


def changed(**parts: Any) -> bytes:
    """A small file with some of its parts changed, or left out where they are None."""
    small = io.BytesIO()
    with xlsxwriter.Workbook(small) as book:  # which holds texts in a table of their own
        first = book.add_worksheet("Sheet")
        first.write_row(0, 0, ["a", 1])
        first.write_row(1, 0, ["b", 2])
    with zipfile.ZipFile(small) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    for name, change in parts.items():
        (full,) = (one for one in files if one.endswith(f"/{name}.xml"))
        raw = change(files.pop(full)) if change else files.pop(full) and None
        if raw is not None:
            files[full] = raw
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one, raw in files.items():
            made.writestr(one, raw)
    return out.getvalue()


def sheet(cells: str) -> bytes:
    """A file with a sheet of these cells."""
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    inner = f"<worksheet {spaces}><sheetData>{cells}</sheetData></worksheet>"
    return changed(sheet1=lambda _: inner.encode())


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (f"<row>{inline('a')}{inline('b')}</row><row r='9'>{inline('c')}</row>", {1: "ab", 9: "c"}),
        ("<row>\n <c t='inlineStr'>\n <is>\n <t> a </t>\n </is>\n </c>\n</row>", {1: " a "}),
        ("<row><c t='inlineStr'><is><t>a</t><rPh sb='0' eb='1'><t>x</t></rPh></is></c></row>",
         {1: "a"}),
        ("<row><c t='inlineStr'><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r></is></c></row>",
         {1: "ab"}),
        ("<row><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>", {1: "2"}),
        ("<row><c><f>A1</f><v>7</v></c><c t='str'><f>A1</f><v>x</v></c></row>", {1: "7x"}),
        ("<row><c t='e'><v>#N/A</v></c><c t='b'><v>0</v></c></row>", {1: "#N/AFalse"}),
        ("<row><c t='d'><v>2026-01-02T00:00:00</v></c></row>", {1: "2026-01-02"}),
        ("<row><c r='XFD1'><v>1</v></c><c r='XFE1'><v>2</v></c></row>", {1: "1"}),
        ("<row><c><v>1E3</v></c><c><v>007</v></c><c><v> </v></c><c/></row>", {1: "10007"}),
        ("<row r='x'><c><v>1</v></c></row><row r='-5'><c><v>2</v></c></row>", {1: "1", 2: "2"}),
        ("<row><c><v>1</v></c></row><extra><t>no</t><v>no</v></extra>", {1: "1"}),
    ],
)  # fmt: skip
def test_what_other_programs_write(cells: str, wanted: Mapping[int, str]) -> None:
    found = said(sheet(cells))["Sheet"]
    assert {number: "".join(row.values()) for number, row in found.items()} == wanted


def test_prefixes_and_the_strict_kind_are_read_alike() -> None:
    def prefixed(raw: bytes) -> bytes:
        raw = raw.replace(b'xmlns="', b'xmlns:x="')
        return re.sub(rb"<(/?)(?=\w)", rb"<\1x:", raw)

    def strict(raw: bytes) -> bytes:
        return raw.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )

    wanted = said(changed())
    assert wanted["Sheet"] == {1: {0: "a", 1: "1"}, 2: {0: "b", 1: "2"}}
    names = ("sheet1", "sharedStrings", "styles")
    assert said(changed(**dict.fromkeys(names, prefixed))) == wanted
    assert said(changed(**dict.fromkeys(names, strict))) == wanted


def test_two_cells_far_apart_take_no_more_room_than_two_cells() -> None:
    raw = sheet(
        "<row r='1'><c r='A1'><v>1</v></c></row>"
        "<row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"
    )
    tracemalloc.start()
    assert said(raw)["Sheet"] == {1: {0: "1"}, 1_048_576: {16_383: "2"}}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


def test_a_row_without_an_end_is_not_held() -> None:
    raw = sheet("<row>" + "<c><v>1</v></c>" * 2_000_000)
    tracemalloc.start()
    with pytest.raises(Exception, match="mismatched tag"):
        said(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (sheet("<row><c r='AAAA1'><v>1</v></c></row>"), "there is no cell AAAA"),
        (sheet("<row><c r='7'><v>1</v></c></row>"), "there is no cell"),
        (sheet("<row><c t='s'><v>99</v></c></row>"), "index out of range"),
        (sheet("<row><c t='s'><v>x</v></c></row>"), "invalid literal"),
        (sheet("<row><c><v>x</v></c></row>"), "could not convert"),
        (sheet("<row><c><v>1</v></row>"), "mismatched tag"),
        (sheet(f"<row>{inline('x' * 6_000_000)}</row>"), "more than 5,000,000 characters"),
        (changed(sheet1=None), "sheet1.xml"),
        (changed(workbook=None), "workbook.xml"),
        (changed(styles=lambda _: b"<x>" + b" " * 17_000_000), "more than 16 MB"),
        (changed(sharedStrings=lambda raw: b"<!DOCTYPE x>" + raw), "document type"),
        (changed(styles=lambda raw: b"<!DOCTYPE x>" + raw), "document type"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_says_so(raw: bytes, reason: str) -> None:
    with pytest.raises(Exception, match=reason):
        said(raw)

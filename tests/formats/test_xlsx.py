"""XLSX goes out for people with a spreadsheet and comes in again, up to its declared loss; openpyxl
and LibreOffice read it."""

from __future__ import annotations

import csv
import errno
import gc
import io
import os
import shutil
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from foreign import demo, torture
from hypothesis import example, given
from msgspec.structs import replace
from roundtrip import Memory, carried, read, records, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Span, Verdict
from annotator.formats import cells, losing, xlsx
from annotator.formats import csv as csv_format
from annotator.formats import sheets as books
from annotator.formats.format import Refusal
from annotator.formats.xlsx import FORMAT
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths


def sheets(raw: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return {one.title: list(one.iter_rows(values_only=True)) for one in book.worksheets}


def sample(quote: str = "Some", note: str = "", published: str = "2026-01-02") -> Record:
    article = new_article("Some words.", "=1+1", created="", id="a", published=published)
    label = Label("l", "a", "A", (Span(0, 4),), Verdict.VERIFIED, quote, note=note, confidence=3)
    return Record(article, [label], done=("A", "B, the second"))


@given(records())
def test_out_and_in_is_equal_up_to_the_declared_loss(data: list[Record]) -> None:
    found = read(FORMAT, written(FORMAT, data), known=data)
    labels: defaultdict[str, list[Label]] = defaultdict(list)
    done: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        assert isinstance(one, Record), one
        labels[one.article.id] += one.labels
        done[one.article.id] += one.done
    for record in data:
        assert labels[record.article.id] == list(carried(record, FORMAT.carries).labels)
        assert done[record.article.id] == list(record.done)


@example(torture())
@example(demo())
@given(records())
def test_openpyxl_reads_what_is_written(data: list[Record]) -> None:
    found = sheets(written(FORMAT, data)[""])
    assert list(found) == ["labels", "articles"]
    head, *rows = found["labels"]
    assert head == cells.COLUMNS
    labels = [label for record in data for label in record.labels]
    assert [row[head.index("label")] for row in rows] == [label.id for label in labels]
    for row, label in zip(rows, labels, strict=True):
        assert row[head.index("start")] == label.start
        assert books.cell(row[head.index("quote")]) == label.quote
    head, *rows = found["articles"]
    assert head == xlsx.ARTICLES
    assert [row[0] for row in rows] == [record.article.id for record in data]
    for row, record in zip(rows, data, strict=True):
        assert row[head.index("labels")] == len(record.labels)
        assert row[head.index("characters")] == len(record.article.text)


def test_nothing_is_taken_for_a_formula_a_date_or_an_address() -> None:
    raw = written(FORMAT, [sample(note="https://example.org")])[""]
    book = openpyxl.load_workbook(io.BytesIO(raw))
    (row,) = book["labels"].iter_rows(min_row=2)
    by_name = dict(zip(cells.COLUMNS, row, strict=False))
    for name, text in (("title", "=1+1"), ("published", "2026-01-02"),
                       ("note", "https://example.org")):  # fmt: skip
        cell = by_name[name]
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
        assert cell.quotePrefix
        assert cell.hyperlink is None
    assert by_name["confidence"].value == 3


@pytest.mark.parametrize("note", ["a\rb", "a\r\nb", "\x01x\x1f", "_x0041_", " a ", "\ufffe\uffff"])
def test_what_xml_cannot_hold_comes_back(note: str) -> None:
    (found,) = read(FORMAT, written(FORMAT, [sample(note=note)]), known=[sample()])
    assert isinstance(found, Record)
    assert found.labels[0].note == note


def test_a_cell_is_cut_where_excel_cuts_it_and_that_is_told() -> None:
    data = [sample(note="x" + "👩" * 20_000)]
    assert losing.losses(data, FORMAT, {})[
        "a cell is cut at 32,767 characters, the most that Excel takes"
    ] == 1  # fmt: skip
    head, row = sheets(written(FORMAT, data)[""])["labels"]
    assert row[head.index("note")] == "x" + "👩" * 16_383


def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_ROWS", 3)
    label = sample().labels[0]
    data = [replace(sample(), labels=[replace(label, id=str(number)) for number in range(5)])]
    raw = written(FORMAT, data)
    assert [len(rows) for rows in sheets(raw[""]).values()] == [3, 2, 3, 2]
    assert list(sheets(raw[""])) == ["labels", "articles", "labels 2", "labels 3"]
    found = read(FORMAT, raw, known=data)
    assert [one.id for record in found for one in record.labels] == list("01234")


def test_the_same_records_give_the_same_bytes() -> None:
    assert written(FORMAT, [sample()]) == written(FORMAT, [sample()])


def test_a_spreadsheet_may_have_made_numbers_and_dates_of_it() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Article", "Annotator", "Verdict", "Start", "End", "Confidence", "Note"])
    sheet.append(["a", "A", "disputed", 0.0, 4, "4", date(2026, 1, 2)])
    sheet.append([None, None])
    stream = io.BytesIO()
    book.save(stream)
    (found,) = read(FORMAT, {"": stream.getvalue()}, known=[sample()])
    assert isinstance(found, Record)
    (label,) = found.labels
    assert (label.spans, label.confidence, label.note) == ((Span(0, 4),), 4, "2026-01-02")


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in files.items():
            packed.writestr(name, raw)
    return stream.getvalue()


def _changed(name: str, change: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(written(FORMAT, [sample()])[""])) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    return _zip({**files, name: change(files[name])})


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">'.encode()
        for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + b"]>"
)
SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "nothing": b"",
    "binary": b"\x89PNG\r\n\x1a\n\0\0",
    "an empty zip": _zip({}),
    "another zip": _zip({"../../evil": b"x"}),
    "truncated": written(FORMAT, [sample()])[""][:2000],
    "an entity bomb": _changed(
        SHEET, lambda raw: raw.replace(b"<worksheet", BOMB + b"<worksheet").replace(b"A", b"&j;")
    ),
    "another's file": _changed(
        SHEET,
        lambda raw: raw.replace(
            b"<worksheet", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
        ).replace(b">l<", b">&e;<"),
    ),
    "deep": _changed(SHEET, lambda raw: raw.replace(b"<sheetData>", b"<x>" * 100_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_is_refused(name: str) -> None:
    found = read(FORMAT, {"": HOSTILE[name]}, known=[sample()])
    refused = [one for one in found if isinstance(one, Refusal)]
    assert [one.place for one in refused] == (["labels, after row 2"] if name == "deep" else [""])
    assert ("It is damaged" if name == "deep" else "no XLSX table") in refused[0].reason
    whole = sum(len(one.labels) for one in found if isinstance(one, Record))
    assert whole == (name == "deep")  # what stands before the damage
    assert "root:" not in str(found)


def test_what_has_neither_labels_nor_texts_says_what_it_lacks() -> None:
    raw = _changed(SHEET, lambda raw: raw.replace(b"verdict", b"judged"))
    (found,) = read(FORMAT, {"": raw}, known=[sample()])
    assert isinstance(found, Refusal)
    assert found.reason.startswith("No column is called text, body, content or the like.")
    assert found.reason.endswith("annotator, too.")


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "LARGEST", 1000)
    (found,) = read(FORMAT, written(FORMAT, [sample()]))
    assert isinstance(found, Refusal)
    assert "unpacks to more" in found.reason


def test_a_project_gets_its_labels_back(tmp_path: Path, project: Project) -> None:
    lines = tmp_path / "in.jsonl"
    out, texts = tmp_path / "labels.xlsx", tmp_path / "texts.jsonl"
    texts.write_bytes('{"id": "a", "text": "One 👩 two", "title": "T"}'.encode())
    lines.write_bytes(
        '{"id": "a", "text": "One 👩 two", "title": "T", "done": ["A"], "labels": [{"annotator": '
        '"A", "spans": [[0, 3], [4, 9]], "verdict": "disputed", "note": "=1", "tags": ["x,y"]}]}'
        "".encode()
    )
    import_paths(project, [lines])
    export(project.queries, str(out))
    with Project.create(tmp_path / "other.annotator") as other:
        import_paths(other, [texts])
        report = import_paths(other, [out])
        assert report.refused == []
        (mine,), (its,) = ([*one.queries.records()] for one in (project, other))
        assert [(one.spans, one.quote, one.note, one.tags) for one in its.labels] == [
            (one.spans, one.quote, one.note, one.tags) for one in mine.labels
        ]
        assert its.done == mine.done == ["A"]


@pytest.mark.parametrize("by", ["sha256", "article", "title"])
def test_who_is_not_named_as_finished_has_not_finished(tmp_path: Path, by: str) -> None:
    out = tmp_path / "labels.xlsx"
    with Project.open(make_demo(tmp_path)) as first:
        export(first.queries, str(out))
        data = list(first.queries.records())
    book = openpyxl.load_workbook(out)
    for sheet in book.worksheets:
        for cell in [*sheet[1]]:
            if cell.value in {"sha256", "article", "title"} - {by}:
                cell.value = "other"
    book.save(out)
    lines = [{"id": one.article.id, "text": one.article.text, "title": one.article.title}
             for one in data]  # fmt: skip
    (tmp_path / "texts.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    with Project.create(tmp_path / "other.annotator") as other:
        import_paths(other, [tmp_path / "texts.jsonl"])
        report = import_paths(other, [out])
        assert report.refused == []
        found = [(one.done, one.begun) for one in other.queries.records()]
    assert found == [(one.done, one.begun if one.done else []) for one in data]
    assert (["B"], ["A", "C"]) in found


@pytest.mark.validators
@pytest.mark.programs
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    note = 'a,"b"\n=1+1\t👩'
    (tmp_path / "x.xlsx").write_bytes(written(FORMAT, [sample(note=note)])[""])
    _run([office, f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless",
          "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,"
          "false,1", "--outdir", tmp_path, tmp_path / "x.xlsx"])  # fmt: skip
    found = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(found, newline=""))
    assert (row["title"], row["published"], row["note"]) == ("=1+1", "2026-01-02", note)


@pytest.mark.validators
@pytest.mark.programs
@pytest.mark.parametrize("project", [demo, torture])
def test_libreoffice_opens_a_whole_project_as_xlsx_and_as_csv(
    tmp_path: Path, project: Callable[[], list[Record]]
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    quotes = [label.quote for one in project() for label in one.labels]
    for format_, kind in ((FORMAT, ""), (csv_format.FORMAT, "CSV:44,34,76,1")):
        folder = tmp_path / format_.name
        folder.mkdir()
        source = folder / f"in{format_.suffixes[0]}"
        source.write_bytes(written(format_, project())[""])
        _run([office, f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless",
              *([f"--infilter={kind}"] if kind else ()), "--convert-to",
              "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out", source])  # fmt: skip
        head, *rows = next(iter(sheets((folder / "out" / "in.xlsx").read_bytes()).values()))
        found = [str(row[head.index("quote")]) for row in rows]
        plain = books.cell if format_ is FORMAT else cells.unguarded
        assert [plain(one) for one in found] == quotes


def _run(command: Sequence[object]) -> None:
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    subprocess.run(list(map(str, command)), check=True, capture_output=True, env=environment,
                   timeout=110)  # fmt: skip


def test_a_full_disk_is_told_as_it_is(recwarn: pytest.WarningsRecorder) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any, /) -> int:
            if self.tell() > 2_000:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    output = Memory({}, {}, {"": iter(torture())})
    output.stream = Full()
    assert FORMAT.write is not None
    with pytest.raises(OSError, match="No space"):
        FORMAT.write(iter(torture()), output)
    gc.collect()
    assert not recwarn.list  # zipfile has tried nothing more


def test_it_goes_through_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError(errno.ESPIPE, "Illegal seek")

        def seek(self, *_: int) -> int:
            raise OSError(errno.ESPIPE, "Illegal seek")

    output = Memory({}, {}, {"": iter(torture())}, Pipe())
    assert FORMAT.write is not None
    FORMAT.write(iter(torture()), output)
    assert isinstance(output.stream, io.BytesIO)
    with zipfile.ZipFile(io.BytesIO(output.stream.getvalue())) as packed:
        assert packed.testzip() is None

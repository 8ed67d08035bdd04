"""Tables of articles: columns by their names or as the person says, row by row, whatever stands
between the cells and in whatever encoding."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from papers import packed

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.text import usable
from annotator.formats import csv as labels
from annotator.formats import sheets, xlsx
from annotator.formats.articles import table
from annotator.formats.articles.columns import NAMES, guessed
from annotator.formats.articles.rows import DELIMITERS, delimiter_of, distinct
from annotator.formats.cells import COLUMNS
from annotator.formats.format import Refusal, Remark, Source
from annotator.formats.registry import format_for
from annotator.formats.text import LARGEST

HEAD = ["ID", "Headline", "Body", "URL", "Date", "Lang", "Section"]
ROW = ["n-1", "Dam holds", "The dam held,\nthey “said”; all\tnight.", "https://a.example/1",
       "2025-03-18", "en", "Local"]  # fmt: skip


def read(raw: bytes, reader: Any = table.read, **options: str) -> list[Any]:
    given = {f"{name}-column": value for name, value in options.items()}
    return list(reader(Source(io.BytesIO(raw), "in/news.csv", options=given)))


def articles(found: list[Any]) -> list[Article]:
    return [one.article for one in found if isinstance(one, Record)]


def refusals(found: list[Any]) -> list[Refusal]:
    return [one for one in found if isinstance(one, Refusal)]


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def book(rows: list[list[object]]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "cover"
    sheet = made.create_sheet("news")
    for row in rows:
        sheet.append(row)
    made.save(out)
    return out.getvalue()


def is_that_article(one: Article) -> None:
    assert (one.id, one.title, one.text) == ("n-1", "Dam holds", ROW[2])
    assert (one.source, one.published, one.language) == (ROW[3], "2025-03-18", "en")
    assert one.meta == {"file": "news.csv", "Section": "Local"}


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_are_known_by_their_names(delimiter: str, encoding: str) -> None:
    remark, record = read(written([HEAD, ROW], delimiter).encode(encoding))[-2:]
    is_that_article(record.article)
    assert remark.said == (
        "Columns: text from “Body”, title from “Headline”, source from “URL”, published from "
        "“Date”, language from “Lang”, id from “ID”; kept beside the article: “Section”."
    )


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_delimiter_is_found_whatever_ends_the_lines(delimiter: str, end: str) -> None:
    rows = [["headline", "body", "url"], ["Dam", "The dam; it | held, all\tnight.", "x"]]
    raw = written(rows, delimiter).replace("\r\n", end).encode()
    (one,) = articles(read(raw))
    assert (one.title, one.text, one.source) == ("Dam", rows[1][1], "x")
    shown = table.preview(Source(io.BytesIO(raw), "x.csv"))
    assert (list(shown.columns), len(shown.rows)) == (rows[0], 1)


def test_a_head_of_nothing_but_commas_is_refused_at_once() -> None:
    (refused,) = refusals(read(b"," * 1_000_000 + b"\nx\n"))
    assert refused.reason.startswith("It has more than 16,384 columns.")


def test_columns_of_one_name_are_told_apart() -> None:
    head = ["text", "a", "a (4)", "a", "", "column 5", "a"]
    names = distinct(head)
    assert len(set(names)) == len(head)
    assert names[:3] == head[:3]


def test_a_row_whose_quotation_marks_never_end_is_no_article() -> None:
    found = read(b'title,text\nOne,"Some\nwords."\nTwo,"Never closed.\nThree,More words.\n')
    assert [one.text for one in articles(found)] == ["Some\nwords."]
    assert [(one.place, one.reason) for one in refusals(found)] == [
        ("row 3", "Its quotation marks never end.")
    ]


def test_lines_of_json_are_rows() -> None:
    line = json.dumps(dict(zip(HEAD, ROW, strict=True)))
    more = json.dumps({"Body": "More.", "deep": {"a": [1, 2.5, True, None]}, "ID": 7})
    found = read(f"{line}\n\n{more}\n[1]\n{{\n".encode())
    one, two = articles(found)
    is_that_article(one)
    assert (two.id, two.meta["deep"]) == ("7", {"a": [1, 2.5, True, None]})
    assert [one.place for one in refusals(found)] == ["line 4", "line 5"]


@pytest.mark.parametrize("reader", [table.read, xlsx.read])
def test_a_sheet_of_a_spreadsheet_is_a_table(reader: Any) -> None:
    row: list[object] = [*ROW]
    row[4] = date(2025, 3, 18)
    (one,) = articles(read(book([list(HEAD), row, []]), reader))
    is_that_article(one)


@pytest.mark.parametrize("reader", [table.read])
def test_parquet_is_a_table(reader: Any) -> None:
    pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")
    pq = pytest.importorskip("pyarrow.parquet")
    values: dict[str, list[Any]] = {name: [cell] for name, cell in zip(HEAD, ROW, strict=True)}
    values["Date"] = [datetime(2025, 3, 18, tzinfo=UTC)]
    out = io.BytesIO()
    pq.write_table(pa.table(values), out)
    (one,) = articles(read(out.getvalue()))
    is_that_article(one)
    for raw in (out.getvalue()[:99], out.getvalue()[:-9], b"PAR1" * 9):
        (refused,) = refusals(read(raw))
        assert refused.reason.startswith("This is no Parquet to read: ")


def test_a_person_says_which_column_is_which() -> None:
    raw = written([["a", "b", "title"], ["The text.", "The title.", "Other"]]).encode()
    (refused,) = read(raw)
    assert refused.reason == (
        "No column is called text, body, content or the like. Its columns are “a”, “b”, “title”."
    )
    assert refused.flag == "Say --text-column NAME for the one with the text."
    (one,) = articles(read(raw, text="a", title="b"))
    assert (one.text, one.title, one.meta["title"]) == ("The text.", "The title.", "Other")
    (one,) = articles(read(raw, text="a", title="-"))
    assert (one.title, one.meta["title"]) == ("The text.", "Other")
    (refused,) = read(raw, text="c")
    assert refused.reason.startswith("It has no column c. Its columns are")
    *_, remark, one = read(raw, text="a", source="address")
    assert (remark.said, one.article.text) == ("It has no column address.", "The text.")
    same = articles(read(raw, text="title"))[0]
    assert (same.text, same.meta["a"]) == ("Other", "The text.")


def test_rows_that_are_wrong_are_refused_and_the_others_go_in() -> None:
    rows = [["text", "id"], ["One.", "1"], ["", "2"], ["a\0b", "3"], ["x", "4" * 201],
            ["Two.", "5", "6"], ["Three."]]  # fmt: skip
    found = read(written(rows).encode().replace(b"a\0b", b"a\x01b"))
    assert [one.text for one in articles(found)] == ["One.", "Three."]
    assert [(one.place, one.reason.split(".")[0]) for one in refusals(found)] == [
        ("row 3", "There is no text in it"),
        ("row 4", "Character 1 (line 1) is U+0001, which no text needs"),
        ("row 5", "Its id is longer than 200 characters"),
        ("row 6", "It has 3 cells, but there are 2 columns"),
    ]


def test_an_old_encoding_is_found_and_told() -> None:
    raw = "text;title\n" + "Größe und Maß der Brücke;Über Müller\n" * 3
    found = read(raw.encode("cp1252"))
    assert articles(found)[0].text == "Größe und Maß der Brücke"
    assert [one.encoding for one in found if isinstance(one, Remark)] == ["cp1252", ""]


def test_a_cell_as_long_as_a_book_is_taken_and_a_longer_one_refused() -> None:
    raw = written([["text"], ["x" * 1_000_000], ["y" * 5_000_001], ["z"]]).encode()
    found = read(raw)
    assert len(articles(found)[0].text) == 1_000_000
    assert "5,000,001 characters" in refusals(found)[0].reason
    open_quote = b'text\n"' + (b"x" * 999 + b"\n") * 6_000
    assert "A cell has more than 5,000,000 characters" in refusals(read(open_quote))[0].reason


def test_a_quotation_mark_that_stands_alone_takes_no_rows_in_silence() -> None:
    rows = ["title,text", 'A,"never ends', "B,second", 'C,"third"', 'D,"fo"ur', '"E",fifth']
    found = read("\n".join(rows).encode())
    assert [(one.title, one.text) for one in articles(found)] == [("D", "four"), ("E", "fifth")]
    (told,) = refusals(found)
    assert (told.place, "do not pair" in told.reason) == ("row 2", True)
    (told,) = refusals(read("\n".join(rows[:3]).encode()))
    assert (told.place, told.reason) == ("row 2", "Its quotation marks never end.")


def test_a_table_may_be_larger_than_a_document() -> None:
    rows = (f"{n} {'words ' * 170_000}\n" for n in range(52))
    raw = ("text\n" + "".join(rows)).encode()
    assert len(raw) > LARGEST
    found = table.read(Source(io.BytesIO(raw), "x.csv"))
    assert sum(isinstance(one, Record) for one in found) == 52


def test_tables_of_labels_and_of_articles_are_told_apart() -> None:
    ours = written([list(COLUMNS), ["x"] * len(COLUMNS)])
    for text, name in (
        (ours, "csv"),
        ("\ufeff" + ours.replace(",", ";"), "csv"),
        (written([HEAD, ROW]), "articles"),
        ("a,b\n1,2\n", "articles"),
    ):
        chosen = format_for("x.csv", head=text.encode)
        assert chosen is not None
        assert chosen.name == name
    for line, name in (
        ({"text": "a", "title": "b", "meta": {}}, "jsonl"),
        ({"id": "a", "offset_unit": "codepoint", "text": "a", "url": "b"}, "jsonl"),
        ({"headline": "a", "body": "b" * 99_000}, "articles-jsonl"),
        ({"url": "x", "content": "y"}, "articles-jsonl"),
        ({"text": "a", "label": [[0, 1, "x"]]}, "doccano"),
        ({"text": "a", "date": "2025"}, "articles-jsonl"),
    ):
        chosen = format_for("x.jsonl", head=lambda line=line: json.dumps(line).encode())
        assert chosen is not None
        assert chosen.name == name, line
    assert labels.FORMAT.recognises is not None
    for name, chosen in (("x.tsv", "articles"), ("x.parquet", "articles-parquet")):
        found = format_for(name)
        assert found is not None
        assert found.name == chosen


@pytest.mark.parametrize(
    "head",
    [
        "text,start,end,label,annotator,quote",
        "Text;Start;End;Verdict;a;b",
        "text,spans,end,verdict,b,c",
    ],
)
def test_columns_of_labels_do_not_vanish_in_a_table_of_articles(head: str) -> None:
    raw = f"{head}\nOne two.,0,3,disputed,A,One\n".replace(
        ",", ";" if ";" in head else ","
    ).encode()
    for reader, file in ((table.read, raw), (xlsx.read, book([head.replace(";", ",").split(",")]))):
        (refused,) = read(file, reader)
        assert isinstance(refused, Refusal)
        assert refused.reason.lower().startswith("it has columns of labels (“s")
        assert "A table of labels needs the columns verdict, article" in refused.reason
        assert refused.flag == f"Say --text-column {head[:4]} to take in its texts alone."
        assert "--" not in refused.reason
    found = read(raw, text=head[:4])
    assert [one.text for one in articles(found)] == ["One two."]
    assert (
        "They are kept beside the article."
        in [one.said for one in found if isinstance(one, Remark)][-1]
    )


@pytest.mark.parametrize("head", ["text,label", "text,start,end", "text,verdict,quote,annotator"])
def test_a_verdict_without_a_place_is_that_of_the_article(head: str) -> None:
    (one,) = articles(read(f"{head}\nSome words.\n".encode()))
    assert one.text == "Some words."


def test_a_preview_shows_the_first_rows_and_a_guess() -> None:
    raw = written([["a", "Headline"], *([f"{n}" * 300, "T"] for n in range(9))]).encode()
    shown = table.preview(Source(io.BytesIO(raw), "x.csv"))
    assert (list(shown.columns), dict(shown.guess)) == (["a", "Headline"], {"title": "Headline"})
    assert [row[0] for row in shown.rows] == [f"{n}" * 200 for n in range(5)]


def test_names_are_distinct_and_each_column_is_one_field() -> None:
    raw = b"text,,text,name\nOne.,x,y,z\n"
    (one,) = articles(read(raw))
    assert (one.title, one.meta["column 2"], one.meta["text (3)"]) == ("z", "x", "y")
    names = [name for names in NAMES.values() for name in names]
    assert len(names) == len(set(names))


@given(st.lists(st.sampled_from([*(n for v in NAMES.values() for n in v), "x", "y"]), unique=True))
def test_a_guess_takes_no_column_twice(columns: list[str]) -> None:
    found = guessed(columns)
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(columns)
    for field, names in NAMES.items():
        assert (field in found) == bool(set(names) & set(columns))


CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12).map(usable)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(DELIMITERS))
def test_what_was_written_comes_in(rows: list[tuple[str, str]], delimiter: str) -> None:
    raw = written([["text", "note"], *map(list, rows)], delimiter)
    found = read(raw.encode("utf-8-sig"))
    good = [row for row in rows if row[0].strip()]
    got = articles(found)
    assert delimiter_of(raw) == delimiter or len(rows) == 1
    if delimiter_of(raw) == delimiter:
        assert [one.text for one in got] == [text.replace("\r", "\n") for text, _ in good]
        assert [one.meta.get("note", "") for one in got] == [note for _, note in good]


HOSTILE = {
    "empty": b"",
    "binary": b"\x89PNG\r\n\0\0" * 99,
    "no rows": b"text,title\n",
    "half a mark": b"\xff\xfet",
    "another zip": packed({"a.txt": b"x"}),
    "deep json": b'{"text": ' + b"[" * 10_000,
    "an array": b"[" * 10_000,
    "lone surrogate": b'{"text": "a\\ud800"}',
    "a long line": b"text," + b"x" * (9 * 1024 * 1024),
    "no parquet": b"PAR1",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_is_refused_in_a_sentence(name: str) -> None:
    found = read(HOSTILE[name])
    assert articles(found) == []
    for one in refusals(found):
        assert one.reason.rstrip().endswith((".", "”"))
    assert refusals(found) or name == "no rows"


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("reader", [table.read, xlsx.read])
def test_a_spreadsheet_that_is_a_trap_is_refused(
    reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:  # holds its texts in a table of their own
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
    good = out.getvalue()
    assert len(articles(read(good, reader))) == 1
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    words = "xl/sharedStrings.xml"
    for name, change in (
        (words, lambda raw: BOMB + raw.replace(b"Dam", b"&b;")),
        ("xl/workbook.xml", lambda _: b"<a>" * 10_000),
        (words, lambda _: b"\xff\xfe" * 99),
    ):
        spoilt = packed(parts | {name: change(parts[name])})
        found = read(spoilt, reader)
        assert articles(found) == []
        assert "no XLSX table" in refusals(found)[0].reason
    large = packed(parts | {words: parts[words] + b" " * 2_000_000})
    assert len(articles(read(large, reader))) == 1
    monkeypatch.setattr(sheets, "LARGEST_WORDS", 10)
    assert "its texts unpack to more than 0 MB" in refusals(read(large, reader))[0].reason


@examples(150)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda s: s.encode("utf-8", "replace")))
def test_nothing_that_is_read_raises(raw: bytes) -> None:
    for head in (b"", b"text,title\n", b'{"text": "a"}\n', b"\xff\xfe"):
        for one in read(head + raw):
            assert isinstance(one, Record | Refusal | Remark)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ({"title": "A", "body": "B"}, "articles-jsonl"),
        ({"inhaltstext": "A text of some words.", "n": 1}, "articles-jsonl"),
        ({"text": "A", "meta": {}}, "jsonl"),
        ({"text": "A", "labels": []}, "jsonl"),
        ({"text": "A", "label": [[0, 1, "x"]]}, "doccano"),
    ],
)
def test_lines_of_json_are_told_apart_by_their_keys(line: dict[str, Any], wanted: str) -> None:
    data = json.dumps(line).encode() + b"\n"
    found = format_for("a.jsonl", head=lambda: data)
    assert found is not None
    assert found.name == wanted


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["a" * 30_000_000], "more than 200 times its size"),
        (["abc def " * 2_000_000] * 100, "more than 200 times its size"),
        ([random.Random(0).randbytes(15_000_000).hex()], "A row of it has more than 19 MB"),
    ],
)
def test_parquet_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    texts: list[str], reason: str
) -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    import pyarrow.parquet as pq

    packed_ = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), packed_, compression="zstd")
    before = pa.total_allocated_bytes()
    (one,) = table.read(Source(io.BytesIO(packed_.getvalue()), "a.parquet"))
    assert isinstance(one, Refusal)
    assert reason in one.reason
    assert pa.total_allocated_bytes() - before < 5_000_000

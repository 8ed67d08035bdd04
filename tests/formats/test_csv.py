"""CSV goes out for people with a spreadsheet and comes in again, up to its declared loss."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from foreign import demo, torture
from hypothesis import example, given
from hypothesis import strategies as st
from roundtrip import carried, read, records, written

from annotator.domain.dataset import Record
from annotator.formats import cells
from annotator.formats.articles.rows import DELIMITERS
from annotator.formats.csv import FORMAT, recognises
from annotator.formats.format import Refusal
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths, import_text, look_at
from annotator.tasks.placing import Reading


@given(records(), st.sampled_from(["guard", "plain"]))
def test_out_and_in_is_equal_up_to_the_declared_loss(data: list[Record], formulas: str) -> None:
    files = written(FORMAT, data, formulas=formulas)
    found = read(FORMAT, files, known=data, formulas=formulas)
    assert not [one for one in found if isinstance(one, Refusal)]
    wanted = [carried(one, FORMAT.carries) for one in data if one.labels]
    assert [list(one.labels) for one in found] == [list(one.labels) for one in wanted]


@example(torture())
@example(demo())
@given(records())
def test_the_csv_module_reads_what_is_written(data: list[Record]) -> None:
    text = written(FORMAT, data)[""].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    labels = [label for record in data for label in record.labels]
    assert [row["label"] for row in rows] == [label.id for label in labels]
    for row, label in zip(rows, labels, strict=True):
        assert cells.unguarded(row["quote"]) == label.quote
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") for cell in row.values())


@given(st.text(st.sampled_from("'=+-@\t\r\n＝ab"), max_size=6))
def test_the_guard_is_undone(cell: str) -> None:
    guarded = cells.guarded(cell)
    assert cells.unguarded(guarded) == cell
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def _labels(project: Project) -> dict[str, Any]:
    return {
        label.id: (label.annotator, label.spans, label.verdict, label.note, label.tags,
                   label.evidence, label.layer, label.created, label.meta)
        for record in project.queries.records()
        for label in record.labels
    }  # fmt: skip


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_project_gets_its_labels_back_from_a_table(tmp_path: Path, delimiter: str) -> None:
    out, texts = tmp_path / "labels.csv", tmp_path / "texts.jsonl"
    with Project.open(make_demo(tmp_path)) as demo:
        export(demo.queries, str(out))
        wanted = _labels(demo)
        lines = [record.article for record in demo.queries.records()]
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline="")))
    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    import orjson

    texts.write_bytes(b"\n".join(orjson.dumps({"text": one.text}) for one in lines))
    with Project.create(tmp_path / "new.annotator") as project:
        import_paths(project, [texts])
        report = import_paths(project, [out])
        assert (report.refused, report.duplicates) == ([], [])
        assert report.labels == len(wanted)
        assert _labels(project) == wanted
        again = import_paths(project, [out])
        assert (again.labels, again.known_labels, again.refused) == (0, len(wanted), [])
        assert list(project.problems()) == []


HEAD = ",".join(cells.COLUMNS) + "\n"
BAD = {
    "no columns": (b"a,b\n1,2\n", "no column"),
    "nothing": (b"", "no column"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\xff", "UTF-8"),
    "latin 1": (HEAD.encode() + b"x,caf\xe9\n", "UTF-8"),
    "an open quote": (HEAD.encode() + b'x,"never closed\n', "no table"),
    "a long line": (HEAD.encode() + b"x" * 1_100_000, "characters"),
    "a long cell": (HEAD.encode() + b'x,"' + b"y\n" * 3_000_000, "field"),
}
WRONG = {
    "a place": ({"spans": "3"}, "no place"),
    "a far place": ({"spans": "0-99999"}, "outside"),
    "a negative place": ({"spans": "-3--1"}, "no place"),
    "backwards": ({"spans": "5-3"}, "empty"),
    "a verdict": ({"verdict": "maybe"}, "none of the three"),
    "no verdict": ({"verdict": ""}, "no verdict"),
    "a quote": ({"quote": "Nothing"}, "quotes"),
    "confidence": ({"confidence": "9"}, "1 to 5"),
    "tags": ({"tags": "[1]"}, "text"),
    "meta": ({"meta": "[1]"}, "object"),
    "deep meta": ({"meta": "[" * 5000}, "JSON"),
    "a layer": ({"layer": "silver"}, "layer"),
    "evidence": ({"evidence": "a | b"}, "six parts"),
    "a stance": ({"evidence": "maybe | a | b | c | d"}, "evidence"),
    "an id": ({"label": "x" * 201}, "longer than 200"),
    "a NUL": ({"note": "a\0b"}, "NUL"),
    "an unknown article": ({"article": "none", "sha256": "", "title": ""}, "not in the project"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_is_refused(name: str) -> None:
    raw, why = BAD[name]
    found = read(FORMAT, {"": raw})
    assert len(found) == 1
    assert isinstance(found[0], Refusal)
    assert why in found[0].reason


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_row_is_refused_and_the_others_go_in(name: str) -> None:
    changes, why = WRONG[name]
    good = {"article": "a", "annotator": "A", "verdict": "verified", "spans": "0-3"}
    stream = io.StringIO(newline="")
    rows = csv.DictWriter(stream, cells.COLUMNS)
    rows.writeheader()
    rows.writerows([{**good, **changes}, good])
    article = next(iter(read_article()))
    found = read(FORMAT, {"": stream.getvalue().encode()}, known=[article])
    refused = [one for one in found if isinstance(one, Refusal)]
    assert [one.place for one in refused] == ["row 2"]
    assert why in refused[0].reason
    assert sum(len(one.labels) for one in found if isinstance(one, Record)) == 1


def test_what_stands_before_a_broken_row_goes_in() -> None:
    rows = "article,annotator,verdict,spans,quote\na,A,verified,0-3,One\na,A,disputed,4-7,two\n"
    for broken, place, why in (
        ('a,A,verified,"8-13\n', "after row 3", "no table"),
        ("a,A,verified,8-13,th,ree\n", "row 4", "It has 6 cells, but there are 5 columns."),
    ):
        found = read(FORMAT, {"": f"{rows}{broken}".encode()}, known=read_article())
        (refused,) = [one for one in found if isinstance(one, Refusal)]
        assert refused.place == place
        assert why in refused.reason
        assert sum(len(one.labels) for one in found if isinstance(one, Record)) == 2


def test_a_row_of_ours_that_is_cut_short_is_refused() -> None:
    rows = list(
        csv.reader(io.StringIO(written(FORMAT, demo())[""].decode("utf-8-sig"), newline=""))
    )
    whole = len(rows) - 1
    for cells_left in (2, 10, len(cells.COLUMNS) - 1):
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([*rows[:2], rows[2][:cells_left], *rows[3:], []])
        found = read(FORMAT, {"": stream.getvalue().encode()}, known=demo())
        (refused,) = [one for one in found if isinstance(one, Refusal)]
        assert (refused.place, refused.reason) == (
            "row 3", f"It has {cells_left} cells, but there are {len(cells.COLUMNS)} columns.",
        )  # fmt: skip
        assert sum(len(one.labels) for one in found if isinstance(one, Record)) == whole - 1


def test_a_row_of_others_may_leave_out_its_last_empty_cells() -> None:
    raw = b"article,annotator,verdict,spans,note\na,A,verified,0-3\n"
    (found,) = read(FORMAT, {"": raw}, known=read_article())
    assert isinstance(found, Record)
    assert len(found.labels) == 1


def read_article() -> list[Record]:
    from annotator.domain.article import new_article

    return [Record(new_article("One two three.", "T", created="", id="a"))]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_table_is_read_in_the_encoding_of_its_mark_whatever_ends_its_lines(
    tmp_path: Path, project: Project, code: str, end: str
) -> None:
    article = import_text(project, "One two three.").first
    rows = ["article,verdict,annotator,spans", f"{article},disputed,Zoë,0-3"]
    mark = b"\xfe\xff" if code == "utf-16-be" else b""
    (tmp_path / "b.csv").write_bytes(mark + "".join(f"{one}{end}" for one in rows).encode(code))
    report = import_paths(project, [tmp_path / "b.csv"])
    assert (report.labels, report.refused) == (1, [])
    assert report.read[0].encoding == ("utf-16" if "16" in code else "")


def test_a_table_of_labels_is_recognised_by_its_columns() -> None:
    assert recognises(b"\xef\xbb\xbf" + HEAD.encode())
    for end in (b"\r", b"\r\n"):
        assert recognises(HEAD.strip().encode() + end + b"a,b")
    assert not recognises(b"text,title\rA word,A\r")
    assert not recognises(b"x" * 200_000)
    assert recognises(HEAD.encode("utf-16"))
    assert recognises(b"article;annotator;verdict;spans\r\n")
    assert not recognises(b"title,text\r\n")
    assert not recognises(b"\x89PNG")


def test_a_table_that_names_nobody_is_of_whoever_is_named(project: Project, tmp_path: Path) -> None:
    import_text(project, "One two.", "T")
    (file := tmp_path / "a.csv").write_text("title,verdict,spans\nT,verified,0-3\n")
    assert look_at(project, [file]).seen.nameless == 1
    report = import_paths(project, [file], choices=Reading("Me"))
    assert (report.labels, report.refused) == (1, [])
    assert [one.name for one in project.queries.annotators()] == ["Me"]

"""The counts that an export tells are those of its files: as many articles and labels as one finds
in them, by what stands in them or by our own readers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace
from roundtrip import by_text, joined, read, records, written

from annotator.domain.dataset import Record
from annotator.formats.format import Format
from annotator.formats.registry import format_named, formats, lacking, options_of
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.manifest import Counts
from annotator.tasks.previewing import outlook

READABLE = [name for name, one in formats().items() if one.write and one.read]
CHANGING = ["ptc", "conll", "brat", "doccano"]
"""What has more or fewer labels in its files than go out."""

BESIDE = ["xlsx", "web-annotation"]
"""What has articles without labels where our reader does not look for articles."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.open(make_demo(tmp_path_factory.mktemp("demo"))) as project:
        yield project


def told(format_: Format, data: Sequence[Record], **options: str) -> Counts:
    counts, chosen = Counts(), options_of(format_, options)
    for record in data:
        counts.add(record, format_, chosen)
    return counts


def found(format_: Format, data: Sequence[Record], **options: str) -> Mapping[str, Record]:
    """What our reader finds in the files, the labels of one text together."""
    files = written(format_, data, **options)
    beside = {f"data/{one}" for one in format_.companions}
    names = [
        name for name in files
        if not name or (name.endswith(format_.suffixes) and f"data/{name}" not in beside)
    ]  # fmt: skip
    records, refused = joined(one for name in names for one in read(format_, files, name, data))
    assert not refused
    return records


def check(format_: Format, data: Sequence[Record], **options: str) -> None:
    counts, inside = told(format_, data, **options), found(format_, data, **options)
    labels = [label for record in inside.values() for label in record.labels]
    assert counts.labels == len(labels)
    assert counts.verdicts == Counter(label.verdict for label in labels)
    assert counts.articles == len(inside)


@pytest.mark.parametrize("name", READABLE)
def test_what_is_told_of_the_demo_is_what_is_read_of_its_files(demo: Project, name: str) -> None:
    if why := lacking(format_named(name)):
        pytest.skip(why)
    data = list(demo.queries.records())
    check(format_named(name), [one for one in data if one.labels] if name in BESIDE else data)


@pytest.mark.parametrize("name", CHANGING)
@given(records())
def test_what_a_format_joins_parts_and_leaves_out_is_counted_so(
    name: str, data: list[Record]
) -> None:
    check(format_named(name), [replace(by_text(one), decisions=(), comments=()) for one in data])


@given(records())
def test_fragments_that_stay_one_label_count_once(data: list[Record]) -> None:
    check(format_named("doccano"), list(map(by_text, data)), shape="relations")


@pytest.mark.parametrize("name", ["fever", "averitec", "claimreview"])
def test_an_article_of_which_nothing_is_written_is_not_counted(
    demo: Project, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    report = export(demo.queries, str(out), format=name)
    raw = out.read_text()
    claims = raw.splitlines() if name == "fever" else json.loads(raw)
    assert (report.articles, report.labels) == (8, len(claims)) == (8, 141)


def test_an_article_that_stands_in_a_file_beside_the_labels_is_counted(
    demo: Project, tmp_path: Path
) -> None:
    report = export(demo.queries, str(tmp_path / "out.jsonld"))
    assert len((tmp_path / "out.texts.jsonl").read_text().splitlines()) == report.articles == 9
    openpyxl = pytest.importorskip("openpyxl")
    report = export(demo.queries, str(tmp_path / "out.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    rows = [book[name].max_row - 1 for name in ("articles", "labels")]
    assert rows == [report.articles, report.labels] == [9, 141]


def test_labels_that_sit_on_no_tokens_are_not_counted(demo: Project, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    report = export(demo.queries, str(tmp_path / "out.spacy"))
    docs = DocBin().from_disk(tmp_path / "out.spacy").get_docs(spacy.blank("xx").vocab)
    ids = {span.id_ for doc in docs for span in doc.spans["sc"]}
    assert report.labels == len(ids) == 135


def test_the_manifest_and_the_preview_say_the_same(demo: Project, tmp_path: Path) -> None:
    out, ptc = tmp_path / "out", format_named("ptc")
    report = export(demo.queries, str(out), format="ptc")
    rows = [row for one in out.rglob("*.labels") for row in one.read_text().splitlines()]
    manifest = json.loads((tmp_path / "out.manifest.json").read_text())
    counts = outlook(demo.queries, ptc, Choices()).counts[""]
    assert report.labels == manifest["labels"] == counts.labels == len(rows)
    assert manifest["verdicts"] == Counter(row.split("\t")[1] for row in rows)
    assert sum(manifest["annotators"].values()) > len(rows)  # one row for what several say

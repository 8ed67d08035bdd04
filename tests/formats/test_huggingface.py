"""The folder for Hugging Face: `datasets` and `mlcroissant` read it from the disk, and all that a
project holds is in it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from examples import examples
from foreign import demo, torture
from hypothesis import example, given
from msgspec.structs import replace
from roundtrip import Memory, read, records, same, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Span, Verdict
from annotator.formats import jsonl
from annotator.formats.huggingface import folder, part
from annotator.formats.huggingface.folder import FORMAT
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

CACHE = Path(os.environ["ANNOTATOR_CONFIG_DIR"], "huggingface")
"""Which is taken away with the settings of the tests."""

os.environ.update(HF_HUB_OFFLINE="1", HF_HOME=str(CACHE))


def as_line(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a line of our JSONL says it, whose reader knows what a project holds."""
    line = {**row, "offset_unit": "codepoint", "meta": orjson.loads(row["meta"])}
    for name in ("labels", "decisions", "comments"):
        line[name] = [{**one, "meta": orjson.loads(one["meta"])} for one in row[name]]
    for label in line["labels"]:
        label["evidence"] = [
            {key: value for key, value in one.items() if value or key != "sha256"}
            for one in label["evidence"]
        ]
    del line["sha256"]
    for name in ("comments", "done"):
        if not line[name]:
            del line[name]
    return line


def wanted(record: Record) -> Any:
    """The same of a record, with all further keys under `meta`."""
    said = {"labels": record.labels, "decisions": record.decisions, "comments": record.comments}
    bare = {name: [replace(one, meta={}) for one in values] for name, values in said.items()}
    line = orjson.loads(orjson.dumps(jsonl.line_of(replace(record, **bare))))
    for name, values in said.items():
        for plain, one in zip(line.get(name, ()), values, strict=True):
            plain["meta"] = one.meta
    for label in line["labels"]:
        for one in label["evidence"]:
            for name in ("url", "title", "quote", "accessed"):
                one.setdefault(name, "")
    return line


def parts(data: dict[str, Sequence[Record]], **about: Any) -> dict[str, bytes]:
    output = Memory(about=about, parts={name: iter(one) for name, one in data.items()})
    folder.write(iter(()), output)
    return output.files


def lay_out(files: dict[str, bytes], root: Path) -> Path:
    for name, raw in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return root


def sample(number: int = 0) -> Record:
    article = new_article(
        f"Some 👩 words {number}.", "T: «#1» \u2028*x*", created="", id=f"a{number}",
        language="zh-Hant",
    )  # fmt: skip
    label = Label(
        f"l{number}", article.id, "Bø", (Span(0, 4), Span(5, 6)), Verdict.DISPUTED, "Some … 👩",
        evidence=(Evidence("https://example.org", "=1", "a\tb,\n"),), tags=("x",),
    )  # fmt: skip
    return Record(article, [label], done=("A",))


@pytest.mark.validators
@given(records())
def test_the_parquet_file_holds_all_that_a_project_holds(data: list[Record]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    raw = written(FORMAT, data)["data/train.parquet"]
    rows = parquet.read_table(io.BytesIO(raw)).to_pylist()
    assert [as_line(row) for row in rows] == [wanted(record) for record in data]


@pytest.mark.validators
@pytest.mark.parametrize(
    ("name", "most", "groups_of"),
    [("_AT_ONCE", 2, [4, 4, 2]), ("_LETTERS_AT_ONCE", 1, [3, 3, 3, 1])],
)
def test_groups_of_rows_keep_memory_bounded(
    name: str, most: int, groups_of: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    data = [sample(number) for number in range(10)]
    held: list[int] = []
    monkeypatch.setattr(part, "_ROWS", 3)
    monkeypatch.setattr(part, name, most)
    real = part._groups

    def groups(*arguments: Any) -> Iterable[Any]:
        for table in real(*arguments):
            held.append(table.num_rows)
            yield table

    monkeypatch.setattr(part, "_groups", groups)
    raw = parts({"": data})["data/train.parquet"]
    assert held == groups_of
    meta = parquet.ParquetFile(io.BytesIO(raw)).metadata
    assert [meta.row_group(at).num_rows for at in range(meta.num_row_groups)] == groups_of


@pytest.mark.validators
def test_the_same_records_give_the_same_bytes() -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    assert parts({"": [sample()]}) == parts({"": [sample()]})


def load(root: Path) -> Any:
    datasets = pytest.importorskip("datasets", reason="the extra validators is not installed")
    datasets.disable_progress_bars()
    return datasets.load_dataset(str(root), cache_dir=str(root.parent / "cache"))


@pytest.mark.validators
def test_datasets_loads_it_with_the_features_that_the_card_declares(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    data = [sample(number) for number in range(5)]
    given_ = {"train": data[:3], "dev": data[3:4], "test": data[4:]}
    found = load(lay_out(parts(given_, project="Desk: «1»"), tmp_path / "set"))
    assert {name: len(split) for name, split in found.items()} == {
        "train": 3, "validation": 1, "test": 1,
    }  # fmt: skip
    assert [as_line(row) for row in found["train"]] == [wanted(one) for one in data[:3]]
    label = found["train"][0]["labels"][0]
    text = found["train"][0]["text"]
    assert " … ".join(text[start:end] for start, end in label["spans"]) == label["quote"]
    assert found["train"].features["labels"].feature["confidence"].dtype == "int8"


@pytest.mark.validators
@pytest.mark.parametrize("project", [demo, torture])
def test_datasets_loads_a_whole_project(
    tmp_path: Path, project: Callable[[], list[Record]]
) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    found = load(lay_out(written(FORMAT, project()), tmp_path / "set"))
    assert [as_line(row) for row in found["train"]] == [wanted(one) for one in project()]


@pytest.mark.validators
def test_a_part_without_an_article_is_left_out_or_datasets_would_load_nothing(
    tmp_path: Path,
) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    files = parts({"train": [], "dev": [sample()], "test": []})
    assert sorted(files) == ["README.md", "croissant.json", "data/validation.parquet"]
    found = load(lay_out(files, tmp_path / "set"))
    assert {name: len(split) for name, split in found.items()} == {"validation": 1}
    assert "data/train.parquet" in parts({"train": [], "dev": [], "test": []})


@pytest.mark.validators
@pytest.mark.parametrize("licence", ["CC-BY-4.0", "As the desk says: «no»", ""])
def test_the_head_of_the_card_is_yaml_and_knows_the_licence(licence: str) -> None:
    yaml = pytest.importorskip("yaml", reason="the extra validators is not installed")
    name = 'Desk\u2028 "1": #x\n---\n👩'
    card = parts({"": [sample(), replace(sample(1), labels=[])]}, project=name, licence=licence)[
        "README.md"
    ].decode()
    _, head, page = card.split("---\n", 2)
    found = yaml.safe_load(head)
    assert found["pretty_name"] == name
    assert found["language"] == ["zh"]
    assert found["size_categories"] == ["n<1K"]
    assert found["dataset_info"]["splits"][0]["num_examples"] == 2
    assert (found.get("license"), found.get("license_name")) == {
        "CC-BY-4.0": ("cc-by-4.0", None), "": (None, None),
    }.get(licence, ("other", licence))  # fmt: skip
    assert "| train | 2 | 1 | 0 | 1 | 0 |" in page
    assert '# Desk "1": \\#x --- 👩' in page


@pytest.mark.validators
@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph", "ignore:The inplace keyword"
)  # in mlcroissant
@examples(10)
@example(torture())
@example(demo())
@given(records())
def test_mlcroissant_validates_and_reads_it(
    tmp_path_factory: pytest.TempPathFactory, data: list[Record]
) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="the extra validators is not installed")
    root = lay_out(written(FORMAT, data), tmp_path_factory.mktemp("set"))
    dataset = mlcroissant.Dataset(jsonld=root / "croissant.json")
    assert not dataset.metadata.issues.errors
    rows = list(dataset.records("train"))
    assert [row["train/text"].decode() for row in rows] == [one.article.text for one in data]
    for row, record in zip(rows, data, strict=True):
        found = [
            ([list(map(int, pair)) for pair in one["train/labels/spans"]],
             one["train/labels/verdict"].decode())
            for one in row["train/labels"]
        ]  # fmt: skip
        assert found == [
            ([[span.start, span.end] for span in label.spans], label.verdict.value)
            for label in record.labels
        ]


@pytest.mark.validators
def test_croissant_says_the_hash_of_each_file() -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    import hashlib

    files = parts({"train": [sample()], "dev": [sample(1)]}, licence="CC-BY-4.0")
    about = orjson.loads(files["croissant.json"])
    assert about["license"] == "CC-BY-4.0"
    assert len(about["distribution"]) == 2
    for one in about["distribution"]:
        raw = files[one["contentUrl"]]
        assert one["sha256"] == hashlib.sha256(raw).hexdigest()
        assert one["contentSize"] == f"{len(raw)} B"


@example(torture())
@example(demo())
@given(records())
def test_what_goes_out_comes_back_whole(data: list[Record]) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    found = read(FORMAT, written(FORMAT, data), "data/train.parquet")
    assert len(found) == len(data)
    for one, wanted_ in zip(found, data, strict=True):
        assert isinstance(one, Record), one
        assert same(one, wanted_, FORMAT.carries)


def test_a_project_goes_out_to_a_folder_and_into_another_project(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    with Project.open(make_demo(tmp_path)) as project:
        choices = Choices(split=(60, 20, 20))
        export(project.queries, str(tmp_path / "out"), format="huggingface", choices=choices)
        export(project.queries, str(tmp_path / "demo.jsonl"))
    with Project.create(tmp_path / "new.annotator") as project:
        report = import_paths(project, [tmp_path / "out"])
        assert (report.refused, report.notes) == ([], [])
        assert {one.format for one in report.read} == {"huggingface"}
        export(project.queries, str(tmp_path / "again.jsonl"))
        assert list(project.problems()) == []
    lines = [
        sorted((tmp_path / name).read_bytes().splitlines())
        for name in ("demo.jsonl", "again.jsonl")
    ]
    assert lines[0] == lines[1]


def _parquet(path: Path, **columns: Any) -> Path:
    pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({name: [value] for name, value in columns.items()}), path)
    return path


def test_a_parquet_file_of_others_is_a_table_of_articles(project: Project, tmp_path: Path) -> None:
    made = _parquet(tmp_path / "a.parquet", body="Some words.", verdict="true")
    report = import_paths(project, [made])
    assert [one.format for one in report.read] == ["articles-parquet"]


LABEL = {"annotator": "A", "spans": [[0, 4]], "verdict": "verified", "meta": "{}"}
ROW = {"text": "Some words.", "labels": [LABEL], "decisions": [{"adjudicator": "J"}]}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"decisions": [{"adjudicator": "J", "outcome": "odd"}]}, "outcome"),
        ({"decisions": [], "labels": [{**LABEL, "meta": "{"}]}, "is no JSON"),
        ({"decisions": [], "labels": [{**LABEL, "meta": "[]"}]}, "must be an object"),
        ({"decisions": [], "labels": [{**LABEL, "spans": [[0.5, 4.0]]}]}, "pairs"),
        ({"decisions": [], "labels": [{**LABEL, "note": b"\xff"}]}, "must be text"),
        ({"decisions": [], "labels": "verdict annotator"}, "must be a list"),
        ({"decisions": [], "text": None}, '"text" is missing'),
        ({"decisions": [], "labels": [{**LABEL, "spans": [[0, 40]]}]}, "outside the text"),
    ],
)
def test_a_wrong_row_is_refused_in_a_sentence(
    project: Project, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    made = _parquet(
        tmp_path / "a.parquet", **{**ROW, "adjudicator": "x", "annotator": "y"} | changes
    )
    report = import_paths(project, [made], format="huggingface")
    (left,) = report.refused
    assert left.place.startswith("row 1")
    assert reason in left.reason


def test_columns_of_others_are_kept_beside_the_article(project: Project, tmp_path: Path) -> None:
    row = {**ROW, "decisions": [], "topic": "rail", "when": date(2026, 1, 2), "meta": '{"a": 1}'}
    report = import_paths(project, [_parquet(tmp_path / "a.parquet", **row)], format="huggingface")
    assert (report.labels, report.refused) == (1, [])
    (record,) = project.queries.records()
    assert record.article.meta == {"topic": "rail", "when": "2026-01-02", "a": 1}

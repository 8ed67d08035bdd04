"""doccano's JSONL comes back as declared, has the shape that doccano documents, and its own
examples are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from foreign import REFS, demo, raw, there_and_back, torture
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from roundtrip import records, same, written

from annotator.domain.dataset import RawRecord, Record
from annotator.formats import losing
from annotator.formats.doccano import FORMAT
from annotator.formats.format import Carries, Refusal
from annotator.formats.registry import format_for, options_of
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import Choices, export
from annotator.tasks.importing import import_paths

EXAMPLES = REFS / "doccano"


def _plain(record: Record) -> Record:
    """Without what is declared as lost besides the carried."""
    return replace(record, labels=[replace(one, meta={}) for one in record.labels])


def check_same(found: Sequence[Record | Refusal], wanted: Sequence[Record]) -> None:
    assert len(found) == len(wanted), found
    for one, other in zip(found, wanted, strict=True):
        assert isinstance(one, Record)
        assert same(one, _plain(other), FORMAT.carries)


@given(records())
def test_everything_comes_back_but_what_it_declares_to_lose(data: list[Record]) -> None:
    check_same(there_and_back(FORMAT, data, shape="relations"), data)


def test_the_torture_project_comes_back() -> None:
    check_same(there_and_back(FORMAT, torture(), shape="relations"), torture())


@given(records(), st.sampled_from(["annotator", "article"]))
def test_the_plain_shape_keeps_every_fragment_with_its_verdict(
    data: list[Record], lines: str
) -> None:
    found = there_and_back(FORMAT, data, lines=lines)
    assert len(found) == len(data)
    for one, wanted in zip(found, data, strict=True):
        assert isinstance(one, Record)
        assert one.article.text == wanted.article.text
        said, meant = (
            sorted(
                (span, label.verdict, label.annotator if lines == "annotator" else "")
                for label in record.labels
                for span in label.spans
            )
            for record in (one, wanted)
        )
        assert said == meant


@example(torture(), "relations", "article")
@example(demo(), "label", "annotator")
@example(demo(), "relations", "annotator")
@given(
    records(), st.sampled_from(["label", "relations"]), st.sampled_from(["annotator", "article"])
)
def test_lines_have_the_shape_that_doccano_documents(
    data: list[Record], shape: str, lines: str
) -> None:
    (content,) = written(FORMAT, data, shape=shape, lines=lines).values()
    rows = [json.loads(line) for line in content.splitlines()]
    assert content == written(FORMAT, data, shape=shape, lines=lines)[""]
    for row in rows:
        text = row["text"]
        if shape == "label":
            assert all(0 <= start < end <= len(text) and name for start, end, name in row["label"])
            continue
        ids = [one["id"] for one in row["entities"]]
        assert len(set(ids)) == len(ids)
        for one in row["entities"]:
            assert one.keys() == {"id", "label", "start_offset", "end_offset"}
            assert 0 <= one["start_offset"] < one["end_offset"] <= len(text)
        for one in row["relations"]:
            assert one.keys() == {"id", "from_id", "to_id", "type"}
            assert {one["from_id"], one["to_id"]} <= set(ids)
    if lines == "article":
        assert len(rows) == len(data)


@given(records())
def test_what_the_options_lose_is_told(data: list[Record]) -> None:
    def told(**options: str) -> Any:
        return losing.losses(iter(data), FORMAT, options_of(FORMAT, options))

    labels = [label for one in data for label in one.labels]
    split = sum(len(label.spans) > 1 for label in labels)
    assert told()["the fragments of a label become labels of their own"] == split
    assert not told(shape="relations")["the fragments of a label become labels of their own"]
    assert told(lines="article")["who made a label is left out"] == len(labels)
    assert told(lines="article")["who finished an article is left out"] == sum(
        bool(one.done) for one in data
    )
    assert not told()["who made a label is left out"]
    assert Carries.TAGS not in FORMAT.carries


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="doccano's examples are not beside this one")
def test_the_examples_of_doccano_are_read() -> None:
    first, third, second = raw(FORMAT, (EXAMPLES / "example.jsonl").read_bytes())
    assert isinstance(first, RawRecord)
    assert [(one.names, one.spans) for one in first.labels] == [(("LOC",), ((0, 1),))]
    assert not isinstance(first.article, tuple)
    assert (first.article.text, first.article.meta) == ("exampleA", {"wikiPageID": 1})
    assert isinstance(second, RawRecord)
    assert second.labels == []
    assert third == Refusal("line 3", '"text" is missing.')
    (one,) = raw(FORMAT, (EXAMPLES / "example_overlapping.jsonl").read_bytes())
    assert isinstance(one, RawRecord)
    assert len(one.labels) == 2
    for path in EXAMPLES.glob("*.jsonl"):
        assert format_for(path.name, head=path.read_bytes) is FORMAT


def _read(**line: Any) -> list[Any]:
    return raw(FORMAT, json.dumps({"text": "Some words.", **line}).encode())


def test_labels_beside_wrong_ones_go_in() -> None:
    *told, record = _read(label=[[0, 4, "true"], "POSITIVE", [0, True, "x"], [1], [5, 10, "false"]])
    assert [one.names for one in record.labels] == [("true",), ("false",)]
    assert [one.reason.split("”")[1] for one in told] == [
        " is said of the whole text.", " is no [start, end, label].", " is no [start, end, label].",
    ]  # fmt: skip


def test_what_was_said_of_the_text_is_kept_and_an_empty_list_of_it_is_not() -> None:
    (record,) = _read(label=[], Comments=["Please check."])
    assert record.article.meta == {"Comments": ["Please check."]}
    (record,) = _read(label=[], Comments=[])
    assert record.article.meta == {}


def test_the_text_may_be_called_data() -> None:
    (record,) = raw(FORMAT, json.dumps({"data": "Some words.", "label": [[0, 4, "true"]]}).encode())
    assert (record.article.text, len(record.labels), record.article.meta) == ("Some words.", 1, {})
    (record,) = _read(label=[], data="more")
    assert record.article.meta == {"data": "more"}


def test_entities_are_joined_by_the_relation_of_fragments_and_no_other() -> None:
    entity = {"label": "true", "start_offset": 0, "end_offset": 4}
    *told, record = _read(
        entities=[{**entity, "id": 1}, {**entity, "id": 2, "start_offset": 3}, {**entity, "id": 2},
                  {**entity, "id": 3, "label": "false"}, {"id": 4}],
        relations=[{"id": 0, "from_id": 1, "to_id": 2, "type": "fragment"},
                   {"id": 1, "from_id": 1, "to_id": 3, "type": "fragment"},
                   {"id": 2, "from_id": 1, "to_id": 2, "type": "isLorem"}],
    )  # fmt: skip
    assert [(one.names, len(one.spans)) for one in record.labels] == [
        (("true",), 2), (("false",), 1)
    ]  # fmt: skip
    assert len(told) == 4


def test_the_demo_goes_out_and_comes_in(tmp_path: Path) -> None:
    with Project.open(make_demo(tmp_path)) as project:
        choices = Choices(options={"shape": "relations"})
        export(project.queries, str(tmp_path / "demo.jsonl"), format="doccano", choices=choices)
        wanted = list(project.queries.records())
    with Project.create(tmp_path / "new.annotator") as project:
        report = import_paths(project, [tmp_path / "demo.jsonl"])
        assert report.refused == []
        found = {one.article.id: one for one in project.queries.records()}
    ids = {"id": ""}
    for one in wanted:
        plain = [replace(label, **ids) for label in found[one.article.id].labels]
        assert same(replace(found[one.article.id], labels=plain), _plain(one), FORMAT.carries)

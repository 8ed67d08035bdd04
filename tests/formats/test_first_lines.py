"""Which format a file of JSON lines has is told by the keys of its lines alone, and labels that its
reader does not read are refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.dataset import KnownArticle, RawRecord, Record
from annotator.formats.format import Refusal, Source
from annotator.formats.registry import format_named, options_of
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

LABEL = {"annotator": "A", "spans": [[0, 3]], "verdict": "verified"}
SPAN = {"start": 0, "end": 3, "label": "verified"}
ENTITY = {"id": 1, "start_offset": 0, "end_offset": 3, "label": "verified"}
OURS, SPACY, DOCCANO, TABLE = "jsonl", "spacy-jsonl", "doccano", "articles-jsonl"


def lines(*found: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in found)


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ([{"text": "One.", "labels": [{**LABEL, "spans": []}]}], OURS),
        ([{"text": "One.", "labels": [{**LABEL, "spans": [{"start": 0, "end": 3}]}]}], OURS),
        ([{"text": "One.", "offset_unit": "codepoint", "meta": {"spans": []}, "label": []}], OURS),
        ([{"text": "One.", "meta": {"label": [], "entities": []}}], OURS),
        ([{"text": 'It says "spans": [].'}], OURS),
        ([{"text": "One.", "url": "u"}, {"text": "Two.", "labels": [LABEL]}], OURS),
        ([{"text": "One.", "labels": []}, {"text": "Two.", "spans": [SPAN]}], OURS),
        ([{"text": "One.", "spans": [SPAN]}], SPACY),
        ([{"text": "One.", "spans": [], "meta": {"labels": [{}]}}], SPACY),
        ([{"text": "One. " * 50_000, "spans": [SPAN]}], SPACY),
        ([{"text": "One.", "label": [[0, 3, "x"]], "source": {"spans": []}}], DOCCANO),
        ([{"text": "One.", "labels": []}, {"text": "Two.", "labels": [[0, 3, "x"]]}], DOCCANO),
        ([{"text": "One.", "entities": [ENTITY]}], DOCCANO),
        ([{"text": "One.", "url": "u", "meta": {"labels": []}}], TABLE),
        ([{"text": "One.", "url": "u", "label": "fake", "labels": ["politics"]}], TABLE),
        ([{"body": "One. " * 50_000, "headline": "Two"}], TABLE),
    ],
)
def test_the_keys_of_the_lines_tell_the_format(
    project: Project, tmp_path: Path, found: list[dict[str, Any]], name: str
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(lines(*found))
    report = import_paths(project, [file])
    assert [one.format for one in report.read] == [name]


def test_labels_come_back_whatever_the_keys_of_another_tool_are_called(
    project: Project, tmp_path: Path
) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    meta = {"spans": [], "entities": [ENTITY], "label": [[0, 1, "x"]], "annotations": [{}]}
    file.write_bytes(lines({"text": "One two.", "labels": [LABEL], "meta": meta}))
    assert import_paths(project, [file]).labels == 1
    export(project.queries, str(out))
    with Project.create(tmp_path / "again.annotator") as again:
        assert import_paths(again, [out]).labels == 1
        assert next(iter(again.queries.records())).article.meta == meta


@pytest.mark.parametrize(
    ("name", "line", "key"),
    [
        (OURS, {"text": "One.", "spans": [SPAN]}, "spans"),
        (OURS, {"text": "One.", "labels": [LABEL], "entities": [ENTITY]}, "entities"),
        (SPACY, {"text": "One.", "spans": [], "labels": [LABEL]}, "labels"),
        (DOCCANO, {"text": "One.", "label": [], "spans": [SPAN]}, "spans"),
        (TABLE, {"text": "One.", "labels": [LABEL]}, "labels"),
    ],
)
def test_a_line_with_labels_that_its_reader_does_not_read_is_refused(
    name: str, line: dict[str, Any], key: str
) -> None:
    found = read(name, lines({"text": "Before."}, line))
    (refusal,) = [one for one in found if isinstance(one, Refusal)]
    assert (refusal.place, f'labels under "{key}"' in refusal.reason) == ("line 2", True)
    assert "On the command line, --format" in refusal.reason  # the window shows it, too
    (record,) = [one for one in found if isinstance(one, Record | RawRecord)]
    assert not isinstance(record.article, KnownArticle)
    assert record.article.text == "Before."


def test_a_table_that_begins_with_labels_keeps_them_as_a_column_and_says_so() -> None:
    *told, record = read(TABLE, lines({"text": "One.", "labels": [LABEL]}))
    assert any("kept beside the article: “labels”" in one.said for one in told)
    assert record.article.meta["labels"] == [LABEL]


def read(name: str, raw: bytes) -> list[Any]:
    format_ = format_named(name)
    assert format_.read is not None
    options = options_of(format_, {}, reading=True)
    return list(format_.read(Source(io.BytesIO(raw), "a.jsonl", "A", options)))

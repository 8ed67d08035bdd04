"""Label Studio's JSON comes back as declared, fits the configuration beside it by Label Studio's
own validation, and what Label Studio gives out is read, its unit found by the quotes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from foreign import demo, there_and_back, torture
from hypothesis import example, given
from roundtrip import read, records, same, written

from annotator.domain.dataset import Record
from annotator.domain.label import Layer, Span, Verdict
from annotator.formats.format import Refusal
from annotator.formats.label_studio import CONFIG, FORMAT, configuration
from annotator.formats.registry import format_for
from annotator.store.project import Project
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading

TEXT = "👩\u200d🚀 says: no. 👍 It is so."


def check_same(found: Sequence[Record | Refusal], wanted: Sequence[Record]) -> None:
    assert len(found) == len(wanted), found
    for one, other in zip(found, wanted, strict=True):
        assert isinstance(one, Record)
        assert same(one, other, FORMAT.carries)


@given(records())
def test_everything_comes_back_but_what_it_declares_to_lose(data: list[Record]) -> None:
    check_same(there_and_back(FORMAT, data), data)


def test_the_torture_project_comes_back() -> None:
    check_same(there_and_back(FORMAT, torture()), torture())


@given(records())
def test_positions_are_those_of_javascript(data: list[Record]) -> None:
    files = written(FORMAT, data)
    assert files == written(FORMAT, data)
    assert format_for("x.json", head=lambda: files[""]) is FORMAT or not data
    tasks = json.loads(files[""])
    assert [task["data"]["text"] for task in tasks] == [one.article.text for one in data]
    for task in tasks:
        units = task["data"]["text"].encode("utf-16-le")
        for annotation in task["annotations"]:
            for one in annotation["result"]:
                if one["type"] == "labels":
                    value = one["value"]
                    there = units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le")
                    assert there == value["text"]


def _result(start: int, end: int, text: str | None, *labels: str, **rest: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": list(labels)}
    return {
        "id": "r1", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
        "value": value if text is None else {**value, "text": text}, **rest,
    }  # fmt: skip


def _task(*results: dict[str, Any], **rest: Any) -> dict[str, Any]:
    annotation = {
        "id": 12, "completed_by": {"id": 3, "email": "me@a.org", "first_name": "Me",
                                   "last_name": "Myself"},
        "result": list(results), "was_cancelled": False, "ground_truth": False,
        "created_at": "2026-01-02T03:04:05.678901Z", "updated_at": "2026-01-02T03:04:06.678901Z",
    }  # fmt: skip
    return {"id": 7, "annotations": [annotation], "predictions": [],
            "data": {"text": TEXT, "desk": "home"}, **rest}  # fmt: skip


def _read(*tasks: dict[str, Any], **options: str) -> list[Any]:
    return read(FORMAT, {"": json.dumps(tasks).encode()}, **options)


def test_what_label_studio_gives_out_is_read() -> None:
    say = {"id": "r1", "from_name": "x", "to_name": "text"}
    place = {"start": 17, "end": 19}
    task = _task(
        _result(6, 10, "says", "Claim"),
        {**say, "type": "choices", "value": {**place, "choices": ["Refuted"]}},
        {**say, "type": "rating", "value": {"rating": 4}},
        {**say, "type": "textarea", "value": {"text": ["Not so."]}},
        {**say, "type": "taxonomy", "value": {"taxonomy": [["Kinds", "numbers"]]}},
    )
    task["annotations"][0]["result"][1]["value"] = {"choices": ["Refuted"]}
    (record,) = _read(task)
    (label,) = record.labels
    assert record.article.meta == {"desk": "home"}
    assert record.done == ("Me Myself",)
    assert (label.verdict, label.tags) == (Verdict.DISPUTED, ("Claim", "numbers"))
    assert (label.confidence, label.note, label.annotator) == (4, "Not so.", "Me Myself")
    assert (label.quote, label.created[:10]) == ("says", "2026-01-02")
    assert label.spans == (Span(4, 8),)


def test_which_unit_was_taken_is_said_where_no_quote_tells(
    project: Project, tmp_path: Path
) -> None:
    place = {"start": 9, "end": 13, "labels": ["SUPPORTS"]}
    result = [{"id": "r", "type": "labels", "from_name": "l", "to_name": "t", "value": place}]
    task = {"data": {"text": "Prices 😀 rose by 5%."}, "annotations": [{"result": result}]}
    (tmp_path / "a.json").write_text(json.dumps([task]))
    report = import_paths(project, [tmp_path / "a.json"], choices=Reading("Anna"))
    assert report.labels == 1
    (note,) = report.notes
    assert "taken as UTF-16 units, as is usual in such files" in note.said


@pytest.mark.parametrize("unit", ["utf-16-le", "utf-32-le"])
def test_the_quotes_say_in_which_unit_it_counts(unit: str) -> None:
    wide = {"utf-16-le": 2, "utf-32-le": 4}[unit]
    at = len(TEXT[: TEXT.index("It")].encode(unit)) // wide
    (record,) = _read(_task(_result(at, at + 2, "It", "true")))
    assert [label.quote for label in record.labels] == ["It"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\r\n\r\n"])
def test_line_ends_in_a_quote_are_read_as_the_editor_writes_them(end: str) -> None:
    text = f"One{end}two. Three."
    quote = text[: text.index(".")]
    escaped = quote.replace("\r", "\\n").replace("\n", "\\n")
    task = _task(_result(0, len(quote), escaped, "true"))
    (record,) = _read({**task, "data": {"text": text}})
    assert [one.quote for one in record.labels] == [quote.replace("\r", "")]


def test_a_text_with_such_letters_of_its_own_is_left_as_it_is() -> None:
    task = _task(_result(0, 8, "C:\\notes", "true"))
    (record,) = _read({**task, "data": {"text": "C:\\notes are kept."}})
    assert [one.quote for one in record.labels] == ["C:\\notes"]


def test_predictions_are_labels_of_their_model_unless_they_are_left() -> None:
    result = _result(6, 10, "says", "true", score=0.9)
    task = _task(predictions=[{"model_version": "m-2", "score": 0.5, "result": [result]}])
    (record,) = _read(task)
    assert [(one.annotator, one.meta) for one in record.labels] == [("m-2", {"score": 0.9})]
    assert record.done == ("Me Myself",)
    (record,) = _read(task, predictions="leave")
    assert record.labels == []


def test_ground_truth_is_gold_and_people_without_names_are_numbers() -> None:
    task = _task(_result(6, 10, "says", "true"))
    task["annotations"][0] |= {"ground_truth": True, "completed_by": 5}
    (record,) = _read(task)
    assert [(one.layer, one.annotator) for one in record.labels] == [(Layer.GOLD, "user 5")]


def test_the_text_is_found_whatever_it_is_called() -> None:
    task = _task(_result(6, 10, "says", "true"))
    task["data"] = {"title": "A title that is longer than the text is", "words": TEXT}
    assert "A label" not in str(_read(task, text="words")[0])
    (record,) = _read(task, text="words")
    assert record.article.text == TEXT
    task["data"] = {"words": TEXT, "article": "no id of ours", "keys": 3}
    (record,) = _read(task)
    assert record.article.meta == {"article": "no id of ours", "keys": 3}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another kind": ({"type": "rectanglelabels", "value": {"x": 1}}, "is left out"),
    "the whole text": ({"id": "z", "type": "choices", "value": {"choices": ["x"]}}, "whole text"),
    "hypertext": ({"type": "labels", "value": {"start": "/p[1]/text()[1]", "end": "/p"}}, "place"),
    "no value": ({"type": "labels"}, "must be an object"),
    "labels": ({"id": "z", "type": "labels", "value": {"start": 1, "end": 2, "labels": 3}}, "list"),
    "rating": ({"id": "r1", "type": "rating", "value": {"rating": 9}}, "1 to 5"),
    "a relation": ({"type": "relation", "from_id": "r1", "to_id": "r2"}, "relation"),
    "nothing": (
        {"type": "relation", "from_id": "x", "to_id": "r1", "labels": ["fragment"]}, "joins what"
    ),
    "outside": (_result(0, 10**12, None, "true") | {"id": "z"}, "outside"),
    "before": (_result(-4, 2, None, "true") | {"id": "z"}, "outside"),
    "no verdict": (_result(6, 10, "says", "Claim") | {"id": "z"}, "none of the three"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_label_is_told_and_the_others_go_in(name: str) -> None:
    result, why = WRONG[name]
    found = _read(_task(_result(6, 10, "says", "true"), result))
    (record,) = [one for one in found if isinstance(one, Record)]
    assert [label.quote for label in record.labels][:1] == ["says"]
    told = [one for one in found if isinstance(one, Refusal)]
    assert len(told) == 1
    assert why in told[0].reason


def test_completions_of_old_versions_are_annotations() -> None:
    task = _task(_result(6, 10, "says", "true"))
    task["completions"] = task.pop("annotations")
    (record,) = _read(task)
    assert [label.quote for label in record.labels] == ["says"]


def test_skipped_work_and_tables_without_data_are_told() -> None:
    task = _task(_result(6, 10, "says", "true"))
    task["annotations"][0]["was_cancelled"] = True
    record, told = sorted(_read(task), key=lambda one: isinstance(one, Refusal))
    assert (record.labels, record.done) == ([], ())
    assert "skipped" in told.reason
    begun = {"result": [_result(6, 10, "says", "true")]}
    task = {**_task(), "drafts": [begun, {"result": []}]}
    task["annotations"][0]["drafts"] = [begun]
    record, told = sorted(_read(task), key=lambda one: isinstance(one, Refusal))
    assert record.labels == []
    assert told.reason == "2 drafts are left out: nobody has submitted them."
    for odd, count in (([12], 1), ({}, 0), ("x", 0), ([[]], 1)):
        record, *told = sorted(
            _read({**_task(_result(6, 10, "says", "true")), "drafts": odd}),
            key=lambda one: isinstance(one, Refusal),
        )
        assert (len(record.labels), len(told)) == (1, count)
    (told,) = _read({"id": 1, "text": TEXT, "label": [], "annotator": 1})
    assert "JSON-MIN" in told.reason
    (told,) = _read({"@type": "ClaimReview"}, {"@type": "ClaimReview"})
    assert told.reason == (
        "This is JSON-LD of the type “ClaimReview”, and no tasks of Label Studio."
    )


@pytest.mark.validators
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the SDK's own making
@example(torture())
@example(demo())
@given(records())
@examples(25)
def test_label_studio_takes_the_tasks_by_the_configuration(data: list[Record]) -> None:
    pytest.importorskip("label_studio_sdk", reason="the extra validators is not installed")
    from label_studio_sdk.label_interface import LabelInterface

    files = written(FORMAT, [*data, *torture()])
    interface = LabelInterface(files[CONFIG].decode())
    interface.validate()
    assert interface.is_valid
    tasks = json.loads(files[""])
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert interface.validate_prediction(annotation, return_errors=True) == []
            assert interface.validate_annotation(annotation)
    wrong = json.loads(json.dumps(tasks[-3]["annotations"][0]))
    wrong["result"][0]["value"]["labels"] = ["Maybe"]
    assert not interface.validate_annotation(wrong), "it looks"


@pytest.mark.validators
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("project", [demo, torture])
def test_label_studios_converter_reads_the_labels(
    tmp_path: Path, project: Callable[[], list[Record]]
) -> None:
    pytest.importorskip("label_studio_sdk", reason="the extra validators is not installed")
    from label_studio_sdk.converter import Converter

    files = written(FORMAT, project())
    (tmp_path / "tasks.json").write_bytes(files[""])
    converter = Converter(
        files[CONFIG].decode(), project_dir=str(tmp_path), output_tags=["verdict"]
    )
    rows = list(converter.iter_from_json_file(str(tmp_path / "tasks.json")))
    found = [one for row in rows for one in row["output"].get("verdict", ())]
    said = sorted((one["text"], one["labels"][0]) for one in found)
    assert said == sorted(
        (record.article.text[span.start : span.end], label.verdict.value)
        for record in project()
        for label in record.labels
        for span in label.spans
    )


def test_the_configuration_of_its_project_lies_beside_the_labels() -> None:
    assert written(FORMAT, demo())[".config.xml"].decode() == configuration()

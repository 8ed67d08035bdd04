"""The JSON Schema that is published of our JSONL: it says what we write, and refuses what we do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from examples import examples
from foreign import torture
from hypothesis import given
from msgspec.structs import replace
from roundtrip import WHEN, records, written
from wrong_lines import MISPLACED, WRONG

from annotator.cli import main
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment
from annotator.formats import jsonl_read
from annotator.formats.json_values import WrongError
from annotator.formats.jsonl import FORMAT
from annotator.resources import resources
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export

SCHEMA = json.loads((resources() / "jsonl.schema.json").read_text("utf-8"))
UNSAID = {"a NUL", "a comment twice", "unknown decision", "a comment of no time", "float"}
"""What a JSON Schema cannot say, or says less strictly: 0.0 is an integer to it."""


def lines(raw: bytes) -> Iterator[Any]:
    return map(orjson.loads, raw.splitlines())


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema", reason="the extra validators is not installed")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def test_it_names_every_key_that_we_write_and_no_other() -> None:
    found: dict[str, set[str]] = {}

    def look(name: str, value: Mapping[str, Any]) -> None:
        found.setdefault(name, set()).update(value)

    whole, clash = torture()[0], {"id": "another's"}
    first, article = whole.labels[0].id, whole.article.id
    decision = Decision("d", article, "J", (first,), Outcome.REJECTED, meta=clash)
    comment = Comment("c", article, "A", (first,), "c", "Why?", at=WHEN, updated=WHEN, meta=clash)
    labels = [replace(whole.labels[0], meta=clash), *whole.labels[1:]]
    data = [replace(whole, labels=labels, decisions=[decision], comments=[comment])]
    for line in lines(written(FORMAT, data)[""]):
        look("", line)
        for kind in ("labels", "decisions", "comments"):
            for one in line.get(kind, ()):
                look(kind[:-1], {key: one[key] for key in one if key != "colour"})
                for evidence in one.get("evidence", ()):
                    look("evidence", evidence)
    parts = {"": SCHEMA, **{name: SCHEMA["$defs"][name] for name in found if name}}
    assert found == {name: set(part["properties"]) for name, part in parts.items()}


def test_the_command_line_prints_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["annotator", "formats", "--schema"])
    main()
    assert json.loads(capsys.readouterr().out) == SCHEMA


@pytest.mark.validators
def test_all_that_is_written_is_valid(validator: Any, tmp_path: Path) -> None:
    with Project.open(make_demo(tmp_path)) as demo:
        export(demo.queries, str(tmp_path / "demo.jsonl"))
    demo_lines = list(lines((tmp_path / "demo.jsonl").read_bytes()))
    assert len(demo_lines) == 9
    for line in (*demo_lines, *lines(written(FORMAT, torture())[""])):
        validator.validate(line)

    @examples(60)
    @given(records())
    def check(data: Any) -> None:
        for line in lines(written(FORMAT, data)[""]):
            validator.validate(line)

    check()


@pytest.mark.validators
def test_what_we_refuse_is_not_valid(validator: Any) -> None:
    for name, (line, _) in WRONG.items():
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            continue
        assert validator.is_valid(said) is (name in UNSAID), name
        with pytest.raises(WrongError):
            jsonl_read.record(line)
    for name in ("out of range", "overlap", "quote"):  # only the text can tell
        changes, _ = MISPLACED[name]
        label = {"annotator": "A", "spans": [[0, 2]], "verdict": "verified", **changes}
        validator.validate({"text": "abc def", "labels": [label]})

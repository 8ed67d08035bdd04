"""What comes without a name is told by how it begins."""

from __future__ import annotations

import json

import pytest
from foreign import torture
from fuzz_readers import articles
from papers import docx
from roundtrip import written

from annotator.formats.nameless import format_of
from annotator.formats.registry import format_for, format_named


@pytest.mark.parametrize(
    "name", ["jsonl", "csv", "xlsx", "label-studio", "web-annotation", "doccano", "spacy-jsonl"]
)
def test_our_own_files_are_known(name: str) -> None:
    raw = written(format_named(name), torture())[""]
    assert format_of(raw[:60_000]).name == name


def test_xmi_is_known() -> None:
    files = written(format_named("xmi"), torture())
    raw = next(one for name, one in files.items() if name.endswith(".xmi"))
    assert format_of(raw).name == "xmi"


@pytest.mark.parametrize("name", ["webpage", "pdf", "docx", "articles-jsonl"])
def test_articles_are_known(name: str) -> None:
    assert format_of(articles()[name][0]).name == name


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"Some words.", b"One, two and three\n", b"title,text\nA,B\n", b"[sic] said so",
        b"{braces} and so on", b"<b>bold</b>", "\ufeffWörter".encode(), b"\x89PNG\r\n",
        b"verdict,title and text", b"PK\x03\x04 is how a ZIP begins",
    ],
)  # fmt: skip
def test_all_else_is_text(raw: bytes) -> None:
    assert format_of(raw).name == "text"


def test_a_list_of_tasks_over_many_lines_is_label_studios() -> None:
    task = {"id": 1, "data": {"text": "x"}, "annotations": [{"result": []}]}
    assert format_of(json.dumps([task], indent=2).encode()).name == "label-studio"
    assert format_of(docx("<w:p/>")).name == "docx"


def test_lines_that_speak_of_annotations_are_lines() -> None:
    lines = b'{"text": "The first.", "type": "Annotation"}\n{"text": "d"}\n'
    assert format_of(lines) is format_for("x.jsonl", head=lambda: lines)
    assert format_of('{"text": "Hello.", "labels": []}\n'.encode("utf-16")[:-1]).name == "jsonl"

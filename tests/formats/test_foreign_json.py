"""No JSON, however wrong, makes a reader of another tool's format fail: it says what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from foreign import named, raw, torture
from fuzz_readers import NO_DATA
from hypothesis import given
from hypothesis import strategies as st
from labelled import label_count
from roundtrip import read, records, same, written

from annotator.domain.dataset import RawRecord, Record
from annotator.formats import doccano, label_studio, spacy_jsonl, web_annotation
from annotator.formats.format import Format, Refusal
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

FORMATS = [
    doccano.FORMAT, label_studio.FORMAT, spacy_jsonl.FORMAT, web_annotation.FORMAT,
]  # fmt: skip
ODD: list[Any] = [
    None, True, -1, 0, 3.5, 10**30, "", "x", "x\0y", "\ud83d", "verified", "a" * 300, [], [[]],
    {}, [None], [1, 2, "x"], ["x"], {"id": 1}, {"@value": 3}, {"start": 0, "end": 10**9},
]  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _places(value[key], (*path, key))


def _changed(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _changed(value[path[0]], path[1:], odd)
    return copy


def _whole(format_: Format) -> Any:
    """What a format writes of the torture project, as one value."""
    content = written(format_, torture())[""]
    if format_ in (label_studio.FORMAT, web_annotation.FORMAT):
        return json.loads(content)
    return [json.loads(line) for line in content.splitlines()]


WHOLE = {one.name: _whole(one) for one in FORMATS}
PLACES = {name: list(_places(value)) for name, value in WHOLE.items()}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@given(data=st.data())
@examples(150)
def test_anything_in_the_place_of_anything_is_read_or_refused(
    format_: Format, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(PLACES[format_.name]))
    changed = _changed(WHOLE[format_.name], path, data.draw(st.sampled_from(ODD)))
    if format_ in (label_studio.FORMAT, web_annotation.FORMAT) or not isinstance(changed, list):
        content = json.dumps(changed).encode()
    else:
        content = "\n".join(map(json.dumps, changed)).encode()
    files = named(format_, written(format_, torture()))
    name = f"data{format_.suffixes[0]}"
    for one in read(format_, {**files, name: content}, name):
        assert isinstance(one, Record) or (isinstance(one, Refusal) and one.reason)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_a_folder_of_files_that_are_none_leaves_the_project_as_it_was(
    format_: Format, tmp_path: Path
) -> None:
    for name, content in NO_DATA.items():
        (tmp_path / f"{name}{format_.suffixes[0]}").write_bytes(content)
    with Project.create(tmp_path / "p.annotator") as project:
        report = import_paths(project, [tmp_path], format=format_.name)
        assert not report.anything
        assert len({one.file for one in report.refused}) >= len(NO_DATA) - 2
        assert list(project.problems()) == []
        assert project.queries.article_count() == 0


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("name", NO_DATA)
def test_files_that_are_none_are_refused_in_a_sentence(format_: Format, name: str) -> None:
    found = raw(format_, NO_DATA[name])
    assert all(isinstance(one, Refusal) and one.reason.endswith(".") for one in found)
    assert found or not NO_DATA[name].strip()


@pytest.mark.parametrize("format_", FORMATS[:3], ids=lambda one: one.name)
@given(data=records(), cut=st.data())
@examples(30)
def test_a_file_cut_anywhere_gives_what_is_whole_and_a_sentence(
    format_: Format, data: list[Record], cut: st.DataObject
) -> None:
    whole = written(format_, data)[""]
    least = 3 if format_ is label_studio.FORMAT else 1  # what ends a list is missed by nobody
    found = raw(format_, whole[: -cut.draw(st.integers(least, len(whole)))])
    assert all(isinstance(one, RawRecord | Refusal) for one in found)
    assert sum(isinstance(one, Refusal) for one in found) <= 1


@pytest.mark.parametrize("format_", FORMATS[1:], ids=lambda one: one.name)
def test_the_demo_goes_out_and_comes_in(format_: Format, tmp_path: Path) -> None:
    out = tmp_path / f"demo{format_.suffixes[0]}"
    with Project.open(make_demo(tmp_path)) as project:
        export(project.queries, str(out), format=format_.name)
        wanted = list(project.queries.records())
        count = label_count(project)
    with Project.create(tmp_path / "new.annotator") as project:
        report = import_paths(project, [out])
        assert (report.refused, report.labels) == ([], count)
        found = {one.article.id: one for one in project.queries.records()}
    for one in wanted:
        assert same(found[one.article.id], one, format_.carries)

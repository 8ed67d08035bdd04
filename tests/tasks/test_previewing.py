"""What an export would write is told as it is then written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.domain.article import Article
from annotator.domain.label import Layer
from annotator.errors import AnnotatorError
from annotator.formats.format import Format
from annotator.formats.registry import formats, lacking
from annotator.store.project import Project
from annotator.tasks.choosing import EVERYTHING, Choices
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export, losses
from annotator.tasks.importing import import_text
from annotator.tasks.previewing import _cut, outlook, sample
from annotator.tasks.progress import CancelledError

WRITERS = [one for one in formats().values() if one.write and not lacking(one)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The demo, with three people's labels in it."""
    with Project.open(make_demo(tmp_path_factory.mktemp("demo"))) as project:
        yield project


@pytest.mark.parametrize("format_", WRITERS, ids=lambda one: one.name)
def test_it_is_counted_and_lost_as_told(demo: Project, tmp_path: Path, format_: Format) -> None:
    choices = Choices(layer=Layer.ANNOTATION, split=(60, 20, 20), seed=3, manifest=False)
    told = outlook(demo.queries, format_, choices)
    report = export(demo.queries, str(tmp_path / "out"), format=format_.name, choices=choices)
    assert (told.articles, told.labels) == (report.articles, report.labels)
    assert told.losses == report.losses == losses(demo.queries, format_, choices)
    assert list(told.counts) == ["train", "dev", "test"]
    assert all(one.articles for one in told.counts.values())


def test_the_parts_are_those_of_the_manifest(demo: Project, tmp_path: Path) -> None:
    choices = Choices(split=(50, 25, 25), seed=7)
    told = outlook(demo.queries, formats()["jsonl"], choices)
    report = export(demo.queries, str(tmp_path / "out.jsonl"), choices=choices)
    parts = json.loads(Path(report.manifest).read_text())["parts"]
    assert {part: one.as_json() for part, one in told.counts.items()} == parts


@pytest.mark.parametrize("format_", WRITERS, ids=lambda one: one.name)
def test_the_first_record_is_shown_and_cut(demo: Project, format_: Format) -> None:
    said = sample(demo.queries, format_, EVERYTHING)
    lines = said.splitlines()
    assert said.strip()
    assert len(lines) < 130
    assert max(map(len, lines)) <= 1_300
    assert "\0" not in said


@pytest.mark.parametrize(("name", "other"), [("brat", "annotation.conf"), ("xmi", "TypeSystem")])
def test_the_record_comes_before_what_is_there_without_it(
    demo: Project, name: str, other: str
) -> None:
    first, *_ = sample(demo.queries, formats()[name], EVERYTHING).splitlines()
    assert other not in first


def test_of_json_the_middle_of_long_texts_is_left_out(demo: Project) -> None:
    said = sample(demo.queries, formats()["jsonl"], EVERYTHING)
    assert said.startswith('{"id":')
    assert " more" in said


def test_what_is_no_text_is_shown_as_jsonl(demo: Project) -> None:
    said = sample(demo.queries, formats()["xlsx"], EVERYTHING)
    assert said.splitlines()[0] == "No text, but a file with this in it:"
    assert said.splitlines()[1].startswith('{"id":')


def test_a_record_with_labels_is_preferred(project: Project, article: Article) -> None:
    assert article.id in sample(project.queries, formats()["jsonl"], EVERYTHING)


def test_of_nothing_nothing_is_shown(project: Project) -> None:
    assert sample(project.queries, formats()["jsonl"], EVERYTHING) == ""
    assert outlook(project.queries, formats()["jsonl"], EVERYTHING).articles == 0


def test_choices_that_cannot_be_met_are_told(demo: Project) -> None:
    nobody = replace(EVERYTHING, annotators=frozenset({"Nobody"}))
    for ask in (outlook, sample):
        with pytest.raises(AnnotatorError, match="Nobody called Nobody"):
            ask(demo.queries, formats()["jsonl"], nobody)


def test_it_stops_when_it_is_not_wanted_any_more(project: Project) -> None:
    for number in range(120):
        import_text(project, f"Text {number}.")
    with pytest.raises(CancelledError):
        outlook(project.queries, formats()["jsonl"], EVERYTHING, cancelled=lambda: True)


def test_every_format_of_ours_that_writes_says_what_for() -> None:
    from annotator.formats.format import Purpose

    assert [one.name for one in WRITERS if one.purpose is Purpose.OTHER] == []


@pytest.mark.parametrize("end", ['"}', "", "\\", "\\\\"])
def test_a_long_text_full_of_quotation_marks_is_cut_in_one_pass(end: str) -> None:
    text = '{"text": "' + 'He said: \\"no\\". ' * 20_000 + end
    shown = _cut(text, 3)
    assert shown.startswith('{"text": "He said: \\"no\\". He said')
    assert shown.endswith('more"}' if end == '"}' else "…")
    assert len(shown) < 100


def test_short_strings_and_what_is_between_long_ones_stay() -> None:
    text = json.dumps({"a": "b" * 119, "c": ["d" * 120, 5], "e": 'f"g'})
    assert _cut(text, 3) == text.replace("d" * 120, f"{'d' * 60}… 60 more")

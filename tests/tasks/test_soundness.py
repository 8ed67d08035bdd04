"""What no project can hold is refused in a sentence, whoever reads the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator.domain.article import Article, new_article
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import Label, Span, Verdict
from annotator.formats import registry
from annotator.formats.format import Format
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading

Given = Callable[[object], ImportReport]
SPANS = (Span(0, 3),)


def article(text: str = "One two.", title: str = "T", **said: Any) -> Article:
    return new_article(text, title, created="2025-01-01T00:00:00Z", **said)


def label(**said: Any) -> Label:
    whole = {"id": "l", "article": article().id, "annotator": "A", "spans": SPANS, "quote": "One"}
    return Label(**{**whole, "verdict": Verdict.VERIFIED, **said})


@pytest.fixture
def given(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Given:
    """What comes of an import in which a plug-in gives this, and then a sound article."""

    def take(one: object) -> ImportReport:
        last = Record(article("The last one."))
        plugin = Format("odd", "Odd", (".odd",), read=lambda _: iter([one, last]))  # type: ignore[list-item]
        known = registry.Known({**registry.formats(), "odd": plugin}, ())
        monkeypatch.setattr(registry, "_known", lambda: known)
        (tmp_path / "a.odd").write_text("x")
        return import_paths(project, [tmp_path / "a.odd"], choices=Reading("A"))

    return take


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (None, "no record"),
        (5, "no record"),
        (Record(article(meta={"x": 2**64})), "64-bit"),
        (Record(article(meta={"x": "\ud800"})), "UTF-8"),
        (Record(article(meta={1: 2})), "str"),
        (Record(article(meta={"x": object()})), "object"),
        (Record(article(title="\ud800")), "UTF-8"),
        (Record(article(title=None)), "Expected `str`"),  # type: ignore[arg-type]
        (Record(article(), done=["A\0"]), "NUL"),
        (Record(article(), done=[" "]), "name"),
        (Record(article(""), done=["A"]), "no text"),
        (Record(article("One\r\ntwo.")), "LF"),
        (Record(replace(article(), sha256="0" * 64)), "SHA-256"),
        (Record(replace(article(), id="")), "no id"),
        (Record(article(), [label(meta={"x": -(2**64)})]), "64-bit"),
        (Record(article(), [label(confidence=9)]), "1 to 5"),
        (Record(article(), [label(verdict="true")]), "true"),
        (Record(article(), [label(annotator="")]), "name"),
        (Record(article(), [label(note="\0")]), "NUL"),
        (Record(article(), [label(quote="Two")]), "quotes"),
        (Record(article(), [label(spans=(Span(-3, 3),), quote="")]), "quotes"),
        (Record(article(), [label(spans=(Span(5, 300),), quote="wo.")]), "quotes"),
        (Record(article(), [label(spans=())]), "spans"),
        (Record(article(), [label(spans=(Span(3, 3),), quote="")]), "spans"),
        (Record(article(), [label(spans=(Span(4, 7), Span(0, 3)), quote="two … One")]), "spans"),
        (Record(article(), decisions=[Decision("d", "", "J", (), Outcome.ACCEPTED, "g")]), "“g”"),
        (Record(article(), comments=[Comment("c", "", "", ("l",), "t", "Why?")]), "name"),
        (RawRecord(article(), [RawLabel(("true",), SPANS, meta={"x": 2**64})]), "64-bit"),  # type: ignore[arg-type]
        (RawRecord(article(), [RawLabel(("true",), ((0, 3),), note="\ud800")]), "UTF-8"),
        (RawRecord(KnownArticle(id=7), [RawLabel(("true",), ((0, 3),))]), "str"),  # type: ignore[arg-type]
        (RawRecord(article(), placed=[label(quote="Two")]), "quotes"),
        (RawRecord(article(), [RawLabel(("true",), ((0, 3),), confidence=77)]), "1 to 5"),
        (RawRecord(article(), [RawLabel(("true",), ((0, 1), (2, 3)), "O x", joint="")]), "joint"),
        (RawRecord(KnownArticle(title="T"), placed=[label()]), "raw ones"),
        (Record(KnownArticle(title="T"), [label()]), "Expected"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_a_plug_in_gives_and_no_project_can_hold_is_refused_alone(
    project: Project, given: Given, one: object, why: str
) -> None:
    report = given(one)
    (left,) = report.refused
    assert why in left.reason
    assert "bug" not in left.reason
    assert report.articles == 1
    assert list(project.problems()) == []


def test_what_a_plug_in_gives_in_another_guise_is_kept_in_ours(
    project: Project, given: Given
) -> None:
    meta = {"day": date(2025, 3, 18), "words": ("a", "b"), "said": r"\u0000"}
    raw = RawLabel(["true"], [[0, 3]], "One", meta=meta)  # type: ignore[arg-type]
    report = given(RawRecord(article(), [raw]))
    assert (report.refused, report.labels) == ([], 1)
    (kept,) = (one for record in project.queries.records() for one in record.labels)
    assert kept.spans == SPANS
    assert kept.meta == {"day": "2025-03-18", "words": ["a", "b"], "said": r"\u0000"}


@pytest.mark.parametrize("depth", [250, 600, 1_000])
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.jsonl", '{"text": "One.", "labels": [], "x": %s}'),
        ("a.jsonl", '{"text": "One.", "labels": [{"annotator": "A", "spans": [[0, 3]], '
                    '"verdict": "verified", "x": %s}]}'),
        ("a.jsonl", '{"text": "One.", "labels": [], "decisions": [{"adjudicator": "J", '
                    '"outcome": "rejected", "x": %s}]}'),
        ("a.jsonl", '{"text": "One.", "labels": [], "comments": [{"annotator": "A", '
                    '"about": ["l"], "text": "Why?", "x": %s}]}'),
        ("a.jsonl", '{"text": "One.", "labels": [{"annotator": "A", "spans": [[0, 3]], '
                    '"verdict": %s}]}'),
        ("a.json", '[{"data": {"text": "One.", "x": %s}, "annotations": []}]'),
        ("d.jsonl", '{"text": "One.", "label": [[0, 3, "true"]], "x": %s}'),
    ],
)  # fmt: skip
def test_keys_that_are_nested_too_deep_are_refused_in_a_sentence(
    project: Project, tmp_path: Path, name: str, line: str, depth: int
) -> None:
    (file := tmp_path / name).write_text(line % ("[" * depth + "]" * depth))
    (left,) = import_paths(project, [file], choices=Reading("A")).refused
    assert "bug" not in left.reason
    assert project.queries.article_count() == 0


def test_keys_that_are_nested_as_deep_as_may_be_go_in_and_out_in_every_format(
    project: Project, tmp_path: Path
) -> None:
    deep: Any = []
    for _ in range(98):
        deep = {"at": deep}
    label = {"annotator": "A", "spans": [[0, 3]], "verdict": "verified", "x": deep}
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"text": "One.", "x": deep, "labels": [label]}))
    assert import_paths(project, [file]).labels == 1
    for format_ in registry.formats().values():
        if format_.write and not registry.lacking(format_):
            export(project.queries, str(tmp_path / format_.name), format=format_.name)
    assert list(project.problems()) == []

"""What goes out comes back in equal, and what is wrong is refused with its line and its reason."""

from __future__ import annotations

import io
import json
from pathlib import Path
from time import process_time
from typing import Any

import orjson
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from labelled import label_count
from wrong_lines import GOOD, MISPLACED, WRONG, line_of

from annotator.domain.dataset import Record
from annotator.domain.label import Span, Verdict, quote_of
from annotator.domain.moved import REPAIRED
from annotator.domain.vocabulary import mapping_from
from annotator.formats import jsonl
from annotator.formats.format import Refusal, Source
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import export, format_of, losses
from annotator.tasks.importing import import_paths, look_at
from annotator.tasks.placing import Reading

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
TEXTS = st.text(
    st.sampled_from('ab .\n\t=,"') | st.sampled_from("👩\u200d🇳🇴e\u0301東كتاب"),
    min_size=4,
    max_size=40,
).filter(lambda text: not text.isspace())  # fmt: skip


def comments(labels: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Comments on these labels, or on some that were removed; some say that they are resolved."""
    known = st.sampled_from([*(label["id"] for label in labels), "removed"])
    said = {
        "id": st.uuids().map(str),
        "annotator": st.sampled_from(["A", "Ö 👩"]),
        "about": st.lists(known, min_size=1, max_size=3),
    }
    more = {
        "thread": st.sampled_from(["t1", "t2"]),
        "at": st.datetimes().map(lambda at: at.isoformat() + "Z"),
        "colour": WORDS,
    }
    words = {"text": WORDS.filter(lambda text: bool(text.strip()))}
    return st.fixed_dictionaries({**said, **words}, optional=more) | st.fixed_dictionaries(
        {**said, "step": st.sampled_from(["resolved", "reopened"])}, optional=more
    )


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A line with labels that overlap, have fragments, evidence and unknown keys."""
    text = draw(TEXTS)
    labels = []
    for number in range(draw(st.integers(0, 4))):
        cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True))
        cuts = sorted(cuts)[: len(cuts) // 2 * 2]
        spans = [[cuts[at], cuts[at + 1]] for at in range(0, len(cuts), 2)]
        labels.append(
            {
                "id": f"{text}-{number}"[:150],
                "annotator": draw(st.sampled_from(["A", "B", "Ö 👩"])),
                "layer": draw(st.sampled_from(["annotation", "gold"])),
                "spans": spans,
                "verdict": draw(st.sampled_from(["verified", "disputed", "unverifiable"])),
                "confidence": draw(st.none() | st.integers(1, 5)),
                "note": draw(WORDS),
                "tags": draw(st.lists(WORDS.filter(bool), max_size=2, unique=True)),
                "evidence": draw(
                    st.lists(st.fixed_dictionaries({"url": WORDS, "title": WORDS}), max_size=2)
                ),
                "colour": draw(WORDS),
            }
        )
    decisions = []
    if labels and draw(st.booleans()):
        decisions.append(
            {"id": f"d{text}"[:150], "adjudicator": "J", "settles": [labels[0]["id"]],
             "outcome": "accepted", "label": labels[0]["id"], "reason": draw(WORDS)}
        )  # fmt: skip
    return {
        "title": draw(WORDS), "text": text, "labels": labels, "decisions": decisions,
        "comments": draw(st.lists(comments(labels), max_size=3, unique_by=lambda one: one["id"])),
        "done": draw(st.sampled_from([[], ["A"]])), "extra": {"deep": [1, None, draw(WORDS)]},
    }  # fmt: skip


@examples(40)
@given(st.lists(lines(), min_size=1, max_size=3, unique_by=lambda line: line["text"]))
def test_out_in_out_is_equal(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    folder = tmp_path_factory.mktemp("jsonl")
    source = folder / "in.jsonl"
    source.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in data))
    first, second = folder / "1.jsonl", folder / "2.jsonl"
    for name, path, out in (("a", source, first), ("b", first, second)):
        with Project.create(folder / f"{name}.annotator") as project:
            report = import_paths(project, [path])
            assert not report.refused
            assert report.articles == len(data)
            export(project.queries, str(out))
            assert list(project.problems()) == []
    assert first.read_bytes() == second.read_bytes()
    for given_, found in zip(data, map(orjson.loads, first.read_bytes().splitlines()), strict=True):
        assert found["text"] == given_["text"]
        assert found["meta"]["extra"] == given_["extra"]
        assert found["offset_unit"] == "codepoint"
        by_id = {label["id"]: label for label in given_["labels"]}
        for label in found["labels"]:
            text = found["text"]
            assert label["quote"] == " … ".join(text[s:e] for s, e in label["spans"])
            assert label["colour"] == by_id[label["id"]]["colour"]
        assert ("comments" in found) is bool(given_["comments"])
        said = {comment["id"]: comment for comment in found.get("comments", ())}
        assert len(said) == len(given_["comments"])
        for comment in given_["comments"]:
            comment["about"] = sorted(set(comment["about"]))
            assert said[comment["id"]].items() >= {"thread": comment["id"], **comment}.items()


def test_who_writes_only_some_labels_writes_only_what_is_said_of_them(
    tmp_path: Path, project: Project
) -> None:
    line = {
        "text": "abc def",
        "labels": [{**GOOD, "id": "a"}, {**GOOD, "id": "b", "annotator": "B"}],
        "comments": [
            {"annotator": "A", "about": ["a"], "text": "mine"},
            {"annotator": "B", "about": ["a"], "text": "of another"},
            {"annotator": "A", "about": ["a", "b"], "text": "on both"},
        ],
    }
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(orjson.dumps(line))
    import_paths(project, [source])
    export(project.queries, str(out), choices=Choices(annotators=frozenset({"A"})))
    assert [one["text"] for one in orjson.loads(out.read_bytes())["comments"]] == ["mine"]
    assert (
        losses(project.queries, format_of("x.csv", None), Choices())["a comment is left out"] == 3
    )


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_line_is_refused_whole_and_the_others_go_in(name: str) -> None:
    line, reason = WRONG[name]
    found = list(jsonl.read(Source(io.BytesIO(line + b"\n" + line_of()), "x")))
    assert isinstance(found[0], Refusal)
    assert found[0].place == "line 1"
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(found[0].reason)
    assert isinstance(found[1], Record)


@pytest.mark.parametrize("name", MISPLACED)
def test_a_label_that_is_not_at_its_place_is_refused_and_the_rest_of_its_line_goes_in(
    project: Project, tmp_path: Path, name: str
) -> None:
    changes, reason = MISPLACED[name]
    good = {**GOOD, "id": "good"}
    wrong = {**GOOD, "id": "wrong", "layer": "gold", **changes}
    decisions = [
        {"adjudicator": "J", "settles": ["x"], "outcome": "accepted", "label": label}
        for label in ("wrong", None)
    ]
    path = tmp_path / "in.jsonl"
    line = {"text": "abc def", "labels": [wrong, good], "decisions": decisions, "done": ["A"]}
    path.write_bytes(orjson.dumps(line))
    report = import_paths(project, [path])
    label, decision = [(one.place, one.reason) for one in report.refused]
    assert label[0] == "line 1, label 1"
    assert reason in label[1]
    assert decision == (
        "line 1",
        "A decision is left out. It stands on the label “wrong”, which is refused.",
    )
    (record,) = project.queries.records()
    assert [one.id for one in record.labels] == ["good"]
    assert [one.label for one in record.decisions] == [None]
    assert record.done == ["A"]
    assert list(project.problems()) == []


def test_a_label_that_stands_elsewhere_is_repaired_when_asked(
    project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    moved = {
        **GOOD, "id": "m", "spans": [[0, 4]], "quote": "def\r\ng", "verdict": "disputed",
        "tags": ["t"],
        "evidence": [{"url": "https://a.example"}], "confidence": 2, "colour": "red",
    }  # fmt: skip
    path.write_bytes(orjson.dumps({"text": "abc\r\ndef\r\ngh", "labels": [moved, GOOD]}))
    before = look_at(project, [path])
    assert [one.there for one in before.seen.offers] == ["def\ng"]
    assert not before.seen.names  # our words for a verdict are not to be mapped
    mapping = {"disputed": Verdict.VERIFIED}
    report = import_paths(project, [path], choices=Reading(repair=True, mapping=mapping))
    assert (report.labels, report.refused, len(report.seen.repaired)) == (2, [], 1)
    (record,) = project.queries.records()
    label = next(one for one in record.labels if one.id == "m")
    assert (label.quote, label.verdict, label.tags) == ("def\ng", Verdict.DISPUTED, ("t",))
    assert (label.confidence, label.evidence[0].url) == (2, "https://a.example")
    assert label.meta["colour"] == "red"
    told = label.meta[REPAIRED]
    assert (told["spans"], told["quote"]) == ([[0, 4]], "def\r\ng")
    assert 0.9 < told["score"] <= 1


def test_another_word_for_a_verdict_is_mapped_and_refuses_its_label_alone(
    project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    words = {"half": "Half true", "fever": "REFUTES", "own": "verified"}
    labels = [{**GOOD, "id": id_, "verdict": word} for id_, word in words.items()]
    path.write_bytes(orjson.dumps({"text": "a\r\nbc def", "labels": labels}))
    before = look_at(project, [path])
    assert (before.seen.names, before.labels) == ({"Half true": 1, "REFUTES": 1}, 2)
    (left,) = import_paths(project, [path]).refused
    assert left.reason == "“Half true” is none of the three verdicts."
    mapping = mapping_from(["half true=unverifiable"])
    assert import_paths(project, [path], choices=Reading(mapping=mapping)).refused == []
    (record,) = project.queries.records()
    assert {one.id: one.verdict.value for one in record.labels} == {
        "half": "unverifiable", "fever": "disputed", "own": "verified",
    }  # fmt: skip
    assert {one.quote for one in record.labels} == {"a\n"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_file_with_the_mark_of_an_encoding_is_read(
    project: Project, tmp_path: Path, encoding: str
) -> None:
    lines = [{"text": f"Wörter {n} 👩", "labels": [GOOD]} for n in range(3_000)]
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines).encode(encoding)
    )
    report = import_paths(project, [path])
    assert (report.articles, report.labels, report.refused) == (3_000, 3_000, [])


def test_a_file_that_is_no_text_is_refused_once(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(bytes(range(256)) * 1_000)
    report = import_paths(project, [path], format="jsonl")
    assert len(report.refused) < 3
    assert "zero bytes" in report.refused[-1].reason


@pytest.mark.parametrize("quote", ["ab … c", None])
def test_fragments_with_nothing_between_them_are_one(quote: str | None) -> None:
    line = orjson.dumps(
        {"text": "abc", "labels": [{**GOOD, "spans": [[0, 2], [2, 3]], "quote": quote}]}
    )
    (record,) = jsonl.read(Source(io.BytesIO(line), "x"))
    assert isinstance(record, Record)
    (label,) = record.labels
    assert (label.spans, label.quote) == ((Span(0, 3),), "abc")


def test_offsets_follow_when_line_ends_shrink() -> None:
    line = orjson.dumps(
        {"text": "a\r\nbc\r\nd", "labels": [{**GOOD, "spans": [[3, 5]], "quote": "bc"}]}
    )
    (record,) = jsonl.read(Source(io.BytesIO(line), "x"))
    assert isinstance(record, Record)
    label = record.labels[0]
    assert quote_of(record.article.text, label.spans) == label.quote == "bc"


def test_many_labels_in_a_text_with_many_line_ends_take_no_longer() -> None:
    def seconds(end: str) -> float:
        text = f"a{end}" * 200_000 + "words"
        label = {**GOOD, "spans": [[len(text) - 5, len(text)]], "quote": "words"}
        line = orjson.dumps({"text": text, "labels": [label] * 4_000})
        begin = process_time()
        (record,) = jsonl.read(Source(io.BytesIO(line), "x"))
        assert isinstance(record, Record)
        assert {one.quote for one in record.labels} == {"words"}
        return process_time() - begin

    assert seconds("\r\n") < 20 * max(0.01, seconds("\n"))


def test_many_decisions_on_many_labels_take_no_longer() -> None:
    def seconds(gold: str | None) -> float:
        labels = [{**GOOD, "id": f"l{number}"} for number in range(10_000)]
        decision = {"adjudicator": "J", "outcome": "rejected", "label": gold}
        line = orjson.dumps({"text": "abc", "labels": labels, "decisions": [decision] * 10_000})
        begin = process_time()
        (record,) = jsonl.read(Source(io.BytesIO(line), "x"))
        assert isinstance(record, Record)
        return process_time() - begin

    named, unnamed = (min(seconds(gold) for _ in range(3)) for gold in ("l9999", None))
    assert named < 4 * unnamed


def test_the_seeds_are_sound(tmp_path: Path) -> None:
    from annotator.tasks.demo import make_demo

    with Project.open(make_demo(tmp_path)) as project:
        assert project.queries.article_count() >= 8
        assert label_count(project) >= 50
        assert {one.name for one in project.queries.annotators()} == {"A", "B", "C"}
        assert list(project.problems()) == []

"""spaCy's formats: JSONL comes back as declared and spaCy finds the same words in it; a DocBin
loads, with the same spans, and what its tokens cost is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from foreign import demo, raw, there_and_back, torture
from hypothesis import example, given
from hypothesis import strategies as st
from roundtrip import records, same, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import FRAGMENT_JOINT, Label, Layer, Span, Verdict, quote_of
from annotator.errors import AnnotatorError
from annotator.formats import docbin, losing, registry
from annotator.formats.docbin import FORMAT as DOCBIN
from annotator.formats.format import Carries, Refusal
from annotator.formats.registry import format_for, options_of
from annotator.formats.spacy_jsonl import FORMAT
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import Choices, export, losses
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading

WHY = "the extra validators is not installed"
NO_TOKENS = "a label does not sit on whole tokens and is left out"


def check_same(
    found: Sequence[Record | Refusal],
    wanted: Sequence[Record],
    carries: frozenset[Carries] = FORMAT.carries,
) -> None:
    assert len(found) == len(wanted), found
    for one, other in zip(found, wanted, strict=True):
        assert isinstance(one, Record)
        assert same(one, other, carries)


@given(records(), st.sampled_from(["annotator", "article"]))
def test_everything_comes_back_but_what_it_declares_to_lose(data: list[Record], way: str) -> None:
    check_same(there_and_back(FORMAT, data, lines=way), data)


def test_the_torture_project_comes_back() -> None:
    check_same(there_and_back(FORMAT, torture()), torture())
    assert not losing.losses(torture(), FORMAT, options_of(FORMAT, {}))


def test_a_line_is_an_annotators_copy_as_prodigy_has_it() -> None:
    (content,) = written(FORMAT, torture()).values()
    rows = [json.loads(line) for line in content.splitlines()]
    one = [row for row in rows if row["meta"]["article"] == "one"]
    assert [row["_annotator_id"] for row in one if row["spans"]] == ["A", "Bø", "Bø", "C, D"]
    assert one[-1]["_annotator_id"] == "E"
    assert {row["answer"] for row in rows} == {"accept"}
    for row in rows:
        for span in row["spans"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]
    assert format_for("x.jsonl", head=lambda: content) is FORMAT


def _read(**line: Any) -> list[Any]:
    return raw(FORMAT, json.dumps({"text": "Some words 👩 here.", **line}).encode())


def test_what_prodigy_says_is_read() -> None:
    span = {"start": 13, "end": 17, "token_start": 3, "token_end": 3, "label": "REFUTES"}
    (record,) = _read(
        spans=[span, {**span, "label": "true", "id": "Q1"}, {**span, "id": "Q1", "pattern": 7}],
        tokens=[{"text": "Some", "start": 0, "end": 4, "id": 0}], meta={"source": "Paper", "p": 1},
        answer="accept", _input_hash=1, _task_hash=2, _session_id="news-me", desk="home",
    )  # fmt: skip
    assert record.article.source == "Paper"
    assert record.article.meta == {"p": 1, "desk": "home"}
    labels = record.labels
    assert [one.names for one in labels] == [("REFUTES",), ("true",), ("REFUTES",)]
    assert {one.annotator for one in labels} == {"news-me"}
    assert [one.meta for one in labels] == [{}, {"id": "Q1"}, {"id": "Q1", "pattern": 7}]


def test_what_is_no_label_is_told() -> None:
    assert [one.reason for one in _read(answer="reject", spans=[])] == [
        "It was rejected in Prodigy."
    ]
    good = {"start": 0, "end": 4, "label": "true"}
    *told, record = _read(
        spans=[good, {"start": 0}, {**good, "start": "0"}, {**good, "end": True}, 3],
        accept=["POS"], options=[{"id": "POS"}],
    )  # fmt: skip
    assert len(record.labels) == 1
    assert len(told) == 5
    ours = {"article": "one"}
    *told, record = _read(
        meta=ours, spans=[good, {**good, "tags": 3}, {**good, "evidence": [{"stance": "so"}]}]
    )
    assert len(record.labels) == 1
    assert len(told) == 2


def test_places_outside_the_text_and_ids_twice_are_refused() -> None:
    span = {"end": 4, "label": "true"}
    lines = [
        {"text": "Some words.", "spans": [{**span, "start": at}]} for at in (-1, 4, 99, 10**30)
    ]
    for one in lines:
        content = json.dumps(one).encode()
        assert isinstance(_settled(content)[0], Refusal), one
    twice = {"text": "Some words.", "meta": {"article": "x"}, "spans": [{**span, "start": 0}]}
    twice["spans"] = [{**span, "start": 0, "id": "a"}, {**span, "start": 0, "id": "a"}]
    assert isinstance(_settled(json.dumps(twice).encode())[0], Refusal), "fragments overlap"


def _settled(content: bytes) -> list[Record | Refusal]:
    from roundtrip import read

    return read(FORMAT, {"": content})


@pytest.mark.validators
@pytest.mark.slow
@example(torture())
@example(demo())
@given(records())
@examples(30)
def test_spacy_finds_the_words_of_each_span(data: list[Record]) -> None:
    spacy = pytest.importorskip("spacy", reason=WHY)
    nlp = spacy.blank("xx")
    (content,) = written(FORMAT, data).values()
    for line in content.splitlines():
        row = json.loads(line)
        doc = nlp.tokenizer(row["text"])
        assert doc.text == row["text"]
        for span in row["spans"]:
            found = doc.char_span(span["start"], span["end"], label=span["label"])
            assert found is None or found.text == span["text"]


def _docs(data: Sequence[Record], **options: str) -> list[Any]:
    spacy = pytest.importorskip("spacy", reason=WHY)
    nlp = spacy.blank("xx")
    return [
        doc
        for content in written(DOCBIN, data, **options).values()
        for doc in spacy.tokens.DocBin().from_bytes(content).get_docs(nlp.vocab)
    ]


def _record(text: str, *spans: tuple[int, int], **rest: Any) -> Record:
    article = new_article(text, "A", created="", id="a")
    labels = [
        Label(f"l{at}", "a", "ABAB"[at % 4], (Span(*span),), Verdict.DISPUTED, text[slice(*span)])
        for at, span in enumerate(spans)
    ]
    return Record(article, labels, **rest)


@pytest.mark.validators
def test_a_docbin_loads_with_the_same_spans() -> None:
    data = [_record("Some words, and 👩 more.", (0, 10), (5, 10), (0, 10), (16, 22)),
            *torture()[1:]]  # fmt: skip
    docs = _docs(data)
    assert [doc.text for doc in docs] == [data[0].article.text] * 2 + [
        one.article.text for one in data[1:]
    ]
    assert [doc.user_data.get("annotator") for doc in docs] == ["A", "B", None, "Bø"]
    found = {
        (doc.user_data["annotator"], span.id_, span.label_, span.text)
        for doc in docs[:2]
        for span in doc.spans["sc"]
    }
    assert found == {
        ("A", "l0", "disputed", "Some words"), ("B", "l1", "disputed", "words"),
        ("A", "l2", "disputed", "Some words"), ("B", "l3", "disputed", "👩 more"),
    }  # fmt: skip
    (together,) = _docs(data[:1], lines="article")
    assert len(together.spans["sc"]) == 4


@pytest.mark.validators
@pytest.mark.slow
@example(torture(), "expand")
@example(demo(), "strict")
@given(records(), st.sampled_from(["strict", "expand", "contract"]))
@examples(25)
def test_what_the_tokens_cost_is_told_and_the_rest_is_there(data: list[Record], way: str) -> None:
    docs = _docs(data, edges=way)
    told = losing.losses(iter(data), DOCBIN, options_of(DOCBIN, {"edges": way}))
    texts = {one.article.id: one.article.text for one in data}
    found: dict[str, list[tuple[int, int]]] = {}
    for doc in docs:
        assert doc.text == texts[doc.user_data["article"]]
        for span in doc.spans["sc"]:
            assert span.text == span.text.strip()
            found.setdefault(span.id_, []).append((span.start_char, span.end_char))
    labels = [label for one in data for label in one.labels]
    assert told[NO_TOKENS] == sum(label.id not in found for label in labels)
    if way == "strict":
        assert not told["the edges of a label move to those of tokens"]
        for label in labels:
            text = texts[label.article]
            for start, end in found.get(label.id, []):
                within = [one for one in label.spans if one.start <= start < end <= one.end]
                (inside,) = within
                assert text[start:end] == text[inside.start : inside.end].strip()
    gold = {label.id for label in labels if label.layer is Layer.GOLD}
    for doc in docs:
        layers = {span.id_ in gold for span in doc.spans["sc"]}
        assert layers <= {doc.user_data.get("layer") == "gold"}


@pytest.mark.validators
def test_the_costs_are_told_each_once() -> None:
    pytest.importorskip("spacy", reason=WHY)

    def told(*spans: tuple[int, int], **options: str) -> dict[str, int]:
        found = losing.losses(
            [_record("Some words here.", *spans)], DOCBIN, options_of(DOCBIN, options)
        )
        ours = ("token", "space", "who made")
        return {one: count for one, count in found.items() if any(word in one for word in ours)}

    assert told((0, 4), (5, 10)) == {}
    assert told((0, 3)) == {NO_TOKENS: 1}
    assert told((0, 3), edges="expand") == {"the edges of a label move to those of tokens": 1}
    assert told((0, 3), edges="contract") == {NO_TOKENS: 1}
    assert told((4, 10)) == {"a space at the edge of a label is left out": 1}
    assert told((4, 5)) == {NO_TOKENS: 1}
    assert told((0, 4), lines="article") == {"who made a label is left out": 1}
    text = "Some words here."
    spans = (Span(0, 4), Span(6, 8))
    label = Label("f", "a", "A", spans, Verdict.VERIFIED, quote_of(text, spans))
    assert FRAGMENT_JOINT in label.quote
    found = losing.losses(
        [Record(new_article(text, "A", created=""), [label])], DOCBIN, options_of(DOCBIN, {})
    )
    assert found["a fragment of a label does not sit on whole tokens and is left out"] == 1


@pytest.mark.validators
def test_the_same_records_give_the_same_bytes_and_many_go_into_several_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("spacy", reason=WHY)
    assert written(DOCBIN, torture()) == written(DOCBIN, torture())
    monkeypatch.setattr(docbin, "_AT_ONCE", 2)
    whole = torture()
    files = written(DOCBIN, whole)
    assert list(files) == ["", ".2.spacy", ".3.spacy", ".4.spacy"]
    texts = {doc.text for doc in _docs(whole)}
    assert texts == {one.article.text for one in whole}


@pytest.mark.validators
def test_a_language_that_spacy_does_not_know_is_said() -> None:
    pytest.importorskip("spacy", reason=WHY)
    with pytest.raises(AnnotatorError, match="language zz"):
        written(DOCBIN, torture(), language="zz")
    assert _docs(torture(), language="en")


_AT_ONCE = """
import sys
from pathlib import Path
from threading import Event, Thread
from annotator.formats.registry import format_named
from annotator.store.project import Project
from annotator.tasks.choosing import EVERYTHING
from annotator.tasks.previewing import outlook, sample

class Loading:
    def find_spec(self, name, *_):
        if name.startswith("spacy."):
            begun.set()

def look(what):
    with project.reader() as queries:
        what(queries, format_named("docbin"), EVERYTHING)
        print("done")

begun = Event()
sys.meta_path.insert(0, Loading())
with Project.open(Path(sys.argv[1])) as project:
    threads = [Thread(target=look, args=[what]) for what in (outlook, sample)]
    threads[0].start()
    begun.wait()
    threads[1].start()
    for one in threads:
        one.join()
"""


@pytest.mark.validators
def test_what_the_window_asks_at_once_loads_spacy_once(tmp_path: Path) -> None:
    if registry.lacking(DOCBIN):
        pytest.skip(WHY)
    run = [sys.executable, "-W", "ignore", "-c", _AT_ONCE, str(make_demo(tmp_path))]
    looked = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (looked.stdout.split(), looked.stderr) == (["done", "done"], "")


def test_without_spacy_it_is_said_how_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _: None)
    with Project.open(make_demo(tmp_path)) as project:
        for use in (
            lambda: export(project.queries, str(tmp_path / "x.spacy")),
            lambda: losses(project.queries, DOCBIN, Choices()),
        ):
            with pytest.raises(AnnotatorError) as told:
                use()
            assert "factcheck-annotator[spacy]" in str(told.value)
    assert not (tmp_path / "x.spacy").exists()


def test_what_spacys_documents_give_out_is_read(project: Project, tmp_path: Path) -> None:
    doc = {
        "text": "Prices rose by a third.", "sents": [{"start": 0, "end": 23}], "tokens": [],
        "ents": [{"start": 0, "end": 6, "label": "REFUTES"}],
    }  # fmt: skip
    (file := tmp_path / "docs.jsonl").write_text(json.dumps(doc))
    report = import_paths(project, [file], choices=Reading("A"))
    assert (report.labels, report.refused) == (1, [])

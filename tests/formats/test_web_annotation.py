"""W3C Web Annotation: comes back as declared, holds before the W3C's own schemas, and says the
same to a JSON-LD processor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from foreign import REFS, demo, named, raw, there_and_back, torture
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from roundtrip import LINES, read, records, same, written

from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import Stance, Verdict
from annotator.formats.format import Refusal
from annotator.formats.iris import as_iri, id_of, is_iri
from annotator.formats.web_annotation import FORMAT
from annotator.store.project import Project
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

W3C = REFS / "w3c"
OA = "http://www.w3.org/ns/oa#"
CONTEXT = {
    "@version": 1.1, "oa": OA, "id": "@id", "type": "@type", "@vocab": OA,
    "dcterms": "http://purl.org/dc/terms/", "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "foaf": "http://xmlns.com/foaf/0.1/",
    "Person": "foaf:Person", "name": "foaf:name", "value": "rdf:value",
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
    "first": {"@id": "as:first", "@type": "@id"}, "total": "as:totalItems",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    "partOf": {"@id": "as:partOf", "@type": "@id"}, "startIndex": "as:startIndex",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "creator": {"@id": "dcterms:creator", "@type": "@id"},
    "created": "dcterms:created", "modified": "dcterms:modified",
}  # fmt: skip
"""What the published context says of the terms that we use."""


def annotations(data: list[Record]) -> list[dict[str, Any]]:
    found = json.loads(written(FORMAT, data)[""])
    assert found["type"] == "AnnotationCollection"
    assert found["total"] == len(found["first"]["items"])
    items: list[dict[str, Any]] = found["first"]["items"]
    return items


def check_same(found: list[Record | Refusal], wanted: list[Record]) -> None:
    by_id = {one.article.id: one for one in found if isinstance(one, Record)}
    assert len(by_id) == len(found) == len(wanted), found
    for one in wanted:
        assert same(by_id[one.article.id], one, FORMAT.carries)


@given(records())
def test_everything_comes_back_but_what_it_declares_to_lose(data: list[Record]) -> None:
    check_same(there_and_back(FORMAT, data), data)


def test_the_torture_project_comes_back() -> None:
    check_same(there_and_back(FORMAT, torture()), torture())


@given(records())
def test_the_same_records_give_the_same_bytes_one_annotation_a_line(data: list[Record]) -> None:
    files = written(FORMAT, data)
    assert files == written(FORMAT, data)
    lines = files[""].splitlines()
    count = sum(len(one.labels) for one in data)
    assert len(lines) == count + 2
    assert len(files[".texts.jsonl"].splitlines()) == len(data)


@given(st.text(max_size=40) | st.sampled_from(["urn:uuid:x", "https://a.org/b", "a:b"]))
def test_ids_are_iris_and_come_back(id_: str) -> None:
    iri = as_iri(id_, "label")
    assert is_iri(iri) or not id_
    assert id_of(iri, "label") == id_


@pytest.mark.parametrize("id_", ["标" * 200, "x" * 200, " " * 200])
def test_an_id_as_long_as_may_be_comes_back_though_its_iri_is_longer(id_: str) -> None:
    (record, *_) = torture()
    data = [replace(record, labels=[replace(record.labels[0], id=id_)])]
    (found,) = there_and_back(FORMAT, data)
    assert isinstance(found, Record)
    assert [label.id for label in found.labels] == [id_]
    longer = [replace(record, labels=[replace(record.labels[0], id=f"{id_}y")])]
    assert "longer than 200" in str(there_and_back(FORMAT, longer))


def test_positions_are_code_points_and_quotes_stand_beside_them() -> None:
    (first, *_) = annotations(torture())
    position, quote = first["target"]["selector"]
    assert (position["start"], position["end"]) == (0, 3)
    assert quote["exact"] == "👩\u200d🚀"
    assert quote["prefix"] == ""
    assert torture()[0].article.text[3:].startswith(quote["suffix"])
    assert len(quote["suffix"]) == 32


def test_without_its_texts_it_goes_to_the_articles_of_the_project() -> None:
    data = torture()
    files = {"data.jsonld": written(FORMAT, data)[""]}
    found = read(FORMAT, files, "data.jsonld", known=data)
    assert [type(one) for one in found] == [Record]
    assert isinstance(found[0], Record)
    assert len(found[0].labels) == len(data[0].labels)
    assert isinstance(read(FORMAT, files, "data.jsonld")[0], Refusal)


def _one(**changed: Any) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://a.org/1",
        "type": "Annotation", "creator": {"id": "https://a.org/me", "name": "Me"},
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "False"},
                 {"type": "TextualBody", "value": "No.", "purpose": "commenting"},
                 "https://a.org/source", {"id": "https://a.org/picture", "type": "Image"}],
        "target": {"source": "https://a.org/page", "selector": [
            {"type": "TextQuoteSelector", "exact": "words", "prefix": "some "}]},
        **changed,
    }  # fmt: skip


def _labels(value: Any) -> list[tuple[KnownArticle, RawLabel]]:
    found = raw(FORMAT, json.dumps(value).encode())
    return [
        (one.article, label)
        for one in found
        if isinstance(one, RawRecord) and isinstance(one.article, KnownArticle)
        for label in one.labels
    ]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "AnnotationPage", "items": [one]},
        lambda one: {"type": "AnnotationCollection", "first": {"items": [one]}, "total": 1},
    ],
)
def test_annotations_of_others_are_read_however_they_are_wrapped(wrap: Any) -> None:
    ((article, label),) = _labels(wrap(_one()))
    assert article == KnownArticle("", "", "", "https://a.org/page")
    assert (label.names, label.note, label.annotator) == (("False",), "No.", "Me")
    assert (label.spans, label.quote, label.prefix) == ((), "words", "some ")
    assert [one.url for one in label.evidence] == ["https://a.org/source", "https://a.org/picture"]
    assert {one.stance for one in label.evidence} == {Stance.CONTEXT}
    assert label.id == "https://a.org/1"


@pytest.mark.parametrize("motivation", ["assessing", "commenting", None])
def test_a_body_that_is_its_text_alone_means_what_the_annotation_is_for(
    motivation: str | None,
) -> None:
    one = _one(motivation=motivation, bodyValue="Disputed")
    del one["body"]
    ((_, label),) = _labels(one)
    wanted = (("Disputed",), "") if motivation == "assessing" else ((), "Disputed")
    assert (label.names, label.note) == wanted


def test_what_hypothesis_says_is_read() -> None:
    row = {
        "id": "abc", "uri": "https://a.org/page", "user": "acct:someone@hypothes.is",
        "text": "Not so.", "tags": ["disputed", "numbers"], "created": "2026-01-02T03:04:05+00:00",
        "updated": "2026-01-02T03:04:06+00:00",
        "target": [{"source": "https://a.org/page", "selector": [
            {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 3},
            {"type": "TextPositionSelector", "start": 5, "end": 10},
            {"type": "TextQuoteSelector", "exact": "words", "prefix": "some ", "suffix": "."}]}],
    }  # fmt: skip
    ((article, label),) = _labels({"total": 1, "rows": [row]})
    assert article.source == "https://a.org/page"
    assert (label.names, label.note) == (("disputed", "numbers"), "Not so.")
    assert (label.annotator, label.spans) == ("someone", ((5, 10),))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no annotation": ({"type": "Person"}, "no annotation"),
    "a page": ({"target": "https://a.org/page"}, "whole page"),
    "no target": ({"target": []}, "no target"),
    "two pages": ({"target": [_one()["target"], {**_one()["target"], "source": "b:c"}]}, "several"),
    "no place": ({"target": {"source": "a:b", "selector": {"type": "SvgSelector"}}}, "neither"),
    "no number": ({"target": {"source": "a:b", "selector": {
        "type": "TextPositionSelector", "start": "3", "end": 4}}}, "whole number"),
    "a body": ({"body": [3]}, '"body[0]" must be text or an object, not a whole number.'),
    "a date": ({"created": {}}, '"created" must be text, not an object.'),
    "a quote": ({"target": {"source": "a:b", "selector": [{"exact": 1}]}},
        '"target.selector[0].exact" must be text, not a whole number.'),
    "layer": ({"fc:layer": "silver"}, "must be one of"),
    "confidence": ({"fc:confidence": 9}, "1 to 5"),
    "keys": ({"fc:keys": [1]}, "must be an object"),
}  # fmt: skip


@pytest.mark.parametrize("joint", [", ", ",\n"], ids=["together", "a line each"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_annotation_is_refused_and_the_next_one_read(name: str, joint: str) -> None:
    changed, reason = WRONG[name]
    lines = joint.join([json.dumps(_one(**changed)), json.dumps(_one())])
    found = raw(FORMAT, f"[\n{lines}\n]".encode())
    assert isinstance(found[0], Refusal)
    assert found[0].place == "annotation 1"
    assert reason in found[0].reason
    assert isinstance(found[1], RawRecord)


@pytest.mark.parametrize("around", ["[{}]", "[\n{}\n]"], ids=["together", "a line of its own"])
def test_keys_of_others_hold_no_number_that_no_file_can(around: str) -> None:
    one = json.dumps(_one(**{"fc:keys": {"at": 10**30, "deep": [{"n": 1}]}}))
    (found,) = raw(FORMAT, around.replace("{}", one).encode())
    assert isinstance(found, RawRecord)
    assert found.labels[0].meta == {"at": 1e30, "deep": [{"n": 1}]}


@given(records(), st.data())
def test_a_file_cut_anywhere_gives_what_is_whole_and_a_sentence(
    data: list[Record], draw: st.DataObject
) -> None:
    files = named(FORMAT, written(FORMAT, data))
    whole = files["data.jsonld"]
    files["data.jsonld"] = whole[: draw.draw(st.integers(0, len(whole) - 3))]
    known = {label.id for one in data for label in one.labels}
    for one in read(FORMAT, files, "data.jsonld"):
        if isinstance(one, Record):
            assert {label.id for label in one.labels} <= known


def test_a_place_may_be_a_fragment_of_the_address() -> None:
    selector = {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc5147"}
    for target in (
        "https://a.org/1#char=4,7",
        {"source": "https://a.org/1#char=4,7"},
        {"source": "https://a.org/1", "selector": {**selector, "value": "char=4,7;length=9"}},
    ):
        (found,) = raw(FORMAT, json.dumps({"type": "Annotation", "target": target}).encode())
        assert found.article.source == "https://a.org/1"
        assert found.labels[0].spans == ((4, 7),)
    (told,) = raw(
        FORMAT, json.dumps({"type": "Annotation", "target": "https://a.org/1#x"}).encode()
    )
    assert "whole page" in told.reason


@pytest.mark.parametrize("name", ["out.json", "out.v2.jsonld", "out", "Out.JSONLD"])
def test_its_texts_are_found_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with Project.open(make_demo(tmp_path)) as project:
        export(project.queries, str(target), format="web-annotation")
        count = project.queries.article_count()
    with Project.create(tmp_path / "p.annotator") as project:
        report = import_paths(project, [target], format="web-annotation")
        assert (report.articles, report.refused) == (count, [])


def test_of_two_texts_of_one_id_the_second_is_refused() -> None:
    files = named(FORMAT, written(FORMAT, torture()[:1]))
    (line,) = files["data.texts.jsonl"].splitlines()
    other = json.dumps({**json.loads(line), "text": "Another text.", "sha256": None}).encode()
    files["data.texts.jsonl"] = b"\n".join((line, other))
    found = read(FORMAT, files, "data.jsonld")
    (told,) = [one for one in found if isinstance(one, Refusal)]
    assert told.place == "texts, line 2"
    assert "twice" in told.reason


def test_two_annotations_of_one_id_do_not_both_go_in(tmp_path: Path) -> None:
    data = torture()[:1]
    files = named(FORMAT, written(FORMAT, data))
    twice = json.loads(files["data.jsonld"])
    again = dict(twice["first"]["items"][0], modified="2027-01-01T00:00:00.000Z")
    twice["first"]["items"].append(again)
    (tmp_path / "data.jsonld").write_text(json.dumps(twice))
    (tmp_path / "data.texts.jsonl").write_bytes(files["data.texts.jsonl"])
    with Project.create(tmp_path / "p.annotator") as project:
        report = import_paths(project, [tmp_path])
        assert [one.reason for one in report.refused] == [
            f"A label with its id “{data[0].labels[0].id}” came before it."
        ]
        assert list(project.problems()) == []


@pytest.mark.validators
@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's schemas are not beside this repository")
@pytest.mark.parametrize("project", [demo, torture])
def test_the_schemas_of_the_w3c_hold(project: Callable[[], list[Record]]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the extra validators is not installed")
    referencing = pytest.importorskip("referencing")
    syntax = pytest.importorskip("rfc3987_syntax")
    checker = jsonschema.FormatChecker(())
    checker.checks("uri")(lambda said: not isinstance(said, str) or is_iri_to(syntax, said))
    checker.checks("date-time", ValueError)(lambda said: bool(datetime.fromisoformat(said)))
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in W3C.rglob("*.json")}
    draft4 = referencing.jsonschema.DRAFT4
    registry = referencing.Registry().with_resources(
        (name, draft4.create_resource(schema)) for name, schema in schemas.items()
    )
    musts = json.loads((W3C / "annotations" / "annotationMusts.test").read_text("utf-8"))
    found = annotations(project())
    assert len(found) == sum(len(one.labels) for one in project())
    for path in musts["assertions"]:
        schema = schemas[Path(path).name]
        assert schema["expectedResult"] == "valid"
        validator = jsonschema.Draft4Validator(schema, registry=registry, format_checker=checker)
        for one in found:
            assert validator.is_valid(one), (schema["errorMessage"], one)
        assert path.startswith("annotations/")
    for name, wrong in (
        ("3.1-annotationContextValidated.json", {"@context": "https://a.org"}),
        ("3.1-annotationIdValidated.json", {"id": "no IRI"}),
        ("3.3.1-annotationCreatedValidated.json", {"created": "yesterday"}),
    ):
        validator = jsonschema.Draft4Validator(
            schemas[name], registry=registry, format_checker=checker
        )
        assert not validator.is_valid({**found[0], **wrong}), "the schemas look at it"


@cache
def is_iri_to(syntax: Any, said: str) -> bool:
    """Whether the grammar of RFC 3987 takes it."""
    return bool(syntax.is_valid_syntax("iri", said))


@pytest.mark.validators
@given(st.text(max_size=20) | LINES | st.sampled_from(["https://a.org/%C3?b=|", "a:b", "x y:z"]))
@examples(50)
def test_an_iri_is_one_by_the_grammar_of_its_rfc(id_: str) -> None:
    syntax = pytest.importorskip("rfc3987_syntax", reason="the extra validators is not installed")
    assert is_iri_to(syntax, as_iri(id_, "label"))


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and "@value" not in value:
        yield value
        yield from _nodes(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from _nodes(one)


@pytest.mark.validators
@pytest.mark.parametrize("project", [demo, torture])
def test_a_json_ld_processor_reads_the_same(project: Callable[[], list[Record]]) -> None:
    pyld = pytest.importorskip("pyld", reason="the extra validators is not installed")

    def load(url: str, _: Any) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld", "nothing else is fetched"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}

    written_ = json.loads(written(FORMAT, project())[""])
    (expanded,) = pyld.jsonld.expand(written_, {"documentLoader": load})
    nodes = list(_nodes(expanded))
    labels = [label for one in project() for label in one.labels]
    said = [one for one in nodes if OA + "Annotation" in one.get("@type", ())]
    assert [id_of(one["@id"], "label") for one in said] == [label.id for label in labels]
    for one, label in zip(said, labels, strict=True):
        assert one[OA + "motivatedBy"] == [{"@id": OA + "assessing"}]
        (who,) = one["http://purl.org/dc/terms/creator"]
        assert who["http://xmlns.com/foaf/0.1/name"] == [{"@value": label.annotator}]
        values = [
            body["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"][0]["@value"]
            for body in one[OA + "hasBody"]
            if body[OA + "hasPurpose"] == [{"@id": OA + "assessing"}]
        ]
        assert list(map(Verdict, values)) == [label.verdict]
        spans = [
            (selector[OA + "start"][0]["@value"], selector[OA + "end"][0]["@value"])
            for target in one[OA + "hasTarget"]
            for selector in target[OA + "hasSelector"]
            if OA + "TextPositionSelector" in selector["@type"]
        ]
        assert spans == [(span.start, span.end) for span in label.spans]
    unknown = {key for node in nodes for key in node if ":" not in key and key[0] != "@"}
    assert not unknown

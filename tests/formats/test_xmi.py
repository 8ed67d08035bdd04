"""XMI: what goes out is a CAS to others, and comes back; what others made comes in or is told; and
no file makes the reader fetch, expand or fail."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from time import process_time

import pytest
from examples import examples
from foreign import demo, raw, torture
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from roundtrip import read, records, same, written

from annotator.domain.article import new_article
from annotator.domain.dataset import RawRecord, Record
from annotator.domain.label import Label, Layer, Span, Verdict, quote_of
from annotator.formats import losing
from annotator.formats.format import Refusal
from annotator.formats.xmi import FORMAT
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths

TEXT = "👩‍👩‍👧 says “no”.\nThe bridge was never closed."
BRIDGE = TEXT.index("The bridge")
CAS = (
    '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmlns:tcas="http:///uima/tcas.ecore" '
    'xmlns:custom="http:///webanno/custom.ecore" '
    'xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" '
    'xmlns:cut="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" '
    'xmlns:dep="http:///de/tudarmstadt/ukp/dkpro/core/api/syntax/type/dependency.ecore" '
    'xmlns:anno="http:///de/tudarmstadt/ukp/clarin/webanno/api/type.ecore" '
    'xmi:version="2.0">{}<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" '
    'mimeType="text" sofaString="ab &#10;cdef"/><cas:View sofa="1" members=""/></xmi:XMI>'
)


def of(inner: str) -> list[Record | Refusal]:
    """What is read of a CAS with these feature structures over “ab \\ncdef”."""
    return read(FORMAT, {"a.xmi": CAS.format(inner).encode()}, "a.xmi")


def told(data: bytes) -> str:
    found = read(FORMAT, {"a.xmi": data}, "a.xmi")
    return "\n".join(f"{one.place}: {one.reason}" for one in found if isinstance(one, Refusal))


def labels(inner: str) -> list[Label]:
    found = of(inner)
    assert not any(isinstance(one, Refusal) for one in found), found
    (record,) = found
    assert isinstance(record, Record)
    return list(record.labels)


@given(records())
def test_what_goes_out_comes_back(data: list[Record]) -> None:
    files = written(FORMAT, data)
    found = [one for name in files if name.endswith(".xmi") for one in read(FORMAT, files, name)]
    assert len(found) == len(data)
    for one, wanted in zip(found, data, strict=True):
        assert isinstance(one, Record)
        assert same(one, wanted, FORMAT.carries)
    assert written(FORMAT, data) == files


def test_positions_are_in_utf16_and_fragments_stay_together() -> None:
    article = new_article(TEXT, "A <title> & “more”", created="", source="https://a.b/?c=1&d")
    spans = (Span(BRIDGE, BRIDGE + 10), Span(BRIDGE + 15, BRIDGE + 27))
    label = Label("1", article.id, "A", spans, Verdict.DISPUTED, quote_of(TEXT, spans))
    data = written(FORMAT, [Record(article, [label])])["A-title-more.xmi"].decode()
    assert f'begin="{BRIDGE + 3}" end="{BRIDGE + 13}" verdict="disputed"' in data
    assert 'fragment="1/2"' in data
    one, two = (line for line in data.split("\n") if "fragment=" in line)
    changed = data.replace(two, two.replace("disputed", "verified"))
    assert "stands in it twice" in told(changed.encode())
    whole = data.replace(one + "\n", "")
    (record,) = read(FORMAT, {"a.xmi": whole.encode()}, "a.xmi")
    assert isinstance(record, Record)
    assert record.labels[0].spans == spans[1:]


def test_what_xml_does_not_have_is_replaced_and_told() -> None:
    article = new_article(TEXT, "T", created="")
    label = Label(
        "1", article.id, "A", (Span(0, 5),), Verdict.DISPUTED, TEXT[:5], note="a\x01b\x0c",
        tags=("c\ufffed",),
    )  # fmt: skip
    record = Record(article, [label])
    lost = losing.losses([record], FORMAT, {})
    assert lost == {"a character that XML does not have becomes \ufffd": 1}
    files = written(FORMAT, [record])
    (found,) = read(FORMAT, files, "T.xmi")
    assert isinstance(found, Record)
    assert (found.labels[0].note, found.labels[0].tags) == ("a\ufffdb\ufffd", ("c\ufffdd",))


def test_what_inception_writes_comes_in() -> None:
    ours = (
        '<anno:CASMetadata xmi:id="9" sofa="1" begin="0" end="0" username="anna"/>'
        '<anno:LayerDefinition xmi:id="8" name="x"/>'
        '<cut:Token xmi:id="10" sofa="1" begin="0" end="2"/>'
        '<cas:StringArray xmi:id="11"><elements>one</elements><elements>two</elements>'
        "</cas:StringArray>"
        '<custom:FactCheck xmi:id="12" sofa="1" begin="0" end="2" verdict="REFUTES" '
        'confidence="0" tags="11" layer="gold" note="a&#10;b"><evidence>said</evidence>'
        '<evidence>{"stance": "refutes", "url": "https://x.org"}</evidence></custom:FactCheck>'
    )
    (label,) = labels(ours)
    assert (label.annotator, label.layer) == ("anna", Layer.GOLD)
    assert (label.verdict, label.confidence) == (Verdict.DISPUTED, None)
    assert label.tags == ("one", "two")
    assert label.note == "a\nb\nEvidence: said"
    assert [one.url for one in label.evidence] == ["https://x.org"]


def test_other_layers_come_in_with_their_own_words() -> None:
    (label,) = labels(
        '<custom:Claim xmi:id="3" sofa="1" begin="4" end="8" label="Supported" topic="rail"/>'
    )
    assert (label.verdict, label.tags) == (Verdict.VERIFIED, ("topic: rail",))
    assert (label.quote, label.annotator) == ("cdef", "Z")
    (label,) = labels(
        '<custom:Claim xmi:id="3" sofa="1" begin="4" end="8" label="true" source="the mayor"/>'
    )
    assert label.tags == ("source: the mayor",)
    (only, record) = of('<ner:NamedEntity xmi:id="3" sofa="1" begin="0" end="2" value="PER"/>')
    assert isinstance(only, Record) or isinstance(record, Record)
    said = told(
        CAS.format(
            '<dep:Dependency xmi:id="3" sofa="1" begin="0" end="2" Governor="4" Dependent="5"/>'
            '<dep:Dependency xmi:id="4" sofa="1" begin="0" end="2" Governor="4" Dependent="5"/>'
            '<custom:Link xmi:id="5" sofa="1" begin="0" end="2" next="3"/>'
            '<ner:NamedEntity xmi:id="6" sofa="1" begin="0" end="2" value="PER"/>'
            '<custom:Claim xmi:id="7" sofa="2" begin="0" end="2" label="true"/>'
        ).encode()
    )
    assert "2 of Dependency are left out" in said
    assert "1 of Link is left out" in said
    assert "1 of Claim is left out" in said
    assert "xmi:id 6: “PER” is none of the three verdicts" in said


def test_line_ends_of_windows_are_counted_as_they_came() -> None:
    data = CAS.replace("ab &#10;cdef", "ab&#13;&#10;cdef").format(
        '<custom:FactCheck xmi:id="3" sofa="1" begin="4" end="8" verdict="verified"/>'
    )
    (record,) = read(FORMAT, {"a.xmi": data.encode()}, "a.xmi")
    assert isinstance(record, Record)
    assert record.article.text == "ab\ncdef"
    assert record.labels[0].quote == "cdef"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{"&lol;" if n == 1 else f"&lol{n - 1};" * 10}">'
              for n in range(1, 10))
    + "]><lolz>&lol9;</lolz>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB.encode(), "document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "document type"),
        (b"<a>" * 10_000, "no XMI"),
        (CAS.format("<a:b>" * 10_000).encode(), "no XML"),
        (CAS.format("<a><b><c><d/></c></b></a>").encode(), "nested deeper"),
        (CAS.encode()[:300], "no XML"),
        (b"", "no XML"),
        (b"\x00\x01\x02\xff" * 100, "no XML"),
        (b'<?xml version="1.1"?><a/>', "no XMI"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "no-such"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "multi-byte"),
        (b"<html/>", "no XMI"),
        (CAS.encode().replace(b"sofaString", b"sofaURI"), "no text"),
        (CAS.format("").replace("ab &#10;cdef", " ").encode(), "no text"),
        (CAS.format("").replace("ab &#10;cdef", "a&#x7f;").encode(), "U+007F"),
        (CAS.format("").replace("ab", "&#xD800;").encode(), "invalid character"),
        (CAS.format("").replace("ab", "&#0;").encode(), "invalid character"),
        (CAS.format("&nbsp;").encode(), "undefined entity"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(data: bytes, reason: str) -> None:
    assert reason in told(data)


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        ('begin="0" end="99" verdict="verified"', "outside"),
        ('begin="3" end="2" verdict="verified"', "3-2"),
        ('begin="-1" end="2" verdict="verified"', "no pair of numbers"),
        ('begin="0" end="99999999999999" verdict="verified"', "no pair of numbers"),
        ('begin="0" end="٣" verdict="verified"', "no pair of numbers"),
        ('begin="0" end="2"', "no verdict"),
        ('begin="0" end="2" verdict="maybe"', "none of the three verdicts"),
        ('begin="0" end="2" verdict="verified" confidence="7"', "confidence"),
        ('begin="0" end="2" verdict="verified" layer="tin"', "layer"),
        (f'begin="0" end="2" verdict="verified" identifier="{"x" * 300}"', "longer than"),
        ('begin="0" end="2" begin="0" verdict="verified"', "duplicate attribute"),
    ],
)
def test_a_wrong_annotation_is_refused_by_its_id(features: str, reason: str) -> None:
    good = '<custom:FactCheck xmi:id="4" sofa="1" begin="0" end="2" verdict="verified"/>'
    found = of(f'<custom:FactCheck xmi:id="3" sofa="1" {features}/>{good}')
    said = "\n".join(f"{one.place}: {one.reason}" for one in found if isinstance(one, Refusal))
    assert reason in said
    if reason != "duplicate attribute":
        assert "xmi:id 3" in said
        assert [len(one.labels) for one in found if isinstance(one, Record)] == [1]


def test_a_label_of_many_fragments_takes_no_longer_than_many_labels() -> None:
    def seconds(feature: str) -> float:
        one = '<custom:FactCheck xmi:id="{0}" sofa="1" begin="0" end="2" verdict="verified" {1}/>'
        data = CAS.format("".join(one.format(at + 9, feature) for at in range(40_000))).encode()
        begin = process_time()
        *_, found = raw(FORMAT, data)
        assert isinstance(found, RawRecord)
        assert sum(len(label.spans) for label in found.labels) == 40_000
        return process_time() - begin

    assert seconds('identifier="x" fragment="1"') < 4 * seconds("")


def test_two_labels_of_one_id_are_not_both_taken() -> None:
    one = '<custom:FactCheck xmi:id="{}" sofa="1" begin="0" end="2" verdict="{}" identifier="x"/>'
    found = of(one.format(3, "verified") + one.format(4, "disputed"))
    assert "xmi:id 4: The id x stands in it twice" in "".join(
        f"{one.place}: {one.reason}" for one in found if isinstance(one, Refusal)
    )


@given(st.binary(max_size=300))
def test_noise_is_refused(data: bytes) -> None:
    assert told(data)


@given(st.data())
def test_a_file_cut_short_or_scrambled_is_read_without_a_bug(data: st.DataObject) -> None:
    files = written(FORMAT, data.draw(records()))
    name = data.draw(st.sampled_from([one for one in files if one.endswith(".xmi")]))
    whole = files[name]
    cut = data.draw(st.integers(0, len(whole)))
    at = data.draw(st.integers(0, len(whole)))
    files[name] = whole[:cut] + data.draw(st.sampled_from([b"", b"0", b"\xff", whole[at:]]))
    assert read(FORMAT, files, name)


def test_a_project_goes_out_to_a_folder_and_into_another_project(
    project: Project, tmp_path: Path
) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"text": "One two\\nthree.", "title": "A", "labels": ['
        '{"annotator": "Anna B", "verdict": "verified", "spans": [[0, 11]], "note": "n"},'
        '{"annotator": "Carl", "verdict": "disputed", "spans": [[0, 3], [8, 13]]}]}\n'
        '{"text": "Nobody has read this."}\n'
    )
    import_paths(project, [lines])
    out = tmp_path / "xmi"
    export(project.queries, str(out), format="xmi")
    with Project.create(tmp_path / "other.annotator") as other:
        report = import_paths(other, [out])
        assert not report.refused
        assert (report.articles, report.labels) == (2, 2)
        theirs, ours = (
            {
                (one.article.id, one.article.title, label.id, label.spans, label.note)
                for one in each.queries.records()
                for label in one.labels
            }
            for each in (other, project)
        )
        assert theirs == ours


@pytest.mark.validators
def test_cassis_reads_it() -> None:
    cassis = pytest.importorskip(
        "cassis", reason="dkpro-cassis comes with the extra validators", exc_type=ImportError
    )

    @examples(60)
    @example(torture())
    @example(demo())
    @given(records())
    def check(data: list[Record]) -> None:
        files = written(FORMAT, data)
        types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
        names = [one for one in files if one.endswith(".xmi")]
        for name, record in zip(names, data, strict=True):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                cas = cassis.load_cas_from_xmi(io.BytesIO(files[name]), typesystem=types)
            assert cas.sofa_string == record.article.text
            found = cas.select("webanno.custom.FactCheck")
            theirs = sorted(
                (one.begin, one.end, one.identifier, one.verdict, one.note or "", one.annotator,
                 one.confidence, tuple(one.tags.elements) if one.tags else (),
                 len(one.evidence.elements) if one.evidence else 0, one.get_covered_text())
                for one in found
            )  # fmt: skip
            assert theirs == sorted(
                (span.start, span.end, label.id, label.verdict, label.note, label.annotator,
                 label.confidence, label.tags, len(label.evidence),
                 record.article.text[span.start : span.end])
                for label in record.labels
                for span in label.spans
            )  # fmt: skip
            # What cassis writes of it comes in again, as it was.
            again = cas.to_xmi().encode()
            (back,) = read(FORMAT, {"a.xmi": again}, "a.xmi")
            assert isinstance(back, Record)
            assert same(back, replace(record, decisions=()), FORMAT.carries)

    check()

"""brat: what goes out is what brat itself reads, and comes back; what others made comes in whole or
is told."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from foreign import demo, torture
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from roundtrip import by_text, joined, read, records, same, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer, Span, Verdict, quote_of
from annotator.formats import losing
from annotator.formats.brat import FORMAT
from annotator.formats.brat_read import pieces
from annotator.formats.format import Refusal
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading

TEXT = "“The bridge,” she said,\n“was never closed.” 👩‍👩‍👧 東京タワーは高い。 كتاب"


def back(files: dict[str, bytes]) -> tuple[dict[str, Record], list[Refusal]]:
    return joined(
        one for name in files if name.endswith(".ann") for one in read(FORMAT, files, name)
    )


def of(ann: str, text: str = TEXT, folder: str = "anna/") -> list[Record | Refusal]:
    """What is read of an .ann file and its text."""
    files = {f"{folder}a.ann": ann.encode(), f"{folder}a.txt": text.encode()}
    return read(FORMAT, files, f"{folder}a.ann")


def label_of(ann: str, text: str = TEXT) -> Label:
    (found,) = of(ann, text)
    assert isinstance(found, Record)
    (label,) = found.labels
    return label


def told(ann: str, text: str = TEXT) -> str:
    return "\n".join(f"{one.place}: {one.reason}" for one in of(ann, text)
                     if isinstance(one, Refusal))  # fmt: skip


@given(records())
def test_what_goes_out_comes_back(data: list[Record]) -> None:
    found, refused = back(written(FORMAT, data))
    assert not refused
    assert len(found) == len(data)
    for record in data:
        text = record.article.text
        kept = [one for one in record.labels if pieces(text, one.spans)]
        wanted = by_text(replace(record, labels=kept))
        assert same(found[record.article.sha256], wanted, FORMAT.carries)
    lost = sum(not pieces(one.article.text, label.spans) for one in data for label in one.labels)
    losses = losing.losses(iter(data), FORMAT, {})
    assert losses["a label of spaces and line ends alone is left out"] == lost


@given(records())
def test_the_same_records_give_the_same_files(data: list[Record]) -> None:
    assert written(FORMAT, data) == written(FORMAT, data)


def test_a_folder_an_annotator_gold_apart_and_articles_of_nobody_in_the_root() -> None:
    def article(title: str) -> Any:
        return new_article(f"{title} has words.", title, created="")

    one, two, three = article("One"), article("Two"), article("Three")
    label = Label("1", one.id, "Bø Å", (Span(0, 3),), Verdict.DISPUTED, "One")
    gold = replace(label, id="2", layer=Layer.GOLD)
    files = written(
        FORMAT, [Record(one, [label, gold]), Record(two), Record(three, done=["Bø Å", "C.D"])]
    )
    assert set(files) == {
        "annotation.conf", "visual.conf", "Bø-Å/One.ann", "Bø-Å/One.txt", "Bø-Å-gold/One.ann",
        "Bø-Å-gold/One.txt", "Two.ann", "Two.txt", "Bø-Å/Three.ann", "Bø-Å/Three.txt",
        "C-D/Three.ann", "C-D/Three.txt",
    }  # fmt: skip
    assert files["Bø-Å/One.ann"].startswith(b"T1\tdisputed 0 3\tOne\n")
    assert files["Two.ann"] == files["C-D/Three.ann"] == b""


def test_a_span_over_lines_is_split_and_whole_again() -> None:
    text = "First line\n\n\tsecond line"
    article = new_article(text, "T", created="")
    spans = (Span(0, len(text)),)
    label = Label("1", article.id, "anna", spans, Verdict.VERIFIED, quote_of(text, spans))
    files = written(FORMAT, [Record(article, [label])])
    line = files["anna/T.ann"].split(b"\n")[0].decode()
    assert line == "T1\tverified 0 10;13 24\tFirst line second line"
    assert label_of(files["anna/T.ann"].decode(), text).spans == spans
    # Without our note, brat's own splits are made whole, and real fragments stay fragments.
    split = "T1\tverified 0 10;12 24\tFirst line \tsecond line"
    assert label_of(split, text).spans == (Span(0, 24),)
    assert label_of("T1\tverified 0 5;6 10\tFirst line", text).spans == (Span(0, 5), Span(6, 10))


def test_what_was_changed_in_brat_stands() -> None:
    text = "First line\nsecond line"
    article = new_article(text, "T", created="")
    label = Label(
        "1", article.id, "Bø Å", (Span(0, 17),), Verdict.VERIFIED, text[:17], Layer.GOLD, 3,
        "a note\nof two lines",
    )  # fmt: skip
    ann = written(FORMAT, [Record(article, [label])])["Bø-Å-gold/T.ann"].decode()
    assert label_of(ann, text).note == label.note
    changed = (
        ann.replace("0 10;11 17\tFirst line second", "0 5\tFirst")
        .replace("verified", "disputed")
        .replace("AnnotatorNotes T1\ta note of two lines", "AnnotatorNotes T1\tanother note")
        .replace("Confidence T1 3", "Confidence T1 4")
    )
    found = label_of(changed, text)
    assert (found.id, found.annotator, found.layer) == ("1", "Bø Å", Layer.GOLD)
    assert (found.spans, found.verdict) == ((Span(0, 5),), Verdict.DISPUTED)
    assert (found.note, found.confidence) == ("another note", 4)
    deleted = "\n".join(line for line in ann.split("\n") if "AnnotatorNotes" not in line)
    assert label_of(deleted, text).note == ""
    (record,) = of(f"{ann}T2\tdisputed 0 5\tFirst\n", text)
    assert isinstance(record, Record)
    assert [(one.annotator, one.layer) for one in record.labels] == [("Bø Å", Layer.GOLD)] * 2


def test_a_foreign_file_comes_in_with_its_own_words() -> None:
    text = TEXT.replace("\n", "\r\n")
    ann = (
        "T1\tClaim 1 11;25 41\tThe bridge was never closed\n"
        "A1\tVeracity T1 REFUTES\n"
        "A2\tNegated T1\n"
        "A3\tCertainty T1 high\n"
        "#1\tAnnotatorNotes T1\tsee the archive\n"
        "#2\tEvidence T1\tno JSON\n"
        '#3\tEvidence T1\t{"url": "https://x.org", "stance": "refutes", "page": "7"}\n'
    )
    found = label_of(ann, text)
    assert found.verdict is Verdict.DISPUTED
    assert found.tags == ("Claim", "Negated", "Certainty: high")
    kept = 'Evidence: {"url": "https://x.org", "stance": "refutes", "page": "7"}'
    assert found.note == f"see the archive\nEvidence: no JSON\n{kept}"
    assert found.evidence == ()
    assert found.quote == "The bridge … was never closed"
    assert found.annotator == "anna"
    files = {"train/a.ann": ann.encode(), "train/a.txt": text.encode()}
    (record,) = read(FORMAT, files, "train/a.ann", folders="parts")
    assert isinstance(record, Record)
    assert record.labels[0].annotator == "Z"


def test_a_note_that_names_nobody_leaves_it_to_the_folder() -> None:
    ann = 'T1\tverified 1 4\tThe\n#1\tLabel T1\t{"id": "x"}\nT2\tdisputed 5 11\tbridge'
    (record,) = of(ann)
    assert isinstance(record, Record)
    assert [(one.id, one.annotator) for one in record.labels] == [("x", "anna"), ("", "anna")]
    copied = ann + '\n#2\tLabel T2\t{"id": "x"}'
    assert "line 3" in told(copied)
    found = read(FORMAT, {"anna/A.ANN": ann.encode(), "anna/A.txt": TEXT.encode()}, "anna/A.ANN")
    assert len(found) == 1


def test_positions_after_line_ends_were_changed_are_decided_by_the_quotes() -> None:
    quote = "was never closed"
    at = TEXT.index(quote)
    ann = f"T1\tdisputed {at} {at + len(quote)}\t{quote}"
    assert label_of(ann, TEXT.replace("\n", "\r\n")).quote == quote


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n")])
@pytest.mark.parametrize("counted", [0, 1])
def test_a_byte_order_mark_that_brat_counts_moves_nothing(counted: int, text: str) -> None:
    start = text.index("was never") + counted
    whole = f"T1\tverified {start} {start + 9}\twas never\n"
    assert label_of(whole, f"\ufeff{text}").quote == "was never"
    mark = "\ufeff" * counted
    first = f"{whole}T2\tdisputed 0 {4 + counted}\t{mark}{text[:4]}\n"
    (found,) = of(first, f"\ufeff{text}")
    assert isinstance(found, Record)
    assert [label.quote for label in found.labels] == ["was never", text[:4]]


def test_what_is_said_of_a_label_counts_in_the_order_of_the_file() -> None:
    before = (
        "#1\tAnnotatorNotes T1\tfirst\nA1\tConfidence T1 2\n"
        '#3\tLabel T1\t{"id": "old", "annotator": "A"}\n'
    )
    after = (
        "#2\tAnnotatorNotes T1\tsecond\nA2\tConfidence T1 4\n"
        '#4\tLabel T1\t{"id": "new", "annotator": "B"}\n'
    )
    label = label_of(f"{before}T1\tverified 0 4\t{TEXT[:4]}\n{after}")
    assert (label.id, label.annotator, label.confidence) == ("new", "B", 4)
    assert label.note == "first\nsecond"


def test_the_encoding_of_the_text_is_told(project: Project, tmp_path: Path) -> None:
    text = "Le café a fermé ses portes en été, après des années de succès."
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    (tmp_path / "a.ann").write_text("T1\tverified 3 7\n")
    report = import_paths(project, [tmp_path / "a.ann"], choices=Reading("A"))
    assert [note.said for note in report.notes] == ["It is not UTF-8: it was read as cp1252."]
    assert [one.encoding for one in report.read] == ["cp1252"]


def test_a_text_that_begins_with_a_mark_keeps_its_labels_and_loses_the_mark() -> None:
    article = new_article("\ufeffSome text \ufeffhere.", "", created="")
    spans = [(0, 5), (6, 10), (11, 16)]
    labels = [
        Label(str(at), article.id, "A", (Span(*one),), Verdict.VERIFIED, article.text[slice(*one)])
        for at, one in enumerate(spans)
    ]
    record = Record(article, labels)
    assert "byte order mark" in next(FORMAT.losses(record, {}))
    found, refused = back(written(FORMAT, [record]))
    assert refused == []
    (one,) = found.values()
    assert one.article.text == "Some text \ufeffhere."
    assert [label.quote for label in one.labels] == ["Some", "text", "\ufeffhere"]


def test_what_is_no_label_is_told() -> None:
    said = told(
        "T1\tverified 1 4\tThe\nT2\tdisputed 5 11\tbridge\n"
        "R1\tCause Arg1:T1 Arg2:T2\nR2\tCause Arg1:T2 Arg2:T1\nE1\tMove:T1 Theme:T2\n"
        "N1\tReference T1 Wikipedia:12\tThe\n*\tEquiv T1 T2\n"
        "A1\tNegation E1\nA9\tNegation T9\n#1\tAnnotatorNotes R1\twhy\n"
    )
    assert "2 relations are left out" in said
    assert "1 event is left out" in said
    assert "1 normalisation is left out" in said
    assert "1 equivalence is left out" in said
    assert "1 attribute on other than a label is left out" in said
    assert "1 note on other than a label is left out" in said
    assert "line 9: An attribute on nothing" in said


@pytest.mark.parametrize(
    ("ann", "reason"),
    [
        ("T1\tverified 1 4", "anything"),
        ("T1\tverified 1 9999\tThe", "outside"),
        ("T1\tverified 4 1\tThe", "outside"),
        ("T1\tverified 1 4;2 5\tThe he ", "fragments overlap"),
        ("T1\tverified 1 4\tthe", "It quotes “the”, but"),
        ("T1\tverified -1 4\tthe", "no text-bound annotation"),
        ("T1\tverified 1 99999999999999999999\tthe", "no text-bound annotation"),
        ("T1\tverified 1 4\tThe\nT1\tverified 1 4\tThe", "line 2: The id T1 stands in it twice"),
        ("T1\tPerson 1 4\tThe", "“Person” is none of the three verdicts"),
        ("T1\tverified 1 4\tThe\nA1\tLabel T1 refuted", "different verdicts"),
        ("not brat at all", "line 1: This is no line of brat's"),
        ("A\x00\t", "NUL"),
        ("T1", "no text-bound annotation"),
        ("#1\tAnnotatorNotes\tx", "note on nothing"),
        ('T1\tverified 1 4\tThe\n#1\tLabel T1\t{"id": "\ud800"}', "anything"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(ann: str, reason: str) -> None:
    data = ann.encode("utf-8", "surrogatepass")
    files = {"anna/a.ann": data, "anna/a.txt": TEXT.encode()}
    found = read(FORMAT, files, "anna/a.ann")
    said = "\n".join(f"{one.place}: {one.reason}" for one in found if isinstance(one, Refusal))
    if reason == "anything":
        assert found
    else:
        assert reason in said


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 3}', '{"layer": "platinum"}', '{"created": 1}', "[" * 10_000, '{"id": "\\u0000"}',
        '{"spans": [[4, 1]]}', '{"spans": [[1, 4], [2, 5]]}', '{"spans": "x"}', "null",
        '{"spans": [[true, 4]]}', '{"id": "' + "x" * 300 + '"}', '{"spans": [[0, 9e99]]}',
    ],
)  # fmt: skip
def test_a_note_that_only_looks_like_ours_spoils_nothing(line: str) -> None:
    found = label_of(f"T1\tverified 1 4\tThe\n#1\tLabel T1\t{line}\n#2\tEvidence T1\t{line}")
    assert (found.spans, found.verdict) == ((Span(1, 4),), Verdict.VERIFIED)
    assert len(found.id) <= 200


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_noise_is_read_without_a_bug(ann: bytes, text: bytes) -> None:
    assert read(FORMAT, {"a/x.ann": ann, "a/x.txt": text}, "a/x.ann")
    assert read(FORMAT, {"a/x.ann": b"T1\tverified 0 1\tx\n" + ann}, "a/x.ann")


@given(st.data())
def test_a_file_cut_short_or_scrambled_is_read_without_a_bug(data: st.DataObject) -> None:
    files = written(FORMAT, data.draw(records()))
    for name in [one for one in files if one.endswith(".ann")]:
        whole = files[name]
        cut = data.draw(st.integers(0, len(whole)))
        at = data.draw(st.integers(0, len(whole)))
        files[name] = whole[:cut] + data.draw(st.sampled_from([b"", b"\t", b"\xff", whole[at:]]))
        assert read(FORMAT, files, name)


def test_a_project_goes_out_to_a_folder_and_into_another_project(
    project: Project, tmp_path: Path
) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"text": "One two\\nthree.", "labels": ['
        '{"annotator": "Anna B", "verdict": "verified", "spans": [[0, 11]], "note": "n"},'
        '{"annotator": "Carl", "verdict": "disputed", "spans": [[0, 3], [8, 13]]}]}\n'
        '{"text": "Nobody has read this."}\n'
    )
    import_paths(project, [lines])
    out = tmp_path / "brat"
    export(project.queries, str(out), format="brat")
    with Project.create(tmp_path / "other.annotator") as other:
        report = import_paths(other, [out])
        assert not report.refused
        assert (report.articles, report.labels) == (2, 2)
        assert not report.duplicates
        assert sorted(
            (label.id, label.spans, label.note)
            for one in other.queries.records()
            for label in one.labels
        ) == sorted(
            (label.id, label.spans, label.note)
            for one in project.queries.records()
            for label in one.labels
        )
        assert {one.name for one in other.queries.annotators()} == {"Anna B", "Carl"}


@pytest.mark.validators
def test_brats_own_parser_reads_it(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        brat = pytest.importorskip(
            "bratsubset.annotation", reason="brat's parser comes with the extra validators"
        )

    @examples(60)
    @example(torture())
    @example(demo())
    @given(records())
    def check(data: list[Record]) -> None:
        files = written(FORMAT, data)
        for name in [one for one in files if one.endswith(".ann")]:
            (tmp_path / "a.ann").write_bytes(files[name])
            (tmp_path / "a.txt").write_bytes(files[f"{name[:-4]}.txt"])
            with brat.TextAnnotations(str(tmp_path / "a"), read_only=True) as parsed:
                assert parsed.failed_lines == []
                text = parsed.get_document_text()
                mine = joined(read(FORMAT, files, name))[0].popitem()[1]
                assert text == mine.article.text
                theirs = sorted((list(one.spans), one.type) for one in parsed.get_textbounds())
                assert theirs == sorted(
                    (pieces(text, one.spans), one.verdict) for one in mine.labels
                )
                for bound in parsed.get_textbounds():
                    joint = brat.DISCONT_SEP.join(text[a:b] for a, b in bound.spans)
                    assert bound.get_text() == joint

    check()

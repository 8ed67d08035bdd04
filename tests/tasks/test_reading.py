"""A foreign file on its way into a project: units, names and repairs are told, one undo takes it
back."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator.domain.article import new_article
from annotator.domain.dataset import RawLabel, RawRecord, Record
from annotator.domain.label import Verdict
from annotator.errors import AnnotatorError, BrokenError
from annotator.formats import registry
from annotator.formats.format import Format, Option, Refusal, Source
from annotator.store.project import Project
from annotator.tasks import reading
from annotator.tasks.import_lines import report_as_json, report_as_lines
from annotator.tasks.importing import AskError, import_paths, look_at
from annotator.tasks.placing import Reading

TEXT = "👩👩 The bridge was safe. Critics said it was closed."


def _read(source: Source) -> Iterator[RawRecord | Refusal]:
    """One JSON object a file: a text, and labels of [start, end, quote, name]."""
    found = json.loads(source.stream.read())
    labels = [
        RawLabel((name,), ((start, end),) if start is not None else (), quote, place=f"label {at}",
                 note=source.options["note"])
        for at, (start, end, quote, name) in enumerate(found["labels"], 1)
    ]  # fmt: skip
    yield RawRecord(new_article(found["text"], "T", created=""), labels)


LOOSE = Format(
    "loose", "Loose", (".loose",), unit="open", read=_read, many=False,
    options=(Option("note", "A note on each", reading=True, writing=False),),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _plugged(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry.Known({**registry.formats(), "loose": LOOSE}, ())
    monkeypatch.setattr(registry, "_known", lambda: known)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.loose"
    labels = [
        (5, 15, "The bridge", "SUPPORTS"), (20, 24, "safe", "REFUTES"), (26, 33, "Critics", "odd"),
        (0, 6, "Critics", "REFUTES"), (0, 4, "zebra crossing", "REFUTES"),
    ]  # fmt: skip
    path.write_text(json.dumps({"text": TEXT, "labels": labels}))
    return path


def labels_of(project: Project) -> list[tuple[str, str]]:
    return [
        (label.quote, label.verdict.value)
        for record in project.queries.records()
        for label in record.labels
    ]


def test_what_is_in_a_file_is_told_before_it_goes_in(project: Project, file: Path) -> None:
    before = project.queries.newest()
    report = look_at(project, [file], choices=Reading("Anna"))
    assert (report.articles, report.labels, len(report.refused)) == (1, 2, 3)
    assert report.seen.names == {"SUPPORTS": 1, "REFUTES": 3, "odd": 1}
    assert report.seen.unknown == {"odd": 1}
    assert len(report.seen.offers) == 1
    assert [note.said for note in report.notes] == [
        "Places count UTF-16 units, as 3 of 5 quotes say."
    ]
    assert project.queries.newest() == before
    lines = "\n".join(report_as_lines(report))
    assert '--map "odd=disputed"' in lines
    assert "to repair: 1." in lines
    assert json.dumps(report_as_json(report))


def test_it_goes_in_mapped_and_repaired_and_one_undo_takes_it_back(
    project: Project, file: Path
) -> None:
    choices = Reading(
        "Anna", {"odd": Verdict.UNVERIFIABLE}, repair=True, options={"note": "from a file"}
    )
    report = import_paths(project, [file], choices=choices)
    assert sorted(labels_of(project)) == [
        ("Critics", "disputed"), ("Critics", "unverifiable"), ("The bridge", "verified"),
        ("safe", "disputed"),
    ]  # fmt: skip
    assert [left.place for left in report.refused] == ["label 5"]
    assert [(one.place, "score 0.9" in one.said) for one in report.seen.repaired] == [
        ("label 4", True)
    ]
    (record,) = project.queries.records()
    assert {label.note for label in record.labels} == {"from a file"}
    assert list(project.problems()) == []
    again = import_paths(project, [file], choices=choices)
    assert (again.labels, again.known_labels) == (0, 4)


def test_the_persons_word_on_the_unit_goes_first(project: Project, file: Path) -> None:
    report = import_paths(project, [file], choices=Reading("Anna", unit="codepoint"))
    assert (report.labels, report.notes) == (0, [])
    assert len(report.seen.offers) == 3


@pytest.mark.parametrize("options", [{"colour": "red"}, {"formulas": "guard"}])
def test_an_option_that_no_file_here_has_is_refused(
    project: Project, file: Path, options: dict[str, Any]
) -> None:
    with pytest.raises(AnnotatorError, match="They have note"):
        import_paths(project, [file], choices=Reading(options=options))


def test_records_and_raw_records_come_from_one_folder(project: Project, file: Path) -> None:
    line = {"text": "abc", "labels": [{"spans": [[0, 3]], "verdict": "verified"}]}
    (file.parent / "b.jsonl").write_text(json.dumps(line))
    (file.parent / "b.jsonl.manifest.json").write_text("{}")
    report = import_paths(project, [file.parent], choices=Reading("Anna"))
    assert (report.files, report.articles, report.labels) == (2, 2, 3)
    assert {type(one) for one in _read_all(file)} == {RawRecord}


def _read_all(path: Path) -> list[RawRecord | Record | Refusal]:
    with path.open("rb") as stream:
        return list(_read(Source(stream, path.name, options={"note": ""})))


def _lines(source: Source) -> Iterator[RawRecord | Refusal]:
    """A text a line, each with one label of four units from the start that it is said with."""
    for number, line in enumerate(source.stream, 1):
        start, _, text = line.decode().rstrip("\n").partition(" ")
        label = RawLabel(("SUPPORTS",), ((int(start), int(start) + 4),), "safe")
        yield RawRecord(
            new_article(text, f"T{number}", created=""), [label], place=f"line {number}"
        )


@pytest.mark.parametrize("held", [0, 1024, 10**9])
@pytest.mark.parametrize(("wide", "start"), [("utf16", 6), ("codepoint", 5), ("utf8", 8)])
def test_the_quotes_of_the_whole_file_decide_however_much_of_it_is_held_back(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int, wide: str,
    start: int,
) -> None:  # fmt: skip
    """The first place that is another one in another unit quotes nothing that is there; only the
    last line of the file says which it is."""
    kind = Format("lined", "Lined", (".lined",), unit="open", read=_lines)
    monkeypatch.setattr(registry, "_known", lambda: registry.Known({"lined": kind}, ()))
    monkeypatch.setattr(reading, "_HELD", held)
    lines = ["3 is safe 0", f"{start} 👩 is gone", "3 is safe 1", f"{start} 👩 is safe"]
    path = tmp_path / "a.lined"
    path.write_text("\n".join(lines) + "\n")
    report = import_paths(project, [path], annotator=None, choices=Reading("A"))
    assert [str(left) for left in report.refused] == [
        f"{path}, line 2: It quotes “safe”, but the text says “gone” there."
    ]
    assert (report.articles, report.labels) == (4, 3)
    titles = [record.article.title for record in project.queries.records()]
    assert titles == ["T1", "T2", "T3", "T4"]
    words = {"utf16": "UTF-16 units", "codepoint": "code points", "utf8": "UTF-8 bytes"}
    assert [note.said for note in report.notes] == [
        f"Places count {words[wide]}, as 1 of 2 quotes say."
    ]


def test_of_many_files_those_with_nothing_to_tell_are_counted(
    project: Project, tmp_path: Path
) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(f"Text {number}.")
        (tmp_path / f"{number}.md").write_text(f"# Markdown {number}")
    (tmp_path / "table.csv").write_text("title,text\nDam,The dam held.")
    (tmp_path / "latin.txt").write_bytes("Ein Wörtchen.".encode("cp1252"))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "x.doccano.jsonl").write_text('{"text": "abc", "label": [[0, 1, "true"]]}')
    lines = list(report_as_lines(import_paths(project, [tmp_path])))
    assert [one for one in lines if one.startswith("read: ")] == [
        "read: empty.txt: Plain text: 0 articles, 1 refused",
        "read: latin.txt: Plain text, cp1252: 1 article",
        "read: x.doccano.jsonl: doccano’s JSONL, for sequence labelling: 1 article, 1 refused",
        "read: 40 files: Markdown: 40 articles",
        "read: 40 files: Plain text: 40 articles",
        "read: 1 file: Table of articles, with a column of texts: 1 article",
    ]
    assert "nobody’s: 1 label. Say --as NAME to make them that person’s." in lines


def test_nothing_goes_in_where_something_is_to_be_asked(project: Project, file: Path) -> None:
    """Not even the articles and labels before it."""
    texts = file.with_name("0.txt")
    texts.write_text("Some words.")
    before = project.queries.newest()
    with pytest.raises(AskError):
        import_paths(project, [texts, file], ask_first=True)
    assert project.queries.newest() == before
    assert project.queries.article_count() == 0
    assert import_paths(project, [texts], ask_first=True).articles == 1


def test_a_file_at_which_a_reader_breaks_is_refused_and_the_others_go_in(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(source: Source) -> Iterator[Record]:
        yield Record(new_article(source.stream.read().decode(), "T", created=""))
        if source.name.startswith("b"):
            raise IndexError("string index out of range")

    def recognises(head: bytes) -> bool:
        return bool(1 / (len(head) - len(b"zero")))

    broken = Format("broken", "Broken", (".broken",), read=breaking, recognises=recognises)
    twin = replace(broken, name="twin")
    known = registry.Known({**registry.formats(), "broken": broken, "twin": twin}, ())
    monkeypatch.setattr(registry, "_known", lambda: known)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (folder := tmp_path / "in").mkdir()
    for name in "abc":
        (folder / f"{name}.broken").write_text(f"The {name} dam held.")
    (folder / "d.broken").write_text("zero")
    report = import_paths(project, [folder])
    assert report.articles == 3
    places = {one.file: one.reason for one in report.refused}
    assert places.keys() == {"b.broken", "d.broken"}
    for name, kind in (("b.broken", "IndexError"), ("d.broken", "ZeroDivisionError")):
        assert f"{BrokenError.SAID}: {kind}: " in places[name]
        kept = Path(places[name].partition("Kept in ")[2].removesuffix("."))
        assert f"{kind}: " in kept.read_text()
    (one,) = import_paths(project, [folder / "d.broken"]).refused
    assert one.reason == places["d.broken"]  # kept once


def test_what_a_reader_breaks_with_is_told_in_short() -> None:
    """Python's own errors of decoding hold the whole file."""
    with pytest.raises(UnicodeDecodeError) as caught:
        (b"\xff" * 100_000).decode()
    assert len(str(BrokenError(caught.value))) < 400
    assert f"{BrokenError.SAID}: KeyError. " in str(BrokenError(KeyError()))


def test_whoever_hears_of_the_progress_may_end_an_import(project: Project, tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise ZeroDivisionError

    (tmp_path / "a.txt").write_text("The dam held.")
    with pytest.raises(ZeroDivisionError):
        import_paths(project, [tmp_path / "a.txt"], progress=stop)
    assert project.queries.article_count() == 0


def test_flags_are_told_on_the_command_line_alone(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    label = {"annotator": "A", "verdict": "verified"}
    moved = {"text": "It was safe.", "labels": [{**label, "spans": [[0, 2]], "quote": "saffe"}]}
    file.write_text(json.dumps(moved))
    value = {"start": 3, "end": 6, "labels": ["verified"]}
    result = {
        "id": "r",
        "from_name": "verdict",
        "to_name": "text",
        "type": "labels",
        "value": value,
    }
    task = {
        "id": 1,
        "data": {"text": "\U0001f469 some words"},
        "annotations": [{"result": [result]}],
    }
    other = tmp_path / "b.json"
    other.write_text(json.dumps([task]))
    for path, name, flag in ((file, "jsonl", "--repair"), (other, "label-studio", "--offset-unit")):
        report = import_paths(project, [path], format=name)
        told = [*map(str, report.notes), *map(str, report.refused)]
        assert told
        assert "--" not in "".join(told)
        assert f"Say {flag}" in "".join(report_as_lines(report))


@pytest.mark.parametrize("length", [10, 3_000_000])
def test_what_was_read_before_a_reader_breaks_goes_in_and_large_texts_are_not_heaped_up(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    read: list[int] = []
    ahead: list[int] = []

    def breaks(source: Source) -> Iterator[Record]:
        for at in range(60):
            read.append(at)
            ahead.append(len(read) - project.queries.article_count())
            yield Record(new_article(f"{at} {'w' * length}", f"T{at}", created=""))
            if length > 10 and at == 6:
                break
        raise ValueError("no luck")

    broken = Format("breaks", "Breaks", (".breaks",), read=breaks)
    known = registry.Known({**registry.formats(), "breaks": broken}, ())
    monkeypatch.setattr(registry, "_known", lambda: known)
    (tmp_path / "a.breaks").write_text("x")
    report = import_paths(project, [tmp_path / "a.breaks"])
    assert report.articles == len(read)
    assert "no luck" in str(report.refused[0])
    assert max(ahead) <= (50 if length == 10 else 2)


def test_a_unit_that_the_format_fixes_is_told(project: Project, tmp_path: Path) -> None:
    label = {"annotator": "A", "verdict": "verified", "spans": [[0, 2]]}
    (file := tmp_path / "a.jsonl").write_text(json.dumps({"text": "It is.", "labels": [label]}))
    for unit, told in (("utf8", 1), ("codepoint", 0), ("", 0)):
        report = import_paths(project, [file], choices=Reading(unit=unit))
        assert sum("no other unit" in note.said for note in report.notes) == told


def test_ids_of_two_tables_that_are_numbers_of_rows_can_be_left_away(
    project: Project, tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"id,text\n1,Text {name}.\n")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    (left,) = import_paths(project, files).refused
    assert left.flag == "Say --id-column - to leave the ids of this table away."
    report = import_paths(project, files, choices=Reading(options={"id-column": "-"}))
    assert (report.articles, report.refused) == (1, [])

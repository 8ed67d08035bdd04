"""PTC: the rules of the task hold of whatever goes out, and each label that they change is told."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from pathlib import Path

import pytest
from foreign import demo, torture
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from roundtrip import by_text, read, records, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Span, Verdict
from annotator.formats import losing
from annotator.formats.format import Refusal
from annotator.formats.ptc import FORMAT
from annotator.store.project import Project
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Reading

TEXT = "  One two three. \nFour five."
OWN = ("the spaces at a label's edges", "a label is joined", "a label of spaces")


def made(*labels: tuple[int, int, Verdict], text: str = TEXT) -> Record:
    article = new_article(text, "T", created="")
    return Record(
        article,
        [
            Label(str(at), article.id, "A", (Span(start, end),), verdict, text[start:end])
            for at, (start, end, verdict) in enumerate(labels)
        ],
    )


def rows(files: dict[str, bytes]) -> list[list[str]]:
    (name,) = (one for one in files if one.endswith(".labels"))
    return [line.split("\t")[1:] for line in files[name].decode().splitlines()]


def told(files: dict[str, bytes], name: str) -> str:
    found = read(FORMAT, files, name)
    return "\n".join(f"{one.place}: {one.reason}" for one in found if isinstance(one, Refusal))


@example(torture())
@example(demo())
@given(records())
def test_the_rules_of_the_task_hold(data: list[Record]) -> None:
    files = written(FORMAT, data)
    assert written(FORMAT, data) == files
    texts = {name[len("articles/article") : -4]: files[name].decode() for name in files
             if name.endswith(".txt")}  # fmt: skip
    assert sorted(texts.values()) == sorted(one.article.text for one in data)
    for name in [one for one in files if one.endswith(".task2-TC.labels")]:
        table = csv.reader(io.StringIO(files[name].decode()), delimiter="\t")
        found = [(id_, verdict, int(start), int(end)) for id_, verdict, start, end in table]
        assert all(one[0] == name[len("labels/article") :].split(".")[0] for one in found)
        assert len(set(found)) == len(found)
        for id_, verdict, start, end in found:
            assert len(id_) == 9
            assert verdict in list(Verdict)
            assert 0 <= start < end <= len(texts[id_])
            assert texts[id_][start:end] == texts[id_][start:end].strip()
            for other in found:
                if other[1] == verdict and other[2:] != (start, end):
                    assert other[3] <= start or other[2] >= end


@given(records())
def test_what_does_not_come_back_was_told(data: list[Record]) -> None:
    files = written(FORMAT, data)
    names = [one for one in files if one.endswith(".labels")]
    changed = False
    for name, record in zip(names, data, strict=True):
        (found,) = read(FORMAT, files, name)
        assert isinstance(found, Record)
        assert found.article.text == record.article.text
        assert found.article.id == by_text(record).article.id
        wanted = Counter(
            (label.verdict, span) for label in record.labels for span in label.spans
        )  # fmt: skip
        changed |= wanted != Counter((one.verdict, *one.spans) for one in found.labels)
    lost = losing.losses(iter(data), FORMAT, {})
    assert changed == any(one.startswith(OWN) for one in lost)
    assert lost["a label has several fragments"] == sum(
        len(label.spans) > 1 for one in data for label in one.labels
    )


def test_what_the_rules_change_is_told_by_the_label() -> None:
    record = made(
        (0, 5, Verdict.VERIFIED), (4, 9, Verdict.VERIFIED), (4, 9, Verdict.DISPUTED),
        (4, 9, Verdict.DISPUTED), (16, 18, Verdict.VERIFIED), (9, 15, Verdict.VERIFIED),
    )  # fmt: skip
    assert rows(written(FORMAT, [record])) == [
        ["verified", "2", "9"], ["disputed", "4", "9"], ["verified", "10", "15"],
    ]  # fmt: skip
    lost = losing.losses([record], FORMAT, {})
    assert lost["the spaces at a label's edges are cut off"] == 2
    assert lost["a label of spaces alone is left out"] == 1
    joined = "a label is joined with one of the same verdict that it overlaps or repeats"
    assert lost[joined] == 4


def test_two_texts_of_one_number_get_two() -> None:
    one, other = made(text="One."), made(text="Two.")
    twin = replace(other, article=replace(other.article, sha256=one.article.sha256))
    files = written(FORMAT, [one, twin])
    assert len({name for name in files if name.endswith(".txt")}) == 2


def test_the_files_of_the_task_are_read() -> None:
    files = {
        "train-labels-task2-technique-classification/article111.task2-TC.labels": (
            b"111\tDoubt\t2\t5\r\n111\tfalse\t6\t9\n\n112\tfalse\t0\t3\n"
        ),
        "train-articles/article111.txt": TEXT.replace("\n", "\r\n").encode(),
        "train-articles/article112.txt": b"One.",
    }
    name = next(iter(files))
    found = read(FORMAT, files, name)
    assert "line 1: “Doubt” is none of the three verdicts" in told(files, name)
    kept = [one for one in found if isinstance(one, Record)]
    assert [[label.quote for label in one.labels] for one in kept] == [["two"], ["One"]]
    lone = {"a.labels": b"111\tfalse\t2\t5\n"}
    assert "The article article111 is not in the project" in told(lone, "a.labels")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_more_texts_than_may_be_open_are_read(project: Project, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    for number in range(300):
        (tmp_path / f"article{number}.txt").write_text(f"Text {number}.")
    rows = "".join(f"{number}\tfalse\t0\t4\n" for number in range(300))
    (tmp_path / "all.labels").write_text(rows)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_now = sum(1 for _ in Path("/dev/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_now + 50, hard))
    try:
        report = import_paths(project, [tmp_path / "all.labels"], choices=Reading("A"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (report.articles, report.refused) == (300, [])


def test_a_byte_order_mark_is_counted_and_told(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.labels").write_bytes(b"1\tfalse\t1\t5\n")
    (tmp_path / "article1.txt").write_bytes(b"\xef\xbb\xbfSome text.")
    report = import_paths(project, [tmp_path / "a.labels"], choices=Reading("A"))
    assert [note.said for note in report.notes] == [
        "The byte order mark of article1.txt was counted as its first character."
    ]
    (record,) = project.queries.records()
    assert [one.quote for one in record.labels] == ["Some"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1\tfalse\t2", "line 1: It is not an article's number"),
        (b"1\tfalse\t5\t2", "line 1: "),
        (b"1\tfalse\t0\t999", "outside"),
        (b"1\tfalse\t-1\t4", "line 1: It is not"),
        (b"1\tfalse\t1\t99999999999999", "line 1: It is not"),
        (b"1\t2\t5", "no verdict"),
        (b"../1\tfalse\t2\t5", "line 1: It is not"),
        (b"1\t\xff\t2\t5", "not UTF-8"),
        (b"\x00\x01\x02", "line 1: It is not"),
        ("1\tfalse\t٢\t٥".encode(), "line 1: It is not"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(line: bytes, reason: str) -> None:
    files = {"a.labels": line + b"\n1\tfalse\t2\t5\n", "article1.txt": TEXT.encode()}
    assert reason in told(files, "a.labels")
    assert any(isinstance(one, Record) and len(one.labels) == 1
               for one in read(FORMAT, files, "a.labels"))  # fmt: skip


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_noise_is_read_without_a_bug(labels: bytes, text: bytes) -> None:
    files = {"article1.labels": labels + b"\n1\tfalse\t0\t1\n", "article1.txt": text}
    assert read(FORMAT, files, "article1.labels")
    read(FORMAT, {**files, "article1.labels": labels}, "article1.labels")


def test_a_project_goes_out_to_a_folder_and_into_another_project(
    project: Project, tmp_path: Path
) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"text": "One two\\nthree.", "title": "A", "labels": ['
        '{"annotator": "Anna B", "verdict": "verified", "spans": [[0, 13]]}]}\n'
        '{"text": "Nobody has read this."}\n'
    )
    import_paths(project, [lines])
    out = tmp_path / "ptc"
    export(project.queries, str(out), format="ptc")
    with Project.create(tmp_path / "other.annotator") as other:
        report = import_paths(other, [out], choices=Reading("Gold team"))
        assert not report.refused
        assert (report.articles, report.labels) == (2, 1)
        assert [one.name for one in other.queries.annotators()] == ["Gold team"]

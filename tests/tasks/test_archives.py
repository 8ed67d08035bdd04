"""A ZIP of articles: taken in like a folder, and nothing in it leads out of it or swells."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from papers import docx, packed, pdf

from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks import archives
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import import_paths
from annotator.tasks.places import Item
from annotator.tasks.placing import Reading
from annotator.tasks.sources import found

WORDS = "<w:p><w:r><w:t>Words of a document.</w:t></w:r></w:p>"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    path.write_bytes(packed(files))
    return path


def refused(report: ImportReport) -> list[str]:
    return [str(one) for one in report.refused]


def test_what_is_in_an_archive_comes_in_like_a_folder(project: Project, tmp_path: Path) -> None:
    made = zipped(
        tmp_path / "all.zip",
        {
            "a.txt": b"Some words.",
            "deep/er/b.pdf": pdf([["The dam held."]]),
            "c.docx": docx(WORDS),
            "d.jsonl": json.dumps({"text": "A line."}).encode(),
            "annot/e.txt": "Ein Wörtchen.".encode("cp1252"),
            "photo.png": b"\x89PNG",
            "__MACOSX/._a.txt": b"\0\5",
            ".hidden.txt": b"hidden",
        },
    )
    report = import_paths(project, [made])
    assert (report.articles, refused(report)) == (5, [])
    shown = made.as_posix()
    assert [str(note) for note in report.notes if "kind" in str(note)] == [
        f"{shown}: 1 file of no kind that is read: photo.png."
    ]
    read = {one.file.removeprefix(f"{shown}/"): one for one in report.read}
    assert read["deep/er/b.pdf"].format == "pdf"
    assert read["annot/e.txt"].encoding == "cp1252"
    assert str(read["c.docx"]) == f"{shown}/c.docx: DOCX: 1 article"
    again = import_paths(project, [made])
    assert (again.articles, len(again.duplicates)) == (0, 5)


def test_companions_in_an_archive_stay_with_their_file(project: Project, tmp_path: Path) -> None:
    made = zipped(
        tmp_path / "brat.zip", {"a.ann": b"T1\tdisputed 0 4\tSome\n", "a.txt": b"Some words."}
    )
    report = import_paths(project, [made], choices=Reading(as_name="Anna"))
    assert (report.articles, report.labels, refused(report), report.notes) == (1, 1, [], [])


def test_of_brat_the_archive_of_an_annotator_is_their_folder(
    project: Project, tmp_path: Path
) -> None:
    brat = {"a.ann": b"T1\tdisputed 0 4\tSome\n", "a.txt": b"Some words."}
    zipped(tmp_path / "all.zip", {"anna.zip": packed(brat), "ben.zip": packed(brat)})
    report = import_paths(project, [tmp_path / "all.zip"])
    assert (report.labels, report.refused) == (2, [])
    assert {one.name for one in project.queries.annotators()} >= {"anna", "ben"}


def test_an_archive_in_a_folder_or_an_archive_is_opened_and_one_deeper_is_not(
    project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    deepest = packed({"c.txt": b"deepest"})
    inner = packed({"b.txt": b"inner", "c.zip": deepest, "../d.txt": b"out"})
    broken = {"broken.zip": b"no archive", "cut.ZIP": inner[:-30]}
    zipped(folder / "a.zip", {"a.txt": b"outer", "inner.zip": inner, **broken})
    report = import_paths(project, [folder])
    assert [one.file for one in report.read] == ["a.zip/a.txt", "a.zip/inner.zip/b.txt"]
    assert report.articles == 2
    assert refused(report) == [
        "a.zip/inner.zip/c.zip: An archive inside an archive inside this one is not opened.",
        "a.zip/inner.zip/../d.txt: Its name leads out of the archive.",
        "a.zip/broken.zip: This is no ZIP, or it is damaged. Pack it anew.",
        "a.zip/cut.ZIP: This is no ZIP, or it is damaged. Pack it anew.",
    ]


def test_what_is_in_inner_archives_counts_for_the_limits(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = packed({f"{n}.txt": b"words" for n in range(3)})
    made = zipped(tmp_path / "a.zip", {"1.zip": inner, "2.zip": inner})
    monkeypatch.setattr(archives, "MOST_FILES", 7)
    assert "There are 8 files in it, more than 7." in refused(import_paths(project, [made]))[0]
    monkeypatch.undo()
    bomb = packed({"bomb.txt": b"0" * 5_000_000, "good.txt": b"Good words."})
    made = zipped(tmp_path / "b.zip", {"in.zip": bomb})
    report = import_paths(project, [made])
    assert report.articles == 1
    assert "in.zip/bomb.txt: It would unpack to more than 200 times" in refused(report)[0]
    monkeypatch.setattr(archives, "LARGEST", 5_000_000)
    assert "It unpacks to more than 0 GB." in refused(import_paths(project, [made]))[0]


def test_no_name_leads_out_and_no_link_is_followed(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    made = tmp_path / "evil.zip"
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("../secret.txt", "/etc/secret.txt", "a/../../secret.txt", "C:secret.txt"):
            archive.writestr(name, "words")
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", "Good words.")
    report = import_paths(project, [made])
    assert report.articles == 1
    assert [one.removeprefix(f"{made.as_posix()}/") for one in refused(report)] == [
        "../secret.txt: Its name leads out of the archive.",
        "/etc/secret.txt: Its name leads out of the archive.",
        "a/../../secret.txt: Its name leads out of the archive.",
        "C:secret.txt: Its name leads out of the archive.",
        "link.txt: It is a link.",
    ]


def test_a_file_without_a_name_is_refused_and_the_others_go_in(
    project: Project, tmp_path: Path
) -> None:
    made = zipped(tmp_path / "a.zip", {"": b"hello", "good.txt": b"Good words."})
    report = import_paths(project, [made])
    assert (report.articles, refused(report)) == (1, [f"{made.as_posix()}/: It has no name."])


def test_a_file_that_swells_is_refused_before_it_is_unpacked(
    project: Project, tmp_path: Path
) -> None:
    made = zipped(tmp_path / "bomb.zip", {"bomb.txt": b"0" * 5_000_000, "a.txt": b"Good words."})
    report = import_paths(project, [made])
    assert report.articles == 1
    assert refused(report)[0].endswith("bomb.txt: It would unpack to more than 200 times its size.")


def test_an_archive_that_is_too_much_is_refused_whole(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = zipped(tmp_path / "a.zip", {f"{n}.txt": b"words" for n in range(4)})
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    report = import_paths(project, [made])
    assert not report.anything
    assert "There are 4 files in it, more than 3." in refused(report)[0]
    monkeypatch.undo()
    monkeypatch.setattr(archives, "LARGEST", 10)
    assert "It unpacks to more than 0 GB." in refused(import_paths(project, [made]))[0]


def test_a_gigabyte_that_is_only_declared_is_not_taken(project: Project, tmp_path: Path) -> None:
    raw = bytearray(packed({"a.txt": b"Some words."}))
    at = raw.index(b"PK\1\2") + 24
    raw[at : at + 4] = (2**30).to_bytes(4, "little")
    made = tmp_path / "a.zip"
    made.write_bytes(raw)
    assert "more than 200 times" in refused(import_paths(project, [made]))[0]


def test_one_that_is_damaged_inside_leaves_the_others(project: Project, tmp_path: Path) -> None:
    raw = packed({"a.txt": b"Some words that are packed.", "b.txt": b"Good words."})
    made = tmp_path / "a.zip"
    made.write_bytes(raw.replace(raw[35:50], b"\xff" * 15, 1))
    report = import_paths(project, [made])
    assert report.articles == 1
    assert "a.txt: It is damaged in the archive: " in refused(report)[0]
    assert (report.read[0].refused, report.read[1].articles) == (1, 1)


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_one_that_is_damaged_is_told_however_it_is_packed(
    project: Project, tmp_path: Path, packing: int
) -> None:
    made = tmp_path / "a.zip"
    with zipfile.ZipFile(made, "w", packing) as archive:
        archive.writestr("a.txt", "".join(f"Word {number}. " for number in range(2_000)))
    raw = bytearray(made.read_bytes())
    raw[60:80] = b"\xff" * 20
    made.write_bytes(raw)
    (said,) = refused(import_paths(project, [made]))
    assert "a.txt" in said


@pytest.mark.parametrize("raw", [b"", b"hello", b"PK\3\4" + b"\0" * 99, packed({"a": b"x"})[:-9]])
def test_what_is_no_archive_is_refused_in_a_sentence(
    project: Project, tmp_path: Path, raw: bytes
) -> None:
    made = tmp_path / "a.zip"
    made.write_bytes(raw)
    report = import_paths(project, [made, tmp_path / "none.zip"])
    first, second = refused(report)
    assert first.endswith("This is no ZIP, or it is damaged. Pack it anew.")
    assert "none.zip is not there." in second
    assert not report.anything


@examples(60)
@given(st.integers(0, 800), st.binary(min_size=1, max_size=4), st.booleans())
def test_one_that_is_cut_or_spoilt_gives_items_or_reasons(
    tmp_path: Path, at: int, junk: bytes, cut: bool
) -> None:
    inner = packed({"d.txt": b"Words inside.", "e/f.txt": b"And more."})
    raw = packed({"a.txt": b"Some words.", "b/c.txt": b"More of them.", "in.zip": inner})
    made = tmp_path / "a.zip"
    made.write_bytes(raw[:at] if cut else raw[:at] + junk + raw[at + len(junk) :])
    for one in found([made], None):
        if isinstance(one, Item):
            try:
                with one.opened(None, {}) as source:
                    assert isinstance(source.stream.read(), bytes)
            except (AnnotatorError, OSError):
                pass  # told as a refusal


def test_a_format_that_is_named_is_read_from_an_archive(project: Project, tmp_path: Path) -> None:
    made = zipped(tmp_path / "a.zip", {"a.txt": b"One.", "b.md": b"Two."})
    assert import_paths(project, [made], format="markdown").articles == 1
    (item,) = [one for one in found([made], None) if isinstance(one, Item) and one.name == "a.txt"]
    with item.opened(None, {}) as source:
        assert source.sibling("b.md") is not None
        assert source.sibling("../a.zip") is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("whole", [True, False])
def test_of_two_files_of_one_name_the_second_is_refused(
    project: Project, tmp_path: Path, *, whole: bool
) -> None:
    (folder := tmp_path / "in").mkdir()
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("t.txt", "First words.")
        archive.writestr("t.txt", "Second words.")
    report = import_paths(project, [folder if whole else folder / "x.zip"])
    assert report.articles == 1
    (left,) = refused(report)
    assert left.endswith("x.zip/t.txt: Its name stands in the archive twice.")

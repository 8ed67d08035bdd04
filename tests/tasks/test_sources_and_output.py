"""Where files come from and where they go: companions, no way out of a folder, all or nothing."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import orjson
import pytest
from msgspec.structs import replace
from places import unreadable

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.errors import AnnotatorError
from annotator.formats import registry
from annotator.formats.format import Format, Output, Refusal, Source
from annotator.formats.naming import file_name
from annotator.store.project import Project
from annotator.tasks import manifest
from annotator.tasks.choosing import Choices
from annotator.tasks.copies import keep_copy
from annotator.tasks.disagreement_table import write_table
from annotator.tasks.exporting import export
from annotator.tasks.import_report import Left
from annotator.tasks.importing import import_paths, import_text
from annotator.tasks.insights.files import write_file
from annotator.tasks.output import FileOutput, FolderOutput, Job
from annotator.tasks.places import Folder, Item, StandardInput
from annotator.tasks.sources import found
from annotator.tasks.whole import NewFolder, Whole, check_target


def _read(source: Source) -> Iterator[Refusal]:
    for name in ("a.txt", "../a.txt", "../../secret.txt", "/etc/passwd", "a.txt\0"):
        with suppress(OSError):
            beside = source.sibling(name)
            yield Refusal(name, beside.read().decode() if beside else "nothing")


PAIR = Format("pair", "Pairs", (".pair",), read=_read, companions=(".txt", "types.xml"))
JOB = Job({}, {}, {})
NOBODY = 999_999_999
"""The number of no process."""


def test_companions_are_read_with_their_file_and_not_by_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    for name in ("a.pair", "a.txt", "b.txt", "types.xml"):
        (folder / name).write_text(f"this is {name}")
    items = [one for one in found([folder], None) if isinstance(one, Item)]
    assert [one.name for one in items] == ["a.txt", "b.txt"]  # nobody knows .pair by itself
    (item,) = found([folder], PAIR)
    assert isinstance(item, Item)
    with item.opened("Anna", {}) as source:
        told = {one.place: one.reason for one in _read(source)}
    assert told == {
        "a.txt": "this is a.txt", "../a.txt": "nothing", "../../secret.txt": "nothing",
        "/etc/passwd": "nothing", "a.txt\0": "nothing",
    }  # fmt: skip
    names = [folder / "a.pair", folder / "a.txt", folder / "types.xml"]
    assert [one.shown for one in found(names, PAIR)] == [str(folder / "a.pair")]


def test_what_lies_beside_a_project_is_no_source_of_articles(
    project: Project, article: Article, tmp_path: Path
) -> None:
    desk = tmp_path / "desk"
    (desk / "more").mkdir(parents=True)
    for place in (desk, desk / "more"):
        (place / "dam.txt").write_text(f"The dam held at {place.name}.")
        with Project.create(place / "north.annotator") as one:
            one.back_up_daily()
            (page := tmp_path / "seen.txt").write_text("What the source said.")
            keep_copy(one.path, page)
    with Project.open(desk / "north.annotator") as north:
        report = import_paths(north, [desk])
        titles = [record.article.title for record in north.queries.records()]
    assert sorted(titles) == ["The dam held at desk.", "The dam held at more."]
    (note,) = report.notes
    assert "more/north.annotator, north.annotator" in note.said
    assert "backups" not in note.said
    assert "-wal" not in note.said


def test_a_folder_does_not_lead_out_by_a_link(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.txt").write_text("a")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "deep").symlink_to(tmp_path)
    (inside / "lost.txt").symlink_to(inside / "gone.txt")
    (inside / "same.txt").symlink_to(inside / "a.txt")
    (inside / "again").symlink_to(inside)
    folder = Folder(inside)
    assert folder.names() == ["a.txt", "same.txt"]
    assert folder.open("link.txt") is None
    assert folder.open("deep/secret.txt") is None
    (inside / "round").symlink_to(inside / "round")
    names = [one.name for one in Folder(inside).shut]
    assert names == ["deep", "link.txt", "lost.txt", "round"]
    (inside / "round").unlink()
    report = import_paths(project, [inside])
    assert (report.articles, len(report.duplicates)) == (1, 1)
    assert [(one.file, one.reason) for one in report.refused] == [
        (name, "It is a link that leads out of the folder, or to nothing.")
        for name in ("deep", "link.txt", "lost.txt")
    ]


@pytest.mark.skipif(os.name == "nt", reason="modes are of other systems")
def test_a_folder_that_cannot_be_looked_into_is_told(project: Project, tmp_path: Path) -> None:
    root = tmp_path / "press"
    (root / "locked").mkdir(parents=True)
    (root / "a.txt").write_text("a")
    (root / "locked" / "b.txt").write_text("b")
    with unreadable(root / "locked"):
        report = import_paths(project, [root])
    assert report.articles == 1
    assert report.refused == [
        Left("locked", "", "It may not be read or written. Ask for access, or choose another.")
    ]
    (root / "back\\slash.txt").write_text("c")
    assert [one.reason.partition(",")[0] for one in Folder(root).shut] == [
        "Its name has a backslash"
    ]
    with unreadable(root):
        report = import_paths(project, [root])
    assert [one.file for one in report.refused] == [str(root)]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no opening but of links")
def test_a_file_that_has_become_a_link_since_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.txt").write_text("a")
    folder = Folder(inside)
    assert folder.names() == ["a.txt"]
    (inside / "a.txt").unlink()
    (inside / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(OSError):
        folder.open("a.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text there")
def test_names_in_another_encoding_stay_apart_and_find_the_text_beside(
    project: Project, tmp_path: Path
) -> None:
    for folder, verdict in (("Ren\udce9", "verified"), ("Ren\udce8", "disputed")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "caf\udce9.txt").write_text("The dam holds.")
        (tmp_path / folder / "caf\udce9.ann").write_text(f"T1\t{verdict} 0 7\tThe dam\n")
    report = import_paths(project, [tmp_path])
    assert (report.articles, report.labels, report.refused) == (1, 2, [])
    (record,) = project.queries.records()
    assert {one.annotator: str(one.verdict) for one in record.labels} == {
        r"Ren\xe9": "verified", r"Ren\xe8": "disputed"
    }  # fmt: skip


def test_a_folder_and_the_archive_of_it_are_read_in_one_order(tmp_path: Path) -> None:
    names = ["A/x.ann", "A/x.txt", "A-2/x.ann", "A-2/x.txt", "b.jsonl", "c/x.ann", "c/x.txt"]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in names:
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / name).write_text("")
            archive.writestr(name, "")
    for place in ("in", "all.zip"):
        items = [one for one in found([tmp_path / place], None) if isinstance(one, Item)]
        # That it has its text at hand moves no file past one that may tell more of the article.
        assert [one.name for one in items] == ["A/x.ann", "A-2/x.ann", "b.jsonl", "c/x.ann"]


def test_files_of_one_name_follow_one_another_where_each_has_its_text_beside_it(
    tmp_path: Path,
) -> None:
    brat, text = registry.format_named("brat"), registry.format_named("text")
    for name in ("A/x", "A/y", "B/w", "B/x", "C/x", "x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        for end in (".ann", ".txt"):
            (tmp_path / f"{name}{end}").write_text("")
    items = [one for one in found([tmp_path], None) if isinstance(one, Item)]
    assert [one.name.removesuffix(".ann") for one in items if one.format == brat] == [
        "A/x", "B/x", "C/x", "x", "A/y", "B/w"
    ]  # fmt: skip
    items = [one for one in found([tmp_path], text) if isinstance(one, Item)]
    assert [one.name.removesuffix(".txt") for one in items] == [
        "A/x", "A/y", "B/w", "B/x", "C/x", "x"
    ]  # fmt: skip


def test_files_take_their_names_together_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.x"
    target.write_text("old")
    with suppress(ZeroDivisionError), Whole() as whole:
        output = FileOutput(whole, target, JOB)
        output.stream.write(b"new")
        with output.open(".side.tsv") as side:
            side.write(b"side")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["a.x"]
    assert target.read_text() == "old"
    with Whole() as whole:
        output = FileOutput(whole, target, JOB)
        output.stream.write(b"new")
        with output.open(".side.tsv") as side:
            side.write(b"side")
        assert list(whole.written()) == [str(tmp_path / "a.side.tsv"), str(target)]
        whole.finish()
    assert target.read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.side.tsv", "a.x"]


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"

    def fill(text: bytes, *, fail: bool = False) -> None:
        with Whole() as whole:
            output = FolderOutput(whole.folder(target), JOB)
            with output.open("deep/a.txt") as stream:
                stream.write(text)
            if fail:
                raise ZeroDivisionError
            (content,) = whole.written().values()
            assert content == (len(text), hashlib.sha256(text).digest())
            assert list(whole.written()) == [str(target / "deep" / "a.txt")]
            whole.finish()

    fill(b"old")
    with pytest.raises(ZeroDivisionError):
        fill(b"new", fail=True)
    assert (target / "deep" / "a.txt").read_bytes() == b"old"
    fill(b"new")
    assert (target / "deep" / "a.txt").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    (mine := tmp_path / ".out.old").mkdir()
    target.rename(tmp_path / f".out.{NOBODY}.old")  # where a kill between two names leaves it
    with pytest.raises(ZeroDivisionError):
        fill(b"newer", fail=True)
    assert (target / "deep" / "a.txt").read_bytes() == b"new"
    (tmp_path / f".out.{NOBODY}.old").mkdir()
    fill(b"newest")
    assert sorted(tmp_path.iterdir()) == [mine, target]


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/../../x", "a/./x", "a//x", "a\\..\\x", "", "x\0"]
)
def test_a_writer_is_not_led_out_of_its_folder(tmp_path: Path, name: str) -> None:
    output = FolderOutput(NewFolder(tmp_path, tmp_path, {}), JOB)
    with pytest.raises(ValueError, match="no path"), output.open(name):
        pass


def test_a_folder_of_the_persons_own_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(AnnotatorError, match=r"mine\.txt, which is not of an earlier export"):
        check_target(tmp_path, (), folder=True)
    check_target(tmp_path, [str(tmp_path / "mine.txt")], folder=True)
    with pytest.raises(AnnotatorError, match="is a file"):
        check_target(tmp_path / "mine.txt", (), folder=True)


def test_a_format_that_is_only_written_and_a_file_that_is_not_there_are_refused(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    report = import_paths(project, [tmp_path, tmp_path / "a.zip"], format="fever")
    assert {one.reason for one in report.refused} == {
        "FEVER JSONL, for research can be written, but not read."
    }
    for name in ("old.DOC", "p.annotator", "x.xls"):
        (tmp_path / name).write_text("x")
    report = import_paths(
        project, [tmp_path / "old.DOC", tmp_path / "p.annotator", tmp_path / "x.xls"]
    )
    assert [one.reason.partition(" cannot be read. ")[2] for one in report.refused] == [
        "Save it as DOCX.", "It is a project: merge it.", "Save it as XLSX.",
    ]  # fmt: skip
    report = import_paths(project, [tmp_path / "none"])
    assert [one.reason for one in report.refused] == ["It is not there. Check the path."]


@pytest.mark.parametrize("name", ["jsonl", "brat"])
@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/", "/ (is a folder|holds )"),
        ("", r"\. (is a folder|holds )"),
        ("none/out", "none is not there"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_said(
    project: Project, name: str, target: str, reason: str
) -> None:
    with pytest.raises(AnnotatorError, match=reason):
        export(project.queries, target, format=name)


@contextmanager
def half_way(project: Project, target: Path, kind: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is in the midst of an export."""
    script = Path(__file__).with_name("killed_export.py")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, script, project.path, target, kind], cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == b"half\n"
        yield child


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word to it")
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_an_export_that_the_system_ends_leaves_nothing(
    project: Project, article: Article, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with half_way(project, folder / "data", kind) as child:
        child.terminate()
        assert child.wait() == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has links for administrators alone")
@pytest.mark.parametrize("name", ["jsonl", "brat"])
def test_what_a_link_leads_to_is_written_and_the_link_stays(
    project: Project, article: Article, tmp_path: Path, name: str
) -> None:
    (there := tmp_path / "there").mkdir()
    link = tmp_path / "link"
    link.symlink_to(there / "data")
    for _ in range(2):  # it leads to nothing, then to what was written
        report = export(project.queries, str(link), format=name)
        assert link.is_symlink()
        assert all(Path(one).is_relative_to(link) for one in report.files)
        assert all(Path(one).stat().st_size or name == "brat" for one in report.files)
        assert [one.name for one in there.iterdir()] == ["data"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_not_replaced(project: Project, article: Article, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path / "a.jsonl"):
        if target != pipe:
            pipe.rename(tmp_path / "a.jsonl.manifest.json")
        with pytest.raises(AnnotatorError, match="is no file, but a device or a pipe"):
            export(project.queries, str(target))
    assert stat.S_ISFIFO((tmp_path / "a.jsonl.manifest.json").stat().st_mode)
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize("by", ["name", "link"])
def test_nothing_is_written_over_a_project(project: Project, tmp_path: Path, by: str) -> None:
    target = project.path
    if by == "link":
        (target := tmp_path / "table.csv").symlink_to(project.path)
    for write in (
        lambda: write_table(project.queries, str(target)),
        lambda: write_file(target, b"a report"),
        lambda: export(project.queries, str(target), format="csv"),
    ):
        with pytest.raises(AnnotatorError, match="is the name of a project"):
            write()
    assert list(project.problems()) == []
    with Project.open(project.path) as again:
        assert again.id == project.id


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_killed_export_leaves_the_old_one_whole_and_the_next_sweeps(
    project: Project, article: Article, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "data"
    old = target / "old.txt" if kind == "folder" else target
    old.parent.mkdir(exist_ok=True)
    old.write_text("the old one")
    raw = old.read_bytes()
    name = old.relative_to(folder).as_posix()
    (folder / "data.manifest.json").write_bytes(orjson.dumps({"files": [{"name": name}]}))
    with half_way(project, target, kind) as child:
        child.kill()
    assert old.read_bytes() == raw
    left = [path.name for path in folder.iterdir() if path.name.endswith(".part")]
    assert left == [f".data.{child.pid}.part"]
    with Whole() as whole:
        (whole.folder if kind == "folder" else whole.file)(target)
        whole.written()
        now = [path.name for path in folder.iterdir() if path.name.endswith(".part")]
        assert now == [f".data.{os.getpid()}.part"]


def test_a_folder_is_written_again_and_only_over_an_earlier_export(
    project: Project, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(records: Iterable[Record], output: Output) -> None:
        taken: dict[str, int] = {}
        for record in records:
            with output.open(f"texts/{file_name(record.article.title, taken)}.txt") as stream:
                stream.write(record.article.text.encode())

    halves = Format("halves", "Halves", (".halves",), write=write, folder=True)
    monkeypatch.setattr(registry, "_known", lambda: registry.Known({"halves": halves}, ()))
    target = tmp_path / "out"
    for _ in range(2):
        report = export(project.queries, str(target), format="halves")
        assert report.files == [str(target / "texts" / "Halt.txt")]
        assert Path(report.manifest) == tmp_path / "out.manifest.json"
    split = export(
        project.queries, str(target), format="halves", choices=Choices(split=(0, 0, 100))
    )
    assert split.files == [str(target / "test" / "texts" / "Halt.txt")]
    (target / "mine.txt").write_text("mine")
    with pytest.raises(AnnotatorError, match=r"mine\.txt, which is not of an earlier export"):
        export(project.queries, str(target), format="halves")
    with pytest.raises(AnnotatorError, match="several files"):
        export(project.queries, "-", format="halves")


def test_a_format_whose_library_is_missing_says_how_to_get_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = replace(
        PAIR, name="heavy", needs="no_such_module", extra="heavy", write=lambda *_: None
    )
    monkeypatch.setattr(registry, "_known", lambda: registry.Known({"heavy": heavy}, ()))
    with pytest.raises(AnnotatorError, match=r'pip install "factcheck-annotator\[heavy\]"'):
        export(project.queries, str(tmp_path / "o.pair"))
    (one,) = found([tmp_path / "a.pair"], None)
    assert not isinstance(one, Item)
    assert "no_such_module" in one.reason


def test_a_format_that_takes_all_parts_gets_them_at_once_and_knows_what_they_are(
    project: Project, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        import_text(project, f"Text {number} of twenty.", f"Title {number}")
    seen: dict[str, object] = {}

    def write(records: Iterable[Record], output: Output) -> None:
        for part, some in output.parts.items():
            with output.open(f"data/{part or 'all'}.txt") as stream:
                stream.writelines(one.article.id.encode() + b"\n" for one in some)
        assert list(records) == []  # they go once
        seen.update(output.about)

    whole = Format("whole", "Whole", (".whole",), write=write, folder=True, parts=True)
    monkeypatch.setattr(registry, "_known", lambda: registry.Known({"whole": whole}, ()))
    choices = Choices(split=(50, 25, 25), licence="CC0-1.0", manifest=False)
    report = export(project.queries, str(tmp_path / "out"), format="whole", choices=choices)
    names = [Path(one).name for one in report.files]
    assert names == ["dev.txt", "test.txt", "train.txt"]
    assert sum(len(Path(one).read_bytes().splitlines()) for one in report.files) == 21
    assert (report.articles, report.manifest) == (21, "")
    assert (seen["licence"], seen["journal"]) == ("CC0-1.0", project.queries.newest())
    single = export(project.queries, str(tmp_path / "one"), format="whole")
    assert [Path(one).name for one in single.files] == ["all.txt"]


def test_a_stream_that_a_library_has_closed_is_whole_all_the_same(tmp_path: Path) -> None:
    with Whole() as whole:
        stream = whole.file(tmp_path / "a")
        stream.write(b"words")
        stream.close()
        whole.finish()
    assert (tmp_path / "a").read_bytes() == b"words"


@pytest.mark.skipif(os.name != "posix", reason="the rights of files are others there")
def test_who_could_not_read_what_stood_there_cannot_read_what_takes_its_place(
    tmp_path: Path,
) -> None:
    for name, mode in (("private", 0o600), ("open", 0o664)):
        target = tmp_path / name
        target.write_text("old")
        target.chmod(mode)
        with Whole() as whole:
            whole.file(target).write(b"new")
            whole.finish()
        assert target.read_text() == "new"
        assert stat.S_IMODE(target.stat().st_mode) == mode


def test_a_manifest_that_is_true_no_more_goes(project: Project, tmp_path: Path) -> None:
    import_text(project, "Some words.")
    without = Choices(manifest=False)
    for name in ("jsonl", "brat"):
        target = tmp_path / name
        export(project.queries, str(target), format=name)
        assert manifest.path_for(target).exists()
        export(project.queries, str(target), format=name, choices=without)
        assert target.exists()
        assert not manifest.path_for(target).exists()
    other = manifest.path_for(tmp_path / "other")
    other.write_text("no manifest")
    export(project.queries, str(tmp_path / "other"), format="jsonl", choices=without)
    assert other.read_text() == "no manifest"


def test_the_parts_of_another_split_go_while_they_are_as_they_were_written(
    project: Project, tmp_path: Path
) -> None:
    for number in range(9):
        import_text(project, f"Text {number} is another one than {'x' * number}.")
    target, queries = tmp_path / "d.jsonl", project.queries
    export(queries, str(target), choices=Choices(split=(40, 30, 30)))
    (tmp_path / "d.dev.jsonl").write_text("changed by somebody")
    export(queries, str(target))
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith("d.")) == [
        "d.dev.jsonl", "d.jsonl", "d.jsonl.manifest.json",
    ]  # fmt: skip
    export(queries, str(target), choices=Choices(split=(40, 30, 30)))
    assert not target.exists()


@pytest.mark.parametrize("name", ["{x}" * 100 + ".txt", "{" * 300, "x" * 5_000])
def test_a_name_that_no_file_can_have_is_refused_and_the_others_are_read(
    project: Project, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    report = import_paths(project, [tmp_path / name, tmp_path / "a.txt"])
    assert report.articles == 1
    (left,) = report.refused
    assert "bug" not in left.reason
    with pytest.raises(AnnotatorError, match="cannot be used"):
        export(project.queries, str(tmp_path / name), format="jsonl")


def test_a_file_that_is_named_twice_is_read_once(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    named = [tmp_path / "a.txt", f"{tmp_path}/./a.txt", tmp_path / "link.txt"]
    report = import_paths(project, named)
    assert (report.files, report.articles, report.duplicates) == (1, 1, [])


def test_standard_input_is_read_anew_whoever_is_still_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = bytes(range(256)) * 1_000
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    place = StandardInput()
    first, second = place.open("-"), place.open("-")
    assert first is not None
    assert second is not None
    with first, second:
        assert first.read(100_000) == second.read(100_000) == given[:100_000]
        assert second.read() == given[100_000:]
        assert first.tell() == 100_000
        assert first.seek(-6, os.SEEK_END) == len(given) - 6
        assert first.read() == given[-6:]
        assert first.seek(3) == 3
        assert first.readline() == given[3:11]


def test_an_export_that_fails_at_the_end_leaves_the_parts_of_the_last_one(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        import_text(project, f"Text {number} is another one than {'x' * number}.")
    target = tmp_path / "d.jsonl"
    export(project.queries, str(target), choices=Choices(split=(40, 30, 30)))
    before = sorted(tmp_path.iterdir())

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(AnnotatorError, match="may not be"):
        export(project.queries, str(target))
    assert sorted(tmp_path.iterdir()) == before


def test_standard_input_that_cannot_be_kept_whole_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(source: BinaryIO, target: BinaryIO) -> None:
        target.write(source.read(5))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"The first half")))
    monkeypatch.setattr(shutil, "copyfileobj", fail)
    place = StandardInput()
    for _ in range(2):
        with pytest.raises(OSError, match="No space"):
            place.open("-")

"""Where files come from and where they go: companions, no way out of a folder, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.domain.dataset import Record
from annotator.errors import AnnotatorError
from annotator.formats.format import Format, Refusal, Source
from annotator.tasks.output import FileOutput, FolderOutput, Job, Whole, check_target
from annotator.tasks.sources import Folder, Item, found


def _read(source: Source) -> Iterator[Record | Refusal]:
    for name in ("a.txt", "../a.txt", "../../secret.txt", "/etc/passwd", "a.txt\0"):
        with suppress(OSError):
            beside = source.sibling(name)
            yield Refusal(name, beside.read().decode() if beside else "nothing")


PAIR = Format("pair", "Pairs", (".ann",), read=_read, companions=(".txt", "types.xml"))
JOB = Job({}, {}, {})


def test_companions_are_read_with_their_file_and_not_by_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    for name in ("a.ann", "a.txt", "b.txt", "types.xml"):
        (folder / name).write_text(f"this is {name}")
    items = [one for one in found([folder], None) if isinstance(one, Item)]
    assert [one.name for one in items] == ["a.txt", "b.txt"]  # nobody knows .ann by itself
    (item,) = found([folder], PAIR)
    assert isinstance(item, Item)
    with item.opened("Anna", {}) as source:
        told = dict(PAIR.read(source) if PAIR.read else ())  # type: ignore[arg-type]
    assert told == {
        "a.txt": "this is a.txt", "../a.txt": "nothing", "../../secret.txt": "nothing",
        "/etc/passwd": "nothing", "a.txt\0": "nothing",
    }  # fmt: skip
    names = [folder / "a.ann", folder / "a.txt", folder / "types.xml"]
    assert [one.shown for one in found(names, PAIR)] == [str(folder / "a.ann")]


def test_a_folder_does_not_lead_out_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.txt").write_text("a")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "deep").symlink_to(tmp_path)
    folder = Folder(inside)
    assert folder.names() == ["a.txt"]
    assert folder.open("link.txt") is None
    assert folder.open("deep/secret.txt") is None


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
        assert whole.finish() == [tmp_path / "a.side.tsv", target]
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
            assert whole.finish() == [target / "deep" / "a.txt"]

    fill(b"old")
    with pytest.raises(ZeroDivisionError):
        fill(b"new", fail=True)
    assert (target / "deep" / "a.txt").read_bytes() == b"old"
    fill(b"new")
    assert (target / "deep" / "a.txt").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    target.rename(tmp_path / ".out.old")  # where a kill between two names leaves it
    with pytest.raises(ZeroDivisionError):
        fill(b"newer", fail=True)
    assert (target / "deep" / "a.txt").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\..\\x", "", "x\0"])
def test_a_writer_is_not_led_out_of_its_folder(tmp_path: Path, name: str) -> None:
    output = FolderOutput(tmp_path, JOB)
    with pytest.raises(ValueError, match="no path"), output.open(name):
        pass


def test_a_folder_of_the_persons_own_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(AnnotatorError, match=r"mine\.txt, which is not of an earlier export"):
        check_target(tmp_path, (), folder=True)
    check_target(tmp_path, [tmp_path / "mine.txt"], folder=True)
    with pytest.raises(AnnotatorError, match="is a file"):
        check_target(tmp_path / "mine.txt", (), folder=True)

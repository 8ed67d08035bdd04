"""Where an export is written: beside the target, under a hidden name, until all of it is whole. One
that is interrupted leaves what stood there before."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final, NamedTuple

from annotator.domain.dataset import Record
from annotator.errors import AnnotatorError, system_error
from annotator.formats.format import Options

_PART: Final = ".part"
_OLD: Final = ".old"


class Job(NamedTuple):
    """What a writer is told besides the records: options, the head of the manifest, the parts."""

    options: Options
    about: Mapping[str, Any]
    parts: Mapping[str, Iterable[Record]]


class Whole:
    """Files and folders that take their names together, at `finish`. Left without it, they are
    taken away again."""

    def __init__(self) -> None:
        self._pairs: dict[Path, Path] = {}
        self._streams: list[tuple[BinaryIO, Path]] = []

    def __enter__(self) -> Whole:
        return self

    def __exit__(self, *_: object) -> None:
        for stream, _path in self._streams:
            with suppress(OSError):  # the disk was full: that has been said
                stream.close()
        for partial in self._pairs.values():
            if partial.is_dir():
                shutil.rmtree(partial, ignore_errors=True)
            else:
                partial.unlink(missing_ok=True)

    def file(self, target: Path) -> BinaryIO:
        """A new file, which will have this name."""
        partial = self._partial(target)
        stream = partial.open("wb")
        self._streams.append((stream, partial))
        return stream

    def folder(self, target: Path) -> Path:
        """A new folder, which will have this name, to be filled."""
        _come_back(target)
        partial = self._partial(target)
        partial.mkdir()
        return partial

    def written(self) -> dict[Path, Path]:
        """Put everything on the disk; returns the files by the names that they will have, sorted,
        and where they are so far."""
        for stream, partial in self._streams:
            stream.close()
            with partial.open("rb+") as whole:  # a library may have closed the stream itself
                os.fsync(whole.fileno())
        self._streams.clear()
        files: dict[Path, Path] = {}
        for target, partial in self._pairs.items():
            if partial.is_dir():
                inner = (path for path in partial.rglob("*") if path.is_file())
                files |= {target / path.relative_to(partial): path for path in inner}
            else:
                files[target] = partial
        return dict(sorted(files.items()))

    def finish(self) -> list[Path]:
        """Put everything on the disk and give it its name; returns the files, sorted."""
        files = list(self.written())
        for target, partial in self._pairs.items():
            if partial.is_dir():
                _exchange(partial, target)
            else:
                partial.replace(target)
        self._pairs.clear()
        return files

    def _partial(self, target: Path) -> Path:
        _sweep(target)
        partial = target.with_name(f".{target.name}.{os.getpid()}{_PART}")
        self._pairs[target] = partial
        return partial


def _sweep(target: Path) -> None:
    """Take away what an export to this name has left behind that was killed."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*{_PART}"):
        number = left.name.removeprefix(f".{target.name}.").removesuffix(_PART)
        if number.isdecimal() and not _runs(int(number)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether there is such a process; where that cannot be asked without harm, there is."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exchange(new: Path, target: Path) -> None:
    """Put a folder in the place of another one, which goes only when the new one stands."""
    old = target.with_name(f".{target.name}{_OLD}")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _come_back(target: Path) -> None:
    """Where an earlier export died between the two names of an exchange: the old folder again."""
    old = target.with_name(f".{target.name}{_OLD}")
    if old.is_dir():
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)


class FileOutput:
    """An `Output` of one file, and its companions beside it."""

    def __init__(self, whole: Whole, target: Path, job: Job) -> None:
        self._whole, self._target = whole, target
        self.options, self.about, self.parts = job
        self.stream = whole.file(target)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A companion: an ending in place of the target's, or a name of its own."""
        _check(name)
        beside = f"{self._target.stem}{name}" if name.startswith(".") else name
        yield self._whole.file(self._target.with_name(beside))


class FolderOutput:
    """An `Output` of many files in a folder."""

    def __init__(self, root: Path, job: Job) -> None:
        self._root = root
        self.options, self.about, self.parts = job

    @property
    def stream(self) -> BinaryIO:
        """There is none."""
        raise TypeError("a folder has no stream of its own: open its files by name")

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A file in the folder. Files are not forced to the disk one by one, which takes a minute
        for 50,000; what a power cut spoils, the hashes of the manifest tell."""
        _check(name)
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            yield stream


class StreamOutput:
    """An `Output` of standard output."""

    def __init__(self, stream: BinaryIO, job: Job) -> None:
        self.stream = stream
        self.options, self.about, self.parts = job

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """There is no place for a second file."""
        raise AnnotatorError(f"There is no place for {name}.", "Give a file's name, not -.")


def _check(name: str) -> None:
    """A writer that makes names of titles must not be led out of its folder by one."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
        raise ValueError(f"{name!r} is no path inside a folder")


def check_target(target: Path, ours: Iterable[Path], *, folder: bool) -> None:
    """AnnotatorError where a folder would be written over something that no export made; `ours`
    are the files of the last one."""
    if folder and target.is_dir():
        mine = set(ours)
        other = next((one for one in target.rglob("*") if one.is_file() and one not in mine), None)
        if other is not None:
            raise AnnotatorError(
                f"{target} holds {other.relative_to(target)}, which is not of an earlier export.",
                "Choose another name.",
            )
    elif folder and target.exists():
        raise AnnotatorError(f"{target} is a file.", "Choose another name: this is a folder.")


def as_sentence(error: OSError, target: str) -> AnnotatorError:
    """What the system said, of the target and not of the name that it has until it is whole."""
    error.filename = target
    return system_error(error)

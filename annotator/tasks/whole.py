"""Where an export is written: beside the target, under a hidden name, until all of it is whole. One
that is interrupted leaves what stood there before."""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from annotator.errors import AnnotatorError, system_error
from annotator.store.project import SUFFIX

STANDARD_OUTPUT: Final = "-"
"""What stands for it in the place of a file's name."""

_PART: Final = ".part"
_OLD: Final = ".old"


class Content(NamedTuple):
    """What is in a file that was written, as the manifest names it. There may be 100,000 files."""

    size: int
    sha256: bytes


class NewFolder(NamedTuple):
    """A folder to be filled: where it is so far, the name that it will have, and what has been
    written to it, by the paths that the files will have."""

    path: Path
    target: Path
    files: dict[str, Content]


class Whole:
    """Files and folders that take their names together, at `finish`. Left without it, they are
    taken away again."""

    def __init__(self) -> None:
        self._pairs: dict[Path, Path] = {}
        self._streams: list[tuple[BinaryIO, Path, Path]] = []
        self._files: dict[str, Content] = {}
        self._outdated: list[Path] = []

    def __enter__(self) -> Whole:
        return self

    def __exit__(self, *_: object) -> None:
        for stream, _partial, _target in self._streams:
            with suppress(OSError):  # the disk was full: that has been said
                stream.close()
        for partial in self._pairs.values():
            _remove(partial)

    def file(self, target: Path) -> BinaryIO:
        """A new file, which will have this name."""
        partial = self._partial(target)
        stream = partial.open("wb")
        self._streams.append((stream, partial, target))
        return stream

    def folder(self, target: Path) -> NewFolder:
        """A new folder, which will have this name, to be filled."""
        _come_back(_real(target))
        partial = self._partial(target)
        partial.mkdir()
        return NewFolder(partial, target, self._files)

    def written(self) -> Mapping[str, Content]:
        """Put everything on the disk; returns what is in the files, by the paths that they will
        have, folder by folder."""
        for stream, partial, target in self._streams:
            stream.close()
            with partial.open("rb+") as whole:  # a library may have closed the stream itself
                os.fsync(whole.fileno())
            self._files[str(target)] = Content(partial.stat().st_size, sha256_of_file(partial))
        self._streams.clear()
        return {path: self._files[path] for path in sorted(self._files, key=_folder_by_folder)}

    def outdates(self, file: Path) -> None:
        """When all has its name, this file is not true any more: it goes."""
        self._outdated.append(file)

    def finish(self) -> None:
        """Put everything on the disk and give it its name. What takes the place of another may be
        read by those who might read that."""
        self.written()
        for target, partial in self._pairs.items():
            with suppress(OSError):  # nothing is there, or the file system knows no such rights
                shutil.copymode(target, partial)
            if partial.is_dir():
                _exchange(partial, target)
            else:
                partial.replace(target)
        for file in self._outdated:
            file.unlink(missing_ok=True)
        for folder in {target.parent for target in self._pairs}:
            _keep_names(folder)
        self._pairs.clear()

    def _partial(self, named: Path) -> Path:
        """Where what will have this name stands until then: where a link leads to, so that the link
        stays."""
        target = check_free(named)
        _sweep(target)
        partial = self._pairs[target] = _hidden(target, _PART)
        return partial


def sha256_of_file(path: Path) -> bytes:
    """The SHA-256 of what is in a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


@contextmanager
def stream_to(target: str) -> Iterator[BinaryIO]:
    """Where one file is written: standard output for "-", else what takes its name once all of it
    is on the disk. Raises AnnotatorError where that cannot be."""
    if target == STANDARD_OUTPUT:
        yield standard_output()
        standard_output().flush()
        return
    try:
        with Whole() as whole:
            yield whole.file(Path(target))
            whole.finish()
    except OSError as error:
        raise as_sentence(error, target) from error


def standard_output() -> BinaryIO:
    """Standard output for bytes. Raises AnnotatorError where whoever started us has closed it."""
    if sys.stdout is None:
        raise AnnotatorError("There is no standard output.", "Give a file’s name.")
    return sys.stdout.buffer


def _real(target: Path) -> Path:
    return Path(os.path.realpath(target)) if target.is_symlink() else target


def _folder_by_folder(path: str) -> str:
    return path.replace(os.sep, "\0")


def _hidden(target: Path, ending: str) -> Path:
    """The name that what belongs to a target has meanwhile, with the number of this process."""
    return target.with_name(f".{target.name}.{os.getpid()}{ending}")


def _left(target: Path, ending: str) -> Iterator[Path]:
    """What exports to this name that were killed have left behind."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*{ending}"):
        number = left.name.removeprefix(f".{target.name}.").removesuffix(ending)
        if number.isdecimal() and not _runs(int(number)):
            yield left


def _sweep(target: Path) -> None:
    """Take away what an export to this name has left behind that was killed."""
    for left in _left(target, _PART):
        _remove(left)


def _remove(path: Path) -> None:
    """Take a file or a folder away, if it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


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


def _keep_names(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system has a way to say so."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some file systems of a network have none
        about = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(about)
        finally:
            os.close(about)


def _exchange(new: Path, target: Path) -> None:
    """Put a folder in the place of another one, which goes only when the new one stands."""
    old = _hidden(target, _OLD)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _come_back(target: Path) -> None:
    """Where an earlier export died between the two names of an exchange: the old folder again."""
    for old in _left(target, _OLD):
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)


def check_named(target: Path) -> None:
    """AnnotatorError where a path has no name that a file could have."""
    if not target.name:
        raise AnnotatorError(f"{target} is no name for a file.", "Say what the file is called.")


def check_free(named: Path) -> Path:
    """What will have this name, where a link leads to. AnnotatorError where no file may take its
    place: a project's, or that of what is none."""
    check_named(named)
    target = _real(named)
    if target.name.lower().endswith(SUFFIX):
        raise AnnotatorError(f"{named} is the name of a project.", "Choose another name.")
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise AnnotatorError(
            f"{named} is no file, but a device or a pipe.",
            f"Name a file, or {STANDARD_OUTPUT} for standard output.",
        )
    return target


def check_target(target: Path, ours: Iterable[str], *, folder: bool) -> None:
    """AnnotatorError where a folder would be written over something that no export made, or there
    is no place for it; `ours` are the paths of the files of the last one."""
    if folder and target.is_dir():
        mine = set(ours)
        every = target.rglob("*")
        other = next((one for one in every if str(one) not in mine and one.is_file()), None)
        if other is not None:
            raise AnnotatorError(
                f"{target} holds {other.relative_to(target)}, which is not of an earlier export.",
                "Choose another name.",
            )
    elif folder and target.exists():
        raise AnnotatorError(f"{target} is a file.", "Choose another name: this is a folder.")
    elif target.is_dir():
        raise AnnotatorError(f"{target} is a folder.", "Name a file.")
    elif not target.parent.is_dir():
        raise AnnotatorError(
            f"The folder {target.parent} is not there.", "Make it, or name another."
        )


def as_sentence(error: OSError, target: str) -> AnnotatorError:
    """What the system said, of the target and not of the name that it has until it is whole."""
    error.filename = target
    return system_error(error)

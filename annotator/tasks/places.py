"""Places that files are read from: a folder, a file that the person names, standard input. A file
is opened by its name in a place, and no name leads out of it, no link and no `..`."""

from __future__ import annotations

import errno
import io
import os
import posixpath
import shutil
import stat
import sys
import tempfile
import weakref
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, Protocol, cast

from msgspec import Struct

from annotator.domain.text import readable
from annotator.errors import AnnotatorError, system_error
from annotator.formats.format import Format, Options, Source
from annotator.tasks.fetching import Page

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD_INPUT: Final = "-"
_HEAD: Final = 64 * 1024
_LONGEST_LINE: Final = 32 * 1024 * 1024
_PARQUET: Final = b"PAR1"
_LINK: Final = "It is a link that leads out of the folder, or to nothing."
_BACKSLASH: Final = "Its name has a backslash, which leads out of folders elsewhere. Rename it."
_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)  # Windows has none


class Place(Protocol):
    """Files that know one another, by their paths from one root with `/` between."""

    def open(self, name: str) -> BinaryIO | None:
        """A file of this place, from its beginning; None where there is none. Raises OSError or
        AnnotatorError."""

    def size(self, name: str, /) -> int:
        """Its size in bytes, 0 where it is not known."""


class Shut(NamedTuple):
    """What is in a place and is not read, and why."""

    name: str
    reason: str


class Folder:
    """The place that a folder is. Where its own folders lead to is looked up once for each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before = f"{root}{os.sep}"  # a path as an object costs more than to open the file
        self._real = root.resolve()
        self._within: dict[str, bool] = {}
        self._plain: set[str] = set()
        """Files that were listed and are no links."""

    def open(self, name: str) -> BinaryIO | None:
        path = self._before + name
        if name in self._plain:  # with a size for its buffer, it is not asked if it is a terminal
            return open(path, "rb", io.DEFAULT_BUFFER_SIZE, opener=_as_no_link)
        return open(path, "rb") if self._inside(name) else None  # noqa: PTH123

    def size(self, name: str) -> int:
        found = self._inside(name)
        return found.st_size if found else 0

    def names(self) -> list[str]:
        """All files in it that are not hidden, in order; no link out of it is followed."""
        return self._listed[0]

    @property
    def shut(self) -> list[Shut]:
        """Links that are not followed, folders that cannot be looked into, and names with a
        backslash."""
        return self._listed[1]

    @cached_property
    def _listed(self) -> tuple[list[str], list[Shut]]:
        names, shut, folders = list[str](), list[Shut](), [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._before + folder) as entries:
                    for entry in entries:
                        if not entry.name.startswith("."):
                            self._list(entry, folder + entry.name, names, shut, folders)
            except OSError as error:
                error.filename = "It"
                shut.append(Shut(folder[:-1], str(system_error(error))))
        return sorted(names, key=parts), sorted(shut, key=lambda one: parts(one.name))

    def _list(
        self, entry: os.DirEntry[str], name: str, names: list[str], shut: list[Shut],
        folders: list[str],
    ) -> None:  # fmt: skip
        """Add what is in a folder to where it belongs."""
        if entry.is_symlink():
            if self._inside(name) is not None:
                names.append(name)
            elif not self._leads_in(entry):
                shut.append(Shut(name, _LINK))
        elif "\\" in entry.name:
            shut.append(Shut(name, _BACKSLASH))
        elif entry.is_dir(follow_symlinks=False):
            folders.append(f"{name}/")
        elif entry.is_file(follow_symlinks=False):
            names.append(name)
            self._plain.add(name)

    def _leads_in(self, link: os.DirEntry[str]) -> bool:
        """Whether a link leads to a folder in this one, where its files are found anyway."""
        try:
            return link.is_dir() and self._holds(Path(link.path))
        except OSError:  # it leads in a circle
            return False

    def _inside(self, name: str) -> os.stat_result | None:
        """What the system says of a file, None where there is none of this name inside."""
        if "\0" in name or "\\" in name:
            return None
        try:
            found = os.lstat(self._before + name)
            if stat.S_ISLNK(found.st_mode):
                path = self.root / name
                return path.stat() if path.is_file() and self._holds(path) else None
            folder = name.rpartition("/")[0]
            if folder not in self._within:
                self._within[folder] = self._holds(self.root / folder)
            return found if stat.S_ISREG(found.st_mode) and self._within[folder] else None
        except OSError:
            return None

    def _holds(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._real)


def parts(name: str) -> list[str]:
    """By which files are put in order: a folder with all that is in it comes as one."""
    return name.split("/")


def _as_no_link(path: str, flags: int) -> int:
    """Open a file that was none when it was listed."""
    return os.open(path, flags | _NO_LINK)


class Named(Struct, frozen=True):
    """The place of one file that the person has named: it is read wherever it leads to, and so are
    the files beside it, but for links out of there."""

    path: Path

    def open(self, name: str) -> BinaryIO | None:
        if name == self.path.name:
            return self.path.open("rb")
        return Folder(self.path.parent).open(name)

    def size(self, name: str) -> int:
        try:
            return self.path.stat().st_size if name == self.path.name else 0
        except OSError:
            return 0


class StandardInput:
    """What comes in by standard input, kept on the disk so that it can be read twice."""

    def __init__(self) -> None:
        self._kept: BinaryIO | None = None

    def open(self, name: str) -> BinaryIO | None:
        if name != STANDARD_INPUT:
            return None
        if self._kept is None:
            if sys.stdin is None:  # closed by whoever started us
                raise AnnotatorError("There is no standard input.", "Name a file.")
            kept = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the import lasts
            weakref.finalize(self, kept.close)
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.flush()
            self._kept = kept  # all of it is here
        return cast("BinaryIO", io.BufferedReader(_Reading(self._kept, self)))

    def size(self, _: str) -> int:
        return 0


class _Reading(io.RawIOBase):
    """A file as one of several readers has it, who read it at once: a descriptor has one position,
    also where it is duplicated."""

    def __init__(self, file: BinaryIO, owner: object) -> None:
        self._file, self._at = file, 0
        self._owner = owner
        """Who closes the file when nobody holds it any more."""

    def readable(self) -> bool:
        """It is read."""
        return True

    def seekable(self) -> bool:
        """It has a position."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read on from where this reader is."""
        self._file.seek(self._at)
        found = self._file.read(len(memoryview(buffer)))
        memoryview(buffer)[: len(found)] = found
        self._at += len(found)
        return len(found)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place, for this reader alone."""
        self._file.seek(self._at)
        self._at = self._file.seek(offset, whence)
        return self._at


class Item(NamedTuple):
    """One file to read: what people call it, where it is, and in which format it is."""

    shown: str
    place: Place
    name: str
    format: Format

    @property
    def size(self) -> int:
        """Its size in bytes, 0 where it is not known."""
        return self.place.size(self.name)

    @contextmanager
    def opened(self, annotator: str | None, options: Options) -> Iterator[Source]:
        """The file as a source, from its beginning, with the files beside it."""
        with ExitStack() as stack:
            stream = self.place.open(self.name)
            if stream is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.shown)
            stack.enter_context(stream)

            def sibling(name: str) -> BinaryIO | None:
                stem = posixpath.basename(self.name).partition(".")[0]
                if (told := readable(stem)) != stem:  # it is called by what can be told of it
                    name = name.replace(told, stem)
                other = self.place.open(path_beside(self.name, name))
                return stack.enter_context(other) if other is not None else None

            said = "standard input" if self.name == STANDARD_INPUT else readable(self.name)
            declared = ""
            if isinstance(stream, Page):
                said, declared = stream.address, stream.declared
            yield Source(stream, said, annotator, options, sibling, declared)


def head_of(place: Place, name: str) -> bytes:
    """The first bytes, by which formats of one ending are told apart; of JSON lines the first one
    whole, which has its keys, and of a Parquet file also the last, which say its columns."""
    with suppress(OSError, AnnotatorError):
        stream = place.open(name)
        if stream is not None:
            with stream:
                head = stream.read(_HEAD)
                if head.removeprefix(BOM_UTF8).startswith(b"{") and b"\n" not in head:
                    head += stream.readline(_LONGEST_LINE)
                if head.startswith(_PARQUET) and len(head) == _HEAD:
                    stream.seek(max(_HEAD, stream.seek(0, os.SEEK_END) - _HEAD))
                    head += stream.read()
                return head
    return b""


def path_beside(name: str, other: str) -> str:
    """A path from where this one is; one that leads out of the root stays outside, where no place
    has a file."""
    folder, slash, _ = name.rpartition("/")
    if "/" not in other and not other.startswith("."):  # as nearly always
        return f"{folder}{slash}{other}"
    return path_from(folder, other)


@lru_cache(maxsize=64)
def path_from(folder: str, other: str) -> str:
    """The same, from a folder."""
    return posixpath.normpath(posixpath.join(folder, other))

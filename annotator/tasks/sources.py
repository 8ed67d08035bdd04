"""What an import reads: files that the person names, folders, archives, pages of the web, standard
input. A file is opened by its name in a place, and no name leads out of it, no link and no `..`."""

from __future__ import annotations

import errno
import os
import posixpath
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol, TypeVar

from msgspec import Struct

from annotator.errors import AnnotatorError, system_error
from annotator.formats.articles.whole import is_address
from annotator.formats.format import Format, Options, Source
from annotator.formats.registry import format_for, format_named, formats, lacking
from annotator.tasks.archives import SUFFIX as ARCHIVE
from annotator.tasks.archives import opened
from annotator.tasks.fetching import Page, Web
from annotator.tasks.inception import export_of
from annotator.tasks.progress import Progress

STANDARD_INPUT: Final = "-"
MANIFEST: Final = ".manifest.json"
_HEAD: Final = 64 * 1024
_PARQUET: Final = b"PAR1"


class Place(Protocol):
    """Files that know one another, by their paths from one root with `/` between."""

    def open(self, name: str) -> BinaryIO | None:
        """A file of this place, from its beginning; None where there is none. Raises OSError or
        AnnotatorError."""

    def size(self, name: str, /) -> int:
        """Its size in bytes, 0 where it is not known."""


class Folder:
    """The place that a folder is. Where its own folders lead to is looked up once for each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = root.resolve()
        self._within: dict[str, bool] = {}

    def open(self, name: str) -> BinaryIO | None:
        path = self._inside(name)
        return path.open("rb") if path is not None else None

    def size(self, name: str) -> int:
        with suppress(OSError):
            path = self._inside(name)
            return path.stat().st_size if path is not None else 0
        return 0

    def names(self) -> list[str]:
        """All files in it that are not hidden, in order; no link out of it is followed."""
        found: list[list[str]] = []
        for root, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            parts = Path(root).relative_to(self.root).parts
            found += [[*parts, name] for name in files if not name.startswith(".")]
        names = ("/".join(parts) for parts in sorted(found))
        return [name for name in names if self._inside(name)]

    def _inside(self, name: str) -> Path | None:
        if "\0" in name or "\\" in name:
            return None
        path = self.root / name
        try:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                return path if path.is_file() and self._holds(path) else None
        except OSError:
            return None
        folder = posixpath.dirname(name)
        if folder not in self._within:
            self._within[folder] = self._holds(path.parent)
        return path if stat.S_ISREG(mode) and self._within[folder] else None

    def _holds(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._real)


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
            self._kept = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the import lasts
            shutil.copyfileobj(sys.stdin.buffer, self._kept)
            self._kept.flush()
        copy = open(os.dup(self._kept.fileno()), "rb")  # noqa: PTH123, SIM115 - whoever reads closes
        copy.seek(0)
        return copy

    def size(self, _: str) -> int:
        return 0


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
                beside = self.place.open(_beside(self.name, name))
                return stack.enter_context(beside) if beside is not None else None

            said = "standard input" if self.name == STANDARD_INPUT else self.name
            declared = ""
            if isinstance(stream, Page):
                said, declared = stream.address, stream.declared
            yield Source(stream, said, annotator, options, sibling, declared)


class Unread(NamedTuple):
    """A file that the person named and that cannot be read, and why."""

    shown: str
    reason: str


One = TypeVar("One", Item, Item | Unread)


class Aside(NamedTuple):
    """What is told of a folder or an archive: which files in it are not read, or why."""

    shown: str
    names: tuple[str, ...] = ()
    said: str = ""


def found(
    paths: Iterable[str | Path], chosen: Format | None, look: Progress = lambda *_: None
) -> Iterator[Item | Unread | Aside]:
    """Each file once, with its format; those that belong to another one are left to that. An
    address is fetched when it is opened; `look` hears how far that is."""
    named: list[Item | Unread] = []
    for path in paths:
        if is_address(str(path)):
            named.append(_page(str(path), chosen, look))
        elif str(path) == STANDARD_INPUT:
            format_ = chosen or format_named("text")
            named.append(Item("standard input", StandardInput(), STANDARD_INPUT, format_))
        elif Path(path).is_dir():
            yield from _in_folder(Folder(Path(path)), chosen, str(path))
        elif _is_archive(str(path)):
            yield from _in_archive(Path(path), Path(path).as_posix(), chosen)
        else:
            named.append(_named(Path(path), chosen))
    yield from _without_companions(named)


def _page(address: str, chosen: Format | None, look: Progress) -> Item | Unread:
    format_ = format_named("webpage")
    if chosen not in (None, format_):
        return Unread(address, "An address can be read only as a web page.")
    return Item(address, Web(address, look), address, format_)


def _named(path: Path, chosen: Format | None) -> Item | Unread:
    place = Named(path)
    format_ = chosen or format_for(path.name, head=lambda: _head(place, path.name))
    if format_ is None or format_.read is None:
        return Unread(str(path), _unreadable(path, format_))
    return _able(Item(str(path), place, path.name, format_))


def _able(item: Item) -> Item | Unread:
    """A file, or what must be installed before it can be read."""
    command = lacking(item.format)
    if not command:
        return item
    return Unread(item.shown, f"{item.format.title} needs {item.format.needs}. Run {command}")


def _in_folder(place: Folder, chosen: Format | None, shown: str) -> Iterator[Item | Unread | Aside]:
    names = _names(place.names())
    export = export_of(names)
    if export is not None:
        yield Aside(shown, said=export.told)
    read = export.names if export else names
    others = [name for name in read if not _is_archive(name)]
    yield from _in_place(place, others, chosen, "" if export else shown, "")
    for name in read:
        if _is_archive(name):
            yield from _in_archive(place.root / name, name, chosen, f"{name}/")


def _in_archive(
    path: Path, shown: str, chosen: Format | None, below: str = ""
) -> Iterator[Item | Unread | Aside]:
    """The files of an archive. One that is in a folder has its name `below` which its files are."""
    try:
        place = opened(path, below)
    except AnnotatorError as error:
        yield Unread(shown, str(error))
    except OSError as error:
        yield Unread(shown, str(system_error(error)))
    else:
        names = _names(place.names())
        export = export_of(names)
        if export is not None:
            yield Aside(shown, said=export.told)
        before = "" if below else f"{shown}/"
        read = export.names if export else names
        yield from _in_place(place, read, chosen, "" if export else shown, before)
        yield from (Unread(f"{shown}/{name}", reason) for name, reason in place.shut)


def _names(names: Iterable[str]) -> list[str]:
    """Without the manifests that we write beside an export."""
    return [name for name in names if not name.endswith(MANIFEST)]


def _in_place(
    place: Place, names: Sequence[str], chosen: Format | None, shown: str, before: str
) -> Iterator[Item | Unread | Aside]:
    """The files of a folder or an archive; those of no kind that is read together at the end, where
    the place is `shown`."""
    items = list(_items(place, names, chosen, before))
    yield from map(_able, _without_companions(items))
    used = {item.name for item in items}
    used |= {beside.removeprefix(before) for item in items for beside in _companions(item)}
    aside = tuple(name for name in names if name not in used)
    if aside and chosen is None and shown:
        yield Aside(shown, aside)


def _items(
    place: Place, names: Sequence[str], chosen: Format | None, before: str
) -> Iterator[Item]:
    if chosen is not None:
        of_this = [name for name in names if name.lower().endswith(chosen.suffixes)]
        yield from (Item(before + name, place, name, chosen) for name in of_this or names)
        return
    for name in names:
        format_ = format_for(name, head=partial(_head, place, name))
        if format_ is not None:
            yield Item(before + name, place, name, format_)


def _is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVE)


def _head(place: Place, name: str) -> bytes:
    """The first bytes, by which formats of one ending are told apart; of a Parquet file also the
    last, which say its columns."""
    with suppress(OSError, AnnotatorError):
        stream = place.open(name)
        if stream is not None:
            with stream:
                head = stream.read(_HEAD)
                if head.startswith(_PARQUET) and len(head) == _HEAD:
                    stream.seek(max(_HEAD, stream.seek(0, os.SEEK_END) - _HEAD))
                    head += stream.read()
                return head
    return b""


def _without_companions(items: Sequence[One]) -> Iterator[One]:
    taken = {
        beside for item in items if isinstance(item, Item) for beside in _companions(item)
    }  # fmt: skip
    return (item for item in items if item.shown not in taken)


def _companions(item: Item) -> Iterator[str]:
    """The files that belong to this one, as people call them."""
    shown = item.shown.replace(os.sep, "/")
    suffix = next((one for one in item.format.suffixes if shown.lower().endswith(one)), "")
    stem = shown[: len(shown) - len(suffix)]
    for name in item.format.companions:
        ending = name.startswith(".") and not name.startswith("../")
        beside = f"{stem}{name}" if ending else _beside(shown, name)
        if beside != shown:
            yield beside.replace("/", os.sep) if isinstance(item.place, Named) else beside


def _beside(name: str, other: str) -> str:
    """A path from where this one is; one that leads out of the root stays outside, where no place
    has a file."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other))


def _unreadable(file: Path, format_: Format | None) -> str:
    if format_ is not None:
        return f"{format_.title} can be written, but not read."
    known = sorted(
        {ARCHIVE, *(suffix for one in formats().values() if one.read for suffix in one.suffixes)}
    )
    kind = f"of the kind {file.suffix}" if file.suffix else "without an ending"
    return f"A file {kind} cannot be read; those that can end in {', '.join(known)}."

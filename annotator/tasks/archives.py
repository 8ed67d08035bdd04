"""A ZIP as a place of files: nothing in it leads out of it, nothing unpacks to more than is sound,
and no link is followed. The files of an archive inside it have names through that (`a.zip/b.txt`);
one inside that is not opened. No more than one archive and one file are unpacked at a time."""

from __future__ import annotations

import shutil
import stat
import tempfile
import weakref
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, NamedTuple, cast

from annotator.errors import AnnotatorError, said_of
from annotator.tasks.places import Shut, parts

SUFFIX: Final = ".zip"
MOST_FILES: Final = 20_000
LARGEST: Final = 4 * 1024**3
"""The most bytes that all files of an archive unpack to."""

DENSEST: Final = 200
"""How many times a file may be larger than what is packed of it: texts come to 10, bombs to 1000"""

_SMALL: Final = 1024 * 1024
_IN_MEMORY: Final = 8 * 1024 * 1024
_ENCRYPTED: Final = 1


class _Packed(NamedTuple):
    """A file of an archive: in which archive inside it, if in one, and its entry there."""

    inside: zipfile.ZipInfo | None
    entry: zipfile.ZipInfo


class Archive:
    """An open archive: the files in it by name that may be read, and those that may not."""

    def __init__(
        self, packed: zipfile.ZipFile, files: Mapping[str, _Packed], shut: tuple[Shut, ...]
    ) -> None:
        self.shut = shut
        self._packed, self._files = packed, files
        self._inner: tuple[zipfile.ZipInfo, zipfile.ZipFile] | None = None

    def names(self) -> list[str]:
        """The files that may be read, in order."""
        return sorted(self._files, key=parts)

    def open(self, name: str) -> BinaryIO | None:
        """A file of it, unpacked aside; None where there is none. AnnotatorError where it is
        damaged."""
        about = self._files.get(name)
        return None if about is None else _aside(self._holding(about.inside), about.entry)

    def size(self, name: str) -> int:
        """The size that a file says it has, unpacked."""
        return self._files[name].entry.file_size if name in self._files else 0

    def _holding(self, inside: zipfile.ZipInfo | None) -> zipfile.ZipFile:
        """The archive that holds a file. That inside it is kept for the next file, which is mostly
        in the same one."""
        if inside is None:
            return self._packed
        if self._inner is None or self._inner[0] is not inside:
            self._inner = (inside, _zip(_aside(self._packed, inside)))
        return self._inner[1]


def opened(path: Path, below: str = "") -> Archive:
    """The archive of a file, its names put `below` a folder. AnnotatorError where it is none, or
    too much. It closes when nobody holds it any more."""
    packed = _zip(path)
    files: dict[str, _Packed] = {}
    shut: list[Shut] = []
    count, total = 0, 0
    for name, inside, entries in _listed(packed, shut):
        count += len(entries)
        total += sum(one.file_size for one in entries)
        if count > MOST_FILES:
            problem = f"There are {count:,} files in it, more than {MOST_FILES:,}."
            raise AnnotatorError(problem, "Split it.")
        if total > LARGEST:
            raise AnnotatorError(f"It unpacks to more than {LARGEST // 1024**3} GB.", "Split it.")
        for one in _plain(entries):
            full = f"{name}{one.filename}"
            why = (
                "Its name stands in the archive twice." if below + full in files else _why_not(one)
            )
            if not why and inside is not None and _is_archive(one):
                why = "An archive inside an archive inside this one is not opened."
            if why:
                shut.append(Shut(full, why))
            elif not _is_archive(one):
                files[below + full] = _Packed(inside, one)
    return Archive(packed, files, tuple(shut))


def _listed(
    packed: zipfile.ZipFile, shut: list[Shut]
) -> Iterator[tuple[str, zipfile.ZipInfo | None, list[zipfile.ZipInfo]]]:
    """The entries of an archive, then those of each in it that may be opened, with the archive's
    name before them. One that cannot be opened is shut."""
    entries = packed.infolist()
    yield "", None, entries
    for one in _plain(entries):
        if _is_archive(one) and not _why_not(one):
            try:
                inner = _zip(_aside(packed, one))
            except AnnotatorError as error:
                shut.append(Shut(one.filename, str(error)))
            else:
                yield f"{one.filename}/", one, inner.infolist()


def _zip(file: Path | BinaryIO) -> zipfile.ZipFile:
    """The archive that a file is. A stream is closed when nobody holds its archive any more."""
    try:
        packed = zipfile.ZipFile(file)
    except OSError:
        raise
    except Exception as error:  # a broken file fails in zipfile in any way
        if not isinstance(file, Path):
            file.close()
        raise AnnotatorError("This is no ZIP, or it is damaged.", "Pack it anew.") from error
    if not isinstance(file, Path):
        weakref.finalize(packed, file.close)
    return packed


def _aside(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    """A file of an archive, unpacked aside; AnnotatorError where it is damaged."""
    # As large as it says: zipfile gives no byte more than that.
    aside = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - whoever reads closes
    try:
        with packed.open(entry) as stream:
            shutil.copyfileobj(stream, aside)
    except BaseException as error:
        aside.close()
        if isinstance(error, OSError) or not isinstance(error, Exception):
            raise
        # a broken file fails in zipfile in any way
        said = f"It is damaged in the archive: {said_of(error)}."
        raise AnnotatorError(said, "Pack it anew.") from error
    aside.seek(0)
    return aside


def _plain(entries: list[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    """Files that are not hidden; what macOS packs beside each is."""
    for one in entries:
        parts = PurePosixPath(one.filename).parts
        hidden = any(part.startswith(".") and part != ".." for part in parts)
        if (not one.filename or not one.is_dir()) and not hidden and "__MACOSX" not in parts:
            yield one


def _why_not(one: zipfile.ZipInfo) -> str:
    """Why a file is not read; "" where it is."""
    name = one.filename
    if not name:
        return "It has no name."
    if name.startswith("/") or ".." in name.split("/") or "\\" in name or name[1:2] == ":":
        return "Its name leads out of the archive."
    if stat.S_ISLNK(one.external_attr >> 16):
        return "It is a link."
    if one.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if one.file_size > max(_SMALL, DENSEST * one.compress_size):
        return f"It would unpack to more than {DENSEST} times its size."
    return ""


def _is_archive(one: zipfile.ZipInfo) -> bool:
    return one.filename.lower().endswith(SUFFIX)

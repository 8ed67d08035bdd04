"""A ZIP as a place of files: nothing in it leads out of it, nothing unpacks to more than is sound,
links and archives inside it are not followed, and no more than one file is unpacked at a time."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, NamedTuple, cast

from msgspec import Struct

from annotator.errors import AnnotatorError

SUFFIX: Final = ".zip"
MOST_FILES: Final = 20_000
LARGEST: Final = 4 * 1024**3
"""The most bytes that all files of an archive unpack to."""

DENSEST: Final = 200
"""How many times a file may be larger than what is packed of it: texts come to 10, bombs to 1000"""

_SMALL: Final = 1024 * 1024
_IN_MEMORY: Final = 8 * 1024 * 1024
_ENCRYPTED: Final = 1


class Shut(NamedTuple):
    """A file of an archive that is not read, and why."""

    name: str
    reason: str


class Archive(Struct, frozen=True):
    """An open archive: the files in it by name that may be read, and those that may not."""

    packed: zipfile.ZipFile
    files: Mapping[str, zipfile.ZipInfo]
    shut: tuple[Shut, ...]

    def names(self) -> list[str]:
        """The files that may be read, in order."""
        return sorted(self.files)

    def open(self, name: str) -> BinaryIO | None:
        """A file of it, unpacked aside; None where there is none. AnnotatorError where it is
        damaged."""
        about = self.files.get(name)
        if about is None:
            return None
        # As large as it says: zipfile gives no byte more than that.
        aside = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - whoever reads closes
        try:
            with self.packed.open(about) as stream:
                shutil.copyfileobj(stream, aside)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            aside.close()
            raise AnnotatorError(f"It is damaged in the archive: {error}.", "Pack it anew.") from (
                error
            )
        except BaseException:
            aside.close()
            raise
        aside.seek(0)
        return aside

    def size(self, name: str) -> int:
        """The size that a file says it has, unpacked."""
        return self.files[name].file_size if name in self.files else 0


def opened(path: Path) -> Archive:
    """The archive of a file; AnnotatorError where it is none, or too much. It closes when nobody
    holds it any more."""
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise AnnotatorError("This is no ZIP, or it is damaged.", "Pack it anew.") from error
    entries = packed.infolist()
    if len(entries) > MOST_FILES:
        problem = f"There are {len(entries):,} files in it, more than {MOST_FILES:,}."
        raise AnnotatorError(problem, "Split it.")
    if sum(one.file_size for one in entries) > LARGEST:
        raise AnnotatorError(f"It unpacks to more than {LARGEST // 1024**3} GB.", "Split it.")
    files: dict[str, zipfile.ZipInfo] = {}
    shut = []
    for one in _plain(entries):
        why = "Its name stands in the archive twice." if one.filename in files else _why_not(one)
        if why:
            shut.append(Shut(one.filename, why))
        else:
            files[one.filename] = one
    return Archive(packed, files, tuple(shut))


def _plain(entries: list[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    """Files that are not hidden; what macOS packs beside each is."""
    for one in entries:
        parts = PurePosixPath(one.filename).parts
        hidden = any(part.startswith(".") and part != ".." for part in parts)
        if not one.is_dir() and not hidden and "__MACOSX" not in parts:
            yield one


def _why_not(one: zipfile.ZipInfo) -> str:
    """Why a file is not read; "" where it is."""
    name = one.filename
    if name.startswith("/") or ".." in name.split("/") or "\\" in name or name[1:2] == ":":
        return "Its name leads out of the archive."
    if stat.S_ISLNK(one.external_attr >> 16):
        return "It is a link."
    if one.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if name.lower().endswith(SUFFIX):
        return "An archive inside an archive is not opened."
    if one.file_size > max(_SMALL, DENSEST * one.compress_size):
        return f"It would unpack to more than {DENSEST} times its size."
    return ""

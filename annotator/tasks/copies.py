"""Copies of sources, as they were when somebody saw them: kept beside the project in a folder that
says so, each named by its SHA-256, which stands in the evidence and proves it."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from annotator.errors import AnnotatorError, system_error

_CHUNK: Final = 1 << 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def folder_of_copies(project: Path) -> Path:
    """Where the copies of this project lie."""
    return project.with_name(f"{project.stem} copies")


def keep_copy(project: Path, file: Path) -> str:
    """Copy a file to the others of this project; returns its SHA-256. The same file twice is one.

    Raises AnnotatorError where it cannot be read, where the disk refuses, and for a project: a hand
    on the open one would let go of its locks.
    """
    if file.name.startswith(project.name):
        raise AnnotatorError(f"{file.name} is a project and no source.", "Choose a saved page.")
    folder = folder_of_copies(project)
    partial = folder / f".{os.getpid()}.part"
    try:
        with file.open("rb") as source:
            folder.mkdir(exist_ok=True)
            with partial.open("wb") as target:
                sha256 = _copy(source, target)
        kept = kept_copy(project, sha256)
        partial.replace(kept or folder / f"{sha256}{file.suffix.lower()}")
    except OSError as error:
        raise system_error(error) from error
    finally:
        with suppress(OSError):  # what is wrong with the folder has been said
            partial.unlink(missing_ok=True)
    return sha256


def kept_copy(project: Path, sha256: str) -> Path | None:
    """The copy of this hash; None where it is not here, as where a label came from elsewhere."""
    if not _HASH.fullmatch(sha256):
        return None
    return min(folder_of_copies(project).glob(f"{sha256}*"), default=None)


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    """Copy all of it to the disk; returns its hash."""
    import hashlib  # loads OpenSSL

    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()

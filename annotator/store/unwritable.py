"""A project at a place where nothing may be written: it can be read all the same.

SQLite shares a file by writing beside it, so here it is read as one that nobody changes; where a
log lies beside it that SQLite would have to take in, or where it is of an older version, a copy of
it is read. Whether someone who may write has changed it is seen by the file itself.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from annotator.errors import AnnotatorError, RefusedError
from annotator.store import schema
from annotator.store.connection import connect, told

LOG: Final = "-wal"
_TRIES: Final = 3

State: TypeAlias = tuple[tuple[int, int, int] | None, ...]


def refusal(path: Path) -> RefusedError:
    """The sentence for an edit that such a project cannot take."""
    return RefusedError(
        f"{path.name} can only be read here: its folder or the file may not be written to.",
        "To work in it, copy it to a folder of your own.",
    )


def may_be_written(path: Path) -> bool:
    """Whether this process may write to the file and, as SQLite has to, beside it."""
    effective = os.access in os.supports_effective_ids
    return all(os.access(one, os.W_OK, effective_ids=effective) for one in (path, path.parent))


class Unwritable:
    """What is read instead of a project's file: the file itself, or a copy until it is closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy: TemporaryDirectory[str] | None = None
        with told():
            self._seen = _state(path)
            self._file = self._readable()

    def connect(self) -> sqlite3.Connection:
        """A connection that cannot write. It belongs to the calling thread."""
        return connect(self._file, read_only=True)

    def has_changed(self) -> bool:
        """Whether the file is another than it was when this was last asked."""
        with told():
            before, self._seen = self._seen, _state(self._path)
        return before != self._seen

    def close(self) -> None:
        """Let go of the copy, where there is one."""
        if self._copy is not None:
            self._copy.cleanup()

    def _readable(self) -> Path:
        if not _log_of(self._path):
            with closing(connect(self._path, read_only=True)) as connection:
                if schema.version_to_open(connection, self._path) == schema.VERSION:
                    return self._path
        self._copy = TemporaryDirectory(prefix="annotator-read-", ignore_cleanup_errors=True)
        try:
            return self._copied(Path(self._copy.name))
        except BaseException:
            self.close()
            raise

    def _copied(self, folder: Path) -> Path:
        """A copy of one moment, with what its log has, in the version of this program."""
        copy = folder / self._path.name
        for _ in range(_TRIES):
            copy_files(self._path, copy)
            if not self.has_changed():
                break
        else:
            raise AnnotatorError(
                "Another program is writing to the project.",
                "Wait until it has finished, then try again.",
            )
        with closing(connect(copy)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            if schema.version_to_open(connection, self._path) < schema.VERSION:
                schema.migrate(connection)
        return copy


def is_about_writing(error: AnnotatorError) -> bool:
    """Whether SQLite could not open a file because it may not write, which not every system says
    beforehand."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def copy_files(path: Path, copy: Path) -> None:
    """Copy a project's file and its log, byte by byte."""
    for end in ("", LOG):
        source, target = (one.with_name(one.name + end) for one in (path, copy))
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)


def _log_of(path: Path) -> int:
    """How many bytes lie in the log beside the file."""
    log = path.with_name(path.name + LOG)
    return log.stat().st_size if log.exists() else 0


def _state(path: Path) -> State:
    return tuple(_stamp(path.with_name(path.name + end)) for end in ("", LOG))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns

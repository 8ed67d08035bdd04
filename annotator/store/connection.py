"""Connections to a project's file, and SQLite's own errors in words that a person can act on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_from_bytes

from annotator.errors import AnnotatorError, RefusedError, system_error
from annotator.store.words import folded

BUSY_SECONDS = 5.0
"""How long a writer waits for another process before it says that the file is busy."""

_REASONS = {
    sqlite3.SQLITE_FULL: ("The disk is full.", "Free some space, then try again."),
    sqlite3.SQLITE_READONLY: (
        "The project cannot be written to.",
        "Allow writing to the file and its folder, or copy the project elsewhere.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program is writing to the project.",
        "Wait until it has finished, then try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "Another program is writing to the project.",
        "Wait until it has finished, then try again.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The project cannot be opened.",
        "See that its folder is there and may be written to.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk did not answer.",
        "See that the drive is connected and has space, then try again.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The project’s file is damaged.",
        "Open the newest file of its back-up folder.",
    ),
    sqlite3.SQLITE_NOTADB: ("This file is not a project.", "Choose a file that Annotator made."),
    sqlite3.SQLITE_NOMEM: ("The memory is full.", "Close other programs, then try again."),
}

_REFUSALS = {
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: (
        "Something else in the project still stands on this.",
        "Remove the labels or decisions that belong to it first.",
    ),
    sqlite3.SQLITE_TOOBIG: ("This is too large for one project row.", "Split it into parts."),
}
"""What would be refused again however often it is tried."""


class told:  # noqa: N801 - to be read as what it does
    """Turn what SQLite or the system say of disk, lock and damage into an AnnotatorError; let our
    bugs through. A class, because a generator costs as much as a short question to SQLite."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OSError):
            if isinstance(error, BrokenPipeError):
                return  # whoever read what an export prints has gone: no file is the cause
            raise system_error(error) from error
        if isinstance(error, sqlite3.Error) and (known := _as_told(error)) is not None:
            raise known from error


def _as_told(error: sqlite3.Error) -> AnnotatorError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # the module's own words, not SQLite's
        undecodable = str(error).startswith("Could not decode to UTF-8")
        return AnnotatorError(*_REASONS[sqlite3.SQLITE_CORRUPT]) if undecodable else None
    if code in _REFUSALS:
        return RefusedError(*_REFUSALS[code])
    reason = _REASONS.get(code & 0xFF)
    return AnnotatorError(*reason) if reason else None


def refuse_missing(path: Path) -> None:
    """Raises AnnotatorError where there is no file that could be a project."""
    if not path.is_file():
        raise AnnotatorError(f"There is no project at {path}.", "Check the path.")


def connect(
    path: Path, *, read_only: bool = False, wait: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """A connection with all that a project needs to be safe. It belongs to the calling thread. One
    that is `read_only` takes the file for one that nobody changes; see `store.unwritable`."""
    mode = "ro&immutable=1" if read_only else "rw"
    with told():
        connection = sqlite3.connect(
            f"{uri_of(path)}?mode={mode}", timeout=wait, isolation_level=None, uri=True
        )
        try:
            _set_up(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def uri_of(path: Path) -> str:
    """The path as SQLite wants it: bytes that are no text in percent signs, and a Windows share in
    the path."""
    name = path.absolute().as_posix()
    return "file://" + quote_from_bytes(os.fsencode(name if name[0] == "/" else f"/{name}"))


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.create_function("folded", 1, folded, deterministic=True)


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one moment, whatever others write meanwhile. Inside a
    transaction that is so already."""
    if connection.in_transaction:
        yield
        return
    with told():
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if _is_within(connection):  # SQLite ends it by itself where the disk fails
                connection.execute("COMMIT")


def _is_within(connection: sqlite3.Connection) -> bool:
    """Whether a transaction is open. A pass that was broken off can end after its connection, which
    has none then."""
    try:
        return connection.in_transaction
    except sqlite3.ProgrammingError:
        return False


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it, durably, or nothing. The write lock is taken at the start, not half-way."""
    with told():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            if connection.in_transaction:
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


class OpenFiles:
    """The files that an open connection writes to. SQLite goes on writing to them where they have
    been removed or replaced under it, and all of that is lost: so it is looked at before."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.path = _path_of(connection)
        self._file = _identity(self.path)
        self._log = self.path.with_name(f"{self.path.name}-wal")
        self._logged = _identity(self._log)

    def refuse_if_moved(self) -> None:
        """Raises AnnotatorError where what was opened lies there no more."""
        if _identity(self.path) != self._file:
            raise AnnotatorError(
                f"{self.path.name} was moved, removed or replaced while it was open.",
                "Put it back in its place, or open the project anew.",
            )
        there = _identity(self._log)
        if self._logged is None:
            self._logged = there  # it comes with the first reading or writing
        elif there != self._logged:
            raise AnnotatorError(
                f"Another program has taken away {self._log.name} while the project was open.",
                "Open the project anew: what is not saved yet is kept and saved then.",
            )


def _path_of(connection: sqlite3.Connection) -> Path:
    """Where the file lies: a path whose bytes may be no text."""
    connection.text_factory = os.fsdecode
    try:
        return Path(connection.execute("PRAGMA database_list").fetchone()[2])
    finally:
        connection.text_factory = str


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino

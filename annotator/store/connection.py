"""Connections to a project's file, and SQLite's own errors in words that a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.errors import AnnotatorError, system_error

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
        "The project's file is damaged.",
        "Open the newest file of its back-up folder.",
    ),
    sqlite3.SQLITE_NOTADB: ("This file is not a project.", "Choose a file that Annotator made."),
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: (
        "Something else in the project still stands on this.",
        "Remove the labels or decisions that belong to it first.",
    ),
    sqlite3.SQLITE_TOOBIG: ("This is too large for one project row.", "Split it into parts."),
}


@contextmanager
def told() -> Iterator[None]:
    """Turn what SQLite or the system say of disk, lock and damage into an AnnotatorError; let our
    bugs through."""
    try:
        yield
    except OSError as error:
        raise system_error(error) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        reason = _REASONS.get(code, _REASONS.get(code & 0xFF)) if code is not None else None
        if reason is None:
            raise
        raise AnnotatorError(*reason) from error


def connect(
    path: Path, *, read_only: bool = False, wait: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """A connection with all that a project needs to be safe. It belongs to the calling thread."""
    mode = "ro" if read_only else "rw"
    with told():
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", timeout=wait, isolation_level=None, uri=True
        )
        try:
            _set_up(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA temp_store = MEMORY")


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

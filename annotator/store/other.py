"""Another file of the same project, opened to be read: vetted first, and never written to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson

from annotator.errors import AnnotatorError
from annotator.store import schema
from annotator.store.connection import connect, refuse_missing, told, uri_of
from annotator.store.unwritable import copy_files, may_be_written


def damaged(path: Path, why: str) -> AnnotatorError:
    """The sentence for a file that cannot be trusted."""
    return AnnotatorError(
        f"{path.name} is damaged: {why}.", "Ask for the file again, or take its newest back-up."
    )


@contextmanager
def reading(path: Path, project: Path, origin: str) -> Iterator[sqlite3.Connection]:
    """A connection to another file of the project `origin`, for one moment in time.

    Raises AnnotatorError where it is missing, damaged, newer, no project, another project, or the
    very file of `project`.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-merge-") as folder:
        with told():
            refuse_missing(path)
            if path.samefile(project):
                raise AnnotatorError(f"{path.name} is this very project.", "Choose another file.")
        with closing(_connected(path, Path(folder))) as connection:
            with blamed(path):
                _vet(connection, path, origin)
                connection.execute("PRAGMA query_only = ON")
                connection.execute("BEGIN")
            yield connection


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Say of a file that it is damaged where SQLite cannot make sense of it."""
    try:
        with told():
            yield
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error)) from error
    except AnnotatorError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB:
            raise AnnotatorError(f"{path.name} is not a project.", error.remedy) from error
        if code == sqlite3.SQLITE_CORRUPT:
            raise damaged(path, "SQLite finds its pages broken") from error
        raise


def _connected(path: Path, folder: Path) -> sqlite3.Connection:
    """A connection to the file; to a copy of it where its place is read-only, which SQLite could
    not share with another program, or where it is of an older version."""
    with told():
        if not may_be_written(path):
            path = _copied(path, folder)
    with blamed(path):
        connection = connect(path)
    try:
        with blamed(path):
            if schema.version_to_open(connection, path) == schema.VERSION:
                return connection
            copy = folder / path.name
            connection.execute("VACUUM INTO ?", (uri_of(copy),))
        connection.close()
        connection = connect(copy)
        with blamed(path):
            schema.migrate(connection)
        return connection
    except BaseException:
        connection.close()
        raise


def _copied(path: Path, folder: Path) -> Path:
    copy = folder / "read-only" / path.name
    copy.parent.mkdir()
    copy_files(path, copy)
    return copy


def _vet(connection: sqlite3.Connection, path: Path, origin: str) -> None:
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        last = str(said).splitlines()[-1]  # the lines before say in which database
        raise damaged(path, f"SQLite says “{last}”")
    row = connection.execute("SELECT value FROM settings WHERE key = 'project'").fetchone()
    try:
        its_origin = orjson.loads(row[0]) if row else None
    except ValueError:
        its_origin = None
    if its_origin != origin:
        raise AnnotatorError(
            f"{path.name} is another project, not a copy or a handed out part of this one.",
            "Export it as JSONL and import that.",
        )

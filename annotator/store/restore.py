"""Back to a copy of the project: what is there is kept as a file beside it, then the copy's pages
are written into the project's file in one transaction. Whenever it is cut off, the file is the one
or the other; it stays the same file for windows that have it open."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import orjson

from annotator.errors import AnnotatorError
from annotator.store.backup import copy_to, moment
from annotator.store.connection import BUSY_SECONDS, connect, refuse_missing, told
from annotator.store.other import reading

_PAGES: Final = 16
"""Pages a step: fewer than any project has, so that the first step is not the last."""


def go_back(project: Path, backup: Path) -> Path:
    """Make the project what it was in this copy of it; returns the path of the file that keeps what
    it was before.

    Raises AnnotatorError where the copy is none of this project, or damaged, or somebody writes.
    """
    with told():
        refuse_missing(project)
    with closing(connect(project)) as watch:
        with told():
            row = watch.execute("SELECT value FROM settings WHERE key = 'project'").fetchone()
        origin = str(orjson.loads(row[0])) if row else ""
        with reading(backup, project, origin) as source:
            seen = _version(watch)
            kept = _kept(watch, project)
            try:
                _write(source, project, watch, seen)
            except BaseException:
                kept.unlink(missing_ok=True)
                raise
    return kept


def _kept(connection: sqlite3.Connection, project: Path) -> Path:
    name, number = f"{project.stem} until {moment()}", 1
    while (path := project.with_name(f"{name}{project.suffix}")).exists():
        number += 1
        name = f"{project.stem} until {moment()} ({number})"
    with told():
        copy_to(connection, path)
    return path


def _write(source: sqlite3.Connection, project: Path, watch: sqlite3.Connection, seen: int) -> None:
    """Write the copy's pages. Once the first are written nobody else can write: what came in since
    the project was kept would be lost, and is met here."""
    give_up = time.monotonic() + BUSY_SECONDS

    def look(status: int, *_: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() < give_up:
                return
        elif status == sqlite3.SQLITE_DONE or _version(watch) == seen:
            return
        raise AnnotatorError(
            "Another program is writing to the project.", "Close its other windows, and try again."
        )

    with closing(connect(project)) as target, told():
        source.backup(target, pages=_PAGES, progress=look, sleep=0.05)


def _version(connection: sqlite3.Connection) -> int:
    """Changes whenever another connection has written."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)

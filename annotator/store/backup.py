"""Copies of a project, kept beside it in a folder that says so."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from annotator.store.connection import told, uri_of

BEFORE_MERGE: Final = "before merge"
"""How the reason begins for which a merge has a copy made."""

KEPT: Final = 7
"""How many daily copies are kept. Copies that are named for a reason are never removed."""

_ABANDONED: Final = 3600.0
"""A partial copy that nobody has written to for so many seconds is what a crash has left."""


def folder_of(project: Path) -> Path:
    """Where the copies of this project lie."""
    return project.with_name(f"{project.stem} backups")


def back_up(connection: sqlite3.Connection, project: Path, reason: str) -> Path:
    """A whole, compact copy of what is committed, named for the reason; returns its path.

    It is written under another name and brought to the disk first, so that a copy with its final
    name is always whole.
    """
    target = _target(project, reason)
    with told():
        target.parent.mkdir(exist_ok=True)
        _tidy(target.parent)
        copy_to(connection, target)
    return target


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """A whole, compact copy under this name, which it has once it is on the disk."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (uri_of(partial),))
        to_disk(partial)  # which VACUUM INTO does not see to
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    to_disk(target.parent)


def back_up_anew(connection: sqlite3.Connection, project: Path, reason: str) -> Path:
    """A copy as `back_up` makes it, never in place of an earlier one of the same reason."""
    name, number = reason, 1
    while _target(project, name).exists():
        number += 1
        name = f"{reason} ({number})"
    return back_up(connection, project, name)


def back_up_daily(connection: sqlite3.Connection, project: Path) -> Path | None:
    """Today's copy, where there is none yet; the oldest daily ones beyond `KEPT` go."""
    today = datetime.now().astimezone().date().isoformat()
    if (folder_of(project) / f"{project.stem} {today}{project.suffix}").exists():
        return None
    made = back_up(connection, project, today)
    name = rf"{re.escape(project.stem)} \d{{4}}-\d\d-\d\d{re.escape(project.suffix)}"
    with told():
        daily = sorted(one for one in made.parent.iterdir() if re.fullmatch(name, one.name))
        for old in daily[:-KEPT]:
            old.unlink(missing_ok=True)
    return made


def before_merges(project: Path) -> list[Path]:
    """The copies that were made before merges, the newest first."""
    found = folder_of(project).glob(f"{_escaped(project.stem)} {BEFORE_MERGE} *{project.suffix}")
    return sorted(found, key=lambda one: one.stem, reverse=True)


def moment_of(copy: Path) -> str:
    """When such a copy was made, by its name."""
    return copy.stem.rpartition(f"{BEFORE_MERGE} ")[2].replace(".", ":")


def moment() -> str:
    """This moment for the name of a file: to the second, in this computer's time."""
    return datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no such thing
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _target(project: Path, reason: str) -> Path:
    return folder_of(project) / f"{project.stem} {reason}{project.suffix}"


def _escaped(name: str) -> str:
    """A name for `glob`, in which brackets and stars are what they are."""
    return re.sub(r"([*?[])", r"[\1]", name)


def _tidy(folder: Path) -> None:
    for partial in folder.glob(".*.part"):
        with suppress(FileNotFoundError):  # whoever was writing it has finished
            if time.time() - partial.stat().st_mtime > _ABANDONED:
                partial.unlink()

"""Copies of a project, kept beside it in a folder that says so."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

from annotator.store.connection import told

KEPT: Final = 7
"""How many daily copies are kept. Those made before a migration are never removed."""


def folder_of(project: Path) -> Path:
    """Where the copies of this project lie."""
    return project.with_name(f"{project.stem} backups")


def back_up(connection: sqlite3.Connection, project: Path, reason: str) -> Path:
    """A whole, compact copy of what is committed, named for the reason; returns its path.

    It is written under another name first, so that a copy with its final name is always whole.
    """
    target = folder_of(project) / f"{project.stem} {reason}{project.suffix}"
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    with told():
        try:
            target.parent.mkdir(exist_ok=True)
            partial.unlink(missing_ok=True)
            connection.execute("VACUUM INTO ?", (str(partial),))
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return target


def back_up_daily(connection: sqlite3.Connection, project: Path) -> Path | None:
    """Today's copy, where there is none yet; the oldest daily ones beyond `KEPT` go."""
    today = datetime.now().astimezone().date().isoformat()
    if (folder_of(project) / f"{project.stem} {today}{project.suffix}").exists():
        return None
    made = back_up(connection, project, today)
    daily = sorted(folder_of(project).glob(f"{project.stem} ????-??-??{project.suffix}"))
    for old in daily[:-KEPT]:
        old.unlink(missing_ok=True)
    return made

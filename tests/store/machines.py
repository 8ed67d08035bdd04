"""Copies of one project on several machines, and what they hold, without what is of each file."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.claim import Decision, Outcome
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Label, Layer, Span, Verdict
from annotator.domain.records import decision_fields, label_fields
from annotator.store.project import Project
from annotator.store.rows import TABLES


class Clock:
    """A clock that goes on by a second whenever somebody looks: no two ids are of one moment."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000

    def time_ns(self) -> int:
        """What stands for `time.time_ns`."""
        self.seconds += 1
        return self.seconds * 1_000_000_000


def copied(project: Project, name: str) -> Path:
    """A copy of a project beside it, as one that was sent by mail."""
    project.journal._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = project.path.with_name(f"{name}.annotator")
    shutil.copyfile(project.path, path)
    return path


def holds(path: Path) -> dict[str, Any]:
    """All that a file holds: its tables and its journal, but not in which order they came."""
    connection = sqlite3.connect(path)
    found: dict[str, Any] = {}
    for table in TABLES.values():
        columns = ", ".join(f'"{name}"' for name in (table.key, *table.columns, *table.derived))
        rows = connection.execute(f"SELECT {columns} FROM {table.name} ORDER BY {table.key}")
        found[table.name] = rows.fetchall()
    found["texts"] = connection.execute("SELECT sha256, text FROM texts ORDER BY 1").fetchall()
    found["changes"] = connection.execute(
        "SELECT id, at, annotator, act, summary, undoes, position, kind, key, before, after "
        "FROM entries LEFT JOIN changes ON entry = seq ORDER BY id, position"
    ).fetchall()
    connection.close()
    return found


def merged(path: Path, *others: Path) -> dict[str, Any]:
    """What a file holds after these came in, which has to be sound."""
    with Project.open(path) as project:
        project.merge(others)
        assert list(project.problems()) == []
    return holds(path)


def decided(article: Article, adjudicator: str, verdict: Verdict) -> tuple[Decision, Entry]:
    """A claim settled by a gold label of the adjudicator's own."""
    gold, made = edits.mark(adjudicator, article, [Span(0, 3)], verdict, Layer.GOLD)
    decision = Decision(uuid7(), article.id, adjudicator, (), Outcome.EDITED, gold.id, at=made.at)
    change = Change(Kind.DECISION, decision.id, None, decision_fields(decision))
    return decision, edits.entry(adjudicator, "settle", [change, *made.changes])


def withdrawn(decision: Decision, gold: Label) -> Entry:
    """A decision and its gold label taken away."""
    changes = [
        Change(Kind.LABEL, gold.id, label_fields(gold), None),
        Change(Kind.DECISION, decision.id, decision_fields(decision), None),
    ]
    return edits.entry(decision.adjudicator, "withdraw", changes)


def removal(project: Project, article: str, by: str) -> Entry:
    """An article removed with all that is said of it."""
    return edits.entry(by, "remove", project.queries.removal_of(article))

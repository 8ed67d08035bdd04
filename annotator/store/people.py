"""All that is one annotator's, moved to another: for a person who joined on two machines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from annotator.domain.edits import DONE, assignment_key
from annotator.domain.journal import Change, Kind
from annotator.store.rows import TABLES

_COLUMNS: Final = {
    Kind.LABEL: "annotator",
    Kind.DECISION: "adjudicator",
    Kind.COMMENT: "annotator",
    Kind.WORK: "annotator",
}


def moving(connection: sqlite3.Connection, gone: str, keep: str) -> list[Change]:
    """The changes by which labels, decisions, comments, work and assignments of `gone` become those
    of `keep`, and `gone` goes."""
    changes: list[Change] = []
    for kind, column in _COLUMNS.items():
        rows = connection.execute(
            f"SELECT id FROM {TABLES[kind].name} WHERE {column} = ? ORDER BY id", (gone,)
        )
        changes += [Change(kind, id_, {column: gone}, {column: keep}) for (id_,) in rows]
    changes += _assignments(connection, gone, keep)
    names = connection.execute("SELECT name FROM annotators WHERE id = ?", (gone,))
    changes += [Change(Kind.ANNOTATOR, gone, {"name": name}, None) for (name,) in names]
    return changes


def _assignments(connection: sqlite3.Connection, gone: str, keep: str) -> Iterator[Change]:
    """Of an article that both have, what is done by either is done."""
    rows = connection.execute(
        "SELECT theirs.id, theirs.article, theirs.state, mine.id, mine.state "
        "FROM assignments AS theirs LEFT JOIN assignments AS mine "
        "ON mine.article = theirs.article AND mine.annotator = ? WHERE theirs.annotator = ?",
        (keep, gone),
    )
    for key, article, state, own, own_state in rows:
        before = {"article": article, "annotator": gone, "state": state}
        yield Change(Kind.ASSIGNMENT, key, before, None)
        if own is None:
            after = {**before, "annotator": keep}
            yield Change(Kind.ASSIGNMENT, assignment_key(article, keep), None, after)
        elif state == DONE != own_state:
            yield Change(Kind.ASSIGNMENT, own, {"state": own_state}, {"state": DONE})

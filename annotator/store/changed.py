"""What has changed since a moment in the journal: so that what is counted of a project is counted
again only where it can be different."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from annotator.domain.journal import Kind
from annotator.store import history


class Position(NamedTuple):
    """A moment in a journal: the number and id of its last entry, and of the last that came by
    merging. A number alone can come to stand for another entry, after going back."""

    last: int
    last_id: str | None
    merged: int
    merged_id: str | None


def position(connection: sqlite3.Connection) -> Position:
    """Where the journal is now."""
    last, merged = history.last(connection), history.last_merged(connection)
    return Position(
        last, history.id_of(connection, last), merged, history.id_of(connection, merged)
    )


_ARTICLES = """
    SELECT DISTINCT CASE kind
        WHEN 'article' THEN key
        ELSE coalesce(
            json_extract(after, '$.article'),
            json_extract(before, '$.article'),
            CASE kind
                WHEN 'label' THEN (SELECT article FROM labels WHERE id = key)
                WHEN 'decision' THEN (SELECT article FROM decisions WHERE id = key)
                WHEN 'assignment' THEN (SELECT article FROM assignments WHERE id = key)
                WHEN 'work' THEN (SELECT article FROM work WHERE id = key)
            END)
        END
    FROM changes WHERE entry > ? AND kind NOT IN ('annotator', 'setting', 'comment')
    LIMIT ?"""
"""A change that does not name its article is of a row that is still there, or whose end is a change
of its own, which names it."""


def articles_since(connection: sqlite3.Connection, then: Position, most: int) -> set[str] | None:
    """The articles of which anything has changed since then; None where it can be any of them:
    after a merge, after going back to before one, and where it is more than `most`."""
    same = history.last_merged(connection), history.id_of(connection, then.merged)
    if (
        same != (then.merged, then.merged_id)
        or history.id_of(connection, then.last) != then.last_id
    ):
        return None
    rows = connection.execute(_ARTICLES, (then.last, most + 2)).fetchall()
    found = {row[0] for row in rows if row[0] is not None}
    return None if len(found) > most else found


def moments_set(connection: sqlite3.Connection, key: str) -> list[str]:
    """When a setting of the project was given another value than before, old to new."""
    rows = connection.execute(
        "SELECT at FROM changes JOIN entries ON seq = entry "
        "WHERE key = ? AND kind = ? AND before IS NOT NULL ORDER BY entries.id",
        (key, Kind.SETTING.value),
    ).fetchall()
    return [row[0] for row in rows]

"""Bring the tables to what the journal comes to, row by row, with the index of words.

Rows come in batches: what is there already as it should be is left alone.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any

from annotator.domain.journal import Kind
from annotator.domain.label import quote_of
from annotator.store.replay import Row
from annotator.store.rows import AMONG, TABLES, Table, dumps, spans_if_sound
from annotator.store.search import forget, learn
from annotator.store.writing import NewRows, delete_rows


class DamagedError(ValueError):
    """What a journal says cannot be a row."""


class Settler:
    """Writes rows and counts, by kind, those that came to be, those that are others than they were
    and those that went."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.came: Counter[Kind] = Counter()
        self.became: Counter[Kind] = Counter()
        self.went: Counter[Kind] = Counter()
        self.marked: Counter[tuple[str, str]] = Counter()
        """How many labels came, by annotator and article."""

    def settle(self, kind: Kind, rows: Mapping[str, Row | None]) -> None:
        """Bring these rows to these fields; None for a row that is not to be there."""
        table = TABLES[kind]
        there = self._there(table, list(rows))
        new, changed, gone = [], [], []
        for key, fields in rows.items():
            if fields is None:
                if key in there:
                    gone.append(key)
                continue
            row = _row(table, key, fields)
            if key not in there:
                new.append(row)
            elif there[key] != row:
                changed.append(row)
        try:
            delete_rows(self._connection, table, gone)
            self._change(table, changed)
            coming = NewRows(self._connection)
            coming.add_rows(kind, new)
            coming.learn()
        except sqlite3.IntegrityError as error:
            raise DamagedError(f"a row of {table.name} is not what it must be ({error})") from error
        self.came[kind] += len(new)
        self.became[kind] += len(changed)
        self.went[kind] += len(gone)
        if kind is Kind.LABEL:
            self.marked.update((str(row[2]), str(row[1])) for row in new)
            self._refuse_wrong_quotes([str(row[0]) for row in new + changed])

    def _there(self, table: Table, keys: list[str]) -> dict[str, tuple[Any, ...]]:
        columns = ", ".join(f'"{name}"' for name in (table.key, *table.columns, *table.derived))
        rows = self._connection.execute(
            f"SELECT {columns} FROM {table.name} WHERE {table.key} {AMONG}", (dumps(keys),)
        )
        return {row[0]: row for row in rows}

    def _change(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            keys = dumps([row[0] for row in rows])
            forget(self._connection, table, f"{table.key} {AMONG}", keys)
            statement = table.update((*table.columns, *table.derived))
            self._connection.executemany(statement, [(*row[1:], row[0]) for row in rows])
            learn(self._connection, table, f"{table.key} {AMONG}", keys)

    def _refuse_wrong_quotes(self, labels: list[str]) -> None:
        """A label of which the article says something else shows that text or label are damaged."""
        texts: dict[str, str] = {}
        for label, article, spans, quote in self._connection.execute(
            f"SELECT id, article, spans, quote FROM labels WHERE id {AMONG} ORDER BY article",
            (dumps(labels),),
        ):
            if article not in texts:
                texts = self._text_of(article)
            text = texts.get(article)
            if text is None:
                continue  # its article is still to come
            places = spans_if_sound(spans)
            if not places:
                raise DamagedError(f"label {label} does not say where it stands")
            if quote_of(text, places) != quote or places[-1].end > len(text):
                raise DamagedError(f"label {label} quotes what its article does not say")

    def _text_of(self, article: str) -> dict[str, str]:
        return dict(
            self._connection.execute(
                "SELECT id, text FROM articles JOIN texts USING (sha256) WHERE id = ?", (article,)
            ).fetchall()
        )


def _row(table: Table, key: str, fields: Row) -> tuple[Any, ...]:
    if len(fields) != len(table.columns):
        raise DamagedError(f"a row of {table.name} has not all of its fields, or others too")
    try:
        return table.row(key, fields)
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise DamagedError(f"a row of {table.name} cannot be read") from error

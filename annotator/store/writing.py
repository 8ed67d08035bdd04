"""Writing the rows of the tables, each with its words in the index that search asks. Only those who
write the journal too may call this: the journal itself, and a merge."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from annotator.domain.journal import Change, Fields, Kind
from annotator.errors import RefusedError
from annotator.store import history
from annotator.store.inserting import Row, insert_all
from annotator.store.rows import AMONG, TABLES, Table, derived, dumps
from annotator.store.search import forget, learn

_KIND: Final = attrgetter("kind")


class NewRows:
    """Rows that come into being, some after others; search learns of all of them at the end, which
    costs a fraction of what it costs time by time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[Kind, int] = {}
        """Up to which row search knows the words, where others have come since."""

    def add(self, changes: Iterable[Change]) -> None:
        """Write changes that all bring a row into being, kind by kind."""
        of_kind: dict[Kind, list[Row]] = {}
        for kind, some in groupby(changes, key=_KIND):
            table, rows = TABLES[kind], of_kind.setdefault(kind, [])
            for change in some:
                assert change.after is not None
                rows.append(table.row(change.key, change.after))
        for kind, rows in of_kind.items():
            self.add_rows(kind, rows)

    def add_rows(self, kind: Kind, rows: Sequence[Row]) -> None:
        """Add rows of a kind, each with the values that `Table.insert` asks for."""
        table = TABLES[kind]
        if kind not in self._known and _have_words(table, rows):
            self._known[kind] = _newest(self._connection, table)
        insert_all(self._connection, table.insert, rows)

    def learn(self) -> None:
        """Let search know them."""
        for kind, number in self._known.items():
            learn(self._connection, TABLES[kind], "number > ?", number)
        self._known.clear()


def _have_words(table: Table, rows: Sequence[Row]) -> bool:
    """Whether there is anything in these rows that search is to find."""
    if not table.searched:
        return False
    place = 1 + table.columns.index(table.searched)
    return any(row[place] for row in rows)


def _newest(connection: sqlite3.Connection, table: Table) -> int:
    (number,) = connection.execute(f"SELECT coalesce(max(number), 0) FROM {table.name}").fetchone()
    return int(number)


def delete_rows(connection: sqlite3.Connection, table: Table, keys: Sequence[str]) -> None:
    """Remove the rows of these keys."""
    if keys:
        forget(connection, table, f"{table.key} {AMONG}", dumps(keys))
        connection.executemany(table.delete, [(key,) for key in keys])


def write_all(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Make true what rows of the journal (kind, key, before, after) say. Where all come or all go
    (an import, taken back or done again), they are written together, kind by kind; else one after
    the other."""
    if all(before is None for _, _, before, _ in rows):
        new = NewRows(connection)
        new.add(map(history.change, rows))
        new.learn()
    elif all(after is None for _, _, _, after in rows):
        for kind, table in TABLES.items():
            keys = [key for its_kind, key, *_ in rows if its_kind == kind]
            delete_rows(connection, table, keys)
    else:
        for row in rows:
            write(connection, history.change(row))


def apply(connection: sqlite3.Connection, change: Change) -> None:
    """Write a change after holding it against the table as it is now. RefusedError where another
    window was quicker."""
    kind, key, before = change.kind, change.key, change.before
    if before is None and not stands(connection, kind, key, None):
        raise RefusedError(
            f"Another window has made this {kind.value} already.", "It is shown as it is now."
        )
    if before is not None and not stands(connection, kind, key, before, change.after is None):
        raise RefusedError(
            f"Another window has changed this {kind.value} in the meantime.",
            "It is shown as it is now: look again, and repeat the change if it still applies.",
        )
    write(connection, change)


def stands(
    connection: sqlite3.Connection, kind: Kind, key: str, fields: Fields | None, whole: bool = True
) -> bool:
    """Whether a row has these fields, all of its fields where `whole`; None: there is no such
    row."""
    table = TABLES[kind]
    columns = table.columns if whole or fields is None else tuple(fields)
    row = connection.execute(table.select(columns), (key,)).fetchone()
    if row is None or fields is None:
        return row is None and fields is None
    return all(
        table.decode(name, value) == fields[name] for name, value in zip(columns, row, strict=True)
    )


def write(connection: sqlite3.Connection, change: Change) -> None:
    """Write a change whatever the table says now. RefusedError where the row that it changes is
    gone."""
    table, key, after = TABLES[change.kind], change.key, change.after
    searched = after is None or table.searched in after
    if searched and change.before is not None:
        forget(connection, table, f"{table.key} = ?", key)
    if after is None:
        connection.execute(table.delete, (key,))
    elif change.before is None:
        connection.execute(table.insert, table.row(key, after))
    else:
        _update(connection, table, key, after)
    if searched and after is not None:
        learn(connection, table, f"{table.key} = ?", key)


def _update(connection: sqlite3.Connection, table: Table, key: str, after: Fields) -> None:
    values = {name: table.encode(name, value) for name, value in after.items()}
    if "spans" in after:
        values |= zip(table.derived, derived(table, after), strict=True)
    cursor = connection.execute(table.update(tuple(values)), (*values.values(), key))
    if not cursor.rowcount:
        raise RefusedError(
            "What this step changed is no longer in the project.", "Take back its removal first."
        )

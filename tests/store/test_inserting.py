"""Many rows added at once are the rows that are added one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from annotator.store.inserting import insert_all

INSERT = "INSERT INTO things (name, number) VALUES (?, ?)"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE things (at INTEGER PRIMARY KEY, name TEXT, number INTEGER UNIQUE)")
    yield made
    made.close()


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 31, 32, 33, 40, 41, 64, 103])
def test_each_row_goes_in_once_and_in_order(connection: sqlite3.Connection, count: int) -> None:
    rows = [(f"n{at}", at) for at in range(count)]
    insert_all(connection, INSERT, rows)
    assert connection.execute("SELECT name, number FROM things ORDER BY at").fetchall() == rows


@pytest.mark.parametrize("twice", [3, 20, 39])
def test_one_row_that_cannot_go_in_is_said(connection: sqlite3.Connection, twice: int) -> None:
    rows = [(f"n{at}", at) for at in range(40)]
    rows[twice] = ("again", 0)
    with pytest.raises(sqlite3.IntegrityError):
        insert_all(connection, INSERT, rows)

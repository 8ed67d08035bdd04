"""Who may speak to whom, read from the source itself: Qt only in the window, SQL only in the
store."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import annotator

ROOT = Path(annotator.__file__).parent
SOURCES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))

THING = "(TABLE|INDEX|TRIGGER)"
STATEMENT = re.compile(
    r"\b(SELECT|INSERT (OR \w+ )?INTO|REPLACE INTO|UPDATE \S+ SET|DELETE FROM|PRAGMA|VACUUM"
    rf"|CREATE (TEMP |VIRTUAL )?{THING}|DROP {THING}|BEGIN IMMEDIATE)\b"
)


@cache
def nodes(source: str) -> Sequence[ast.AST]:
    return tuple(ast.walk(ast.parse((ROOT / source).read_text(encoding="utf-8"))))


@cache
def strings(source: str) -> Sequence[str]:
    """Every string of a file, the parts of its f-strings too."""
    values = (node.value for node in nodes(source) if isinstance(node, ast.Constant))
    return tuple(value for value in values if isinstance(value, str))


def imported(source: str) -> Iterator[str]:
    """The top-level packages that a file imports, at its head or in a function, by statement or by
    name."""
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
    yield from (text.partition(".")[0] for text in strings(source) if re.fullmatch(r"[\w.]+", text))


def statements(source: str) -> list[str]:
    """The strings of a file that speak to the database."""
    return [text for text in strings(source) if STATEMENT.search(text)]


def outside(room: str) -> list[str]:
    """The files that do not stand in a room of the house."""
    return [source for source in SOURCES if not source.startswith(f"{room}/")]


def test_only_the_window_knows_qt() -> None:
    qt = {"PySide6", "shiboken6"}
    assert [source for source in outside("ui") if not qt.isdisjoint(imported(source))] == []


def test_only_the_store_speaks_sql() -> None:
    drivers = {"sqlite3", "sqlite_utils"}
    assert {source: said for source in outside("store") if (said := statements(source))} == {}
    assert [source for source in outside("store") if not drivers.isdisjoint(imported(source))] == []


def test_values_are_bound_in_order_or_by_name() -> None:
    """Python 3.12.0 to 3.12.3 warn of numbers (?1) that are given a sequence."""
    numbered = re.compile(r"\?[1-9]")
    assert [one for source in SOURCES for one in strings(source)
            if source.startswith("store/") and numbered.search(one)] == []  # fmt: skip


def test_what_is_looked_for_is_found_where_it_may_be() -> None:
    assert "PySide6" in set(imported("ui/window.py"))
    for source in (
        "store/project_queries.py",
        "store/journal.py",
        "store/schema.py",
        "store/backup.py",
    ):
        assert statements(source)
        assert "sqlite3" in set(imported(source))

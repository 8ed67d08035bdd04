"""The README's table of keys is that of the actions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtGui import QKeySequence

from annotator.ui.actions import ACTIONS, Action

README = Path(__file__).parents[2] / "README.md"
SHORT = 17
"""So many rows name a few actions at once, in other words than the menus."""


def table() -> list[tuple[str, list[str]]]:
    """What each row says, and its keys."""
    text = README.read_text(encoding="utf-8").split("## Shortcuts", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| ([^|`]+?) \| (`.+`) \|$", text, re.MULTILINE)
    return [(said, list(keys_of(keys))) for said, keys in rows]


def keys_of(cell: str) -> Iterator[str]:
    for part in cell.split(", "):
        first, _, last = part.replace("`", "").partition(" to ")
        if last:
            yield from map(str, range(int(first), int(last) + 1))
        else:
            yield first


def shown(action: Action) -> str:
    return action.title.rstrip("…")


def test_every_key_of_every_action_is_in_the_readme() -> None:
    rows = table()
    own = {said: keys for said, keys in rows if any(shown(one) == said for one in ACTIONS)}
    others = [key for said, keys in rows if said not in own for key in keys]
    assert len(rows) - len(own) < SHORT
    for action in ACTIONS:
        if action.keys and not action.id.endswith("_char"):
            listed = own.get(shown(action)) if action.place.value == "annotate" else None
            if listed is not None:
                assert listed == list(action.keys), action.title
            else:
                assert set(action.keys) <= set(others), action.title


def test_every_key_in_the_readme_is_that_of_an_action() -> None:
    known = {key for action in ACTIONS for key in action.keys}
    named = {key for _, keys in table() for key in keys}
    assert named <= known
    assert not [key for key in named if QKeySequence(key).isEmpty()]


def test_no_action_is_named_that_is_none() -> None:
    said = [row for row, _ in table() if not row.startswith(("In Review: ", "Confidence 1 to"))]
    assert [row for row in said if row not in {shown(one) for one in ACTIONS}] == []

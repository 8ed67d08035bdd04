"""Blind projects: whoever annotates does not see what the others have marked.

A courtesy that the window keeps, no secret: the file holds everyone's labels. That a project is
blind is a setting of it; so is that somebody has looked all the same, which stays on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from annotator.domain import edits
from annotator.domain.journal import Act, Change, Entry, Kind, now
from annotator.domain.label import Annotator

BLIND: Final = "blind"
"""The setting's key; its value is true in a blind project."""

_LOOKED: Final = "looked/"


def looked_key(annotator: str) -> str:
    """The key of the setting that says that this person has looked."""
    return f"{_LOOKED}{annotator}"


def who_looked(key: str, value: Any) -> str:
    """The name of whoever has looked by this setting; empty where it is another setting."""
    told = key.startswith(_LOOKED) and isinstance(value, Mapping)
    return str(value.get("name", "?")) if told else ""


def look(annotator: Annotator) -> Entry:
    """Look at the others' labels before all of one's own articles are finished. Nobody can take
    back what was seen: it is no step to undo."""
    value = {"name": annotator.name, "at": now()}
    change = Change(Kind.SETTING, looked_key(annotator.id), None, {"value": value})
    said = "look at the others’ labels before finishing"
    return edits.entry(annotator.id, said, [change], Act.RECORD)

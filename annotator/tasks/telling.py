"""The journal in words: who changed what and when, old to new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from annotator.domain.journal import Act, Change, Entry, Kind
from annotator.domain.quoting import shortened
from annotator.domain.records import entry_fields

_QUIET = frozenset({"updated", "spans", "created"})
"""Fields that another field tells better: the quote says where the spans are."""

_TOLD = ("title", "name", "text", "state", "step", "value")
"""The field by which a row is known, the first that it has."""


def counted(number: int, thing: str) -> str:
    """A number of things, in words."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def entry_as_lines(entry: Entry, names: Mapping[str, str]) -> Iterator[str]:
    """An entry for a person: a head line, then a line for each field that changed."""
    yield f"{entry.at}  {who(entry, names)}  {said(entry)}"
    for change in entry.changes:
        yield from (f"    {line}" for line in change_as_lines(change))


def history_of_row(entries: Iterable[Entry], names: Mapping[str, str]) -> Iterator[str]:
    """What became of one row, for a person: in local time, and without its id in every line."""
    for entry in entries:
        at = in_local_time(entry.at, "%Y-%m-%d %H:%M:%S")
        yield f"{at}  {who(entry, names)}: {said(entry)}"
        for change in entry.changes:
            if change.before is not None and change.after is not None:
                yield from (f"    {line}" for line in _fields_as_lines(change))


def in_local_time(moment: str, shape: str) -> str:
    """A moment (ISO 8601) by the clock of this computer, in the shape that `strftime` wants; as it
    is where it is none, which only a file that another program made can have."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime(shape)
    except (ValueError, OverflowError):
        return moment


def who(entry: Entry, names: Mapping[str, str]) -> str:
    """The name of whoever made an entry."""
    return names.get(entry.annotator or "", "(nobody)")


def said(entry: Entry) -> str:
    """What an entry did, in a few words."""
    return (
        f"{entry.act.value}: {entry.summary}"
        if entry.act in (Act.UNDO, Act.REDO)
        else entry.summary
    )


def change_as_lines(change: Change) -> Iterator[str]:
    """One row that changed, field by field; a new or removed row in one line."""
    row = f"{change.kind.value} {change.key}"
    if change.before is None or change.after is None:
        fields = change.after if change.before is None else change.before
        verb = "new" if change.before is None else "removed"
        yield f"{row}: {verb}{_gist(change.kind, fields or {})}"
        return
    yield from (f"{row}: {line}" for line in _fields_as_lines(change))


def _fields_as_lines(change: Change) -> Iterator[str]:
    before, after = change.before or {}, change.after or {}
    for name, new in after.items():
        if name not in _QUIET or after.keys() <= _QUIET:
            yield f"{name} {shown(before.get(name))} → {shown(new)}"


def entry_as_json(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    """An entry for a program, nothing shortened; its annotator by name."""
    return entry_fields(entry) | {"annotator": names.get(entry.annotator or "")}


def _gist(kind: Kind, fields: Mapping[str, Any]) -> str:
    if kind is Kind.LABEL:
        return f", {fields['verdict']} {shortened(fields['quote'], 60)}"
    told = next((fields[name] for name in _TOLD if fields.get(name)), "")
    return f", {shown(told)}" if told else ""


def shown(value: Any) -> str:
    """A value of a field, on one line and not too long."""
    if value is None or value in ("", []):
        return "(nothing)"
    return shortened(value, 60) if isinstance(value, str) else shortened(str(value), 60)

"""Which formats there are: ours, and those that another distribution declares under the entry point
`annotator.formats`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from annotator.errors import AnnotatorError
from annotator.formats import csv, jsonl, text
from annotator.formats.format import Format


@cache
def formats() -> dict[str, Format]:
    """Every format by its name, ours first."""
    found = {one.name: one for one in (jsonl.FORMAT, csv.FORMAT, text.PLAIN, text.MARKDOWN)}
    for point in entry_points(group="annotator.formats"):
        plugin = point.load()
        if isinstance(plugin, Format):
            found.setdefault(plugin.name, plugin)
    return found


def format_named(name: str) -> Format:
    """The format of this name; AnnotatorError where there is none."""
    try:
        return formats()[name]
    except KeyError:
        raise AnnotatorError(
            f"There is no format {name}.", f"Choose one of {', '.join(formats())}."
        ) from None


def format_for(filename: str, *, writing: bool = False) -> Format | None:
    """The format that a file's name speaks of, None where it speaks of none."""
    lower = filename.lower()
    for one in formats().values():
        able = one.write if writing else one.read
        if able is not None and lower.endswith(one.suffixes):
            return one
    return None

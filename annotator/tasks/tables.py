"""Tables of articles whose columns do not tell by their names which one holds the texts: a person
is asked before they are taken in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from annotator.formats.articles.book import has_labels
from annotator.formats.articles.columns import NAMES, NONE, TEXT
from annotator.formats.articles.table import Preview, preview
from annotator.formats.registry import options_of
from annotator.tasks.places import Item
from annotator.tasks.progress import Progress
from annotator.tasks.sources import found

FIELDS: Final = tuple(NAMES)
_ASKS: Final = f"{TEXT}-column"


class Unclear(NamedTuple):
    """Tables of one head to be asked about, and the beginning of the first."""

    files: tuple[str, ...]
    preview: Preview


def unclear(paths: Sequence[str | Path], look: Progress = lambda *_: None) -> list[Unclear]:
    """Those of these tables whose names do not tell where the texts are, by their heads. What
    cannot be read is left to the import, which says so."""
    by_head: dict[tuple[str, ...], Unclear] = {}
    for item in found(paths, None):
        if isinstance(item, Item) and any(one.name == _ASKS for one in item.format.options):
            look(0, 0, item.shown)
            with suppress(Exception):  # of ours too, which the import tells of
                shown = _shown(item)
                if shown is not None and TEXT not in shown.guess and shown.columns:
                    head = tuple(shown.columns)
                    files, first = by_head.get(head, Unclear((), shown))
                    by_head[head] = Unclear((*files, item.shown), first)
    return list(by_head.values())


def _shown(item: Item) -> Preview | None:
    """The beginning of a table of articles; None of one of labels."""
    with item.opened(None, options_of(item.format, {}, reading=True)) as source:
        return None if has_labels(source.stream) else preview(source)


def choices_of(columns: dict[str, str]) -> dict[str, str]:
    """The options of reading that say these columns; a field without one has none."""
    return {f"{field}-column": columns.get(field) or NONE for field in FIELDS}

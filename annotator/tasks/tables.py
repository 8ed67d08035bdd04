"""Tables of articles whose columns do not tell by their names which one holds the texts: a person
is asked before they are taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from annotator.errors import AnnotatorError
from annotator.formats.articles.book import has_labels
from annotator.formats.articles.columns import NAMES, NONE, TEXT
from annotator.formats.articles.table import Preview, preview
from annotator.formats.registry import options_of
from annotator.tasks.sources import Item, found

FIELDS: Final = tuple(NAMES)
_ASKS: Final = f"{TEXT}-column"


class Unclear(NamedTuple):
    """A table to be asked about, and its beginning."""

    file: str
    preview: Preview


def unclear(
    paths: Sequence[str | Path], look: Callable[[int, int, str], None] = lambda *_: None
) -> Unclear | None:
    """The first of these tables whose names do not tell where the texts are, None where all do.
    What cannot be read is left to the import, which says so."""
    for item in found(paths, None):
        if isinstance(item, Item) and any(one.name == _ASKS for one in item.format.options):
            look(0, 0, item.shown)
            with suppress(AnnotatorError, OSError):
                shown = _shown(item)
                if shown is not None and TEXT not in shown.guess and shown.columns:
                    return Unclear(item.shown, shown)
    return None


def _shown(item: Item) -> Preview | None:
    """The beginning of a table of articles; None of one of labels."""
    with item.opened(None, options_of(item.format, {}, reading=True)) as source:
        return None if has_labels(source.stream) else preview(source)


def choices_of(columns: dict[str, str]) -> dict[str, str]:
    """The options of reading that say these columns; a field without one has none."""
    return {f"{field}-column": columns.get(field) or NONE for field in FIELDS}

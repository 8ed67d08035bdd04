"""CSV for a spreadsheet, out: one row a label. It begins with a byte order mark, by which Excel
knows that it is UTF-8; a cell that a spreadsheet would take for a formula gets an apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import orjson

from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label
from annotator.formats.format import Format

COLUMNS: Final = (
    "article", "title", "source", "published", "language", "label", "annotator", "layer",
    "verdict", "start", "end", "spans", "quote", "confidence", "tags", "note", "evidence",
    "created", "updated",
)  # fmt: skip
_CELL: Final = 32_767
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write(records: Iterable[Record], stream: BinaryIO) -> None:
    """A head row, then a row for each label."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    try:
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        for record in records:
            rows.writerows(_row(record, label) for label in record.labels)
    finally:
        text.detach()


def losses(record: Record) -> Iterator[str]:
    """What a row cannot carry."""
    if not record.labels:
        yield "an article without labels has no row"
    for _ in record.decisions:
        yield "decisions are left out"
    for _ in record.comments:
        yield "comments are left out"
    for label in record.labels:
        if label.meta:
            yield "keys of other tools are left out"
        if any(len(cell) > _CELL for cell in _row(record, label)):
            yield "a cell is cut at 32,767 characters, the most that Excel takes"


def _row(record: Record, label: Label) -> list[str]:
    article = record.article
    cells = [
        article.id, article.title, article.source, article.published, article.language, label.id,
        label.annotator, label.layer.value, label.verdict.value, str(label.start), str(label.end),
        " ".join(f"{span.start}-{span.end}" for span in label.spans), label.quote,
        "" if label.confidence is None else str(label.confidence),
        orjson.dumps(label.tags).decode() if label.tags else "",
        label.note, "\n".join(map(_evidence, label.evidence)), label.created, label.updated,
    ]  # fmt: skip
    return [_guarded(cell)[:_CELL] for cell in cells]


def _evidence(one: Evidence) -> str:
    return " | ".join((one.stance.value, one.title, one.url, one.quote, one.accessed))


def _guarded(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


FORMAT: Final = Format(
    "csv",
    "CSV for a spreadsheet: one row a label",
    (".csv",),
    unit="codepoint",
    loses="the texts, articles without labels, decisions, comments, keys of other tools",
    write=write,
    losses=losses,
)

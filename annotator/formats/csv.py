"""CSV for a spreadsheet, out: one row a label. It begins with a byte order mark, by which Excel
knows that it is UTF-8; a cell that a spreadsheet would take for a formula gets an apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

import orjson

from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label
from annotator.formats.format import ALL, Carries, Format, Option, Options, Output

COLUMNS: Final = (
    "article", "title", "source", "published", "language", "label", "annotator", "layer",
    "verdict", "start", "end", "spans", "quote", "confidence", "tags", "note", "evidence",
    "created", "updated",
)  # fmt: skip
_CELL: Final = 32_767
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write(records: Iterable[Record], output: Output) -> None:
    """A head row, then a row for each label."""
    guard = output.options["formulas"] == "guard"
    text = io.TextIOWrapper(output.stream, encoding="utf-8-sig", newline="", write_through=True)
    try:
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        for record in records:
            rows.writerows(_row(record, label, guard=guard) for label in record.labels)
    finally:
        text.detach()


def losses(record: Record, options: Options) -> Iterator[str]:
    """Where a cell is too small."""
    guard = options["formulas"] == "guard"
    for label in record.labels:
        if any(len(cell) > _CELL for cell in _cells(record, label, guard=guard)):
            yield f"a cell is cut at {_CELL:,} characters, the most that Excel takes"


def _row(record: Record, label: Label, *, guard: bool) -> list[str]:
    return [cell[:_CELL] for cell in _cells(record, label, guard=guard)]


def _cells(record: Record, label: Label, *, guard: bool) -> list[str]:
    article = record.article
    cells = [
        article.id, article.title, article.source, article.published, article.language, label.id,
        label.annotator, label.layer.value, label.verdict.value, str(label.start), str(label.end),
        " ".join(f"{span.start}-{span.end}" for span in label.spans), label.quote,
        "" if label.confidence is None else str(label.confidence),
        orjson.dumps(label.tags).decode() if label.tags else "",
        label.note, "\n".join(map(_evidence, label.evidence)), label.created, label.updated,
    ]  # fmt: skip
    return list(map(guarded, cells)) if guard else cells


def _evidence(one: Evidence) -> str:
    return " | ".join((one.stance.value, one.title, one.url, one.quote, one.accessed))


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


_LOST: Final = {
    Carries.TEXTS, Carries.UNLABELLED, Carries.DECISIONS, Carries.COMMENTS, Carries.DONE,
    Carries.META,
}  # fmt: skip

FORMAT: Final = Format(
    "csv",
    "CSV for a spreadsheet: one row a label",
    (".csv",),
    unit="codepoint",
    carries=ALL - _LOST,
    write=write,
    losses=losses,
    options=(
        Option(
            "formulas",
            "What a spreadsheet would take for a formula",
            {"guard": "begins with an apostrophe", "plain": "stays as it is"},
            "guard",
        ),
    ),
)

"""The numbers of a card as CSV, for a spreadsheet or a script."""

from __future__ import annotations

import csv
import io

from annotator.formats.cells import guarded
from annotator.tasks.insights.card import Card, Value


def card_as_csv(card: Card) -> str:
    """A head and a line a row, in full precision; what is not defined is empty, and `why` says
    why."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(card.head)
    writer.writerows([_field(value) for value in row] for row in card.rows)
    return out.getvalue()


def _field(value: Value) -> object:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else value

"""The table of disagreements for a spreadsheet: one row a claim, one column an annotator."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from annotator.domain.article import Article
from annotator.domain.claim import Claim, worst_first
from annotator.domain.extents import union
from annotator.domain.label import quote_of
from annotator.formats.cells import guarded
from annotator.store.queries import Queries
from annotator.tasks.claims import kind_of, names_of, reviewed
from annotator.tasks.output import Whole, as_sentence
from annotator.tasks.progress import Progress

COLUMNS: Final = (
    "claim", "article", "title", "start", "end", "quote", "kind", "severity", "state", "gold"
)  # fmt: skip
SILENT: Final = "(not marked)"
"""Who finished the article and did not mark the claim; who has not finished has an empty cell."""


def write_table(
    queries: Queries,
    target: str,
    *,
    everything: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the claims on which annotators differ, the worst first, as CSV; with `everything` all
    claims; the columns of people by name. Returns how many rows there are."""
    people = names_of(queries.annotators())
    names = dict(sorted(people.items(), key=lambda one: (one[1].casefold(), one[0])))
    with queries.one_moment():
        found = [
            (worst_first(claim), _row(claim, one.article, names))
            for one in reviewed(queries, None, progress, cancelled)
            for claim in one.claims
            if claim.labels and (everything or claim.disagreements)
        ]
    found.sort(key=lambda one: one[0])
    try:
        with Whole() as whole:
            text = io.TextIOWrapper(whole.file(Path(target)), "utf-8-sig", newline="")
            rows = csv.writer(text)
            rows.writerow([*COLUMNS, *map(guarded, names.values())])
            rows.writerows(row for _, row in found)
            text.flush()
            whole.finish()
    except OSError as error:
        raise as_sentence(error, target) from error
    return len(found)


def _row(claim: Claim, article: Article, names: Mapping[str, str]) -> list[str]:
    gold = " + ".join(one.verdict.value for one in claim.golds)
    quote = quote_of(article.text, union(claim.extents))
    cells: Sequence[str] = (
        claim.id, article.id, article.title, str(claim.start), str(claim.end), quote,
        kind_of(claim), f"{claim.severity:.3f}", claim.state.value, gold,
        *(_said(claim, who) for who in names),
    )  # fmt: skip
    return [guarded(cell) for cell in cells]


def _said(claim: Claim, who: str) -> str:
    verdicts: Iterator[str] = (
        label.verdict.value for label in claim.labels if label.annotator == who
    )
    return " + ".join(verdicts) or (SILENT if who in claim.missing else "")

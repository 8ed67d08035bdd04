"""The table of disagreements for a spreadsheet: one row a claim, one column an annotator."""

from __future__ import annotations

import codecs
import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from annotator.domain.article import Article
from annotator.domain.claim import Claim, worst_first
from annotator.domain.extents import union
from annotator.domain.label import names_of, quote_of
from annotator.formats.cells import guarded
from annotator.store.queries import Queries
from annotator.tasks.claims import kind_of, reviewed
from annotator.tasks.progress import Progress
from annotator.tasks.whole import stream_to

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
    """Write the claims on which annotators differ, the worst first, as CSV ("-": to standard
    output); with `everything` all
    claims. A column for whoever has a say in any of them, by name, and none for who only decides.
    Returns how many rows there are."""
    with queries.one_moment():
        people = names_of(queries.annotators())
        found = [
            (worst_first(claim), _cells(claim, one.article), _answers(claim))
            for one in reviewed(queries, None, progress, cancelled)
            for claim in one.claims
            if claim.labels and (everything or claim.disagreements)
        ]
    found.sort(key=lambda one: one[0])
    having_a_say = {who for _, _, answers in found for who in answers}
    columns = sorted(having_a_say, key=lambda who: (people[who].casefold(), who))
    with stream_to(target) as stream:
        rows = csv.writer(codecs.getwriter("utf-8-sig")(stream))
        rows.writerow([*COLUMNS, *(guarded(people[who]) for who in columns)])
        for _, cells, answers in found:
            rows.writerow([*cells, *(answers.get(who, "") for who in columns)])
    return len(found)


def _cells(claim: Claim, article: Article) -> list[str]:
    gold = " + ".join(one.verdict.value for one in claim.stands)
    quote = quote_of(article.text, union(claim.extents))
    cells: Sequence[str] = (
        claim.id, article.id, article.title, str(claim.start), str(claim.end), quote,
        kind_of(claim), f"{claim.severity:.3f}", claim.state.value, gold,
    )  # fmt: skip
    return [guarded(cell) for cell in cells]


def _answers(claim: Claim) -> dict[str, str]:
    """What each says of the claim, by their ids."""
    answers = dict.fromkeys(claim.missing, SILENT)
    said: defaultdict[str, list[str]] = defaultdict(list)
    for label in claim.labels:
        said[label.annotator].append(label.verdict.value)
    return answers | {who: " + ".join(verdicts) for who, verdicts in said.items()}

"""γ of one article, for whoever asks: it takes too long to be counted for all of them."""

from __future__ import annotations

from collections.abc import Callable

from annotator.agreement.gammas import gamma
from annotator.store.queries import Queries
from annotator.tasks.agreement_report import count
from annotator.tasks.claims import records
from annotator.tasks.insights import words
from annotator.tasks.progress import CancelledError


def told_gamma(
    queries: Queries, article: str, cancelled: Callable[[], bool] = lambda: False
) -> str:
    """γ and γ-cat of an article in words. Raises CancelledError where the person stopped it."""

    def pause() -> None:
        if cancelled():
            raise CancelledError

    (record,) = records(queries, article)
    (counts,) = count([record])
    found = gamma(counts.marked, counts.length, pause=pause)
    return words.gamma(record.article.title, found)

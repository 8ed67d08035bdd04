"""One article with all that is said of it: what a file of a dataset holds, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.article import Article
from annotator.domain.claim import Decision
from annotator.domain.label import Label


@dataclass(frozen=True, slots=True)
class Record:
    """An article, its labels, its decisions, and who finished it. People are named
    here, not numbered: `Label.annotator`, `Decision.adjudicator` and `done` hold names."""

    article: Article
    labels: Sequence[Label] = ()
    decisions: Sequence[Decision] = ()
    done: Sequence[str] = ()

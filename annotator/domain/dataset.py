"""One article with all that is said of it: what a file of a dataset holds, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.article import Article
from annotator.domain.claim import Decision
from annotator.domain.comment import Comment
from annotator.domain.label import Label


@dataclass(frozen=True, slots=True)
class Record:
    """An article, its labels, its decisions, who finished it, who is known to be still at it, and
    what is said about its labels. People are named here in files, not numbered: `Label.annotator`,
    `Decision.adjudicator`, `Comment.annotator`, `done` and `begun` hold names."""

    article: Article
    labels: Sequence[Label] = ()
    decisions: Sequence[Decision] = ()
    done: Sequence[str] = ()
    begun: Sequence[str] = ()
    comments: Sequence[Comment] = ()

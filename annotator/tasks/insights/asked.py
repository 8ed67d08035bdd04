"""Which claims a number counts: found when someone asks for them, for there are many of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from annotator.agreement.answers import said_of, word_of
from annotator.agreement.study import Answers
from annotator.domain.case_filter import CaseFilter, Which
from annotator.tasks.insights.book import ArticleFacts


@dataclass(frozen=True, slots=True)
class Asked:
    """The claims that two or more had to judge: in `articles` (None: in all), in those that all of
    `people` finished, of two people those that either has marked, and on which two said `verdicts`
    (`answers.NOT_MARKED` is one as well)."""

    people: tuple[str, ...] = ()
    verdicts: tuple[str, str] | None = None
    articles: frozenset[str] | None = None

    def cases(self, facts: Iterable[ArticleFacts]) -> CaseFilter | None:
        """These claims, to be listed in Review; None where there are none."""
        claims = frozenset(id_ for one in facts if self._is_of(one) for id_ in self._claims(one))
        if not claims:
            return None
        return CaseFilter(state=Which.ANY, claims=claims)

    def _is_of(self, one: ArticleFacts) -> bool:
        inside = self.articles is None or one.counts.article in self.articles
        return inside and one.counts.marked.keys() >= set(self.people)

    def _claims(self, one: ArticleFacts) -> Iterator[str]:
        people = sorted(one.counts.marked)
        for id_, answers in zip(one.claims, one.counts.claims, strict=True):
            spoke = len(self.people) < 2 or any(who in self.people for who, _ in answers)
            if spoke and (not self.verdicts or times_said(answers, people, self.verdicts)):
                yield id_


def times_said(answers: Answers, people: Iterable[str], verdicts: tuple[str, str]) -> int:
    """How many pairs of people said these two of a claim, in whatever order."""
    said = said_of(answers)
    words = [word_of(said, who) for who in people]
    return sum(sorted(pair) == sorted(verdicts) for pair in combinations(filter(None, words), 2))

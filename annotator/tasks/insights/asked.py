"""Which claims a number counts: found when someone asks for them, for there are many of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Literal, TypeAlias

from msgspec import Struct

from annotator.agreement.answers import beside_rest, said_of, word_of
from annotator.agreement.study import Answers
from annotator.domain.case_filter import CaseFilter, Which
from annotator.tasks.insights.book import ArticleFacts

_Answered: TypeAlias = tuple[tuple[str, ...], Answers]
"""Who had to judge a claim, and what was said of it."""


class Asked(Struct, frozen=True):
    """The claims that two or more had to judge: in `articles` (None: in all), in those that all of
    `people` finished, of two people those that either has marked, and on which two said `verdicts`
    (`answers.NOT_MARKED` is one as well). `beside` asks for those by which one is measured against
    the rest (see `answers.beside_rest`): that either has marked, or on which both have a verdict.
    """

    people: tuple[str, ...] = ()
    verdicts: tuple[str, str] | None = None
    articles: frozenset[str] | None = None
    beside: Literal["", "either", "both"] = ""

    def cases(self, facts: Iterable[ArticleFacts]) -> CaseFilter | None:
        """These claims, to be listed in Review; None where there are none."""
        known: dict[_Answered, bool] = {}  # of a hundred thousand claims there are a few dozen
        claims = frozenset(id_ for one in facts if self._is_of(one) for id_ in self._of(one, known))
        return CaseFilter(state=Which.ANY, claims=claims) if claims else None

    def _is_of(self, one: ArticleFacts) -> bool:
        inside = self.articles is None or one.counts.article in self.articles
        return inside and one.counts.marked.keys() >= set(self.people)

    def _of(self, one: ArticleFacts, known: dict[_Answered, bool]) -> Iterator[str]:
        people = tuple(sorted(one.counts.marked))
        for id_, answers in zip(one.claims, one.counts.claims, strict=True):
            key = people, answers
            if key not in known:
                known[key] = self._is_meant(answers, people)
            if known[key]:
                yield id_

    def _is_meant(self, answers: Answers, people: tuple[str, ...]) -> bool:
        if len(self.people) > 1 and not any(who in self.people for who, _ in answers):
            return False
        if self.beside:
            one = beside_rest(said_of(answers), people, self.people[0])
            both = one.mine is not None and one.most is not None
            return both if self.beside == "both" else one.has or one.have
        return not self.verdicts or times_said(answers, people, self.verdicts) > 0


def times_said(answers: Answers, people: Iterable[str], verdicts: tuple[str, str]) -> int:
    """How many pairs of people said these two of a claim, in whatever order."""
    return _pairs(answers, people).count(_in_order(verdicts))


def claims_said(facts: Iterable[ArticleFacts]) -> Counter[tuple[str, str]]:
    """Of how many claims some pair of people said these two, which are in order of letters."""
    found: Counter[tuple[str, str]] = Counter()
    alike = Counter(
        (tuple(one.counts.marked), answers) for one in facts for answers in one.counts.claims
    )
    for (people, answers), count in alike.items():
        found.update(dict.fromkeys(_pairs(answers, people), count))
    return found


def _pairs(answers: Answers, people: Iterable[str]) -> list[tuple[str, str]]:
    """What each two people said of a claim."""
    said = said_of(answers)
    words = [word_of(said, who) for who in people]
    return [_in_order(pair) for pair in combinations(filter(None, words), 2)]


def _in_order(pair: tuple[str, str]) -> tuple[str, str]:
    low, high = sorted(pair)
    return low, high

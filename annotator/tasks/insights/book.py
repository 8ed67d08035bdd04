"""The book of a project: what is counted of each article, kept with the moment in the journal up to
which it holds. One new label, and one article is counted again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final, NamedTuple

from msgspec import Struct

from annotator.agreement.claims import Case, cases_of, worst_of
from annotator.agreement.periods import Dated, DriftPoint, Period, by_period, drift_point
from annotator.agreement.study import ArticleCounts, Counted, count_articles
from annotator.collecting import no_collecting
from annotator.domain.case_filter import is_case
from annotator.domain.claim import Claim, ClaimState, Difference, who_counts
from annotator.domain.dataset import Record
from annotator.domain.label import Layer
from annotator.store.changed import Position
from annotator.store.queries import Queries
from annotator.tasks.cases import Known, with_claims
from annotator.tasks.claims import claims_in
from annotator.tasks.progress import Progress

_AT_ONCE: Final = 500
"""Articles whose labels are in memory at a time; of more changed ones all are counted again."""


class ArticleFacts(Struct, frozen=True, eq=False):
    """What is counted of one article.

    `day` is that of its last label (None without labels); `verdicts` how often each annotator gave
    each; `claims` the ids of those in `counts.claims`. `states` and `kinds` say how many cases for
    a review there are in which state, and in how many of them what is the worst difference.
    """

    counts: ArticleCounts
    day: date | None
    verdicts: Mapping[str, Mapping[str, int]]
    claims: tuple[str, ...]
    states: Mapping[ClaimState, int]
    kinds: Mapping[Difference, int]


class Book:
    """What is counted of a project. One at a time brings it up to date or reads it."""

    def __init__(self) -> None:
        self.facts: dict[str, ArticleFacts] = {}
        self.lock = threading.Lock()
        self._at: Position | None = None
        self._points: dict[Period, tuple[tuple[ArticleCounts, ...], DriftPoint]] = {}

    def bring_up_to_date(
        self,
        queries: Queries,
        progress: Progress = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
        known: Known | None = None,
    ) -> int:
        """Count what has changed since the last time; returns how many articles that was. Claims
        that are known already are not made again. Raises CancelledError where the person stopped
        it, and can be asked again."""
        now = queries.position()
        changed = queries.articles_since(self._at, _AT_ONCE) if self._at else None
        with no_collecting(), queries.one_moment():
            if changed is None:
                self._at, self.facts = None, {}
                for facts in facts_of(with_claims(queries, known, progress, cancelled)):
                    self.facts[facts.counts.article] = facts
            else:
                self._count_again(queries, changed)
        self._at = now
        return len(self.facts) if changed is None else len(changed)

    def _count_again(self, queries: Queries, changed: Iterable[str]) -> None:
        for article in sorted(changed):
            there = queries.records(named=False, article=article)
            found = list(facts_of((record, None) for record in there))
            if found:
                self.facts[article] = found[0]
            else:
                self.facts.pop(article, None)

    def points(self) -> list[DriftPoint]:
        """Agreement over time. Only periods of which an article was counted again are drawn again,
        for that takes the longest."""
        dated = [Dated(one.day, one.counts) for one in self.facts.values() if one.day]
        points: dict[Period, tuple[tuple[ArticleCounts, ...], DriftPoint]] = {}
        for period, articles in by_period(dated).items():
            same = tuple(articles)
            known = self._points.get(period)
            known_point = known[1] if known is not None and known[0] == same else None
            points[period] = same, known_point or drift_point(period, articles)
        self._points = points
        return [point for _, point in points.values()]


class _Gist(NamedTuple):
    """As much of a claim as is counted; `state` is None where there is nothing to review."""

    id: str
    people: Collection[str]
    kind: Difference | None
    state: ClaimState | None


def facts_of(found: Iterable[tuple[Record, Sequence[Claim] | None]]) -> Iterator[ArticleFacts]:
    """The facts of articles, of which only some are held at a time."""
    articles = iter(found)
    while some := list(islice(articles, _AT_ONCE)):
        gists, counted = [], []
        for record, claims in some:
            of_claims, cases, people = _looked_at(record, claims)
            gists.append(of_claims)
            counted.append(Counted(record.article.id, record.article.text, cases, people))
        yield from map(_facts, [one for one, _ in some], gists, count_articles(counted))


def _looked_at(
    record: Record, claims: Sequence[Claim] | None
) -> tuple[list[_Gist], list[Case], frozenset[str]]:
    """The claims of an article, and whose silence in it is an answer."""
    text = record.article.text
    labels = [label for label in record.labels if label.layer is Layer.ANNOTATION]
    people = who_counts(record.done, record.begun, {label.annotator for label in labels})
    if claims is None and record.decisions:
        claims = claims_in(record)
    if claims is not None:
        cases = [Case(claim.labels, claim.extents) for claim in claims]
        return list(map(_gist, claims)), cases, people
    cases = cases_of(text, labels)
    gists = []
    for case in cases:
        kind = worst_of(text, case, people)
        id_ = min(label.id for label in case.labels)
        state = ClaimState.OPEN if kind else None
        gists.append(_Gist(id_, {label.annotator for label in case.labels}, kind, state))
    return gists, cases, people


def _gist(claim: Claim) -> _Gist:
    return _Gist(claim.id, claim.annotators, claim.kind, claim.state if is_case(claim) else None)


def _facts(record: Record, claims: Sequence[_Gist], counts: ArticleCounts) -> ArticleFacts:
    labels = [label for label in record.labels if label.layer is Layer.ANNOTATION]
    verdicts: dict[str, Counter[str]] = {}
    for label in labels:
        verdicts.setdefault(label.annotator, Counter())[label.verdict] += 1
    judged = counts.marked.keys() if counts.compared else set()
    return ArticleFacts(
        counts,
        day_of(max((label.created for label in labels), default="")),
        verdicts,
        tuple(one.id for one in claims if not judged.isdisjoint(one.people)),
        Counter(one.state for one in claims if one.state),
        Counter(one.kind for one in claims if one.kind),
    )


def day_of(moment: str) -> date | None:
    """The day of a moment that may have come with a file, and be anything."""
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None

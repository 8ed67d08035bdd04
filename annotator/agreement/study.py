"""All that the numbers of a study are made of, counted article by article.

The counts of an article are a value of their own: one new label, and only its article is counted
again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from annotator.agreement.claims import Case
from annotator.agreement.matching import Marked, places_of
from annotator.agreement.pairwise import (
    PairCounts,
    by_category,
    counts_in,
    counts_of,
    covered,
)
from annotator.agreement.segments import Unit
from annotator.agreement.tokens import Tokens
from annotator.agreement.unitizing import study_statistics
from annotator.agreement.unitizing_values import UnitizingStatistics

Pair: TypeAlias = tuple[str, str]
"""Two annotators, the lower id first."""

Answers: TypeAlias = tuple[tuple[str, str], ...]
"""What was said of one claim: each annotator with each verdict that they gave it, in order."""


_NOTHING: Final = PairCounts()


class Counted(NamedTuple):
    """An article to be counted: its id, its text, its labels as cases, and the ids of those whose
    silence is an answer, because they have finished it."""

    article: str
    text: str
    cases: Sequence[Case]
    people: frozenset[str]


class PairTally(Struct, frozen=True):
    """What two annotators have in common, by each way to count it."""

    exact: PairCounts = _NOTHING
    overlap: PairCounts = _NOTHING
    character: PairCounts = _NOTHING
    token: PairCounts = _NOTHING

    @classmethod
    def total(cls, many: Collection[PairTally]) -> PairTally:
        """All of them together."""
        return cls(
            PairCounts.total([one.exact for one in many]),
            PairCounts.total([one.overlap for one in many]),
            PairCounts.total([one.character for one in many]),
            PairCounts.total([one.token for one in many]),
        )


class ArticleCounts(Struct, frozen=True, eq=False):
    """The counts of one article, made of plain values: a large study has many of them.

    `marked` are the stretches of each annotator who counts, `labels` how many labels they are;
    `left_out` counts the labels of others. Where fewer than two count, nothing is `compared`.
    """

    article: str
    length: int
    marked: Mapping[str, tuple[Unit, ...]]
    labels: Mapping[str, int]
    left_out: Mapping[str, int]
    unitizing: UnitizingStatistics
    pairs: Mapping[Pair, PairTally]
    claims: tuple[Answers, ...]

    @property
    def compared(self) -> bool:
        """Whether two or more finished it."""
        return len(self.marked) > 1


def count_articles(articles: Iterable[Counted]) -> list[ArticleCounts]:
    """The counts of each article; what can be is counted for all of them in one sweep."""
    known: dict[Answers, Answers] = {}  # there are few different ones: each is kept once
    marked = [_Marked(one, known) for one in articles]
    swept = study_statistics([(one.units, one.length) for one in marked])
    return [one.counts(statistics) for one, statistics in zip(marked, swept, strict=True)]


class _Marked:
    """One article while it is counted; its text and its labels are not kept."""

    def __init__(self, counted: Counted, known: dict[Answers, Answers]) -> None:
        self._known = known
        self.length = len(counted.text)
        self._article = counted.article
        self._people = sorted(counted.people)
        labels: dict[str, list[Marked]] = {who: [] for who in self._people}
        self._left_out: Counter[str] = Counter()
        for case in counted.cases:
            for label, extent in zip(case.labels, case.extents, strict=True):
                if label.annotator in labels:
                    places = tuple((span.start, span.end) for span in extent)
                    labels[label.annotator].append((places, label.verdict.value))
                else:
                    self._left_out[label.annotator] += 1
        self._labels = {who: len(marked) for who, marked in labels.items()}
        self.units: dict[str, tuple[Unit, ...]] = {
            who: tuple((*place, label[-1]) for label in marked for place in places_of(label))
            for who, marked in labels.items()
        }
        several = len(labels) > 1
        self._pairs = _compared(counted.text, labels) if several else {}
        answers = (self._answers(case) for case in counted.cases) if several else ()
        self._claims = tuple(filter(None, answers))

    def counts(self, statistics: UnitizingStatistics) -> ArticleCounts:
        return ArticleCounts(
            self._article, self.length, self.units, self._labels, self._left_out, statistics,
            self._pairs, self._claims,
        )  # fmt: skip

    def _answers(self, case: Case) -> Answers:
        said = {(label.annotator, label.verdict.value) for label in case.labels}
        answers = tuple(sorted(one for one in said if one[0] in self._labels))
        return self._known.setdefault(answers, answers)


def _compared(text: str, labels: Mapping[str, Sequence[Marked]]) -> dict[Pair, PairTally]:
    tokens = Tokens(text)
    by = {who: by_category(marked) for who, marked in labels.items()}
    characters = {who: covered(marked) for who, marked in by.items()}
    words = {who: covered(by_category(map(tokens.of, marked))) for who, marked in labels.items()}
    return {
        (a, b): PairTally(
            counts_of(by[a], by[b], "exact"),
            counts_of(by[a], by[b], "overlap"),
            counts_in(characters[a], characters[b]),
            counts_in(words[a], words[b]),
        )
        for a, b in combinations(labels, 2)
    }

"""Agreement over time: of each week's articles, or of each day's where a project is younger, and of
each annotator against their own past.

An article belongs to the day on which the last label was made in it: before that it could not be
compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Final, NamedTuple

from msgspec import Struct

from annotator.agreement.answers import against_rest, patterns
from annotator.agreement.measure import Measure, undefined
from annotator.agreement.pairwise import PairCounts
from annotator.agreement.resampling import Interval, bootstrap
from annotator.agreement.study import ArticleCounts
from annotator.agreement.unitizing_values import UnitizingStatistics

REPLICATES: Final = 1_000
YOUNG: Final = 21
"""A project of fewer days than this is told day by day."""

FEWEST_MARKED: Final = 20
"""Of fewer claims, those of an annotator and of the rest taken together, a trend says nothing."""

_WEEK: Final = 7


class Dated(NamedTuple):
    """An article's counts and its day."""

    day: date
    counts: ArticleCounts


class Period(NamedTuple):
    """Some days one after the other, beginning with `start`."""

    start: date
    days: int

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.start + timedelta(days=self.days)

    @property
    def name(self) -> str:
        """As a plot calls it: “W 12” for a week as ISO 8601 counts them, “19 Mar” for a day."""
        if self.days == _WEEK:
            return f"W {self.start.isocalendar().week}"
        return f"{self.start.day} {_MONTHS[self.start.month - 1]}"

    @property
    def year(self) -> int:
        """The year that its name belongs to: of a week, the one in which ISO 8601 counts it."""
        return self.start.isocalendar().year if self.days == _WEEK else self.start.year


_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class DriftPoint(Struct, frozen=True):
    """One period: its articles that two or more finished, uα over them, and for each annotator what
    F1 against the rest is made of (see `answers.against_rest`)."""

    period: Period
    articles: tuple[str, ...]
    u_alpha: Interval
    rest: Mapping[str, PairCounts]


class Trend(NamedTuple):
    """One annotator against the rest since a day, and before it."""

    before: Measure
    now: Measure
    since: date


def by_period(dated: Iterable[Dated]) -> dict[Period, list[ArticleCounts]]:
    """The articles that two or more finished, by day or week, old to new; a period without any is
    left out."""
    found: defaultdict[date, list[ArticleCounts]] = defaultdict(list)
    for day, counts in dated:
        if counts.compared:
            found[day].append(counts)
    if not found:
        return {}
    if (max(found) - min(found)).days < YOUNG:
        return {Period(day, 1): found[day] for day in sorted(found)}
    weeks: defaultdict[date, list[ArticleCounts]] = defaultdict(list)
    for day in sorted(found):
        weeks[day - timedelta(days=day.weekday())] += found[day]
    return {Period(monday, _WEEK): some for monday, some in weeks.items()}


def drift_point(
    period: Period,
    articles: Sequence[ArticleCounts],
    seed: int = 0,
    replicates: int = REPLICATES,
) -> DriftPoint:
    """The numbers of a period's articles. The same ones and seed give the same interval."""
    found = patterns(articles)
    people = sorted(set(chain.from_iterable(one.marked for one in articles)))
    return DriftPoint(
        period,
        tuple(one.article for one in articles),
        bootstrap([one.unitizing for one in articles], _u_alpha, replicates, seed),
        {who: against_rest(found, who)[0] for who in people},
    )


def _u_alpha(of: UnitizingStatistics) -> Measure:
    return of.alpha().u


def drift(dated: Iterable[Dated], seed: int = 0, replicates: int = REPLICATES) -> list[DriftPoint]:
    """A point for each period that has articles to compare, old to new."""
    periods = by_period(dated).items()
    return [drift_point(period, articles, seed, replicates) for period, articles in periods]


def trends(points: Sequence[DriftPoint]) -> dict[str, Trend]:
    """Each annotator against their own past: F1 against the rest in their last period, and over all
    periods before it. Where they and the rest have marked too little in the last one, those before
    it are taken with it."""
    theirs: defaultdict[str, list[tuple[Period, PairCounts]]] = defaultdict(list)
    for point in points:
        for who, counts in point.rest.items():
            theirs[who].append((point.period, counts))
    return {who: _trend(counts) for who, counts in sorted(theirs.items())}


def _trend(counts: Sequence[tuple[Period, PairCounts]]) -> Trend:
    past = list(counts)
    period, now = past.pop()
    while past and not _enough(now):
        period, earlier = past.pop()
        now += earlier
    before = sum((one for _, one in past), PairCounts())
    return Trend(_f1(before, "too little of a past yet"), _f1(now, "too little yet"), period.start)


def _f1(counts: PairCounts, why: str) -> Measure:
    return counts.f1() if _enough(counts) else undefined(why)


def _enough(counts: PairCounts) -> bool:
    return counts.a + counts.b >= FEWEST_MARKED

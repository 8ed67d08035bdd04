"""All that Insights shows of a project, gathered at one moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from msgspec import Struct

from annotator.agreement.periods import DriftPoint, Trend, trends
from annotator.agreement.quartiles import Spread, spread
from annotator.agreement.summary import REPLICATES
from annotator.domain.claim import ClaimState, Difference
from annotator.store.listing import State
from annotator.store.queries import Queries
from annotator.tasks.agreement_report import AgreementReport, report_of
from annotator.tasks.cases import Known
from annotator.tasks.insights.book import ArticleFacts, Book, day_of
from annotator.tasks.progress import Progress

KeyT = TypeVar("KeyT", bound=Hashable)

GUIDELINES = "guidelines"
"""The setting whose changes are shown where agreement is told over time."""


class Done(NamedTuple):
    """How many articles an annotator has finished, and begun without finishing them. Of `unsaid`
    ones they count as finished because their labels came without a state."""

    done: int
    begun: int
    unsaid: int = 0


class Insights(Struct, frozen=True):
    """What is to be shown. People are named by their ids; `report.names` says what they are called.

    `articles` are all there are. `progress` is of whoever has begun anything, `verdicts` how often
    each annotator gave each verdict, `minutes` what they need for an article that they finished.
    `timed` are the articles that these minutes are of.
    `states` and `kinds` count the cases for a review (see `ArticleFacts`). `guideline_days` are
    those on which the guidelines changed. `facts` are what all of it was counted from.
    """

    report: AgreementReport
    name: str
    articles: int
    progress: Mapping[str, Done]
    verdicts: Mapping[str, Mapping[str, int]]
    minutes: Mapping[str, Spread]
    timed: Mapping[str, frozenset[str]]
    states: Mapping[ClaimState, int]
    kinds: Mapping[Difference, int]
    points: tuple[DriftPoint, ...]
    trends: Mapping[str, Trend]
    guideline_days: tuple[date, ...]
    facts: tuple[ArticleFacts, ...]

    @property
    def labels(self) -> int:
        """How many labels there are, compared or not."""
        return sum(sum(counts.values()) for counts in self.verdicts.values())


def gather(
    queries: Queries,
    book: Book | None = None,
    *,
    seed: int = 0,
    replicates: int = REPLICATES,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    known: Known | None = None,
) -> Insights:
    """Bring the book of a project up to date, or make one, and gather what it says. Claims that are
    known already are not made again."""
    book = book or Book()
    with book.lock:
        book.bring_up_to_date(queries, progress, cancelled, known)
        facts = tuple(book.facts.values())
        points = tuple(book.points())
    report = report_of(queries, [one.counts for one in facts], seed=seed, replicates=replicates)
    minutes, timed = _minutes(facts, queries.work())
    days = filter(None, map(day_of, queries.moments_set(GUIDELINES)))
    return Insights(
        report,
        str(queries.setting("name") or ""),
        queries.article_count(),
        _progress(queries, report.names, facts),
        _verdicts(facts, report.names),
        minutes,
        timed,
        _sum(one.states for one in facts),
        _sum(one.kinds for one in facts),
        points,
        trends(points),
        tuple(dict.fromkeys(days)),
        facts,
    )


def _progress(
    queries: Queries, names: Mapping[str, str], facts: Iterable[ArticleFacts]
) -> dict[str, Done]:
    """Of everyone who has begun anything: whoever only reviews has no part in it."""
    finished = Counter(who for one in facts for who in one.counts.marked)
    found = {}
    for who in sorted(names, key=lambda one: names[one]):
        counts = queries.queue_counts(who)
        said, begun = counts[State.DONE], counts[State.IN_PROGRESS]
        unsaid = min(begun, max(0, finished[who] - said))
        if said or begun:
            found[who] = Done(said + unsaid, begun - unsaid, unsaid)
    return found


def _verdicts(facts: Iterable[ArticleFacts], names: Mapping[str, str]) -> dict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in facts:
        for who, counts in one.verdicts.items():
            for verdict, count in counts.items():
                found[who][verdict] += count
    return {who: found[who] for who in sorted(found, key=lambda one: names[one])}


def _minutes(
    facts: Iterable[ArticleFacts], work: Iterable[tuple[str, str, int]]
) -> tuple[dict[str, Spread], dict[str, frozenset[str]]]:
    """What each one's articles took them, and which articles these are. What is half done takes
    less time than it will: only finished articles count."""
    finished = {(one.counts.article, who) for one in facts for who in one.counts.marked}
    minutes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for article, who, seconds in work:
        if (article, who) in finished:
            minutes[who][article] = seconds / 60
    spreads = {who: found for who, one in minutes.items() if (found := spread(one.values()))}
    return spreads, {who: frozenset(one) for who, one in minutes.items()}


def _sum(counts: Iterable[Mapping[KeyT, int]]) -> Counter[KeyT]:
    total: Counter[KeyT] = Counter()
    for one in counts:
        for key, count in one.items():  # Counter.update takes ten times as long for a few
            total[key] += count
    return total

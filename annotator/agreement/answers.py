"""What annotators said of the same claims, counted by pattern: of a hundred thousand claims there
are a few dozen patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from msgspec import Struct

from annotator.agreement.measure import Measure
from annotator.agreement.nominal import Tally, cohen_kappa, scott_pi
from annotator.agreement.pairwise import PairCounts
from annotator.agreement.study import Answers, ArticleCounts, Pair
from annotator.domain.label import Verdict

NOT_MARKED: Final = "not marked"


class Pattern(NamedTuple):
    """Claims alike: whose silence is an answer, the verdict of each who spoke (None: two different
    ones), and how many claims there are."""

    people: tuple[str, ...]
    said: Mapping[str, str | None]
    times: int


class PairVerdicts(Struct, frozen=True):
    """Two annotators on the claims that both marked (`matched`); `unmatched` only one of them did.
    Where one gave two verdicts, it is matched, but no verdict is compared."""

    kappa: Measure
    pi: Measure
    matched: int
    unmatched: int


def patterns(study: Iterable[ArticleCounts]) -> list[Pattern]:
    """The claims of a study by pattern."""
    counts: Counter[tuple[tuple[str, ...], Answers]] = Counter()
    for article in study:
        people = tuple(sorted(article.marked))
        counts.update((people, answers) for answers in article.claims)
    return [Pattern(people, said_of(answers), times) for (people, answers), times in counts.items()]


def said_of(answers: Answers) -> dict[str, str | None]:
    """The verdict of each who spoke of a claim; None: two different ones."""
    said: dict[str, str | None] = {}
    for who, verdict in answers:
        said[who] = None if who in said else verdict
    return said


def tallies(found: Iterable[Pattern]) -> list[tuple[Tally, int]]:
    """How many gave each verdict, and of how many claims, as the measures of `nominal` want it."""
    return [(Counter(filter(None, one.said.values())), one.times) for one in found]


def pair_verdicts(found: Sequence[Pattern], pair: Pair) -> PairVerdicts:
    """What two annotators said of the same claims."""
    verdicts: list[tuple[str | None, str | None]] = []
    unmatched = 0
    a, b = pair
    for one in found:
        if a in one.people and b in one.people:
            if a in one.said and b in one.said:
                verdicts += [(one.said[a], one.said[b])] * one.times
            elif a in one.said or b in one.said:
                unmatched += one.times
    mine, theirs = [x for x, _ in verdicts], [y for _, y in verdicts]
    return PairVerdicts(cohen_kappa(mine, theirs), scott_pi(mine, theirs), len(verdicts), unmatched)


def confusion(found: Iterable[Pattern]) -> dict[str, dict[str, int]]:
    """Over all pairs of annotators and claims: how often one said the row and the other the column,
    counted in both cells; a claim with two verdicts of one annotator is left out for them."""
    keys = [*(verdict.value for verdict in Verdict), NOT_MARKED]
    table = {row: dict.fromkeys(keys, 0) for row in keys if row != NOT_MARKED}
    for one in found:
        words = [word_of(one.said, who) for who in one.people]
        for x, y in combinations(filter(None, words), 2):
            for row, column in {(x, y), (y, x)}:
                if row in table:
                    table[row][column] += one.times
    return table


def word_of(said: Mapping[str, str | None], who: str) -> str | None:
    """What someone said of a claim who was to say something; None: two different things."""
    return said.get(who, NOT_MARKED)


def against_rest(found: Iterable[Pattern], who: str) -> tuple[PairCounts, Measure]:
    """One annotator against the others: claims that more than half of the others marked, and κ of
    the verdict with the one that most of those gave (a tie says nothing)."""
    counts = PairCounts()
    mine: list[str | None] = []
    rest: list[str | None] = []
    for one in found:
        if who not in one.people:
            continue
        beside, times = beside_rest(one.said, one.people, who), one.times
        has, have = beside.has, beside.have
        counts += PairCounts(times * (has and have), times * has, times * have)
        mine += [beside.mine] * times
        rest += [beside.most] * times
    return counts, cohen_kappa(mine, rest)


class Beside(NamedTuple):
    """One annotator beside the others on a claim: whether they have marked it, and more than half
    of the others; and where both have, each one's verdict (None: none, or two different ones)."""

    has: bool
    have: bool
    mine: str | None
    most: str | None


def beside_rest(said: Mapping[str, str | None], people: Sequence[str], who: str) -> Beside:
    """What someone says of a claim, and what the others say."""
    others = [other for other in people if other != who]
    marked = [other for other in others if other in said]
    has, have = who in said, 2 * len(marked) > len(others)
    if not (has and have):
        return Beside(has, have, None, None)
    return Beside(has, have, said[who], _most(said[other] for other in marked))


def _most(verdicts: Iterator[str | None]) -> str | None:
    counts = Counter(verdict for verdict in verdicts if verdict).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]

"""Agreement on the category of given units, corrected for chance: α, κ, π, AC1.

Units are counted by their pattern first, so that a million values cost little more than reading
them; sums stay whole numbers as long as they can, so that no order of storage changes a bit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import fsum
from typing import Final, TypeAlias, TypeVar

from annotator.agreement.measure import Measure, undefined

Values: TypeAlias = Sequence[Hashable | None]
"""The category that each annotator gave a unit, or that one gave each unit; None is missing."""

CategoryT = TypeVar("CategoryT", bound=Hashable)

Tally: TypeAlias = Counter[Hashable]
"""How often each category was given to a unit."""

Tallies: TypeAlias = Sequence[tuple[Tally, int]]
"""Tallies, each with how many units look like it. All measures of units are made of these: who has
counted by pattern already asks the functions that end in `_of`."""

_ONE_CATEGORY: Final = "only one category was used"
_NO_PAIR: Final = "no unit has two values"


def percent_agreement(units: Sequence[Values]) -> Measure:
    """The share of pairs of values that are equal, averaged over units with two values or more."""
    return agreed_of(_tallies(units))


def alpha_nominal(units: Sequence[Values]) -> Measure:
    """Krippendorff's α for nominal data (Content Analysis, 4th ed., 12.3): 1 - (n - 1) (n - Σ o_cc)
    / (n² - Σ n_c²), over the n values in units that have two or more.

    `units` has one row a unit and in it one value an annotator, None where it is missing.
    """
    return alpha_of(_tallies(units))


def alpha_of(tallies: Tallies) -> Measure:
    """`alpha_nominal` of tallies."""
    apart: defaultdict[int, int] = defaultdict(int)
    used: Tally = Counter()
    for tally, times in tallies:
        values = tally.total()
        if values > 1:
            apart[values] += times * (values * values - _squares(tally))
            for category, count in tally.items():
                used[category] += times * count
    if not used:
        return undefined(_NO_PAIR)
    total = used.total()
    different = total * total - _squares(used)
    if not different:
        return undefined(_ONE_CATEGORY)
    disagreed = fsum(part / (values - 1) for values, part in apart.items())
    return Measure(1 - (total - 1) * disagreed / different)


def gwet_ac1(units: Sequence[Values]) -> Measure:
    """Gwet's AC1 (2008, British Journal of Mathematical and Statistical Psychology 61:29-48).

    `units` has one row a unit and in it one value an annotator, None where it is missing. Agreement
    by chance is Σ π (1 - π) / (q - 1) over the q categories that occur, π being the mean over units
    of a category's share in the unit. It stays high where one category dominates.
    """
    return ac1_of(_tallies(units))


def ac1_of(tallies: Tallies) -> Measure:
    """`gwet_ac1` of tallies."""
    shares = _shares(tallies)
    chance = fsum(share * (1 - share) for share in shares) / max(1, len(shares) - 1)
    return _corrected(agreed_of(tallies), chance, len(shares))


def fleiss_kappa(counts: Sequence[Mapping[CategoryT, int]]) -> Measure:
    """Fleiss' κ (1971, Psychological Bulletin 76:378-382).

    `counts` has one mapping a unit: from each category to how many annotators gave it. Units may
    have different numbers of values (Gwet, Handbook of Inter-Rater Reliability): all of them say
    how common a category is, those with two values or more how far annotators agree.
    """
    return fleiss_of(
        [(Counter({one: times for one, times in count.items() if times}), 1) for count in counts]
    )


def fleiss_of(tallies: Tallies) -> Measure:
    """`fleiss_kappa` of tallies."""
    shares = _shares(tallies)
    return _corrected(agreed_of(tallies), fsum(share * share for share in shares), len(shares))


def cohen_kappa(a: Values, b: Values) -> Measure:
    """Cohen's κ (1960, Educational and Psychological Measurement 20:37-46) of two annotators.

    `a` and `b` hold their values of the same units, in the same order. Agreement by chance is what
    would come of each one's own habits. A unit that one left out (None) does not count. Raises
    ValueError where the two are not of one length.
    """
    pairs = _pairs(a, b)
    mine, theirs = _sides(pairs)
    chance = sum(mine[category] * theirs[category] for category in mine)
    return _of_pairs(pairs, chance, len(mine | theirs))


def scott_pi(a: Values, b: Values) -> Measure:
    """Scott's π (1955, Public Opinion Quarterly 19:321-325) of two annotators.

    `a` and `b` are those of `cohen_kappa`. Agreement by chance is what would come of the habits of
    both together.
    """
    pairs = _pairs(a, b)
    mine, theirs = _sides(pairs)
    both = mine + theirs
    return _of_pairs(pairs, _squares(both) / 4, len(both))


def _tallies(units: Sequence[Values]) -> list[tuple[Tally, int]]:
    """How often each category was given to a unit, and how many units look like that."""
    patterns = Counter(map(tuple, units))
    return [
        (Counter(value for value in pattern if value is not None), times)
        for pattern, times in patterns.items()
    ]


def _squares(tally: Tally) -> int:
    return sum(count * count for count in tally.values())


def agreed_of(tallies: Tallies) -> Measure:
    """`percent_agreement` of tallies."""
    together: defaultdict[int, int] = defaultdict(int)
    units = 0
    for tally, times in tallies:
        values = tally.total()
        if values > 1:
            together[values] += times * (_squares(tally) - values)
            units += times
    if not units:
        return undefined(_NO_PAIR)
    parts = (part / (values * (values - 1)) for values, part in together.items())
    return Measure(fsum(parts) / units)


def _shares(tallies: Tallies) -> list[float]:
    """The mean over units of each category's share in the unit."""
    counts: defaultdict[Hashable, Counter[int]] = defaultdict(Counter)
    units = 0
    for tally, times in tallies:
        values = tally.total()
        units += times * bool(values)
        for category, count in tally.items():
            counts[category][values] += times * count
    return [fsum(n / values for values, n in by.items()) / units for by in counts.values()]


def _corrected(agreed: Measure, chance: float, categories: int) -> Measure:
    """Agreement beyond chance, as a share of what there could be beyond it."""
    if agreed.value is None:
        return agreed
    if categories < 2:
        return undefined(_ONE_CATEGORY)
    return Measure((agreed.value - chance) / (1 - chance))


def _pairs(a: Values, b: Values) -> Counter[tuple[Hashable, Hashable]]:
    """How often the two gave which pair of categories; those of different length a ValueError."""
    pairs = Counter(zip(a, b, strict=True))
    return Counter({pair: times for pair, times in pairs.items() if None not in pair})


def _sides(pairs: Counter[tuple[Hashable, Hashable]]) -> tuple[Tally, Tally]:
    mine: Tally = Counter()
    theirs: Tally = Counter()
    for (one, other), times in pairs.items():
        mine[one] += times
        theirs[other] += times
    return mine, theirs


def _of_pairs(pairs: Counter[tuple[Hashable, Hashable]], chance: float, categories: int) -> Measure:
    """From the expected number of equal pairs, times the number of pairs."""
    units = pairs.total()
    if not units:
        return undefined(_NO_PAIR)
    same = sum(times for (one, other), times in pairs.items() if one == other)
    return _corrected(Measure(same / units), chance / units**2, categories)

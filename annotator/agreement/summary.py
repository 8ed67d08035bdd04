"""The numbers of a study: from the counts of its articles to what one shows, prints and exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, combinations
from math import fsum
from statistics import fmean
from typing import Final

from msgspec import Struct

from annotator.agreement.aggregation import DawidSkene, dawid_skene
from annotator.agreement.answers import (
    Pattern,
    against_rest,
    confusion,
    pair_verdicts,
    patterns,
    tallies,
)
from annotator.agreement.gammas import gamma
from annotator.agreement.measure import Measure, undefined
from annotator.agreement.nominal import ac1_of, agreed_of, alpha_of, fleiss_of
from annotator.agreement.resampling import Interval, bootstrap_all
from annotator.agreement.segments import Floats, Unit
from annotator.agreement.study import ArticleCounts, Pair, PairTally
from annotator.agreement.unitizing_1995 import alpha_u_1995
from annotator.agreement.unitizing_values import UnitizingStatistics
from annotator.domain.label import Verdict

REPLICATES: Final = 5_000

_FAMILY: Final = ("u_alpha", "binary_u_alpha", "cu_alpha")
_FEW: Final = "fewer than two finished"


class PairSummary(Struct, frozen=True):
    """Two annotators over all articles that both finished: F1 of their labels by each way to count
    them, and κ of the verdicts on the claims that both marked (`matched`; `unmatched` one did)."""

    a: str
    b: str
    f1_exact: Measure
    f1_overlap: Measure
    f1_character: Measure
    f1_token: Measure
    kappa_verdict: Measure
    scott_pi: Measure
    matched: int
    unmatched: int


class AnnotatorSummary(Struct, frozen=True):
    """One annotator: in how many articles how many labels were compared, and how many left out; F1
    of their claims against those that more than half of the others marked, and κ of the verdicts on
    them; and the share of right verdicts by Dawid and Skene's estimate."""

    id: str
    articles: int
    labels: int
    left_out: int
    against_rest_f1: Measure
    against_rest_verdict: Measure
    dawid_skene: Measure


class Summary(Struct, frozen=True):
    """The numbers of a study over the articles that two or more finished.

    `measures` are uα ("u_alpha"), |uα ("binary_u_alpha") and cuα ("cu_alpha"), with (k)uα
    `by_verdict`; `coverage` is the share of the text that both of two marked, `shared` the share of
    what one marked that another marked too, each a mean over pairs (see UnitizingAlpha).
    `left_out` articles fewer than two finished. `overlapping_labels` lie over another of their
    annotator's, on so many characters. `confusion` is of `answers.confusion`. αU of 1995 needs the
    same people all along: it is of `alpha_u_1995_articles`, those of the group that finished most.
    """

    articles: int
    left_out: int
    labels: int
    coverage: float | None
    shared: float | None
    measures: Mapping[str, Interval]
    by_verdict: Mapping[str, Interval]
    pairs: tuple[PairSummary, ...]
    annotators: tuple[AnnotatorSummary, ...]
    confusion: Mapping[str, Mapping[str, int]]
    advanced: Mapping[str, Measure]
    alpha_u_1995_articles: int
    overlapping_labels: int
    overlapping_characters: int
    seed: int
    replicates: int


def summarise(
    study: Sequence[ArticleCounts], seed: int = 0, replicates: int = REPLICATES
) -> Summary:
    """All numbers of a study. The same counts and seed give the same ones."""
    compared = [one for one in study if one.compared]
    found = patterns(compared)
    pairs = _pairs(compared, found)
    whole, measures, by_verdict = _unitizing(compared, seed, replicates)
    same = _by_the_same(compared)
    return Summary(
        articles=len(compared),
        left_out=len(study) - len(compared),
        labels=sum(sum(one.labels.values()) for one in compared),
        coverage=whole.alpha().coverage if compared else None,
        shared=whole.shared() if compared else None,
        measures=measures,
        by_verdict=by_verdict,
        pairs=pairs,
        annotators=_annotators(study, found),
        confusion=confusion(found),
        advanced={
            **_advanced(found, pairs),
            **_alpha_1995(same),
            **_gamma(compared, seed),
        },
        alpha_u_1995_articles=len(same),
        overlapping_labels=whole.overlapping_labels,
        overlapping_characters=whole.overlapping_characters,
        seed=seed,
        replicates=replicates,
    )


def _unitizing(
    compared: Sequence[ArticleCounts], seed: int, replicates: int
) -> tuple[UnitizingStatistics, dict[str, Interval], dict[str, Interval]]:
    """The sum of the statistics; uα's family with intervals, and of each verdict."""
    few = Interval(None, None, None, _FEW)
    if not compared:
        none = {verdict.value: few for verdict in Verdict}
        return UnitizingStatistics(), dict.fromkeys(_FAMILY, few), none
    rows, made = UnitizingStatistics.pack([one.unitizing for one in compared])

    def measures(row: Floats) -> dict[str, Measure]:
        alpha = made(row).alpha()
        by = {f"({one})": measure for one, measure in alpha.by_category.items()}
        return {"u_alpha": alpha.u, "binary_u_alpha": alpha.binary, "cu_alpha": alpha.cu, **by}

    found = bootstrap_all(list(rows), measures, replicates, seed)
    never = Interval(None, None, None, "nobody gave it")
    by_verdict = {one.value: found.get(f"({one})", never) for one in Verdict}
    return made(rows.sum(axis=0)), {name: found[name] for name in _FAMILY}, by_verdict


def _pairs(compared: Sequence[ArticleCounts], found: Sequence[Pattern]) -> tuple[PairSummary, ...]:
    tallies: dict[Pair, list[PairTally]] = {}
    for article in compared:
        for pair, tally in article.pairs.items():
            tallies.setdefault(pair, []).append(tally)
    people = sorted(set(chain.from_iterable(one.marked for one in compared)))
    return tuple(
        _pair(pair, tallies[pair], found) for pair in combinations(people, 2) if pair in tallies
    )


def _pair(pair: Pair, tallies: Sequence[PairTally], found: Sequence[Pattern]) -> PairSummary:
    total = PairTally.total(tallies)
    verdicts = pair_verdicts(found, pair)
    return PairSummary(
        *pair,
        total.exact.f1(),
        total.overlap.f1(),
        total.character.f1(),
        total.token.f1(),
        verdicts.kappa,
        verdicts.pi,
        verdicts.matched,
        verdicts.unmatched,
    )


def _annotators(
    study: Sequence[ArticleCounts], found: Sequence[Pattern]
) -> tuple[AnnotatorSummary, ...]:
    compared = [one for one in study if one.compared]
    articles = Counter(chain.from_iterable(one.marked for one in compared))
    labels: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for one in study:
        (labels if one.compared else left_out).update(one.labels)
        left_out.update(one.left_out)
    estimate = _estimate(found)
    return tuple(
        _annotator(who, articles[who], labels[who], left_out[who], found, estimate)
        for who in sorted(labels.keys() | left_out.keys())
    )


def _annotator(
    who: str,
    articles: int,
    labels: int,
    left_out: int,
    found: Sequence[Pattern],
    estimate: _Estimate,
) -> AnnotatorSummary:
    if not articles:
        none = undefined("finished nothing that another finished")
        return AnnotatorSummary(who, articles, labels, left_out, none, none, none)
    counts, verdict = against_rest(found, who)
    return AnnotatorSummary(
        who, articles, labels, left_out, counts.f1(), verdict, _accuracy(estimate, who)
    )


_Estimate = DawidSkene[int, str, str]


def _estimate(found: Sequence[Pattern]) -> _Estimate:
    """What each claim likely is, from all that was said of it; those that are alike as one."""
    voices = ({who: [said] for who, said in one.said.items() if said} for one in found)
    times = {number: one.times for number, one in enumerate(found)}
    return dawid_skene(dict(enumerate(voices)), times=times)


def _accuracy(estimate: _Estimate, who: str) -> Measure:
    if who not in estimate.error_rates or len(estimate.categories) < 2:
        return undefined("only one verdict was used" if estimate.categories else "no verdict")
    shares = estimate.marginals.tolist()
    right = estimate.error_rates[who].diagonal().tolist()
    return Measure(fsum(share * rate for share, rate in zip(shares, right, strict=True)))


def _advanced(found: Sequence[Pattern], pairs: Sequence[PairSummary]) -> dict[str, Measure]:
    """Means over pairs, and verdicts on claims."""
    said = tallies(found)
    return {
        "f1_exact": _mean(pairs, lambda pair: pair.f1_exact),
        "f1_overlap": _mean(pairs, lambda pair: pair.f1_overlap),
        "f1_character": _mean(pairs, lambda pair: pair.f1_character),
        "f1_token": _mean(pairs, lambda pair: pair.f1_token),
        "kappa_verdict": _mean(pairs, lambda pair: pair.kappa_verdict),
        "scott_pi_verdict": _mean(pairs, lambda pair: pair.scott_pi),
        "alpha_verdict": alpha_of(said),
        "fleiss_kappa_verdict": fleiss_of(said),
        "ac1_verdict": ac1_of(said),
        "percent_agreement_verdict": agreed_of(said),
    }


def _mean(pairs: Sequence[PairSummary], of: Callable[[PairSummary], Measure]) -> Measure:
    values = [measure.value for measure in map(of, pairs) if measure.value is not None]
    if not values:
        return undefined(of(pairs[0]).why if pairs else _FEW)
    return Measure(fmean(values))


def _by_the_same(compared: Sequence[ArticleCounts]) -> list[ArticleCounts]:
    """The articles that the same people finished: of the group that finished most of them."""
    groups: dict[tuple[str, ...], list[ArticleCounts]] = {}
    for one in compared:
        groups.setdefault(tuple(sorted(one.marked)), []).append(one)
    return min(groups.items(), key=lambda group: (-len(group[1]), group[0]), default=((), []))[1]


def _alpha_1995(same: Sequence[ArticleCounts]) -> dict[str, Measure]:
    """αU of the articles that the same people finished, laid end to end."""
    if not same:
        return {"alpha_u_1995": undefined(_FEW)}
    marked: dict[str, list[Unit]] = {who: [] for who in same[0].marked}
    length = 0
    for one in same:
        for who, found in one.marked.items():
            marked[who] += [(s + length, e + length, verdict) for s, e, verdict in found]
        length += one.length
    alpha = alpha_u_1995(marked, length)
    by = {f"alpha_u_1995_{one}": measure for one, measure in alpha.by_category.items()}
    return {"alpha_u_1995": alpha.overall, **by}


def _gamma(compared: Sequence[ArticleCounts], seed: int) -> dict[str, Measure]:
    if len(compared) != 1:
        why = undefined("computed for one article at a time" if compared else _FEW)
        return {"gamma": why, "gamma_cat": why}
    found = gamma(compared[0].marked, compared[0].length, seed=seed)
    return {"gamma": found.gamma, "gamma_cat": found.gamma_cat}

"""What the numbers of Insights mean, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from annotator.agreement.gammas import Gamma
from annotator.agreement.periods import Trend
from annotator.agreement.resampling import THRESHOLDS, Interval
from annotator.agreement.summary import Summary
from annotator.domain.claim import ClaimState, Difference
from annotator.domain.quoting import shortened
from annotator.tasks.insights.gathered import Insights
from annotator.tasks.telling import counted

_ALIKE: Final = 0.05
"""Two measures, or one at two times, that differ by less are about the same."""

_AS_BEFORE: Final = "agrees with the others as before"

_KINDS: Final = {
    Difference.VERDICT: "they give different verdicts",
    Difference.MISSING: "one did not mark what another did",
    Difference.EVIDENCE: "their sources contradict one another",
    Difference.SPLIT: "one makes several claims of what is one for another",
    Difference.EXTENT: "they differ in where a claim begins or ends",
}
_STATES: Final = {
    ClaimState.OPEN: "open",
    ClaimState.REOPENED: "reopened",
    ClaimState.DEFERRED: "asked",
    ClaimState.ORPHANED: "without their labels",
}


def interval(one: Interval) -> str:
    """Between what a measure lies, or why that is not known; the reason where it has no value."""
    if one.low is None or one.high is None:
        return one.why[:1].upper() + one.why[1:]
    return f"{number(one.low)} – {number(one.high)}{left_out(one)}"


def left_out(one: Interval) -> str:
    """In how many of the draws a measure was not defined: these its interval leaves out."""
    if not one.undefined:
        return ""
    return f", not defined in {100 * one.undefined:.2g}\u00a0% of the draws"


def number(value: float | None) -> str:
    """A measure as it is shown: two places, a dash where it is not defined."""
    return "–" if value is None else f"{value:.2f}"


def short(value: float | None) -> str:
    """The same without the zero, for a cell."""
    return number(value).replace("0.", ".", 1) if value is None or value < 1 else "1.0"


def size(of: Summary) -> str:
    """How much was compared."""
    people = sum(one.articles > 0 for one in of.annotators)
    return f"{counted(of.articles, 'article')}, {counted(people, 'annotator')}"


def reliability(of: Summary) -> str:
    """What uα's value allows, after Krippendorff, and how sure that is."""
    one = of.measures["u_alpha"]
    low, high = THRESHOLDS
    if one.value is None:
        return ""
    if one.value >= high:
        return f"Reliable: .8 or more{_chance(one, high)}."
    if one.value >= low:
        return f"Good for tentative conclusions: .667 or more{_chance(one, low)}."
    return f"Too low to rely on: under .667{_chance(one, low)}."


def _chance(one: Interval, edge: float) -> str:
    """In how many of the draws it was so."""
    if one.value is None or edge not in one.below:
        return ""
    share = one.below[edge] if one.value < edge else 1 - one.below[edge]
    return f" in {share:.0%} of the draws".replace("%", "\u00a0%")


def passages(of: Summary) -> str:
    """Whether they differ in what they mark, or in what they say of it, beyond chance: raw counts
    of the same can be the other way round."""
    marks, says = of.measures["binary_u_alpha"].value, of.measures["cu_alpha"].value
    if marks is None or says is None:
        return ""
    if abs(marks - says) < _ALIKE:
        return "Beyond chance, they agree on which passages to mark about as well as on verdicts."
    how = "less well" if marks < says else "better"
    return f"Beyond chance, they agree {how} on which passages to mark than on verdicts."


def shared(of: Summary) -> str:
    """On how much of what was marked the verdicts could be compared."""
    if of.shared is None:
        return ""
    return f"Shared: of what one marked, another marked {of.shared:.0%} too.".replace(
        "%", "\u00a0%"
    )


def differences(of: Insights) -> str:
    """In what they differ most often."""
    if not of.kinds:
        return ""
    kind = max(of.kinds, key=lambda one: (of.kinds[one], -list(Difference).index(one)))
    return f"Most often {_KINDS[kind]}: {of.kinds[kind]:,} of {sum(of.kinds.values()):,}."


def still(states: Mapping[ClaimState, int]) -> str:
    """What is left of a review."""
    told = [f"{states[one]:,} {said}" for one, said in _STATES.items() if states.get(one)]
    if told:
        return " · ".join(told)
    return "Everything is settled." if states.get(ClaimState.SETTLED) else "There are none."


def trend(of: Trend) -> str:
    """One annotator against their own past, in a few words; nothing where there is none."""
    before, now = of.before.value, of.now.value
    if before is None or now is None:
        return ""
    if abs(now - before) < _ALIKE:
        return _AS_BEFORE
    word = "less" if now < before else "more"
    return f"agrees {word} (F1 {short(now)} after {short(before)})"


def trends(of: Insights) -> str:
    """Each annotator against their own past, by name."""
    names = of.report.names
    by_name = sorted(of.trends.items(), key=lambda one: names[one[0]])
    told = [f"{names[who]} {said}" for who, one in by_name if (said := trend(one))]
    if len(told) > 1 and all(one.endswith(_AS_BEFORE) for one in told):
        return f"Each {_AS_BEFORE}."
    return f"Each against their own past, with any verdict: {', '.join(told)}." if told else ""


def drift(of: Insights) -> str:
    """What the plot over time is of."""
    days = of.points[0].period.days if of.points else 7
    said = f"uα of each {'week' if days > 1 else 'day'}’s articles"
    known = any(one.u_alpha.low is not None for one in of.points)
    said += " with its interval" if known else ", each too few for an interval"
    if _changed_between(of):
        said += "; the guidelines changed where the line is dashed"
    return said


def _changed_between(of: Insights) -> bool:
    if not of.points:
        return False
    first, last = of.points[0].period.start, of.points[-1].period.end
    return any(first <= day < last for day in of.guideline_days)


def gamma(title: str, of: Gamma) -> str:
    """γ of one article, or why it is not defined."""
    if of.gamma.value is None:
        return f"{shortened(title)}: γ is not defined, {of.gamma.why}."
    return f"{shortened(title)}: γ {number(of.gamma.value)}, γ-cat {number(of.gamma_cat.value)}."


def amount(of: Insights) -> str:
    """How much there is, and how much of it can be compared."""
    compared = counted(of.report.summary.articles, "article")
    return f"{counted(of.labels, 'label')} · {compared} by two or more"


def coverage(of: Insights) -> str:
    """What the numbers are of, for the foot of the page."""
    summary = of.report.summary
    left = f"; {counted(summary.left_out, 'article')} left out" if summary.left_out else ""
    return (
        f"{counted(summary.articles, 'article')} that two or more have finished{left}. "
        f"Intervals: {summary.replicates:,} draws of articles, seed {summary.seed}."
    )

"""The cards of who has done what: progress, verdicts, minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from annotator.domain.case_filter import MARKED, CaseFilter, Which
from annotator.domain.label import Verdict
from annotator.palette import SIGNS
from annotator.tasks.insights.card import Card, Value
from annotator.tasks.insights.gathered import Done, Insights
from annotator.tasks.insights.plots import Bar, BarsPlot, Part, Range, RangesPlot, StackedPlot
from annotator.tasks.telling import counted


def progress_card(of: Insights) -> Card:
    """How far each one is, and which verdicts they gave."""
    names = of.report.names
    works = []
    for who, (done, begun, _) in of.progress.items():
        shares = (done / max(1, of.articles), begun / max(1, of.articles))
        parts = (Part(shares[0], "accent"), Part(shares[1], "selection"))
        said = f"{names[who]}: {done:,} of {of.articles:,} articles done, {begun:,} begun"
        works.append(Bar(names[who], parts, f"{done:,} / {of.articles:,}", said, _of(who)))
    mixes = [_mix(names[who], counts, (who,)) for who, counts in of.verdicts.items()]
    total: Counter[str] = sum(map(Counter, of.verdicts.values()), Counter())
    if len(mixes) > 1:
        mixes.insert(0, _mix("All", total, ()))
    legend = tuple((f"{SIGNS[one]} {total[one]:,} {one}", one.value) for one in Verdict)
    rows: list[tuple[Value, ...]] = []
    for who in {**of.progress, **of.verdicts}:
        done, begun, _ = of.progress.get(who, Done(0, 0))
        given = of.verdicts.get(who, {})
        rows.append((names[who], done, begun, *(given.get(one, 0) for one in Verdict)))
    done_by, given_by = tuple(works), tuple(mixes)
    progress = BarsPlot(done_by, beside=given_by)
    plot = StackedPlot((("", progress), ("Verdicts", BarsPlot(given_by, legend, done_by))))
    return Card(
        "progress", "Progress", "", "Articles done, and lighter those begun",
        _unsaid(of) if rows else ("Nobody has begun yet.",), plot if rows else None,
        ("annotator", "done", "begun", *(verdict.value for verdict in Verdict)), tuple(rows),
    )  # fmt: skip


def _unsaid(of: Insights) -> tuple[str, ...]:
    """Who counts as done although nobody said so."""
    if not any(one.unsaid for one in of.progress.values()):
        return ()
    return ("Who has labels from a file without states counts as done there.",)


def _mix(name: str, counts: Mapping[str, int], people: tuple[str, ...]) -> Bar:
    whole = sum(counts.values())
    parts = []
    for one in Verdict:
        count = counts.get(one, 0)
        cases = CaseFilter(annotators=people, said=frozenset((one,)), state=Which.ANY)
        said = f"{name}: {count:,} {one}"
        parts.append(Part(count / max(1, whole), one.value, SIGNS[one], said, cases))
    every = CaseFilter(annotators=people, said=MARKED, state=Which.ANY)
    return Bar(name, tuple(parts), f"{whole:,}", f"{name}: {counted(whole, 'label')}", every)


def minutes_card(of: Insights) -> Card:
    """How long an article takes each one."""
    names = of.report.names
    ranges, rows = [], []
    for who, one in sorted(of.minutes.items(), key=lambda item: names[item[0]]):
        said = (
            f"{names[who]}: {one.median:.1f} minutes an article, the middle half "
            f"{one.low:.1f} to {one.high:.1f}, over {counted(one.count, 'finished article')}"
        )
        ranges.append(
            Range(
                names[who],
                one.low,
                one.median,
                one.high,
                f"{one.median:.1f}",
                said,
                _of(who, of.timed[who]),
            )
        )
        rows.append((names[who], one.median, one.low, one.high, one.count))
    foot = () if rows else ("No time is recorded for finished articles yet: Annotate counts it.",)
    return Card(
        "minutes", "Minutes an article", "", "Median and middle half, over finished articles", foot,
        RangesPlot(tuple(ranges)) if rows else None,
        ("annotator", "median", "low", "high", "articles"), tuple(rows),
    )  # fmt: skip


def _of(who: str, articles: frozenset[str] = frozenset()) -> CaseFilter:
    """The claims in which someone takes part, in these articles or in all."""
    return CaseFilter(annotators=(who,), articles=articles, state=Which.ANY)

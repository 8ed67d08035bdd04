"""The cards of Insights: what each says, how it is drawn, and its numbers as a table."""

from __future__ import annotations

from itertools import chain
from typing import Final, TypeAlias

from annotator.agreement.answers import NOT_MARKED
from annotator.agreement.measure import Measure
from annotator.agreement.periods import Trend
from annotator.agreement.summary import AnnotatorSummary
from annotator.domain.case_filter import MARKED, CaseFilter, Which
from annotator.domain.claim import ClaimState
from annotator.domain.label import Verdict
from annotator.palette import SIGNS
from annotator.tasks.insights import words
from annotator.tasks.insights.advanced import advanced_rows
from annotator.tasks.insights.asked import Asked, claims_said
from annotator.tasks.insights.card import Card, Value
from annotator.tasks.insights.gathered import Insights
from annotator.tasks.insights.line_plot import LinePlot, LinePoint
from annotator.tasks.insights.matrix_plot import Cell, MatrixPlot
from annotator.tasks.insights.plots import (
    NumberPlot,
    RowsPlot,
    SharePlot,
)
from annotator.tasks.insights.shapes import Cases
from annotator.tasks.insights.work_cards import minutes_card, progress_card
from annotator.tasks.telling import counted

ADVANCED: Final = "advanced"
_MEANS: Final = ("f1_exact", "f1_overlap")
_MEASURES: Final = (
    ("u_alpha", "u-alpha", "Same passages and verdicts", "uα"),
    ("binary_u_alpha", "passages", "Same passages", "|uα"),
    ("cu_alpha", "verdict", "Same verdict where shared", "cuα"),
)
_MEASURE_HEAD: Final = ("measure", "value", "low", "high", "why")


def cards_of(of: Insights) -> list[Card]:
    """All cards, in the order in which one reads them."""
    return [
        *(_measure(of, *names) for names in _MEASURES),
        _settled(of),
        progress_card(of),
        _pairs(of),
        _confusion(of),
        _drift(of),
        minutes_card(of),
        _people(of),
        _advanced(of),
    ]


def _measure(of: Insights, key: str, id_: str, title: str, symbol: str) -> Card:
    summary = of.report.summary
    one = summary.measures[key]
    told = {
        "u_alpha": words.reliability,
        "binary_u_alpha": words.passages,
        "cu_alpha": words.shared,
    }
    between = words.interval(one)
    first = (
        f"{between} · {words.size(summary)}"
        if key == "u_alpha" and one.low is not None
        else between
    )
    foot = tuple(filter(None, (first, told[key](summary))))
    rows: tuple[tuple[Value, ...], ...] = ((symbol, one.value, one.low, one.high, one.why or None),)
    if key == "u_alpha":
        rows += tuple(
            (f"(k)uα {verdict}", k.value, k.low, k.high, k.why or None)
            for verdict, k in summary.by_verdict.items()
        )
    plot = NumberPlot(one.value, one.low, one.high)
    return Card(id_, title, symbol, "", foot, plot, _MEASURE_HEAD, rows)


def _settled(of: Insights) -> Card:
    done, whole = of.states.get(ClaimState.SETTLED, 0), sum(of.states.values())
    said = (f"{done:,} of {whole:,} settled", f"{whole - done:,} of {whole:,} not settled")
    filters = CaseFilter(state=Which.SETTLED), CaseFilter(state=Which.UNSETTLED)
    plot = SharePlot(done, whole, said, filters)
    foot = tuple(filter(None, (words.still(of.states), words.differences(of))))
    rows = tuple((state.value, of.states.get(state, 0)) for state in ClaimState)
    return Card("settled", "Settled", "", "", foot, plot, ("state", "claims"), rows)


def _pairs(of: Insights) -> Card:
    """F1 of each pair: exact below the diagonal, overlapping above it."""
    summary, names = of.report.summary, of.report.names
    people = [one.id for one in summary.annotators if one.articles]
    cells: dict[tuple[str, str], Cell] = {}
    for pair in summary.pairs:
        both = Asked(people=(pair.a, pair.b))
        said = f"{names[pair.a]} and {names[pair.b]}"
        cells[pair.a, pair.b] = _f1(f"{said}, overlapping, the same verdict", pair.f1_overlap, both)
        cells[pair.b, pair.a] = _f1(f"{said}, exact, the same verdict", pair.f1_exact, both)
    table = tuple(
        (names[one], tuple(cells.get((one, other)) for other in people)) for one in people
    )
    rest = " · ".join(
        f"{names[one.id]} {words.short(one.against_rest_f1.value)}"
        for one in summary.annotators
        if one.against_rest_f1.value is not None
    )
    rows = tuple(
        (
            names[one.a], names[one.b], one.f1_exact.value, one.f1_overlap.value,
            one.f1_character.value, one.kappa_verdict.value, one.matched, one.unmatched,
        )
        for one in summary.pairs
    )  # fmt: skip
    exact, overlap = (words.short(summary.advanced[name].value) for name in _MEANS)
    foot = (
        (f"Mean: {exact} exact, {overlap} overlapping", f"Against the rest, any verdict: {rest}")
        if rest
        else ("Two must have finished the same article.",)
    )
    return Card(
        "pairs", "Pairs", "",
        "F1, the same verdict: exact below, overlapping above the diagonal", foot,
        MatrixPlot(tuple(names[one] for one in people), table) if rows else None,
        ("a", "b", "f1_exact", "f1_overlap", "f1_character", "kappa_verdict", "matched",
         "unmatched"), rows,
    )  # fmt: skip


def _f1(said: str, one: Measure, cases: Asked) -> Cell:
    told = f"F1 {words.number(one.value)}" if one.value is not None else one.why
    return Cell(words.short(one.value), f"{said}: {told}", one.value, "accent", cases)


def _confusion(of: Insights) -> Card:
    table = of.report.summary.confusion
    most = max((count for cells in table.values() for count in cells.values()), default=0)
    others = [*(one.value for one in Verdict), NOT_MARKED]
    claims = claims_said(of.facts)
    rows = []
    for verdict in Verdict:
        cells = []
        for other in others:
            count = table.get(verdict, {}).get(other, 0)
            said = f"{verdict} and {other}: {counted(count, 'pair')}"
            if count:  # several pairs can differ over one claim
                low, high = sorted((verdict.value, other))
                said += f" on {counted(claims[low, high], 'claim')}"
            cases = Asked(verdicts=(verdict.value, other)) if count else None
            colour = "muted" if other == NOT_MARKED else other
            cells.append(Cell(f"{count:,}", said, count / max(1, most), colour, cases))
        rows.append((f"{SIGNS[verdict]} {verdict}", tuple(cells)))
    heads = (*(f"{SIGNS[one]}" for one in Verdict), "not\nmarked")
    return Card(
        "confusion", "Which verdicts are taken for which", "", "On the same claims, over all pairs",
        () if most else ("Two must have marked the same claims.",),
        MatrixPlot(heads, tuple(rows)) if most else None,
        ("one says", *Verdict, NOT_MARKED),
        tuple((row, *cells.values()) for row, cells in table.items()),
    )  # fmt: skip


def _drift(of: Insights) -> Card:
    points = []
    for one in of.points:
        found = one.u_alpha
        between = words.interval(found)
        value = f"uα {words.number(found.value)}, {between}" if found.value is not None else between
        said = (
            f"{one.period.name} {one.period.year}: {value}; {counted(len(one.articles), 'article')}"
        )
        cases = Asked(articles=frozenset(one.articles))
        points.append(
            LinePoint(one.period.start, one.period.name, one.period.year, found.value, found.low,
                      found.high, said, cases)
        )  # fmt: skip
    marks = tuple((day, "guidelines") for day in of.guideline_days)
    rows = tuple(
        (one.period.start.isoformat(), one.period.days, len(one.articles), one.u_alpha.value,
         one.u_alpha.low, one.u_alpha.high, one.u_alpha.why or None)
        for one in of.points
    )  # fmt: skip
    foot = tuple(filter(None, (words.trends(of),)))
    return Card(
        "drift", "Agreement over time", "", words.drift(of),
        foot if points else ("It begins when two have finished the same article.",),
        LinePlot(tuple(points), marks) if points else None,
        ("from", "days", "articles", "u_alpha", "low", "high", "why"), rows,
    )  # fmt: skip


def _people(of: Insights) -> Card:
    summary, names = of.report.summary, of.report.names
    past = any(one.before.value is not None for one in of.trends.values())
    heads = ["labels", "left out", "F1", "κ of\nverdicts", "Dawid-\nSkene"]
    rows: list[tuple[str, tuple[Cell | None, ...]]] = []
    table: list[tuple[Value, ...]] = []
    for one in summary.annotators:
        name = names[one.id]
        own, left = _own(of, one.id)
        measures = _measures_of(of, one, own)
        cells = [
            Cell(f"{one.labels:,}", f"{name}: {counted(one.labels, 'label')} compared", cases=own),
            Cell(f"{one.left_out:,}", f"{name}: {counted(one.left_out, 'label')} left out",
                 cases=left),
            *(_rating(f"{name}, {said}", measure, cases) for said, measure, cases in measures),
        ]  # fmt: skip
        rows.append((name, tuple(cells if past else cells[: len(heads)])))
        table.append((name, one.labels, one.left_out, *(value.value for _, value, _ in measures)))
    told = "Each against the others; F1 with any verdict; Dawid-Skene is a hint and no more"
    return Card(
        "annotators", "Annotators", "", told, () if rows else ("Nobody has labelled yet.",),
        MatrixPlot((*heads, *(("F1\nbefore", "F1\nnow") if past else ())), tuple(rows))
        if rows else None,
        ("annotator", "labels", "left_out", "f1", "kappa_verdict", "dawid_skene", "f1_before",
         "f1_now"), tuple(table),
    )  # fmt: skip


def _own(of: Insights, who: str) -> tuple[CaseFilter | None, CaseFilter | None]:
    """The claims that someone marked in articles that are compared, and in those where what they
    say is left out."""
    compared: set[str] = set()
    left: set[str] = set()
    for one in of.facts:
        if who in one.verdicts:
            inside = one.counts.compared and who in one.counts.marked
            (compared if inside else left).add(one.counts.article)
    found = (
        CaseFilter(annotators=(who,), said=MARKED, articles=frozenset(some), state=Which.ANY)
        if some
        else None
        for some in (compared, left)
    )
    return next(found), next(found)


_Rated: TypeAlias = tuple[str, Measure, Cases | None]


def _measures_of(of: Insights, one: AnnotatorSummary, own: Cases | None) -> list[_Rated]:
    """What someone is measured by, each with the claims that it is made of."""
    past = of.trends.get(one.id)
    none = Measure(None, "finished nothing that another finished")
    either, both = (Asked(people=(one.id,), beside=way) for way in ("either", "both"))
    before, now = (_asked_in(of, one.id, past, earlier=earlier) for earlier in (True, False))
    since = f" since {past.since.isoformat()}" if past else ""
    return [
        ("F1 against the rest, any verdict", one.against_rest_f1, either),
        ("κ of verdicts against the rest", one.against_rest_verdict, both),
        ("Dawid-Skene’s estimate of right verdicts", one.dawid_skene, own),
        ("F1 before, any verdict", past.before if past else none, before),
        (f"F1{since}, any verdict", past.now if past else none, now),
    ]


def _asked_in(of: Insights, who: str, past: Trend | None, *, earlier: bool) -> Asked:
    """What F1 against the rest is made of in the periods before a day, or since."""
    articles = (
        one.articles for one in of.points if past and (one.period.start < past.since) is earlier
    )
    return Asked((who,), articles=frozenset(chain.from_iterable(articles)), beside="either")


def _rating(said: str, one: Measure, cases: Cases | None) -> Cell:
    """A measure as a cell; where it is not defined, there are no claims that it is made of."""
    told = words.number(one.value) if one.value is not None else one.why
    shown = cases if one.value is not None else None
    return Cell(words.short(one.value), f"{said}: {told}", one.value, "accent", shown)


def _advanced(of: Insights) -> Card:
    rows = advanced_rows(of.report.summary)
    plot = RowsPlot(tuple((name, words.number(one.value), remark or one.why)
                          for name, one, remark in rows))  # fmt: skip
    table = tuple((name, one.value, remark or one.why or None) for name, one, remark in rows)
    told = "What other programs and older studies print, named for what it is"
    return Card(ADVANCED, "Advanced", "", told, (), plot, ("measure", "value", "remark"), table)

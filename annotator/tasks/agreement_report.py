"""How far the annotators of a project agree, in numbers: as values and as one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from annotator.agreement.claims import cases_of
from annotator.agreement.measure import Measure
from annotator.agreement.resampling import Interval
from annotator.agreement.study import ArticleCounts, Counted, count_articles
from annotator.agreement.summary import (
    REPLICATES,
    AnnotatorSummary,
    PairSummary,
    Summary,
    summarise,
)
from annotator.collecting import no_collecting
from annotator.domain.claim import who_counts
from annotator.domain.dataset import Record
from annotator.domain.journal import Kind
from annotator.domain.label import Layer, names_of
from annotator.store.queries import Queries
from annotator.tasks.claims import records
from annotator.tasks.progress import Progress

_AT_ONCE: Final = 500
"""Articles whose labels are in memory at a time."""

TRIMMED: Final = "Outer space and punctuation of labels are left out before they are compared."


class AgreementReport(Struct, frozen=True):
    """The numbers, and what they are of: the layer, the names of the annotators by id, and the
    minutes that each has worked on the articles (None where none are known)."""

    layer: Layer
    summary: Summary
    names: Mapping[str, str]
    minutes: Mapping[str, float | None]


def agreement_report(
    queries: Queries,
    *,
    layer: Layer = Layer.ANNOTATION,
    article: str | None = None,
    seed: int = 0,
    replicates: int = REPLICATES,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> AgreementReport:
    """The report over a project, or one article of it. The labels stream by."""
    with no_collecting():
        study = count(records(queries, article, progress, cancelled), layer)
    return report_of(queries, study, layer, article, seed, replicates)


def report_of(
    queries: Queries,
    study: Sequence[ArticleCounts],
    layer: Layer = Layer.ANNOTATION,
    article: str | None = None,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> AgreementReport:
    """The report of articles that are counted already."""
    names = names_of(queries.annotators())
    seconds: Counter[str] = Counter()
    for on, who, spent in queries.work():
        if article in (None, on):
            seconds[who] += spent
    summary = _by_name(summarise(study, seed, replicates), names)
    minutes = {who: round(seconds[who] / 60, 1) if seconds[who] else None for who in names}
    return AgreementReport(layer, summary, names, minutes)


def _by_name(summary: Summary, names: Mapping[str, str]) -> Summary:
    """The same, with people in the order of their names."""
    turned = (
        one if names[one.a] <= names[one.b] else replace(one, a=one.b, b=one.a)
        for one in summary.pairs
    )
    return replace(
        summary,
        pairs=tuple(sorted(turned, key=lambda one: (names[one.a], names[one.b]))),
        annotators=tuple(sorted(summary.annotators, key=lambda one: names[one.id])),
    )


def count(records: Iterable[Record], layer: Layer = Layer.ANNOTATION) -> list[ArticleCounts]:
    """The counts of articles, of which only some are held at a time."""
    articles = (_counted(record, layer) for record in records)
    return [counts for some in _batches(articles) for counts in count_articles(some)]


def _batches(articles: Iterator[Counted]) -> Iterator[list[Counted]]:
    while some := list(islice(articles, _AT_ONCE)):
        yield some


def _counted(record: Record, layer: Layer) -> Counted:
    """An article of which nothing is known but its labels; on the gold layer, nobody's being done
    says anything: those count who have a label there."""
    labels = [label for label in record.labels if label.layer is layer]
    there = {label.annotator for label in labels}
    gold = layer is Layer.GOLD
    people = frozenset(there) if gold else who_counts(record.done, record.begun, there)
    text = record.article.text
    return Counted(record.article.id, text, cases_of(text, labels), people)


def report_as_json(report: AgreementReport) -> dict[str, Any]:
    """The report as one object. A value that is not defined is null, and `why` says why."""
    of, names = report.summary, report.names
    by_verdict = {verdict: _interval(one) for verdict, one in of.by_verdict.items()}
    return {
        "articles": of.articles,
        "labels": of.labels,
        "coverage": of.coverage,
        "measures": {
            **{name: _interval(one) for name, one in of.measures.items()},
            "by_verdict": by_verdict,
        },
        "pairs": [_pair(one, names) for one in of.pairs],
        "annotators": [_annotator(one, report) for one in of.annotators],
        "confusion": {row: dict(cells) for row, cells in of.confusion.items()},
        "advanced": {
            **{name: _measure(one) for name, one in of.advanced.items()},
            "below": {
                name: {str(edge): share for edge, share in one.below.items()}
                for name, one in of.measures.items()
            },
            "undefined_draws": {
                name: one.undefined for name, one in {**of.measures, **of.by_verdict}.items()
            },
            "deviation_over_pairs": {
                name: deviation for name, (_, deviation) in over_pairs(of.pairs).items()
            },
            "shared_of_marked": of.shared,
            "alpha_u_1995_articles": of.alpha_u_1995_articles,
            "layer": report.layer.value,
            "seed": of.seed,
            "replicates": of.replicates,
            "articles_left_out": of.left_out,
            "overlapping_labels": of.overlapping_labels,
            "overlapping_characters": of.overlapping_characters,
            "trimmed": TRIMMED,
        },
    }


def _interval(one: Interval) -> dict[str, Any]:
    return {"value": one.value, "low": one.low, "high": one.high, "why": one.why}


def _measure(one: Measure) -> dict[str, Any]:
    return {"value": one.value, "why": one.why}


def over_pairs(
    pairs: Sequence[PairSummary],
) -> dict[str, tuple[float | None, float | None]]:
    """The mean over all pairs in which it is defined, and the deviation where these are several."""
    import statistics

    found = {}
    for name in ("f1_exact", "f1_overlap", "f1_character", "kappa_verdict"):
        measures: Iterable[Measure] = (getattr(one, name) for one in pairs)
        values = [one.value for one in measures if one.value is not None]
        mean = statistics.fmean(values) if values else None
        found[name] = mean, statistics.stdev(values) if len(values) > 1 else None
    return found


def _pair(one: PairSummary, names: Mapping[str, str]) -> dict[str, Any]:
    measures = {
        "f1_exact": one.f1_exact,
        "f1_overlap": one.f1_overlap,
        "f1_character": one.f1_character,
        "kappa_verdict": one.kappa_verdict,
    }
    return {
        "a": names[one.a],
        "b": names[one.b],
        **_values(measures),
        "matched": one.matched,
        "unmatched": one.unmatched,
        "why": _reasons(measures),
    }


def _annotator(one: AnnotatorSummary, report: AgreementReport) -> dict[str, Any]:
    measures = {
        "against_rest_f1": one.against_rest_f1,
        "against_rest_verdict": one.against_rest_verdict,
        "dawid_skene": one.dawid_skene,
    }
    return {
        "name": report.names[one.id],
        "articles": one.articles,
        "labels": one.labels,
        "labels_left_out": one.left_out,
        **_values(measures),
        "minutes": report.minutes.get(one.id),
        "why": _reasons(measures),
    }


def _values(measures: Mapping[str, Measure]) -> dict[str, float | None]:
    return {name: measure.value for name, measure in measures.items()}


def _reasons(measures: Mapping[str, Measure]) -> dict[str, str]:
    return {name: measure.why for name, measure in measures.items() if measure.why}


class Together(NamedTuple):
    """How many finished an article, and how far they agree in it (uα)."""

    people: int
    alpha: Measure


def together(queries: Queries, article: str) -> Together | None:
    """How far those who finished one article agree; None where it is gone."""
    if not queries.has(Kind.ARTICLE, article):
        return None
    (counts,) = count(records(queries, article))
    return Together(len(counts.marked), counts.unitizing.alpha().u)

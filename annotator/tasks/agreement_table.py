"""The agreement report for people: tables of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from annotator.agreement.measure import Measure
from annotator.agreement.resampling import Interval
from annotator.agreement.summary import PairSummary, Summary
from annotator.tasks.agreement_report import TRIMMED, AgreementReport, over_pairs
from annotator.tasks.insights.advanced import named
from annotator.tasks.insights.words import left_out
from annotator.tasks.telling import counted


def report_as_lines(report: AgreementReport) -> Iterator[str]:
    """The report for a person."""
    of, names = report.summary, report.names
    people = sum(one.articles > 0 for one in of.annotators)
    yield (
        f"{counted(of.articles, 'article')} that two or more finished, "
        f"{counted(people, 'annotator')}, {counted(of.labels, 'label')}"
    )
    if of.left_out:
        yield f"{counted(of.left_out, 'article')} left out: fewer than two finished."
    yield TRIMMED
    yield ""
    yield from _measures(of)
    yield ""
    yield from _pair_table(of.pairs, names)
    yield from _annotator_table(report)
    yield "Verdicts on the same claims, over all pairs of annotators"
    yield from _table(
        ["", *next(iter(of.confusion.values()))],
        [[row, *(str(count) for count in cells.values())] for row, cells in of.confusion.items()],
    )
    yield ""
    yield "Advanced"
    yield from _table([], [[name, _said(one), more] for name, one, more in named(of)])
    if of.overlapping_labels:
        yield (
            f"Labels over another of their annotator's: {of.overlapping_labels:,}, on "
            f"{counted(of.overlapping_characters, 'character')}: there the innermost counts for uα."
        )


_TITLES: Final = {
    "u_alpha": "Same passages and verdicts, uα",
    "binary_u_alpha": "Same passages, |uα",
    "cu_alpha": "Same verdict where both marked, cuα",
}


def _measures(of: Summary) -> Iterator[str]:
    rows = [[_TITLES[name], *_bounds(one)] for name, one in of.measures.items()]
    rows += [[f"  of {verdict}, (k)uα", *_bounds(one)] for verdict, one in of.by_verdict.items()]
    yield from _table([], rows)
    if of.coverage is not None:
        yield (
            f"On average two annotators both marked {of.coverage:.1%} of the text, with whatever "
            "verdicts: cuα compares these there."
        )
    if any(one.low is not None for one in of.measures.values()):
        yield f"95 % intervals from {of.replicates} draws of articles, seed {of.seed}."


def _bounds(one: Interval) -> list[str]:
    if one.value is None:
        return ["–", one.why]
    known = one.low is not None
    between = f"{one.low:.3f} to {one.high:.3f}{left_out(one)}" if known else one.why
    return [f"{one.value:.3f}", between]


def _pair_table(pairs: Sequence[PairSummary], names: Mapping[str, str]) -> Iterator[str]:
    if pairs:
        yield "Pairs; F1 of labels with the same verdict"
        yield from _table(
            ["", "F1 exact", "overlap", "character", "κ verdict", "matched", "unmatched"],
            [
                [
                    f"{names[one.a]}, {names[one.b]}",
                    *map(
                        _short, (one.f1_exact, one.f1_overlap, one.f1_character, one.kappa_verdict)
                    ),
                    str(one.matched),
                    str(one.unmatched),
                ]
                for one in pairs
            ]
            + [["mean (deviation)", *_means(pairs), "", ""]],
        )
        yield ""


def _means(pairs: Sequence[PairSummary]) -> Iterator[str]:
    for mean, deviation in over_pairs(pairs).values():
        around = "" if deviation is None else f" ({deviation:.3f})"
        yield "–" if mean is None else f"{mean:.3f}{around}"


def _annotator_table(report: AgreementReport) -> Iterator[str]:
    if report.summary.annotators:
        yield "Annotators, each against the rest; F1 with any verdict"
        yield from _table(
            ["", "labels", "left out", "F1", "κ verdict", "Dawid-Skene", "minutes"],
            [
                [
                    report.names[one.id],
                    str(one.labels),
                    str(one.left_out),
                    *map(_short, (one.against_rest_f1, one.against_rest_verdict, one.dawid_skene)),
                    _minutes(report.minutes.get(one.id)),
                ]
                for one in report.summary.annotators
            ],
        )
        yield ""


def _minutes(spent: float | None) -> str:
    return "–" if spent is None else str(spent)


def _short(one: Measure) -> str:
    return "–" if one.value is None else f"{one.value:.3f}"


def _said(one: Measure) -> str:
    return one.why if one.value is None else f"{one.value:.3f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as they need to be; the first one to the left."""
    lines = [head, *rows] if head else rows
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = (
            cell.rjust(width) if head else cell.ljust(width)
            for cell, width in zip(others, widths[1:], strict=True)
        )
        yield "  ".join([f"  {first.ljust(widths[0])}", *cells]).rstrip()

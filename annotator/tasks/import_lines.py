"""The report of an import in lines and as one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from annotator.tasks.import_report import ImportReport


def report_as_lines(report: ImportReport) -> Iterator[str]:
    """What did not go in, or not as it was: a line each."""
    if len(report.read) > 1 or any(one.encoding for one in report.read):
        yield from (f"read: {one}" for one in report.read)
    yield from (f"refused: {left}" for left in report.refused)
    yield from (f"known: {left}" for left in report.duplicates)
    yield from (f"note: {note}" for note in report.notes)
    yield from (f"repaired: {one}" for one in report.seen.repaired)
    for name, count in report.seen.tags.items():
        yield f"tag: {name} is no verdict and became a tag ({count:,})"
    for name, count in report.seen.unknown.items():
        yield (
            f"unknown: {name} ({count:,}). Say --map “{name}=disputed” or another verdict, or "
            "--unmapped for all such."
        )
    if report.seen.offers:
        offers = f"{len(report.seen.offers):,}"
        yield f"to repair: {offers}. Say --repair to put them where their quotes are."


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """The report for a program."""
    seen = report.seen
    return {
        "articles": report.articles,
        "labels": report.labels,
        "known_labels": report.known_labels,
        "comments": report.comments,
        "files": [asdict(one) for one in report.read],
        "duplicates": [left._asdict() for left in report.duplicates],
        "refused": [left._asdict() for left in report.refused],
        "notes": [note._asdict() for note in report.notes],
        "repaired": [one._asdict() for one in seen.repaired],
        "offers": len(seen.offers),
        "names": dict(seen.names),
        "tags": dict(seen.tags),
        "unknown": dict(seen.unknown),
    }

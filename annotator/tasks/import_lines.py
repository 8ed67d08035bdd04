"""The report of an import in lines and as one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import asdict

from annotator.tasks.import_report import ImportReport
from annotator.tasks.reading import FileRead
from annotator.tasks.telling import counted

_EACH: Final = 30
"""Of more files, those of which nothing more is to be told are counted."""
_COUNTED: Final = ("articles", "labels")


def report_as_lines(report: ImportReport) -> Iterator[str]:
    """What did not go in, or not as it was: a line each."""
    if len(report.read) > 1 or any(one.encoding for one in report.read):
        yield from (f"read: {one}" for one in _read(report.read))
    yield from (f"refused: {left} {left.flag}".rstrip() for left in report.refused)
    yield from (f"known: {left}" for left in report.duplicates)
    for note in report.notes:
        yield f"note: {note} Say {note.flag} if that is wrong." if note.flag else f"note: {note}"
    yield from (f"repaired: {one}" for one in report.seen.repaired)
    for name, count in report.seen.tags.items():
        yield f"tag: {name} is no verdict and became a tag ({count:,})"
    for name, count in report.seen.unknown.items():
        yield (
            f'unknown: {name} ({count:,}). Say --map "{name}=disputed" or another verdict, or '
            "--unmapped for all such."
        )
    if report.seen.nameless:
        nameless = counted(report.seen.nameless, "label")
        yield f"nobody’s: {nameless}. Say --as NAME to make them that person’s."
    if report.finished:
        yield f"finished: an article by one of those you named, {report.finished:,} times"
    if report.seen.offers:
        offers = f"{len(report.seen.offers):,}"
        yield f"to repair: {offers}. Say --repair to put them where their quotes are."


def _read(files: Sequence[FileRead]) -> Iterator[str]:
    """What the files were taken for: of many, those of which nothing more is to be told together,
    by their formats."""
    plain: dict[str, list[FileRead]] = {}
    for one in files:
        if len(files) <= _EACH or one.refused or one.encoding:
            yield str(one)
        else:
            plain.setdefault(one.format, []).append(one)
    for alike in plain.values():
        articles, labels = (sum(getattr(one, what) for one in alike) for what in _COUNTED)
        kind = alike[0].title.partition(":")[0]
        yield f"{counted(len(alike), 'file')}: {kind}: {counted(articles, 'article')}" + (
            f", {counted(labels, 'label')}" if labels else ""
        )


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """The report for a program."""
    seen = report.seen
    return {
        "articles": report.articles,
        "labels": report.labels,
        "known_labels": report.known_labels,
        "decisions": report.decisions,
        "comments": report.comments,
        "done": report.done,
        "finished": report.finished,
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

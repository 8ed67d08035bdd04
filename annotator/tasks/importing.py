"""Taking articles and labels in. An import is one entry of the journal: all that was good goes in,
one undo takes it back, and what was refused is said line by line."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.dataset import Record
from annotator.domain.journal import Act, Change
from annotator.domain.label import names_of
from annotator.errors import AnnotatorError
from annotator.formats.format import Refusal, Source
from annotator.formats.registry import format_named
from annotator.store.project import Project
from annotator.tasks.import_report import ImportReport, Left
from annotator.tasks.placing import Reading
from annotator.tasks.progress import CancelledError, Progress
from annotator.tasks.reading import Attached, Files, Found, Note
from annotator.tasks.sources import Aside, Unread, found
from annotator.tasks.taking import Taker, refuse_strangers
from annotator.tasks.telling import counted


class AskError(Exception):
    """The person is to be asked first how the files are to be read. Nothing was written."""


AS_IT_IS: Final = Reading()
"""Nothing mapped, moved or named by the person."""

_TOLD: Final = 5


def import_paths(
    project: Project,
    paths: Sequence[str | Path],
    *,
    format: str | None = None,  # noqa: A002 - the word that people know
    annotator: str | None = None,
    choices: Reading = AS_IT_IS,
    act: Act = Act.EDIT,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    ask_first: bool = False,
) -> ImportReport:
    """Take in files, folders and standard input (`-`) in one step of `annotator`'s undo; who has
    finished all of it, as `choices` say, or by a file after all, is a step of its own.

    Raises CancelledError where the person stopped it, with `ask_first` AskError as soon as there is
    a label in the files or something to be asked of one, AnnotatorError where the project cannot be
    written; nothing is written then.
    """
    report = ImportReport()
    files = _files(project, paths, format, choices, report, _hearing(progress, cancelled))
    taker = Taker(project, report)
    entry = edits.entry(annotator, "import", (), act)
    reading = _asking(files) if ask_first else files.records()
    groups = chain(_taken(taker, reading, report), taker.checked(choices.finished))
    project.journal.commit_new(entry, groups, lambda: f"import {report.summary()}")
    report.notes += taker.notes()
    if said := taker.finish(choices.finished, annotator):
        project.journal.commit(replace(said, act=act))
    return report


def rehearse(
    project: Project,
    paths: Sequence[str | Path],
    *,
    format: str | None = None,  # noqa: A002 - the word that people know
    choices: Reading = AS_IT_IS,
    progress: Progress = lambda *_: None,
) -> ImportReport:
    """What `import_paths` would tell: it is done to a copy, and the project stays as it is."""
    with project.copied() as copy:
        return import_paths(copy, paths, format=format, choices=choices, progress=progress)


def look_at(
    project: Project,
    paths: Sequence[str | Path],
    *,
    format: str | None = None,  # noqa: A002 - the word that people know
    choices: Reading = AS_IT_IS,
    labelled: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """What is in these files, and what would be refused for itself, before anything goes in: the
    names of verdicts to be mapped, the places to be repaired. Whether it is here already is not
    looked at; with `labelled` no file either whose format has no labels."""
    report = ImportReport()
    files = _files(project, paths, format, choices, report, _hearing(progress, cancelled))
    if labelled:
        items = [item for item in files.items if item.format.unit]
        report.unlooked = len(files.items) - len(items)
        files.items = items
    texts = set[str]()
    for file, _, one in files.records():
        if isinstance(one, Refusal):
            report.refused.append(Left(file, *one))
        else:
            record = one.record if isinstance(one, Attached) else one
            report.articles += not isinstance(one, Attached) and record.article.sha256 not in texts
            texts.add(record.article.sha256)
            report.labels += len(record.labels)
            report.annotators.update([label.annotator for label in record.labels])
            report.says_done |= bool(record.done)
            if report.shown is None or (record.labels and not report.shown.labels):
                report.shown = record
    known = set(names_of(project.queries.annotators()).values())
    refuse_strangers(choices.finished, known | report.annotators.keys())
    return report


def _files(
    project: Project,
    paths: Sequence[str | Path],
    format_: str | None,
    choices: Reading,
    report: ImportReport,
    look: Progress,
) -> Files:
    """The files to read; what cannot be read is refused. AnnotatorError where an option is none."""
    items = []
    for one in found(paths, format_named(format_) if format_ else None, look):
        if isinstance(one, Unread):
            report.refused.append(Left(one.shown, "", one.reason))
        elif isinstance(one, Aside):
            report.notes.append(Note(one.shown, one.said or _aside(one.names)))
        else:
            items.append(one)
    report.files = len(items)
    known = {option.name for item in items for option in item.format.options if option.reading}
    if strangers := choices.options.keys() - known:
        raise AnnotatorError(
            f"No format of these files has an option {min(strangers)} for reading.",
            f"They have {', '.join(sorted(known)) or 'none'}.",
        )
    return Files(project.queries, items, choices, look, report.seen, report.notes, report.read)


def _aside(names: Sequence[str]) -> str:
    told = ", ".join(names[:_TOLD]) + (", …" if len(names) > _TOLD else "")
    return f"{counted(len(names), 'file')} of no kind that is read: {told}."


def _hearing(progress: Progress, cancelled: Callable[[], bool]) -> Progress:
    def look(done: int, total: int, name: str) -> None:
        if cancelled():
            raise CancelledError
        progress(done, total, name)

    return look


def import_text(
    project: Project, text: str, title: str = "", *, annotator: str | None = None
) -> ImportReport:
    """Take in one text that was pasted."""
    report = ImportReport(files=1)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        report.refused.append(Left("pasted text", "", "It holds half a character."))
        return report
    source = Source(io.BytesIO(raw), "pasted text")
    taker = Taker(project, report)

    reader = format_named("text").read
    assert reader is not None
    titled = (
        Found(source.name, "", _titled(one, title) if isinstance(one, Record) else one)
        for one in reader(source)
        if isinstance(one, Record | Refusal)
    )
    entry = edits.entry(annotator, "import", ())
    groups = _taken(taker, titled, report)
    project.journal.commit_new(entry, groups, lambda: f"import {report.summary()}")
    return report


def _asking(files: Files) -> Iterator[Found]:
    for one in files.records():
        record = one.one.record if isinstance(one.one, Attached) else one.one
        if files.seen.asks or (isinstance(record, Record) and record.labels):
            raise AskError
        yield one


def _titled(record: Record, title: str) -> Record:
    return Record(replace(record.article, title=title)) if title.strip() else record


def _taken(taker: Taker, reading: Iterable[Found], report: ImportReport) -> Iterator[list[Change]]:
    for file, place, one in reading:
        if isinstance(one, Refusal):
            report.refused.append(Left(file, *one))
        elif isinstance(one, Attached):
            yield taker.take(one.record, file, place, attached=True)
        else:
            yield taker.take(one, file, place)
    yield taker.rest()

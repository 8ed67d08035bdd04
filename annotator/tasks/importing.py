"""Taking articles and labels in. An import is one entry of the journal: all that was good goes in,
one undo takes it back, and what was refused is said line by line."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.dataset import Record
from annotator.domain.ids import uuid7
from annotator.domain.journal import Act, Change, Kind
from annotator.domain.label import Label
from annotator.domain.records import (
    article_fields,
    comment_fields,
    decision_fields,
    label_fields,
)
from annotator.errors import AnnotatorError
from annotator.formats.format import Refusal, Source
from annotator.formats.registry import format_named
from annotator.store.project import Project
from annotator.tasks.placing import Reading, Seen
from annotator.tasks.reading import Attached, FileRead, Files, Found, Look, Note
from annotator.tasks.sources import Aside, Unread, found
from annotator.tasks.telling import counted

Progress = Callable[[int, int, str], None]
"""Heard now and then: bytes read, bytes in all (0: not known), and the file's name."""

AS_IT_IS: Final = Reading()
"""Nothing mapped, moved or named by the person."""

_TOLD: Final = 5
_MADE: Final = ("created", "updated")
"""When a label was made says nothing of whether it is the same one."""


class CancelledError(Exception):
    """The person has stopped a task. Nothing was written."""


class Left(NamedTuple):
    """Something that did not go in: the file, the place in it, and why."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.reason}"


class ImportReport(Struct):
    """What went in and what did not."""

    files: int = 0
    articles: int = 0
    labels: int = 0
    known_labels: int = 0
    comments: int = 0
    duplicates: list[Left] = field(default_factory=list)
    refused: list[Left] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    """What foreign labels are called, and which were moved."""
    notes: list[Note] = field(default_factory=list)
    read: list[FileRead] = field(default_factory=list)
    """What each file was taken for, in the order in which they were read."""
    annotators: Counter[str] = field(default_factory=Counter)
    """Whose labels are in the files, with how many; of a look alone."""
    unlooked: int = 0
    """How many files a look has left out, because their formats have no labels."""
    first: str | None = None
    """The id of the first article that is new or known again."""

    @property
    def anything(self) -> bool:
        """Whether there was something good in it, new or known already."""
        return bool(self.articles or self.labels or self.known_labels or self.duplicates)

    def summary(self) -> str:
        """The report in one sentence."""
        brought = ((self.articles, "article"), (self.labels, "label"), (self.comments, "comment"))
        parts = [counted(count, word) for count, word in brought if count]
        if self.duplicates:
            parts.append(f"{counted(len(self.duplicates), 'article')} here already")
        if self.refused:
            parts.append(f"{len(self.refused)} refused")
        return ", ".join(parts) or "nothing"


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
) -> ImportReport:
    """Take in files, folders and standard input (`-`) in one step of `annotator`'s undo.

    Raises CancelledError where the person stopped it, AnnotatorError where the project cannot be
    written; nothing is written then.
    """
    report = ImportReport()
    files = _files(project, paths, format, choices, report, _hearing(progress, cancelled))
    taker = _Taker(project, report)
    entry = edits.entry(annotator, "import", (), act)
    groups = _taken(taker, files.records(), report)
    project.journal.commit_new(entry, groups, lambda: f"import {report.summary()}")
    return report


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
    for file, _, one in files.records():
        if isinstance(one, Refusal):
            report.refused.append(Left(file, one.place, one.reason))
        else:
            record = one.record if isinstance(one, Attached) else one
            report.articles += not isinstance(one, Attached)
            report.labels += len(record.labels)
            report.annotators.update([label.annotator for label in record.labels])
    return report


def _files(
    project: Project,
    paths: Sequence[str | Path],
    format_: str | None,
    choices: Reading,
    report: ImportReport,
    look: Look,
) -> Files:
    """The files to read; what cannot be read is refused. AnnotatorError where an option is none."""
    items = []
    for one in found(paths, format_named(format_) if format_ else None, look):
        if isinstance(one, Unread):
            report.refused.append(Left(one.shown, "", one.reason))
        elif isinstance(one, Aside):
            report.notes.append(Note(one.shown, _aside(one.names)))
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


def _hearing(progress: Progress, cancelled: Callable[[], bool]) -> Look:
    def look(done: int, total: int, name: str) -> None:
        if cancelled():
            raise CancelledError
        progress(done, total, name)

    return look


def import_text(
    project: Project, text: str, title: str = "", *, annotator: str | None = None
) -> ImportReport:
    """Take in one text that was pasted."""
    source = Source(io.BytesIO(text.encode("utf-8", "surrogatepass")), "pasted text")
    report = ImportReport(files=1)
    taker = _Taker(project, report)

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


def _titled(record: Record, title: str) -> Record:
    return Record(replace(record.article, title=title)) if title.strip() else record


def _taken(taker: _Taker, reading: Iterable[Found], report: ImportReport) -> Iterator[list[Change]]:
    for file, place, one in reading:
        if isinstance(one, Refusal):
            report.refused.append(Left(file, one.place, one.reason))
        elif isinstance(one, Attached):
            yield taker.take(one.record, file, place, attached=True)
        else:
            yield taker.take(one, file, place)


class _Taker:
    """From records to changes: finds what the project has already, and numbers people."""

    def __init__(self, project: Project, report: ImportReport) -> None:
        self._project = project
        self._report = report
        self._new: set[str] = set()
        self._people = {one.name: one.id for one in reversed(project.queries.annotators())}

    def take(
        self, record: Record, file: str, place: str, *, attached: bool = False
    ) -> list[Change]:
        """The changes that bring a record in; none where it is refused."""
        report, article = self._report, record.article
        known = self._project.queries.article_of_text(article.sha256)
        article_id = known[0] if known else article.id
        new = self._new_labels(record.labels, article_id, is_here=known is not None)
        if known is None and self._project.queries.has(Kind.ARTICLE, article.id):
            new = f"The id {article.id} is that of another text in the project."
        if isinstance(new, str):
            report.refused.append(Left(file, place, new))
            return []
        report.first = report.first or article_id
        changes: list[Change] = []
        if attached or (article_id in self._new and record.labels):
            pass  # labels for an article that is here are no news of the article
        elif known:
            reason = f"The text is here already, as {edits.shortened(known[1])}."
            report.duplicates.append(Left(file, place, reason))
        else:
            report.articles += 1
            self._new.add(article.id)
            self._project.journal.add_text(article.sha256, article.text)
            changes.append(Change(Kind.ARTICLE, article.id, None, article_fields(article)))
        report.labels += len(new)
        report.known_labels += len(record.labels) - len(new)
        for label in new:
            fields = label_fields(label)
            fields["article"] = article_id
            fields["annotator"] = self._person(label.annotator, changes)
            changes.append(Change(Kind.LABEL, label.id or uuid7(), None, fields))
        if record.decisions or record.comments or record.done:
            self._rest(record, article_id, changes)
        return changes

    def _rest(self, record: Record, article: str, changes: list[Change]) -> None:
        """Decisions, comments, and who finished the article."""
        has = self._project.queries.has
        for decision in record.decisions:
            if not has(Kind.DECISION, decision.id):
                fields = decision_fields(decision)
                fields["article"] = article
                fields["adjudicator"] = self._person(decision.adjudicator, changes)
                changes.append(Change(Kind.DECISION, decision.id, None, fields))
        for comment in record.comments:
            if not has(Kind.COMMENT, comment.id):
                self._report.comments += 1
                fields = comment_fields(comment)
                fields["article"] = article
                fields["annotator"] = self._person(comment.annotator, changes)
                changes.append(Change(Kind.COMMENT, comment.id, None, fields))
        for name in record.done:
            person = self._person(name, changes)
            key = edits.assignment_key(article, person)
            if not has(Kind.ASSIGNMENT, key):
                fields = {"article": article, "annotator": person, "state": edits.DONE}
                changes.append(Change(Kind.ASSIGNMENT, key, None, fields))

    def _person(self, name: str, changes: list[Change]) -> str:
        """The id of the person of this name, who joins where there is none yet."""
        if name not in self._people:
            self._people[name] = uuid7()
            changes.append(Change(Kind.ANNOTATOR, self._people[name], None, {"name": name}))
        return self._people[name]

    def _new_labels(
        self, labels: Sequence[Label], article: str, *, is_here: bool
    ) -> list[Label] | str:
        """The labels that the project does not have yet, or why the record is refused."""
        if not labels:
            return []
        given = [label.id for label in labels if label.id]
        known = self._project.queries.labels(given) if given else {}
        said = self._said(article) if is_here and len(given) < len(labels) else set()
        if not known and not said:
            return list(labels)
        new = []
        for label in labels:
            here = known.get(label.id)
            if not label.id and self._gist(label, self._people.get(label.annotator)) in said:
                continue
            if here is None:
                new.append(label)
            elif self._differs(label, here, article):
                return f"The label {label.id} is in the project already, and says otherwise there."
        return new

    def _said(self, article: str) -> set[str]:
        """What the labels that an article has here already say, whatever their ids."""
        return {self._gist(one, one.annotator) for one in self._project.queries.labels_of(article)}

    @staticmethod
    def _gist(label: Label, annotator: str | None) -> str:
        """All that a person has put into a label, to be compared with others."""
        fields = label_fields(label) | {"annotator": annotator, "article": ""}
        return repr([(name, fields[name]) for name in sorted(fields) if name not in _MADE])

    def _differs(self, label: Label, here: Label, article: str) -> bool:
        fields = label_fields(label)
        fields["annotator"] = self._people.get(label.annotator)
        fields["article"] = article
        return fields != label_fields(here)

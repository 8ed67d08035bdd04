"""Bringing together what several people did in copies or handed out parts of one project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.domain import edits
from annotator.domain.journal import Entry
from annotator.domain.label import Annotator
from annotator.domain.merging import MergeReport
from annotator.errors import AnnotatorError
from annotator.store import restore
from annotator.store.project import Project
from annotator.tasks.importing import CancelledError

Progress = Callable[[int, int, str], None]
"""Heard now and then: how much is done, of how much (0: not known), and what is being done."""


def merge(
    project: Project,
    others: Sequence[str | Path],
    *,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> MergeReport:
    """Bring in what these files have and the project has not: all of it, or nothing.

    A copy of the project is made first, which `go_back` takes; a dry run tells the same report and
    writes nothing. Raises AnnotatorError where a file cannot be merged, CancelledError where the
    person stopped it.
    """

    def look(done: int, total: int, what: str) -> None:
        if cancelled():
            raise CancelledError
        progress(done, total, what)

    return project.merge([Path(one) for one in others], dry_run=dry_run, progress=look)


def go_back(project: Path, backup: Path) -> Path:
    """Make a project what it was before a merge; returns the file beside it that keeps what it has
    been until now. A window that has it open reads it anew."""
    return restore.go_back(project, backup)


def unite(project: Project, keep: Annotator, gone: Annotator, by: str | None = None) -> Entry:
    """Two people who are one: all that is of `gone` becomes that of `keep`, in one step of `by`
    (by default, of `keep`)."""
    known = {one.id for one in project.queries.annotators()}
    if keep.id == gone.id or not {keep.id, gone.id} <= known:
        raise AnnotatorError(
            f"{gone.name} and {keep.name} are not two people of this project.",
            "Choose two that are.",
        )
    changes = project.queries.moving(gone.id, keep.id)
    summary = f"say that {gone.name} is {keep.name}"
    who = by if by is not None and by != gone.id else keep.id
    return project.journal.commit(edits.entry(who, summary, changes))


def report_as_lines(report: MergeReport, *, dry_run: bool) -> Iterator[str]:
    """What came in, and what a person may want to look at."""
    verb = "Would bring in" if dry_run else "Brought in"
    yield f"{verb} {report.summary()}."
    for clash in report.clashes:
        told = "; ".join(
            f"{said.who or 'nobody'} {said.at} {said.summary}" for said in (clash.here, clash.there)
        )
        yield f"changed on both sides: {clash.kind.value} {clash.about}: {told}; the later stands"
    if report.clashed > len(report.clashes):
        yield f"… and {report.clashed - len(report.clashes)} more changed on both sides"
    for same in report.namesakes:
        yield f"{len(same.ids)} people are called {same.name}: perhaps one person"
    for one in report.renamed:
        yield f"{one.here} is called {one.there} elsewhere"
    for twin in report.twins:
        yield f"one text, several titles: {', '.join(twin.titles)}"
    if report.backup is not None:
        yield f"The project as it was: {report.backup}"


def report_as_json(report: MergeReport, *, dry_run: bool) -> dict[str, Any]:
    """The report for a program."""
    told = asdict(report) | {"backup": str(report.backup) if report.backup else None}
    return {"dry_run": dry_run, **told}

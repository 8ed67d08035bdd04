"""Bringing together what several people did in copies or handed out parts of one project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct, field, to_builtins

from annotator.domain import edits
from annotator.domain.blindness import BLIND, who_looked
from annotator.domain.decisions import CAUSES_KEY, causes_of
from annotator.domain.journal import Entry
from annotator.domain.label import Annotator
from annotator.domain.merging import Clash, MergeReport, Namesakes, Said
from annotator.errors import AnnotatorError
from annotator.store import backup, restore
from annotator.store.project import Project
from annotator.tasks.progress import CancelledError, Progress
from annotator.tasks.telling import counted, in_local_time, shown


class Answers(Struct, frozen=True):
    """What a person says to what a merge leaves open: groups of ids that are one person (the first
    of a group stays), names by the ids of people, titles by the ids of articles."""

    one_person: Sequence[Sequence[str]] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


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


def backups(project: Path) -> list[Path]:
    """The copies that merges have made of a project, the newest first."""
    return backup.before_merges(project)


def carry_out(project: Project, answers: Answers, by: str | None = None) -> list[Entry]:
    """Make true what a person has answered, each answer in one step of `by` (None: nobody that is
    known); what is so already is left alone."""
    made: list[Entry] = []
    people = {one.id: one for one in project.queries.annotators()}
    for ids in answers.one_person:
        same = [people[id_] for id_ in ids if id_ in people]
        made += [unite(project, same[0], gone, by) for gone in same[1:]]
    for id_, name in answers.names.items():
        person = people.get(id_)
        if person is not None and person.name != name:
            made.append(project.journal.commit(edits.rename_annotator(person, name, by)))
    for id_, title in answers.titles.items():
        article = project.queries.article(id_)
        if article is not None and article.title != title:
            made.append(project.journal.commit(edits.edit_article(by, article, title=title)))
    return made


def unite_named(
    project: Project, people: Sequence[str], by: str | None = None
) -> tuple[Annotator, int]:
    """All who are called so, or have these ids, become one, as `by` says: the first person of the
    first name. Returns that person and how many others there were."""
    known = project.queries.annotators()
    found: dict[str, Annotator] = {}
    for who in people:
        same = sorted(_called(who, known))
        if not same:
            raise AnnotatorError(f"Nobody here is called {who}.", "Use a name, or a person’s id.")
        found |= {one.id: one for one in same}
    keep, *others = found.values()
    if not others:
        raise AnnotatorError(f"There is only one {keep.name}.", "Name who else that is.")
    for gone in others:
        unite(project, keep, gone, by)
    return keep, len(others)


def rename_named(project: Project, who: str, name: str, by: str | None = None) -> Entry:
    """Another name for the one person who is called so, or has this id, as `by` says."""
    same = _called(who, project.queries.annotators())
    if len(same) != 1:
        how_many = f"{len(same)} people here are" if same else "Nobody here is"
        raise AnnotatorError(
            f"{how_many} called {who}.", "Use a name, or the id that merge --json gives."
        )
    (person,) = same
    other = project.queries.annotator_called(edits.person_name(name))
    if other is not None and other.id != person.id:
        raise AnnotatorError(
            f"Somebody else here is called {other.name}.",
            "Choose another name, or say with annotator unite that they are one person.",
        )
    return project.journal.commit(edits.rename_annotator(person, name, by))


def _called(who: str, people: Sequence[Annotator]) -> list[Annotator]:
    """Those of these people who have this name or this id."""
    return [one for one in people if who in (one.id, one.name)]


def unite(project: Project, keep: Annotator, gone: Annotator, by: str | None = None) -> Entry:
    """Two people who are one: all that is of `gone` becomes that of `keep`, in one step of `by`
    (None: nobody that is known)."""
    known = {one.id for one in project.queries.annotators()}
    if keep.id == gone.id or not {keep.id, gone.id} <= known:
        raise AnnotatorError(
            f"{gone.name} and {keep.name} are not two people of this project.",
            "Choose two that are.",
        )
    changes = project.queries.moving(gone.id, keep.id)
    same = gone.name.casefold() == keep.name.casefold()
    summary = f"say that {'the two called' if same else f'{gone.name} and'} {keep.name} are one"
    who = keep.id if by == gone.id else by
    return project.journal.commit(edits.entry(who, summary, changes))


def report_as_lines(report: MergeReport, *, dry_run: bool) -> Iterator[str]:
    """What came in, and what a person may want to look at."""
    verb = "Would bring in" if dry_run else "Brought in"
    yield f"{verb} {report.summary()}."
    for _, found in groupby(report.coming, lambda one: one.person):
        own = list(found)
        labels = sum(one.labels for one in own)
        yield f"{own[0].who}: {counted(labels, 'label')} in {counted(len(own), 'article')}"
    yield from (f"{name} brings nothing more" for name in report.idle if report.entries)
    yield from settings_as_lines(report)
    for clash in report.clashes:
        about, *sides = clash_as_lines(clash)
        yield f"changed on both sides: {about}"
        yield from sides
    if report.clashed > len(report.clashes):
        yield f"… and {report.clashed - len(report.clashes)} more changed on both sides"
    for same in report.namesakes:
        yield f"{len(same.ids)} people are called {same.name}: {likely(same)}"
    for one in report.renamed:
        yield f"{one.here} is called {one.there} elsewhere: {one.name} stands"
    for twin in report.twins:
        yield f"one text, several titles: {', '.join(twin.titles)}: {twin.title} stands"
    if report.backup is not None:
        yield f"The project as it was: {report.backup}"


def settings_as_lines(report: MergeReport) -> Iterator[str]:
    """The settings that become others, those that mean something to a person."""
    for one in report.settings:
        if who := who_looked(one.key, one.after):
            yield f"{who} has looked at the others’ labels before finishing"
        elif one.key == BLIND:
            yield "the project becomes blind" if one.after else "the project is blind no more"
        elif one.key == CAUSES_KEY:
            before, after = ("; ".join(causes_of(value)) for value in (one.before, one.after))
            yield f"why annotators differ, as Review offers it: {shown(before)} → {shown(after)}"
        elif one.key in ("name", "guidelines"):
            yield f"the project’s {one.key} changes: {shown(one.before)} → {shown(one.after)}"


def clash_as_lines(clash: Clash) -> Iterator[str]:
    """What was changed on both sides: what each says of it, and which stands."""
    if clash.neither:
        yield f"the settling of {clash.about}: nothing stands until it is settled again"
    else:
        yield f"{clash.kind.value} {clash.about}"
    for side, said in (("here", clash.here), ("there", clash.there)):
        kept = " (the later, which stands)" if said is clash.stands else ""
        at = in_local_time(said.at, "%Y-%m-%d %H:%M")
        yield f"    {side}{kept}: {at}, {said.who or '(nobody)'}: {_words(said)}"


def likely(same: Namesakes) -> str:
    """What speaks for one person or for several, in words."""
    labels = " and ".join(counted(count, "label") for count in same.labels)
    if same.likely_one:
        return f"perhaps one person on {len(same.ids)} machines ({labels}, no article in common)"
    shared = counted(same.together, "article")
    return f"probably not one person ({labels}, {shared} in common)"


def _words(said: Said) -> str:
    if said.fields is None:
        return "removed"
    told = [f"{name} {shown(value)}" for name, value in said.fields.items() if name != "spans"]
    return ", ".join(told) or said.summary


def report_as_json(report: MergeReport, *, dry_run: bool) -> dict[str, Any]:
    """The report for a program. Of a clash `stands` is the side that holds, or null."""
    told = to_builtins(report, enc_hook=str)
    for clash, said in zip(report.clashes, told["clashes"], strict=True):
        stands = "here" if clash.stands is clash.here else "there"
        said["stands"] = None if clash.neither else stands
    return {"dry_run": dry_run, **told}

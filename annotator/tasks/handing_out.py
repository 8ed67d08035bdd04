"""Handing out: who gets which articles, planned evenly and by chance, and a file for each."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from annotator.domain import edits
from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Annotator
from annotator.errors import AnnotatorError, system_error
from annotator.store.listing import Order
from annotator.store.part import write_part
from annotator.store.project import SUFFIX, Project
from annotator.tasks.progress import CancelledError, Progress
from annotator.tasks.telling import counted

_STEP: Final = 100
_UNFIT: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
"""What a file's name cannot have on one system or another."""


class Share(Struct, frozen=True):
    """What one person gets: a name and the ids of articles."""

    name: str
    articles: tuple[str, ...]


class Plan(Struct, frozen=True):
    """Who gets which articles, and what it was made of: the same choices make the same plan."""

    shares: tuple[Share, ...]
    per_article: int
    seed: int

    @property
    def articles(self) -> int:
        """How many different articles are handed out."""
        return len({id_ for share in self.shares for id_ in share.articles})

    def together(self) -> dict[tuple[str, str], int]:
        """How many articles any two people have in common."""
        mine = [(share.name, set(share.articles)) for share in self.shares]
        return {
            (name, other): len(own & others)
            for number, (name, own) in enumerate(mine)
            for other, others in mine[number + 1 :]
        }


class HandedOut(Struct, frozen=True):
    """The files, by name of the person, and the entry that keeps the plan (None: kept before)."""

    files: tuple[tuple[str, Path], ...]
    entry: Entry | None


def plan(
    project: Project,
    people: Sequence[str],
    per_article: int | None = None,
    seed: int = 0,
    *,
    articles: Sequence[str] | None = None,
) -> Plan:
    """Who of these people gets which articles: `per_article` of them each article (by default all),
    and each person as many as another, or one more. Every two people meet about equally often.

    Raises AnnotatorError where that cannot be done.
    """
    names = [edits.person_name(name) for name in people]
    count = len(names) if per_article is None else per_article
    times = Counter(name.casefold() for name in names)
    if twice := [name for name in names if times[name.casefold()] > 1]:
        raise AnnotatorError(f"{twice[0]} is named twice.", "Name each person once.")
    if not names:
        raise AnnotatorError("There is nobody to hand out to.", "Name who is to annotate.")
    if not 1 <= count <= len(names):
        raise AnnotatorError(
            f"{len(names)} people cannot be {count} for each article.",
            f"Ask for 1 to {len(names)}.",
        )
    known = project.queries.queue("", Order.ADDED)
    chosen = set(known) if articles is None else set(articles)
    if strangers := chosen - set(known):
        raise AnnotatorError(f"There is no article {min(strangers)} in the project.", "")
    if known and not chosen:
        raise AnnotatorError("Every article has been handed out.", "Hand out all, or import some.")
    if not chosen:
        raise AnnotatorError("There are no articles to hand out.", "Import some first.")
    given = _dealt(sorted(chosen), len(names), count, seed)
    shares = (
        Share(name, tuple(id_ for id_ in known if id_ in own))
        for name, own in zip(names, given, strict=True)
    )
    return Plan(tuple(shares), count, seed)


def _dealt(articles: list[str], people: int, per_article: int, seed: int) -> list[set[str]]:
    """Each article to those who have the fewest; among them, to those who have met the least."""
    chance = random.Random(seed)  # noqa: S311 - a fair deal that can be repeated, no secret
    chance.shuffle(articles)
    hands: list[set[str]] = [set() for _ in range(people)]
    met: Counter[tuple[int, int]] = Counter()
    for article in articles:
        chosen: list[int] = []
        for _ in range(per_article):
            _, _, _, who = min(
                (len(hands[one]), sum(met[one, other] for other in chosen), chance.random(), one)
                for one in range(people)
                if one not in chosen
            )
            met.update(pair for other in chosen for pair in ((who, other), (other, who)))
            chosen.append(who)
        for who in chosen:
            hands[who].add(article)
    return hands


def hand_out(
    project: Project,
    folder: Path,
    chosen: Plan,
    *,
    annotator: str | None = None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> HandedOut:
    """Keep the plan in the project, as one step of `annotator`, and write a file for each person.

    Those who are new join the project. Raises AnnotatorError where a file is there already, before
    anything is written; CancelledError where the person stopped it: the files that are written by
    then, and the plan, stay.
    """
    paths = _paths(project, folder, chosen)
    people = [_person(project, share.name) for share in chosen.shares]
    entry = _keep(project, chosen, people, annotator)
    total, done = sum(len(share.articles) for share in chosen.shares), 0
    for share, person, path in zip(chosen.shares, people, paths, strict=True):

        def look(count: int, before: int = done, name: str = share.name) -> None:
            if cancelled():
                raise CancelledError
            if count % _STEP == 0:
                progress(before + count, total, name)

        write_part(project, path, person, share.articles, look)
        done += len(share.articles)
        progress(done, total, share.name)
    files = tuple((share.name, path) for share, path in zip(chosen.shares, paths, strict=True))
    return HandedOut(files, entry)


def _paths(project: Project, folder: Path, chosen: Plan) -> list[Path]:
    """A free name for each person's file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        for share in chosen.shares:
            fit = _UNFIT.sub("_", share.name).rstrip(". ") or "_"
            taken = {path.name.casefold() for path in paths}
            name, number = f"{project.path.stem} {fit}{SUFFIX}", 1
            while name.casefold() in taken:
                number += 1
                name = f"{project.path.stem} {fit} ({number}){SUFFIX}"
            paths.append(folder / name)
        there = [path for path in paths if path.exists()]
    except OSError as error:
        raise system_error(error) from error
    if there:
        raise AnnotatorError(f"{there[0]} exists already.", "Choose another folder, or remove it.")
    return paths


def _person(project: Project, name: str) -> Annotator:
    known = project.queries.annotator_called(name)
    if known is None:
        known, joining = edits.join(name)
        project.journal.commit(joining)
    return known


def _keep(
    project: Project, chosen: Plan, people: Sequence[Annotator], annotator: str | None
) -> Entry | None:
    """One entry of all assignments that the project does not have yet."""
    names = ", ".join(share.name for share in chosen.shares)
    summary = f"hand out {counted(chosen.articles, 'article')} to {names}"
    entry = edits.entry(annotator, summary, ())
    groups = _assignments(project, chosen, people)
    return project.journal.commit_new(entry, groups, lambda: summary)


def _assignments(
    project: Project, chosen: Plan, people: Sequence[Annotator]
) -> Iterator[list[Change]]:
    for share, person in zip(chosen.shares, people, strict=True):
        for article in share.articles:
            key = edits.assignment_key(article, person.id)
            fields = {"article": article, "annotator": person.id, "state": edits.TO_DO}
            if project.queries.state(article, person.id) is None:
                yield [Change(Kind.ASSIGNMENT, key, None, fields)]

"""Who labels in a window: one of the project's people, or a newcomer."""

from __future__ import annotations

from typing import Any

from annotator.domain import edits
from annotator.domain.journal import Entry
from annotator.domain.label import Annotator
from annotator.store.project import Project


class Person:
    """Whoever sits at the window, as the project knows them. A newcomer joins it with the first
    edit: who only looks leaves no name behind."""

    def __init__(self, project: Project, who: Annotator | str) -> None:
        self._project = project
        self._names: dict[str, str] = {}
        self.joining: Entry | None = None
        """By what a newcomer will join; None for one who has joined."""
        self.annotator = who if isinstance(who, Annotator) else self._named(who)

    def become(self, name: str) -> None:
        """Be another from now on: a person of this project, or a new one."""
        self.annotator = self._named(name)

    def join(self) -> None:
        """Let a newcomer join the project; others write in this name from now on."""
        if self.joining is not None:
            self._project.journal.commit(self.joining)
            self.joining = None

    def look(self, *, stay: bool) -> None:
        """Be who the project says now: others may have renamed this person, taken two for one, or
        brought in someone of this name. `stay`: a newcomer's unsaved edits hold on to their id."""
        self._names = {}
        people = {one.id: one for one in self._project.queries.annotators()}
        me = self.annotator
        if me.id in people:
            self.annotator = people[me.id]
            self.joining = None
        elif not stay and (self.joining is None or self._project.queries.annotator_named(me.name)):
            self.annotator = self._named(me.name)

    def name_of(self, annotator: str) -> str:
        """The name that people see for an annotator's id."""
        if annotator == self.annotator.id:
            return self.annotator.name
        if annotator not in self._names:
            self._names = dict(self._project.queries.annotators())
        return self._names.get(annotator, "?")

    def _named(self, name: str) -> Annotator:
        self.joining = None
        known = self._project.queries.annotator_called(edits.person_name(name))
        if known:
            return known
        newcomer, self.joining = edits.join(name)
        return newcomer


def kept(person: Annotator, *, joined: bool) -> dict[str, Any]:
    """What is remembered of who one is in a project."""
    return {"id": person.id, "name": person.name, "joined": joined}


def who_was(kept: object, project: Project) -> Annotator | str | None:
    """Who one was in a project, by what is remembered of it: one of its people, by the name they
    have now, or a newcomer still; None where they are none of its people any more."""
    match kept:
        case {"id": str(id_), "name": str(name), "joined": bool(joined)} if name.strip():
            people = {one.id: one for one in project.queries.annotators()}
            named = project.queries.annotator_named(name)
            return people.get(id_) or named or (None if joined else name)
    return None


def login_name() -> str:
    """What the system calls whoever sits here."""
    import getpass  # only for whoever has not said a name

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"

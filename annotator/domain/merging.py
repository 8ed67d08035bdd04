"""What a merge brings and what it leaves to a person to decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from annotator.domain.journal import Fields, Kind


class Said(Struct, frozen=True):
    """What one side says of a row: its last entry there, and the fields that differ from the other
    side's (None: the row is removed). `who` is a name, empty where no person is known."""

    entry: str
    at: str
    who: str
    summary: str
    fields: Fields | None


class Clash(Struct, frozen=True):
    """A row that was changed on both sides since they parted. Nothing is lost: what does not stand
    is in the row's history. `about` says in words which row it is.

    `neither`: a claim that each side has settled by a decision of its own, and differently; `key`
    is that of the other side's. Both are kept, and nothing stands until it is settled again.
    """

    kind: Kind
    key: str
    about: str
    here: Said
    there: Said
    neither: bool = False

    @property
    def stands(self) -> Said | None:
        """What holds: the later by the journal's order."""
        if self.neither:
            return None
        return max(self.here, self.there, key=lambda said: said.entry)


class Coming(Struct, frozen=True):
    """How many labels of one person come into one article. `person` is an id and `who` the name of
    that person; `article` is a title."""

    person: str
    who: str
    article: str
    labels: int


class Changed(Struct, frozen=True):
    """A setting of the project that becomes another (None: not set)."""

    key: str
    before: Any
    after: Any


class Namesakes(Struct, frozen=True):
    """Several people of one name: perhaps one person who joined on two machines. `labels` counts
    what each has marked, `together` the articles in which more than one of them has."""

    name: str
    ids: tuple[str, ...]
    labels: tuple[int, ...]
    together: int = 0

    @property
    def likely_one(self) -> bool:
        """What is proposed: nobody marks an article twice, so those who share one are several."""
        return not self.together


class Renamed(Struct, frozen=True):
    """One person with two names; `name` is the one that stands."""

    id: str
    here: str
    there: str
    name: str


class Twins(Struct, frozen=True):
    """One text that came in as several articles, with the title that each gave it. It is shown
    once, as `article`, and all labels stand on that; `title` is the one that stands."""

    article: str
    titles: tuple[str, ...]
    title: str


class MergeReport(Struct, frozen=True):
    """What came in (entries of the journal, and rows that were not here before), what the others
    have changed and removed, and what a person may want to look at. `clashes` lists the first of
    those that `clashed` counts."""

    files: int = 0
    entries: int = 0
    articles: int = 0
    annotators: int = 0
    labels: int = 0
    decisions: int = 0
    comments: int = 0
    changed_labels: int = 0
    gone_articles: int = 0
    gone_labels: int = 0
    coming: tuple[Coming, ...] = ()
    settings: tuple[Changed, ...] = ()
    clashed: int = 0
    clashes: tuple[Clash, ...] = ()
    namesakes: tuple[Namesakes, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    twins: tuple[Twins, ...] = ()
    idle: tuple[str, ...] = ()
    """Files that brought nothing which was not here, or in a file before them."""
    backup: Path | None = None
    """The project as it was before; None where nothing was written."""

    def summary(self) -> str:
        """The report in one sentence."""
        if not self.entries:
            return "nothing that is not here already"
        parts = [
            _count(count, name)
            for count, name in (
                (self.articles, "article"), (self.labels, "label"),
                (self.decisions, "decision"), (self.comments, "comment"),
            )
            if count
        ]  # fmt: skip
        if self.changed_labels:
            parts.append(f"{_count(self.changed_labels, 'label')} changed")
        if self.gone_articles:
            parts.append(f"{_count(self.gone_articles, 'article')} removed")
        if self.gone_labels:
            parts.append(f"{_count(self.gone_labels, 'label')} removed")
        if self.clashed:
            parts.append(f"{self.clashed} changed on both sides")
        steps = _count(self.entries, "step")
        return f"{', '.join(parts)}; {steps} in all" if parts else steps


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing if number == 1 else thing + 's'}"

"""What an import tells: what went in, and what did not, line by line."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from msgspec import Struct, field

from annotator.domain.dataset import Record
from annotator.tasks.placing import Seen
from annotator.tasks.reading import FileRead, Note
from annotator.tasks.telling import counted


class Left(NamedTuple):
    """Something that did not go in: the file, the place in it, and why; and what the command line
    adds to that of its flags."""

    file: str
    place: str
    reason: str
    flag: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.reason}"


class ImportReport(Struct):
    """What went in and what did not."""

    files: int = 0
    articles: int = 0
    labels: int = 0
    known_labels: int = 0
    decisions: int = 0
    comments: int = 0
    done: int = 0
    """How often a file says that somebody has finished an article, of which nothing was known."""
    finished: int = 0
    """How often somebody is now said to have finished an article, by whoever imports."""
    duplicates: list[Left] = field(default_factory=list)
    here: set[str] = field(default_factory=set)
    """The ids of the articles that these are, each once for all files about it."""
    refused: list[Left] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    """What foreign labels are called, and which were moved."""
    notes: list[Note] = field(default_factory=list)
    read: list[FileRead] = field(default_factory=list)
    """What each file was taken for, in the order in which they were read."""
    annotators: Counter[str] = field(default_factory=Counter)
    """Whose labels are in the files, with how many; of a look alone."""
    says_done: bool = False
    """Whether the files say who has finished an article; of a look alone."""
    shown: Record | None = None
    """The first article that has labels, else the first of all; of a look alone."""
    unlooked: int = 0
    """How many files a look has left out, because their formats have no labels."""
    first: str | None = None
    """The id of the first article that is new or known again."""

    @property
    def anything(self) -> bool:
        """Whether there was something good in it, new or known already."""
        return bool(self.anything_new or self.known_labels or self.duplicates)

    @property
    def anything_new(self) -> bool:
        """Whether there was something in it that the project did not have."""
        return bool(self.articles or self.labels or self.decisions or self.comments or self.done)

    def sentence(self, *, dry_run: bool = False) -> str:
        """What has come of it, or would."""
        if self.anything_new:
            return f"{'To import:' if dry_run else 'Imported'} {self.summary()}."
        if self.anything:
            more = f" {len(self.refused):,} refused." if self.refused else ""
            verb = "would be" if dry_run else "was"
            return f"Nothing new {verb} imported: it is here already.{more}"
        if len(self.refused) == 1:
            return f"Nothing was imported. {self.refused[0]}"
        if self.refused:
            return f"Nothing was imported: {len(self.refused):,} refused."
        return "Nothing was imported."

    def summary(self) -> str:
        """The report in a few words."""
        brought = (
            (self.articles, "article"), (self.labels, "label"), (self.decisions, "decision"),
            (self.comments, "comment"),
        )  # fmt: skip
        parts = [counted(count, word) for count, word in brought if count]
        if self.done and not parts:  # else it comes with them
            parts.append(f"news of who finished ({self.done:,})")
        if self.here:
            parts.append(f"{counted(len(self.here), 'article')} here already")
        if self.refused:
            parts.append(f"{len(self.refused):,} refused")
        return ", ".join(parts) or "nothing"

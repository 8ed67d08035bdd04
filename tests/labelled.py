"""Projects of any size that three people have labelled, and how many labels there are in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Label
from annotator.domain.records import article_fields, label_fields
from annotator.store.project import Project

AT = "2025-01-01T00:00:00.000Z"
Made: TypeAlias = Iterable[tuple[Article, Iterable[Label]]]


def labelled(path: Path, made: Callable[[list[str]], Made]) -> Path:
    """A project of the articles and labels that are made for these people, in one step."""
    with Project.create(path) as project:
        people = []
        for name in "ABC":
            person, entry = edits.join(name)
            project.journal.commit(entry)
            people.append(person.id)

        def changes() -> Iterator[list[Change]]:
            for article, labels in made(people):
                project.journal.add_text(article.sha256, article.text)
                yield [
                    Change(Kind.ARTICLE, article.id, None, article_fields(article)),
                    *(Change(Kind.LABEL, one.id, None, label_fields(one)) for one in labels),
                ]

        project.journal.commit_new(edits.entry(None, "study", ()), changes(), lambda: "study")
    return path


def label_count(project: Project) -> int:
    """How many labels there are, of anyone, on any layer."""
    return sum(len(record.labels) for record in project.queries.records())

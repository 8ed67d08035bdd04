"""A part of a project as a file of its own: what one annotator is to work on. It is of the same
origin, and its articles and people have the same ids, so that it can be merged back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.ids import right_after
from annotator.domain.journal import Act, Change, Kind
from annotator.domain.label import Annotator
from annotator.domain.records import article_fields
from annotator.store.journal import Journal
from annotator.store.project import Project


def write_part(
    project: Project,
    path: Path,
    person: Annotator,
    articles: Sequence[str],
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a new project file with these articles for this person: with the project's settings,
    guidelines and tags, and nobody's labels. Hears how many articles are written; what that raises
    leaves no file."""

    def fill(journal: Journal) -> None:
        made = edits.entry(None, "", (), Act.RECORD)
        made = replace(made, id=right_after(project.queries.newest()))
        some = f"{len(articles)} articles" if len(articles) != 1 else "1 article"
        said = f"hand out {some} to {person.name}"
        journal.commit_new(
            made, _groups(project, journal, person, articles, progress), lambda: said
        )

    Project.write(path, fill)


def _groups(
    project: Project,
    journal: Journal,
    person: Annotator,
    articles: Sequence[str],
    progress: Callable[[int], None],
) -> Iterator[list[Change]]:
    queries = project.queries
    values = queries.settings() | {"tags": queries.tags()}
    settings = [Change(Kind.SETTING, key, None, {"value": one}) for key, one in values.items()]
    yield [*settings, Change(Kind.ANNOTATOR, person.id, None, {"name": person.name})]
    for count, id_ in enumerate(articles, 1):
        article = queries.article(id_)
        if article is None:
            continue  # it was removed since the plan was made
        journal.add_text(article.sha256, article.text)
        state = queries.state(id_, person.id) or edits.TO_DO
        assigned = {"article": id_, "annotator": person.id, "state": state}
        yield [
            Change(Kind.ARTICLE, id_, None, article_fields(article)),
            Change(Kind.ASSIGNMENT, edits.assignment_key(id_, person.id), None, assigned),
        ]
        progress(count)

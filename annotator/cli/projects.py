"""Commands on a project as a whole: make it, see its history, check it, go back to a back-up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.shared import (
    AS_JSON,
    PROJECT,
    open_project,
    print_list,
    print_result,
    progress,
    say,
    text,
)
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.domain.journal import Entry


@click.command()
@PROJECT
@click.option("--name", type=text, default="", help="What the project is called.")
@click.option("--guidelines", type=click.Path(path_type=Path), help="A text that all go by.")
@click.option("--blind", is_flag=True, help="Whoever annotates does not see the others’ labels.")
def new(project: Path, name: str, guidelines: Path | None, blind: bool) -> None:
    """Make a new, empty project."""
    from annotator.domain.text import clean_text
    from annotator.errors import system_error
    from annotator.store.project import SUFFIX, Project
    from annotator.tasks.whole import check_named

    check_named(project)
    if project.suffix != SUFFIX:
        project = project.with_name(project.name + SUFFIX)
    try:
        text = clean_text(guidelines.read_bytes()).text if guidelines else ""
    except OSError as error:
        raise system_error(error) from error
    Project.create(project, name=name, guidelines=text, blind=blind).close()
    say(f"Made {project}")


@click.command()
@PROJECT
@click.option(
    "--label", type=text, help="Only what happened to this label (or other row) by its id."
)
@AS_JSON
def history(project: Path, label: str | None, as_json: bool) -> None:
    """Print who changed what and when, old to new."""
    from annotator.tasks.telling import entry_as_json, entry_as_lines

    with open_project(project) as opened:
        names = opened.queries.names()
        entries = _from_the_first(opened.queries.history(label), label)
        if as_json:
            print_list("entries", (entry_as_json(entry, names) for entry in entries))
            return
        for entry in entries:
            for line in entry_as_lines(entry, names):
                say(line)


def _from_the_first(entries: Iterator[Entry], row: str | None) -> Iterator[Entry]:
    """The entries, of which there is one at least. Raises AnnotatorError where there is none: of a
    row that was removed there are."""
    first = next(entries, None)
    if first is None:
        raise AnnotatorError(
            f"The journal knows nothing of “{row}”.", "Give an id, as exports have it."
        )
    return chain([first], entries)


@click.command()
@PROJECT
@AS_JSON
def check(project: Path, as_json: bool) -> None:
    """Check the file, each quote against its text, and the tables against the journal."""
    from annotator.tasks.telling import counted

    with open_project(project) as opened:
        problems = list(opened.problems(lambda what: progress(0, 0, what)))
    summary = f"{counted(len(problems), 'problem')}." if problems else "The project is sound."
    print_result(as_json, {"problems": problems}, [*problems, summary])
    sys.exit(1 if problems else 0)


@click.command("go-back")
@PROJECT
@click.argument("backup", type=click.Path(path_type=Path))
def go_back(project: Path, backup: Path) -> None:
    """Make a project what it was in a back-up, such as before a merge; what it is now is kept."""
    from annotator.tasks import merging

    kept = merging.go_back(project, backup)
    say(f"{project} is as it was. What it was until now: {kept}")

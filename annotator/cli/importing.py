"""The command that takes articles and labels in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from annotator.cli.shared import (
    AS_JSON,
    OPTION,
    PROJECT,
    open_project,
    print_json,
    progress,
    say,
    text,
    whoever_runs_it,
)
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.domain.label import Annotator
    from annotator.store.project import Project
    from annotator.tasks.import_report import ImportReport

_COLUMNS: Final = {
    "text": "The column of a table of articles with their texts, where its name does not say.",
    **{
        name: f"That of their {words}; - for none."
        for name, words in {
            "title": "titles", "source": "addresses", "published": "dates",
            "language": "languages", "id": "ids",
        }.items()
    },
}  # fmt: skip


def _columns(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which column of a table is what."""
    for name, words in reversed(_COLUMNS.items()):
        command = click.option(f"--{name}-column", metavar="NAME", help=words)(command)
    return command


@click.command("import")
@PROJECT
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "format_", help="Read everything in this format.")
@click.option(
    "--as", "as_name", type=text, help="Whose labels they are where the file does not say."
)
@click.option(
    "--finished", type=text, multiple=True, metavar="ANNOTATOR",
    help="Who has finished every article of these files, also those without a label of theirs: "
    "their silence counts. Repeatable. By default whom the file names, or who has a label.",
)  # fmt: skip
@click.option(
    "--map", "rules", type=text, multiple=True, metavar="NAME=VERDICT",
    help="What a file's name for a verdict stands for, such as REFUTES=disputed; NAME= makes it a "
    "tag. Repeatable. Known already: the names of FEVER, AVeriTeC and usual ratings.",
)  # fmt: skip
@click.option(
    "--unmapped", type=click.Choice(["verified", "disputed", "unverifiable"]),
    help="The verdict of labels whose names stand for none; else they are refused.",
)  # fmt: skip
@click.option(
    "--repair", is_flag=True,
    help="Put a label whose quote is not at its place to where the quote is, or nearly is; it is "
    "marked as “repaired”, with a score. Else it is refused, and the place told.",
)  # fmt: skip
@click.option(
    "--offset-unit", "unit", type=click.Choice(["codepoint", "utf16", "utf8"]),
    help="In what places are counted; by default as the format or the quotes in the file say.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Tell what would be taken in, and take in nothing.")
@_columns
@OPTION
@AS_JSON
def import_(
    project: Path, paths: tuple[str, ...], format_: str | None, as_name: str | None,
    finished: tuple[str, ...], rules: tuple[str, ...], unmapped: str | None, repair: bool,
    unit: str | None, dry_run: bool, options: dict[str, str], as_json: bool,
    **columns: str | None,
) -> None:  # fmt: skip
    """Take in files, folders, ZIP archives, standard input (-), or the page at an address
    (https://…), which is fetched for this: articles and labels in any format that `annotator
    formats` lists as read."""
    from annotator.domain.edits import person_name
    from annotator.domain.label import Verdict
    from annotator.domain.vocabulary import key_of, mapping_from
    from annotator.tasks.importing import import_paths, rehearse
    from annotator.tasks.placing import Reading

    choices = Reading(
        as_name, mapping_from(rules), Verdict(unmapped) if unmapped else None,
        options | _said_columns(columns),
        repair, unit or "", finished=tuple(dict.fromkeys(map(person_name, finished))),
    )  # fmt: skip
    with open_project(project, writing=not dry_run) as opened:
        if dry_run:
            report = rehearse(opened, paths, format=format_, choices=choices, progress=progress)
        else:
            _back_up(opened)
            person = _me(opened)
            report = import_paths(
                opened, paths, format=format_, annotator=person.id if person else None,
                choices=choices, progress=progress,
            )  # fmt: skip
    for word in sorted(choices.mapping.keys() - set(map(key_of, report.seen.names))):
        say(f"note: No label here says {word}, which --map names.", err=True)
    _tell_import(report, dry_run=dry_run, as_json=as_json)


def _tell_import(report: ImportReport, *, dry_run: bool, as_json: bool) -> NoReturn:
    """Say what went in (or would) and what did not, and end with the code that says the same."""
    from annotator.tasks.import_lines import report_as_json, report_as_lines

    for line in report_as_lines(report):
        say(line, err=True)
    if as_json:
        print_json(report_as_json(report))
    elif report.anything:
        say(report.sentence(dry_run=dry_run))
    if not report.anything:
        if not report.refused:
            say("There was nothing to import.", err=True)
        sys.exit(2)
    sys.exit(1 if report.refused else 0)


def _me(project: Project) -> Annotator | None:
    """Who imports: whoever works on this computer, who joins where need be."""
    from annotator.domain import edits
    from annotator.settings import Settings

    known, name = whoever_runs_it(project), Settings()["name"]
    if known is None and name:
        known, entry = edits.join(name)
        project.journal.commit(entry)
    return known


def _said_columns(given: dict[str, str | None]) -> dict[str, str]:
    return {name.replace("_", "-"): one for name, one in given.items() if one is not None}


def _back_up(project: Project) -> None:
    try:
        project.back_up_daily()
    except AnnotatorError as error:
        say(f"No back-up was made: {error}", err=True)

"""Commands that bring articles and labels in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.shared import AS_JSON, PROJECT, open_project, print_json, progress
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.domain.label import Annotator
    from annotator.store.project import Project


@click.command("import")
@PROJECT
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "format_", help="Read everything in this format.")
@click.option("--as", "as_name", help="Whose labels they are where the file does not say.")
@AS_JSON
def import_(
    project: Path, paths: tuple[str, ...], format_: str | None, as_name: str | None, as_json: bool
) -> None:
    """Take in files, folders, or standard input (-): texts, Markdown, JSONL."""
    from annotator.tasks.importing import import_paths

    with open_project(project) as opened:
        _back_up(opened)
        person = _me(opened, as_name)
        report = import_paths(
            opened, paths, format=format_, annotator=person.id if person else None, as_name=as_name,
            progress=progress,
        )  # fmt: skip
    for left in report.refused:
        click.echo(f"refused: {left}", err=True)
    for left in report.duplicates:
        click.echo(f"known: {left}", err=True)
    if as_json:
        print_json(
            {
                "articles": report.articles,
                "labels": report.labels,
                "known_labels": report.known_labels,
                "duplicates": [left._asdict() for left in report.duplicates],
                "refused": [left._asdict() for left in report.refused],
            }
        )
    elif report.anything:
        click.echo(f"Imported {report.summary()}.")
    if not report.anything:
        if not report.refused:
            click.echo("There was nothing to import.", err=True)
        sys.exit(2)
    sys.exit(1 if report.refused else 0)


@click.command()
@PROJECT
@click.argument("out")
@click.option("--format", "format_", help="By default as the file's name says.")
@click.option("--layer", type=click.Choice(["annotation", "gold"]))
@click.option("--annotator", "people", multiple=True, help="Only this one's labels; repeatable.")
@click.option("--split", help="Percentages for train, dev and test, such as 80,10,10.")
@click.option("--seed", default=0, show_default=True, help="Of the split.")
@AS_JSON
def export(
    project: Path, out: str, format_: str | None, layer: str | None, people: tuple[str, ...],
    split: str | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Write the articles and labels to a file, or to standard output (-)."""
    from annotator.domain.label import Layer
    from annotator.tasks import exporting
    from annotator.tasks.telling import counted

    choices = exporting.Choices(
        Layer(layer) if layer else None, frozenset(people), _split(split), seed
    )
    chosen = exporting.format_of(out, format_)
    with open_project(project) as opened:
        known = {one.name for one in opened.queries.annotators()}
        if strangers := choices.annotators - known:
            raise AnnotatorError(
                f"Nobody called {min(strangers)} is in this project.",
                f"There are {', '.join(sorted(known)) or 'no annotators yet'}.",
            )
        losses = exporting.losses(opened.queries, chosen, choices)
        if chosen.loses != "nothing":
            click.echo(f"{chosen.name} loses {chosen.loses}", err=True)
        for loss, count in losses.items():
            click.echo(f"lost: {loss} ({count})", err=True)
        report = exporting.export(
            opened.queries, out, format=chosen.name, choices=choices, progress=progress
        )
    if as_json and out != "-":
        counts = {"articles": report.articles, "labels": report.labels}
        print_json({"files": report.files, **counts, "losses": dict(losses)})
    elif out != "-":
        wrote = f"{counted(report.articles, 'article')}, {counted(report.labels, 'label')}"
        click.echo(f"Wrote {wrote}: {', '.join(report.files)}")


@click.command()
@AS_JSON
def formats(as_json: bool) -> None:
    """List what can be read and written, and what each loses."""
    from annotator.formats.registry import formats as known

    rows = [
        {
            "name": one.name, "title": one.title, "suffixes": list(one.suffixes),
            "reads": one.read is not None, "writes": one.write is not None, "unit": one.unit,
            "loses": one.loses if one.write else "",
        }
        for one in known().values()
    ]  # fmt: skip
    if as_json:
        print_json({"formats": rows})
        return
    for row in rows:
        able = " and ".join(word for word in ("reads", "writes") if row[word])
        loses = f"; loses {row['loses']}" if row["writes"] else ""
        click.echo(f"{row['name']:<10}{row['title']} ({able}{loses})")


def _me(project: Project, as_name: str | None) -> Annotator | None:
    """Who imports: the one named, or whoever works on this computer; joins where need be."""
    from annotator.domain import edits
    from annotator.settings import Settings

    name = as_name or Settings()["name"]
    if not name:
        return None
    known = project.queries.annotator_named(edits.person_name(name))
    if known is None:
        known, entry = edits.join(name)
        project.journal.commit(entry)
    return known


def _back_up(project: Project) -> None:
    try:
        project.back_up_daily()
    except AnnotatorError as error:
        click.echo(f"No back-up was made: {error}", err=True)


def _split(text: str | None) -> tuple[int, ...]:
    if not text:
        return ()
    parts = text.split(",")
    if not all(part.strip().isdigit() for part in parts):
        raise AnnotatorError(f"{text} is no split.", "Give percentages such as 80,10,10.")
    return tuple(int(part) for part in parts)

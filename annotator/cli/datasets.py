"""Commands that bring articles and labels in and out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from annotator.cli.shared import AS_JSON, PROJECT, open_project, print_json, progress
from annotator.errors import AnnotatorError

_NAMED: Final = 10
OPTION = click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE",
    help="An option of the format, as annotator formats lists them; repeatable.",
)  # fmt: skip

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

if TYPE_CHECKING:
    from annotator.domain.label import Annotator
    from annotator.formats.format import Format
    from annotator.store.project import Project
    from annotator.tasks.choosing import Choices
    from annotator.tasks.exporting import ExportReport
    from annotator.tasks.import_report import ImportReport


def _columns(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which column of a table is what."""
    for name, words in reversed(_COLUMNS.items()):
        command = click.option(f"--{name}-column", metavar="NAME", help=words)(command)
    return command


@click.command("import")
@PROJECT
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "format_", help="Read everything in this format.")
@click.option("--as", "as_name", help="Whose labels they are where the file does not say.")
@click.option(
    "--finished", multiple=True, metavar="ANNOTATOR",
    help="Who has finished every article of these files, also those without a label of theirs: "
    "their silence counts. Repeatable. By default whom the file names, or who has a label.",
)  # fmt: skip
@click.option(
    "--map", "rules", multiple=True, metavar="NAME=VERDICT",
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
@click.option("--dry-run", is_flag=True, help="Tell what is in the files, and take in nothing.")
@_columns
@OPTION
@AS_JSON
def import_(
    project: Path, paths: tuple[str, ...], format_: str | None, as_name: str | None,
    finished: tuple[str, ...], rules: tuple[str, ...], unmapped: str | None, repair: bool,
    unit: str | None, dry_run: bool,
    options: tuple[str, ...], as_json: bool, **columns: str | None,
) -> None:  # fmt: skip
    """Take in files, folders, ZIP archives, standard input (-), or the page at an address
    (https://…), which is fetched for this: articles and labels in any format that `annotator
    formats` lists as read."""
    from annotator.domain.edits import person_name
    from annotator.domain.label import Verdict
    from annotator.domain.vocabulary import mapping_from
    from annotator.tasks.importing import import_paths, look_at
    from annotator.tasks.placing import Reading

    choices = Reading(
        as_name, mapping_from(rules), Verdict(unmapped) if unmapped else None,
        _options(options) | _said_columns(columns),
        repair, unit or "", finished=tuple(dict.fromkeys(map(person_name, finished))),
    )  # fmt: skip
    with open_project(project, writing=not dry_run) as opened:
        if dry_run:
            report = look_at(opened, paths, format=format_, choices=choices, progress=progress)
            _tell_import(report, "There are", as_json=as_json)
        _back_up(opened)
        person = _me(opened, as_name)
        report = import_paths(
            opened, paths, format=format_, annotator=person.id if person else None,
            choices=choices, progress=progress,
        )  # fmt: skip
    _tell_import(report, "Imported", as_json=as_json)


def _tell_import(report: ImportReport, done: str, *, as_json: bool) -> NoReturn:
    """Say what went in and what did not, and end with the code that says the same."""
    from annotator.tasks.import_lines import report_as_json, report_as_lines

    for line in report_as_lines(report):
        click.echo(line, err=True)
    if as_json:
        print_json(report_as_json(report))
    elif report.anything:
        click.echo(f"{done} {report.summary()}.")
    if not report.anything:
        if not report.refused:
            click.echo("There was nothing to import.", err=True)
        sys.exit(2)
    sys.exit(1 if report.refused else 0)


@click.command()
@PROJECT
@click.argument("out")
@click.option("--format", "format_", help="By default as the file's name says.")
@click.option(
    "--layer", type=click.Choice(["annotation", "gold", "majority", "soft"]),
    help="Each annotator's own labels, or what stands after decisions, or one label a claim: what "
    "more than half say (who finished and is silent counts), or what the most say with the counts "
    "of all. By default all that people said and decided.",
)  # fmt: skip
@click.option("--annotator", "people", multiple=True, help="Only this one's labels; repeatable.")
@click.option(
    "--pseudonyms", is_flag=True,
    help="Call people A, B, C, by lot from the seed. What they wrote in notes stays as it is.",
)  # fmt: skip
@click.option("--done", is_flag=True, help="Only articles that all who are at them have finished.")
@click.option(
    "--done-by", type=click.IntRange(1), help="Only articles that so many have finished."
)  # fmt: skip
@click.option(
    "--tag", "tags", multiple=True, help="Only articles with this tag on a label; repeatable."
)
@click.option("--search", default="", help="Only articles in which these words are found.")
@click.option(
    "--split",
    help="Percentages for train, dev and test, such as 80,10,10: by article, with like verdicts in "
    "each, and texts that are nearly the same in one.",
)  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Of the split and of the pseudonyms.")
@click.option("--licence", default="", help="Under which the data may be used; for the manifest.")
@click.option("--agreement", is_flag=True, help="Measure the agreement for the manifest.")
@click.option("--no-manifest", is_flag=True, help="Write no OUT.manifest.json.")
@OPTION
@AS_JSON
def export(
    project: Path, out: str, format_: str | None, options: tuple[str, ...], as_json: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Write the articles and labels to a file, a folder, or standard output (-).

    What the format cannot carry is said first. Beside OUT comes OUT.manifest.json: counts, the
    SHA-256 of each file, the journal's position, these choices, the guidelines' hash.
    """
    from annotator.tasks import exporting

    choices = _choices(given, _options(options))
    chosen = exporting.format_of(out, format_)
    with open_project(project) as opened:
        losses = exporting.losses(opened.queries, chosen, choices)
        if chosen.loses != "nothing":
            click.echo(f"{chosen.name} loses {chosen.loses}", err=True)
        for loss, count in losses.items():
            click.echo(f"lost: {loss} ({count})", err=True)
        report = exporting.export(
            opened.queries, out, format=chosen.name, choices=choices, lost=losses,
            progress=progress,
        )  # fmt: skip
    _tell(report, out, as_json=as_json)


def _choices(given: dict[str, Any], options: dict[str, str]) -> Choices:
    """What goes out, as the flags say it."""
    from annotator.domain.label import Layer
    from annotator.tasks.choosing import EVERYONE, Choices
    from annotator.tasks.voting import Vote

    layer = given["layer"]
    return Choices(
        layer=None if layer is None else Vote(layer) if layer in tuple(Vote) else Layer(layer),
        annotators=frozenset(given["people"]), split=_split(given["split"]), seed=given["seed"],
        options=options, pseudonyms=given["pseudonyms"],
        done=EVERYONE if given["done"] else given["done_by"], tags=frozenset(given["tags"]),
        search=given["search"], licence=given["licence"], agreement=given["agreement"],
        manifest=not given["no_manifest"],
    )  # fmt: skip


def _tell(report: ExportReport, out: str, *, as_json: bool) -> None:
    from annotator.tasks.telling import counted

    for one in report.undecided:
        click.echo(f"undecided: {one}", err=True)
    if as_json and out != "-":
        counts = {"articles": report.articles, "labels": report.labels}
        undecided = [one._asdict() for one in report.undecided]
        told = {"files": report.files, "manifest": report.manifest or None, **counts}
        print_json({**told, "losses": dict(report.losses), "undecided": undecided})
    elif out != "-":
        wrote = f"{counted(report.articles, 'article')}, {counted(report.labels, 'label')}"
        click.echo(f"Wrote {wrote}: {_files(report.files)}")


def _files(files: list[str]) -> str:
    """The files by name, or how many where they are too many to name."""
    if len(files) <= _NAMED:
        return ", ".join(files)
    return f"{', '.join(files[:_NAMED])} and {len(files) - _NAMED} more"


@click.command()
@click.option(
    "--schema", is_flag=True, help="Print the JSON Schema of a line of our JSONL instead."
)
@AS_JSON
def formats(schema: bool, as_json: bool) -> None:
    """List what can be read and written, and what each loses."""
    from annotator.formats import registry
    from annotator.resources import resources

    if schema:
        click.echo((resources() / "jsonl.schema.json").read_text("utf-8"), nl=False)
        return
    rows = [
        {
            "name": one.name, "title": one.title, "suffixes": list(one.suffixes),
            "reads": one.read is not None, "writes": one.write is not None, "unit": one.unit,
            "loses": one.loses if one.write else "", "needs": registry.lacking(one),
            "options": [
                {
                    "name": option.name, "title": option.title, "choices": dict(option.choices),
                    "default": option.default, "reading": option.reading, "writing": option.writing,
                }
                for option in one.options
            ],
        }
        for one in registry.formats().values()
    ]  # fmt: skip
    for sentence in registry.failed():
        click.echo(sentence, err=True)
    if as_json:
        print_json({"formats": rows, "failed": list(registry.failed())})
        return
    for one in registry.formats().values():
        for line in _format_lines(one, registry.lacking(one)):
            click.echo(line)


def _format_lines(one: Format, command: str) -> Iterator[str]:
    """A format for a person: what it is called, what it does and loses, its options."""
    able = " and ".join(word for word, can in (("reads", one.read), ("writes", one.write)) if can)
    loses = f"; loses {one.loses}" if one.write else ""
    needs = f"; first run {command}" if command else ""
    yield f"{one.name:<16}{one.title}"
    yield f"{'':<16}{able} {', '.join(one.suffixes)}{loses}{needs}"
    for option in one.options:
        values = "; ".join(f"{value}: {said}" for value, said in option.choices.items())
        default = f"by default {option.default}" if option.default else ""
        told = "; ".join(filter(None, (values, default)))
        said = f"{option.title} ({told})" if told else option.title
        yield f"{'':<16}--option {option.name}=…  {said}"


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


def _said_columns(given: dict[str, str | None]) -> dict[str, str]:
    return {name.replace("_", "-"): one for name, one in given.items() if one is not None}


def _options(given: tuple[str, ...]) -> dict[str, str]:
    options = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise AnnotatorError(f"{one} is no option.", "Give --option NAME=VALUE.")
        options[name.strip()] = value.strip()
    return options


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

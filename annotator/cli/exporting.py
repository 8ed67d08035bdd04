"""The command that writes a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from annotator.cli.shared import (
    AS_JSON,
    MANY,
    OPTION,
    PROJECT,
    open_project,
    print_json,
    progress,
    say,
    seed_of,
    text,
)
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.tasks.choosing import Choices
    from annotator.tasks.exporting import ExportReport

_NAMED: Final = 10
"""So many files are told by name."""

_DIGITS: Final = 3
"""A percentage has no more."""


@click.command()
@PROJECT
@click.argument("out", type=text)
@click.option("--format", "format_", help="By default as the file's name says.")
@click.option(
    "--layer", type=click.Choice(["annotation", "gold", "majority", "soft"]),
    help="Each annotator's own labels, or what stands after decisions, or one label a claim: what "
    "more than half say of those who finished (silence counts), or what the most of them say, "
    "with the counts. By default all that people said and decided.",
)  # fmt: skip
@click.option(
    "--annotator", "people", type=text, multiple=True, help="Only this one's labels; repeatable."
)
@click.option(
    "--pseudonyms", is_flag=True,
    help="Call people A, B, C, by lot from the seed. What they wrote in notes stays as it is.",
)  # fmt: skip
@click.option("--done", is_flag=True, help="Only articles that all who are at them have finished.")
@click.option(
    "--done-by", type=click.IntRange(1, MANY), metavar="N",
    help="Only articles that so many have finished.",
)  # fmt: skip
@click.option(
    "--tag",
    "tags",
    type=text,
    multiple=True,
    help="Only articles with this tag on a label; repeatable.",
)
@click.option(
    "--search", type=text, default="", help="Only articles in which these words are found."
)
@click.option(
    "--split",
    help="Percentages for train, dev and test, such as 80,10,10: by article, with like verdicts in "
    "each, and texts that are nearly the same in one.",
)  # fmt: skip
@seed_of("Of the split and of the pseudonyms.")
@click.option(
    "--licence", type=text, default="", help="Under which the data may be used; for the manifest."
)
@click.option(
    "--agreement", is_flag=True, help="Measure the agreement of the whole project for the manifest."
)
@click.option(
    "--no-manifest",
    is_flag=True,
    help="Write no OUT.manifest.json. Without it no later export replaces a folder.",
)
@OPTION
@AS_JSON
def export(
    project: Path, out: str, format_: str | None, options: dict[str, str], as_json: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Write the articles and labels to a file, a folder, or standard output (-).

    What the format cannot carry is said first. Beside OUT comes OUT.manifest.json: counts, the
    SHA-256 of each file, the journal's position, these choices, the guidelines' hash. Where OUT is
    -, what --json prints goes to standard error.
    """
    from annotator.tasks import exporting

    choices = _choices(given, options)
    chosen = exporting.format_of(out, format_)
    with open_project(project) as opened:
        losses = exporting.losses(opened.queries, chosen, choices)
        if chosen.loses != "nothing":
            say(f"{chosen.name} loses {chosen.loses}", err=True)
        for loss, count in losses.items():
            say(f"lost: {loss} ({count})", err=True)
        report = exporting.export(
            opened.queries, out, format=chosen.name, choices=choices, lost=losses,
            progress=progress,
        )  # fmt: skip
    for loss in report.losses.keys() - losses.keys():
        say(f"lost: {loss} ({report.losses[loss]})", err=True)
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

    for file in report.removed:
        say(f"removed: {file}, of the last export under this name", err=True)
    for part in report.empty:
        say(f"empty: {part}", err=True)
    for one in report.undecided:
        say(f"undecided: {one}", err=True)
    if more := report.undecided_claims - len(report.undecided):
        say(f"undecided: … and {more:,} more.", err=True)
    if as_json:
        counts = {"articles": report.articles, "labels": report.labels}
        lacking = {
            "empty": [one._asdict() for one in report.empty],
            "undecided_claims": report.undecided_claims,
            "undecided": [one._asdict() for one in report.undecided],
        }
        told = {"files": report.files, "manifest": report.manifest or None, **counts}
        told["removed"] = report.removed
        print_json({**told, "losses": dict(report.losses), **lacking}, err=out == "-")
    elif out != "-":
        wrote = f"{counted(report.articles, 'article')}, {counted(report.labels, 'label')}"
        say(f"Wrote {wrote}: {_files(report.files)}")


def _files(files: list[str]) -> str:
    """The files by name, or how many where they are too many to name."""
    if len(files) <= _NAMED:
        return ", ".join(files)
    return f"{', '.join(files[:_NAMED])} and {len(files) - _NAMED} more"


def _split(text: str | None) -> tuple[int, ...]:
    if not text:
        return ()
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and len(part) <= _DIGITS for part in parts):
        raise AnnotatorError(f"{text} is no split.", "Give percentages such as 80,10,10.")
    return tuple(map(int, parts))

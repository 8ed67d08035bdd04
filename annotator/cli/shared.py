"""What the commands have in common: their arguments, opening a project, and printing."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.domain.label import Annotator
    from annotator.store.project import Project

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

PROJECT = click.argument("project", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_NOT_SAID: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_AT_ONCE: Final = 100
"""So many values are printed together: one by one, printing takes longer than reading them."""

MANY: Final = 2**63 - 1
"""The largest number that a manifest and a database can hold."""


def seed_of(what: str) -> Callable[[FunctionT], FunctionT]:
    """The option that says where the lot of a command begins."""
    whole = click.IntRange(0, MANY)
    return click.option("--seed", type=whole, default=0, metavar="N", show_default=True, help=what)


def open_project(path: Path, *, writing: bool = False) -> Project:
    """The project of this file. Raises AnnotatorError where it is opened for `writing` and can only
    be read."""
    from annotator.store.project import Project

    project = Project.open(path)
    if writing and project.read_only:
        with project:
            project.refuse_if_read_only()
    return project


def whoever_runs_it(project: Project) -> Annotator | None:
    """The person of the project who works on this computer; None where it has none of their name,
    as kept in the settings of the window."""
    from annotator.settings import Settings

    return project.queries.annotator_called(Settings()["name"])


def say(line: str, *, err: bool = False) -> None:
    """Print a line for a person. What would steer the terminal, as names and notes from files may
    hold it, is a question mark, and so is what is no text, as names of files may be."""
    click.echo(_plain(line), err=err)


def _plain(text: str) -> str:
    return _NOT_SAID.sub("?", text)


def progress(done: int, total: int, what: str) -> None:
    """Tell on a terminal how far a task is."""
    if sys.stderr.isatty():
        share = f"{done * 100 // total:3d} % " if total else ""
        click.echo(f"\r\033[K{share}{_plain(what)}\r", err=True, nl=False)


def print_result(as_json: bool, value: Any, lines: Iterable[str]) -> None:
    """Print a result for a program or for a person."""
    if as_json:
        print_json(value)
        return
    for line in lines:
        say(line)


def print_json(value: Any, *, err: bool = False) -> None:
    """Print one JSON object, in UTF-8 whatever the terminal has: names of files may be no text."""
    click.echo(_json(value), err=err)


def print_list(name: str, values: Iterable[Any]) -> None:
    """Print one JSON object that is a list of this name, which may be longer than memory."""
    before, rest = f"{{{json.dumps(name)}: [".encode(), iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        click.echo(before + b", ".join(map(_json, some)), nl=False)
        before = b", "
    click.echo(b"]}" if before == b", " else before + b"]}")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _options(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """The options of formats that were given as NAME=VALUE."""
    options = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise AnnotatorError(f"{one} is no option.", "Give --option NAME=VALUE.")
        options[name.strip()] = value.strip()
    return options


def text(words: str) -> str:
    """The type of arguments that a project or a file is to hold. Raises AnnotatorError where the
    terminal gave bytes that are no text: nothing could write them."""
    try:
        words.encode()
    except UnicodeEncodeError as error:
        from annotator.domain.text import readable

        raise AnnotatorError(f"{readable(words)} is not text.", "Type it in UTF-8.") from error
    return words


OPTION = click.option(
    "--option", "options", type=text, multiple=True, metavar="NAME=VALUE", callback=_options,
    help="An option of the format, as annotator formats lists them; repeatable.",
)  # fmt: skip

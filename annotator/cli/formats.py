"""The command that lists the formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from annotator.cli.shared import AS_JSON, print_json, say

if TYPE_CHECKING:
    from annotator.formats.format import Format


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
        say(sentence, err=True)
    if as_json:
        print_json({"formats": rows, "failed": list(registry.failed())})
        return
    width = max(map(len, registry.formats())) + 2
    for one in registry.formats().values():
        for line in _format_lines(one, registry.lacking(one), width):
            say(line)


def _format_lines(one: Format, command: str, width: int) -> Iterator[str]:
    """A format for a person: what it is called, what it does and loses, its options."""
    able = " and ".join(word for word, can in (("reads", one.read), ("writes", one.write)) if can)
    loses = f"; loses {one.loses}" if one.write else ""
    needs = f"; first run {command}" if command else ""
    yield f"{one.name:<{width}}{one.title}"
    yield f"{'':<{width}}{able} {', '.join(one.suffixes)}{loses}{needs}"
    for option in one.options:
        values = "; ".join(f"{value}: {said}" for value, said in option.choices.items())
        default = f"by default {option.default}" if option.default else ""
        told = "; ".join(filter(None, (values, default)))
        said = f"{option.title} ({told})" if told else option.title
        yield f"{'':<{width}}--option {option.name}=…  {said}"

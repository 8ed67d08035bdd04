"""An export that says when it is half-way and then waits to be killed: PROJECT OUT FOLDER?"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from annotator.domain.dataset import Record
from annotator.formats import registry
from annotator.formats.format import Format, Output
from annotator.store.project import Project
from annotator.tasks.exporting import export


def write(records: Iterable[Record], output: Output) -> None:
    """Write something of the first record, and wait."""
    record = next(iter(records))
    if sys.argv[3] == "folder":
        with output.open("half.txt") as stream:
            stream.write(record.article.text.encode())
    else:
        output.stream.write(record.article.text.encode())
        output.stream.flush()
    sys.stdout.write("half\n")
    sys.stdout.flush()
    sys.stdin.read()


FORMAT = Format("halting", "Halting", (".halting",), write=write, folder=sys.argv[3] == "folder")
registry._known = lambda: registry.Known({"halting": FORMAT}, ())  # type: ignore[assignment]
with Project.open(Path(sys.argv[1])) as project:
    export(project.queries, sys.argv[2], format="halting")

"""An export that says when it is half-way and then waits to be killed: PROJECT OUT FOLDER?"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from annotator.cli import main
from annotator.domain.dataset import Record
from annotator.formats import registry
from annotator.formats.format import Format, Output

IN_FOLDER = sys.argv[3] == "folder"


def write(records: Iterable[Record], output: Output) -> None:
    """Write something of the first record, and wait."""
    record = next(iter(records))
    if IN_FOLDER:
        with output.open("half.txt") as stream:
            stream.write(record.article.text.encode())
    else:
        output.stream.write(record.article.text.encode())
        output.stream.flush()
    sys.stdout.write("half\n")
    sys.stdout.flush()
    sys.stdin.read()


FORMAT = Format("halting", "Halting", (".halting",), write=write, folder=IN_FOLDER)
registry._known = lambda: registry.Known({"halting": FORMAT}, ())  # type: ignore[assignment]
sys.argv = ["annotator", "export", *sys.argv[1:3], "--format", "halting"]
main()

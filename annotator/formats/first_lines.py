"""What a file of JSON lines begins with. Which format wrote it is told by the keys of its lines,
never by what stands deeper in them: a text or a key of another tool may be called anything."""

from __future__ import annotations

import io
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from annotator.formats.json_parts import Piece, lines
from annotator.formats.json_values import WrongError

Line = Mapping[str, Any]

_OF_LABELS: Final = ("labels", "label", "entities", "spans", "ents", "annotations", "predictions")
"""Keys under which one tool or another has the labels of a text."""


@lru_cache(maxsize=1)  # each format of one ending asks
def first_lines(head: bytes) -> tuple[Line, ...]:
    """The lines that are objects; the last one may be cut, and is none then."""
    found = (one.value for one in lines(io.BytesIO(head)) if isinstance(one, Piece))
    return tuple(one for one in found if isinstance(one, dict))


def are_ours(found: Sequence[Line]) -> bool:
    """Whether these lines are of our own JSONL: one says its unit, or the labels are objects."""
    lists = [line["labels"] for line in found if isinstance(line.get("labels"), list)]
    return any("offset_unit" in line for line in found) or (
        bool(lists) and all(isinstance(one, dict) for labels in lists for one in labels)
    )


def has_labels(line: Line) -> bool:
    """Whether there is a list of labels in a line, of whatever tool: one of words is none."""
    return any(isinstance(line.get(name), list) and _parts(line[name]) for name in _OF_LABELS)


def refuse_others(line: Line, own: Container[str] = ()) -> None:
    """WrongError where a line has a list of labels under a key that its reader does not read."""
    for name in _OF_LABELS:
        if name not in own and line.get(name) and has_labels({name: line[name]}):
            raise WrongError(
                f'It has labels under "{name}", where the format as which it is read has none. '
                "On the command line, --format names its own."
            )


def _parts(labels: list[Any]) -> bool:
    return not labels or any(isinstance(one, dict | list) for one in labels)

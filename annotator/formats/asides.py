"""What formats with few fields of their own take as text beside a label: JSON on one line, which no
reader's idea of a line end can break, read back with distrust."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
import orjson
from msgspec import Struct

from annotator.domain.label import Evidence, Label, Layer
from annotator.domain.records import evidence_fields
from annotator.formats import jsonl_read
from annotator.formats.json_values import LONGEST_ID, WrongError

_LINE_ENDS: Final = re.compile("[\x7f-\x9f\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*+\\u0000")
"""A NUL character in JSON, and not these letters after a backslash of the text."""


class Rest(Struct):
    """What identifies a label, where its line says it: id, annotator, layer and times; and its
    spans, if they are such."""

    id: str | None = None
    annotator: str | None = None
    layer: Layer | None = None
    created: str | None = None
    updated: str | None = None
    spans: Any = None


_REST: Final = msgspec.json.Decoder(Rest)


def json_line(value: Any) -> str:
    """JSON in which no character is left that some program takes for the end of a line."""
    said = orjson.dumps(value).decode()
    if said.isascii() and "\x7f" not in said:
        return said
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def json_of(line: str) -> Any:
    """What a line of JSON says, None where it is none or holds a NUL character."""
    try:
        return None if "\\u0000" in line and _NUL.search(line) else orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def one_line(words: str) -> str:
    """Words as they look on one line."""
    return " ".join(_CONTROL.sub(" ", words).split())


def evidence_line(evidence: Evidence) -> str:
    """One piece of evidence on a line."""
    return json_line(evidence_fields(evidence))


def evidence_of(line: str) -> Evidence | None:
    """The evidence that a line says, None where it says none."""
    try:
        return jsonl_read.evidence_of(json_of(line))
    except WrongError:
        return None


def texts_of(line: str) -> tuple[str, ...] | None:
    """The list of texts that a line says, None where it says none."""
    found = json_of(line)
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return tuple(found)
    return None


def rest_fields(label: Label) -> dict[str, Any]:
    """What identifies a label: id, annotator, layer and times."""
    return {
        "id": label.id,
        "annotator": label.annotator,
        "layer": label.layer,
        "created": label.created,
        "updated": label.updated,
    }


def rest_of(line: str) -> Rest | None:
    """The same fields back; None where the line is none of ours."""
    if "\\u0000" in line and _NUL.search(line):
        return None
    try:
        found = _REST.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if len(found.id or "") <= LONGEST_ID else None

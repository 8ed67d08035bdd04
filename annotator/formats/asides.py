"""What formats with few fields of their own take as text beside a label: JSON on one line, which no
reader's idea of a line end can break, read back with distrust."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

from annotator.domain.label import Evidence, Label, Layer
from annotator.domain.records import evidence_fields, evidence_from

_LINE_ENDS: Final = re.compile("[\x7f-\x9f\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*+\\u0000")
"""A NUL character in JSON, and not these letters after a backslash of the text."""

_LONGEST_ID: Final = 200
_TEXTS: Final = ("id", "annotator", "created", "updated")
_LAYERS: Final = {one.value: one for one in Layer}


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
    fields = json_of(line)
    if not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        return None
    try:
        return evidence_from({"url": "", "title": "", "quote": "", "accessed": "", **fields})
    except (KeyError, ValueError):
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


def rest_of(line: str) -> dict[str, Any] | None:
    """The same fields back as `RawLabel` takes them, with what else the line says under its own
    keys; None where the line is none of ours."""
    found = json_of(line)
    if not isinstance(found, dict):
        return None
    layer = _LAYERS.get(str(found.get("layer", Layer.ANNOTATION)))
    if layer is None:
        return None
    for name in _TEXTS:
        if not isinstance(found.setdefault(name, ""), str):
            return None
    if len(found["id"]) > _LONGEST_ID:
        return None
    found["layer"] = layer
    return found

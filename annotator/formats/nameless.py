"""Which format something is in that has no name, as what comes by standard input."""

from __future__ import annotations

import io
import re
from typing import Final

from annotator.formats.format import Format
from annotator.formats.json_parts import Piece, lines
from annotator.formats.registry import format_for, format_named

_BEGINS: Final = (
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"PAR1"), ".parquet"),
    (re.compile(rb"PK\x03\x04.{0,60000}?word/", re.DOTALL), ".docx"),
    (re.compile(rb"PK\x03\x04.{0,60000}?xl/", re.DOTALL), ".xlsx"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE), ".html"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*<xmi:XMI\b"), ".xmi"),
)
"""How files of these kinds begin."""

_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")


def format_of(head: bytes) -> Format:
    """The format of what begins so; plain text where it is no other."""
    ending = next((ending for begin, ending in _BEGINS if begin.match(head)), "")
    if not ending and _JSON.match(head):
        if _is_its("web-annotation", head):
            ending = ".jsonld"
        elif isinstance(_first_line(head), dict):
            ending = ".jsonl"
        elif _is_its("label-studio", head):
            ending = ".json"
    if not ending and _is_its("csv", head):
        return format_named("csv")
    found = format_for(f"it{ending}", head=lambda: head) if ending else None
    return found or format_named("text")


def _is_its(name: str, head: bytes) -> bool:
    recognises = format_named(name).recognises
    return recognises is not None and recognises(head)


def _first_line(head: bytes) -> object:
    """The JSON of the first line, None where that is none."""
    first = next(lines(io.BytesIO(head)), None)
    return first.value if isinstance(first, Piece) else None

"""Which format something is in that has no name, as what comes by standard input."""

from __future__ import annotations

import io
import re
from typing import Final

from annotator.domain.text import marked
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
    if not ending:
        ending = _ending_of_json(_in_utf8(head))
    if not ending and _is_its("csv", head):
        return format_named("csv")
    found = format_for(f"it{ending}", head=lambda: _in_utf8(head)) if ending else None
    return found or format_named("text")


def _in_utf8(head: bytes) -> bytes:
    encoding = marked(head)
    wide = encoding.startswith(("utf-16", "utf-32"))
    return head.decode(encoding, "ignore").encode() if wide else head


def _ending_of_json(head: bytes) -> str:
    if not _JSON.match(head):
        return ""
    first = next(lines(io.BytesIO(head)), None)
    if isinstance(first, Piece) and isinstance(first.value, dict):  # it is whole
        is_one = "@context" in first.value and _is_its("web-annotation", head)
        return ".jsonld" if is_one else ".jsonl"
    if _is_its("web-annotation", head):
        return ".jsonld"
    return ".json" if _is_its("label-studio", head) else ""


def _is_its(name: str, head: bytes) -> bool:
    recognises = format_named(name).recognises
    return recognises is not None and recognises(head)

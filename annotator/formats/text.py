"""Plain text and Markdown, in: one file is one article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Final

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.journal import now
from annotator.domain.text import CleanText, clean_text
from annotator.errors import AnnotatorError
from annotator.formats.format import Format, Refusal, Remark, Source

MARK: Final = "\ufeff"
"""The byte order mark of a file. Programs that do not know it count it as a character."""
LARGEST: Final = 50 * 1024 * 1024
_PARTS: Final = (8 * 1024, 64 * 1024, LARGEST + 1 - 72 * 1024)
_HEADING: Final = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_TITLE: Final = 80
_SHORT: Final = 120
_LINE: Final = 10 * _TITLE
"""As much of a line is looked at for a title: a text can be one line of a megabyte."""


def title_of(text: str) -> str:
    """What to call an article that came without a title: its first heading, its first line where
    that is short, else its beginning."""
    begin = text[:2_000]
    heading = _HEADING.search(begin) if "#" in begin else None
    if heading:
        return heading.group(1).strip()
    line, _, rest = text.strip().partition("\n")
    begin = " ".join(line[: 2 * _TITLE].split())
    line = begin if len(begin) > _SHORT else " ".join(line[:_LINE].split())
    if len(line) <= _SHORT and rest.strip():
        return line
    if len(line) <= _TITLE:
        return line
    return line[: _TITLE + 1].rsplit(None, 1)[0][:_TITLE].rstrip(",;:–—- ") + "…"


def read_whole(stream: BinaryIO) -> bytes | None:
    """All of a file; None where it is larger than `LARGEST`. It is read in parts: to ask for so
    much at once takes the memory for it first, which lasts longer than to read a small file."""
    data = b""
    for size in _PARTS:
        part = stream.read(size)
        data += part
        if len(part) < size:
            break
    return data if len(data) <= LARGEST else None


def raw_text(data: bytes, clean: CleanText) -> str:
    """The text of these bytes with the line ends that it came with."""
    return data.decode(clean.encoding or "utf-8") if b"\r" in data else clean.text


def mark_losses(text: str) -> Iterator[str]:
    """What is lost of a text that is a file by itself."""
    if text.startswith(MARK):
        yield "U+FEFF at the beginning of a text is taken for a byte order mark"


def read_as(encoding: str) -> Iterator[Remark]:
    """What is told of an encoding: nothing where it is UTF-8."""
    if encoding not in ("", "ascii", "utf-8", "utf-8-sig"):
        yield Remark(f"It is not UTF-8: it was read as {encoding}.", encoding)


def read(source: Source) -> Iterator[Record | Refusal | Remark]:
    """The one article of a text file."""
    raw = read_whole(source.stream)
    if raw is None:
        yield Refusal("", f"It is larger than {LARGEST // 1024**2} MB.")
        return
    try:
        clean = clean_text(raw)
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    meta = {"file": PurePath(source.name).name, "original_sha256": hashlib.sha256(raw).hexdigest()}
    if clean.encoding not in ("", "utf-8"):
        meta["encoding"] = clean.encoding
    yield from read_as(clean.encoding)
    yield Record(new_article(clean.text, title_of(clean.text), created=now(), meta=meta))


PLAIN: Final = Format("text", "Plain text", (".txt", ".text"), read=read, many=False)
MARKDOWN: Final = Format("markdown", "Markdown", (".md", ".markdown"), read=read, many=False)

"""What readers have in common whose files are one article each: how much they take, and the article
with what is known of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.journal import now
from annotator.domain.text import CleanText, clean_text, usable
from annotator.errors import AnnotatorError
from annotator.formats.format import Source
from annotator.formats.text import LARGEST, read_whole, title_of

_EVERYWHERE: Final = ("utf-8", "ascii")


def whole(source: Source) -> bytes:
    """All bytes of a file; AnnotatorError where they are too many."""
    raw = read_whole(source.stream)
    if raw is None:
        raise AnnotatorError(
            f"It is larger than {LARGEST // 1024**2} MB.", "Split it, or save its text alone."
        )
    return raw


def record_of(
    source: Source,
    raw: bytes,
    text: CleanText,
    title: str = "",
    *,
    origin: str = "",
    published: str = "",
    language: str = "",
    meta: Mapping[str, object] | None = None,
) -> Record:
    """The article of a file. `origin` is the address or the name of where it comes from."""
    known = {
        "file": "" if is_address(source.name) else PurePath(source.name).name,
        "original_sha256": hashlib.sha256(raw).hexdigest(),
        "encoding": "" if text.encoding in _EVERYWHERE else text.encoding,
        **(meta or {}),
    }
    return Record(
        new_article(
            text.text,
            " ".join(usable(title).split()) or title_of(text.text),
            created=now(),
            source=origin,
            published=published,
            language=language,
            meta={name: value for name, value in known.items() if value},
        )
    )


def drawn(text: str) -> CleanText:
    """A text that a program has drawn out of a file, as the project keeps it: no space at the ends
    of its lines, at most one empty line between two, and nothing that no text needs. AnnotatorError
    where it is empty or too long."""
    lines: list[str] = []
    for line in usable(text).split("\n"):
        line = line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return clean_text("\n".join(lines).strip("\n"))


def is_address(name: str) -> bool:
    """Whether a source is a page of the web."""
    return name.lower().startswith(("http://", "https://"))

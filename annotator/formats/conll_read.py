"""CoNLL, in: tokens and tags in IOB1, IOB2 or IOBES, and the file of offsets by which the text is
put together again. What differs from that file is refused, article by article."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, chain
from typing import Any, BinaryIO, Final, TypeAlias

from msgspec import Struct, field

from annotator.domain.article import Article, new_article, sha256_of
from annotator.domain.dataset import RawLabel, RawRecord
from annotator.domain.journal import now
from annotator.domain.label import Layer
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats.asides import json_of
from annotator.formats.format import Refusal, Source
from annotator.formats.text import title_of

DOCUMENT: Final = "-DOCSTART-"
SIDE: Final = ".offsets.jsonl"
_LONGEST: Final = 1024 * 1024
_LONGEST_SIDE: Final = 128 * 1024 * 1024
_MOST: Final = 5_000_000
"""Characters of an article."""
_TAG: Final = re.compile("[BIESLU]-.+")
_TEXTS: Final = ("id", "title", "source", "published", "language", "sha256", "annotator")
_LAYERS: Final = {one.value: one for one in Layer}

_Entity: TypeAlias = tuple[int, int, str]
"""Its first token, the one after its last, and its type."""


class _WrongError(ValueError):
    """Why an article is refused."""


class _Document(Struct):
    """An article of the file: its tokens and tags, and where its sentences begin."""

    line: int
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    size: int = 0


def read(source: Source) -> Iterator[RawRecord | Refusal]:
    """The articles of a file with the labels that its tags make."""
    name = f"{posixpath.splitext(posixpath.basename(source.name))[0]}{SIDE}"
    side = source.sibling(name)
    if side is None and source.options.get("spacing") != "join":
        yield Refusal(
            "",
            f"Its offsets, {name}, are not beside it. Put them there, or read it with the option "
            "spacing=join: with a space between tokens.",
        )
        return
    for one in _documents(source.stream):
        if isinstance(one, Refusal):
            yield one
            continue
        said = side.readline(_LONGEST_SIDE) if side is not None else b""
        try:
            yield _record(one, _fields(said, name) if side is not None else None)
        except (_WrongError, AnnotatorError) as error:
            yield Refusal(f"line {one.line}", str(error))
    if side is not None and side.readline(_LONGEST):
        yield Refusal("", f"{name} tells of more articles than are in it.")


def _documents(stream: BinaryIO) -> Iterator[_Document | Refusal]:
    document, fresh, number = _Document(1), True, 0
    while raw := stream.readline(_LONGEST + 1):
        number += 1
        try:
            line = _line(raw, number)
        except _WrongError as error:
            yield Refusal(f"line {number}", str(error))
            return
        if line.startswith(DOCUMENT):
            if document.tokens:
                yield document
            document, fresh = _Document(number), True
        elif not line or line.isspace():
            fresh = True
        else:
            refusal = _take(document, line, number, fresh=fresh)
            fresh = False
            if refusal is not None:
                yield refusal
            if document.size > _MOST:
                yield Refusal(f"line {document.line}", f"It has more than {_MOST:,} characters.")
                return
    if document.tokens:
        yield document


def _line(raw: bytes, number: int) -> str:
    if len(raw) > _LONGEST:
        raise _WrongError(f"It is longer than {_LONGEST // 1024**2} MB.")
    try:
        line = (raw.decode("utf-8-sig") if number == 1 else raw.decode()).rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _WrongError("It is not UTF-8. Save the file as UTF-8.") from error
    if "\0" in line:
        raise _WrongError("It holds a NUL character.")
    return line


def _take(document: _Document, line: str, number: int, *, fresh: bool) -> Refusal | None:
    """One token; a refusal where its tag is none."""
    columns = line.split("\t") if "\t" in line else line.split()
    token, tag = columns[0], columns[-1].strip()
    if fresh:
        document.firsts.append(len(document.tokens))
    document.tokens.append(token)
    document.size += len(token) + 1
    wrong = len(columns) < 2 or (tag != "O" and _TAG.fullmatch(tag) is None)
    document.tags.append("O" if wrong else tag)
    if wrong:
        shown = f"{line[:40]}…" if len(line) > 40 else line
        return Refusal(f"line {number}", f"There is no tag such as O, B-X or I-X: “{shown}”.")
    return None


def _fields(line: bytes, name: str) -> Mapping[str, Any]:
    """What the file of offsets says of an article."""
    if not line:
        raise _WrongError(f"{name} does not tell of it.")
    try:
        found = json_of(line.decode())
    except UnicodeDecodeError:
        found = None
    if not isinstance(found, dict):
        raise _WrongError(f"{name} does not tell of it in JSON.")
    between, continued = found.get("between"), found.get("continued", [])
    sound = (
        isinstance(between, list)
        and all(isinstance(one, str) for one in between)
        and isinstance(continued, list)
        and all(type(one) is int for one in continued)
        and all(isinstance(found.get(one, ""), str) for one in _TEXTS)
        and found.get("layer", Layer.ANNOTATION.value) in _LAYERS
        and len(found.get("id", "")) <= 200
    )
    if not sound:
        raise _WrongError(f"{name} tells of it otherwise than it must.")
    return found


def _record(document: _Document, side: Mapping[str, Any] | None) -> RawRecord:
    tokens = document.tokens
    between = _spaces(document) if side is None else side["between"]
    said = {} if side is None else side
    if len(between) != len(tokens) + 1:
        raise _WrongError("The file of offsets has another number of tokens.")
    parts = [*chain.from_iterable(zip(between, tokens, strict=False)), between[-1]]
    text = "".join(parts)
    if side is not None and said.get("sha256") != sha256_of(text):
        raise _WrongError("Its tokens are not those of the file of offsets.")
    edges = list(accumulate(map(len, parts), initial=0))
    article = _article(text, said)
    layer = _LAYERS[said.get("layer", Layer.ANNOTATION.value)]
    labels = [
        RawLabel(
            (type_,), ((edges[2 * first + 1], edges[2 * end]),), place=f"token {first + 1}",
            annotator=said.get("annotator", ""), layer=layer,
        )
        for first, end, type_ in _entities(document, set(said.get("continued", ())))
    ]  # fmt: skip
    raw = text if text != article.text else ""
    return RawRecord(article, labels, raw, place=f"line {document.line}")


def _spaces(document: _Document) -> list[str]:
    """A space between tokens, and a line for each sentence."""
    firsts = set(document.firsts)
    inner = ["\n" if at in firsts else " " for at in range(1, len(document.tokens))]
    return ["", *inner, ""]


def _article(text: str, said: Mapping[str, Any]) -> Article:
    clean = clean_text(text).text
    return new_article(
        clean,
        said.get("title", "") or title_of(clean),
        created=now(),
        id=said.get("id", ""),
        source=said.get("source", ""),
        published=said.get("published", ""),
        language=said.get("language", ""),
    )


def _entities(document: _Document, continued: set[int]) -> list[_Entity]:
    """The labels that the tags make. In IOB2 `I` goes on, in IOB1 it may begin one too."""
    found: list[_Entity] = []
    firsts, is_open = set(document.firsts), False
    for at, tag in enumerate(document.tags):
        if tag == "O":
            is_open = False
            continue
        prefix, _, type_ = tag.partition("-")
        goes_on = is_open and found[-1][2] == type_
        if at in continued:
            goes_on = goes_on and prefix == "B"
        else:
            goes_on = goes_on and prefix in "IEL" and at not in firsts
        first = found.pop()[0] if goes_on else at
        found.append((first, at + 1, type_))
        is_open = prefix in "BI"
    return found

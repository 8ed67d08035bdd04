"""CoNLL, in: tokens and tags in IOB1, IOB2 or IOBES, and the file of offsets by which the text is
put together again. What differs from that file is refused, article by article."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Annotated, BinaryIO, Final, TypeAlias

from msgspec import DecodeError, Meta, Struct, field
from msgspec.json import Decoder

from annotator.domain.article import Article, new_article, sha256_of
from annotator.domain.dataset import RawLabel, RawRecord
from annotator.domain.journal import now
from annotator.domain.label import Layer
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats.asides import json_of
from annotator.formats.format import Refusal, Remark, Source
from annotator.formats.json_values import LONGEST_ID, WrongError
from annotator.formats.text import title_of

DOCUMENT: Final = "-DOCSTART-"
SIDE: Final = ".offsets.jsonl"
_COMMENT: Final = re.compile(r"# [^\t]+ = ")
"""What CoNLL-U says of a sentence, whatever the last word of it is."""

_LONGEST: Final = 1024 * 1024
_BLOCK: Final = 256 * 1024
_LONGEST_SIDE: Final = 128 * 1024 * 1024
_MOST: Final = 5_000_000
"""Characters of an article."""
_TAG: Final = re.compile("[BIESLU]-.+")
_NO_EDGES: Final = bytes(set(range(256)) - set(b"\t\n"))

_Entity: TypeAlias = tuple[int, int, str]
"""Its first token, the one after its last, and its type."""


class _Document(Struct):
    """An article of the file: its tokens and tags, and where its sentences begin. `fresh`: one
    begins with what comes next."""

    line: int
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    size: int = 0
    fresh: bool = True
    comments: int = 0

    def take(self, tokens: list[str], tags: list[str]) -> None:
        """Add tokens."""
        if self.fresh:
            self.firsts.append(len(self.tokens))
            self.fresh = False
        self.tokens += tokens
        self.tags += tags
        self.size += sum(map(len, tokens)) + len(tokens)


class _Side(Struct):
    """What the file of offsets says of an article: what stands before, between and after its
    tokens, and all that is no token's."""

    between: list[str]
    continued: list[int] = field(default_factory=list)
    id: Annotated[str, Meta(max_length=LONGEST_ID)] = ""
    title: str = ""
    source: str = ""
    published: str = ""
    language: str = ""
    sha256: str = ""
    annotator: str = ""
    layer: Layer = Layer.ANNOTATION


_DECODER: Final = Decoder(_Side)


def read(source: Source) -> Iterator[RawRecord | Refusal | Remark]:
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
    comments = 0
    for one in _documents(source.stream):
        if isinstance(one, Refusal):
            yield one
            continue
        comments += one.comments
        said = side.readline(_LONGEST_SIDE) if side is not None else b""
        try:
            yield _record(one, _said(said, name) if side is not None else None)
        except (WrongError, AnnotatorError) as error:
            yield Refusal(f"line {one.line}", str(error))
    if side is not None and side.readline(_LONGEST):
        yield Refusal("", f"{name} tells of more articles than are in it.")
    if comments:
        what = "line that is a comment is" if comments == 1 else "lines that are comments are"
        yield Remark(f"{comments:,} {what} left out: a comment begins with “#”.")


def _documents(stream: BinaryIO) -> Iterator[_Document | Refusal]:
    """The articles of a file. Most of its stretches are nothing but tokens and tags and are taken
    at once, the others line by line."""
    document, at = _Document(1), 1
    try:
        for number, stretch, begins in _stretches(stream):
            document.fresh = document.fresh or begins
            found = _tokens(stretch) if number > 1 else None
            if found is not None:
                document.take(*found)
            for at, raw in enumerate(stretch.split(b"\n") if found is None else (), number):
                line = _line(raw, at)
                if line.startswith(DOCUMENT):
                    if document.tokens:
                        yield document
                    document = _Document(at)
                elif refusal := _taken(document, line, at):
                    yield refusal
            if document.size > _MOST:
                at = document.line
                raise WrongError(f"It has more than {_MOST:,} characters.")
    except WrongError as error:
        yield Refusal(f"line {at}", str(error))
        return
    if document.tokens:
        yield document


def _stretches(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """The lines of a file in stretches between empty lines: the number of the first, the lines, and
    whether an empty line is before them. Some come in parts, some with empty lines at their
    edges."""
    number, rest, begins = 1, b"", True
    while True:
        block = stream.read(_BLOCK)
        data = (rest + block).replace(b"\r\n", b"\n")
        end = data.rfind(b"\n") if block else len(data)
        if end < 0:
            rest = data
            if len(rest) <= _LONGEST:
                continue
            end = len(data)
        whole, rest = data[:end], data[end + 1 :]
        for at, stretch in enumerate(whole.split(b"\n\n")):
            yield number, stretch, begins or at > 0
            number += stretch.count(b"\n") + 2
        number, begins = number - 1, False  # no empty line is after the last one
        if not block:
            return


def _tokens(stretch: bytes) -> tuple[list[str], list[str]] | None:
    """The tokens and tags of a stretch where each line is a token, a tab and a sound tag; None
    where a line is anything else, or something is wrong with it."""
    edges = stretch.translate(None, _NO_EDGES)
    if edges != b"\t" + b"\n\t" * stretch.count(b"\n") or len(stretch) > _LONGEST:
        return None
    if b"\0" in stretch or b"\n%b" % DOCUMENT.encode() in b"\n" + stretch:
        return None
    try:
        parts = stretch.decode().replace("\n", "\t").split("\t")
    except UnicodeDecodeError:
        return None
    tags = parts[1::2]
    sound = all(tag == "O" or (tag == tag.strip() and _TAG.fullmatch(tag)) for tag in set(tags))
    return (parts[::2], tags) if sound else None


def _line(raw: bytes, number: int) -> str:
    if len(raw) > _LONGEST:
        raise WrongError(f"It is longer than {_LONGEST // 1024**2} MB.")
    try:
        line = (raw.decode("utf-8-sig") if number == 1 else raw.decode()).rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise WrongError("It is not UTF-8. Save the file as UTF-8.") from error
    if "\0" in line:
        raise WrongError("It holds a NUL character.")
    return line


def _taken(document: _Document, line: str, number: int) -> Refusal | None:
    """One line: a token, or the end of a sentence; a refusal where its tag is none."""
    if not line or line.isspace():
        document.fresh = True
        return None
    columns = line.split("\t") if "\t" in line else list(filter(None, line.split(" ")))
    token, tag = columns[0], columns[-1].strip()
    wrong = len(columns) < 2 or (tag != "O" and _TAG.fullmatch(tag) is None)
    if line.startswith("# ") and (wrong or _COMMENT.match(line)):
        document.comments += 1
        return None
    document.take([token], ["O" if wrong else tag])
    if wrong:
        shown = f"{line[:40]}…" if len(line) > 40 else line
        return Refusal(f"line {number}", f"There is no tag such as O, B-X or I-X: “{shown}”.")
    return None


def _said(line: bytes, name: str) -> _Side:
    """What the file of offsets says of an article."""
    if not line:
        raise WrongError(f"{name} does not tell of it.")
    try:
        if b"\\u0000" not in line or json_of(line.decode()) is not None:
            return _DECODER.decode(line)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        known = isinstance(json_of(line.decode()), dict)
    except UnicodeDecodeError:
        known = False
    if not known:
        raise WrongError(f"{name} does not tell of it in JSON.")
    raise WrongError(f"{name} tells of it otherwise than it must.")


def _record(document: _Document, side: _Side | None) -> RawRecord:
    tokens = document.tokens
    said = _Side(_spaces(document)) if side is None else side
    between = said.between
    if len(between) != len(tokens) + 1:
        raise WrongError("The file of offsets has another number of tokens.")
    parts = [""] * (2 * len(tokens) + 1)
    parts[::2], parts[1::2] = between, tokens
    text = "".join(parts)
    article = _article(text, said)
    sha256 = article.sha256 if article.text == text else sha256_of(text)
    if side is not None and said.sha256 != sha256:
        raise WrongError("Its tokens are not those of the file of offsets.")
    labels, at, done = list[RawLabel](), 0, 0
    for first, end, type_ in _entities(document, set(said.continued)):
        start = at + len("".join(parts[done : 2 * first + 1]))
        at = start + len("".join(parts[2 * first + 1 : 2 * end]))
        done = 2 * end
        labels.append(
            RawLabel(
                (type_,), ((start, at),), place=f"token {first + 1}", annotator=said.annotator,
                layer=said.layer,
            )
        )  # fmt: skip
    raw = text if text != article.text else ""
    return RawRecord(article, labels, raw, place=f"line {document.line}")


def _spaces(document: _Document) -> list[str]:
    """A space between tokens, and a line for each sentence."""
    firsts = set(document.firsts)
    inner = ["\n" if at in firsts else " " for at in range(1, len(document.tokens))]
    return ["", *inner, ""]


def _article(text: str, said: _Side) -> Article:
    clean = clean_text(text).text
    return new_article(
        clean,
        said.title or title_of(clean),
        created=now(),
        id=said.id,
        source=said.source,
        published=said.published,
        language=said.language,
    )


def _entities(document: _Document, continued: set[int]) -> list[_Entity]:
    """The labels that the tags make. In IOB2 `I` goes on, in IOB1 it may begin one too."""
    found: list[_Entity] = []
    firsts, is_open = set(document.firsts), False
    tagged = [(at, tag) for at, tag in enumerate(document.tags) if tag != "O"]
    for at, tag in tagged:
        prefix, _, type_ = tag.partition("-")
        goes_on = is_open and found[-1][1] == at and found[-1][2] == type_
        if at in continued:
            goes_on = goes_on and prefix == "B"
        else:
            goes_on = goes_on and prefix in "IEL" and at not in firsts
        first = found.pop()[0] if goes_on else at
        found.append((first, at + 1, type_))
        is_open = prefix in "BI"
    return found

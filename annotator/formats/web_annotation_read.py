"""W3C Web Annotation, in: a collection, a page, a list or lines of annotations, and what the API
and the export of Hypothesis say. The texts are in the companion that we write, else in the project.

Positions are code points in the model and UTF-16 in what browsers write: the quotes decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, NamedTuple

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import FRAGMENT_JOINT, Evidence, Layer, Stance
from annotator.formats import jsonl_read
from annotator.formats.beside import confidence_of
from annotator.formats.format import Refusal, Source
from annotator.formats.iris import id_of, is_iri
from annotator.formats.json_parts import LARGEST, items
from annotator.formats.json_values import (
    LAYERS,
    STANCES,
    WrongError,
    choice_of,
    fit_id,
    object_of,
    short,
    string_of,
    text_of,
)

SUFFIXES: Final = (".jsonld",)
TEXTS: Final = ".texts.jsonl"
"""The ending of the companion with the texts."""

_PATHS: Final = ((), ("items",), ("first", "items"), ("rows",), ("annotations",))
_AT_ONCE: Final = 10_000
_HEAD: Final = re.compile(rb'"http://www\.w3\.org/ns/anno\.jsonld"|"type"\s*:\s*"Annotation')
_ACCOUNT: Final = re.compile(r"acct:(.+)@[^@]+")


def recognises(head: bytes) -> bool:
    """Whether a file begins as one of annotations does."""
    return bool(_HEAD.search(head))


def read(source: Source) -> Iterator[Record | RawRecord | Refusal]:
    """The labels, those of one article that stand together in one record, then the articles of the
    companion that have none."""
    texts = _Texts(source.sibling(_companion(source.name)))
    found: list[RawLabel] = []
    about, place = KnownArticle(), ""
    for one in items(source.stream, "annotation", _PATHS):
        if isinstance(one, Refusal):
            yield one
            continue
        try:
            article, label = _label(one.value, one.place)
        except WrongError as error:
            yield Refusal(one.place, str(error))
            continue
        if found and (article != about or len(found) == _AT_ONCE):
            yield from texts.with_text(about, found, place)
            found = []
        if not found:
            about, place = article, one.place
        found.append(label)
    if found:
        yield from texts.with_text(about, found, place)
    yield from texts.unused()


def _companion(name: str) -> str:
    path = PurePosixPath(name)
    return f"{path.stem if path.suffix.lower() in SUFFIXES else path.name}{TEXTS}"


class _Texts:
    """The articles of the companion: where each stands in it, none of them held. It is read as far
    as is asked for: where its order is that of the labels, each line once."""

    def __init__(self, stream: BinaryIO | None) -> None:
        self._stream = stream
        self._end = 0
        self._lines = 0
        self._at: dict[str, int] = {}
        self._used: set[str] = set()

    def with_text(
        self, about: KnownArticle, labels: list[RawLabel], place: str
    ) -> Iterator[RawRecord | Refusal]:
        """A record of the article in the companion; where it has none, of the project's."""
        record = self._record(self._at[about.id]) if about.id in self._at else None
        for one in self._ahead() if about.id and record is None else ():
            if isinstance(one, Refusal):
                yield one
            elif one.article.id == about.id:
                record = one
                break
        if record is not None and about.sha256 in ("", record.article.sha256):
            self._used.add(about.id)
            yield RawRecord(record.article, labels, done=record.done, place=place)
        else:
            yield RawRecord(about, labels, place=place)

    def unused(self) -> Iterator[Record | Refusal]:
        """The articles that no label is of."""
        for at in [at for id_, at in self._at.items() if id_ not in self._used]:
            yield self._record(at)
        yield from self._ahead()

    def _ahead(self) -> Iterator[Record | Refusal]:
        """The articles that were not read yet, and what is none of them."""
        while line := self._line(self._end):
            at, self._end = self._end, self._end + len(line)
            self._lines += 1
            try:
                record = _article_of(line) if line.strip() else None
            except WrongError as error:
                yield Refusal(f"texts, line {self._lines}", str(error))
                continue
            if record is not None and record.article.id not in self._at:
                self._at[record.article.id] = at
                yield record

    def _record(self, at: int) -> Record:
        return _article_of(self._line(at))

    def _line(self, at: int) -> bytes:
        """The line that begins here; nothing at the end, or where there is no companion."""
        if self._stream is None:
            return b""
        self._stream.seek(at)
        return self._stream.readline(LARGEST + 1)


def _article_of(line: bytes) -> Record:
    """What a line says of an article."""
    found = jsonl_read.record(line)
    if isinstance(found, Record):
        return found
    assert isinstance(found.article, Article), "a line has its text"
    return Record(found.article, done=found.done)


def _label(value: Any, place: str) -> tuple[KnownArticle, RawLabel]:
    value = object_of(value, "annotation")
    if "uri" in value and "user" in value:
        value = _of_hypothesis(value)
    elif "Annotation" not in _many(value.get("type")):
        raise WrongError('It is no annotation: its "type" is not Annotation.')
    article, where = _where(value)
    said = _said(value)
    keys = value.get("fc:keys") or {}
    return article, RawLabel(
        tuple(said.names), where.spans, where.quote, where.prefix, where.suffix,
        place=place,
        id=fit_id(id_of(text_of(value, "id"), "label"), "id"),
        annotator=_creator(value.get("creator")),
        layer=choice_of(value, "fc:layer", LAYERS, Layer.ANNOTATION),
        confidence=confidence_of(value.get("fc:confidence")),
        note="\n\n".join(said.notes),
        tags=tuple(said.tags),
        evidence=tuple(said.evidence),
        created=text_of(value, "created"),
        updated=text_of(value, "modified"),
        meta=object_of(object_of(keys, "fc:keys").get("@value", keys), "fc:keys"),
    )  # fmt: skip


def _of_hypothesis(value: Mapping[str, Any]) -> dict[str, Any]:
    """An annotation of Hypothesis as the model has it: the words are the note, the tags may be the
    verdict."""
    user = text_of(value, "user")
    account = _ACCOUNT.fullmatch(user)
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag}
              for tag in _many(value.get("tags"))]  # fmt: skip
    if note := text_of(value, "text"):
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": note})
    source = text_of(value, "uri")
    targets = [{"source": source, **object_of(one, "target")} for one in _many(value.get("target"))]
    return {
        "id": text_of(value, "id"), "creator": account[1] if account else user, "body": bodies,
        "target": targets, "created": text_of(value, "created"),
        "modified": text_of(value, "updated"),
    }  # fmt: skip


class _Where(NamedTuple):
    spans: tuple[tuple[int, int], ...]
    quote: str
    prefix: str
    suffix: str


def _where(value: Mapping[str, Any]) -> tuple[KnownArticle, _Where]:
    targets = _many(value.get("target"))
    if not targets:
        raise WrongError("It has no target.")
    articles: list[KnownArticle] = []
    found: list[_Where] = []
    for target in targets:
        if not isinstance(target, dict) or not target.get("selector"):
            raise WrongError("It is about a whole page, not about a place in it.")
        articles.append(_article(target))
        found.append(_selected(_many(target["selector"])))
    if len(found) == 1:  # as nearly always
        return articles[0], found[0]
    if len(set(articles)) > 1:
        raise WrongError("It is about several pages.")
    found.sort(key=lambda one: one.spans)
    whole = all(one.spans for one in found)
    quoted = all(one.quote for one in found)
    return articles[0], _Where(
        tuple(span for one in found for span in one.spans) if whole else (),
        FRAGMENT_JOINT.join(one.quote for one in found) if quoted else "",
        found[0].prefix,
        found[-1].suffix,
    )


def _article(target: Mapping[str, Any]) -> KnownArticle:
    source = target.get("source")
    if isinstance(source, dict):
        source = source.get("id")
    address = string_of(source or "", "source")
    sha256 = text_of(target, "fc:sha256")
    ours = text_of(target, "fc:article")
    id_ = ours or id_of(address, "article")
    if ours or id_ != address:
        return KnownArticle(id_, sha256)
    return KnownArticle("", sha256, "", address)


def _selected(selectors: list[Any]) -> _Where:
    spans: tuple[tuple[int, int], ...] = ()
    quote = prefix = suffix = ""
    for one in selectors:
        kinds = _many(one.get("type")) if isinstance(one, dict) else []
        if "TextPositionSelector" in kinds:
            spans = ((_position(one, "start"), _position(one, "end")),)
        elif "TextQuoteSelector" in kinds:
            quote = text_of(one, "exact")
            prefix, suffix = text_of(one, "prefix"), text_of(one, "suffix")
    if not spans and not quote:
        raise WrongError("It has neither a place nor a quote.")
    return _Where(spans, quote, prefix, suffix)


def _position(selector: Mapping[str, Any], name: str) -> int:
    found = selector.get(name)
    if type(found) is not int:
        raise WrongError(f'"{name}" must be a whole number, not {short(found)}.')
    return found


class _Said(NamedTuple):
    names: list[str]
    tags: list[str]
    notes: list[str]
    evidence: list[Evidence]


def _said(value: Mapping[str, Any]) -> _Said:
    """What the bodies say. Where none is a verdict in so many words, a tag may be it."""
    said = _Said([], [], [], [])
    motivations, bodies = _many(value.get("motivation")), _many(value.get("body"))
    if "bodyValue" in value:  # a body that is nothing but its text
        bodies = [*bodies, {"value": value["bodyValue"]}]
    for body in bodies:
        body = {"id": body} if isinstance(body, str) else object_of(body, "body")
        purposes = _many(body.get("purpose")) or motivations
        if "value" not in body or "linking" in purposes:
            said.evidence.append(_evidence(body))
        elif "assessing" in purposes or "classifying" in purposes:
            said.names.append(text_of(body, "value"))
        elif "tagging" in purposes:
            said.tags.append(text_of(body, "value"))
        else:
            said.notes.append(text_of(body, "value"))
    return said if said.names else said._replace(names=said.tags, tags=[])


def _evidence(body: Mapping[str, Any]) -> Evidence:
    ours = "fc:stance" in body
    source = body.get("source") or body.get("id") or ""
    if isinstance(source, dict):
        source = source.get("id") or ""
    quotes = [
        text_of(one, "exact")
        for one in _many(body.get("selector"))
        if isinstance(one, dict) and "exact" in one
    ]
    value = "" if ours else text_of(body, "value")
    address = is_iri(value)
    return Evidence(
        text_of(body, "fc:url") or string_of(source, "source") or (value if address else ""),
        text_of(body, "fc:title") or ("" if address else value),
        text_of(body, "fc:quote") or "".join(quotes[:1]),
        choice_of(body, "fc:stance", STANCES, Stance.CONTEXT),
        text_of(body, "fc:accessed"),
        text_of(body, "fc:sha256"),
    )


def _creator(value: Any) -> str:
    """Who made it: a name where there is one, else the address of whoever it is."""
    for one in _many(value):
        if isinstance(one, str):
            return string_of(one, "creator")
        for key in ("name", "nickname", "account", "email", "id"):
            if isinstance(one, dict) and one.get(key):
                return string_of(_many(one[key])[0], "creator")
    return ""


def _many(value: Any) -> list[Any]:
    """What JSON-LD says once or in a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

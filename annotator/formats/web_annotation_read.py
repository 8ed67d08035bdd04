"""W3C Web Annotation, in: a collection, a page, a list or lines of annotations, and what the API
and the export of Hypothesis say. The texts are in the companion that we write, else in the project.

Positions are code points in the model and UTF-16 in what browsers write: the quotes decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec
import orjson
from msgspec import UNSET, Struct

from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import FRAGMENT_JOINT, Evidence, Layer, Stance
from annotator.formats.beside import confidence_of
from annotator.formats.format import Refusal, Source
from annotator.formats.iris import id_of, is_iri
from annotator.formats.json_parts import items
from annotator.formats.json_values import (
    LAYERS,
    STANCES,
    WrongError,
    choice_of,
    fit_id,
    object_of,
    shaped,
    short,
    string_of,
)
from annotator.formats.web_annotation_model import (
    Annotation,
    Body,
    Selector,
    Target,
    creator_of,
    many,
    named,
    of_hypothesis,
)
from annotator.formats.web_annotation_texts import Texts

T = TypeVar("T")

SUFFIXES: Final = (".jsonld", ".json")
_PATHS: Final = ((), ("items",), ("first", "items"), ("rows",), ("annotations",))
_AT_ONCE: Final = 10_000
_CHARACTERS: Final = re.compile(r"char=([0-9]{1,9}),([0-9]{1,9})(?:;.*)?")
"""A place as RFC 5147 says it of a plain text."""

_HEAD: Final = re.compile(
    rb'"http://www\.w3\.org/ns/anno\.jsonld"|"type"\s*:\s*"Annotation|"user"\s*:\s*"acct:'
)
"""The last is how Hypothesis names who made an annotation."""

_ANNOTATION: Final = msgspec.json.Decoder(Annotation)


def recognises(head: bytes) -> bool:
    """Whether a file begins as one of annotations does."""
    return bool(_HEAD.search(head))


def read(source: Source) -> Iterator[Record | RawRecord | Refusal]:
    """The labels, those of one article that stand together in one record, then the articles of the
    companion that have none."""
    texts = Texts(source)
    found: list[RawLabel] = []
    about, place = KnownArticle(), ""
    for one in items(source.stream, "annotation", _PATHS, _ANNOTATION.decode):
        if isinstance(one, Refusal):
            yield one
            continue
        said = one.value
        try:
            said = said if isinstance(said, Annotation) else shaped(said, Annotation)
            article, label = _label(said, one.place)
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


def _label(one: Annotation, place: str) -> tuple[KnownArticle, RawLabel]:
    if one.uri is not None and one.user is not None:
        one = of_hypothesis(one)
    elif not named("Annotation", one.type):
        raise WrongError('It is no annotation: its "type" is not Annotation.')
    article, where = _where(one.target)
    names, tags, notes, evidence = _said(one)
    return article, RawLabel(
        tuple(names), where.spans, where.quote, where.prefix, where.suffix,
        place=place,
        id=fit_id(id_of(one.id, "label"), "id") if one.id else "",
        annotator=creator_of(one),
        layer=_choice("fc:layer", one.layer, LAYERS, Layer.ANNOTATION),
        confidence=confidence_of(one.confidence),
        note="\n\n".join(notes) if notes else "",
        tags=tuple(tags) if tags else (),
        evidence=tuple(evidence) if evidence else (),
        created=one.created or "",
        updated=one.modified or "",
        meta=_keys(one.keys) if one.keys else {},
    )  # fmt: skip


def _keys(said: Mapping[str, Any]) -> dict[str, Any]:
    """Those of other tools, with numbers as large as are kept everywhere else."""
    found = object_of(said.get("@value", said), "fc:keys")
    plain: dict[str, Any] = orjson.loads(msgspec.json.encode(found))
    return plain


class _Where(Struct, frozen=True, gc=False):
    spans: tuple[tuple[int, int], ...]
    quote: str
    prefix: str
    suffix: str


def _where(said: Target | str | Sequence[Target | str] | None) -> tuple[KnownArticle, _Where]:
    targets = [_targeted(one) for one in many(said)]
    if len(targets) == 1:  # as nearly always
        return targets[0]
    if not targets:
        raise WrongError("It has no target.")
    if len({article for article, _ in targets}) > 1:
        raise WrongError("It is about several pages.")
    article = targets[0][0]
    found = sorted([where for _, where in targets], key=lambda one: one.spans)
    whole = all(one.spans for one in found)
    quoted = all(one.quote for one in found)
    return article, _Where(
        tuple(span for one in found for span in one.spans) if whole else (),
        FRAGMENT_JOINT.join(one.quote for one in found) if quoted else "",
        found[0].prefix,
        found[-1].suffix,
    )


def _targeted(target: Target | str) -> tuple[KnownArticle, _Where]:
    if isinstance(target, str):
        target = Target(target)
    source, selectors = target.source, many(target.selector)
    if not isinstance(source, str):
        source = string_of(
            (source.get("id") if isinstance(source, dict) else source) or "", "source"
        )
    if not selectors:  # the place may be in the address
        source, _, fragment = source.partition("#")
        if not _CHARACTERS.fullmatch(fragment):
            raise WrongError("It is about a whole page, not about a place in it.")
        selectors = [Selector("FragmentSelector", value=fragment)]
    article = _article(source, target.article or "", target.sha256 or "")
    return article, _selected(selectors)


@lru_cache(maxsize=16)  # the labels of one article stand together
def _article(address: str, ours: str, sha256: str) -> KnownArticle:
    id_ = ours or id_of(address, "article")
    if ours or id_ != address:
        return KnownArticle(id_, sha256)
    return KnownArticle("", sha256, "", address)


def _selected(selectors: Iterable[Selector | str]) -> _Where:
    spans: tuple[tuple[int, int], ...] = ()
    quote = prefix = suffix = ""
    for one in selectors:
        if isinstance(one, str):
            continue
        if named("TextPositionSelector", one.type):
            for edge in (one.start, one.end):
                if type(edge) is not int:
                    raise WrongError(f"A place must be a whole number, not {short(edge)}.")
            spans = ((one.start, one.end),)
        elif named("FragmentSelector", one.type) and isinstance(one.value, str):
            if not (found := _CHARACTERS.fullmatch(one.value)):
                continue
            spans = ((int(found[1]), int(found[2])),)
        elif named("TextQuoteSelector", one.type):
            quote, prefix, suffix = one.exact or "", one.prefix or "", one.suffix or ""
    if not spans and not quote:
        raise WrongError("It has neither a place nor a quote.")
    return _Where(spans, quote, prefix, suffix)


def _said(one: Annotation) -> tuple[list[str], list[str], list[str], list[Evidence]]:
    """What the bodies say: words for the verdict, tags, notes, evidence. Where none is a verdict in
    so many words, a tag may be it."""
    names: list[str] = []
    tags: list[str] = []
    notes: list[str] = []
    evidence: list[Evidence] = []
    motivations, bodies = many(one.motivation), many(one.body)
    if one.body_value is not UNSET:  # a body that is nothing but its text
        bodies = [*bodies, Body(value=one.body_value)]
    for body in bodies:
        if isinstance(body, str):
            body = Body(body)
        purposes = many(body.purpose) or motivations
        if body.value is UNSET or "linking" in purposes:
            evidence.append(_evidence(body))
        elif "assessing" in purposes or "classifying" in purposes:
            names.append(body.value or "")
        elif "tagging" in purposes:
            tags.append(body.value or "")
        else:
            notes.append(body.value or "")
    return (names, tags, notes, evidence) if names else (tags, [], notes, evidence)


def _evidence(body: Body) -> Evidence:
    ours = body.stance is not UNSET
    source = body.source or body.id or ""
    if isinstance(source, dict):
        source = source.get("id") or ""
    quotes = [
        one.exact or ""
        for one in many(body.selector)
        if isinstance(one, Selector) and one.exact is not None
    ]
    value = "" if ours else body.value or ""
    address = is_iri(value)
    return Evidence(
        body.url or string_of(source, "source") or (value if address else ""),
        body.title or ("" if address else value),
        body.quote or "".join(quotes[:1]),
        _choice("fc:stance", body.stance, STANCES, Stance.CONTEXT),
        body.accessed or "",
        body.sha256 or "",
    )


def _choice(name: str, said: Any, known: Mapping[str, T], default: T) -> T:
    if said is None or said is UNSET:
        return default
    return choice_of({name: said}, name, known)

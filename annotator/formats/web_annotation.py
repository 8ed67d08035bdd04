"""W3C Web Annotation, out: a collection whose page holds one complete annotation a line
(https://www.w3.org/TR/annotation-model/). Positions are code points, as the model demands.

A label is an `assessing` annotation: the verdict is its first body, the note a `commenting` one, a
tag a `tagging` one, a piece of evidence a `linking` one. Each fragment is a target of its own. The
model points at texts and does not hold them: they go into a companion, one a line of our JSONL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Layer, Span
from annotator.formats.format import ALL, Carries, Format, Output, Purpose
from annotator.formats.iris import OURS, as_iri, is_iri
from annotator.formats.jsonl import article_line
from annotator.formats.web_annotation_read import SUFFIXES, read, recognises
from annotator.formats.web_annotation_texts import TEXTS

_CONTEXT: Final = ["http://www.w3.org/ns/anno.jsonld", {"fc": OURS}]
_AROUND: Final = 32
"""Code points before and after a quote, as many as Hypothesis takes."""


def write(records: Iterable[Record], output: Output) -> None:
    """The collection, and beside it the texts."""
    stream, total = output.stream, 0
    name = str(output.about.get("project", ""))
    collection = as_iri(name, "collection")
    with output.open(TEXTS) as texts:
        stream.write(_head(name, collection))
        for record in records:
            line = article_line(record.article)
            if record.done:
                line["done"] = list(record.done)
            texts.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            for label in record.labels:
                stream.write(b",\n" if total else b"\n")
                stream.write(orjson.dumps(annotation(label, record.article)))
                total += 1
    stream.write(b'\n]},"total":%d}\n' % total)


def _head(name: str, collection: str) -> bytes:
    page = {
        "id": f"{collection}:page:1",
        "type": "AnnotationPage",
        "partOf": collection,
        "startIndex": 0,
        "items": [],
    }
    head = {
        "@context": _CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": name,
        "first": page,
    }
    return orjson.dumps(_filled(head)).removesuffix(b"]}}")


def annotation(label: Label, article: Article) -> dict[str, Any]:
    """A label as one annotation, complete in itself."""
    targets = [_target(span, article) for span in label.spans]
    fields: dict[str, Any] = {
        "@context": _CONTEXT,
        "id": as_iri(label.id, "label"),
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"type": "Person", "name": label.annotator},
        "created": label.created,
        "modified": label.updated,
        "body": list(_bodies(label)),
        "target": targets if len(targets) > 1 else targets[0],
        "fc:layer": label.layer.value if label.layer is not Layer.ANNOTATION else None,
        "fc:confidence": label.confidence,
        "fc:keys": {"@type": "@json", "@value": dict(label.meta)} if label.meta else None,
    }
    return _filled(fields)


def _bodies(label: Label) -> Iterable[dict[str, Any]]:
    yield _text("assessing", label.verdict.value)
    if label.note:
        yield _text("commenting", label.note)
    for tag in label.tags:
        yield _text("tagging", tag)
    for one in label.evidence:
        yield _evidence(one)


def _text(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _evidence(one: Evidence) -> dict[str, Any]:
    """A source with what it says; where it has no address, what is known of it as a text."""
    linked = is_iri(one.url)
    quote = {"type": "TextQuoteSelector", "exact": one.quote} if one.quote else None
    if linked:
        body = {"type": "SpecificResource", "purpose": "linking", "source": one.url}
        body = _filled({**body, "selector": quote})
    else:
        body = _text("linking", one.url or one.title or one.quote)
    return body | _filled(
        {
            "fc:url": "" if linked else one.url,
            "fc:title": one.title,
            "fc:quote": "" if linked else one.quote,
            "fc:stance": one.stance.value,
            "fc:accessed": one.accessed,
            "fc:sha256": one.sha256,
        }
    )


def _target(span: Span, article: Article) -> dict[str, Any]:
    text, (start, end) = article.text, (span.start, span.end)
    return {
        "type": "SpecificResource",
        "source": article.source if is_iri(article.source) else as_iri(article.id, "article"),
        "fc:article": article.id,
        "fc:sha256": article.sha256,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


FORMAT: Final = Format(
    "web-annotation",
    "W3C Web Annotation, JSON-LD: one annotation a label",
    SUFFIXES,
    unit="open",
    written="codepoint",
    carries=ALL - {Carries.DECISIONS, Carries.COMMENTS},
    read=read,
    write=write,
    purpose=Purpose.WEB,
    recognises=recognises,
    companions=(TEXTS,),
)

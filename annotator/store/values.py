"""Rows of articles and labels as the values that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from annotator.domain.article import Article
from annotator.domain.label import Evidence, Label, Layer, Span, Verdict
from annotator.domain.records import evidence_from

ARTICLE: Final = (
    "articles.id, title, text, articles.sha256, source, published, language, meta, created"
)
LABEL: Final = (
    'labels.id, labels.article, labels.annotator, spans, start, "end", quote, verdict, layer, '
    "confidence, note, tags, evidence, labels.created, updated, labels.meta"
)
_LAYERS: Final = {layer.value: layer for layer in Layer}
_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}
_NOTHING: Final[Mapping[str, Any]] = {}


def article_of(row: tuple[Any, ...]) -> Article:
    """The article of a row of `ARTICLE`."""
    id_, title, text, sha256, source, published, language, meta, created = row
    return Article(
        id_, title, text, sha256, source, published, language, orjson.loads(meta), created
    )


def label_of(row: tuple[Any, ...], names: Mapping[str, str] | None = None) -> Label:
    """The label of a row of `LABEL`; its annotator by name, where names are given."""
    (
        id_, article, annotator, spans, start, end, quote, verdict, layer, confidence, note, tags,
        evidence, created, updated, meta,
    ) = row  # fmt: skip
    one = "],[" not in spans
    return Label(
        id_,
        article,
        annotator if names is None else names[annotator],
        (Span(start, end),) if one else spans_of(spans),
        _VERDICTS[verdict],
        quote,
        _LAYERS[layer],
        confidence,
        note,
        () if tags == "[]" else tuple(orjson.loads(tags)),
        () if evidence == "[]" else _evidence_of(evidence),
        created,
        updated,
        _NOTHING if meta == "{}" else orjson.loads(meta),
    )


def spans_of(value: str) -> tuple[Span, ...]:
    """The spans of a column."""
    return tuple(Span(start, end) for start, end in orjson.loads(value))


def _evidence_of(value: str) -> tuple[Evidence, ...]:
    return tuple(map(evidence_from, orjson.loads(value)))

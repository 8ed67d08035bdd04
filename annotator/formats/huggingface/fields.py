"""The columns of the Parquet files, declared once: the Arrow schema, the features in the card and
the fields in Croissant are made of them, and so is each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from annotator.domain.claim import Decision
from annotator.domain.comment import Comment
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Field:
    """One column, or one field of the structs in a column. `kind` is an Arrow type, or "struct"
    with `fields`; `many`: how many lists it is in."""

    name: str
    meaning: str
    kind: str = "string"
    many: int = 0
    fields: tuple[Field, ...] = ()


_SPANS: Final = Field(
    "spans", "What it covers, pairs of code points in text order, end-exclusive", "int32", 2
)
_EVIDENCE: Final = Field(
    "evidence", "What speaks for or against it", "struct", 1,
    (Field("url", "Its address"), Field("title", "Its title"), Field("quote", "Its own words"),
     Field("stance", "supports, refutes or context"), Field("accessed", "When it was read"),
     Field("sha256", "SHA-256 of a kept copy")),
)  # fmt: skip
_LABELS: Final = Field(
    "labels", "What annotators say of stretches of the text", "struct", 1,
    (Field("id", "Its id"), Field("annotator", "Whose it is"),
     Field("layer", "annotation, or gold: what stands after a decision"),
     _SPANS, Field("quote", "The words that it covers, fragments joined by “ … ”"),
     Field("verdict", "verified, disputed or unverifiable"),
     Field("confidence", "1 to 5, or null", "int8"), Field("note", "A note"),
     Field("tags", "Tags", many=1), _EVIDENCE, Field("created", "When it was made, in UTC"),
     Field("updated", "When it was changed, in UTC"), Field("meta", "Further keys, as JSON")),
)  # fmt: skip
_DECISIONS: Final = Field(
    "decisions", "How disagreements were settled", "struct", 1,
    (Field("id", "Its id"), Field("adjudicator", "Who decided"),
     Field("settles", "The ids of the labels that it settles", many=1),
     Field("outcome", "accepted, edited, rejected or deferred"),
     Field("label", "The id of the gold label that stands, or null"), Field("cause", "Why"),
     Field("reason", "The reason given"), Field("at", "When, in UTC"),
     Field("meta", "Further keys, as JSON")),
)  # fmt: skip
_COMMENTS: Final = Field(
    "comments", "What was said about labels, in threads", "struct", 1,
    (Field("id", "Its id"), Field("thread", "The id of its thread"),
     Field("annotator", "Who said it"), Field("about", "The ids of the labels", many=1),
     Field("step", "said, resolved or reopened"), Field("text", "The words"),
     Field("at", "When, in UTC"), Field("updated", "When it was changed, in UTC"),
     Field("meta", "Further keys, as JSON")),
)  # fmt: skip
FIELDS: Final = (
    Field("id", "The article’s id"), Field("title", "Its title"), Field("text", "Its text"),
    Field("source", "Where it was published"), Field("published", "When it was published"),
    Field("language", "Its language, a BCP 47 tag"), Field("sha256", "SHA-256 of the text"),
    Field("meta", "Further keys, as JSON"), _LABELS, _DECISIONS, _COMMENTS,
    Field("done", "Who finished the article", many=1),
)  # fmt: skip


def schema(fields: tuple[Field, ...] = FIELDS) -> pa.Schema:
    """The Arrow schema of the columns."""
    import pyarrow as pa

    return pa.schema([(one.name, _arrow(one)) for one in fields])


def _arrow(field: Field) -> pa.DataType:
    import pyarrow as pa

    if field.fields:
        kind = pa.struct([(one.name, _arrow(one)) for one in field.fields])
    else:
        kind = pa.type_for_alias(field.kind)
    for _ in range(field.many):
        kind = pa.list_(kind)
    return kind


def row(record: Record) -> dict[str, Any]:
    """An article as its row says it."""
    article = record.article
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "published": article.published,
        "language": article.language,
        "sha256": article.sha256,
        "meta": _json(article.meta),
        "labels": list(map(_label, record.labels)),
        "decisions": list(map(_decision, record.decisions)),
        "comments": list(map(_comment, record.comments)),
        "done": record.done,
    }


def _label(label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "annotator": label.annotator,
        "layer": label.layer.value,
        "spans": [(span.start, span.end) for span in label.spans],
        "quote": label.quote,
        "verdict": label.verdict.value,
        "confidence": label.confidence,
        "note": label.note,
        "tags": label.tags,
        "evidence": list(map(_evidence, label.evidence)) if label.evidence else (),
        "created": label.created,
        "updated": label.updated,
        "meta": _json(label.meta),
    }


def _evidence(one: Evidence) -> dict[str, str]:
    return {
        "url": one.url,
        "title": one.title,
        "quote": one.quote,
        "stance": one.stance.value,
        "accessed": one.accessed,
        "sha256": one.sha256,
    }


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "id": one.id,
        "adjudicator": one.adjudicator,
        "settles": one.settles,
        "outcome": one.outcome.value,
        "label": one.label,
        "cause": one.cause,
        "reason": one.reason,
        "at": one.at,
        "meta": _json(one.meta),
    }


def _comment(one: Comment) -> dict[str, Any]:
    return {
        "id": one.id,
        "thread": one.thread,
        "annotator": one.annotator,
        "about": one.about,
        "step": one.step.value,
        "text": one.text,
        "at": one.at,
        "updated": one.updated,
        "meta": _json(one.meta),
    }


def _json(meta: Mapping[str, Any]) -> str:
    return orjson.dumps(meta, option=orjson.OPT_SORT_KEYS).decode() if meta else "{}"

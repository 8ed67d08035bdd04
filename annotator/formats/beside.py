"""What a label and an article say besides the text, the place and the verdict, as plain keys that
another tool's file carries along, and back."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Annotated, Any, Final

from msgspec import Meta, Struct, ValidationError, convert

from annotator.domain.article import Article, new_article
from annotator.domain.dataset import RawLabel
from annotator.domain.journal import now
from annotator.domain.label import Label, Layer
from annotator.domain.records import evidence_fields
from annotator.formats.json_values import (
    LAYERS,
    LONGEST_ID,
    WrongError,
    choice_of,
    id_of,
    list_of,
    object_of,
    short,
    string_of,
    text_of,
)
from annotator.formats.jsonl_read import evidence_of
from annotator.formats.text import title_of

_DETAILS: Final = ("title", "source", "published", "language")


def of_label(label: Label) -> dict[str, Any]:
    """Its keys; what is empty is left out. `keys` are those of other tools."""
    evidence = [evidence_fields(one) for one in label.evidence] if label.evidence else None
    fields = {
        "id": label.id, "annotator": label.annotator, "layer": label.layer,
        "confidence": label.confidence, "note": label.note, "tags": label.tags,
        "evidence": evidence, "created": label.created, "updated": label.updated,
        "keys": label.meta,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def of_article(article: Article) -> dict[str, Any]:
    """Its keys, the id under `article`; what is empty is left out."""
    fields = {
        "article": article.id, "title": article.title, "source": article.source,
        "published": article.published, "language": article.language, "keys": dict(article.meta),
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def article_from(value: Mapping[str, Any], text: str, known: Container[str]) -> Article:
    """The article of this text of which these keys say the rest. Keys that are neither ours nor
    `known`, and those of ours that hold something else, are those of other tools."""
    said = {key: one for key in _DETAILS if isinstance(one := value.get(key), str)}
    other = {
        key: one
        for key, one in value.items()
        if key not in known and key not in said and key not in ("article", "keys", "meta")
    }
    for key in ("meta", "keys"):
        inner = value.get(key)
        other |= inner if isinstance(inner, dict) else {key: inner} if inner else {}
    title = said.pop("title", "") or title_of(text)
    id_ = id_of(value, "article", str) if isinstance(value.get("article"), str) else ""
    return new_article(text, title, created=now(), id=id_, meta=other, **said)


def raw_label(
    value: Mapping[str, Any],
    names: Sequence[str],
    spans: Sequence[tuple[int, int]],
    *,
    quote: str = "",
    place: str = "",
    annotator: str = "",
) -> RawLabel:
    """The label with these names at these places, of which these keys say the rest; `annotator`
    made it where they do not say. Raises WrongError."""
    said = _said(value)
    return RawLabel(
        tuple(names), tuple(spans), quote,
        place=place,
        id=said.id,
        annotator=said.annotator or annotator,
        layer=said.layer,
        confidence=said.confidence,
        note=said.note,
        tags=said.tags,
        evidence=tuple(map(evidence_of, said.evidence)) if said.evidence else (),
        created=said.created,
        updated=said.updated,
        meta=said.keys,
    )  # fmt: skip


class _Said(Struct):
    """What the keys of a label say, each as it must be."""

    id: Annotated[str, Meta(max_length=LONGEST_ID)] = ""
    annotator: str = ""
    layer: Layer = Layer.ANNOTATION
    confidence: Annotated[int, Meta(ge=1, le=5)] | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    evidence: list[Any] = []
    created: str = ""
    updated: str = ""
    keys: dict[str, Any] = {}


def _said(value: Mapping[str, Any]) -> _Said:
    """What they say: all at once, which costs a third of one key after the other, else so, with the
    reason of the first that is wrong."""
    try:
        said = convert(value, _Said)
        texts = (said.id, said.annotator, said.note, said.created, said.updated, *said.tags)
        if "\0" not in "".join(texts):
            return said
    except ValidationError:
        pass
    tags = list_of(value, "tags") if value.get("tags") else ()
    evidence = list_of(value, "evidence") if value.get("evidence") else []
    keys = value.get("keys")
    return _Said(
        id_of(value, "id", str),
        text_of(value, "annotator"),
        choice_of(value, "layer", LAYERS, Layer.ANNOTATION),
        confidence_of(value.get("confidence")),
        text_of(value, "note"),
        tuple([string_of(tag, "tags") for tag in tags]),
        evidence,
        text_of(value, "created"),
        text_of(value, "updated"),
        object_of(keys, "keys") if keys else {},
    )


def confidence_of(value: Any) -> int | None:
    """How sure somebody is, from 1 to 5, or None."""
    if value is None or (type(value) is int and 1 <= value <= 5):
        return value
    raise WrongError(f'"confidence" must be 1 to 5 or null, not {short(value)}.')

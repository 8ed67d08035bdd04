"""JSONL, one article a line: everything that a project holds of it. Offsets are code points,
end-exclusive. Unknown keys are kept, each at its level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from annotator.domain.article import Article
from annotator.domain.claim import Decision
from annotator.domain.comment import Comment
from annotator.domain.dataset import RawRecord, Record
from annotator.domain.label import Label
from annotator.domain.records import evidence_fields
from annotator.formats import jsonl_read
from annotator.formats.format import Format, Output, Purpose, Refusal, Source
from annotator.formats.json_parts import lines
from annotator.formats.json_values import WrongError
from annotator.formats.jsonl_read import META


def read(source: Source) -> Iterator[Record | RawRecord | Refusal]:
    """One record or refusal for each line that is not empty."""
    for line in lines(source.stream):
        if isinstance(line, Refusal):
            yield line
            continue
        try:
            yield jsonl_read.said(line.value, source.annotator, line.place)
        except WrongError as error:
            yield Refusal(line.place, str(error))


def write(records: Iterable[Record], output: Output) -> None:
    """One line for each record."""
    dumps, option = orjson.dumps, orjson.OPT_APPEND_NEWLINE
    output.stream.writelines(dumps(line_of(record), option=option) for record in records)


def line_of(record: Record) -> dict[str, Any]:
    """A record as its line says it."""
    article = record.article
    line = article_line(article)
    line["labels"] = [_label(label) for label in record.labels]
    line["decisions"] = [_decision(decision) for decision in record.decisions]
    if record.comments:
        line["comments"] = [_comment(comment) for comment in record.comments]
    if record.done:
        line["done"] = list(record.done)
    return line


def article_line(article: Article) -> dict[str, Any]:
    """An article without its labels as its line says it."""
    return {
        "id": article.id,
        "offset_unit": "codepoint",
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "published": article.published,
        "language": article.language,
        "meta": dict(article.meta),
    }


def _label(label: Label) -> dict[str, Any]:
    fields = {
        "id": label.id,
        "annotator": label.annotator,
        "layer": label.layer,  # orjson writes its value, faster than asking it for one
        "spans": [(span.start, span.end) for span in label.spans],
        "quote": label.quote,
        "verdict": label.verdict,
        "confidence": label.confidence,
        "note": label.note,
        "tags": label.tags,
        "evidence": [evidence_fields(one) for one in label.evidence] if label.evidence else (),
        "created": label.created,
        "updated": label.updated,
    }
    return _with_meta(fields, label.meta)


def _decision(decision: Decision) -> dict[str, Any]:
    fields = {
        "id": decision.id,
        "adjudicator": decision.adjudicator,
        "settles": decision.settles,
        "outcome": decision.outcome.value,
        "label": decision.label,
        "cause": decision.cause,
        "reason": decision.reason,
        "at": decision.at,
    }
    return _with_meta(fields, decision.meta)


def _comment(comment: Comment) -> dict[str, Any]:
    fields = {
        "id": comment.id,
        "thread": comment.thread,
        "annotator": comment.annotator,
        "about": comment.about,
        "step": comment.step.value,
        "text": comment.text,
        "at": comment.at,
        "updated": comment.updated,
    }
    return _with_meta(fields, comment.meta)


def _with_meta(fields: dict[str, Any], meta: Mapping[str, Any]) -> dict[str, Any]:
    """With further keys beside the fields; where one is called as a field is, all under "meta"."""
    if not meta:
        return fields
    clear = META not in meta and fields.keys().isdisjoint(meta)
    return {**fields, **meta} if clear else {**fields, META: dict(meta)}


FORMAT: Final = Format(
    "jsonl",
    "JSONL, lossless: one article a line",
    (".jsonl", ".ndjson"),
    unit="codepoint",
    read=read,
    write=write,
    purpose=Purpose.KEEPING,
)

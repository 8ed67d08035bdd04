"""JSONL as spaCy's users and Prodigy have it: a text a line with `spans` of start, end and label.
Positions are code points, end-exclusive.

A line is one annotator's copy of an article (`_annotator_id`). Both tools keep keys of a span that
they do not know, and there stands the rest of a label; the fragments of one label share its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from annotator.domain.dataset import RawLabel, RawRecord, Record
from annotator.domain.label import FRAGMENT_JOINT, Label
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats import beside, copies
from annotator.formats.copies import Copy
from annotator.formats.first_lines import are_ours, first_lines, refuse_others
from annotator.formats.format import ALL, Carries, Format, Output, Purpose, Refusal, Source
from annotator.formats.json_parts import lines
from annotator.formats.json_values import (
    WrongError,
    list_of,
    name_of,
    object_of,
    short,
    string_of,
    text_of,
)

_SPANS: Final = ("spans", "ents")
"""Where labels are: `ents` is what spaCy's own `Doc.to_json` calls those of a named entity."""

_LINE: Final = frozenset("text spans ents meta tokens answer accept options done".split())
_SPAN: Final = frozenset("start end label text token_start token_end".split())
_LEFT: Final = {"reject": "rejected", "ignore": "ignored"}


def write(records: Iterable[Record], output: Output) -> None:
    """A line for each copy of each article."""
    for record in records:
        article, text = beside.of_article(record.article), record.article.text
        apart = output.options[copies.OPTION.name] == "annotator"
        for copy in copies.copies(record, output.options):
            done = [copy.annotator] if copy.done else [] if apart else list(record.done)
            line: dict[str, Any] = {
                "text": text,
                "spans": [span for label in copy.labels for span in _spans(label, copy, text)],
                "meta": {**article, "done": done} if done else article,
                "answer": "accept",
            }
            if copy.annotator:
                line["_annotator_id"] = copy.annotator
            output.stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _spans(label: Label, copy: Copy, text: str) -> Iterator[dict[str, Any]]:
    """Its fragments, the first of them with all that the label says."""
    rest = beside.of_label(label)
    if copy.annotator:
        del rest["annotator"]
    for span in label.spans:
        place = {"start": span.start, "end": span.end, "label": label.verdict.value}
        yield {**place, "text": text[span.start : span.end], **rest}
        rest = {"id": label.id}


def recognises(head: bytes) -> bool:
    """Whether a file begins with lines of spans, and not as ours."""
    found = first_lines(head)
    return any(map(_has_spans, found)) and not are_ours(found)


def _has_spans(line: Mapping[str, Any]) -> bool:
    found = [line[name] for name in _SPANS if isinstance(line.get(name), list)]
    return bool(found) and all(isinstance(one, dict) for spans in found for one in spans)


def read(source: Source) -> Iterator[RawRecord | Refusal]:
    """A record for each line, those of one article that stand together made one."""
    return copies.together(_read(source))


def _read(source: Source) -> Iterator[RawRecord | Refusal]:
    for line in lines(source.stream):
        if isinstance(line, Refusal):
            yield line
            continue
        told: list[Refusal] = []
        try:
            yield _record(object_of(line.value, "line"), line.place, told)
        except (WrongError, AnnotatorError) as error:
            yield Refusal(line.place, str(error))
        yield from told


def _record(value: dict[str, Any], place: str, told: list[Refusal]) -> RawRecord:
    raw = text_of(value, "text", needed=True)
    answer = value.get("answer")
    if isinstance(answer, str) and answer in _LEFT:
        raise WrongError(f"It was {_LEFT[answer]} in Prodigy.")
    refuse_others(value, _SPANS)
    if list_of(value, "accept"):
        told.append(Refusal(place, f"{short(value['accept'])} is said of the whole text."))
    meta = value.get("meta")
    meta = meta if isinstance(meta, dict) else {"meta": meta} if meta else {}
    other = {key: one for key, one in value.items() if key not in _LINE and key[:1] != "_"}
    article = beside.article_from({**other, **meta}, clean_text(raw).text, {"done"})
    who = text_of(value, "_annotator_id") or text_of(value, "_session_id")
    ours = bool(meta.get("article"))
    if isinstance(value.get("spans"), dict) and "ents" in value:
        told.append(Refusal(place, "Its groups of spans are left out: its entities are read."))
        value = {**value, "spans": []}
    spans = [span for name in _SPANS for span in list_of(value, name)]
    labels = list(_labels(spans, who, place, told, ours=ours))
    done = [name_of(name, "done") for name in list_of(meta, "done")]
    return RawRecord(article, labels, raw, done=tuple(done), place=place)


def _labels(
    spans: list[Any], annotator: str, place: str, told: list[Refusal], *, ours: bool
) -> Iterator[RawLabel]:
    """The labels; where the file is ours, spans of one id are one."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, span in enumerate(spans, 1):
        match span:
            case {"start": start, "end": end, "label": str()} if type(start) is type(end) is int:
                id_ = span.get("id") if ours else None
                groups.setdefault(id_ if isinstance(id_, str) else f"\0{number}", []).append(span)
            case _:
                told.append(Refusal(place, f"{short(span)} has no start, end and label."))
    for fragments in groups.values():
        try:
            yield _label(fragments, annotator, place, ours=ours)
        except WrongError as error:
            told.append(Refusal(place, str(error)))


def _label(fragments: list[dict[str, Any]], annotator: str, place: str, *, ours: bool) -> RawLabel:
    first = fragments[0]
    quotes = [string_of(one.get("text") or "", "text") for one in fragments]
    return beside.raw_label(
        first if ours else {"keys": _foreign(first)},
        (first["label"],),
        [(one["start"], one["end"]) for one in fragments],
        quote=FRAGMENT_JOINT.join(quotes) if all(quotes) else "",
        place=place,
        annotator=annotator,
    )


def _foreign(span: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in span.items() if key not in _SPAN}


FORMAT: Final = Format(
    "spacy-jsonl",
    "JSONL with spans, for spaCy and Prodigy",
    (".jsonl",),
    unit="codepoint",
    carries=ALL - {Carries.DECISIONS, Carries.COMMENTS},
    read=read,
    write=write,
    purpose=Purpose.LEARNING,
    options=(copies.OPTION,),
    recognises=recognises,
)

"""Label Studio's JSON, in: tasks with annotations and predictions, ours or anybody's.

In practice positions are JavaScript's UTF-16 units; some exporters count code points, so the quotes
decide. A file of ours says its unit, which counts where they leave it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain.dataset import RawLabel, RawRecord
from annotator.domain.label import FRAGMENT_JOINT, Layer
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats import beside
from annotator.formats.format import Refusal, Source
from annotator.formats.joining import joined
from annotator.formats.json_parts import items
from annotator.formats.json_values import (
    WrongError,
    list_of,
    name_of,
    object_of,
    short,
    string_of,
    text_of,
)

VERDICT, TEXT, CONFIDENCE, NOTE, TAGS = "verdict", "text", "confidence", "note", "tags"
"""The names of the controls in the configuration that we write."""

FRAGMENT: Final = "fragment"
UNIT: Final = "utf16"
_LINE_END: Final = "\\n"
"""Label Studio's editor writes these two letters for each CR and LF of a quote."""

_SEEN: Final = re.compile(
    rb'\A\s*\[?\s*\{.*"(?:annotations|predictions|completions)"\s*:\s*\[.*', re.DOTALL
)
_TASK: Final = re.compile(rb'\A\s*\[?\s*\{\s*(?:"id"\s*:\s*\d+\s*,\s*)?"data"\s*:\s*\{')
_OWN: Final = frozenset({"offset_unit", "done"})
_NO_TASK: Final = (
    'It has no "data", and is no task of Label Studio, which gives them out as JSON, not as '
    "JSON-MIN. Articles are read from JSON lines, in a .jsonl file."
)


def recognises(head: bytes) -> bool:
    """Whether a file begins with tasks."""
    return bool(_TASK.search(head) or (_SEEN.search(head) and b"anno.jsonld" not in head))


def read(source: Source) -> Iterator[RawRecord | Refusal]:
    """A record for each task, and a refusal for whatever in it is no label of a place."""
    for one in items(source.stream, "task"):
        if isinstance(one, Refusal):
            yield one
            continue
        told: list[Refusal] = []
        if isinstance(one.value, dict) and "@type" in one.value:
            kind = short(one.value["@type"])
            yield Refusal("", f"This is JSON-LD of the type {kind}, and no tasks of Label Studio.")
            return
        try:
            yield _record(object_of(one.value, "task"), one.place, source, told)
        except (WrongError, AnnotatorError) as error:
            yield Refusal(one.place, str(error))
        yield from told


def _record(value: dict[str, Any], place: str, source: Source, told: list[Refusal]) -> RawRecord:
    data = value.get("data")
    if not isinstance(data, dict):
        raise WrongError(_NO_TASK)
    key = _text_key(data, source.options["text"])
    raw = text_of(data, key)
    ours = data.get("offset_unit") == UNIT
    details = data if ours else {**data, "article": None, "keys": _keys(data, key)}
    article = beside.article_from(details, clean_text(raw).text, {*_OWN, key} if ours else {key})
    labels: list[RawLabel] = []
    done = [name_of(one, "done") for one in list_of(data, "done")] if ours else []
    # Before 1.0 they were called completions.
    annotations = [*list_of(value, "annotations"), *list_of(value, "completions")]
    for number, one in enumerate(annotations, 1):
        work = _work(object_of(one, "annotation"), f"{place}, annotation {number}", ours=ours)
        if one.get("was_cancelled") is True:
            told.append(Refusal(work.place, "It was skipped in Label Studio."))
            continue
        labels += _labels(work, told)
        if work.annotator and not ours:
            done.append(work.annotator)
    drafts = sum(not isinstance(one, dict) or bool(one.get("result")) for one in _drafts(value))
    if drafts:
        said, them = ("A draft is", "it") if drafts == 1 else (f"{drafts:,} drafts are", "them")
        told.append(Refusal(place, f"{said} left out: nobody has submitted {them}."))
    if source.options["predictions"] == "take":
        for number, one in enumerate(list_of(value, "predictions"), 1):
            work = _work(object_of(one, "prediction"), f"{place}, prediction {number}", ours=False)
            work.annotator = text_of(one, "model_version") or "prediction"
            labels += _labels(work, told)
    if _LINE_END not in raw:  # else nobody can say which of them a quote means
        labels = [_with_line_ends(one, raw) if _LINE_END in one.quote else one for one in labels]
    people = tuple(dict.fromkeys(done))
    return RawRecord(article, labels, raw, done=people, place=place, unit=UNIT)


def _drafts(task: dict[str, Any]) -> Iterator[Any]:
    """What is begun, of the task and of those annotations that somebody is changing."""
    for one in (task, *list_of(task, "annotations")):
        drafts = one.get("drafts") if isinstance(one, dict) else None
        yield from drafts if isinstance(drafts, list) else ()


def _with_line_ends(label: RawLabel, raw: str) -> RawLabel:
    """The label with a quote that says line ends as the text does."""
    quote = label.quote.replace(2 * _LINE_END, "\r\n") if "\r\n" in raw else label.quote
    return replace(label, quote=quote.replace(_LINE_END, "\n"))


def _text_key(data: Mapping[str, Any], wanted: str) -> str:
    """The key of the text: the one that is said, else that of the longest text."""
    texts = {key: len(one) for key, one in data.items() if isinstance(one, str)}
    if not texts:
        raise WrongError("There is no text in its data.")
    return wanted if wanted in texts else max(texts, key=lambda key: texts[key])


def _keys(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What another's task calls as we call ours."""
    return {name: data[name] for name in ("article", "keys") if name in data and name != key}


class _Work(Struct):
    """An annotation or a prediction: its results, and what it says of all of them."""

    place: str
    results: list[Any]
    ours: bool
    annotator: str = ""
    layer: Layer = Layer.ANNOTATION
    created: str = ""
    updated: str = ""


class _Region(Struct):
    """What the results of one id say together."""

    place: str
    spans: tuple[tuple[int, int], ...] = ()
    quote: str = ""
    names: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    confidence: int | None = None
    meta: dict[str, Any] = field(default_factory=dict)


def _work(value: dict[str, Any], place: str, *, ours: bool) -> _Work:
    return _Work(
        place,
        list_of(value, "result"),
        ours,
        _who(value.get("completed_by")),
        Layer.GOLD if value.get("ground_truth") is True else Layer.ANNOTATION,
        text_of(value, "created_at"),
        text_of(value, "updated_at"),
    )


def _who(value: Any) -> str:
    """The name of a person, else their address, else their number."""
    if isinstance(value, dict):
        parts = [value.get("first_name"), value.get("last_name")]
        name = " ".join(one for one in parts if isinstance(one, str) and one)
        for one in (name, value.get("email"), value.get("username")):
            if isinstance(one, str) and one.strip():
                return string_of(one, "completed_by")
        value = value.get("id")
    return f"user {value}" if type(value) is int else ""


def _labels(work: _Work, told: list[Refusal]) -> Iterator[RawLabel]:
    regions: dict[str, _Region] = {}
    pairs: list[tuple[str, str]] = []
    for number, result in enumerate(work.results, 1):
        place = f"{work.place}, result {number}"
        try:
            result = object_of(result, "result")
            if result.get("type") == "relation":
                pairs.append(_related(result))
            else:
                _say(result, regions, place)
        except WrongError as error:
            told.append(Refusal(place, str(error)))
    known = [pair for pair in pairs if pair[0] in regions and pair[1] in regions]
    told += [Refusal(work.place, "A relation joins what is not there.")] * (len(pairs) - len(known))
    labels = [[region] for region in regions.values()]
    if known:
        labels = [[regions[id_] for id_ in group] for group in joined(regions, known)]
    for fragments in labels:
        try:
            yield _label(fragments, work)
        except WrongError as error:
            told.append(Refusal(fragments[0].place, str(error)))


def _related(result: Mapping[str, Any]) -> tuple[str, str]:
    if list_of(result, "labels") != [FRAGMENT]:
        raise WrongError("A relation is left out.")
    return text_of(result, "from_id"), text_of(result, "to_id")


def _say(result: Mapping[str, Any], regions: dict[str, _Region], place: str) -> None:
    """Add what a result says to its region; WrongError where it is about no place in a text."""
    kind = text_of(result, "type")
    value = object_of(result.get("value"), "value")
    id_ = text_of(result, "id") or place
    if kind not in _TAKEN:
        raise WrongError(f"A result of the type {short(kind)} is left out.")
    region = regions.get(id_)
    if "start" in value:
        span = _span(value)
        region = region or _Region(place)
        region.spans = (span,)
    elif region is None:
        raise WrongError(f"{short(kind)} is said of the whole text.")
    meta, score = result.get("meta"), result.get("score")
    if isinstance(meta, dict):
        region.meta |= meta
    if score is not None and type(score) in (int, float):
        region.meta.setdefault("score", score)
    _add(region, kind, value, result)
    regions[id_] = region  # not before: of one that is wrong there is none


def _add(region: _Region, kind: str, value: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Add what a result of this kind says."""
    if kind == "labels":
        region.quote = text_of(value, "text")
        region.names += _strings(value, "labels")
    elif kind == "choices":
        region.names += _strings(value, "choices")
    elif kind == "taxonomy":
        paths = [one for one in list_of(value, "taxonomy") if isinstance(one, list) and one]
        region.names += [string_of(path[-1], "taxonomy") for path in paths]
    elif kind == "rating":
        region.confidence = beside.confidence_of(value.get("rating"))
    elif text_of(result, "from_name") == TAGS:
        region.tags += _strings(value, "text")
    else:
        region.notes += _strings(value, "text")


_TAKEN: Final = frozenset({"labels", "choices", "taxonomy", "rating", "textarea"})


def _span(value: Mapping[str, Any]) -> tuple[int, int]:
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int:
        raise WrongError(f"Its place {short([start, end])} is not one in plain text.")
    return start, end


def _strings(value: Mapping[str, Any], name: str) -> list[str]:
    found = value.get(name)
    many = [found] if isinstance(found, str) else list_of(value, name)
    return [string_of(one, name) for one in many]


def _label(fragments: list[_Region], work: _Work) -> RawLabel:
    first = fragments[0]
    if len(fragments) > 1:
        first = _together(fragments)
    meta, notes = first.meta, first.notes
    if not work.ours:
        text = meta.pop("text", None)
        notes += [
            one for one in (text if isinstance(text, list) else [text]) if isinstance(one, str)
        ]
        meta = {"keys": meta}
    rest = {
        "layer": work.layer,
        "created": work.created,
        "updated": work.updated,
        **meta,
        "note": "\n".join(notes),
        "tags": first.tags,
        "confidence": first.confidence,
    }
    return beside.raw_label(
        rest,
        tuple(dict.fromkeys(first.names)),
        first.spans,
        quote=first.quote,
        place=first.place,
        annotator=work.annotator,
    )


def _together(fragments: list[_Region]) -> _Region:
    """Regions that are fragments of one label, as one."""
    quotes = [region.quote for region in fragments]
    return _Region(
        fragments[0].place,
        tuple(span for region in fragments for span in region.spans),
        FRAGMENT_JOINT.join(quotes) if all(quotes) else "",
        [name for region in fragments for name in region.names],
        [tag for region in fragments for tag in region.tags],
        [note for region in fragments for note in region.notes],
        next((one.confidence for one in fragments if one.confidence), None),
        {key: one for region in fragments for key, one in region.meta.items()},
    )

"""doccano's JSONL for sequence labelling: a text a line with `[start, end, label]`, or with
`entities` that `relations` join. Positions are code points, end-exclusive.

doccano knows no annotators in what it takes in, but keeps other keys of a line as its metadata and
gives them out again: there stand the article, and whose copy of it a line is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import orjson

from annotator.domain.dataset import RawLabel, RawRecord, Record
from annotator.domain.label import Label, Layer
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats import beside, copies
from annotator.formats.copies import Copy
from annotator.formats.first_lines import are_ours, first_lines, refuse_others
from annotator.formats.format import (
    ALL,
    Carries,
    Format,
    Option,
    Options,
    Output,
    Purpose,
    Refusal,
    Source,
)
from annotator.formats.joining import joined
from annotator.formats.json_parts import lines
from annotator.formats.json_values import (
    LAYERS,
    WrongError,
    choice_of,
    list_of,
    object_of,
    short,
    text_of,
)

_FRAGMENT: Final = "fragment"
"""The relation between the fragments of a label."""

_LISTS: Final = ("label", "labels", "entities")
_NOT: Final = ("annotations", "spans")
_SAID: Final = "Comments"
"""What people said of the whole text; older versions write an empty list of it on each line."""

_OWN: Final = frozenset(
    f"id text label labels entities relations {_SAID} annotator layer done".split()
)


def write(records: Iterable[Record], output: Output) -> None:
    """A line for each copy of each article."""
    options = output.options
    for record in records:
        article = beside.of_article(record.article)
        for copy in copies.copies(record, options):
            line = {"text": record.article.text, **_labels(copy, options), **article, **_who(copy)}
            output.stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def losses(record: Record, options: Options) -> Iterator[str]:
    """What depends on the options."""
    yield from copies.losses(record, options)
    for label in record.labels:
        if options["shape"] == "label" and len(label.spans) > 1:
            yield "the fragments of a label become labels of their own"
        if label.meta:
            yield "keys of other tools at a label are left out"


def holds(record: Record, options: Options) -> list[tuple[Label]]:
    """The labels; without relations each of their fragments is one."""
    each = options["shape"] == "label"
    return [(label,) for label in record.labels for _ in label.spans[: None if each else 1]]


def _who(copy: Copy) -> dict[str, Any]:
    if not copy.annotator:
        return {}
    return {"annotator": copy.annotator, "layer": copy.layer.value, "done": copy.done}


def _labels(copy: Copy, options: Options) -> dict[str, Any]:
    if options["shape"] == "label":
        return {
            "label": [
                (span.start, span.end, label.verdict.value)
                for label in copy.labels
                for span in label.spans
            ]
        }
    entities: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    for label in copy.labels:
        for number, span in enumerate(label.spans):
            id_ = len(entities) + 1
            place = {"start_offset": span.start, "end_offset": span.end}
            entities.append({"id": id_, "label": label.verdict.value, **place})
            if number:
                between = {"from_id": id_ - 1, "to_id": id_, "type": _FRAGMENT}
                relations.append({"id": len(relations) + 1, **between})
    return {"entities": entities, "relations": relations}


def recognises(head: bytes) -> bool:
    """Whether a file begins as doccano's do, and not as ours or another tool's."""
    found = first_lines(head)
    others = are_ours(found) or any(name in line for line in found for name in _NOT)
    return any(map(_is_doccanos, found)) and not others


def _is_doccanos(line: Mapping[str, Any]) -> bool:
    """Whether it has a list as doccano has them; under "labels" others have plain words."""
    labels = line.get("labels")
    return (isinstance(labels, list) and any(isinstance(one, list) for one in labels)) or any(
        isinstance(line.get(name), list) for name in ("label", "entities")
    )


def read(source: Source) -> Iterator[RawRecord | Refusal]:
    """A record for each line, those of one article that stand together made one."""
    return copies.together(_read(source))


def _read(source: Source) -> Iterator[RawRecord | Refusal]:
    for line in lines(source.stream):
        if isinstance(line, Refusal):
            yield line
            continue
        try:
            value = object_of(line.value, "line")
            told: list[Refusal] = []
            yield _record(value, line.place, told)
            yield from told
        except (WrongError, AnnotatorError) as error:
            yield Refusal(line.place, str(error))


def _record(value: dict[str, Any], place: str, told: list[Refusal]) -> RawRecord:
    key = "text" if isinstance(value.get("text"), str) else "data"  # as some versions call it
    raw = text_of(value, key if key in value else "text", needed=True)
    refuse_others(value, _LISTS)
    text = clean_text(raw).text
    known = {*_OWN, key} if not value.get(_SAID) else {*_OWN, key} - {_SAID}
    article = beside.article_from(value, text, known)
    annotator = text_of(value, "annotator")
    layer = choice_of(value, "layer", LAYERS, Layer.ANNOTATION)
    labels = []
    for name, spans in (*_triples(value, place, told), *_entities(value, place, told)):
        labels.append(RawLabel((name,), spans, place=place, annotator=annotator, layer=layer))
    done = (annotator,) if annotator and value.get("done") is True else ()
    return RawRecord(article, labels, raw, done=done, place=place)


_Named: TypeAlias = tuple[str, tuple[tuple[int, int], ...]]


def _triples(value: Mapping[str, Any], place: str, told: list[Refusal]) -> Iterator[_Named]:
    for one in [*list_of(value, "label"), *list_of(value, "labels")]:
        match one:
            case [start, end, str(name)] if type(start) is type(end) is int:
                yield name, ((start, end),)
            case str():
                told.append(Refusal(place, f"{short(one)} is said of the whole text."))
            case _:
                told.append(Refusal(place, f"{short(one)} is no [start, end, label]."))


def _entities(value: Mapping[str, Any], place: str, told: list[Refusal]) -> Iterator[_Named]:
    """The entities, those that a relation makes fragments of one label as one."""
    found: dict[int, _Named] = {}
    for one in list_of(value, "entities"):
        match one:
            case {"id": int(id_), "label": str(name), "start_offset": start, "end_offset": end} if (
                type(start) is type(end) is int
            ):
                if id_ in found:
                    told.append(Refusal(place, f"There are two entities with the id {id_}."))
                else:
                    found[id_] = (name, ((start, end),))
            case _:
                told.append(Refusal(place, f"{short(one)} is no entity."))
    pairs = []
    for one in list_of(value, "relations"):
        match one:
            case {"from_id": int(first), "to_id": int(second), "type": str(kind)} if (
                kind == _FRAGMENT
                and first in found
                and second in found
                and found[first][0] == found[second][0]
            ):
                pairs.append((first, second))
            case _:
                told.append(Refusal(place, f"The relation {short(one)} is left out."))
    for group in joined(found, pairs):
        yield found[group[0]][0], tuple(span for id_ in group for span in found[id_][1])


FORMAT: Final = Format(
    "doccano",
    "doccano’s JSONL, for sequence labelling",
    (".jsonl",),
    unit="codepoint",
    carries=ALL
    - {
        Carries.IDS,
        Carries.EVIDENCE,
        Carries.NOTES,
        Carries.TAGS,
        Carries.CONFIDENCE,
        Carries.TIMES,
        Carries.DECISIONS,
        Carries.COMMENTS,
    },
    counts=False,
    also_loses="that fragments are one label, unless written as relations; keys of other tools at "
    "a label",
    read=read,
    write=write,
    purpose=Purpose.TOOLS,
    losses=losses,
    holds=holds,
    options=(
        copies.OPTION,
        Option(
            "shape",
            "How a label is written",
            {"label": "as [start, end, label]", "relations": "as an entity, fragments related"},
            "label",
        ),
    ),
    recognises=recognises,
)

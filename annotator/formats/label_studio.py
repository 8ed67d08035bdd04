"""Label Studio's JSON, out: a list of tasks to import, and beside it the labelling configuration
that they fit. Positions are UTF-16 units, as JavaScript counts.

An annotation is one annotator's copy of an article; it names nobody, because Label Studio refuses
people whom it does not know. Who it was and what a region has no control for is in the region's
`meta`, which Label Studio keeps. Fragments are regions that relations join.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import orjson

from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer, Verdict
from annotator.domain.offsets import Offsets
from annotator.formats import beside, copies
from annotator.formats.format import ALL, Carries, Format, Option, Output, Purpose
from annotator.formats.label_studio_read import (
    CONFIDENCE,
    FRAGMENT,
    NOTE,
    TAGS,
    TEXT,
    UNIT,
    VERDICT,
    read,
    recognises,
)

CONFIG: Final = ".config.xml"
"""The ending of the companion with the labelling configuration."""

_COLOURS: Final = {
    Verdict.VERIFIED: "#2f8f5b",
    Verdict.DISPUTED: "#c4453c",
    Verdict.UNVERIFIABLE: "#8a6d1f",
}
_APART: Final = {copies.OPTION.name: "annotator"}


def configuration() -> str:
    """What a project in Label Studio must be set up with."""
    labels = "\n".join(
        f'    <Label value="{verdict}" background="{colour}"/>'
        for verdict, colour in _COLOURS.items()
    )
    return f"""<View>
  <Labels name="{VERDICT}" toName="{TEXT}">
{labels}
  </Labels>
  <Relations>
    <Relation value="{FRAGMENT}"/>
  </Relations>
  <Text name="{TEXT}" value="${TEXT}" granularity="word"/>
  <Rating name="{CONFIDENCE}" toName="{TEXT}" maxRating="5" perRegion="true"/>
  <TextArea name="{NOTE}" toName="{TEXT}" perRegion="true" editable="true"/>
  <TextArea name="{TAGS}" toName="{TEXT}" perRegion="true" editable="true"/>
</View>
"""


def write(records: Iterable[Record], output: Output) -> None:
    """A task for each article, and the configuration."""
    with output.open(CONFIG) as stream:
        stream.write(configuration().encode())
    between = b"[\n"
    for number, record in enumerate(records, 1):
        output.stream.write(between + orjson.dumps(task(record, number)))
        between = b",\n"
    output.stream.write(b"\n]\n" if between == b",\n" else b"[]\n")


def task(record: Record, number: int) -> dict[str, Any]:
    """An article with an annotation for each annotator."""
    article, offsets = record.article, Offsets(record.article.text)
    annotations, regions = [], 0
    for copy in copies.copies(record, _APART):
        if not copy.annotator:
            continue
        results: list[dict[str, Any]] = []
        for label in copy.labels:
            results += _results(label, article.text, offsets, regions)
            regions += len(label.spans)
        annotations.append({"result": results, "ground_truth": copy.layer is Layer.GOLD})
    data = {TEXT: article.text, **beside.of_article(article), "offset_unit": UNIT}
    if record.done:
        data["done"] = list(record.done)
    return {"id": number, "annotations": annotations, "data": data}


def _results(label: Label, text: str, offsets: Offsets, number: int) -> Iterator[dict[str, Any]]:
    """The regions of a label, what is said of the first, and how they belong together."""
    ids = [f"region-{number + at}" for at in range(len(label.spans))]
    places = [
        {"start": offsets.utf16(span.start), "end": offsets.utf16(span.end)} for span in label.spans
    ]
    rest = beside.of_label(label)
    for key in ("confidence", "note", "tags"):
        rest.pop(key, None)
    for id_, place, span in zip(ids, places, label.spans, strict=True):
        quoted = {**place, "text": text[span.start : span.end]}
        region = _result(id_, VERDICT, "labels", {**quoted, "labels": [label.verdict.value]})
        yield {**region, "meta": rest} if rest else region
        rest = {}
    if label.confidence:
        value = {**places[0], "rating": label.confidence}
        yield _result(ids[0], CONFIDENCE, "rating", value)
    for name, texts in ((NOTE, [label.note]), (TAGS, label.tags)):
        if any(texts):
            yield _result(ids[0], name, "textarea", {**places[0], "text": list(texts)})
    for first, second in pairwise(ids):
        relation = {"type": "relation", "from_id": first, "to_id": second}
        yield {**relation, "direction": "right", "labels": [FRAGMENT]}


def _result(id_: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": id_, "from_name": name, "to_name": TEXT, "type": kind, "value": value}


FORMAT: Final = Format(
    "label-studio",
    "Label Studio’s JSON: tasks with annotations",
    (".json",),
    unit="open",
    written="utf16",
    carries=ALL - {Carries.DECISIONS, Carries.COMMENTS},
    read=read,
    write=write,
    purpose=Purpose.TOOLS,
    options=(
        Option("text", "The key of a task’s data that holds the text", {}, TEXT, True, False),
        Option(
            "predictions",
            "Predictions of models",
            {"take": "come in as labels of the model", "leave": "are left out"},
            "take",
            reading=True,
            writing=False,
        ),
    ),
    recognises=recognises,
    companions=(CONFIG,),
)

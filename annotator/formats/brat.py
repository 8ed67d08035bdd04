"""brat's standoff format: a folder an annotator, in it a text and an .ann file for each article.

A label is one text-bound annotation, its verdict the type. No mention may hold a line end, so a
span over one is split, as brat itself does. What brat has no field for stands in notes of our own
types, each on one line: `Tags` (a JSON list), `Evidence` (a JSON object, one note a piece), `Note`
(a JSON string, where the note does not fit on a line) and `Label` (id, annotator, layer, times, and
the spans where they were split). brat shows such notes and keeps them. On the way back they hold as
long as brat's own fields agree with them: what a person has changed in brat stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer
from annotator.formats import brat_read
from annotator.formats.asides import evidence_line, json_line, one_line, rest_fields
from annotator.formats.brat_read import pieces
from annotator.formats.format import ALL, Carries, Format, Option, Options, Output, Purpose
from annotator.formats.naming import file_name
from annotator.formats.text import mark_losses

_TYPES: Final = b"""\
[entities]
verified
disputed
unverifiable

[relations]

[events]

[attributes]
Confidence\tArg:<ENTITY>, Value:1|2|3|4|5
"""
_LOOKS: Final = """\
[labels]
verified | Verified | \u2713
disputed | Disputed | \u2717
unverifiable | Unverifiable | ?
Confidence | Confidence | Conf

[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:lightgray, borderColor:darken
verified\tbgColor:#d5f0e6, borderColor:#0b7a5c
disputed\tbgColor:#fde3d3, borderColor:#b8470b
unverifiable\tbgColor:#e7e2f6, borderColor:#6b5ca5
ATTRIBUTE_DEFAULT\tglyph:*
Confidence\tposition:left, glyph:1|2|3|4|5
""".encode()
_LOSS: Final = "a label of spaces and line ends alone is left out"


def write(records: Iterable[Record], output: Output) -> None:
    """The two files that tell brat the verdicts, then text and labels by annotator. An article
    that nobody labelled or finished stands in the root."""
    for name, content in (("annotation.conf", _TYPES), ("visual.conf", _LOOKS)):
        with output.open(name) as stream:
            stream.write(content)
    names: dict[str, int] = {}
    folders = _Folders()
    for record in records:
        article = record.article
        name, text = file_name(article.title or article.id, names), article.text.encode()
        for folder, labels in folders.of(record):
            with output.open(f"{folder}{name}.txt") as stream:
                stream.write(text)
            with output.open(f"{folder}{name}.ann") as stream:
                stream.write(_lines(labels, article.text).encode())


def losses(record: Record, _: Options) -> Iterator[str]:
    """Labels that brat has no mention for, and a mark before the text."""
    yield from mark_losses(record.article.text)
    for label in record.labels:
        if not pieces(record.article.text, label.spans):
            yield _LOSS


def holds(record: Record, _: Options) -> list[tuple[Label]]:
    """The labels that brat has a mention for."""
    text = record.article.text
    return [(label,) for label in record.labels if pieces(text, label.spans)]


class _Folders:
    """The folders by annotator, gold apart; each has its name once."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, Layer], str] = {}
        self._taken: dict[str, int] = {}

    def of(self, record: Record) -> Iterator[tuple[str, Sequence[Label]]]:
        """The folders that an article goes into, each with its labels there."""
        found: dict[tuple[str, Layer], list[Label]] = {
            (name, Layer.ANNOTATION): [] for name in record.done
        }
        for label in record.labels:
            found.setdefault((label.annotator, label.layer), []).append(label)
        if not found:
            yield "", ()
        for whose, labels in sorted(found.items()):
            yield f"{self._name(*whose)}/", labels

    def _name(self, annotator: str, layer: Layer) -> str:
        if (annotator, layer) not in self._names:
            words = annotator.replace(".", " ")
            words = f"{words}-gold" if layer is Layer.GOLD else words
            self._names[annotator, layer] = file_name(words, self._taken)
        return self._names[annotator, layer]


def _lines(labels: Iterable[Label], text: str) -> str:
    lines: list[str] = []
    notes = 0
    for number, label in enumerate(labels, 1):
        places = pieces(text, label.spans)
        if not places:
            continue
        where = ";".join([f"{start} {end}" for start, end in places])
        quote = " ".join([text[start:end] for start, end in places])
        lines.append(f"T{number}\t{label.verdict} {where}\t{quote}\n")
        if label.confidence is not None:
            lines.append(f"A{number}\tConfidence T{number} {label.confidence}\n")
        for kind, said in _notes(label, places):
            notes += 1
            lines.append(f"#{notes}\t{kind} T{number}\t{said}\n")
    return "".join(lines)


def _notes(label: Label, places: Sequence[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    shown = one_line(label.note) if label.note else ""
    if shown:
        yield "AnnotatorNotes", shown
    if shown != label.note:
        yield "Note", json_line(label.note)
    if label.tags:
        yield "Tags", json_line(label.tags)
    for one in label.evidence:
        yield "Evidence", evidence_line(one)
    rest = rest_fields(label)
    spans = [(span.start, span.end) for span in label.spans]
    if spans != places:
        rest["spans"] = spans
    yield "Label", json_line(rest)


FORMAT: Final = Format(
    "brat",
    "brat: a folder an annotator, .txt and .ann",
    (".ann",),
    unit="codepoint",
    carries=ALL
    - {Carries.DETAILS, Carries.DECISIONS, Carries.COMMENTS, Carries.DONE, Carries.META},
    also_loses="ids of articles",
    read=brat_read.read,
    write=write,
    purpose=Purpose.TOOLS,
    losses=losses,
    holds=holds,
    options=(
        Option(
            "folders",
            "The folders in which files stand",
            {"annotators": "are one an annotator", "parts": "say nothing of annotators"},
            "annotators",
            reading=True,
            writing=False,
        ),
    ),
    folder=True,
    companions=(
        ".txt",
        "annotation.conf",
        "visual.conf",
        "../annotation.conf",
        "../visual.conf",
    ),
    many=False,
)

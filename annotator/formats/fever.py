"""FEVER's JSONL, out: one claim a line, in the four fields of https://fever.ai/dataset/fever.html.

FEVER proves a claim by sentences of Wikipedia: a piece of evidence is `[annotation, evidence, page,
sentence]`, and each set of them is enough by itself. Here the page is the evidence's address (the
name of the page where it is Wikipedia's), and no sentence is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import orjson

from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Stance, Verdict
from annotator.formats.format import Carries, Format, Options, Output, Purpose

_LABELS: Final = {
    Verdict.VERIFIED: "SUPPORTS",
    Verdict.DISPUTED: "REFUTES",
    Verdict.UNVERIFIABLE: "NOT ENOUGH INFO",
}
_PROVES: Final = {Verdict.VERIFIED: Stance.SUPPORTS, Verdict.DISPUTED: Stance.REFUTES}
_BRACKETS: Final = str.maketrans(
    {"(": "-LRB-", ")": "-RRB-", "[": "-LSB-", "]": "-RSB-", ":": "-COLON-", " ": "_"}
)
"""As FEVER writes them in the names of pages."""

Piece = list[int | str | None]


def write(records: Iterable[Record], output: Output) -> None:
    """One line for each label. FEVER's ids are numbers: claims, annotations and pieces of evidence
    are numbered from 1 in each file."""
    pieces = count(1)
    labels = (label for record in records for label in record.labels)
    output.stream.writelines(
        orjson.dumps(_claim(label, number, pieces), option=orjson.OPT_APPEND_NEWLINE)
        for number, label in enumerate(labels, 1)
    )


def losses(record: Record, _: Options) -> Iterator[str]:
    """What FEVER's evidence has no room for."""
    for label in record.labels:
        if any(one.quote or one.title or one.accessed or one.sha256 for one in label.evidence):
            yield "quote, title, date and kept copy of evidence are left out"
        if len(_proofs(label)) < len(label.evidence):
            yield "evidence that does not prove the verdict is left out"


def _claim(label: Label, number: int, pieces: Iterator[int]) -> dict[str, Any]:
    return {
        "id": number,
        "label": _LABELS[label.verdict],
        "claim": label.quote,
        "evidence": list(_sets(label, number, pieces)),
    }


def _sets(label: Label, number: int, pieces: Iterator[int]) -> Iterator[list[Piece]]:
    """A set for each piece that proves the verdict; where nothing can, FEVER has one of no page."""
    if label.verdict is Verdict.UNVERIFIABLE:
        yield [[number, next(pieces), None, None]]
    for one in _proofs(label):
        yield [[number, next(pieces), page(one.url), None]]


def _proofs(label: Label) -> list[Evidence]:
    wanted = _PROVES.get(label.verdict)
    return [one for one in label.evidence if one.stance is wanted and one.url]


def page(url: str) -> str:
    """The page that an address names: FEVER's name for it where it is Wikipedia's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.hostname or ""
    if f".{host}".endswith(".wikipedia.org") and parts.path.startswith("/wiki/"):
        return unquote(parts.path.removeprefix("/wiki/")).translate(_BRACKETS)
    return url


FORMAT: Final = Format(
    "fever",
    "FEVER JSONL, for research: one claim a line",
    (".fever.jsonl",),
    carries=frozenset({Carries.OVERLAP, Carries.FRAGMENTS, Carries.EVIDENCE}),
    also_loses="all of evidence but its address",
    write=write,
    purpose=Purpose.LEARNING,
    losses=losses,
)

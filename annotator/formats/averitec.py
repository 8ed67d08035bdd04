"""AVeriTeC's JSON, out: a list of claims in the fields that the data's own README publishes
(https://github.com/MichSchli/AVeriTeC), each piece of evidence an answer.

What this project does not know (who speaks, a kept copy's address, the place) is null or an empty
list, as it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Verdict
from annotator.formats.format import Carries, Format, Option, Options, Output, Purpose

_LABELS: Final = {
    Verdict.VERIFIED: "Supported",
    Verdict.DISPUTED: "Refuted",
    Verdict.UNVERIFIABLE: "Not Enough Evidence",
}
_CONFLICTING: Final = "Conflicting Evidence/Cherrypicking"
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def write(records: Iterable[Record], output: Output) -> None:
    """A list with an object for each label."""
    options, between = output.options, b"[\n"
    for record in records:
        for label in record.labels:
            output.stream.write(between + orjson.dumps(_claim(record.article, label, options)))
            between = b",\n"
    output.stream.write(b"\n]\n" if between == b",\n" else b"[]\n")


def losses(record: Record, options: Options) -> Iterator[str]:
    """What AVeriTeC has no field for."""
    article = record.article
    if record.labels and article.published and not _date(article.published):
        yield "a date that is no day is left out"
    for label in record.labels:
        if label.evidence:
            yield "stance, date and kept copy of evidence are left out"
        if any(one.quote and one.title for one in label.evidence):
            yield "the title of evidence that has a quote is left out"
        if label.evidence and not options["question"]:
            yield "an answer has no question"


def _claim(article: Article, label: Label, options: Options) -> dict[str, Any]:
    conflicting = label.verdict is Verdict.DISPUTED and options["disputed"] == "conflicting"
    address = article.source if _ADDRESS.fullmatch(article.source) else None
    return {
        "claim": label.quote,
        "required_reannotation": False,
        "label": _CONFLICTING if conflicting else _LABELS[label.verdict],
        "justification": label.note,
        "claim_date": _date(article.published),
        "speaker": None,
        "original_claim_url": address,
        "cached_original_claim_url": None,
        "fact_checking_article": None,
        "reporting_source": _host(address) if address else article.source or None,
        "location_ISO_code": None,
        "claim_types": list(label.tags),
        "fact_checking_strategies": [],
        "questions": [
            {"question": options["question"], "answers": [_answer(one)]} for one in label.evidence
        ],
    }


def _answer(one: Evidence) -> dict[str, Any]:
    """A piece of evidence; its own words are an extract."""
    return {
        "answer": one.quote or one.title or one.url,
        "answer_type": "Extractive" if one.quote else "Abstractive",
        "source_url": one.url or None,
        "cached_source_url": None,
        "source_medium": _medium(one.url),
    }


def _medium(url: str) -> str:
    if not url:
        return "Other"
    return "PDF" if url.partition("?")[0].lower().endswith(".pdf") else "Web text"


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _date(published: str) -> str | None:
    """A day as AVeriTeC writes it: 25-8-2020."""
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return None
    return f"{day.day}-{day.month}-{day.year}"


FORMAT: Final = Format(
    "averitec",
    "AVeriTeC JSON, for research: a list of claims with questions and answers",
    (".averitec.json",),
    carries=frozenset(
        {Carries.OVERLAP, Carries.FRAGMENTS, Carries.EVIDENCE, Carries.NOTES, Carries.TAGS}
    ),
    also_loses="stance, date and kept copy of evidence",
    write=write,
    purpose=Purpose.LEARNING,
    losses=losses,
    options=(
        Option(
            "disputed",
            "Disputed becomes",
            {"refuted": "Refuted", "conflicting": _CONFLICTING},
            "refuted",
        ),
        Option("question", "What to ask before each piece of evidence: AVeriTeC wants a question"),
    ),
)

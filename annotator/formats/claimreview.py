"""ClaimReview JSON-LD, out: one review a label, as schema.org has it and search engines read it.

A list of reviews, each complete in itself, to be put into the page that reports the fact-check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import orjson

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Verdict
from annotator.formats.format import Carries, Format, Option, Options, Output, Purpose

_RATINGS: Final = {Verdict.DISPUTED: 1, Verdict.UNVERIFIABLE: 2, Verdict.VERIFIED: 3}
"""Search engines want a scale with a number for each word; the higher, the truer."""

_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def write(records: Iterable[Record], output: Output) -> None:
    """A list with a review for each label."""
    options, between = output.options, b"[\n"
    for record in records:
        for label in record.labels:
            output.stream.write(between + orjson.dumps(_review(record.article, label, options)))
            between = b",\n"
    output.stream.write(b"\n]\n" if between == b",\n" else b"[]\n")


def losses(record: Record, options: Options) -> Iterator[str]:
    """What a review should have and has not, and what it has no property for."""
    for label in record.labels:
        if not options["url"]:
            yield "a review has no address but that of the page it is put into"
        if options["publisher"]:
            yield Carries.ANNOTATORS.value[1]
        if label.evidence:
            yield "stance, date and kept copy of evidence are left out"


def _review(article: Article, label: Label, options: Options) -> dict[str, Any]:
    publisher = options["publisher"]
    page = options["url"].replace("{article}", quote(article.id, safe=""))
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": f"{page}#claim-{quote(label.id, safe='')}",
            "identifier": label.id,
            "claimReviewed": label.quote,
            "itemReviewed": _without_empty(
                {
                    "@type": "Claim",
                    "datePublished": article.published,
                    "appearance": _appearance(article),
                }
            ),
            "author": _organization(publisher)
            or {"@type": "Person", "name": label.annotator or "Anonymous"},
            "sdPublisher": _organization(publisher),
            "reviewRating": _rating(label, options),
            "keywords": list(label.tags),
            "citation": [
                _citation(one) for one in label.evidence if one.url or one.title or one.quote
            ],
            "dateCreated": label.created,
            "datePublished": (label.updated or label.created)[:10],
            "dateModified": label.updated,
        }
    )


def _rating(label: Label, options: Options) -> dict[str, Any]:
    rating = {
        "@type": "Rating",
        "ratingValue": _RATINGS[label.verdict],
        "bestRating": max(_RATINGS.values()),
        "worstRating": min(_RATINGS.values()),
        "alternateName": options[label.verdict.value] or label.verdict.value.capitalize(),
        "ratingExplanation": label.note,
    }
    return _without_empty(rating)


def _appearance(article: Article) -> dict[str, Any]:
    """Where the claim was made."""
    at_address = bool(_ADDRESS.fullmatch(article.source))
    return _without_empty(
        {
            "@type": "CreativeWork",
            "identifier": article.id,
            "headline": article.title,
            "url": article.source if at_address else "",
            "publisher": {} if at_address else _organization(article.source),
            "datePublished": article.published,
            "inLanguage": article.language,
        }
    )


def _citation(one: Evidence) -> dict[str, Any]:
    return _without_empty(
        {"@type": "CreativeWork", "url": one.url, "name": one.title, "text": one.quote}
    )


def _organization(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name} if name else {}


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is not known is not there: an empty property would be an assertion."""
    return {name: value for name, value in fields.items() if value not in ("", {}, [])}


FORMAT: Final = Format(
    "claimreview",
    "ClaimReview JSON-LD, for newsrooms: one review a label",
    (".claimreview.json",),
    carries=frozenset(
        {
            Carries.DETAILS, Carries.IDS, Carries.OVERLAP, Carries.FRAGMENTS, Carries.EVIDENCE,
            Carries.NOTES, Carries.TAGS, Carries.ANNOTATORS, Carries.TIMES,
        }
    ),
    also_loses="stance, date and kept copy of evidence, annotators where a publisher is named",
    write=write,
    purpose=Purpose.WEB,
    losses=losses,
    options=(
        Option("publisher", "Who publishes the fact-check; without it, the annotator signs"),
        Option("url", "The address of the fact-check’s page; {article} is the article’s id"),
        Option("verified", "Your word for verified", default="Verified"),
        Option("disputed", "Your word for disputed", default="Disputed"),
        Option("unverifiable", "Your word for unverifiable", default="Unverifiable"),
    ),
)  # fmt: skip

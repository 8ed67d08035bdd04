"""ClaimReview: the properties that search engines require, the scale, and JSON-LD that a processor
which is not ours understands."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from foreign import demo, torture
from hypothesis import example, given
from roundtrip import records, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Span, Verdict
from annotator.formats import claimreview, losing
from annotator.formats.registry import options_of

SCHEMA = "https://schema.org/"
PROPERTIES = {
    "ClaimReview": {
        "url", "identifier", "claimReviewed", "itemReviewed", "author", "sdPublisher",
        "reviewRating", "keywords", "citation", "dateCreated", "datePublished", "dateModified",
    },
    "Claim": {"datePublished", "appearance"},
    "CreativeWork": {
        "identifier", "headline", "url", "publisher", "datePublished", "inLanguage", "name", "text",
    },
    "Rating": {
        "ratingValue", "bestRating", "worstRating", "alternateName", "ratingExplanation",
    },
    "Organization": {"name"},
    "Person": {"name"},
}  # fmt: skip
"""The properties of each type, of those that https://schema.org/ClaimReview and its types have."""

CONTEXT: dict[str, Any] = {
    "@context": {
        "@vocab": SCHEMA,
        "url": {"@type": "@id"},
        "datePublished": {"@type": "Date"},
        "dateCreated": {"@type": "DateTime"},
        "dateModified": {"@type": "DateTime"},
    }
}
"""What schema.org's context says of these properties, so that no test asks the network."""


def reviews(data: list[Record], **options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(written(claimreview.FORMAT, data, **options)[""])
    return found


def check(node: dict[str, Any]) -> None:
    assert set(node) - {"@type", "@context"} <= PROPERTIES[node["@type"]]
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                check(one)
            assert one not in ("", {}, [], None)


@given(records())
def test_reviews_have_what_is_required_and_declare_their_scale(data: list[Record]) -> None:
    labels = [label for one in data for label in one.labels]
    found = reviews(data, url="https://example.org/check/{article}")
    assert len(found) == len(labels) == len({one["url"] for one in found})
    for one, label in zip(found, labels, strict=True):
        check(one)
        assert one["@context"] == "https://schema.org"
        assert one["@type"] == "ClaimReview"
        assert one["claimReviewed"] == label.quote
        assert one["url"].startswith(f"https://example.org/check/{label.article}#claim-")
        assert one["author"] == {"@type": "Person", "name": label.annotator}
        rating = one["reviewRating"]
        assert rating["worstRating"] == 1
        assert rating["bestRating"] == 3
        assert 1 <= rating["ratingValue"] <= 3
        assert rating["alternateName"] == label.verdict.value.capitalize()
        assert len(one.get("citation", [])) <= len(label.evidence)


def test_a_newsroom_names_itself_its_page_and_its_words() -> None:
    article = new_article(
        "The bridge is closed.", "Bridge", created="", id="a/1", source="City Ledger",
        published="2026-01-01", language="en",
    )  # fmt: skip
    label = Label(
        "l 1", "a/1", "A", (Span(0, 10),), Verdict.DISPUTED, "The bridge",
        evidence=(Evidence("https://example.org", "Notice", "Open."), Evidence()),
        note="It is open.", tags=("bridges",), created="2026-01-02T03:04:05.000Z",
        updated="2026-01-03T03:04:05.000Z",
    )  # fmt: skip
    data = [Record(article, [label])]
    (one,) = reviews(data, publisher="Desk", url="https://d.example/{article}", disputed="False")
    desk = {"@type": "Organization", "name": "Desk"}
    assert one == {
        "@context": "https://schema.org", "@type": "ClaimReview",
        "url": "https://d.example/a%2F1#claim-l%201", "identifier": "l 1",
        "claimReviewed": "The bridge",
        "itemReviewed": {
            "@type": "Claim", "datePublished": "2026-01-01",
            "appearance": {
                "@type": "CreativeWork", "identifier": "a/1", "headline": "Bridge",
                "publisher": {"@type": "Organization", "name": "City Ledger"},
                "datePublished": "2026-01-01", "inLanguage": "en",
            },
        },
        "author": desk, "sdPublisher": desk,
        "reviewRating": {
            "@type": "Rating", "ratingValue": 1, "bestRating": 3, "worstRating": 1,
            "alternateName": "False", "ratingExplanation": "It is open.",
        },
        "keywords": ["bridges"],
        "citation": [{"@type": "CreativeWork", "url": "https://example.org", "name": "Notice",
                      "text": "Open."}],
        "dateCreated": "2026-01-02T03:04:05.000Z", "datePublished": "2026-01-03",
        "dateModified": "2026-01-03T03:04:05.000Z",
    }  # fmt: skip
    options = options_of(claimreview.FORMAT, {"publisher": "Desk"})
    lost = losing.losses(data, claimreview.FORMAT, options)
    assert lost["who made a label is left out"] == 1
    assert lost["a review has no address but that of the page it is put into"] == 1


@pytest.mark.validators
def test_a_json_ld_processor_understands_every_property() -> None:
    jsonld = pytest.importorskip("pyld.jsonld", reason="the extra validators is not installed")
    asked = []

    def load(url: str, _: Any) -> dict[str, Any]:
        asked.append(url)
        return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}

    @example(torture())
    @example(demo())
    @given(records())
    def expands(data: list[Record]) -> None:
        found = reviews(data, url="https://example.org/check", publisher="Desk")
        expanded = jsonld.expand(found, {"documentLoader": load, "base": "https://example.org/"})
        assert len(expanded) == len(found)
        for node, one in zip(expanded, found, strict=True):
            assert node["@type"] == [f"{SCHEMA}ClaimReview"]
            assert {name.removeprefix(SCHEMA) for name in node if name != "@type"} == {
                name for name in one if not name.startswith("@")
            }
            assert node[f"{SCHEMA}url"] == [{"@id": one["url"]}]
            (rating,) = node[f"{SCHEMA}reviewRating"]
            assert rating[f"{SCHEMA}ratingValue"] == [
                {"@value": one["reviewRating"]["ratingValue"]}
            ]

    expands()
    assert set(asked) == {"https://schema.org"}

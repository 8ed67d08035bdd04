"""FEVER and AVeriTeC: what is written has the fields that their own descriptions publish, and no
others."""

from __future__ import annotations

from typing import Any

import orjson
from foreign import demo, torture
from hypothesis import example, given
from roundtrip import records, written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Span, Stance, Verdict
from annotator.formats import averitec, fever, losing
from annotator.formats.registry import options_of

# https://fever.ai/dataset/fever.html, “Data Format”: four fields, three labels, and evidence as
# sets of [Annotation ID, Evidence ID, Wikipedia URL, sentence ID], the last two null where the
# label is NOT ENOUGH INFO.
FEVER_LABELS = {"SUPPORTS", "REFUTES", "NOT ENOUGH INFO"}

# The README of https://github.com/MichSchli/AVeriTeC, “Format”, with the types of its data.
TEXT_OR_NULL = (str, type(None))
AVERITEC: dict[str, Any] = {
    "claim": str, "required_reannotation": bool, "label": str, "justification": str,
    "claim_date": TEXT_OR_NULL, "speaker": TEXT_OR_NULL, "original_claim_url": TEXT_OR_NULL,
    "cached_original_claim_url": TEXT_OR_NULL, "fact_checking_article": TEXT_OR_NULL,
    "reporting_source": TEXT_OR_NULL, "location_ISO_code": TEXT_OR_NULL, "claim_types": list,
    "fact_checking_strategies": list, "questions": list,
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "answer": str, "answer_type": str, "source_url": TEXT_OR_NULL,
    "cached_source_url": TEXT_OR_NULL, "source_medium": str,
}  # fmt: skip
AVERITEC_LABELS = {
    "Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking",
}  # fmt: skip


def label(verdict: Verdict, *evidence: Evidence, note: str = "", **more: Any) -> Label:
    return Label(
        "l", "a", "A", (Span(0, 4),), verdict, "Some", evidence=evidence, note=note, **more
    )


def record(*labels: Label, **about: Any) -> Record:
    return Record(new_article("Some words.", "T", created="", id="a", **about), labels)


def claims_of_averitec(data: list[Record], **options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(written(averitec.FORMAT, data, **options)[""])
    return found


def claims_of_fever(data: list[Record]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in written(fever.FORMAT, data)[""].splitlines()]


@example(torture())
@example(demo())
@given(records())
def test_fever_has_its_four_fields(data: list[Record]) -> None:
    found = claims_of_fever(data)
    labels = [label for one in data for label in one.labels]
    assert [one["claim"] for one in found] == [one.quote for one in labels]
    assert [one["id"] for one in found] == list(range(1, len(labels) + 1))
    pieces = []
    for one in found:
        assert list(one) == ["id", "label", "claim", "evidence"]
        assert one["label"] in FEVER_LABELS
        for one_set in one["evidence"]:
            for annotation, evidence, page, sentence in one_set:
                assert annotation == one["id"]
                assert sentence is None
                assert (page is None) is (one["label"] == "NOT ENOUGH INFO")
                pieces.append(evidence)
    assert pieces == list(range(1, len(pieces) + 1))


def test_fever_takes_what_proves_the_verdict() -> None:
    supports = Evidence("https://en.wikipedia.org/wiki/Gladiator_(2000_film)#Cast")
    kept = Evidence(supports.url, sha256="0" * 64)
    refutes = Evidence("https://example.org/a?b=1", quote="No.", stance=Stance.REFUTES)
    data = [
        record(
            label(Verdict.VERIFIED, supports, refutes),
            label(Verdict.DISPUTED, supports, refutes),
            label(Verdict.UNVERIFIABLE, kept),
            label(Verdict.VERIFIED),
        )
    ]
    assert [(one["label"], one["evidence"]) for one in claims_of_fever(data)] == [
        ("SUPPORTS", [[[1, 1, "Gladiator_-LRB-2000_film-RRB-", None]]]),
        ("REFUTES", [[[2, 2, "https://example.org/a?b=1", None]]]),
        ("NOT ENOUGH INFO", [[[3, 3, None, None]]]),
        ("SUPPORTS", []),
    ]
    lost = losing.losses(data, fever.FORMAT, {})
    assert lost["evidence that does not prove the verdict is left out"] == 3
    assert lost["quote, title, date and kept copy of evidence are left out"] == 3


def test_pages_are_named_as_fever_names_them() -> None:
    assert fever.page("https://en.wikipedia.org/wiki/C%C3%A9line:_a_life") == "Céline-COLON-_a_life"
    assert fever.page("https://notwikipedia.org/wiki/X") == "https://notwikipedia.org/wiki/X"
    assert fever.page("http://[broken") == "http://[broken"


@example(torture())
@example(demo())
@given(records())
def test_averitec_has_the_fields_that_it_publishes(data: list[Record]) -> None:
    for choice in ("refuted", "conflicting"):
        found = claims_of_averitec(data, disputed=choice)
        labels = [label for one in data for label in one.labels]
        assert len(found) == len(labels)
        for one, wanted in zip(found, labels, strict=True):
            _check(one, AVERITEC)
            assert one["claim"] == wanted.quote
            assert one["label"] in AVERITEC_LABELS
            assert len(one["questions"]) == len(wanted.evidence)
            for question in one["questions"]:
                _check(question, {"question": str, "answers": list})
                for answer in question["answers"]:
                    _check(answer, ANSWER)


def _check(found: dict[str, Any], fields: dict[str, Any]) -> None:
    assert list(found) == list(fields)
    for name, kind in fields.items():
        assert isinstance(found[name], kind), name


def test_averitec_says_what_is_known() -> None:
    evidence = Evidence("https://example.org/report.PDF?v=1", "Report", "It rose.")
    (one,) = claims_of_averitec(
        [
            record(
                label(Verdict.VERIFIED, evidence, Evidence(title="A book"), note="Twice.",
                      tags=("Numerical Claim",)),
                source="https://news.example.org/1", published="2020-08-05",
            )
        ],
        question="What does the source say?",
    )  # fmt: skip
    assert one["label"] == "Supported"
    assert one["justification"] == "Twice."
    assert one["claim_date"] == "5-8-2020"
    assert one["original_claim_url"] == "https://news.example.org/1"
    assert one["reporting_source"] == "news.example.org"
    assert one["claim_types"] == ["Numerical Claim"]
    assert one["questions"] == [
        {
            "question": "What does the source say?",
            "answers": [
                {"answer": "It rose.", "answer_type": "Extractive",
                 "source_url": "https://example.org/report.PDF?v=1", "cached_source_url": None,
                 "source_medium": "PDF"}
            ],
        },
        {
            "question": "What does the source say?",
            "answers": [
                {"answer": "A book", "answer_type": "Abstractive", "source_url": None,
                 "cached_source_url": None, "source_medium": "Other"}
            ],
        },
    ]  # fmt: skip


def test_what_disputed_means_in_averitec_is_a_choice() -> None:
    data = [record(label(Verdict.DISPUTED), source="The Daily", published="spring")]
    assert claims_of_averitec(data)[0]["label"] == "Refuted"
    (one,) = claims_of_averitec(data, disputed="conflicting")
    assert one["label"] == "Conflicting Evidence/Cherrypicking"
    assert (one["original_claim_url"], one["reporting_source"]) == (None, "The Daily")
    assert one["claim_date"] is None
    lost = losing.losses(data, averitec.FORMAT, options_of(averitec.FORMAT, {}))
    assert lost["a date that is no day is left out"] == 1


def test_a_project_without_labels_is_an_empty_list() -> None:
    assert written(averitec.FORMAT, [record()])[""] == b"[]\n"
    assert written(fever.FORMAT, [record()])[""] == b""

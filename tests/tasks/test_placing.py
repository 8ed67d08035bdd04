"""Labels of foreign files: their unit is decided, their quotes held against the text, their words
mapped; what does not fit is offered a place or refused, and never goes in unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Article, new_article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.label import Evidence, Label, Span, Verdict
from annotator.domain.moved import REPAIRED
from annotator.domain.offsets import Offsets
from annotator.domain.text import clean_text
from annotator.formats.format import Refusal
from annotator.store.project import Project
from annotator.tasks.importing import import_paths
from annotator.tasks.placing import Placing, Reading
from annotator.tasks.units import UNITS, decided

TEXT = (
    "👩 said that the bridge at Köln was safe.\nCritics said that the bridge was closed. 🚀 東京!"
)


def article(text: str = TEXT) -> Article:
    return new_article(text, "T", created="2026-01-01", id="a")


def raw(quote: str = "", spans: Any = (), **rest: Any) -> RawLabel:
    return RawLabel(**({"names": ("REFUTES",), "annotator": "A"} | rest), quote=quote, spans=spans)


def settle(
    *labels: RawLabel, record: RawRecord | None = None, unit: str = "codepoint", **rest: Any
) -> tuple[list[Label], list[str], Placing]:
    placing = Placing(lambda _: None, Reading(**rest), unit)
    made, refused = list[Label](), list[str]()
    for one in placing.settled(record or RawRecord(article(), labels)):
        if isinstance(one, Record):
            made += one.labels
        else:
            refused.append(one.reason)
    return made, refused, placing


def at(quote: str) -> tuple[tuple[int, int], ...]:
    start = TEXT.index(quote)
    return ((start, start + len(quote)),)


def test_a_label_whose_quote_is_there_goes_in_with_its_verdict() -> None:
    (label,), refused, placing = settle(
        raw("was safe", at("was safe"), names=("Refuted", "urgent"))
    )
    assert refused == []
    assert (label.quote, label.verdict, label.tags) == ("was safe", Verdict.DISPUTED, ("urgent",))
    assert placing.seen.tags == {"urgent": 1}
    assert label.meta == {}


@pytest.mark.parametrize("repair", [False, True])
def test_fragments_with_nothing_between_them_are_one(repair: bool) -> None:
    start = TEXT.index("was safe")
    halves = (start, start + 4), (start + 4, start + 8)
    (label,), refused, _ = settle(raw("was  safe", halves, joint=" "), repair=repair)
    assert (label.quote, label.spans, refused) == ("was safe", (Span(start, start + 8),), [])
    moved = tuple((low - 9, high - 9) for low, high in halves)
    made, refused, _ = settle(raw("was  safe", moved, joint=" "), repair=repair)
    assert [one.spans for one in made] == ([(Span(start, start + 8),)] if repair else [])


def test_a_quote_elsewhere_is_offered_its_place_and_goes_there_when_asked() -> None:
    wrong = raw("was safe", ((3, 11),))
    made, (why,), placing = settle(wrong)
    assert made == []
    assert "It quotes “was safe”, but the text says" in why
    assert "Its place could be “was safe” at 31-39" in why
    assert len(placing.seen.offers) == 1
    (label,), refused, placing = settle(wrong, repair=True)
    assert (label.quote, refused) == ("was safe", [])
    assert label.meta[REPAIRED]["spans"] == [[3, 11]]
    assert 0.9 < label.meta[REPAIRED]["score"] < 1
    assert len(placing.seen.repaired) == 1


def test_orphans_and_ambiguous_quotes_are_refused_even_with_repair() -> None:
    made, refused, placing = settle(
        raw("zebra crossings", ((0, 5),)), raw("the bridge", ()), raw("", ()), repair=True
    )
    assert made == []
    assert "2 places that are as good" in refused[1]
    assert refused[2] == "It does not say where it stands."
    assert placing.seen.repaired == []


def test_a_quote_without_a_place_goes_where_it_alone_stands() -> None:
    (label,), _, placing = settle(raw("Köln"))
    assert (label.quote, label.meta, placing.seen.offers) == ("Köln", {}, [])
    (label,), _, _ = settle(raw("the bridge", prefix="Critics said that "))
    assert label.start == TEXT.rindex("the bridge")
    made, (why,), _ = settle(raw("at Köln wass safe"))
    assert made == []
    assert "Its place could be “at Köln was safe”" in why


def test_fragments_are_held_and_repaired_each_in_its_place() -> None:
    (label,), _, _ = settle(raw("Köln safe", (*at("Köln"), *at("safe")), joint=" "))
    assert label.quote == "Köln … safe"
    moved = raw("Köln … safe", ((0, 4), (8, 12)))
    (label,), _, _ = settle(moved, repair=True)
    assert label.quote == "Köln … safe"
    assert settle(raw("safe … Köln", ((0, 4), (8, 12))), repair=True)[0] == []


@pytest.mark.parametrize(
    ("label", "why"),
    [
        (raw("", ((0, 999),)), "outside the text"),
        (raw("", ((-1, 3),)), "outside the text"),
        (raw("", ((3, 3),)), "empty"),
        (raw("", ((0, 3), (2, 5))), "overlap"),
        (raw("", ((0, 3),), names=("maybe",)), "none of the three"),
        (raw("", ((0, 3),), names=()), "no verdict"),
        (raw("", ((0, 3),), names=("true", "false")), "different verdicts"),
        (raw("", ((0, 3),), annotator=""), "whose label"),
        (raw("", ((0, 3),), annotator=" \n"), "needs a name"),
        (raw("", ((0, 3),), note="a\0"), "NUL"),
        (raw("", ((0, 3),), note="\ud800"), "surrogate"),
        (raw("", ((0, 3),), evidence=(Evidence(url="\udfff"),)), "surrogate"),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(label: RawLabel, why: str) -> None:
    good = raw("", ((0, 3),))
    made, refused, _ = settle(label, good)
    assert len(made) == 1
    assert len(refused) == 1
    assert why in refused[0]


def test_names_that_are_no_verdict_take_the_one_that_the_person_says() -> None:
    odd = raw("", ((0, 3),), names=("Claim",))
    made, _, placing = settle(odd)
    assert (made, placing.seen.unknown) == ([], {"Claim": 1})
    (label,), _, placing = settle(odd, unmapped=Verdict.UNVERIFIABLE)
    assert (label.verdict, label.tags) == (Verdict.UNVERIFIABLE, ("Claim",))
    (label,), _, _ = settle(odd, mapping={"claim": Verdict.VERIFIED})
    assert (label.verdict, label.tags) == (Verdict.VERIFIED, ())


@given(st.text(st.sampled_from("ab \r\n👩ö東"), min_size=4, max_size=30), st.data())
def test_places_in_the_text_as_it_came_become_places_in_the_text_as_it_is_kept(
    text: str, data: st.DataObject
) -> None:
    if not text.strip():
        return
    clean = clean_text(text).text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[end - 1 : end + 1] == "\r\n" or text[start - 1 : start + 1] == "\r\n":
        return  # nobody can stand in the middle of a line's end
    offsets = Offsets(text)
    for unit in UNITS:
        point = {"utf16": offsets.utf16, "utf8": offsets.utf8}.get(unit, int)
        label = raw(text[start:end], ((point(start), point(end)),))
        record = RawRecord(new_article(clean, "T", created=""), [label], raw=text)
        (made,), refused, _ = settle(record=record, unit=unit)
        assert refused == []
        assert made.quote == text[start:end].replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("unit", UNITS)
def test_the_unit_is_what_the_quotes_say(unit: str) -> None:
    offsets = Offsets(TEXT)
    point = {"utf16": offsets.utf16, "utf8": offsets.utf8}.get(unit, int)
    labels = [
        raw(quote, ((point(start), point(end)),))
        for quote in ("Köln", "Critics", "closed", "東京")
        for start, end in at(quote)
    ]
    found = decided([RawRecord(article(), labels)], lambda _: None)
    assert found.name == unit
    assert "of 4 quotes say" in found.told
    bare = [RawLabel(("true",), one.spans) for one in labels]
    without = decided([RawRecord(article(), bare)], lambda _: None)
    told = without.told
    assert "Nothing in it says" in told if unit == "codepoint" else without.name != "codepoint"


def test_where_nothing_decides_it_is_said_and_where_all_units_are_one_not() -> None:
    plain = RawRecord(article("Only ASCII here."), [raw("", ((0, 4),))])
    assert decided([plain], lambda _: None) == ("codepoint", "")
    early = RawRecord(article(), [raw("", ((3, 7),))])
    found = decided([early], lambda _: None)
    assert found.name == "codepoint"
    assert found.told.endswith("taken as code points.")


def test_where_quotes_leave_it_open_the_unit_that_the_reader_holds_for_likely_counts() -> None:
    article = new_article("👩aaaa", "A", created="")
    label = RawLabel(("verified",), ((2, 3),), "a")
    assert decided([RawRecord(article, [label])], lambda _: None).told
    found = decided([RawRecord(article, [label], unit="utf16")], lambda _: None)
    assert found.name == "utf16"
    assert "taken as UTF-16 units, as is usual in such files" in found.told
    plain = RawLabel(("verified",), ((1, 5),), "aaaa")
    found = decided([RawRecord(article, [label, plain], unit="utf16")], lambda _: None)
    assert found.name == "codepoint"


def test_an_article_that_is_not_in_the_project_refuses_its_labels_once() -> None:
    def records() -> Iterator[Record | Refusal]:
        placing = Placing(lambda _: None, Reading())
        return placing.settled(RawRecord(KnownArticle(title="Lost"), [raw(), raw()], place="row 2"))

    assert list(records()) == [
        Refusal(
            "row 2",
            "The article Lost is not in the project: take in its text first. 2 labels are of it.",
        )
    ]


@pytest.mark.parametrize("far", [10**15 * 20, 2**63, 2**64, 10**20, 10**30])
def test_a_place_beyond_all_numbers_is_refused_and_never_kept(
    project: Project, tmp_path: Path, far: int
) -> None:
    selectors = [
        {"type": "TextPositionSelector", "start": far, "end": far + 7},
        {"type": "TextQuoteSelector", "exact": "The dam", "prefix": "", "suffix": ""},
    ]
    one = {
        "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "creator": "A",
        "body": [{"type": "TextualBody", "purpose": "assessing", "value": "verified"}],
        "target": {"source": "x", "fc:article": "x", "selector": selectors},
    }  # fmt: skip
    (tmp_path / "x.jsonld").write_text(json.dumps(one))
    text = {"id": "x", "text": "The dam holds."}
    (tmp_path / "x.texts.jsonl").write_text(json.dumps(text))
    report = import_paths(project, [tmp_path / "x.jsonld"], choices=Reading("A", repair=True))
    (left,) = report.refused
    assert "bug" not in left.reason
    assert list(project.problems()) == []

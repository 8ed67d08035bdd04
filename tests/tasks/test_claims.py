"""The claims and the numbers of a whole project; the disagreements of the demo as they were
planted."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.disagreements import differing
from annotator.agreement.summary import summarise
from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.bulk import all_agree
from annotator.domain.claim import Difference, Outcome, who_counts
from annotator.domain.dataset import Record
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.extents import trimmed
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Annotator, Layer, Span, Verdict, names_of
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report, count, report_as_json
from annotator.tasks.agreement_table import report_as_lines
from annotator.tasks.cases import proposals
from annotator.tasks.choosing import Choices, chosen
from annotator.tasks.claims import claims_as_lines, listed, reviewed
from annotator.tasks.demo import make_demo
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths, import_text
from annotator.tasks.progress import CancelledError

V, D, U = "verified", "disputed", "unverifiable"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.open(make_demo(tmp_path_factory.mktemp("demo"))) as project:
        yield project


@pytest.fixture(scope="module")
def told(demo: Project) -> list[dict[str, Any]]:
    return listed(demo.queries, everything=True)


def about(told: list[dict[str, Any]], words: str) -> dict[str, Any]:
    """The claim of which a label begins with these words; the one with most labels."""
    found = [one for one in told if any(x["quote"].startswith(words) for x in one["labels"])]
    return max(found, key=lambda one: len(one["labels"]))


@pytest.mark.parametrize(
    ("words", "kinds", "labels", "missing"),
    [
        # 01-ceasefire: other verdicts, other edges, a label in another, one for two, a split quote
        ("The plan already has", ["verdict", "extent"], "A disputed, C verified, B disputed", ""),
        ("halt attacks on energy", ["extent"], "A verified, B verified, C verified", ""),
        ("supplied close to", ["agreed"], "A verified, B verified", ""),
        ("a quarter of the country", ["missing"], "A disputed", "B"),
        ("175 prisoners of war", ["split"], "B verified, A verified, B verified", ""),
        ("The bridge at Tallen …", ["missing"], "A disputed", "B"),
        ("enough for some 31,500", ["verdict", "missing"], "B disputed, C verified", "A"),
        # 02-bridge: an attribution, and a claim that only one marked
        ("will cost 40% less", ["extent"], "A verified, B verified", ""),
        ("Two thirds of the girders", ["missing"], "A disputed", "B"),
        # 03-vaccine: all three have finished
        ("kills nobody", ["missing"], "A disputed", "B, C"),
        ("94.6 per cent", ["missing"], "B verified", "A, C"),
        # 04-sport: a record that is none
        ("their ninth win", ["verdict", "missing", "extent"], "B disputed, A verified", "C"),
        # 05-japan, 06-arabic, 07-thread
        ("来館者数が", ["extent"], "A verified, B verified", ""),
        ("كل قطعة", ["missing"], "A disputed, B disputed", "C"),
        ("fish 🐟🐟🐟", ["verdict", "missing"], "B disputed, C unverifiable", "A"),
        # 08-floodwall: fragments, contradicting evidence, a split that another's label goes with
        ("Work paused from", ["evidence"], "A disputed, B disputed, C disputed", ""),
        (
            "Every gate …",
            ["verdict", "extent"],
            "A disputed, C verified, B disputed",
            "",
        ),
        (
            "not a drop had come",
            ["verdict", "split", "extent"],
            "A disputed, C verified, B disputed, A disputed",
            "",
        ),
    ],
)
def test_what_was_planted_in_the_demo_is_found(
    told: list[dict[str, Any]], words: str, kinds: list[str], labels: str, missing: str
) -> None:
    claim = about(told, words)
    assert (claim["kinds"] or [claim["kind"]]) == kinds
    said = ", ".join(f"{one['annotator']} {one['verdict']}" for one in claim["labels"])
    assert said == labels
    assert ", ".join(claim["missing"]) == missing


def test_who_stopped_half_way_has_missed_nothing(told: list[dict[str, Any]]) -> None:
    floodwall = [one for one in told if one["title"].startswith("How Tarnholt")]
    assert all("C" not in one["missing"] for one in floodwall)


def test_the_worst_come_first_and_agreed_ones_when_asked(
    demo: Project, told: list[dict[str, Any]]
) -> None:
    severities = [one["severity"] for one in told]
    assert severities == sorted(severities, reverse=True)
    shorter = listed(demo.queries)
    assert shorter == [one for one in told if one["kinds"]]
    assert {"agreed", "alone"} <= {one["kind"] for one in told}
    assert len(list(claims_as_lines(shorter))) == len(shorter)
    assert list(claims_as_lines([])) == ["There are no disagreements."]


def test_the_words_that_differ_are_those_of_the_text(demo: Project) -> None:
    for article, claims in reviewed(demo.queries):
        for claim in claims:
            for one in claim.disagreements:
                found = differing(article.text, claim, one)
                for words in found:
                    assert article.text[words.span.start : words.span.end] == words.words
                if one.kind is Difference.EXTENT:
                    assert found
                    assert one.dice < 1


def test_one_article_alone_is_as_among_the_others(demo: Project) -> None:
    for article, claims in list(reviewed(demo.queries)):
        assert list(reviewed(demo.queries, article.id)) == [(article, claims)]
    with pytest.raises(AnnotatorError, match="no article"):
        list(reviewed(demo.queries, "nosuch"))


def test_the_report_says_who_agrees_and_what_was_left_out(demo: Project) -> None:
    report = agreement_report(demo.queries, seed=3)
    told = report_as_json(report)
    assert (told["articles"], told["labels"]) == (5, 97)
    assert told["advanced"]["articles_left_out"] == 4
    assert told["advanced"]["seed"] == 3
    assert [one["name"] for one in told["annotators"]] == ["A", "B", "C"]
    assert [(one["a"], one["b"]) for one in told["pairs"]] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert told["measures"]["u_alpha"]["why"] == "too few articles for an interval"
    assert 0 < told["measures"]["u_alpha"]["value"] < 1
    lines = "\n".join(report_as_lines(report))
    for words in ("uα", "A, B", "not marked", "Dawid-Skene", "left out", "INCEpTION"):
        assert words in lines
    exact = [one["f1_exact"] for one in told["pairs"]]
    mean, deviation = statistics.fmean(exact), statistics.stdev(exact)
    assert told["advanced"]["f1_exact"]["value"] == pytest.approx(mean)
    assert told["advanced"]["deviation_over_pairs"]["f1_exact"] == pytest.approx(deviation)
    assert f"mean (deviation)  {mean:.3f} ({deviation:.3f})" in lines


def test_the_coverage_is_what_two_annotators_both_marked_on_average(demo: Project) -> None:
    both = length = 0.0
    for record in demo.queries.records():
        text = record.article.text
        marked = {
            who: {at for one in record.labels if one.annotator == who
                  for span in trimmed(text, one.spans) for at in range(span.start, span.end)}
            for who in who_counts(record.done, record.begun, {x.annotator for x in record.labels})
        }  # fmt: skip
        pairs = [len(marked[a] & marked[b]) for a, b in combinations(marked, 2)]
        if pairs:
            both += len(marked) * statistics.fmean(pairs)
            length += len(marked) * len(text)
    report = agreement_report(demo.queries)
    assert report.summary.coverage == pytest.approx(both / length)
    told = f"On average two annotators both marked {both / length:.1%} of the text"
    assert told in "\n".join(report_as_lines(report))


def test_one_of_a_thing_is_told_as_one(project: Project, anna: Annotator, article: Article) -> None:
    bert = second(project, "Bert")
    for who in (anna, bert):
        _, entry = edits.mark(who.id, article, [Span(4, 14)], Verdict.VERIFIED)
        project.journal.commit(entry)
    import_text(project, "Nobody has read this one.", "Another")
    first, left, *_ = report_as_lines(agreement_report(project.queries))
    assert first == "1 article that two or more finished, 2 annotators, 2 labels"
    assert left == "1 article left out: fewer than two finished."


def test_one_article_has_gamma_as_well(demo: Project) -> None:
    claim = about(listed(demo.queries), "The plan already")
    told = report_as_json(agreement_report(demo.queries, article=claim["article"]))
    assert told["articles"] == 1
    assert told["advanced"]["gamma"]["value"] is not None
    whole = report_as_json(agreement_report(demo.queries))
    assert whole["advanced"]["gamma"] == {
        "value": None, "why": "computed for one article at a time"
    }  # fmt: skip


def test_the_gold_layer_is_of_adjudicators(demo: Project) -> None:
    told = report_as_json(agreement_report(demo.queries, layer=Layer.GOLD))
    assert (told["articles"], told["labels"], told["coverage"]) == (0, 0, None)
    assert told["measures"]["u_alpha"]["why"] == "fewer than two finished"
    assert told["pairs"] == told["annotators"] == []


def test_one_article_counted_anew_changes_the_study_as_counting_all_does(demo: Project) -> None:
    every = count(demo.queries.records(named=False))
    anew = list(every)
    for at, one in enumerate(every):
        anew[at] = count(demo.queries.records(named=False, article=one.article))[0]
    assert summarise(anew, replicates=10) == summarise(every, replicates=10)


def test_a_report_can_be_stopped(project: Project) -> None:
    for number in range(100):
        import_text(project, f"Text {number}.")
    with pytest.raises(CancelledError):
        agreement_report(project.queries, cancelled=lambda: True)


# A project that people work in


def second(project: Project, name: str) -> Annotator:
    annotator, entry = edits.join(name)
    project.journal.commit(entry)
    return annotator


def test_who_labels_here_and_has_not_finished_has_missed_nothing(
    project: Project, anna: Annotator, article: Article
) -> None:
    bert = second(project, "Bert")
    _, entry = edits.mark(anna.id, article, [Span(4, 14)], Verdict.VERIFIED)
    project.journal.commit(edits.record_work(article.id, anna.id, "2020-01-01T00:00:00.000Z", 90))
    project.journal.commit(entry)
    _, entry = edits.mark(bert.id, article, [Span(70, 90)], Verdict.VERIFIED)
    project.journal.commit(edits.set_done(article, bert.id, None, False))
    project.journal.commit(entry)
    ((_, claims),) = reviewed(project.queries)
    assert [claim.missing for claim in claims] == [(), ()]
    (record,) = project.queries.records()
    assert (record.done, record.begun) == ([], ["Anna", "Bert"])
    carl = second(project, "Carl")
    project.journal.commit(edits.record_work(article.id, carl.id, "2020-01-01T00:00:00.000Z", 90))
    _, gold = edits.mark(carl.id, article, [Span(4, 14)], Verdict.VERIFIED, Layer.GOLD)
    project.journal.commit(gold)
    (record,) = project.queries.records()
    assert record.begun == ["Anna", "Bert"], "who settles a claim does not annotate"
    project.journal.commit(edits.set_done(article, bert.id, edits.TO_DO, True))
    ((_, claims),) = reviewed(project.queries)
    assert [claim.missing for claim in claims] == [(bert.id,), ()]
    told = report_as_json(agreement_report(project.queries))
    assert {one["name"]: one["minutes"] for one in told["annotators"]} == {
        "Anna": 1.5,
        "Bert": None,
    }


def test_whose_labels_came_by_a_file_count_beside_who_finishes_here(
    project: Project, anna: Annotator, tmp_path: Path
) -> None:
    (record,) = taken_in(project, tmp_path, [said("A", 0, 5), said("B", 6, 11)])
    _, entry = edits.mark(anna.id, record.article, [Span(0, 5)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_done(record.article, anna.id, None, True))
    names = names_of(project.queries.annotators())
    ((_, claims),) = reviewed(project.queries)
    assert [sorted(names[who] for who in one.missing) for one in claims] == [["B"], ["A", "Anna"]]
    told = report_as_json(agreement_report(project.queries))
    assert [one["name"] for one in told["annotators"]] == ["A", "Anna", "B"]
    (out,) = chosen(project.queries, Choices())
    assert out.record.done == ["A", "Anna", "B"]  # a file that left some out would deny it of them


def test_a_file_that_says_who_finished_says_of_the_others_that_they_have_not(
    project: Project, tmp_path: Path
) -> None:
    labels = [said("A", 0, 5), said("B", 6, 11), said("C", 0, 5)]
    (record,) = taken_in(project, tmp_path, labels, done=["A", "C"])
    assert (record.done, record.begun) == (["A", "C"], ["B"])
    ((_, claims),) = reviewed(project.queries)
    names = names_of(project.queries.annotators())
    assert [sorted(names[who] for who in one.missing) for one in claims] == [[], ["A", "C"]]


def taken_in(
    project: Project, tmp_path: Path, labels: list[dict[str, Any]], **more: Any
) -> list[Record]:
    """An article with these labels, by a file."""
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": "Alpha Gamma.", "labels": labels, **more}))
    assert not import_paths(project, [path]).refused
    return list(project.queries.records())


def said(annotator: str, start: int, end: int) -> dict[str, Any]:
    return {"annotator": annotator, "spans": [[start, end]], "verdict": "verified"}


def test_bulk_settles_the_whole_project_in_one_step(
    project: Project, anna: Annotator, article: Article
) -> None:
    bert = second(project, "Bert")
    for who in (anna, bert):
        _, entry = edits.mark(who.id, article, [Span(4, 14)], Verdict.VERIFIED)
        project.journal.commit(entry)
    found = proposals(project.queries, all_agree())
    _, entry = decide(anna.id, found)
    project.journal.commit(entry)
    (claim,) = listed(project.queries, everything=True)
    assert claim["state"] == "settled"
    assert claim["decision"]["adjudicator"] == "Anna"
    assert proposals(project.queries, all_agree()) == []


def test_a_label_changed_after_the_decision_is_told(
    project: Project, anna: Annotator, article: Article
) -> None:
    bert = second(project, "Bert")
    mine, entry = edits.mark(anna.id, article, [Span(4, 14)], Verdict.VERIFIED)
    project.journal.commit(entry)
    _, entry = edits.mark(bert.id, article, [Span(4, 14)], Verdict.DISPUTED)
    project.journal.commit(entry)
    ((_, (claim,)),) = reviewed(project.queries)
    _, entry = decide(bert.id, [Ruling(claim, Outcome.ACCEPTED, taken(mine))])
    project.journal.commit(entry)
    project.journal.commit(edits.set_verdict(mine, Verdict.UNVERIFIABLE))
    (told,) = listed(project.queries)
    assert told["state"] == "reopened"
    assert told["altered"] == [
        {"label": mine.id, "what": "verdict", "before": V, "after": U}
    ]  # fmt: skip


def test_decisions_survive_jsonl(
    project: Project, anna: Annotator, article: Article, tmp_path: Path
) -> None:
    bert = second(project, "Bert")
    for who, verdict in ((anna, Verdict.VERIFIED), (bert, Verdict.DISPUTED)):
        _, entry = edits.mark(who.id, article, [Span(4, 14)], verdict)
        project.journal.commit(entry)
    ((_, (claim,)),) = reviewed(project.queries)
    _, entry = decide(
        anna.id, [Ruling(claim, Outcome.ACCEPTED, taken(claim.labels[0]), "slip", "so")]
    )
    project.journal.commit(entry)
    out = tmp_path / "o.jsonl"
    export(project.queries, str(out))
    with Project.create(tmp_path / "other.annotator") as other:
        report = import_paths(other, [out])
        assert report.refused == []
        here, there = listed(project.queries), listed(other.queries)
        assert there == here
        assert there[0]["state"] == "settled"


def test_two_people_of_one_name_are_told_apart(project: Project, anna: Annotator) -> None:
    other = second(project, "Anna")
    names = names_of(project.queries.annotators())
    assert sorted(names.values()) == ["Anna", "Anna (2)"]
    assert names[anna.id] == "Anna"
    change = Change(Kind.ANNOTATOR, other.id, {"name": "Anna"}, {"name": "Bea"})
    project.journal.commit(edits.entry(None, "rename", [change]))
    assert sorted(names_of(project.queries.annotators()).values()) == ["Anna", "Bea"]

"""What goes out: votes, pseudonyms, articles, parts, and the manifest beside it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.claim import Outcome
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.label import Annotator, Label, Layer, Span, Verdict, names_of
from annotator.errors import AnnotatorError
from annotator.formats.registry import format_named, formats, lacking
from annotator.store.project import Project
from annotator.tasks import exporting
from annotator.tasks.choosing import EVERYONE, Choices, chosen, pseudonyms
from annotator.tasks.claims import reviewed
from annotator.tasks.demo import GUIDELINES, make_demo
from annotator.tasks.disagreement_table import SILENT, write_table
from annotator.tasks.exporting import export, losses
from annotator.tasks.importing import import_paths
from annotator.tasks.manifest import path_for
from annotator.tasks.voting import Undecided, Vote

TEXT = "One two three four five six seven eight nine ten."
V, D, U = "verified", "disputed", "unverifiable"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.open(make_demo(tmp_path_factory.mktemp("demo"))) as project:
        yield project


def fill(project: Project, tmp_path: Path, *lines: dict[str, Any]) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps({"text": TEXT, **line}) for line in lines))
    report = import_paths(project, [path])
    assert not report.refused


def label(who: str, start: int, end: int, verdict: str, **rest: Any) -> dict[str, Any]:
    return {"annotator": who, "spans": [[start, end]], "verdict": verdict,
            "id": f"{who}{start}{verdict}", **rest}  # fmt: skip


def voted(project: Project, vote: Vote, **rest: Any) -> tuple[list[Label], list[Undecided]]:
    labels, undecided = [], []
    for record, open_, _ in chosen(project.queries, Choices(layer=vote, **rest)):
        labels += record.labels
        undecided += open_
    return labels, undecided


def test_two_people_of_one_name_go_out_as_two(project: Project, tmp_path: Path) -> None:
    fill(project, tmp_path, {"id": "t", "labels": [label("A", 0, 3, V)], "done": ["A"]})
    second, entry = edits.join("A")
    project.journal.commit(entry)
    article = project.queries.article("t")
    assert article is not None
    _, entry = edits.mark(second.id, article, [Span(0, 3)], Verdict.DISPUTED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_done(article, second.id, None, False))
    ((record, *_),) = chosen(project.queries, Choices())
    assert {one.annotator: one.verdict.value for one in record.labels} == {"A": V, "A (2)": D}
    assert (record.done, record.begun) == (["A"], ["A (2)"])
    for layer in (None, Vote.SOFT):
        ((own, *_),) = chosen(project.queries, Choices(layer, frozenset({"A (2)"})))
        assert [one.verdict.value for one in own.labels] == [D]
    assert sorted(pseudonyms(project.queries, Choices(pseudonyms=True))) == ["A", "A (2)"]
    export(project.queries, str(tmp_path / "o.jsonl"))
    again = import_paths(project, [tmp_path / "o.jsonl"])
    assert (again.labels, again.known_labels, again.refused) == (0, 2, [])


def test_a_number_after_a_name_is_nobody_elses_name() -> None:
    people = [Annotator("1", "A"), Annotator("2", "A"), Annotator("3", "A (2)")]
    assert names_of(people) == {"1": "A", "2": "A (3)", "3": "A (2)"}


def test_a_gold_export_tells_of_every_claim_that_has_no_decision_or_an_old_one(
    project: Project, tmp_path: Path
) -> None:
    labels = [
        label("A", 0, 3, V), label("B", 0, 3, V),  # all agree
        label("A", 4, 7, V), label("B", 4, 7, D),  # settled
        label("A", 14, 18, V), label("B", 14, 18, D),  # rejected
        label("A", 19, 23, V), label("B", 19, 23, D),  # put off
        label("A", 24, 27, V), label("B", 24, 27, D),  # settled, then changed
        label("A", 34, 39, V),  # B did not mark it
    ]  # fmt: skip
    fill(project, tmp_path, {"id": "t", "labels": labels, "done": ["A", "B"]})
    judge, joining = edits.join("Judge")
    project.journal.commit(joining)
    (_, claims), *_ = reviewed(project.queries)
    _, settled, rejected, asked, changed, _ = sorted(claims, key=lambda one: one.start)
    rulings = [
        Ruling(settled, Outcome.ACCEPTED, taken(settled.labels[0])),
        Ruling(rejected, Outcome.REJECTED, None),
        Ruling(asked, Outcome.DEFERRED, None, "", "Which?"),
        Ruling(changed, Outcome.ACCEPTED, taken(changed.labels[0])),
    ]
    _, entry = decide(judge.id, rulings, ())
    project.journal.commit(entry)
    one = next(one for one in changed.labels if one.verdict is Verdict.DISPUTED)
    project.journal.commit(edits.set_verdict(one, Verdict.UNVERIFIABLE))
    gold = chosen(project.queries, Choices(layer=Layer.GOLD))
    undecided = [one for _, some, _ in gold for one in some]
    assert [(one.quote, one.why) for one in undecided] == [
        ("One", "all agree, and nobody has settled it"),
        ("five", "put off with a question"),
        ("six", "settled, and changed since"),
        ("eight", "nobody has settled it"),
    ]


def documents(name: str, files: list[str]) -> list[str]:
    """Whose each document is, in files of a format that has one for each annotator."""
    if name == "docbin":
        from spacy import blank
        from spacy.tokens import DocBin

        docs = DocBin().from_disk(files[0]).get_docs(blank("xx").vocab)
        return [doc.user_data.get("annotator", "") for doc in docs]
    if name == "brat":
        return sorted(
            Path(one).parent.name.removesuffix("-gold") for one in files if one.endswith(".ann")
        )
    if name == "label-studio":
        (task,) = json.loads(Path(files[0]).read_bytes())
        return sorted("Judge" if one["ground_truth"] else "A" for one in task["annotations"])
    key = "_annotator_id" if name == "spacy-jsonl" else "annotator"
    read = (Path(one).read_text().splitlines() for one in files if not one.endswith(".conll"))
    return sorted(json.loads(line)[key] for lines in read for line in lines)


@pytest.mark.parametrize(
    "name", ["doccano", "spacy-jsonl", "label-studio", "conll", "brat", "docbin"]
)
def test_who_finished_has_an_empty_document_of_their_own_labels_and_none_of_gold(
    project: Project, tmp_path: Path, name: str
) -> None:
    if lacking(format_named(name)):
        pytest.skip(f"{name} needs a library")
    labels = [label("A", 0, 3, V), label("B", 0, 3, D)]
    fill(project, tmp_path, {"id": "t", "labels": labels, "done": ["A", "B", "C"]})
    judge, joining = edits.join("Judge")
    project.journal.commit(joining)
    ((_, (claim,)),) = reviewed(project.queries)
    ruling = Ruling(claim, Outcome.ACCEPTED, taken(claim.labels[0]))
    project.journal.commit(decide(judge.id, [ruling], ())[1])

    def whose(layer: Layer) -> list[str]:
        choices, target = Choices(layer=layer), str(tmp_path / layer.value)
        report = export(project.queries, target, format=name, choices=choices)
        lost = losses(project.queries, format_named(name), choices)
        assert (report.losses, report.articles) == (lost, 1)
        assert report.labels == (1 if layer is Layer.GOLD else 2)
        return documents(name, report.files)

    assert whose(Layer.GOLD) == ["Judge"]
    assert whose(Layer.ANNOTATION) == (["A"] * 3 if name == "label-studio" else ["A", "B", "C"])


def test_whose_labels_go_out_take_along_no_decision_of_others(
    project: Project, tmp_path: Path
) -> None:
    labels = [label("A", 0, 3, V), label("A", 4, 7, V), label("B", 14, 18, D)]
    fill(project, tmp_path, {"id": "t", "labels": labels, "done": ["A", "B"]})
    judge, joining = edits.join("Judge")
    project.journal.commit(joining)
    (_, claims), *_ = reviewed(project.queries)
    rulings = [
        Ruling(claims[0], Outcome.REJECTED, None),
        Ruling(claims[1], Outcome.DEFERRED, None, "", "Really?"),
    ]
    project.journal.commit(decide(judge.id, rulings, ())[1])

    def decided(*people: str) -> int:
        found = chosen(project.queries, Choices(annotators=frozenset(people)))
        return sum(len(one.record.decisions) for one in found)

    assert decided() == 2
    assert decided("A") == 0  # the judge’s word on A’s labels is not A’s
    assert decided("A", "Judge") == 2


def test_the_majority_is_more_than_half_on_the_words_that_more_than_half_marked(
    project: Project, tmp_path: Path
) -> None:
    evidence = [{"url": "https://example.org", "stance": "refutes"}]
    labels = [
        label("A", 0, 7, D, evidence=evidence, tags=["x", "y"]), label("B", 0, 13, D, tags=["x"]),
        label("C", 4, 7, D, evidence=evidence),
        label("A", 19, 23, V), label("B", 19, 23, D), label("C", 19, 23, U),  # a tie
        label("A", 24, 27, V), label("B", 24, 27, V),  # and C is silent: two of three
        label("A", 34, 39, V),  # one of three
    ]  # fmt: skip
    fill(project, tmp_path, {"id": "t", "labels": labels, "done": ["A", "B", "C"]})
    found, undecided = voted(project, Vote.MAJORITY)
    assert [(one.quote, one.verdict, one.annotator) for one in found] == [
        ("One two", Verdict.DISPUTED, "majority"), ("six", Verdict.VERIFIED, "majority"),
    ]  # fmt: skip
    assert found[0].tags == ("x",)
    assert len(found[0].evidence) == 1
    assert found[1].meta == {"verdicts": {V: 2, D: 0, U: 0}, "unmarked": 1}
    assert [(one.quote, one.unmarked) for one in undecided] == [("five", 0), ("eight", 2)]
    assert undecided[0].why == "a tie between verified and disputed and unverifiable"
    assert undecided[1].why == "no more than half of 3 say verified"
    again, _ = voted(project, Vote.MAJORITY)
    assert again == found
    alone, _ = voted(project, Vote.MAJORITY, annotators=frozenset("A"))
    assert [one.quote for one in alone] == ["One two", "five", "six", "eight"]


def test_only_who_finished_is_counted_where_somebody_has(project: Project, tmp_path: Path) -> None:
    labels = [
        label("A", 0, 7, D), label("Annie", 0, 7, D), label("B", 0, 7, D), label("Bob", 0, 7, V),
        label("C", 0, 13, V), label("C", 34, 39, V),  # who is still at it
    ]  # fmt: skip
    done = ["A", "Annie", "B", "Bob", "Cécile"]
    fill(project, tmp_path, {"id": "t", "labels": labels, "done": done, "begun": ["C"]})
    for vote in Vote:
        (found,), (lone,) = voted(project, vote)
        assert (found.quote, found.verdict) == ("One two", Verdict.DISPUTED)
        assert found.meta == {"verdicts": {V: 1, D: 3, U: 0}, "unmarked": 1}
        assert (lone.quote, lone.unmarked) == ("eight", 5)
        assert lone.why == "nobody who finished has marked it"
    (mine, _), none = voted(project, Vote.MAJORITY, annotators=frozenset("C"))
    assert (mine.quote, none) == ("One two three", [])


def test_an_undecided_claim_is_told_by_its_title_and_a_quote_that_says_it_is_cut() -> None:
    one = Undecided("9b2285bc", "The  dam", "word " * 30, {V: 1, D: 1, U: 0}, 2, "a tie")
    quote = f"“{'word ' * 15}word…”"
    assert str(one) == f"“The dam”: {quote} (1 verified, 1 disputed, 2 unmarked): a tie"
    silent = one._replace(verdicts={V: 0, D: 0, U: 0})
    assert str(silent) == f"“The dam”: {quote} (2 unmarked): a tie"
    assert str(silent._replace(unmarked=0)) == f"“The dam”: {quote}: a tie"
    bare = one._replace(title=" ", quote="it rains")
    assert str(bare).startswith("9b2285bc: “it rains” (")


def test_soft_labels_count_everyone_and_tell_ties(project: Project, tmp_path: Path) -> None:
    labels = [label("A", 0, 3, V), label("B", 0, 3, D), label("A", 4, 7, D), label("B", 4, 7, D)]
    fill(project, tmp_path, {"labels": labels, "done": ["A", "B", "C"]})
    found, undecided = voted(project, Vote.SOFT)
    assert undecided == []
    assert [one.meta for one in found] == [
        {"verdicts": {V: 1, D: 1, U: 0}, "unmarked": 1, "tie": [V, D]},
        {"verdicts": {V: 0, D: 2, U: 0}, "unmarked": 1},
    ]
    assert {one.annotator for one in found} == {"soft"}
    bare = replace(format_named("csv"), carries=frozenset())
    with pytest.raises(AnnotatorError, match="cannot carry the counts"):
        losses(project.queries, bare, Choices(layer=Vote.SOFT))


def test_one_who_says_two_things_gives_two_answers_and_one_twice_gives_one(
    project: Project, tmp_path: Path
) -> None:
    labels = [
        label("A", 0, 13, V), label("B", 0, 3, V), label("B", 4, 13, V, id="b2"),
    ]  # fmt: skip
    fill(project, tmp_path, {"labels": labels, "done": ["A", "B"]})
    (found,), _ = voted(project, Vote.MAJORITY)
    assert found.meta["verdicts"] == {V: 2, D: 0, U: 0}


def test_most_is_counted_in_people_and_not_in_their_labels(
    project: Project, tmp_path: Path
) -> None:
    labels = [
        label("A", 0, 13, V), label("B", 0, 13, V, id="b"),
        label("C", 0, 3, V, tags=["x"]), label("C", 4, 7, V, tags=["x"], id="c2"),
        label("C", 8, 13, V, tags=["x"], id="c3"),
    ]  # fmt: skip
    fill(project, tmp_path, {"id": "t", "labels": labels, "done": ["A", "B", "C"]})
    for vote in Vote:
        (found,), _ = voted(project, vote)
        assert found.quote == "One two three"  # two of three have marked all of it
        assert found.tags == ()  # and one of three has given the tag


def test_the_demo_votes_add_up_to_its_claims(demo: Project) -> None:
    from annotator.tasks.claims import reviewed

    claims = [claim for one in reviewed(demo.queries) for claim in one.claims if claim.labels]
    found, undecided = voted(demo, Vote.MAJORITY)
    assert len(found) + len(undecided) == len(claims)
    assert found
    assert undecided
    soft, unmarked = voted(demo, Vote.SOFT)
    assert len(soft) + len(unmarked) == len(claims)
    assert {one.why for one in unmarked} == {"nobody who finished has marked it"}
    assert len(unmarked) == sum({*claim.annotators} == {*claim.unfinished} for claim in claims)


def test_pseudonyms_are_letters_by_lot_and_name_nobody(demo: Project, tmp_path: Path) -> None:
    called = pseudonyms(demo.queries, Choices())
    assert sorted(called.values()) == ["A", "B", "C"][: len(called)]
    fill_names = [pseudonyms(demo.queries, Choices(seed=seed)) for seed in range(20)]
    assert len({tuple(one.items()) for one in fill_names}) > 1


def test_pseudonyms_stand_wherever_a_name_would(project: Project, tmp_path: Path) -> None:
    labels = [label("Anna Ek", 0, 3, V, id="1"), label("Bo Ek", 0, 3, D, id="2")]
    line = {
        "labels": labels, "done": ["Anna Ek"],
        "decisions": [{"adjudicator": "Jo Ek", "settles": ["1", "2"], "outcome": "rejected"}],
        "comments": [{"annotator": "Bo Ek", "about": ["1"], "text": "Why?"}],
    }  # fmt: skip
    fill(project, tmp_path, line)
    out = tmp_path / "out.jsonl"
    choices = Choices(pseudonyms=True, annotators=frozenset({"Anna Ek", "Bo Ek"}))
    export(project.queries, str(out), choices=choices)
    for path in (out, path_for(out)):
        assert b"Ek" not in path.read_bytes()
    export(project.queries, str(out), choices=Choices(pseudonyms=True))
    (found,) = map(json.loads, out.read_text().splitlines())
    people = {one["annotator"] for one in found["labels"]}
    assert len(people | {found["decisions"][0]["adjudicator"]}) == 3
    assert found["done"][0] in people


def test_articles_are_chosen_by_done_tag_and_words(project: Project, tmp_path: Path) -> None:
    fill(
        project, tmp_path,
        {"id": "1", "text": "Alpha one.", "labels": [label("A", 0, 5, V, tags=["t"])],
         "done": ["A", "B"]},
        {"id": "2", "text": "Beta two.", "labels": [label("B", 0, 4, V, id="x")], "done": ["A"]},
        {"id": "3", "text": "Gamma alpha."},
    )  # fmt: skip

    def ids(**given: Any) -> str:
        found = chosen(project.queries, Choices(**given))
        return "".join(one.record.article.id for one in found)

    assert ids() == "123"
    assert ids(done=EVERYONE) == "1"  # B is at the second, and has not finished it
    assert ids(done=2) == "1"
    assert ids(tags=frozenset({"t"})) == "1"
    choices = Choices(tags=frozenset({"t", "none"}))
    with pytest.raises(AnnotatorError, match=r"No label has the tag none\. There are t\."):
        export(project.queries, str(tmp_path / "out.jsonl"), choices=choices)
    assert ids(search="alpha") == "13"
    assert ids(search="alpha", done=1) == "1"
    assert ids(layer=Layer.GOLD) == "123"


def test_of_many_undecided_claims_the_first_are_named_and_all_are_counted(
    demo: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(layer=Vote.MAJORITY)
    every = export(demo.queries, str(tmp_path / "all.jsonl"), choices=choices)
    monkeypatch.setattr(exporting, "LISTED", 3)
    report = export(demo.queries, str(tmp_path / "some.jsonl"), choices=choices)
    found = json.loads(Path(report.manifest).read_text())
    assert found["undecided_claims"] == report.undecided_claims == len(every.undecided) > 3
    assert report.undecided == every.undecided[:3]
    assert found["undecided"] == [one._asdict() for one in report.undecided]


def test_the_manifest_says_what_is_in_the_files(demo: Project, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"
    choices = Choices(split=(60, 20, 20), licence="CC-BY-4.0", agreement=True, layer=Vote.MAJORITY)
    report = export(demo.queries, str(out), choices=choices)
    assert report.manifest == str(tmp_path / "labels.jsonl.manifest.json")
    found = json.loads(Path(report.manifest).read_text())
    assert [one["name"] for one in found["files"]] == [
        f"labels.{part}.jsonl" for part in ("dev", "test", "train")
    ]
    for one in found["files"]:
        raw = (tmp_path / one["name"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())
    parts = found["parts"]
    for part, counts in parts.items():
        lines = (tmp_path / f"labels.{part}.jsonl").read_text().splitlines()
        labels = [label for line in lines for label in json.loads(line)["labels"]]
        assert (counts["articles"], counts["labels"]) == (len(lines), len(labels))
        assert sum(counts["verdicts"].values()) == len(labels)
    assert sum(one["labels"] for one in parts.values()) == report.labels
    assert found["undecided_claims"] == len(found["undecided"]) == len(report.undecided) > 0
    assert found["licence"] == "CC-BY-4.0"
    assert found["journal"] == demo.queries.newest()
    assert found["agreement"]["of"] == "the whole project"
    assert 0 <= found["agreement"]["measures"]["u_alpha"]["value"] <= 1
    assert found["choices"]["layer"] == "majority"
    assert (found["choices"]["split"], found["choices"]["seed"]) == ([60, 20, 20], 0)
    guidelines = hashlib.sha256(GUIDELINES[-1].encode()).hexdigest()
    assert found["guidelines"]["sha256"] == guidelines


def test_the_same_project_and_choices_give_the_same_bytes(demo: Project, tmp_path: Path) -> None:
    choices = Choices(split=(60, 20, 20), pseudonyms=True, seed=4, layer=Vote.SOFT)
    seen = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        export(demo.queries, str(tmp_path / folder / "out.csv"), choices=choices)
        seen.append({one.name: one.read_bytes() for one in (tmp_path / folder).iterdir()})
    assert seen[0] == seen[1]
    assert len(seen[0]) == 4


def test_parts_in_which_there_is_nothing_are_told_with_the_reason(
    project: Project, tmp_path: Path
) -> None:
    out = str(tmp_path / "out.jsonl")
    nothing = export(project.queries, out, choices=Choices(split=(80, 20, 0)))
    assert [str(one) for one in nothing.empty] == [
        f"{part}: There are no articles." for part in ("train", "dev", "test")
    ]
    text = " ".join(f"word{at}" for at in range(60))
    fill(project, tmp_path, *({"text": f"{text} and {n}"} for n in range(20)))
    for target in (out, str(tmp_path / "out.csv")):
        report = export(project.queries, target, choices=Choices(split=(80, 20, 0)))
        assert [str(one) for one in report.empty] == [
            "dev: Texts that are nearly the same stay in one part, and they make only 1 group.",
            "test: It is to have 0 % of the articles.",
        ]
    assert not export(project.queries, out).empty


def test_near_duplicates_are_never_in_two_parts(project: Project, tmp_path: Path) -> None:
    texts = [" ".join(f"w{n}x{at}" for at in range(60)) for n in range(20)]
    copies = [f"{text} and a few more words" for text in texts]
    fill(project, tmp_path, *({"text": text} for text in texts + copies))
    choices = Choices(split=(50, 25, 25))
    export(project.queries, str(tmp_path / "out.jsonl"), choices=choices)
    part_of = {}
    for part in ("train", "dev", "test"):
        for line in (tmp_path / f"out.{part}.jsonl").read_text().splitlines():
            part_of[json.loads(line)["text"].split()[0]] = part_of.get(
                json.loads(line)["text"].split()[0], set()
            ) | {part}
    assert len(part_of) == 20
    assert all(len(parts) == 1 for parts in part_of.values())
    assert len(set.union(*part_of.values())) == 3


def test_the_table_of_disagreements_has_a_column_for_each(project: Project, tmp_path: Path) -> None:
    labels = [
        label("=A", 0, 3, V), label("B", 0, 3, D), label("B", 8, 13, D),
        label("=A", 14, 18, V, id="same1"), label("B", 14, 18, V, id="same2"),
    ]  # fmt: skip
    fill(project, tmp_path, {"labels": labels, "done": ["=A", "B", "C"]})
    out = tmp_path / "table.csv"
    project.journal.commit(edits.join("Judge")[1])  # who marks nothing has no column
    assert write_table(project.queries, str(out)) == 3
    raw = out.read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert list(rows[0])[-3:] == ["'=A", "B", "C"]
    assert [row["quote"] for row in rows] == ["One", "three", "four"]
    assert [rows[0][who] for who in ("'=A", "B", "C")] == [V, D, SILENT]
    assert [rows[1][who] for who in ("'=A", "B", "C")] == [SILENT, D, SILENT]
    assert write_table(project.queries, str(out), everything=True) == 3


def test_a_vote_is_nobodys_under_pseudonyms_whatever_people_are_called(
    project: Project, tmp_path: Path
) -> None:
    fill(project, tmp_path, {"labels": [label(who, 0, 3, V) for who in ("majority", "B", "C")]})
    (found,), _ = voted(project, Vote.MAJORITY, pseudonyms=True)
    assert found.annotator == "majority"


PACKED = ("xlsx", "huggingface")
"""Formats in whose files no words can be looked for."""


@pytest.mark.parametrize(
    "name", [name for name, one in formats().items() if one.write and name not in PACKED]
)
def test_soft_labels_go_out_with_their_counts_or_not_at_all(
    demo: Project, tmp_path: Path, name: str
) -> None:
    if lacking(format_named(name)):
        pytest.skip("what it needs is not installed")
    target, choices = tmp_path / "out", Choices(layer=Vote.SOFT, manifest=False)
    refused = ""
    try:
        export(demo.queries, str(target), format=name, choices=choices)
    except AnnotatorError as error:
        refused = error.problem
    if target.exists():
        assert "unmarked" in target.read_text(encoding="utf-8")
    else:
        assert "counts of soft labels" in refused

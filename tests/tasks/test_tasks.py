"""What one asks of a whole project without a screen: bring in, give out, count."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from labelled import label_count
from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.claim import Outcome
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.journal import Kind
from annotator.domain.label import Annotator, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.settings import Settings
from annotator.store.listing import Order
from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report, report_as_json
from annotator.tasks.choosing import Choices
from annotator.tasks.claims import listed, reviewed
from annotator.tasks.exporting import export
from annotator.tasks.importing import import_paths, import_text, look_at, rehearse
from annotator.tasks.placing import Reading
from annotator.tasks.progress import CancelledError
from annotator.tasks.voting import Vote


def test_a_folder_goes_in_and_one_undo_takes_it_back(
    project: Project, anna: Annotator, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    (folder / "deeper").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"First line\r\nand more\r\n")
    (folder / "deeper" / "b.md").write_text("Intro.\n\n# The heading #\n")
    (folder / "same.txt").write_text("First line\nand more\n")
    (folder / ".hidden.txt").write_text("hidden")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    report = import_paths(project, [folder], annotator=anna.id)
    assert (report.articles, len(report.duplicates), report.refused) == (2, 1, [])
    ids = project.queries.queue("", Order.ADDED)
    titles = {row.title for row in project.queries.queue_rows("", ids)}
    assert titles == {"First line", "The heading"}
    project.journal.undo(anna.id)
    assert project.queries.article_count() == 0
    project.journal.redo(anna.id)
    assert project.queries.article_count() == 2
    assert list(project.problems()) == []


def test_bad_files_are_said_and_the_good_ones_go_in(project: Project, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("words")
    (tmp_path / "bad.txt").write_bytes(b"\x89PNG\r\n\0\0")
    report = import_paths(
        project, [tmp_path / "good.txt", tmp_path / "bad.txt", tmp_path / "none.txt"]
    )
    assert report.articles == 1
    assert len(report.refused) == 2


def test_nothing_good_writes_nothing(project: Project, tmp_path: Path) -> None:
    before = len(list(project.queries.history()))
    report = import_paths(project, [tmp_path / "none.txt"])
    assert not report.anything
    assert len(list(project.queries.history())) == before


def test_a_stopped_import_leaves_nothing(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(orjson.dumps({"text": f"text {n}"}) + b"\n" for n in range(500)))
    with pytest.raises(CancelledError):
        import_paths(project, [path], cancelled=lambda: True)
    assert project.queries.article_count() == 0
    assert import_paths(project, [path]).articles == 500


def test_the_order_of_keys_says_nothing(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    kept = {"annotator": "A", "id": "l", "spans": [[0, 3]], "verdict": "verified"}
    for keys in ({"zeta": {"b": 1, "a": 2}, "alpha": 2}, {"alpha": 2, "zeta": {"a": 2, "b": 1}}):
        file.write_text(json.dumps({"text": "One two.", "labels": [{**kept, **keys}]}))
        report = import_paths(project, [file])
        assert report.refused == []
    assert report.known_labels == 1
    for name in ("csv", "jsonl"):
        export(project.queries, str(tmp_path / f"out.{name}"), format=name)
        report = import_paths(project, [tmp_path / f"out.{name}"])
        assert (report.refused, report.known_labels) == ([], 1)


def test_the_same_labels_again_are_known_and_others_of_that_id_refused(
    project: Project, anna: Annotator, article: Article, tmp_path: Path
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    out = tmp_path / "o.jsonl"
    export(project.queries, str(out))
    report = import_paths(project, [out])
    assert (report.articles, report.labels, report.known_labels) == (0, 0, 1)
    out.write_bytes(out.read_bytes().replace(b"verified", b"disputed"))
    assert len(import_paths(project, [out]).refused) == 1


def test_what_a_file_says_again_is_held_against_what_it_said_before(
    project: Project, tmp_path: Path
) -> None:
    """However few of its labels are written by then."""
    file = tmp_path / "one.jsonl"
    label = {"id": "l", "annotator": "A", "spans": [[0, 4]], "verdict": "disputed"}
    nameless = {one: label[one] for one in ("annotator", "spans", "verdict")} | {"note": "Why?"}
    said = [[label], [label | {"verdict": "verified"}], [label], [nameless], [label, nameless]]
    lines = [{"text": "Some words.", "labels": labels} for labels in said]
    file.write_text("\n".join(map(json.dumps, [*lines, {"text": "More.", "labels": [label]}])))
    report = import_paths(project, [file])
    assert (report.articles, report.labels, report.known_labels) == (1, 2, 3)
    assert [(one.place, one.reason) for one in report.refused] == [
        (place, "The label l is in the project already, and says otherwise there.")
        for place in ("record 2", "record 6")
    ]
    assert label_count(project) == 2
    assert list(project.problems()) == []


def test_labels_are_in_the_journal_before_what_stands_on_them(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "two.jsonl"
    label = {"id": "l", "annotator": "A", "spans": [[0, 4]], "verdict": "disputed"}
    gold = {"id": "g", "layer": "gold", **{key: label[key] for key in label if key != "id"}}
    decision = {"adjudicator": "J", "settles": ["l"], "outcome": "accepted", "label": "g"}
    lines = [
        {"text": "Other words.", "labels": [label | {"id": "o"}]},
        {"text": "Some words.", "labels": [label, gold], "decisions": [decision]},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    import_paths(project, [file])
    (*_, entry) = project.queries.history()
    told = [change.key if change.kind is Kind.LABEL else change.kind for change in entry.changes]
    assert told == ["article", "annotator", "article", "o", "l", "g", "annotator", "decision"]


def test_a_file_that_does_not_say_when_its_labels_were_made_is_known_again(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "one.jsonl"
    label = {"id": "l", "annotator": "A", "spans": [[0, 4]], "verdict": "disputed"}
    file.write_text(json.dumps({"text": "Some words.", "labels": [label]}))
    assert import_paths(project, [file]).labels == 1
    before = project.queries.label("l")
    report = import_paths(project, [file])
    assert (report.refused, report.known_labels) == ([], 1)
    assert project.queries.label("l") == before


def test_decisions_and_comments_without_ids_are_known_when_they_come_again(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "one.jsonl"
    label = {"id": "l", "annotator": "A", "spans": [[0, 4]], "verdict": "disputed"}
    decision = {"adjudicator": "J", "settles": ["l"], "outcome": "rejected"}
    comment = {"annotator": "A", "about": ["l"], "text": "Why?"}
    line = {"text": "Some words.", "labels": [label], "decisions": [decision],
            "comments": [comment, comment]}  # fmt: skip
    file.write_text(json.dumps(line))
    import_paths(project, [file])
    import_paths(project, [file])
    (record,) = project.queries.records()
    assert (len(record.labels), len(record.decisions), len(record.comments)) == (1, 1, 2)


def test_a_decision_or_comment_with_the_id_of_another_is_told(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "two.jsonl"
    lines = []
    for text in ("Some words.", "Other words."):
        decision = {"id": "d", "adjudicator": "J", "settles": ["l"], "outcome": "rejected"}
        comment = {"id": "c", "thread": "t", "annotator": "A", "about": ["l"], "text": "Why?"}
        lines.append(json.dumps({"text": text, "decisions": [decision], "comments": [comment]}))
    for line, refused in zip(lines, (0, 2), strict=True):
        file.write_text(line)
        report = import_paths(project, [file])
        assert (report.articles, len(report.refused)) == (1, refused)
    assert [one.reason for one in report.refused] == [
        "The id d is that of a decision on another article in the project.",
        "The id c is that of a comment on another article in the project.",
    ]


def test_a_decision_or_comment_that_says_otherwise_than_here_is_refused(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "one.jsonl"
    for reason, words, refused in (("a", "Why?", 0), ("a", "Why?", 0), ("b", "How?", 2)):
        decision = {"id": "d", "adjudicator": "J", "settles": ["x", "l"], "outcome": "rejected",
                    "reason": reason}  # fmt: skip
        comment = {"id": "c", "annotator": "A", "about": ["x", "l"], "text": words}
        line = {"text": "Some words.", "decisions": [decision], "comments": [comment]}
        file.write_text(json.dumps(line))
        assert len((report := import_paths(project, [file])).refused) == refused
    assert [one.reason for one in report.refused] == [
        "The decision d is in the project already, and says otherwise there.",
        "The comment c is in the project already, and says otherwise there.",
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_has_finished_by_any_file_has(
    project: Project, tmp_path: Path, order: tuple[int, int]
) -> None:
    labels = [
        {"id": name, "annotator": name, "spans": [[0, 4]], "verdict": "verified"} for name in "AB"
    ]
    lines = [
        json.dumps({"text": "Some words.", "labels": labels, "done": done})
        for done in (["A"], ["A", "B"])
    ]
    said = []
    for at in order:
        (tmp_path / "one.jsonl").write_text(lines[at])
        said.append(import_paths(project, [tmp_path / "one.jsonl"]).sentence())
    (record,) = project.queries.records()
    assert list(record.done) == ["A", "B"]
    steps = [one.summary for one in project.queries.history()]
    assert ("say who finished 1 article" in steps) == (order == (0, 1))
    assert said[1] == (
        "Imported news of who finished (1), 1 article here already." if order == (0, 1)
        else "Nothing new was imported: it is here already."
    )  # fmt: skip
    assert list(project.problems()) == []


def test_whoever_opened_the_article_again_here_is_at_it_whatever_a_file_says(
    project: Project, tmp_path: Path
) -> None:
    label = {"annotator": "A", "spans": [[0, 4]], "verdict": "verified"}
    line = {"text": "Some words.", "labels": [label], "done": ["A"]}
    (file := tmp_path / "one.jsonl").write_text(json.dumps(line))
    import_paths(project, [file])
    (person,) = (one.id for one in project.queries.annotators())
    (record,) = project.queries.records()
    project.journal.commit(edits.set_done(record.article, person, edits.DONE, False))
    import_paths(project, [file])
    assert project.queries.state(record.article.id, person) == edits.TO_DO


def test_a_label_that_says_otherwise_on_the_words_of_the_same_person_is_told(
    project: Project, tmp_path: Path
) -> None:
    doccano = {"text": "Some words.", "label": [[0, 4, "half"], [5, 10, "half"]]}
    (file := tmp_path / "d.jsonl").write_text(json.dumps(doccano))
    for verdict, notes in ((Verdict.DISPUTED, []), (Verdict.VERIFIED, [file.name])):
        choices = Reading("A", {"half": verdict})
        report = import_paths(project, [file], format="doccano", choices=choices)
        assert report.labels == 2
        assert [Path(one.file).name for one in report.notes] == notes
    assert report.notes[0].said.startswith("2 labels stand on the very words of another one")


def test_a_dry_run_says_what_the_import_will(project: Project, tmp_path: Path) -> None:
    label = {"id": "l", "annotator": "A", "spans": [[0, 4]], "verdict": "verified"}
    other = {**label, "id": "m", "verdict": "disputed"}
    for name, labels in (("a", [label]), ("b", [label, other]), ("c", [])):
        line = {"text": "Some words.", "labels": labels}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line))
    for _ in range(2):
        before = project.queries.newest()
        would = rehearse(project, [tmp_path])
        assert project.queries.newest() == before
        did = import_paths(project, [tmp_path])
        assert replace(would, first=None) == replace(did, first=None)
    assert (would.labels, would.known_labels) == (0, 3)
    assert would.summary() == "1 article here already"  # in three files


def test_whom_another_program_has_removed_is_called_by_the_id(
    project: Project, anna: Annotator, article: Article, tmp_path: Path
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    connection = sqlite3.connect(project.path)
    connection.execute("DELETE FROM annotators")
    connection.commit()
    connection.close()
    (told,) = listed(project.queries, everything=True)
    assert [one["annotator"] for one in told["labels"]] == [anna.id]
    for choices in (Choices(), Choices(pseudonyms=True), Choices(layer=Vote.SOFT)):
        assert export(project.queries, str(tmp_path / "o.jsonl"), choices=choices).labels == 1
    report = report_as_json(agreement_report(project.queries, replicates=10))
    assert [one["name"] for one in report["annotators"]] == [anna.id]


def test_labels_without_ids_that_say_the_same_are_known(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    label = {"annotator": "A", "spans": [[0, 4]], "verdict": "disputed", "tags": ["x"]}
    file.write_text(json.dumps({"text": "Some words.", "labels": [label]}))
    assert import_paths(project, [file]).labels == 1
    report = import_paths(project, [file])
    assert (report.labels, report.known_labels) == (0, 1)
    file.write_text(json.dumps({"text": "Some words.", "labels": [label | {"tags": ["y"]}]}))
    assert import_paths(project, [file]).labels == 1
    assert list(project.problems()) == []


def test_a_line_for_each_label_of_an_article_takes_time_by_the_line(
    project: Project, tmp_path: Path
) -> None:
    line = {"text": "Words and " * 1_000, "labels": [{"annotator": "A", "verdict": "disputed"}]}
    spans = [[[at, at + 3]] for at in range(0, 8_000, 4)]
    labels = [{"annotator": "A", "verdict": "disputed", "spans": one} for one in spans]
    file = tmp_path / "one.jsonl"
    file.write_text("\n".join(json.dumps(line | {"labels": [one]}) for one in [*labels, labels[0]]))
    asked: list[str] = []
    connection = project.journal._connection
    connection.set_trace_callback(asked.append)
    report = import_paths(project, [file])
    connection.set_trace_callback(None)
    assert (report.articles, report.labels, report.known_labels) == (1, 2_000, 1)
    assert sum("FROM labels WHERE article" in one for one in asked) == 1
    assert import_paths(project, [file]).known_labels == 2_001


def test_whoever_imports_says_who_has_finished_and_their_silence_counts(
    project: Project, anna: Annotator, tmp_path: Path
) -> None:
    file = tmp_path / "two.jsonl"
    labels = [{"annotator": who, "spans": [[0, 4]], "verdict": "disputed"} for who in ("A", "B")]
    lines = {"text": "Some words.", "labels": labels}, {"text": "More.", "labels": labels[:1]}
    file.write_text("\n".join(map(json.dumps, lines)))
    before = project.queries.newest()
    with pytest.raises(AnnotatorError, match=r"Nobody called Ben is in .*There is A, Anna, B\."):
        import_paths(project, [file], choices=Reading(finished=("A", "Ben")))
    with pytest.raises(AnnotatorError, match="Nobody called Ben"):
        look_at(project, [file], choices=Reading(finished=("A", "Ben")))
    assert project.queries.newest() == before
    article = import_text(project, "More.").first
    assert article is not None
    known = project.queries.article(article)
    assert known is not None
    project.journal.commit(edits.set_done(known, anna.id, None, False))
    choices = Reading(finished=("A", "B", "Anna"))
    report = import_paths(project, [file], annotator=anna.id, choices=choices)
    assert (report.labels, report.finished) == (3, 6)
    assert [one.done for one in project.queries.records()] == [["A", "Anna", "B"]] * 2
    silent = [claim.missing for one in reviewed(project.queries) for claim in one.claims]
    assert sorted(map(len, silent)) == [1, 2]  # Anna; Anna and B
    assert import_paths(project, [file], choices=choices).finished == 0
    project.journal.undo(anna.id)
    assert not any(one.done for one in project.queries.records())
    project.journal.undo(anna.id)
    assert label_count(project) == 0
    assert list(project.problems()) == []


def test_a_pasted_text_is_an_article(project: Project) -> None:
    report = import_text(project, "Some words.", "A title")
    found = project.queries.article(report.first or "")
    assert found is not None
    assert found.title == "A title"


def test_a_split_does_not_run_together_on_standard_output(project: Project) -> None:
    with pytest.raises(AnnotatorError, match=r"A split is several files\. Give a name, not -\."):
        export(project.queries, "-", choices=Choices(split=(80, 10, 10)))


def test_a_split_is_by_article_and_always_the_same(project: Project, tmp_path: Path) -> None:
    for number in range(40):
        import_text(project, f"Article number {number}.")
    choices = Choices(split=(50, 25, 25), seed=1)
    for name in ("a", "b"):
        export(project.queries, str(tmp_path / f"{name}.jsonl"), choices=choices)
    parts = [tmp_path / f"a.{part}.jsonl" for part in ("train", "dev", "test")]
    assert sum(len(part.read_bytes().splitlines()) for part in parts) == 40
    for part in parts:
        assert part.read_bytes() == part.with_name(part.name.replace("a.", "b.", 1)).read_bytes()
    with pytest.raises(AnnotatorError, match="whole"):
        export(project.queries, str(tmp_path / "c.jsonl"), choices=Choices(split=(50, 20, 20)))


def test_csv_guards_formulas_and_keeps_line_breaks(
    project: Project, anna: Annotator, article: Article, tmp_path: Path
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3), Span(60, 70)], Verdict.DISPUTED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_note(label, '=1+1,\n"x"'))
    out = tmp_path / "o.csv"
    export(project.queries, str(out))
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert row["note"] == '\'=1+1,\n"x"'
    assert row["spans"] == "0-3 60-70"


LIMITED = """
import resource, sys
from pathlib import Path
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.exporting import export
project = Project.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    export(project.queries, sys.argv[2])
except Exception as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_an_interrupted_export_leaves_the_old_file_whole(project: Project, tmp_path: Path) -> None:
    import_text(project, "word " * 2000)
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "o.jsonl"
    out.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(project.path), str(out)], capture_output=True, text=True
    )
    assert done.stdout.strip() == "AnnotatorError", done.stderr
    assert out.read_text() == "old"
    assert [one.name for one in folder.iterdir()] == ["o.jsonl"]


def test_settings_survive_damage_and_refuse_nonsense(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings["name"] = "Anna"
    assert Settings(tmp_path)["name"] == "Anna"
    (tmp_path / "settings.json").write_text('{"zoom": 100000, "theme": 3, "other": 1}')
    assert Settings(tmp_path)["zoom"] == 100
    (tmp_path / "settings.json").write_text("{")
    assert Settings(tmp_path)["name"] == ""
    assert (tmp_path / "settings.damaged").exists()


def test_a_decision_outlives_the_label_that_it_settled(
    project: Project, anna: Annotator, article: Article, tmp_path: Path
) -> None:
    label, made = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(made)
    (reviewed_,) = reviewed(project.queries)
    (claim,) = reviewed_.claims
    _, ruled = decide(anna.id, [Ruling(claim, Outcome.ACCEPTED, taken(label))])
    project.journal.commit(ruled)
    project.journal.commit(edits.delete([label]))
    out = tmp_path / "all.jsonl"
    export(project.queries, str(out))
    with Project.create(tmp_path / "copy.annotator") as copy:
        assert not import_paths(copy, [out]).refused
        (record,) = copy.queries.records()
        assert [one.settles for one in record.decisions] == [(label.id,)]
        assert list(copy.problems()) == []

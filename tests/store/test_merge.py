"""What each rule of a merge does, told by two or three machines; and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from samples import TEXT
from store.machines import Clock, copied, decided, holds, merged, removal, withdrawn

from annotator.agreement.claims import claims_of
from annotator.domain import edits, ids
from annotator.domain.article import Article, new_article
from annotator.domain.claim import Claim, ClaimState, Outcome
from annotator.domain.decisions import Ruling, decide, own
from annotator.domain.journal import Change, Kind, now
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.domain.merging import Coming
from annotator.domain.records import article_fields
from annotator.errors import AnnotatorError, RefusedError
from annotator.store import schema
from annotator.store.backup import folder_of
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.tasks.merging import report_as_json, report_as_lines


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done later has the later id, whatever machine it is done on."""
    monkeypatch.setattr(ids, "time", Clock())


@pytest.fixture
def label(project: Project, anna: Annotator, article: Article) -> Label:
    """A label that all machines have."""
    made, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    return made


@pytest.fixture
def away(project: Project, label: Label) -> Iterator[Project]:
    """The project on another machine."""
    with Project.open(copied(project, "away")) as other:
        yield other


def both(project: Project, away: Project) -> None:
    """Merge each into the other: they hold the same then, and are sound."""
    project.merge([away.path])
    away.merge([project.path])
    assert list(project.problems()) == []
    assert list(away.problems()) == []
    assert holds(project.path) == holds(away.path)


def joined(project: Project, name: str) -> Annotator:
    person, entry = edits.join(name)
    project.journal.commit(entry)
    return person


def found(project: Project, id_: str) -> Label:
    label = project.queries.label(id_)
    assert label is not None
    return label


def test_labels_of_both_machines_stand_side_by_side(
    project: Project, away: Project, anna: Annotator, article: Article
) -> None:
    ben = joined(away, "Ben")
    _, entry = edits.mark(ben.id, article, [Span(4, 9)], Verdict.DISPUTED)
    away.journal.commit(entry)
    _, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    report = project.merge([away.path])
    assert (report.entries, report.labels, report.annotators, report.articles) == (2, 1, 1, 0)
    assert (report.clashes, report.namesakes) == ((), ())
    assert report.summary() == "1 label; 2 steps in all"
    assert len(project.queries.labels_of(article.id)) == 3
    assert [one.name for one in project.queries.annotators()] == ["Anna", "Ben"]
    both(project, away)


def test_repeating_a_merge_changes_nothing_and_makes_no_copy(
    project: Project, away: Project, label: Label
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    report = project.merge([away.path])
    assert report.backup is not None
    before = holds(project.path)
    again = project.merge([away.path, away.path])
    assert (again.entries, again.backup) == (0, None)
    assert again.summary() == "nothing that is not here already"
    assert holds(project.path) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(
    project: Project, away: Project, label: Label
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    project.journal.commit(edits.set_note(label, "mine"))
    before = holds(project.path)
    report = project.merge([away.path], dry_run=True)
    assert holds(project.path) == before
    assert not folder_of(project.path).exists()
    real = project.merge([away.path])
    assert report.backup is None
    assert (report.entries, report.clashes) == (real.entries, real.clashes)


def test_the_copy_before_a_merge_is_the_project_as_it_was(
    project: Project, away: Project, label: Label
) -> None:
    before = holds(project.path)
    for note in "ab":
        away.journal.commit(edits.set_note(found(away, label.id), note))
        project.merge([away.path])
    first, second = sorted(
        folder_of(project.path).iterdir(), key=lambda one: (len(one.name), one.name)
    )
    assert "before merge" in first.name
    assert holds(first) == before
    assert holds(second) != before


def test_the_same_label_changed_on_two_machines_is_what_the_later_says(
    project: Project, away: Project, label: Label
) -> None:
    project.journal.commit(edits.set_note(label, "first"))
    away.journal.commit(edits.set_note(label, "second"))
    project.journal.commit(edits.set_verdict(found(project, label.id), Verdict.DISPUTED))
    report = project.merge([away.path])
    (clash,) = report.clashes
    assert (clash.kind, clash.key, clash.about) == (Kind.LABEL, label.id, "“Two”")
    assert (clash.here.fields, clash.there.fields) == ({"note": "first"}, {"note": "second"})
    assert clash.stands == clash.there
    assert (clash.here.who, clash.here.summary) == ("Anna", "change the note")
    both(project, away)
    assert found(project, label.id).note == "second"
    assert found(project, label.id).verdict is Verdict.DISPUTED


def test_all_that_differs_is_told_whichever_step_set_it(
    project: Project, away: Project, label: Label
) -> None:
    for one, verdict, note in (
        (project, Verdict.DISPUTED, "first"), (away, Verdict.UNVERIFIABLE, "second")
    ):  # fmt: skip
        one.journal.commit(edits.set_verdict(label, verdict))
        one.journal.commit(edits.set_note(found(one, label.id), note))
    (clash,) = project.merge([away.path], dry_run=True).clashes
    assert clash.here.fields == {"verdict": "disputed", "note": "first"}
    assert clash.there.fields == {"verdict": "unverifiable", "note": "second"}
    assert clash.stands == clash.there


def test_what_each_side_changed_of_different_fields_is_no_clash(
    project: Project, away: Project, label: Label
) -> None:
    project.journal.commit(edits.set_note(label, "mine"))
    away.journal.commit(edits.set_verdict(label, Verdict.DISPUTED))
    assert project.merge([away.path]).clashes == ()
    assert (found(project, label.id).note, found(project, label.id).verdict.value) == (
        "mine",
        "disputed",
    )


def settled(
    project: Project, who: Annotator, verdict: Verdict, claim: Claim | None = None
) -> Claim:
    """The one claim of the project as it is, settled so; the claim itself, as it was before."""
    found = claim or one_claim(project)
    (article,) = (one.article for one in project.queries.records())
    stands = own(article, found.labels[0].spans, verdict)
    project.journal.commit(decide(who.id, [Ruling(found, Outcome.EDITED, stands)])[1])
    return found


def one_claim(project: Project) -> Claim:
    (record,) = project.queries.records(named=False)
    (claim,) = claims_of(record.article.text, record.labels, record.decisions)
    return claim


def test_a_claim_settled_on_both_sides_is_told_where_they_differ(
    project: Project, away: Project, label: Label, anna: Annotator
) -> None:
    here, there = joined(project, "J"), joined(away, "K")
    settled(project, here, Verdict.DISPUTED)
    settled(away, there, Verdict.UNVERIFIABLE)
    report = project.merge([away.path], dry_run=True)
    assert (report.clashed, report.decisions) == (1, 1)
    assert report.summary() == "1 label, 1 decision, 1 changed on both sides; 2 steps in all"
    (clash,) = report.clashes
    assert (clash.kind, clash.about, clash.stands) == (Kind.DECISION, "“Two”", None)
    lines = list(report_as_lines(report, dry_run=True))
    at = lines.index(
        "changed on both sides: the settling of “Two”: nothing stands until it is settled again"
    )
    assert ", J: outcome “edited”, verdict “disputed”, quote “Two”" in lines[at + 1]
    assert not any("which stands" in line for line in lines)
    (told,) = report_as_json(report, dry_run=True)["clashes"]
    assert (told["neither"], told["stands"]) == (True, None)
    assert [(one.who, (one.fields or {})["verdict"]) for one in (clash.here, clash.there)] == [
        ("J", "disputed"),
        ("K", "unverifiable"),
    ]
    both(project, away)
    for machine in (project, away):
        claim = one_claim(machine)
        assert (claim.state, claim.stands) == (ClaimState.REOPENED, ())
    assert project.merge([away.path]).clashes == ()
    settled(away, there, Verdict.VERIFIED)
    assert project.merge([away.path]).clashes == ()  # which has taken back both
    both(project, away)
    claim = one_claim(project)
    assert (claim.state, [one.verdict for one in claim.stands], len(claim.golds)) == (
        ClaimState.SETTLED,
        [Verdict.VERIFIED],
        1,
    )


def test_a_claim_settled_alike_on_both_sides_is_no_clash(
    project: Project, away: Project, label: Label, anna: Annotator
) -> None:
    settled(project, joined(project, "J"), Verdict.DISPUTED)
    settled(away, joined(away, "K"), Verdict.DISPUTED)
    assert project.merge([away.path]).clashes == ()
    both(project, away)
    claim = one_claim(project)
    assert (claim.state, len(claim.stands)) == (ClaimState.SETTLED, 1)


def test_who_brings_a_third_word_on_a_claim_is_told_beside_one_who_differs(
    project: Project, away: Project, label: Label, anna: Annotator
) -> None:
    with Project.open(copied(project, "third")) as third:
        settled(project, joined(project, "J"), Verdict.DISPUTED)
        settled(away, joined(away, "K"), Verdict.UNVERIFIABLE)
        settled(third, joined(third, "L"), Verdict.UNVERIFIABLE)
        report = project.merge([away.path, third.path])
    assert [(one.here.who, one.there.who) for one in report.clashes] == [("J", "K"), ("J", "L")]
    assert [one.last.adjudicator for one in one_claim(project).contradicting] == [
        one.id for one in sorted(project.queries.annotators()) if one.name in "JKL"
    ]


@pytest.mark.parametrize("last", ["change", "removal"])
def test_of_a_removal_and_a_change_the_later_stands(
    project: Project, away: Project, label: Label, last: str
) -> None:
    steps: list[Callable[[], object]] = [
        lambda: project.journal.commit(edits.delete([label])),
        lambda: away.journal.commit(edits.set_note(label, "kept")),
    ]
    for step in steps if last == "change" else reversed(steps):
        step()
    (clash,) = project.merge([away.path]).clashes
    assert clash.here.fields is None
    assert clash.there.fields == {"note": "kept"}
    assert (clash.stands == clash.there) is (last == "change")
    both(project, away)
    assert (project.queries.label(label.id) is not None) is (last == "change")


def test_a_label_that_only_the_other_machine_has_changed_is_told(
    project: Project, away: Project, label: Label
) -> None:
    there = away.queries.label(label.id)
    assert there is not None
    away.journal.commit(edits.set_verdict(there, Verdict.UNVERIFIABLE))
    for dry_run in (True, False):
        report = project.merge([away.path], dry_run=dry_run)
        assert (report.labels, report.changed_labels, report.clashed) == (0, 1, 0)
        assert "1 label changed" in report.summary()
    assert project.merge([away.path]).changed_labels == 0


@pytest.mark.parametrize("replayed", [False, True])
def test_what_stands_as_it_did_is_not_told_nor_written(
    project: Project, away: Project, label: Label, anna: Annotator, article: Article, replayed: bool
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    project.journal.commit(edits.set_note(label, "ours"))
    if replayed:
        away.journal.commit(removal(away, import_text(away, "Gone.").first or "", anna.id))
    with sqlite3.connect(project.path) as other:
        other.execute(
            "CREATE TRIGGER told AFTER UPDATE ON labels BEGIN SELECT RAISE(ABORT, 'written'); END"
        )
    other.close()
    report = project.merge([away.path])
    assert (report.changed_labels, report.labels, report.clashed) == (0, 0, 1)
    assert found(project, label.id).note == "ours"
    assert [hit.where for hit in project.queries.search("ours")] == ["note"]


def test_nobodys_labels_go_because_another_removed_the_article(
    project: Project, away: Project, anna: Annotator, article: Article
) -> None:
    ben = joined(away, "Ben")
    mark, entry = edits.mark(ben.id, article, [Span(4, 9)], Verdict.DISPUTED)
    away.journal.commit(entry)
    away.journal.commit(edits.set_done(article, ben.id, None, True))
    project.journal.commit(removal(project, article.id, anna.id))
    both(project, away)
    assert [one.id for one in project.queries.labels_of(article.id)] == [mark.id]
    assert project.queries.state(article.id, ben.id) == "done"
    project.journal.commit(removal(project, article.id, anna.id))
    assert project.queries.article_count() == 0
    both(project, away)
    assert away.queries.article_count() == 0


def test_a_label_made_after_the_removal_calls_the_article_back(
    project: Project, away: Project, anna: Annotator, article: Article
) -> None:
    project.journal.commit(removal(project, article.id, anna.id))
    _, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.DISPUTED)
    away.journal.commit(entry)
    both(project, away)
    assert project.queries.article_count() == 1
    assert project.queries.search("Halt")


def test_a_person_whose_joining_was_taken_back_stays_with_what_is_theirs(
    project: Project, anna: Annotator, article: Article, label: Label
) -> None:
    ben, entry = edits.join("Ben")
    project.journal.commit(edits.entry(anna.id, "import", entry.changes))
    with Project.open(copied(project, "away")) as away:
        _, entry = edits.mark(ben.id, article, [Span(4, 9)], Verdict.DISPUTED)
        away.journal.commit(entry)
        project.journal.undo(anna.id)
        assert [one.name for one in project.queries.annotators()] == ["Anna"]
        both(project, away)
        assert [one.name for one in project.queries.annotators()] == ["Anna", "Ben"]


def test_a_decision_whose_gold_label_is_gone_names_none(
    project: Project, anna: Annotator, article: Article
) -> None:
    decision, entry = decided(article, anna.id, Verdict.VERIFIED)
    project.journal.commit(entry)
    with Project.open(copied(project, "away")) as away:
        assert decision.label is not None
        project.journal.commit(withdrawn(decision, found(project, decision.label)))
        change = Change(Kind.DECISION, decision.id, {"cause": ""}, {"cause": "slip"})
        away.journal.commit(edits.entry(anna.id, "cause", [change]))
        both(project, away)
        (record,) = project.queries.records()
        assert [(one.label, one.cause) for one in record.decisions] == [(None, "slip")]


def with_article(project: Project, by: str, id_: str, text: str, title: str) -> Article:
    article = new_article(text, title, created=now(), id=id_)
    entry = edits.entry(by, "import", ())
    change = Change(Kind.ARTICLE, article.id, None, article_fields(article))

    def groups() -> Iterator[list[Change]]:
        project.journal.add_text(article.sha256, article.text)
        yield [change]

    project.journal.commit_new(entry, groups(), lambda: "import")
    return article


def test_one_text_under_two_ids_is_one_article_and_undo_still_works(
    project: Project, away: Project, anna: Annotator
) -> None:
    ben = joined(away, "Ben")
    here = with_article(project, anna.id, "a", "The same text.", "Ours")
    there = with_article(away, ben.id, "b", "The same text.", "Theirs")
    mark, entry = edits.mark(ben.id, there, [Span(0, 3)], Verdict.DISPUTED)
    away.journal.commit(entry)
    away.journal.commit(edits.set_done(there, ben.id, None, True))
    report = project.merge([away.path])
    (twins,) = report.twins
    assert (twins.article, twins.titles) == ("a", ("Ours", "Theirs"))
    both(project, away)
    assert project.queries.article(there.id) is None
    assert [one.id for one in project.queries.labels_of(here.id)] == [mark.id]
    assert project.queries.state(here.id, ben.id) == "done"
    for _ in range(2):  # on the machine where it was made, it was made of another article
        away.journal.undo(ben.id)
    assert away.queries.labels_of(here.id) == []
    assert away.queries.state(here.id, ben.id) is None
    away.journal.undo(ben.id)
    assert away.queries.article(here.id) is not None
    for _ in range(3):
        away.journal.redo(ben.id)
    assert [one.id for one in away.queries.labels_of(here.id)] == [mark.id]
    assert away.queries.state(here.id, ben.id) == "done"
    both(project, away)


def test_the_same_text_under_two_titles_is_told(project: Project, away: Project) -> None:
    import_text(project, "The same text.", "Ours")
    import_text(away, "The same text.", "Theirs")
    report = project.merge([away.path])
    (twins,) = report.twins
    assert twins.titles == ("Ours", "Theirs")
    article = project.queries.article(twins.article)
    assert article is not None
    assert article.title == twins.title
    both(project, away)


def test_namesakes_and_two_names_of_one_person_are_told(
    project: Project, away: Project, anna: Annotator, article: Article
) -> None:
    mine, theirs = joined(project, "Ben"), joined(away, "ben")
    project.journal.commit(decided(article, mine.id, Verdict.VERIFIED)[1])
    _, entry = edits.mark(theirs.id, article, [Span(4, 9)], Verdict.DISPUTED)
    away.journal.commit(entry)
    project.journal.commit(edits.rename_annotator(anna, "Anna K."))
    away.journal.commit(edits.rename_annotator(anna, "A. K."))
    report = project.merge([away.path])
    (same,) = report.namesakes
    assert same.ids == tuple(sorted([mine.id, theirs.id]))
    assert dict(zip(same.ids, same.labels, strict=True)) == {mine.id: 0, theirs.id: 1}
    assert same.likely_one
    (renamed,) = report.renamed
    assert (renamed.id, renamed.here, renamed.there) == (anna.id, "Anna K.", "A. K.")
    assert (anna.id, renamed.name) in project.queries.annotators()


def test_what_comes_in_is_told_by_person_and_article(
    project: Project, away: Project, anna: Annotator, article: Article
) -> None:
    ben = joined(away, "Ben")
    new = import_text(away, "A new text.", "New").first
    other = away.queries.article(new or "")
    assert other is not None
    for one, start in ((other, 0), (other, 2), (article, 4)):
        _, entry = edits.mark(ben.id, one, [Span(start, start + 2)], Verdict.VERIFIED)
        away.journal.commit(entry)
    _, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.DISPUTED)
    away.journal.commit(entry)
    told = project.merge([away.path], dry_run=True).coming
    title = article.title
    assert told == (
        Coming(anna.id, "Anna", title, 1),
        Coming(ben.id, "Ben", title, 1),
        Coming(ben.id, "Ben", "New", 2),
    )
    assert project.merge([away.path]).coming == told
    assert project.merge([away.path]).coming == ()


def test_namesakes_who_share_an_article_are_taken_for_two(
    project: Project, away: Project, article: Article
) -> None:
    for place in (project, away):
        ben = joined(place, "Ben")
        _, entry = edits.mark(ben.id, article, [Span(4, 9)], Verdict.VERIFIED)
        place.journal.commit(entry)
    (same,) = project.merge([away.path]).namesakes
    assert (same.labels, same.together, same.likely_one) == ((1, 1), 1, False)


def test_a_merge_is_no_step_of_ones_own_undo(
    project: Project, away: Project, anna: Annotator, article: Article
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    import_text(away, "An import by a script, of nobody.")
    ben = joined(away, "Ben")
    _, theirs = edits.mark(ben.id, article, [Span(4, 9)], Verdict.DISPUTED)
    away.journal.commit(theirs)
    before = project.queries.undoable(anna.id)
    project.merge([away.path])
    assert project.queries.undoable(anna.id) == before
    project.journal.undo(anna.id)
    assert len(project.queries.labels_of(article.id)) == 2
    both(project, away)


def test_own_steps_of_both_machines_are_undone_the_latest_first(
    project: Project, away: Project, anna: Annotator, article: Article, label: Label
) -> None:
    away.journal.commit(edits.set_note(label, "away"))
    here, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    away.journal.commit(edits.set_verdict(found(away, label.id), Verdict.DISPUTED))
    project.merge([away.path])
    project.journal.undo(anna.id)
    assert found(project, label.id).verdict is Verdict.VERIFIED
    project.journal.undo(anna.id)
    assert project.queries.label(here.id) is None
    project.journal.undo(anna.id)
    assert found(project, label.id).note == ""
    project.journal.undo(anna.id)
    assert project.queries.label(label.id) is None
    for _ in range(4):
        project.journal.redo(anna.id)
    assert found(project, label.id).verdict is Verdict.DISPUTED
    assert found(project, label.id).note == "away"
    both(project, away)


def test_a_step_that_a_later_one_from_elsewhere_changed_is_not_undone(
    project: Project, away: Project, anna: Annotator, label: Label
) -> None:
    project.journal.commit(edits.set_note(label, "mine"))
    later = edits.set_note(label, "later").changes
    away.journal.commit(edits.entry(joined(away, "Ben").id, "note", later))
    project.merge([away.path])
    with pytest.raises(RefusedError, match="changed again afterwards"):
        project.journal.undo(anna.id)
    assert found(project, label.id).note == "later"


def test_a_window_that_is_open_meanwhile_hears_of_it(
    project: Project, away: Project, label: Label
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    with Project.open(project.path) as window:
        assert window.journal.news() == []
        project.merge([away.path])
        assert window.changed_elsewhere()
        (heard,) = window.journal.news()
        assert heard.changes == ()
        assert window.journal.news() == []


def raw(path: Path, *statements: str) -> None:
    """What no program of ours would write."""
    connection = sqlite3.connect(path)
    for name in schema.TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    schema.make_triggers(connection)
    connection.commit()
    connection.close()


DAMAGE = {
    "a text": ("UPDATE texts SET text = 'x' || text", "not what its hash says"),
    "a change": ("UPDATE changes SET after = '{' WHERE kind = 'label'", "cannot be read"),
    "no object": ("UPDATE changes SET after = '[]' WHERE kind = 'label'", "cannot be read"),
    "a kind": ("UPDATE changes SET kind = 'lable' WHERE kind = 'label'", "cannot be read"),
    "a field": ("UPDATE changes SET after = '{}' WHERE kind = 'label'", "not all of its fields"),
    "a quote": (
        "UPDATE changes SET after = json_set(after, '$.quote', 'x') WHERE kind = 'label'",
        "quotes what its article does not say",
    ),
    "a verdict": (
        "UPDATE changes SET after = json_set(after, '$.verdict', 'true') WHERE kind = 'label'",
        "not what it must be",
    ),
    "an article that nobody made": (
        "UPDATE changes SET after = json_set(after, '$.article', 'x') WHERE kind = 'label'",
        "nobody has made",
    ),
    "a lost change": ("UPDATE changes SET position = 5 WHERE kind = 'label'", "lost a change"),
    "an entry that nobody made": (
        "UPDATE entries SET undoes = 'x' WHERE seq = 5",
        "undoes one that is not there",
    ),
    "an id": ("UPDATE entries SET id = 'zzz' WHERE seq = 5", "an entry of the id 'zzz'"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_is_refused_and_nothing_changes(
    project: Project, anna: Annotator, article: Article, kind: str
) -> None:
    with Project.open(copied(project, "away")) as away:
        added = import_text(away, "A text that is new.", "New")
        new = away.queries.article(added.first or "")
        assert new is not None
        _, entry = edits.mark(anna.id, new, [Span(0, 3)], Verdict.VERIFIED)
        away.journal.commit(entry)
    statement, said = DAMAGE[kind]
    raw(away.path, statement)
    before = holds(project.path)
    with pytest.raises(AnnotatorError, match=said) as told:
        project.merge([away.path])
    assert told.value.problem.startswith("away.annotator is damaged: ")
    assert holds(project.path) == before


def test_broken_pages_are_refused(project: Project, away: Project) -> None:
    import_text(away, TEXT * 200)
    away.close()
    content = bytearray(away.path.read_bytes())
    content[5000:9000] = bytes(4000)
    away.path.write_bytes(content)
    before = holds(project.path)
    with pytest.raises(AnnotatorError, match=r"away\.annotator is damaged"):
        project.merge([away.path])
    assert holds(project.path) == before


def test_the_same_entry_with_other_contents_is_refused(
    project: Project, away: Project, label: Label
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    for statement in (
        "UPDATE changes SET after = replace(after, 'verified', 'disputed') WHERE kind = 'label'",
        "UPDATE entries SET summary = 'x' WHERE act = 'edit'",
    ):
        path = copied(away, "tampered")
        raw(path, statement)
        with pytest.raises(AnnotatorError, match="says otherwise here"):
            project.merge([path])


def test_what_is_no_copy_of_this_project_is_refused(project: Project, tmp_path: Path) -> None:
    Project.create(tmp_path / "foreign.annotator").close()
    (tmp_path / "note.annotator").write_text("words, no database at all " * 100)
    sqlite3.connect(tmp_path / "shop.annotator").execute("CREATE TABLE t (x)").connection.close()
    before = holds(project.path)
    for name, said in {
        "foreign": "is another project",
        "note": "note.annotator is not a project",
        "shop": "is not a project",
        "none": "no project at",
        "test": "is this very project",
    }.items():
        with pytest.raises(AnnotatorError, match=said):
            project.merge([tmp_path / f"{name}.annotator"])
    assert holds(project.path) == before


def test_a_newer_file_is_refused_and_an_older_one_migrated_as_a_copy(
    project: Project, away: Project, label: Label
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    path = copied(away, "other version")
    for version in (schema.VERSION + 1, 0):
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        before = path.read_bytes()
        if version:
            with pytest.raises(AnnotatorError, match="newer Annotator"):
                project.merge([path])
        else:
            assert project.merge([path]).entries == 1
        assert path.read_bytes() == before
    assert found(project, label.id).note == "theirs"


def test_where_one_of_several_files_is_refused_none_comes_in(
    project: Project, away: Project, label: Label, tmp_path: Path
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    bad = copied(away, "bad")
    raw(bad, "UPDATE changes SET after = '{' WHERE entry = (SELECT max(seq) FROM entries)")
    before = holds(project.path)
    with pytest.raises(AnnotatorError, match=r"bad\.annotator is damaged"):
        project.merge([away.path, bad])
    assert holds(project.path) == before


def test_a_file_in_a_folder_that_may_not_be_written_to_is_read(
    project: Project, away: Project, label: Label, tmp_path: Path
) -> None:
    away.journal.commit(edits.set_note(label, "theirs"))
    folder = tmp_path / "read only"
    folder.mkdir()
    path = copied(away, "sent").rename(folder / "sent.annotator")
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        assert project.merge([path]).entries == 1
        assert [one.name for one in folder.iterdir()] == ["sent.annotator"]
    finally:
        folder.chmod(0o755)


def test_ten_files_and_more_come_in_at_once(
    project: Project, label: Label, article: Article
) -> None:
    paths = []
    for number in range(12):
        with Project.open(copied(project, f"m{number}")) as away:
            person = joined(away, f"P{number}")
            _, entry = edits.mark(person.id, article, [Span(0, 9)], Verdict.DISPUTED)
            away.journal.commit(entry)
            paths.append(away.path)
    assert project.merge(paths).labels == 12
    assert list(project.problems()) == []
    assert merged(paths[0], *paths[1:], project.path) == holds(project.path)

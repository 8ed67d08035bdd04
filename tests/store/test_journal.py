"""Any sequence of edits with undo and redo, against a simple model; and what two windows do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from samples import TEXT

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Evidence, Label, Span, Verdict
from annotator.errors import AnnotatorError, RefusedError
from annotator.store.project import Project
from annotator.tasks.importing import import_text

VERDICTS = st.sampled_from(list(Verdict))
PEOPLE = st.integers(0, 1)


class Sequences(RuleBasedStateMachine):
    """Two annotators on one file. The model keeps, for each, the states before each step."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(Path(self.folder.name) / "p.annotator")
        report = import_text(self.project, TEXT)
        article = self.project.queries.article(report.first or "")
        assert article is not None
        self.article = article
        self.people: list[Annotator] = []
        for name in "AB":
            person, entry = edits.join(name)
            self.project.journal.commit(entry)
            self.people.append(person)
        self.labels: list[dict[str, Label]] = [{}, {}]
        self.done: list[list[dict[str, Label]]] = [[], []]
        self.undone: list[list[dict[str, Label]]] = [[], []]

    def commit(self, who: int, entry: Any) -> None:
        self.project.journal.commit(entry)
        self.done[who].append(dict(self.labels[who]))
        self.undone[who].clear()
        mine = self.project.queries.labels_of(self.article.id)
        self.labels[who] = {one.id: one for one in mine if one.annotator == self.people[who].id}

    def pick(self, who: int, data: st.DataObject) -> Label:
        return self.labels[who][data.draw(st.sampled_from(sorted(self.labels[who])))]

    @rule(who=PEOPLE, start=st.integers(0, 100), length=st.integers(1, 60), verdict=VERDICTS)
    def mark(self, who: int, start: int, length: int, verdict: Verdict) -> None:
        span = Span(start, start + length)
        _, entry = edits.mark(self.people[who].id, self.article, [span], verdict)
        self.commit(who, entry)

    @precondition(lambda self: any(self.labels))
    @rule(data=st.data(), verdict=VERDICTS, text=st.text("abé👩", max_size=5))
    def change(self, data: st.DataObject, verdict: Verdict, text: str) -> None:
        who = data.draw(st.sampled_from([n for n in (0, 1) if self.labels[n]]))
        label = self.pick(who, data)
        entry = data.draw(
            st.sampled_from(
                [
                    edits.set_verdict(label, verdict),
                    edits.set_note(label, text),
                    edits.set_tags(label, [text, "x"]),
                    edits.set_confidence(label, 3),
                    edits.set_evidence(label, [Evidence(title=text)]),
                    edits.set_spans(self.article, label, [Span(0, 5), Span(8, 9)]),
                    edits.delete([label]),
                ]
            )
        )
        self.commit(who, entry)

    @rule(who=PEOPLE)
    def undo(self, who: int) -> None:
        me = self.people[who].id
        if not self.done[who]:
            step = self.project.queries.undoable(me)
            assert step is None or step.summary.startswith("import")
            return
        self.project.journal.undo(me)
        self.undone[who].append(dict(self.labels[who]))
        self.labels[who] = self.done[who].pop()

    @rule(who=PEOPLE)
    def redo(self, who: int) -> None:
        me = self.people[who].id
        if not self.undone[who]:
            assert self.project.queries.redoable(me) is None
            return
        self.project.journal.redo(me)
        self.done[who].append(dict(self.labels[who]))
        self.labels[who] = self.undone[who].pop()

    @rule()
    def reopen(self) -> None:
        path = self.project.path
        self.project.close()
        self.project = Project.open(path)

    @invariant()
    def tables_are_the_model(self) -> None:
        found = {one.id: one for one in self.project.queries.labels_of(self.article.id)}
        assert found == self.labels[0] | self.labels[1]

    def teardown(self) -> None:
        assert list(self.project.problems()) == []
        self.project.close()
        self.folder.cleanup()


TestSequences = Sequences.TestCase
TestSequences.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_undo_all_is_the_start_and_redo_all_the_end(
    project: Project, anna: Annotator, article: Article
) -> None:
    for at in range(20):
        _, entry = edits.mark(anna.id, article, [Span(at, at + 5)], Verdict.VERIFIED)
        project.journal.commit(entry)
    end = project.queries.labels_of(article.id)
    for _ in range(20):
        project.journal.undo(anna.id)
    assert project.queries.labels_of(article.id) == []
    for _ in range(20):
        project.journal.redo(anna.id)
    assert project.queries.labels_of(article.id) == end


def test_a_step_is_not_undone_where_a_later_one_changed_the_same(
    project: Project, anna: Annotator, article: Article
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.entry("someone else", "x", edits.set_note(label, "n").changes))
    with pytest.raises(AnnotatorError, match="changed again afterwards"):
        project.journal.undo(anna.id)


def test_what_others_stand_on_is_not_taken_away(project: Project, anna: Annotator) -> None:
    report = import_text(project, "some text", annotator=anna.id)
    article = project.queries.article(report.first or "")
    assert article is not None
    other, entry = edits.join("Other")
    project.journal.commit(entry)
    _, entry = edits.mark(other.id, article, [Span(0, 4)], Verdict.VERIFIED)
    project.journal.commit(entry)
    with pytest.raises(AnnotatorError, match="still stands on this"):
        project.journal.undo(anna.id)
    assert list(project.problems()) == []


def test_two_windows_see_each_other_and_never_overwrite(
    project: Project, anna: Annotator, article: Article
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    with Project.open(project.path) as other:
        assert other.journal.news() == []
        made = other.journal.commit(edits.set_note(label, "theirs"))
        assert project.changed_elsewhere()
        assert project.journal.news() == [made]
        assert project.journal.news() == []
        assert not project.changed_elsewhere()
        with pytest.raises(RefusedError, match="Another window"):
            project.journal.commit(edits.set_note(label, "mine"))
        assert other.journal.news() == []
    found = project.queries.label(label.id)
    assert found is not None
    assert found.note == "theirs"


@pytest.mark.parametrize("table", ["entries", "changes", "texts"])
def test_the_journal_is_never_changed(
    project: Project, anna: Annotator, article: Article, table: str
) -> None:
    connection = sqlite3.connect(project.path)
    column = {"entries": "summary", "changes": "key", "texts": "text"}[table]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            connection.execute(statement)
    connection.close()


def test_a_full_disk_is_said_and_nothing_is_lost(
    project: Project, anna: Annotator, article: Article
) -> None:
    connection = project.journal._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    label, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    with pytest.raises(AnnotatorError, match="disk is full"):
        project.journal.commit(edits.set_note(label, "x" * 100_000))
    connection.execute("PRAGMA max_page_count = 1000000")
    project.journal.commit(edits.set_note(label, "x" * 100_000))
    assert list(project.problems()) == []

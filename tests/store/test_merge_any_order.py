"""Random journals on three machines whose clocks go as they like: whatever is merged into what, in
any order and any number of times, ends in equal tables that the journal proves."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from samples import TEXT
from store.machines import copied, decided, holds, merged, removal, withdrawn

from annotator.domain import commenting, edits, ids
from annotator.domain.article import new_article
from annotator.domain.claim import Decision
from annotator.domain.comment import threads_of
from annotator.domain.journal import Change, Entry, Kind, now
from annotator.domain.label import Label, Layer, Span, Verdict
from annotator.domain.records import article_fields, decision_from
from annotator.errors import RefusedError
from annotator.store.listing import Order
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.tasks.merging import go_back, unite

MACHINES = st.integers(0, 2)
PEOPLE = st.integers(0, 2)
PICK = st.integers(0, 99)
VERDICTS = st.sampled_from(list(Verdict))
TIMES = st.integers(0, 60)
TEXTS = ("One text.", "Another text, which is longer.")


class Clock:
    """A clock that says what the test wants; entries' ids are made from it."""

    def __init__(self) -> None:
        self.seconds = 0

    def time_ns(self) -> int:
        return (1_700_000_000 + self.seconds) * 1_000_000_000


class Machines(RuleBasedStateMachine):
    """Three machines that begin with one article and two people in common."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(ids, "time", self.clock)
        base = Project.create(Path(self.folder.name) / "p.annotator", name="p")
        import_text(base, TEXT, "Halt")
        self.people = []
        for name in "AB":
            person, entry = edits.join(name)
            base.journal.commit(entry)
            self.people.append(person.id)
        article = base.queries.article(self.only(base))
        assert article is not None
        base.journal.commit(decided(article, self.people[0], Verdict.VERIFIED)[1])
        person, entry = edits.join("C")
        self.people.append(person.id)
        base.journal.commit(edits.entry(self.people[0], "import", entry.changes))
        paths = [copied(base, f"machine {number}") for number in range(3)]
        self.machines = [base, *map(Project.open, paths[1:])]

    @staticmethod
    def only(project: Project) -> str:
        (id_,) = project.queries.queue("", Order.ADDED)
        return id_

    def person(self, machine: int, who: int) -> str:
        """One of those who are on this machine."""
        there = dict(self.machines[machine].queries.annotators())
        return self.people[who] if self.people[who] in there else self.people[0]

    def commit(self, machine: int, entry: Entry) -> None:
        self.machines[machine].journal.commit(entry)

    def articles(self, machine: int) -> list[str]:
        return self.machines[machine].queries.queue("", Order.ADDED)

    def article(self, machine: int, pick: int) -> Any:
        known = self.articles(machine)
        return self.machines[machine].queries.article(known[pick % len(known)]) if known else None

    def labels(self, machine: int) -> list[Label]:
        found = self.machines[machine].queries
        labels = [one for id_ in self.articles(machine) for one in found.labels_of(id_)]
        return sorted(labels, key=lambda one: one.id)

    def decisions(self, machine: int) -> list[Decision]:
        rows = self.machines[machine].journal._connection.execute(
            "SELECT * FROM decisions ORDER BY id"
        )
        names = [column[0] for column in rows.description]
        found = []
        for row in rows:
            fields = dict(zip(names, row, strict=True)) | {"settles": [], "meta": {}}
            found.append(decision_from(fields.pop("id"), fields))
        return found

    @rule(machine=MACHINES, who=PEOPLE, pick=PICK, verdict=VERDICTS, at=TIMES)
    def mark(self, machine: int, who: int, pick: int, verdict: Verdict, at: int) -> None:
        self.clock.seconds = at
        if article := self.article(machine, pick):
            _, entry = edits.mark(self.person(machine, who), article, [Span(0, 3)], verdict)
            self.commit(machine, entry)

    @rule(machine=MACHINES, pick=PICK, text=st.sampled_from(["", "a", "bé"]), at=TIMES, how=PICK)
    def change(self, machine: int, pick: int, text: str, at: int, how: int) -> None:
        self.clock.seconds = at
        found = [one for one in self.labels(machine) if one.layer is Layer.ANNOTATION]
        if not found:
            return
        label = found[pick % len(found)]
        entry = (
            edits.set_note(label, text), edits.set_verdict(label, Verdict.DISPUTED),
            edits.set_tags(label, [text]), edits.delete([label]),
        )[how % 4]  # fmt: skip
        self.commit(machine, entry)

    @rule(machine=MACHINES, who=PEOPLE, pick=PICK, verdict=VERDICTS, at=TIMES)
    def decide(self, machine: int, who: int, pick: int, verdict: Verdict, at: int) -> None:
        self.clock.seconds = at
        if article := self.article(machine, pick):
            self.commit(machine, decided(article, self.person(machine, who), verdict)[1])

    @rule(machine=MACHINES, pick=PICK, at=TIMES)
    def withdraw(self, machine: int, pick: int, at: int) -> None:
        self.clock.seconds = at
        known = self.decisions(machine)
        if known:
            decision = known[pick % len(known)]
            gold = decision.label and self.machines[machine].queries.label(decision.label)
            if gold:
                self.commit(machine, withdrawn(decision, gold))

    @rule(machine=MACHINES, who=PEOPLE, pick=PICK, how=PICK, at=TIMES)
    def talk(self, machine: int, who: int, pick: int, how: int, at: int) -> None:
        self.clock.seconds = at
        labels = self.labels(machine)
        if not labels:
            return
        label, person = labels[pick % len(labels)], self.person(machine, who)
        known = threads_of(self.machines[machine].queries.comments(label.article))
        thread = known[how % len(known)] if known and how % 5 else None
        own = [one for one in thread.said if one.annotator == person] if thread else []
        if own and how % 5 == 1:
            entry = commenting.delete(person, own[-1])
        elif own and how % 5 == 2:
            entry = commenting.change(person, own[0], f"Second {how}.")
        elif thread and how % 5 == 3:
            turn = commenting.reopen if thread.resolved else commenting.resolve
            entry = turn(person, thread)
        else:
            _, entry = commenting.write(person, label.article, [label.id], "First.", thread)
        self.commit(machine, entry)

    @rule(machine=MACHINES, pick=PICK, text=st.sampled_from(["slip", "guideline"]), at=TIMES)
    def reason(self, machine: int, pick: int, text: str, at: int) -> None:
        self.clock.seconds = at
        known = self.decisions(machine)
        if known:
            one = known[pick % len(known)]
            before, after = {"cause": one.cause}, {"cause": text}
            change = Change(Kind.DECISION, one.id, before, after)
            self.commit(machine, edits.entry(one.adjudicator, "cause", [change]))

    @rule(machine=MACHINES, who=PEOPLE, pick=PICK, at=TIMES)
    def remove(self, machine: int, who: int, pick: int, at: int) -> None:
        self.clock.seconds = at
        if article := self.article(machine, pick):
            self.commit(
                machine, removal(self.machines[machine], article.id, self.person(machine, who))
            )

    @rule(machine=MACHINES, who=PEOPLE, text=st.integers(0, 1), own=st.booleans(), at=TIMES)
    def add(self, machine: int, who: int, text: int, own: bool, at: int) -> None:
        self.clock.seconds = at
        id_ = f"{machine}/{text}" if own else ""
        article = new_article(TEXTS[text], f"Title {machine}", created=now(), id=id_)
        project = self.machines[machine]
        if not project.queries.article_of_text(article.sha256):
            change = Change(Kind.ARTICLE, article.id, None, article_fields(article))
            entry = edits.entry(self.person(machine, who), "add", ())

            def groups() -> Any:
                project.journal.add_text(article.sha256, article.text)
                yield [change]

            project.journal.commit_new(entry, groups(), lambda: "add")

    @rule(machine=MACHINES, who=PEOPLE, pick=PICK, title=st.sampled_from("xy"), at=TIMES)
    def retitle(self, machine: int, who: int, pick: int, title: str, at: int) -> None:
        self.clock.seconds = at
        if article := self.article(machine, pick):
            self.commit(
                machine, edits.edit_article(self.person(machine, who), article, title=title)
            )

    @rule(machine=MACHINES, who=PEOPLE, pick=PICK, done=st.booleans(), at=TIMES)
    def finish(self, machine: int, who: int, pick: int, done: bool, at: int) -> None:
        self.clock.seconds = at
        if article := self.article(machine, pick):
            person = self.person(machine, who)
            before = self.machines[machine].queries.state(article.id, person)
            self.commit(machine, edits.set_done(article, person, before, done))
            self.commit(machine, edits.record_work(article.id, person, now(), 3))

    @rule(machine=MACHINES, who=PEOPLE, at=TIMES, again=st.booleans())
    def take_back(self, machine: int, who: int, at: int, again: bool) -> None:
        self.clock.seconds = at
        journal = self.machines[machine].journal
        with suppress(RefusedError):
            (journal.redo if again else journal.undo)(self.person(machine, who))

    @rule(machine=MACHINES, who=st.integers(1, 2), name=st.sampled_from("CD"), at=TIMES)
    def rename(self, machine: int, who: int, name: str, at: int) -> None:
        self.clock.seconds = at
        there = {one.id: one for one in self.machines[machine].queries.annotators()}
        if person := there.get(self.people[who]):
            self.commit(machine, edits.rename_annotator(person, name))

    @rule(machine=MACHINES, keep=PEOPLE, gone=st.integers(1, 2), at=TIMES)
    def take_for_one(self, machine: int, keep: int, gone: int, at: int) -> None:
        self.clock.seconds = at
        project = self.machines[machine]
        there = {one.id: one for one in project.queries.annotators()}
        one, other = (there.get(self.people[who]) for who in (keep, gone))
        if one and other and one != other:
            unite(project, one, other, one.id)

    @rule(into=MACHINES, source=MACHINES)
    def merge_and_go_back(self, into: int, source: int) -> None:
        if into == source:
            return
        project, before = self.machines[into], holds(self.machines[into].path)
        backup = project.merge([self.machines[source].path]).backup
        if backup is not None:
            go_back(project.path, backup)
            project.journal.news()
        assert holds(project.path) == before

    @rule(into=MACHINES, source=MACHINES)
    def merge(self, into: int, source: int) -> None:
        if into != source:
            self.machines[into].merge([self.machines[source].path])
            assert list(self.machines[into].problems()) == []

    def teardown(self) -> None:
        try:
            self.compare()
        finally:
            for one in self.machines:
                one.close()
            self.patch.undo()
            self.folder.cleanup()

    def compare(self) -> None:
        """Whatever is merged into what, it comes to the same."""
        paths = [one.path for one in self.machines]
        for one in self.machines:
            assert list(one.problems()) == []
        ends = []
        for number, (first, second, third) in enumerate(permutations(range(3))):
            path = copied(self.machines[first], f"end {number}")
            ends.append(merged(path, paths[second], paths[third]))
            assert merged(path, paths[third], paths[second], paths[second]) == ends[0]
        assert all(end == ends[0] for end in ends)
        together = copied(self.machines[0], "together")
        merged(paths[1], paths[2])
        assert merged(together, paths[1]) == ends[0]
        assert holds(paths[1])["texts"]


TestMachines = pytest.mark.slow(Machines.TestCase)
TestMachines.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)

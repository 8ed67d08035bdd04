"""The book of a project: counted again only where something changed, and always as if anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from annotator.domain import edits
from annotator.domain.claim import ClaimState, Outcome
from annotator.domain.decisions import Ruling, decide, taken
from annotator.domain.journal import Entry
from annotator.domain.label import Span, Verdict
from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report, report_as_json
from annotator.tasks.cases import Known, all_cases
from annotator.tasks.claims import reviewed
from annotator.tasks.demo import make_demo
from annotator.tasks.importing import import_text
from annotator.tasks.insights.book import Book
from annotator.tasks.insights.gathered import GUIDELINES, Insights, gather
from annotator.tasks.progress import CancelledError


@pytest.fixture
def demo(tmp_path: Path) -> Project:
    return Project.open(make_demo(tmp_path))


def anew(project: Project) -> Insights:
    return gather(project.queries, replicates=50)


def same(project: Project, book: Book) -> None:
    """What the book says after it was brought up to date is what one says that is new."""
    found, fresh = gather(project.queries, book, replicates=50), anew(project)
    assert report_as_json(found.report) == report_as_json(fresh.report)
    for name in ("progress", "verdicts", "minutes", "states", "kinds", "points", "trends"):
        assert getattr(found, name) == getattr(fresh, name), name
    assert [one.claims for one in found.facts] == [one.claims for one in fresh.facts]


def test_its_report_is_that_of_the_command_line(demo: Project) -> None:
    with demo:
        found = gather(demo.queries, replicates=50).report
        assert report_as_json(found) == report_as_json(
            agreement_report(demo.queries, replicates=50)
        )


def _steps(project: Project) -> list[Entry]:
    """One step of each kind that can change what is counted, as they would follow."""
    queries, people = project.queries, {one.name: one.id for one in project.queries.annotators()}
    (article,) = [one for one in queries.records(named=False) if "bridge" in one.article.title][:1]
    label = next(one for one in article.labels if one.annotator == people["A"])
    other, made = edits.mark(people["C"], article.article, [Span(0, 5)], Verdict.DISPUTED)
    state = queries.state(article.article.id, people["C"])
    return [
        made,
        edits.set_verdict(other, Verdict.VERIFIED),
        edits.set_done(article.article, people["C"], state, True),
        edits.record_work(article.article.id, people["C"], "2025-03-20T10:00:00.000Z", 90),
        edits.delete([label]),
    ]


def test_each_step_counts_one_article_again(demo: Project) -> None:
    with demo:
        book = Book()
        assert book.bring_up_to_date(demo.queries) == demo.queries.article_count()
        assert book.bring_up_to_date(demo.queries) == 0
        for entry in _steps(demo):
            demo.journal.commit(entry)
            assert book.bring_up_to_date(demo.queries) == 1, entry.summary
            same(demo, book)
        who = demo.queries.annotators()[0].id
        demo.journal.undo(_steps(demo)[0].annotator or who)
        same(demo, book)


def test_a_decision_moves_its_case(demo: Project) -> None:
    with demo:
        book, judge = Book(), demo.queries.annotators()[0].id
        before = gather(demo.queries, book, replicates=10).states
        claim = next(
            claim for one in reviewed(demo.queries) for claim in one.claims if claim.disagreements
        )
        _, entry = decide(judge, [Ruling(claim, Outcome.ACCEPTED, taken(claim.labels[0]))])
        demo.journal.commit(entry)
        after = gather(demo.queries, book, replicates=10).states
        assert before[ClaimState.SETTLED] == 0
        assert after[ClaimState.SETTLED] == 1
        assert after[ClaimState.OPEN] == before[ClaimState.OPEN] - 1
        same(demo, book)


def test_an_article_comes_and_goes(demo: Project) -> None:
    with demo:
        book = Book()
        book.bring_up_to_date(demo.queries)
        report = import_text(demo, "A new text about nothing.", "New")
        assert book.bring_up_to_date(demo.queries) == 1
        assert report.first in book.facts
        gone = demo.queries.removal_of(report.first)
        demo.journal.commit(edits.entry(None, "remove", gone))
        assert book.bring_up_to_date(demo.queries) == 1
        assert report.first not in book.facts
        same(demo, book)


def known_now(project: Project) -> Known:
    (found,) = all_cases(project.queries, whole=True)
    return Known(found.at, found.claims)


def test_what_review_knows_is_not_made_again(
    demo: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with demo:
        judge = demo.queries.annotators()[0].id
        for one in list(reviewed(demo.queries)):
            ruling = Ruling(one.claims[0], Outcome.ACCEPTED, taken(one.claims[0].labels[0]))
            demo.journal.commit(decide(judge, [ruling])[1])
        import_text(demo, "A text in which nobody has marked anything.", "Empty")
        known = known_now(demo)

        def never(*_: object) -> None:
            raise AssertionError

        with monkeypatch.context() as patched:
            patched.setattr("annotator.tasks.insights.book.cases_of", never)
            patched.setattr("annotator.tasks.insights.book.claims_in", never)
            patched.setattr("annotator.store.stream.label_of", never)
            book = Book()
            assert book.bring_up_to_date(demo.queries, known=known) == demo.queries.article_count()
        same(demo, book)


def test_what_has_changed_since_review_knew_it_is_counted_as_it_is(demo: Project) -> None:
    with demo:
        known = known_now(demo)
        for entry in _steps(demo):
            demo.journal.commit(entry)
        some = next(iter(known.claims))
        demo.journal.commit(edits.entry(None, "remove", demo.queries.removal_of(some)))
        book = Book()
        book.bring_up_to_date(demo.queries, known=known)
        assert some not in book.facts
        same(demo, book)


def test_what_review_knew_of_another_past_is_of_no_use(demo: Project) -> None:
    with demo:
        known = Known(known_now(demo).at._replace(last_id="of an entry that was taken back"), {})
        book = Book()
        book.bring_up_to_date(demo.queries, known=known)
        same(demo, book)


def test_a_stopped_count_can_be_asked_again(tmp_path: Path) -> None:
    with Project.create(tmp_path / "many.annotator") as project:
        for number in range(120):
            import_text(project, f"Text {number}.")
        book = Book()
        with pytest.raises(CancelledError):
            book.bring_up_to_date(project.queries, cancelled=lambda: True)
        assert book.bring_up_to_date(project.queries) == 120


def test_a_period_is_drawn_again_only_when_an_article_of_it_changed(demo: Project) -> None:
    with demo:
        book = Book()
        book.bring_up_to_date(demo.queries)
        before = book.points()
        assert [id(one) for one in book.points()] == [id(one) for one in before]
        changed = before[0].articles[0]
        who = next(iter(book.facts[changed].counts.marked))
        label = next(one for one in demo.queries.labels_of(changed) if one.annotator == who)
        demo.journal.commit(edits.delete([label]))
        book.bring_up_to_date(demo.queries)
        after = book.points()
        assert after[0].period == before[0].period
        assert after[0].u_alpha != before[0].u_alpha
        assert after[1:] == before[1:]


def test_minutes_are_those_of_finished_articles(demo: Project) -> None:
    with demo:
        before = anew(demo).minutes
        people = {one.name: one.id for one in demo.queries.annotators()}
        done = [one.article.id for one in demo.queries.records() if "C" in one.done]
        assert before[people["C"]].count == len(done)
        some = next(one for one in demo.queries.records() if not {"C"} & {*one.done})
        started = "2025-03-20T10:00:00.000Z"
        for article in (some.article.id, *done):
            entry = edits.record_work(article, people["C"], started, 6_000)
            demo.journal.commit(entry)
        after = anew(demo).minutes
        assert after[people["C"]].count == len(done)
        assert after[people["C"]].median == pytest.approx(before[people["C"]].median + 100)
        assert after[people["A"]] == before[people["A"]]


def test_a_change_of_the_guidelines_is_dated_but_not_their_beginning(demo: Project) -> None:
    with demo:
        assert anew(demo).guideline_days == (date(2025, 4, 1),)
        demo.journal.commit(edits.set_setting(None, "name", demo.name, "Other"))
        assert len(anew(demo).guideline_days) == 1
        now = demo.queries.setting(GUIDELINES)
        demo.journal.commit(edits.set_setting(None, GUIDELINES, now, "Mark each claim."))
        assert len(anew(demo).guideline_days) == 2

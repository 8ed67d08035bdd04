"""Articles are dealt evenly, go out as files, and come back as one project."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import label_count
from store.machines import Clock

from annotator.domain import edits, ids
from annotator.domain.article import Article
from annotator.domain.blindness import BLIND, look
from annotator.domain.decisions import CAUSES_KEY
from annotator.domain.label import Annotator, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.listing import Order, State
from annotator.store.project import Project
from annotator.tasks import handing_out
from annotator.tasks.handing_out import hand_out, plan
from annotator.tasks.importing import import_text
from annotator.tasks.merging import merge, settings_as_lines
from annotator.tasks.progress import CancelledError

NAMES = ("Anna", "Ben", "Cleo")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done later has the later id."""
    monkeypatch.setattr(ids, "time", Clock())


@pytest.fixture
def desk(project: Project, anna: Annotator) -> Project:
    """A project of ten articles on which Anna has labelled one."""
    for number in range(10):
        import_text(project, f"Article number {number} says something.", f"T{number}")
    article = project.queries.article(project.queries.queue("", Order.ADDED)[0])
    assert article is not None
    label, entry = edits.mark(anna.id, article, [Span(0, 7)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_tags(label, ["numbers"]))
    project.journal.commit(edits.set_setting(None, "guidelines", "", "Be kind."))
    return project


@given(st.data())
def test_everyone_gets_as_many_and_each_article_its_number_of_people(data: st.DataObject) -> None:
    people = data.draw(st.integers(1, 6))
    per_article = data.draw(st.integers(1, people))
    articles = [str(number) for number in range(data.draw(st.integers(1, 60)))]
    seed = data.draw(st.integers())
    hands = handing_out._dealt(list(articles), people, per_article, seed)
    times = Counter(id_ for hand in hands for id_ in hand)
    assert times == dict.fromkeys(articles, per_article)
    sizes = [len(hand) for hand in hands]
    assert max(sizes) - min(sizes) <= 1
    assert hands == handing_out._dealt(list(articles), people, per_article, seed)


def test_any_two_meet_about_equally_often(desk: Project) -> None:
    for number in range(50):
        import_text(desk, f"One more article, {number}.")
    chosen = plan(desk, ["A", "B", "C", "D"], 2, seed=3)
    met = chosen.together().values()
    assert sum(met) == 60
    assert max(met) - min(met) <= 3
    assert chosen == plan(desk, ["A", "B", "C", "D"], 2, seed=3)
    assert chosen != plan(desk, ["A", "B", "C", "D"], 2, seed=4)


@pytest.mark.parametrize(
    ("people", "per_article", "said"),
    [
        ([], None, "nobody"), (["A", "A "], None, "named twice"), (["A"], 2, "cannot be 2"),
        (["A"], 0, "cannot be 0"), ([" "], None, "needs a name"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_said(
    desk: Project, people: list[str], per_article: int | None, said: str
) -> None:
    with pytest.raises(AnnotatorError, match=said):
        plan(desk, people, per_article)


def test_without_articles_there_is_nothing_to_plan(project: Project) -> None:
    with pytest.raises(AnnotatorError, match="no articles"):
        plan(project, ["A"])
    with pytest.raises(AnnotatorError, match="no article x"):
        plan(project, ["A"], articles=["x"])


def test_a_file_has_what_its_person_needs_and_nobodys_labels(
    desk: Project, anna: Annotator, tmp_path: Path
) -> None:
    chosen = plan(desk, NAMES, 2, seed=1)
    done = hand_out(desk, tmp_path / "out", chosen, annotator=anna.id)
    assert [path.name for _, path in done.files] == [f"test {name}.annotator" for name in NAMES]
    for share, (name, path) in zip(chosen.shares, done.files, strict=True):
        with Project.open(path) as part:
            assert list(part.problems()) == []
            (person,) = part.queries.annotators()
            assert person == desk.queries.annotator_named(name)
            assert part.queries.queue("", Order.ADDED) == list(share.articles)
            assert label_count(part) == 0
            assert part.queries.queue_counts(person.id)[State.TO_DO] == len(share.articles)
            assert {part.queries.state(id_, person.id) for id_ in share.articles} == {"to do"}
            assert part.queries.setting("guidelines") == "Be kind."
            assert part.queries.tags() == ["numbers"]
            assert (part.id, part.name) == (desk.id, desk.name)
            assert part.queries.undoable(person.id) is None
    assert list(desk.problems()) == []


def test_the_plan_is_one_step_that_can_be_taken_back(
    desk: Project, anna: Annotator, tmp_path: Path
) -> None:
    before = desk.queries.undoable(anna.id)
    done = hand_out(desk, tmp_path / "out", plan(desk, NAMES), annotator=anna.id)
    assert done.entry is not None
    first = desk.queries.queue("", Order.ADDED)[0]
    assert desk.queries.state(first, anna.id) == "to do"
    desk.journal.undo(anna.id)
    assert desk.queries.state(first, anna.id) is None
    assert desk.queries.undoable(anna.id) == before
    assert len(desk.queries.annotators()) == 3


def test_files_are_never_written_over_and_the_plan_is_kept_once(
    desk: Project, tmp_path: Path
) -> None:
    chosen = plan(desk, ["a/b", "a:b", ".."])
    done = hand_out(desk, tmp_path / "out", chosen)
    names = [path.name for _, path in done.files]
    assert names == ["test a_b.annotator", "test a_b (2).annotator", "test _.annotator"]
    with pytest.raises(AnnotatorError, match="exists already"):
        hand_out(desk, tmp_path / "out", chosen)
    again = hand_out(desk, tmp_path / "other", chosen)
    assert again.entry is None


def test_what_is_stopped_leaves_no_half_file(desk: Project, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        hand_out(desk, tmp_path / "out", plan(desk, NAMES), cancelled=lambda: True)
    assert list((tmp_path / "out").iterdir()) == []


def test_three_people_work_and_all_comes_back(
    desk: Project, anna: Annotator, tmp_path: Path
) -> None:
    chosen = plan(desk, NAMES, 2, seed=1)
    done = hand_out(desk, tmp_path / "out", chosen, annotator=anna.id)
    for share, (name, path) in zip(chosen.shares, done.files, strict=True):
        with Project.open(path) as part:
            person = part.queries.annotator_named(name)
            assert person is not None
            for id_ in share.articles:
                article = part.queries.article(id_)
                assert article is not None
                _, entry = edits.mark(person.id, article, [Span(0, 7)], Verdict.DISPUTED)
                part.journal.commit(entry)
                part.journal.commit(edits.set_done(article, person.id, "to do", True))
    first = desk.queries.article(chosen.shares[0].articles[0])
    assert first is not None
    desk.journal.commit(edits.edit_article(anna.id, first, title="New"))
    report = merge(desk, [path for _, path in done.files])
    assert (report.labels, report.articles, report.annotators) == (20, 0, 0)
    assert (report.clashed, report.namesakes, report.renamed, report.twins) == (0, (), (), ())
    assert list(desk.problems()) == []
    assert label_count(desk) == 21
    for share in chosen.shares:
        person = desk.queries.annotator_named(share.name)
        assert person is not None
        assert desk.queries.queue_counts(person.id)[State.DONE] == len(share.articles)
    changed = desk.queries.article(chosen.shares[0].articles[0])
    assert changed is not None
    assert changed.title == "New"
    # Back to each, so that all have the whole project.
    for _, path in done.files:
        with Project.open(path) as part:
            back = merge(part, [desk.path])
            assert back.clashed == 0
            assert label_count(part) == 21
            assert part.queries.article_count() == 10
            assert list(part.problems()) == []


def test_what_is_handed_out_of_a_blind_project_is_blind(desk: Project, tmp_path: Path) -> None:
    desk.journal.commit(edits.set_setting(None, BLIND, None, True))
    ((_, path),) = hand_out(desk, tmp_path / "out", plan(desk, ["Ben"])).files
    with Project.open(path) as part:
        assert part.queries.setting(BLIND) is True
        ben = part.queries.annotator_named("Ben")
        assert ben is not None
        part.journal.commit(look(ben))
        part.journal.commit(edits.set_settings(ben.id, {BLIND: True}, {BLIND: False}))
    report = merge(desk, [path], dry_run=True)
    assert [one for one in settings_as_lines(report) if "guidelines" not in one] == [
        "the project is blind no more",
        "Ben has looked at the others’ labels before finishing",
    ]
    desk.journal.commit(edits.set_settings(None, {BLIND: True}, {BLIND: None}))
    desk.journal.commit(edits.set_settings(None, {BLIND: None}, {BLIND: True}))
    merge(desk, [path])
    assert desk.queries.setting(BLIND) is True
    assert list(desk.problems()) == []


def test_another_list_of_causes_is_told_before_it_comes_in(desk: Project, tmp_path: Path) -> None:
    desk.journal.commit(edits.set_setting(None, CAUSES_KEY, None, ["weather"]))
    ((_, path),) = hand_out(desk, tmp_path / "out", plan(desk, ["Ben"])).files
    with Project.open(path) as part:
        assert part.queries.setting(CAUSES_KEY) == ["weather"]
        part.journal.commit(edits.set_setting(None, CAUSES_KEY, ["weather"], []))
    (said,) = settings_as_lines(merge(desk, [path], dry_run=True))
    assert said.startswith(
        "why annotators differ, as Review offers it: “weather” → “guideline gap; "
    )


def test_two_names_that_differ_in_capitals_are_one_and_what_is_handed_out_is_told(
    project: Project, article: Article
) -> None:
    with pytest.raises(AnnotatorError, match="Ben is named twice"):
        plan(project, ["Ben", "Cem", "ben"])
    with pytest.raises(AnnotatorError, match="Every article has been handed out"):
        plan(project, ["Ben"], articles=[])

"""What the journal says of a row and of people, also of those who are gone."""

from __future__ import annotations

from collections.abc import Callable

from store.machines import copied

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Annotator, Span, Verdict
from annotator.store.listing import Order
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.tasks.merging import merge, rename_named, unite
from annotator.tasks.telling import entry_as_lines


def test_who_was_taken_for_another_is_still_told_by_the_name_of_then(
    project: Project, anna: Annotator, article: Article
) -> None:
    beth, entry = edits.join("Bet")
    project.journal.commit(entry)
    label, entry = edits.mark(beth.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    with Project.open(copied(project, "away")) as away:
        away.journal.commit(edits.set_verdict(label, Verdict.DISPUTED))
        rename_named(project, "Bet", "Beth")
        unite(project, anna, beth._replace(name="Beth"), anna.id)
        project.journal.commit(edits.set_verdict(label, Verdict.UNVERIFIABLE))
        (clash,) = merge(project, [away.path]).clashes
    names = project.queries.names()
    told = [next(entry_as_lines(one, names)) for one in project.queries.history(label.id)]
    assert [line.split("  ")[1] for line in told] == ["Beth", "Beth", "Anna", "Beth"]
    assert names[anna.id] == "Anna"
    assert clash.there.who == "Beth"


def test_a_change_that_does_not_say_what_was_before_is_told_too() -> None:
    change = Change(Kind.ANNOTATOR, "1", {}, {"name": "Ann"})
    made = edits.entry(None, "merged from a file of another program", [change])
    assert list(entry_as_lines(made, {}))[1].endswith("name (nothing) → “Ann”")


def test_an_article_is_found_by_the_first_that_only_one_has(
    project: Project, article: Article
) -> None:
    other = project.queries.article(import_text(project, "Second.", article.title).first or "")
    assert other is not None
    project.journal.commit(edits.edit_article(None, other, source="https://a.example/1"))
    find = project.queries.find_article
    for said in (
        ("", other.sha256), (other.id, ""), ("", "", "", "https://a.example/1"),
        ("none", "", article.title, "https://a.example/1"),
    ):  # fmt: skip
        found = find(*said)
        assert found is not None
        assert found.id == other.id
    assert find(other.id, "0" * 64, other.title) is None
    assert find("", "", article.title) is None


def test_one_of_thousands_of_changes_is_told_without_reading_the_others(
    project: Project, anna: Annotator, article: Article
) -> None:
    labels, entry = edits.mark_all(anna.id, article, [[Span(0, 3)]] * 3_000, Verdict.DISPUTED)
    project.journal.commit(entry)

    def told() -> None:
        (made,) = project.queries.history(labels[7].id)
        assert [change.key for change in made.changes] == [labels[7].id]

    assert steps(project, told) < steps(project, lambda: project.queries.labels_of(article.id)) / 50


def test_the_order_by_labels_reads_none_of_them(
    project: Project, anna: Annotator, article: Article
) -> None:
    import_text(project, "A second text.")
    queries, connection = project.queries, project.journal._connection
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    queries.queue(anna.id, Order.LABELS)
    queries.queue(anna.id, Order.LABELS, only=anna.id)
    connection.set_trace_callback(None)
    for statement in asked:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        (labels,) = (one[3] for one in plan if "SEARCH labels" in one[3])
        assert "COVERING INDEX" in labels


def steps(project: Project, ask: Callable[[], object]) -> int:
    """How many steps of SQLite, in hundreds, an answer takes."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    project.journal._connection.set_progress_handler(step, 100)
    ask()
    project.journal._connection.set_progress_handler(None, 0)
    return count

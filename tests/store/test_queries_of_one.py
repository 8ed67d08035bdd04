"""What a blind project shows is asked for by the annotator whose labels alone may count."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.commenting import write
from annotator.domain.label import Annotator, Label, Layer, Span, Verdict
from annotator.store.listing import Order, State
from annotator.store.project import Project
from annotator.store.queries import Queries
from annotator.tasks.importing import import_text


@pytest.fixture
def others(project: Project, article: Article) -> Annotator:
    """Ben, with a label, a note, a tag and an open thread."""
    ben, entry = edits.join("Ben")
    project.journal.commit(entry)
    label = marked(project, ben, article, 0)
    _, entry = write(ben.id, article.id, [label.id], "Is a zebra meant?")
    project.journal.commit(entry)
    return ben


def marked(project: Project, who: Annotator, article: Article, start: int) -> Label:
    """A label with a note and a tag of its author's name."""
    label, entry = edits.mark(who.id, article, [Span(start, start + 3)], Verdict.DISPUTED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_note(label, f"{who.name} saw a horse"))
    noted = project.queries.label(label.id)
    assert noted is not None
    project.journal.commit(edits.set_tags(noted, [f"tag of {who.name}"]))
    return label


def test_rows_tags_and_hits_count_one_person_only(
    project: Project, anna: Annotator, others: Annotator, article: Article
) -> None:
    queries = project.queries
    for only, labels, threads, tags in (
        (None, (0, 1, 0), 1, ["tag of Ben"]), (others.id, (0, 1, 0), 1, ["tag of Ben"]),
        (anna.id, (0, 0, 0), 0, []),
    ):  # fmt: skip
        (row,) = queries.queue_rows(anna.id, [article.id], only)
        assert (row.labels, row.threads) == (labels, threads)
        assert queries.tags(only) == tags
        for words, where in (("horse", "note"), ("zebra", "comment"), ("ho", "note")):
            hits = [hit.where for hit in queries.search(words, only=only)]
            expected = [where] if labels[1] else []
            assert [hit for hit in hits if hit != "text"] == expected
    marked(project, anna, article, 4)
    (row,) = queries.queue_rows(anna.id, [article.id], anna.id)
    assert (row.labels, queries.tags(anna.id)) == ((0, 1, 0), ["tag of Anna"])
    assert [hit.where for hit in queries.search("anna saw", only=anna.id)] == ["note"]


def test_the_order_by_labels_counts_one_person_only(
    project: Project, anna: Annotator, others: Annotator, article: Article
) -> None:
    second = project.queries.article(import_text(project, "A second text.").first or "")
    assert second is not None
    marked(project, others, article, 5)
    marked(project, anna, second, 0)
    queries = project.queries
    assert queries.queue(anna.id, Order.LABELS) == [article.id, second.id]
    assert queries.queue(anna.id, Order.LABELS, only=anna.id) == [second.id, article.id]


def test_what_is_unfinished_was_given_or_begun_and_is_not_done(
    project: Project, anna: Annotator, article: Article
) -> None:
    second = project.queries.article(import_text(project, "A second text.").first or "")
    assert second is not None
    queries = project.queries
    assert queries.unfinished(anna.id) == 0
    project.journal.commit(edits.set_done(article, anna.id, None, False))
    assert queries.unfinished(anna.id) == 1
    marked(project, anna, second, 0)
    assert queries.unfinished(anna.id) == 2
    project.journal.commit(edits.set_done(article, anna.id, edits.TO_DO, True))
    assert queries.unfinished(anna.id) == 1
    project.journal.commit(edits.set_done(second, anna.id, None, True))
    assert queries.unfinished(anna.id) == 0


def test_settling_a_claim_is_no_begun_article(
    project: Project, anna: Annotator, article: Article
) -> None:
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED, Layer.GOLD)
    project.journal.commit(entry)
    assert project.queries.unfinished(anna.id) == 0
    assert project.queries.queue_counts(anna.id)[State.IN_PROGRESS] == 0
    assert project.queries.queue(anna.id, Order.ADDED, State.IN_PROGRESS) == []
    (row,) = project.queries.queue_rows(anna.id, [article.id])
    assert row.state is State.TO_DO


class Work(NamedTuple):
    """One label that somebody makes."""

    who: int
    article: int
    start: int
    verdict: Verdict
    note: str
    tag: str
    asked: bool


WORDS = st.sampled_from(["", "zebra", "horse", "a zebra and a horse", "pa"])
WORK = st.builds(
    Work, st.integers(0, 1), st.integers(0, 2), st.integers(0, 12), st.sampled_from(list(Verdict)),
    WORDS, st.sampled_from(["", "numbers", "quote"]), st.booleans(),
)  # fmt: skip


@examples(30)
@given(st.lists(WORK, max_size=12))
def test_what_one_sees_is_what_would_be_there_if_the_others_had_done_nothing(
    work: Sequence[Work],
) -> None:
    assert seen(work, only=True) == seen([one for one in work if one.who == 0], only=False)


def seen(work: Sequence[Work], *, only: bool) -> list[Any]:
    """All that Annotate asks for, for the first of two people, in a new project with this work."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.create(Path(folder) / "p.annotator") as project,
    ):
        articles = []
        for number in range(3):
            id_ = import_text(project, f"Pages and pages, {number}.", f"T{number}").first
            article = project.queries.article(id_ or "")
            assert article is not None
            articles.append(article)
        people = [joined(project, name) for name in ("Anna", "Ben")]
        for one in work:
            done(project, people[one.who], articles[one.article], one)
        me, queries = people[0].id, project.queries
        whose = me if only else None
        ids = queries.queue(me, Order.LABELS, only=whose)
        found = [
            [(titles_of(queries, hit.article), hit.where, hit.around) for hit in hits]
            for hits in (queries.search(words, only=whose) for words in ("zebra", "horse", "pa"))
        ]
        rows = [row._replace(id="") for row in queries.queue_rows(me, ids, whose)]
        return [rows, queries.tags(whose), [sorted(hits) for hits in found]]


def titles_of(queries: Queries, article: str) -> str:
    return queries.titles([article])[article]


def joined(project: Project, name: str) -> Annotator:
    person, entry = edits.join(name)
    project.journal.commit(entry)
    return person


def done(project: Project, who: Annotator, article: Article, work: Work) -> None:
    """A label with its note, tag, and question, by the journal."""
    span = Span(work.start, work.start + 3)
    label, entry = edits.mark(who.id, article, [span], work.verdict)
    project.journal.commit(entry)
    if work.note:
        project.journal.commit(edits.set_note(label, work.note))
    if work.tag:
        noted = project.queries.label(label.id)
        assert noted is not None
        project.journal.commit(edits.set_tags(noted, [work.tag]))
    if work.asked:
        _, entry = write(who.id, article.id, [label.id], f"why {work.note}?")
        project.journal.commit(entry)

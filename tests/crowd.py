"""A project of so many labels that its cases are read in several parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain import edits
from annotator.domain.article import new_article
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Label, Span, Verdict
from annotator.domain.records import article_fields, label_fields
from annotator.store.project import Project

ARTICLES, CLAIMS = 120, 20
AT = "2025-01-01T00:00:00.000Z"
SENTENCE = "The old bridge over the river was closed for a week in spring. "


def crowded(folder: Path) -> Path:
    """Three people on 2,400 claims: of two minds everywhere, and the surer the later the article
    came, so that the worst cases are read last."""
    text = SENTENCE * CLAIMS
    with Project.create(folder / "crowd.annotator") as project:
        people = []
        for name in "ABC":
            person, entry = edits.join(name)
            project.journal.commit(entry)
            people.append(person.id)

        def changes() -> Iterator[list[Change]]:
            for number in range(ARTICLES):
                article = new_article(f"{text}Number {number}.", f"T{number:03}", created=AT)
                project.journal.add_text(article.sha256, article.text)
                yield [Change(Kind.ARTICLE, article.id, None, article_fields(article))]
                yield [
                    Change(Kind.LABEL, label.id, None, label_fields(label))
                    for claim in range(CLAIMS)
                    for at, who in enumerate(people)
                    for label in [_label(article.id, who, claim, at, 1 + number * 5 // ARTICLES)]
                ]

        project.journal.commit_new(edits.entry(None, "crowd", ()), changes(), lambda: "crowd")
    return folder / "crowd.annotator"


def _label(article: str, who: str, claim: int, at: int, sure: int) -> Label:
    start = claim * len(SENTENCE)
    span = Span(start, start + (27 if at else 14))
    verdict = Verdict.DISPUTED if at == claim % 3 else Verdict.VERIFIED
    return Label(
        uuid7(), article, who, (span,), verdict, (SENTENCE * (claim + 1))[span.start : span.end],
        confidence=sure, created=AT, updated=AT,
    )  # fmt: skip

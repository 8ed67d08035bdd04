"""A project of so many labels that its cases are read in several parts."""

from __future__ import annotations

from pathlib import Path

from labelled import AT, Made, labelled

from annotator.domain.article import new_article
from annotator.domain.ids import uuid7
from annotator.domain.label import Label, Span, Verdict

ARTICLES, CLAIMS = 120, 20
SENTENCE = "The old bridge over the river was closed for a week in spring. "


def crowded(folder: Path) -> Path:
    """Three people on 2,400 claims: of two minds everywhere, and the surer the later the article
    came, so that the worst cases are read last."""
    text = SENTENCE * CLAIMS

    def made(people: list[str]) -> Made:
        for number in range(ARTICLES):
            article = new_article(f"{text}Number {number}.", f"T{number:03}", created=AT)
            sure = 1 + number * 5 // ARTICLES
            yield (
                article,
                [
                    _label(article.id, who, claim, at, sure)
                    for claim in range(CLAIMS)
                    for at, who in enumerate(people)
                ],
            )

    return labelled(folder / "crowd.annotator", made)


def _label(article: str, who: str, claim: int, at: int, sure: int) -> Label:
    start = claim * len(SENTENCE)
    span = Span(start, start + (27 if at else 14))
    verdict = Verdict.DISPUTED if at == claim % 3 else Verdict.VERIFIED
    return Label(
        uuid7(), article, who, (span,), verdict, (SENTENCE * (claim + 1))[span.start : span.end],
        confidence=sure, created=AT, updated=AT,
    )  # fmt: skip

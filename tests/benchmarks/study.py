"""The project that a review at full size is measured with: 10,000 articles that three people have
labelled."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from benchmarks.corpus import words
from labelled import AT, Made, labelled

from annotator.domain.article import new_article
from annotator.domain.ids import uuid7
from annotator.domain.label import Label, Span, Verdict

ARTICLES, CLAIMS = 10_000, 14
MONDAY, WEEKS = date(2025, 1, 6), 26


def labels_of(
    article: str, text: str, people: list[str], chance: random.Random, at: str = AT
) -> list[Label]:
    """About 36 labels: most claims are marked by all three, many with other edges or verdicts."""
    made = []
    step = len(text) // (CLAIMS + 1)
    for number in range(CLAIMS):
        start = number * step + chance.randrange(step // 2)
        end, verdict = start + chance.randint(20, 120), chance.choice(list(Verdict))
        for who in people:
            if chance.random() < 0.86:
                low = start + chance.choice((0, 0, 0, chance.randint(1, 15)))
                high = end + chance.choice((0, 0, 0, chance.randint(1, 40)))
                said = verdict if chance.random() < 0.85 else chance.choice(list(Verdict))
                made.append(
                    Label(
                        uuid7(), article, who, (Span(low, high),), said, text[low:high],
                        confidence=chance.randint(1, 5), created=at, updated=at,
                    )
                )  # fmt: skip
    return made


def make_study(path: Path) -> Path:
    """A project of 10,000 articles, 360,000 labels and 3 annotators."""
    chance = random.Random(1)
    known = words(200_000, chance).split()

    def made(people: list[str]) -> Made:
        for number in range(ARTICLES):
            text = " ".join(chance.choices(known, k=1_400))
            article = new_article(text, f"T{number}", created=AT)
            at = (MONDAY + timedelta(days=number * WEEKS * 7 // ARTICLES)).isoformat() + AT[10:]
            yield article, labels_of(article.id, text, people, chance, at)

    return labelled(path, made)

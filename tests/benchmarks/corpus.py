"""Articles and labels to measure with: the same at every run."""

from __future__ import annotations

import random
from pathlib import Path

import orjson

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Kind
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.domain.records import label_fields
from annotator.store.project import Project
from annotator.tasks.importing import import_text

VERDICTS = tuple(verdict.value for verdict in Verdict)


def words(count: int, chance: random.Random) -> str:
    """A text of so many words."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(5_000)]
    return " ".join(chance.choices(known, k=count))


def write_dataset(path: Path, articles: int, labels: int = 36) -> None:
    """Articles of 800 words with so many labels each, as JSONL."""
    chance = random.Random(1)
    known = words(200_000, chance).split()
    with path.open("wb") as out:
        for number in range(articles):
            text = " ".join(chance.choices(known, k=800))
            made = []
            for at in range(labels):
                start = chance.randrange(len(text) - 80)
                made.append(
                    {"annotator": "ABC"[at % 3], "spans": [[start, start + 40]],
                     "verdict": VERDICTS[at % 3], "confidence": at % 5 + 1, "note": ""}
                )  # fmt: skip
            out.write(orjson.dumps({"title": f"T{number}", "text": text, "labels": made}) + b"\n")


def long_article(project: Project, anna: Annotator, labels: int) -> Article:
    """An article of a megabyte in paragraphs, with so many labels all over it."""
    chance = random.Random(2)
    known = words(170_000, chance).split()
    text = "\n".join(" ".join(known[at : at + 80]) for at in range(0, len(known), 80))
    report = import_text(project, text, "Long")
    article = project.queries.article(report.first or "")
    assert article is not None
    step = len(text) // labels

    def changes() -> list[Change]:
        made = []
        for number in range(labels):
            span = Span(number * step, number * step + min(60, step + 8))
            label = Label(
                uuid7(), article.id, anna.id, (span,), Verdict(VERDICTS[number % 3]),
                text[span.start : span.end], created="2025-01-01T00:00:00.000Z",
                updated="2025-01-01T00:00:00.000Z",
            )  # fmt: skip
            made.append(Change(Kind.LABEL, label.id, None, label_fields(label)))
        return made

    project.journal.commit_new(edits.entry(anna.id, "labels", ()), [changes()], lambda: "labels")
    return article

"""Marks label after label in a project, and says each on standard output once it is committed."""

import sys
from pathlib import Path

from annotator.domain import edits
from annotator.domain.label import Span, Verdict
from annotator.store.project import Project


def main(path: str) -> None:
    project = Project.open(Path(path))
    article = project.queries.article(project.queries.queue("", "added")[0])
    anna = project.queries.annotator_named("Anna")
    assert article is not None
    assert anna is not None
    while True:
        label, entry = edits.mark(anna.id, article, [Span(0, 9)], Verdict.VERIFIED)
        project.journal.commit(entry)
        sys.stdout.write(label.id + "\n")
        sys.stdout.flush()
        project.journal.commit(edits.set_note(label, "noted"))


main(sys.argv[1])

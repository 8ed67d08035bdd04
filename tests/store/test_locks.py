"""What happens where another program takes SQLite's working files away."""

from __future__ import annotations

import pytest

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Span, Verdict
from annotator.errors import AnnotatorError
from annotator.store.project import Project


def test_nothing_is_written_to_a_log_that_is_gone(
    project: Project, anna: Annotator, article: Article
) -> None:
    """Closing any handle on the file lets go of SQLite's locks; the next program that closes the
    project then believes itself alone and removes the log, where all that is written after is
    lost."""
    _, entry = edits.mark(anna.id, article, [Span(0, 3)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.path.open("rb").close()
    log = project.path.with_name(f"{project.path.name}-wal")
    log.rename(log.with_suffix(".gone"))
    _, lost = edits.mark(anna.id, article, [Span(4, 8)], Verdict.DISPUTED)
    with pytest.raises(AnnotatorError, match="taken away"):
        project.journal.commit(lost)

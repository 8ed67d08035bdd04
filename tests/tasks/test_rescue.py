"""What the disk would not take comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from labelled import label_count

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.journal import Entry
from annotator.domain.label import Annotator, Span, Verdict
from annotator.store.project import Project
from annotator.tasks.rescue import Rescue


@pytest.fixture
def entry(anna: Annotator, article: Article) -> Entry:
    """A label that is not in the project yet."""
    _, made = edits.mark(anna.id, article, [Span(0, 3)], Verdict.DISPUTED)
    return made


def test_what_was_kept_is_committed_at_the_next_opening(
    project: Project, entry: Entry, tmp_path: Path
) -> None:
    rescue = Rescue(tmp_path, project)
    rescue.keep([entry])
    assert rescue.kept
    assert "1 change" in Rescue(tmp_path, project).bring_back()
    assert label_count(project) == 1
    assert Rescue(tmp_path, project).bring_back() == ""


def test_what_could_be_saved_after_all_is_kept_no_longer(
    project: Project, entry: Entry, tmp_path: Path
) -> None:
    rescue = Rescue(tmp_path, project)
    rescue.keep([entry])
    rescue.keep([])
    assert not rescue.kept
    assert Rescue(tmp_path, project).bring_back() == ""


def test_another_project_does_not_take_it(project: Project, entry: Entry, tmp_path: Path) -> None:
    Rescue(tmp_path, project).keep([entry])
    with Project.create(tmp_path / "other.annotator") as other:
        assert Rescue(tmp_path, other).bring_back() == ""


def test_what_still_cannot_be_saved_stays_kept(
    project: Project, anna: Annotator, article: Article, entry: Entry, tmp_path: Path
) -> None:
    _, second = edits.mark(anna.id, article, [Span(4, 8)], Verdict.VERIFIED)
    Rescue(tmp_path, project).keep([entry, second])
    connection = project.journal._connection
    connection.execute("PRAGMA query_only = ON")
    assert "cannot be saved" in Rescue(tmp_path, project).bring_back()
    connection.execute("PRAGMA query_only = OFF")
    assert "2 changes" in Rescue(tmp_path, project).bring_back()
    assert label_count(project) == 2


def test_what_is_kept_is_never_cut_where_the_disk_is_full(
    project: Project, entry: Entry, tmp_path: Path
) -> None:
    Rescue(tmp_path, project).keep([entry])
    (file,) = (tmp_path / "unsaved").rglob("*.jsonl")
    whole = b"{nonsense\n" + file.read_bytes()
    file.write_bytes(whole)
    project.journal._connection.execute("PRAGMA query_only = ON")
    with file.open("rb") as as_it_was:
        assert "cannot be saved" in Rescue(tmp_path, project).bring_back()
        assert as_it_was.read() == whole  # replaced, and not written over
    assert file.read_bytes() == whole.partition(b"\n")[2]
    project.journal._connection.execute("PRAGMA query_only = OFF")


def test_what_no_longer_fits_is_told(project: Project, entry: Entry, tmp_path: Path) -> None:
    Rescue(tmp_path, project).keep([entry])
    project.journal.commit(entry)
    assert "no longer fit" in Rescue(tmp_path, project).bring_back()
    assert label_count(project) == 1


def test_a_damaged_line_is_no_obstacle(project: Project, entry: Entry, tmp_path: Path) -> None:
    Rescue(tmp_path, project).keep([entry])
    (file,) = (tmp_path / "unsaved").rglob("*.jsonl")
    file.write_bytes(b"{nonsense\n[]\n" + file.read_bytes())
    assert "no longer fit" in Rescue(tmp_path, project).bring_back()
    assert label_count(project) == 1


def test_where_it_can_be_kept_nowhere_that_is_known(
    project: Project, entry: Entry, tmp_path: Path
) -> None:
    (tmp_path / "unsaved").write_text("a file where the folder should be")
    rescue = Rescue(tmp_path, project)
    rescue.keep([entry])
    assert not rescue.kept

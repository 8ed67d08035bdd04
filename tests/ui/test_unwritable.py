"""A project that can only be read: the window says so, and lets one read, search and export."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands, Opener
from places import unwritable
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator, Label, Span, Verdict
from annotator.store.project import Project


@pytest.fixture
def label(project: Project, anna: Annotator, article: Article) -> Label:
    label, entry = edits.mark(anna.id, article, [Span(0, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_note(label, "A note."))
    return label


@pytest.fixture
def reader(project: Project, label: Label, tmp_path: Path, opened: Opener) -> Iterator[Hands]:
    """The window on a copy that lies where nothing may be written."""
    project.close()
    (folder := tmp_path / "disk").mkdir()
    shutil.copy(project.path, folder / "sent.annotator")
    with unwritable(folder):
        hands = opened(folder / "sent.annotator")
        yield hands
        hands.window.close()


def status(hands: Hands) -> str:
    return " ".join(hands.texts())


def test_the_window_says_that_it_can_only_be_read(reader: Hands) -> None:
    assert "sent.annotator can only be read here" in reader.window.messages.text
    assert "Only to be read" in status(reader)
    assert reader.quotes() == ["Two presi"]
    for id_ in ("import", "paste", "merge", "hand_out", "undo", "redo", "by_rule"):
        assert not reader.window.action(id_).isEnabled(), id_
    for id_ in ("export", "find", "palette", "review", "insights", "print"):
        assert reader.window.action(id_).isEnabled(), id_


def test_a_mark_is_refused_in_a_sentence_and_not_kept_as_unsaved(reader: Hands) -> None:
    reader.window.messages.hide()
    reader.drag_words("175 prisoners")
    reader.press("D")
    assert reader.quotes() == ["Two presi"]
    assert not reader.session.unsaved
    assert "copy it to a folder of your own" in reader.window.messages.text


def test_a_label_is_read_and_not_changed(reader: Hands, label: Label) -> None:
    reader.press("J")
    assert reader.label().note == "A note."
    reader.press("D")
    reader.press("Del")
    assert reader.label().verdict is Verdict.VERIFIED
    assert "can only be read" in reader.window.messages.text


def test_articles_are_searched(reader: Hands) -> None:
    reader.press("Ctrl+Shift+F")
    field = reader.named("Search", QLineEdit)
    QTest.keyClicks(field, "prisoners")
    reader.qtbot.waitUntil(lambda: reader.bench.queue.first() is not None)
    QTest.keyClick(field, Qt.Key.Key_Return)
    reader.press("Ctrl+3")
    assert reader.bench.insights is not None
    insights = reader.bench.insights
    reader.qtbot.waitUntil(lambda: "1 label" in insights.progress(), timeout=20_000)


def test_what_another_writes_is_shown(reader: Hands, label: Label, tmp_path: Path) -> None:
    path = reader.session.project.path
    newer = tmp_path / "newer.annotator"
    shutil.copyfile(path, newer)
    with Project.open(newer) as theirs:
        now = theirs.queries.label(label.id)
        assert now is not None
        theirs.journal.commit(edits.delete([now]))
    newer.chmod(0o444)
    path.parent.chmod(0o755)
    newer.replace(path)
    path.parent.chmod(0o555)
    reader.qtbot.waitUntil(lambda: reader.quotes() == [])

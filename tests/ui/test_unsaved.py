"""Edits that the disk refuses, and steps that take long."""

from __future__ import annotations

import pytest
from hands import Hands, Opener

from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui import undoing


def test_closing_with_unsaved_labels_asks_nothing_and_loses_nothing(
    hands: Hands, project: Project, opened: Opener
) -> None:
    hands.session.project.journal._connection.execute("PRAGMA query_only = ON")
    hands.drag_words("halt attacks")
    hands.press("V")
    assert hands.session.unsaved
    assert hands.window.close()
    assert project.queries.label_count() == 0
    again = opened(project)
    assert again.quotes() == ["halt attacks"]
    assert project.queries.label_count() == 1
    assert "Saved now" in again.window.messages.text
    assert again.says("Undo: mark “halt attacks” as verified")


def test_a_large_step_is_taken_back_in_a_thread(
    hands: Hands, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "LONG", 0)
    hands.session.join()
    import_text(project, "A second article.", annotator=hands.session.annotator.id)
    hands.press("Ctrl+Z")
    assert not hands.bench.isEnabled()
    hands.qtbot.waitUntil(hands.bench.isEnabled)
    assert project.queries.article_count() == 1
    hands.press("Ctrl+Shift+Z")
    hands.qtbot.waitUntil(lambda: project.queries.article_count() == 2)
    hands.qtbot.waitUntil(hands.bench.isEnabled)


def test_a_large_step_that_cannot_be_taken_back_says_why(
    hands: Hands, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "LONG", 0)
    hands.drag_words("halt attacks")
    hands.press("V")
    connection = project.journal._connection
    connection.execute("BEGIN IMMEDIATE")
    hands.press("Ctrl+Z")
    hands.qtbot.waitUntil(hands.bench.isEnabled, timeout=10_000)
    connection.execute("ROLLBACK")
    assert "Another program is writing" in hands.window.messages.text
    assert project.queries.label_count() == 1

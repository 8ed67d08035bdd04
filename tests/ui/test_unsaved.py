"""Edits that the disk refuses, and steps that take long."""

from __future__ import annotations

import pytest
from hands import Hands, Opener
from labelled import label_count

from annotator.domain import edits
from annotator.domain.label import Verdict
from annotator.errors import AnnotatorError
from annotator.store.journal import Journal
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
    assert label_count(project) == 0
    again = opened(project)
    assert again.quotes() == ["halt attacks"]
    assert label_count(project) == 1
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
    assert label_count(project) == 1


def test_a_fault_of_ours_in_a_large_step_leaves_the_project_open(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(undoing, "LONG", 0)
    monkeypatch.setattr(Journal, "undo", fail)
    hands.drag_words("halt attacks")
    hands.press("V")
    with hands.qtbot.captureExceptions() as faults:
        hands.press("Ctrl+Z")
        hands.qtbot.waitUntil(lambda: bool(faults))
    assert hands.bench.isEnabled()


def test_what_is_unsaved_is_taken_back_also_after_a_large_step(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "LONG", 0)
    hands.drag_words("halt attacks")
    hands.press("V")
    connection = hands.session.project.journal._connection
    connection.execute("PRAGMA query_only = ON")
    hands.drag_words("critics")
    hands.press("V")
    hands.press("Ctrl+Z")
    assert hands.quotes() == ["halt attacks"]
    connection.execute("PRAGMA query_only = OFF")


def test_of_what_is_unsaved_only_that_goes_which_another_was_quicker_to_change(
    hands: Hands, project: Project
) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    connection = hands.session.project.journal._connection
    connection.execute("PRAGMA query_only = ON")
    hands.press("D")
    hands.drag_words("critics")
    hands.press("V")
    assert len(hands.session.unsaved) == 2
    (label,) = project.queries.labels([mark.id for mark in hands.session.labels]).values()
    project.journal.commit(edits.set_verdict(label, Verdict.UNVERIFIABLE))
    connection.execute("PRAGMA query_only = OFF")
    hands.qtbot.waitUntil(lambda: not hands.session.unsaved, timeout=10_000)
    assert label_count(project) == 2
    assert hands.quotes() == ["halt attacks", "critics"]
    assert "Another window" in hands.window.messages.text
    assert hands.session.labels.counts["unverifiable"] == 1


def test_a_file_that_cannot_be_looked_into_is_told_once(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise AnnotatorError("The file cannot be read.", "Plug the disk in.")

    told: list[object] = []
    hands.session.failed.connect(told.append)
    monkeypatch.setattr(hands.session.project, "changed_elsewhere", fail)
    for _ in range(3):
        hands.session.look()
    assert len(told) == 1
    monkeypatch.undo()
    hands.session.look()
    monkeypatch.setattr(hands.session.project, "changed_elsewhere", fail)
    hands.session.look()
    assert len(told) == 2

"""Which label is the active one, and that nothing else becomes it."""

from __future__ import annotations

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton

from annotator.domain.label import Label, Verdict
from annotator.store.project import Project
from annotator.tasks.importing import import_text


@pytest.mark.parametrize("key", ["[", "]", "{", "}"])
def test_a_label_whose_edge_is_moved_stays_the_active_one(hands: Hands, key: str) -> None:
    for words in ("halt attacks", "175 prisoners", "plant supplied"):
        hands.drag_words(words)
        hands.press("V")
    hands.press("K")
    moved, others = hands.label(), set(hands.quotes())
    hands.press(key)
    hands.press(key)
    assert hands.label().id == moved.id
    assert len(others & set(hands.quotes())) == 2


def test_a_second_fragment_goes_to_the_same_label(hands: Hands) -> None:
    for words in ("175 prisoners", "halt attacks"):
        hands.drag_words(words)
        hands.press("V")
    ctrl = Qt.KeyboardModifier.ControlModifier
    hands.drag_words("Wednesday", modifier=ctrl)
    hands.drag_words("everyone", modifier=ctrl)
    assert [len(label.spans) for label in _labels(hands)] == [3, 1]


def test_fragments_that_are_joined_are_one_and_the_same_label(hands: Hands) -> None:
    """It begins and ends where it did, and has another number of stretches."""
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.drag_words("officials", modifier=Qt.KeyboardModifier.ControlModifier)
    assert hands.quotes() == ["halt attacks … officials"]
    for joined in (True, False, True):
        if joined:
            hands.drag_words("attacks on Tuesday, officials")
            hands.press("F")
        else:
            hands.press("Ctrl+Z")
        between = " on Tuesday, " if joined else " … "
        assert hands.quotes() == [f"halt attacks{between}officials"]
        assert hands.bench.panel.cards.model().rowCount() == 1
        assert hands.label().verdict is Verdict.VERIFIED


def test_keys_go_past_labels_that_are_filtered_out(hands: Hands) -> None:
    for words, key in (("halt attacks", "V"), ("175 prisoners", "D"), ("plant supplied", "V")):
        hands.drag_words(words)
        hands.press(key)
    QTest.mouseClick(hands.named("Show verified", QToolButton), Qt.MouseButton.LeftButton)
    hands.press("Esc")
    hands.press("J")
    hands.press("J")
    assert hands.label().quote == "175 prisoners"


def test_half_typed_evidence_is_kept_and_a_half_typed_tag_is_not_carried_over(
    hands: Hands,
) -> None:
    for words in ("halt attacks", "175 prisoners"):
        hands.drag_words(words)
        hands.press("V")
    first = hands.label()
    hands.press("E")
    QTest.keyClicks(hands.named("Evidence title", QLineEdit), "Statement")
    hands.press("T")
    QTest.keyClicks(hands.named("Add tag", QLineEdit), "half")
    hands.bench.article.setFocus()
    hands.press("K")
    assert hands.label().id != first.id
    assert hands.named("Add tag", QLineEdit).text() == ""
    kept = hands.session.label(first.id)
    assert kept is not None
    assert [one.title for one in kept.evidence] == ["Statement"]


def test_an_article_that_is_taken_back_goes_from_the_screen(hands: Hands, project: Project) -> None:
    hands.session.join()
    report = import_text(project, "A second text.", annotator=hands.session.annotator.id)
    hands.qtbot.waitUntil(lambda: hands.bench.queue._model.place_of(report.first) >= 0)
    hands.window.open_article(report.first)
    hands.press("Ctrl+Z")
    hands.qtbot.waitUntil(
        lambda: hands.session.article is not None and hands.session.article.id != report.first
    )


def _labels(hands: Hands) -> list[Label]:
    found = (hands.session.label(mark.id) for mark in hands.session.labels)
    return [label for label in found if label]

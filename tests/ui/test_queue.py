"""The queue: what a row says, and what of it fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands, name_file
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from annotator.store.listing import Row, State
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.direction import isolated
from annotator.ui.queue.delegate import told


@pytest.fixture
def searched(hands: Hands, project: Project) -> Hands:
    """A second article, and the focus in the search field."""
    import_text(project, "A dam near Kozluk was closed.", "Floods in the north")
    hands.session.look()
    model = hands.bench.queue.view.model()
    hands.qtbot.waitUntil(lambda: model.rowCount() == 2)
    hands.press("Ctrl+Shift+F")
    hands.qtbot.waitUntil(hands.named("Search", QLineEdit).hasFocus)
    return hands


@pytest.mark.parametrize(("words", "said"), [("floods", ""), ("kozluk", "text: ")])
def test_the_words_around_a_find_are_shown_but_a_title_is_not_said_twice(
    searched: Hands, words: str, said: str
) -> None:
    queue = searched.bench.queue
    with searched.qtbot.waitSignal(queue.listed):
        QTest.keyClicks(searched.named("Search", QLineEdit), words)
    assert queue.view.model().rowCount() == 1
    assert queue.view.model().index(0, 0).data() == "Floods in the north"
    found = queue._model.found(0)
    assert found.startswith(said)
    assert (words in found.casefold()) is bool(said)


def test_the_row_that_keys_are_at_is_seen_to_have_the_focus(searched: Hands) -> None:
    view = searched.bench.queue.view
    row = view.visualRect(view.currentIndex())

    def edge() -> str:
        return view.grab().toImage().pixelColor(row.left() + 1, row.center().y()).name()

    without = edge()
    view.setFocus()
    searched.qtbot.waitUntil(view.hasFocus)
    assert edge() != without


def test_either_enter_opens_the_article_of_the_row(searched: Hands) -> None:
    view, opened = searched.bench.queue.view, []
    searched.bench.queue.article_chosen.connect(opened.append)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert len(opened) == 2


def test_an_address_that_nobody_can_read_spoils_no_row() -> None:
    address = "https://[example.org"
    row = Row("id", "A title", address, "", "2025-03-18", "", State.TO_DO, (0, 0, 0))
    assert told(row) == isolated("2025-03-18")


def test_an_article_that_comes_in_is_seen_in_the_list(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    for number in range(40):
        import_text(project, f"Article {number} says little.", f"Article {number}")
    hands.session.look()
    queue, view = hands.bench.queue, hands.bench.queue.view
    hands.qtbot.waitUntil(lambda: view.model().rowCount() == 41)
    file = tmp_path / "late.txt"
    file.write_text("A dam near Kozluk was closed.\n\nNobody knew why.")
    hands.press("Ctrl+I")
    with hands.qtbot.waitSignal(queue.listed):
        name_file(hands.dialog(QFileDialog), str(file))
    hands.qtbot.waitUntil(lambda: view.currentIndex().row() == 41)
    row = view.visualRect(view.currentIndex())
    assert view.viewport().rect().contains(row)

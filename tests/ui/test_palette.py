"""Find anything: commands, articles and labels, by keys alone."""

from __future__ import annotations

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget

from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.dialogs.palette import Palette


class Asked:
    """The open palette: what is typed and what it lists."""

    def __init__(self, hands: Hands) -> None:
        hands.press("Ctrl+K")
        self.qtbot = hands.qtbot
        self.palette = hands.dialog(Palette)
        self.field = hands.named("Find anything", QLineEdit)
        self.list = hands.named("Found", QListWidget)
        self.qtbot.waitUntil(self.field.hasFocus)

    def rows(self) -> list[str]:
        return [" ".join(self.list.item(row).text().split()) for row in range(self.list.count())]

    def type(self, words: str, row: str) -> None:
        """Type words and wait until a row says this."""
        QTest.keyClicks(self.field, words)
        self.qtbot.waitUntil(lambda: any(row in one for one in self.rows()))

    def search(self, words: str) -> None:
        """Type words and let the search begin."""
        with self.qtbot.waitSignal(self.palette._typing.timeout):
            QTest.keyClicks(self.field, words)

    def enter(self) -> None:
        QTest.keyClick(self.field, Qt.Key.Key_Return)


@pytest.fixture
def other(hands: Hands, project: Project) -> str:
    """The id of a second article of the project."""
    report = import_text(project, "Rivers rise.\nA dam near Kozluk was closed.", "Floods")
    assert report.first is not None
    return report.first


def test_it_lists_every_command_that_can_be_run_now(hands: Hands) -> None:
    asked = Asked(hands)
    assert "Export… Ctrl+E" in asked.rows()
    assert not any(row.startswith("Confidence") for row in asked.rows())


def test_a_command_is_found_by_its_words_and_run(hands: Hands) -> None:
    asked = Asked(hands)
    asked.type("LARGER", "Larger")
    assert asked.rows() == ["Larger Ctrl++"]
    asked.enter()
    hands.qtbot.waitUntil(lambda: hands.says("110 %"))


def test_an_article_is_found_by_its_title_and_opened(hands: Hands, other: str) -> None:
    asked = Asked(hands)
    asked.type("floo", "Floods")
    asked.enter()
    assert hands.session.article is not None
    assert hands.session.article.id == other
    assert hands.window.focusWidget() is hands.bench.article


def test_an_article_is_found_by_a_word_in_its_text(hands: Hands, other: str) -> None:
    asked = Asked(hands)
    asked.type("kozluk", "Floods text: Rivers rise. A dam near Kozluk was closed.")
    asked.enter()
    assert hands.session.article is not None
    assert hands.session.article.id == other
    assert hands.bench.article.textCursor().selectedText() == "Kozluk"


def test_a_label_is_found_by_its_note_and_becomes_the_active_one(hands: Hands, other: str) -> None:
    for words, note in (("halt attacks", "see treaty"), ("175 prisoners", "counted twice")):
        hands.drag_words(words)
        hands.press("V")
        hands.bench.editing.set_note(hands.label().id, note)
    hands.window.open_article(other)
    asked = Asked(hands)
    asked.type("Treaty", "note: see treaty")
    asked.enter()
    assert hands.label().quote == "halt attacks"


def test_labels_are_found_by_their_words_and_told_apart(hands: Hands, other: str) -> None:
    for words, key in (("halt attacks", "V"), ("175 prisoners", "D"), ("agreed to halt", "U")):
        hands.drag_words(words)
        hands.press(key)
    hands.window.open_article(other)
    asked = Asked(hands)
    asked.type("HALT", "halt attacks")
    assert asked.rows() == ["Halt", "? “agreed to halt” Halt", "✓ “halt attacks” Halt"]
    for _ in range(2):
        QTest.keyClick(asked.field, Qt.Key.Key_Down)
    asked.enter()
    assert hands.label().quote == "halt attacks"


def test_a_long_title_leaves_room_for_the_words_found(hands: Hands, project: Project) -> None:
    import_text(project, "A dam near Kozluk was closed.", "What the rivers of the north " * 5)
    asked = Asked(hands)
    asked.type("kozluk", "Kozluk")
    title = "What the rivers of the north What the riv…"
    assert asked.rows() == [f"{title} text: A dam near Kozluk was closed."]


def test_up_and_down_go_round(hands: Hands) -> None:
    asked = Asked(hands)
    QTest.keyClicks(asked.field, "look")
    assert asked.rows() == ["Look: as the system", "Look: light", "Look: dark"]
    QTest.keyClick(asked.field, Qt.Key.Key_Up)
    assert asked.list.currentRow() == 2
    QTest.keyClick(asked.field, Qt.Key.Key_Down)
    QTest.keyClick(asked.field, Qt.Key.Key_Down)
    assert asked.list.currentRow() == 1


def test_what_was_found_for_other_words_is_not_listed(hands: Hands, other: str) -> None:
    asked = Asked(hands)
    asked.search("flo")
    asked.search("re")
    hands.qtbot.waitUntil(lambda: asked.palette._job is None)
    assert asked.rows() == []


def test_words_that_are_nowhere_leave_everything_as_it_was(hands: Hands) -> None:
    asked = Asked(hands)
    asked.search("zzz")
    hands.qtbot.waitUntil(lambda: asked.palette._job is None)
    asked.enter()
    assert asked.palette.isVisible()
    QTest.keyClick(asked.field, Qt.Key.Key_Escape)
    assert not asked.palette.isVisible()
    assert hands.session.article is not None


def test_it_says_that_nothing_was_found(hands: Hands) -> None:
    asked = Asked(hands)
    said = next(one for one in asked.palette.findChildren(QLabel))
    assert not said.isVisible()
    asked.search("xyzzy ")
    asked.qtbot.waitUntil(said.isVisible)
    assert said.text() == "Nothing found for “xyzzy”."
    asked.field.clear()
    assert not said.isVisible()

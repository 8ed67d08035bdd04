"""The panel: the cards, what filters them, and the editor of the active one."""

from __future__ import annotations

import pytest
from hands import Hands
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QToolTip,
    QWidget,
)

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Span, Verdict
from annotator.store.project import Project
from annotator.tasks.importing import import_text

LEFT = Qt.MouseButton.LeftButton


def click(hands: Hands, name: str) -> None:
    """Click on the button of this name."""
    QTest.mouseClick(hands.named(name, QWidget), LEFT)


def mark(hands: Hands, words: str = "halt attacks", key: str = "V") -> None:
    """Mark these words by mouse and key."""
    hands.drag_words(words)
    hands.press(key)


def cards(hands: Hands) -> list[str]:
    """What the cards say, from the top."""
    model = hands.bench.panel.cards.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_words_in_which_somebody_is_quoted_stand_between_single_marks(
    hands: Hands, project: Project
) -> None:
    report = import_text(project, "They say that talks would “begin at once” in May.", "Talks")
    hands.window.open_article(report.first)
    mark(hands, "talks would “begin at once” in", "V")
    assert cards(hands) == ["Verified: ‘talks would “begin at once” in’"]
    assert hands.says("‘talks would “begin at once” in’")


def test_chips_count_the_verdicts_and_hide_the_cards_of_one(hands: Hands) -> None:
    for words, key in (("halt attacks", "V"), ("175 prisoners", "D"), ("critics", "D")):
        mark(hands, words, key)
    chips = [hands.named(f"Show {verdict.value}", QToolButton) for verdict in Verdict]
    assert [chip.text() for chip in chips] == ["✓ 1", "✕ 2", "? 0"]
    assert hands.says("3")
    QTest.mouseClick(chips[1], LEFT)
    assert cards(hands) == ["Verified: “halt attacks”"]
    mark(hands, "quarter", "D")
    assert chips[1].text() == "✕ 3 hidden"
    assert chips[1].toolTip() == "3 disputed labels, hidden. Click to show them"
    assert cards(hands) == ["Verified: “halt attacks”"]
    QTest.mouseClick(chips[1], LEFT)
    assert len(cards(hands)) == 4


def test_a_card_comes_and_goes_with_its_label(hands: Hands) -> None:
    mark(hands, "critics")
    mark(hands, "halt attacks")
    assert cards(hands) == ["Verified: “halt attacks”", "Verified: “critics”"]
    hands.press("D")
    assert cards(hands)[0] == "Disputed: “halt attacks”"
    hands.press("Del")
    assert cards(hands) == ["Verified: “critics”"]


def test_a_click_on_a_card_makes_its_label_the_active_one(hands: Hands) -> None:
    mark(hands, "critics")
    mark(hands, "halt attacks")
    view = hands.bench.panel.cards
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(1, 0)).center())
    assert hands.label().quote == "critics"


@pytest.mark.parametrize("way", ["click", "Enter"])
def test_a_label_that_was_let_go_of_is_taken_up_again_at_its_card(hands: Hands, way: str) -> None:
    mark(hands, "critics")
    for _ in range(2):
        hands.press("Esc")
    assert hands.session.active is None
    view = hands.bench.panel.cards
    view.setFocus()
    if way == "Enter":
        QTest.keyClick(view, Qt.Key.Key_Return)
    else:
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.currentIndex()).center())
    assert hands.label().quote == "critics"


def test_a_card_tells_all_that_it_has_no_room_for(hands: Hands) -> None:
    mark(hands, "halt attacks")
    hands.bench.editing.set_tags(["<b>numbers</b>", "a date", "a quote", "somebody’s own words"])
    hands.press("Esc")
    hands.press("Esc")
    view = hands.bench.panel.cards
    index = view.model().index(0, 0)
    at = view.visualRect(index).center()
    help_ = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), help_)
    assert QToolTip.text().startswith("<b>Verified</b><br>“halt attacks”<br>&lt;b&gt;numbers")
    assert QToolTip.text().endswith("somebody’s own words")
    QToolTip.hideText()
    told = str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole))
    assert told.startswith("<b>numbers</b>, a date")


def test_a_verdict_is_changed_by_a_click(hands: Hands) -> None:
    mark(hands)
    click(hands, "Unverifiable")
    assert hands.label().verdict is Verdict.UNVERIFIABLE


def test_the_same_confidence_again_clears_it(hands: Hands) -> None:
    mark(hands)
    seen = []
    for key in "1355":
        hands.press(key)
        seen.append(hands.label().confidence)
    assert seen == [1, 3, 5, None]


def test_confidence_is_set_by_clicks_and_arrows(hands: Hands) -> None:
    mark(hands)
    dots = hands.named("Confidence")
    QTest.mouseClick(dots, LEFT, pos=QPoint(15 * 3 + 7, dots.height() // 2))
    assert hands.label().confidence == 4
    dots.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(dots, key)
    assert hands.label().confidence == 3
    assert dots.accessibleDescription() == "3 of 5"


@pytest.mark.parametrize("way", ["keys", "mouse", "enter"])
def test_a_tag_in_use_is_completed_and_taken_once(hands: Hands, way: str) -> None:
    mark(hands, "175 prisoners")
    hands.bench.editing.set_tags(["numbers & dates"])
    mark(hands)
    hands.press("T")
    field = hands.named("Add tag", QLineEdit)
    hands.qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "NUM")
    completer = field.completer()
    assert isinstance(completer, QCompleter)
    popup = completer.popup()
    hands.qtbot.waitUntil(popup.isVisible)
    if way == "keys":
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Up)
        assert field.text() == "numbers & dates"
        QTest.keyClick(popup, Qt.Key.Key_Return)
    elif way == "enter":
        assert field.text() == "NUM"
        QTest.keyClick(popup, Qt.Key.Key_Return)
    else:
        row = popup.visualRect(popup.model().index(0, 0)).center()
        QTest.mouseClick(popup.viewport(), LEFT, pos=row)
    hands.qtbot.waitUntil(lambda: field.text() == "")
    assert hands.label().tags == ("numbers & dates",)


def test_a_new_tag_that_begins_as_another_is_offered_below_it(hands: Hands) -> None:
    mark(hands, "175 prisoners")
    hands.bench.editing.set_tags(["numbers"])
    mark(hands)
    hands.press("T")
    field = hands.named("Add tag", QLineEdit)
    hands.qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "num")
    completer = field.completer()
    assert isinstance(completer, QCompleter)
    popup = completer.popup()
    hands.qtbot.waitUntil(popup.isVisible)
    shown = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    assert shown == ["numbers", "num (new)"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    assert field.text() == "num"
    QTest.keyClick(popup, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: field.text() == "")
    assert hands.label().tags == ("num",)


def test_a_tag_goes_at_a_click(hands: Hands) -> None:
    mark(hands)
    hands.bench.editing.set_tags(["a&b", "c"])
    assert hands.named("Remove tag a&b", QToolButton).text() == "a&&b ×"
    click(hands, "Remove tag a&b")
    assert hands.label().tags == ("c",)


def type_note(hands: Hands, words: str) -> QPlainTextEdit:
    hands.press("N")
    note = hands.named("Note", QPlainTextEdit)
    hands.qtbot.waitUntil(note.hasFocus)
    QTest.keyClicks(note, words)
    return note


def test_a_note_is_one_step_however_long_it_is(hands: Hands, project: Project) -> None:
    mark(hands)
    before = len(list(project.queries.history()))
    note = type_note(hands, "Two lines,\rand 1 more")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert hands.label().note == "Two lines,\nand 1 more"
    assert len(list(project.queries.history())) == before + 1


def test_a_note_that_is_taken_back_from_the_menu_stays_away(hands: Hands) -> None:
    mark(hands)
    note = type_note(hands, "hasty")
    hands.choose("Edit", "Undo")
    assert hands.label().note == ""
    assert note.toPlainText() == ""
    hands.come()
    assert hands.label().note == ""


def test_a_half_typed_note_is_kept_when_one_goes_to_another_label(hands: Hands) -> None:
    mark(hands, "175 prisoners")
    mark(hands)
    first = hands.label().id
    type_note(hands, "half")
    view = hands.bench.panel.cards
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(1, 0)).center())
    assert hands.label().quote == "175 prisoners"
    assert hands.named("Note", QPlainTextEdit).toPlainText() == ""
    kept = hands.session.label(first)
    assert kept is not None
    assert kept.note == "half"


def test_what_is_anothers_can_be_read_but_not_changed(
    hands: Hands, project: Project, article: Article
) -> None:
    ben, joined = edits.join("Ben")
    label, entry = edits.mark(ben.id, article, [Span(0, 3)], Verdict.DISPUTED)
    for step in (joined, entry, edits.set_tags(label, ["name"])):
        project.journal.commit(step)
    hands.qtbot.waitUntil(lambda: hands.quotes() == ["Two"])
    hands.click(1)
    assert hands.says("Ben’s label: only Ben can change it.")
    for name in ("Verified", "Confidence", "Tag name"):
        assert not hands.named(name).isEnabled()
    hands.press("V")
    assert hands.label().verdict is Verdict.DISPUTED
    assert "only Ben can change it" in hands.window.messages.text
    click(hands, "Show everyone’s labels")
    assert cards(hands) == []

"""The preferences: what is set in the dialog holds at once, and after a restart."""

from __future__ import annotations

import pytest
from hands import Hands, Opener, press_button
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from samples import LONG, TEXT

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Span, Verdict
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.dialogs.preferences import PreferencesDialog
from annotator.ui.dialogs.project import ProjectDialog
from annotator.ui.plain import any_of
from annotator.ui.theme import Look


def preferences(hands: Hands) -> PreferencesDialog:
    """The dialog, opened by its key."""
    hands.press("Ctrl+,")
    return hands.dialog(PreferencesDialog)


def accept(hands: Hands, dialog: PreferencesDialog) -> None:
    """Press OK, and go on when the dialog has gone."""
    with hands.qtbot.waitSignal(dialog.destroyed):
        press_button(dialog, "OK")
    hands.come()


def give_key(hands: Hands, dialog: QWidget, action: str, key: str) -> None:
    """Press a key in the field of an action."""
    tabs = dialog.findChild(QTabWidget)
    assert tabs is not None
    bar, left = tabs.tabBar(), Qt.MouseButton.LeftButton
    QTest.mouseClick(bar, left, pos=bar.tabRect(1).center())
    field = hands.named(f"Keys for {action}", QKeySequenceEdit)
    field.clear()
    QTest.keySequence(field, key)


class Dressed(QObject):
    """How often a widget was given a style."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() is QEvent.Type.StyleChange
        return False


def test_nothing_is_dressed_again_in_the_look_that_it_has(hands: Hands) -> None:
    dressed = Dressed()
    hands.window.installEventFilter(dressed)
    hands.window.theme.choose("light")  # as the system has it
    assert dressed.times == 0
    hands.window.theme.choose("dark")
    assert dressed.times > 0


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_box_is_seen_whether_it_is_ticked_or_not(hands: Hands, look: Look) -> None:
    hands.window.theme.choose(look)
    colours = hands.window.theme.colours
    box = preferences(hands).findChild(QCheckBox)
    assert box is not None
    for ticked, edge in ((True, colours.accent), (False, colours.muted)):
        box.setChecked(ticked)
        seen = box.grab().toImage()
        assert seen.pixelColor(6, box.height() // 2 - 7).name() == edge
        inside = {seen.pixel(x, box.height() // 2) for x in range(2, 12)}
        assert (len(inside) > 1) is ticked


def complaints(dialog: QWidget) -> list[str]:
    """What the dialog says is wrong."""
    labels = dialog.findChildren(QLabel)
    return [one.text() for one in labels if one.property("kind") == "disputed" and one.text()]


def test_what_is_said_of_keys_names_those_that_were_chosen(hands: Hands) -> None:
    shown = preferences(hands)
    for action, key in (("Verified", "W"), ("Add evidence", "Y"), ("Undo", "Ctrl+B")):
        give_key(hands, shown, action, key)
    accept(hands, shown)
    hands.drag_words("The plan has")
    hands.press("A")
    assert hands.window.messages.text.endswith(" places: W, D or U marks them all.")
    hands.press("W")
    assert hands.says("+ add evidence (Y)")
    hands.choose("File", "Project settings…")
    dialog = hands.dialog(ProjectDialog)
    QTest.keyClicks(hands.named("Name", QLineEdit), " of ours")
    press_button(dialog, "OK")
    assert hands.window.messages.text == "Ctrl+B takes the project’s settings back."


@pytest.mark.parametrize(
    ("keys", "said"), [([], ""), (["", "U"], "U"), (["V", "D"], "V or D"), ("VDU", "V, D or U")]
)
def test_keys_of_which_one_is_to_be_pressed_are_told_as_people_say_it(
    keys: list[str], said: str
) -> None:
    assert any_of(keys) == said


def test_escape_leaves_the_row_that_asks_for_the_name(hands: Hands) -> None:
    QTest.mouseClick(hands.named("You: Anna", QPushButton), Qt.MouseButton.LeftButton)
    name = hands.named("Your name", QLineEdit)
    hands.qtbot.waitUntil(name.hasFocus)
    QTest.keyClicks(name, "Ben")
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert not name.isVisible()
    assert hands.bench.article.hasFocus()
    assert hands.session.annotator.name == "Anna"


def test_a_name_that_is_given_is_that_of_the_next_label(
    hands: Hands, project: Project, opened: Opener
) -> None:
    dialog = preferences(hands)
    name = hands.named("Your name", QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "  Bea   Blum ")
    accept(hands, dialog)
    assert hands.says("You: Bea Blum")
    hands.drag_words("halt attacks")
    hands.press("V")
    assert [one.name for one in project.queries.annotators()] == ["Bea Blum"]
    hands.window.close()
    assert opened(project, None).session.annotator.name == "Bea Blum"


def test_size_and_look_change_at_once_and_stay(
    hands: Hands, project: Project, opened: Opener
) -> None:
    text_before = hands.bench.article.document().defaultFont().pixelSize()
    dialog = preferences(hands)
    size = hands.named("Size in percent", QSpinBox)
    size.selectAll()
    QTest.keyClicks(size, "150")
    look = hands.named("Look", QComboBox)
    QTest.keyClick(look, Qt.Key.Key_End)
    assert look.currentText() == "dark"
    accept(hands, dialog)
    for _ in range(2):
        assert hands.says("150 %")
        assert hands.bench.article.document().defaultFont().pixelSize() == text_before * 1.5
        assert hands.window.grab().toImage().pixelColor(2, 60).lightness() < 60
        hands.window.close()
        hands = opened(project)


def test_cancel_changes_nothing(hands: Hands) -> None:
    dialog = preferences(hands)
    hands.named("Size in percent", QSpinBox).setValue(200)
    give_key(hands, dialog, "Verified", "X")
    press_button(dialog, "Cancel")
    assert hands.says("100 %")
    hands.drag_words("halt attacks")
    hands.press("X")
    assert hands.quotes() == []


def test_another_key_works_at_once_and_after_a_restart(
    hands: Hands, project: Project, opened: Opener
) -> None:
    dialog = preferences(hands)
    give_key(hands, dialog, "Verified", "X")
    accept(hands, dialog)
    hands.drag_words("halt attacks")
    hands.press("V")
    assert hands.quotes() == []
    hands.press("X")
    assert hands.quotes() == ["halt attacks"]
    hands.window.close()
    again = opened(project)
    again.drag_words("175 prisoners")
    again.press("X")
    assert again.quotes() == ["halt attacks", "175 prisoners"]


def test_a_key_that_is_taken_away_does_nothing_any_more(hands: Hands) -> None:
    dialog = preferences(hands)
    field = hands.named("Keys for Verified", QKeySequenceEdit)
    field.clear()
    accept(hands, dialog)
    hands.drag_words("halt attacks")
    hands.press("V")
    assert hands.quotes() == []
    hands.press("D")
    assert hands.quotes() == ["halt attacks"]


@pytest.mark.parametrize(
    ("key", "other"),
    [("D", "Disputed"), ("Ctrl+Z", "Undo"), ("Ctrl+Y", "Redo"), ("Backspace", "Delete")],
)
def test_a_key_that_another_action_has_is_told(hands: Hands, key: str, other: str) -> None:
    dialog = preferences(hands)
    give_key(hands, dialog, "Verified", key)
    (told,) = complaints(dialog)
    assert "Verified" in told
    assert other in told
    ok = next(one for one in dialog.findChildren(QPushButton) if one.text().endswith("OK"))
    assert not ok.isEnabled()
    give_key(hands, dialog, "Verified", "X")
    assert complaints(dialog) == []
    assert ok.isEnabled()


def test_two_actions_can_change_keys_with_each_other(hands: Hands) -> None:
    dialog = preferences(hands)
    give_key(hands, dialog, "Verified", "D")
    give_key(hands, dialog, "Disputed", "V")
    accept(hands, dialog)
    hands.drag_words("halt attacks")
    hands.press("D")
    assert hands.label().verdict is Verdict.VERIFIED


def test_only_my_own_labels_can_be_shown(
    hands: Hands, project: Project, article: Article, opened: Opener
) -> None:
    ben, joined = edits.join("Ben")
    project.journal.commit(joined)
    _, entry = edits.mark(ben.id, article, [Span(0, 3)], Verdict.DISPUTED)
    project.journal.commit(entry)
    hands.qtbot.waitUntil(lambda: hands.quotes() == [TEXT[:3]])
    dialog = preferences(hands)
    QTest.keyClick(hands.named("Show everyone’s labels", QCheckBox), Qt.Key.Key_Space)
    accept(hands, dialog)
    assert hands.quotes() == []
    hands.window.close()
    assert opened(project).quotes() == []


@pytest.mark.parametrize("zoom", [False, True])
def test_another_look_leaves_the_article_where_one_was_reading(
    hands: Hands, project: Project, zoom: bool
) -> None:
    hands.window.open_article(import_text(project, LONG).first)
    paragraph = LONG.index("Paragraph 40")
    hands.bench.article.scroll_to_position(paragraph)
    assert hands.bench.article.top_position() == paragraph
    if zoom:
        hands.press("Ctrl++")
    else:
        accept(hands, preferences(hands))
    assert hands.bench.article.top_position() == paragraph

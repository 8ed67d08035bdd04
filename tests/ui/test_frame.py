"""The frame around the page: the person, the messages, the menus, the foot."""

from __future__ import annotations

from pathlib import Path

from hands import Hands, Opener, move_pressed
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QWidget,
)

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Annotator
from annotator.errors import AnnotatorError
from annotator.store.project import Project
from annotator.ui.actions import ACTIONS, MENUS, REPEATING, title_of
from annotator.ui.workbench import ANNOTATE, INSIGHTS, REVIEW


def edit_menu(hands: Hands) -> list[str]:
    """What the Edit menu says while it is open."""
    bar = hands.window.menuBar()
    head = next(one for one in bar.actions() if title_of(one) == "Edit")
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(head).center())
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    said = [title_of(one) for one in popup.actions()]
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    return said


def test_the_menu_says_what_would_be_taken_back_and_what_done_again(hands: Hands) -> None:
    assert edit_menu(hands)[:2] == ["Undo: import 1 article", "Redo"]
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("D")
    assert edit_menu(hands)[:2] == ["Undo: change the verdict to disputed", "Redo"]
    hands.press("Ctrl+Z")
    assert edit_menu(hands)[:2] == [
        "Undo: mark “halt attacks” as verified",
        "Redo: change the verdict to disputed",
    ]
    assert hands.window.action("undo").text().replace("&", "") == "Undo"


def test_every_menu_has_room_on_a_small_screen_and_every_action_a_place(hands: Hands) -> None:
    hands.press("Ctrl+2")  # Review has actions of its own
    heads = {one.text(): one.menu() for one in hands.window.menuBar().actions()}
    found = set()
    for title, menu in heads.items():
        assert isinstance(menu, QMenu)
        assert menu.sizeHint().height() < 640, (title, menu.sizeHint())
        inner = [one.menu() for one in menu.actions() if one.menu() is not None]
        for one in (menu, *inner):
            assert isinstance(one, QMenu)
            letters = [letter(entry.text()) for entry in one.actions() if not entry.isSeparator()]
            assert len(set(letters)) == len(letters), one.title()
            found |= {action.objectName() for action in one.actions() if action.objectName()}
    assert found == {action.id for action in ACTIONS}


def test_a_key_that_is_leant_on_changes_no_more_than_once() -> None:
    assert {action.id for action in ACTIONS} >= REPEATING
    assert not REPEATING & {"undo", "redo", "done", "delete", "settle", "verified"}


def test_actions_repeat_only_where_the_table_says_so(hands: Hands) -> None:
    for id_, repeats in (("next", True), ("end_left", True), ("done", False), ("undo", False)):
        assert hands.window.action(id_).autoRepeat() is repeats


def test_a_name_with_an_ampersand_is_shown_as_it_is(
    opened: Opener, project: Project, article: Article
) -> None:
    hands = opened(project, "Ann & Co <b>x</b>")
    button = hands.named("You: Ann & Co <b>x</b>", QPushButton)
    assert button.text() == "You: Ann && Co <b>x</b>"
    assert button.shortcut().isEmpty()


def test_a_very_long_name_leaves_the_frame_its_room(
    opened: Opener, project: Project, article: Article
) -> None:
    hands = opened(project, "Ann " * 75)
    hands.window.resize(900, 600)
    assert hands.window.width() == 900
    assert hands.named("You: " + ("Ann " * 75).strip(), QPushButton).width() < 300


def test_at_twice_the_size_the_window_fits_on_a_small_screen(hands: Hands) -> None:
    find = hands.named("Find anything", QPushButton)
    key = find.findChild(QLabel)
    assert key is not None
    hands.window.theme.set_zoom(200)
    for width in (800, 1400):
        hands.window.resize(width, 600)
        hands.qtbot.waitUntil(lambda: key.visibleRegion().isEmpty() is (width < 1000))  # noqa: B023
        assert hands.window.width() == width


def test_a_very_long_name_of_the_project_does_not_widen_the_window(
    opened: Opener, project: Project, anna: Annotator, article: Article
) -> None:
    name = {"name": "The claims of all papers " * 20}
    project.journal.commit(edits.set_settings(anna.id, {"name": project.name}, name))
    hands = opened(project)
    hands.window.resize(900, 600)
    assert hands.window.width() == 900


def test_a_long_message_is_seen_to_its_end_also_beside_its_button(hands: Hands) -> None:
    messages = hands.window.messages
    words = "The project cannot be written to. " * 3
    messages.say_problem(AnnotatorError(words, "Allow it, or copy the file."), retry=True)
    text = next(one for one in messages.findChildren(QLabel) if words in one.text())
    QApplication.sendPostedEvents()
    assert text.height() >= text.heightForWidth(text.width())


def test_the_foot_tells_the_place_of_a_label_only_where_it_is_shown(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")

    foot = hands.window.findChild(QWidget, "status")
    assert isinstance(foot, QWidget)

    def places() -> list[str]:
        QApplication.processEvents()
        return [one.text() for one in foot.findChildren(QLabel) if one.text().startswith("¶")]

    (place,) = places()
    for tab in (REVIEW, INSIGHTS):
        hands.window.show_tab(tab)
        assert places() == []
    hands.window.show_tab(ANNOTATE)
    assert places() == [place]


def test_the_foot_tells_paragraph_and_place_and_whether_all_is_saved(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    label = hands.label()
    assert any(
        text.startswith("¶") and text.endswith(f", {label.start}–{label.end}")
        for text in hands.texts()
    )
    assert hands.named("Saved", QLabel).text() == "● Saved"
    hands.press("N")
    note = hands.named("Note", QPlainTextEdit)
    QTest.keyClicks(note, "half")
    assert "○ Writing…" in hands.texts()
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert "● Saved" in hands.texts()
    assert hands.label().note == "half"


def test_files_that_are_dragged_over_the_window_are_told_what_would_come_of_them(
    hands: Hands,
) -> None:
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("a.txt"), QUrl.fromLocalFile("b.txt")])
    no, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, files, left, no)
    QApplication.sendEvent(hands.window, enter)
    assert enter.isAccepted()
    assert hands.window.messages.text == "Let go to take in 2 files."
    QApplication.sendEvent(hands.window, QDragLeaveEvent())
    assert hands.window.messages.text == ""


def widths(hands: Hands, width: int) -> list[int]:
    """How wide queue, article and panel are in a window of this width."""
    hands.window.resize(width, 700)
    hands.qtbot.waitUntil(lambda: hands.bench.width() == width)
    return [part.width() for part in (hands.bench.queue, hands.bench.panel)]


def test_the_sides_are_as_wide_again_when_the_window_is(hands: Hands) -> None:
    before = widths(hands, 1400)
    assert widths(hands, 900) < before
    assert widths(hands, 1400) == before


def test_a_border_that_was_moved_by_hand_stays_where_there_is_room(hands: Hands) -> None:
    widths(hands, 1400)
    split = hands.bench.findChild(QSplitter)
    assert isinstance(split, QSplitter)
    handle = split.handle(1)
    no, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    start = handle.rect().center()
    QTest.mousePress(handle, left, no, start)
    move_pressed(handle, start + QPoint(60, 0), no)
    QTest.mouseRelease(handle, left, no, start + QPoint(60, 0))
    moved = hands.bench.queue.width()
    assert moved > 264
    assert widths(hands, 1390)[0] == moved


def test_every_menu_and_every_item_has_a_letter_of_its_own() -> None:
    heads = [letter(text) for text in MENUS]
    assert len(set(heads)) == len(MENUS)
    for text in MENUS:
        menu = text.replace("&", "")
        letters = [letter(action.text) for action in ACTIONS if action.menu == menu]
        twice = [one for one in letters if letters.count(one) > 1]
        assert letters, menu
        assert not twice, menu
    taken = {key for action in ACTIONS for key in action.keys}
    assert not taken & {f"Alt+{head}" for head in heads}


def letter(text: str) -> str:
    assert text.count("&") == 1, text
    return text[text.index("&") + 1].upper()


def test_an_action_is_chosen_by_the_letters_of_its_menu(hands: Hands) -> None:
    bar = hands.window.menuBar()
    hands.drag_words("halt attacks")
    for popup, key in ((bar, "Alt+L"), (None, "V")):
        widget = popup or QApplication.activePopupWidget()
        assert widget is not None
        QTest.keySequence(widget, key)
    assert hands.quotes() == ["halt attacks"]


def test_keys_are_obeyed_at_once_after_another_project_is_opened(
    hands: Hands, tmp_path: Path
) -> None:
    Project.create(tmp_path / "other.annotator").close()
    assert hands.window.open_project(tmp_path / "other.annotator", "Anna")
    QTest.keySequence(hands.window, "Ctrl++")
    hands.qtbot.waitUntil(lambda: hands.window.theme.zoom == 110)


def test_a_letter_in_an_open_menu_does_nothing_behind_it(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    before = hands.label()
    QTest.keySequence(hands.window.menuBar(), "Alt+V")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    QTest.keyClick(popup, Qt.Key.Key_D)  # a look in this menu, a verdict in the article
    assert QApplication.activePopupWidget() is None
    assert hands.window.theme.dark
    assert hands.label() == before


def looks_ticked(hands: Hands) -> list[str]:
    """Which look has a tick in its menu."""
    QApplication.processEvents()
    menu = next(one.menu() for one in hands.window.menuBar().actions() if title_of(one) == "View")
    assert isinstance(menu, QMenu)
    looks = [one for one in menu.actions() if title_of(one).startswith("Look: ")]
    return [title_of(one) for one in looks if one.isChecked()]


def test_the_menu_ticks_the_look_in_force(hands: Hands, tmp_path: Path) -> None:
    assert looks_ticked(hands) == ["Look: as the system"]
    for _ in range(2):  # once more, and it is still the one
        hands.choose("View", "Look: dark")
        assert looks_ticked(hands) == ["Look: dark"]
    Project.create(tmp_path / "other.annotator").close()
    assert hands.window.open_project(tmp_path / "other.annotator", "Anna")
    assert looks_ticked(hands) == ["Look: dark"]
    hands.window.settings["theme"] = "light"
    hands.window.asking.settings_changed.emit()
    assert looks_ticked(hands) == ["Look: light"]


def test_undo_keeps_its_letter_while_it_says_what_it_takes_back(
    opened: Opener, project: Project, article: Article
) -> None:
    hands = opened(project)
    hands.window.action_table.tell_steps("mark “A & B”", "")
    undo = hands.window.action("undo")
    assert (undo.text(), title_of(undo)) == ("&Undo: mark “A && B”", "Undo: mark “A & B”")


def test_a_key_held_down_acts_once_where_x_tells_it_as_many_presses(hands: Hands) -> None:
    """Each repeat comes as a release and a press of one and the same moment."""
    handle = hands.window.windowHandle()
    hands.qtbot.waitUntil(lambda: hands.bench.panel.cards.editor is not None)
    hands.drag_words("halt attacks")
    hands.window.action("verified").trigger()
    for kind, moment in (("ShortcutOverride", 10), ("KeyRelease", 500), ("ShortcutOverride", 500)):
        send_key(handle, kind, moment)
    for id_ in ("undo", "delete"):
        hands.window.action(id_).trigger()
    assert hands.quotes() == ["halt attacks"]
    hands.window.action("zoom_in").trigger()
    hands.qtbot.waitUntil(lambda: hands.window.theme.zoom == 110)
    for kind, moment in (("KeyRelease", 540), ("ShortcutOverride", 541)):
        send_key(handle, kind, moment)
    hands.window.action("undo").trigger()
    assert hands.quotes() == []


def send_key(window: QWindow, kind: str, moment: int) -> None:
    key = QKeyEvent(QEvent.Type[kind], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    key.setTimestamp(moment)
    QApplication.sendEvent(window, key)

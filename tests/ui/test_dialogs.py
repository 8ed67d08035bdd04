"""The dialogs, each from the key or the menu that opens it to what it leaves behind."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from hands import Hands, name_file, press_button
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
)
from samples import TEXT

from annotator.store.project import Project
from annotator.tasks.importing import import_paths
from annotator.ui.actions import ACTIONS
from annotator.ui.dialogs.details import DetailsDialog
from annotator.ui.dialogs.giving import PasteDialog
from annotator.ui.dialogs.history import HistoryDialog
from annotator.ui.dialogs.importing import ImportDialog
from annotator.ui.dialogs.shortcuts import ShortcutSheet


def shown(table: QTableWidget) -> list[str]:
    """What the visible rows of a table say."""
    rows = [row for row in range(table.rowCount()) if not table.isRowHidden(row)]
    return [" ".join(item.text() for n in range(3) if (item := table.item(row, n))) for row in rows]


def test_f1_shows_every_shortcut_and_finds_one(hands: Hands) -> None:
    hands.press("F1")
    sheet = hands.dialog(ShortcutSheet)
    table = hands.named("Shortcuts", QTableWidget)
    assert len(shown(table)) == sum(1 for action in ACTIONS if action.keys)
    QTest.keyClicks(hands.named("Find a shortcut", QLineEdit), "ctrl+k")
    assert shown(table) == ["Edit Find anything Ctrl+K"]
    for name in ("Shortcuts", ""):  # on to the table, and out of it again
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.accessibleName() == name
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_history_of_a_label_says_what_became_of_it(hands: Hands, way: str) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("D")
    if way == "key":
        hands.press("H")
    else:
        button = next(
            one
            for one in hands.window.findChildren(QPushButton)
            if one.accessibleName() == "History"
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hands.dialog(HistoryDialog)
    text = hands.named("History", QPlainTextEdit).toPlainText()
    assert "Anna: mark “halt attacks” as verified" in text
    assert "verdict “verified” → “disputed”" in text


def test_a_title_is_edited_in_one_step_that_can_be_undone(hands: Hands) -> None:
    hands.choose("File", "Article details…")
    dialog = hands.dialog(DetailsDialog)
    title = hands.named("Title", QLineEdit)
    title.selectAll()
    QTest.keyClicks(title, "  A <b>truce</b> ")
    QTest.keyClicks(hands.named("Source", QLineEdit), "https://example.org/truce")
    press_button(dialog, "OK")
    article = hands.session.article
    assert article is not None
    assert (article.title, article.source) == ("A <b>truce</b>", "https://example.org/truce")
    hands.come()
    hands.press("Ctrl+Z")
    assert hands.session.article is not None
    assert (hands.session.article.title, hands.session.article.source) == ("Halt", "")
    assert hands.session.article.text == TEXT


def test_details_tell_where_a_text_came_from_and_what_came_along(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    line = {"text": "The dam held.", "title": "A long title of the dam " * 9, "meta": {},
            "desk": "<b>North</b>", "ratings": [1, 2]}  # fmt: skip
    (path := tmp_path / "dam.jsonl").write_bytes(orjson.dumps(line))
    report = import_paths(project, [path])
    (page := tmp_path / "page.txt").write_bytes("Der Deich hält.".encode("cp1252"))
    second = import_paths(project, [page])
    for id_, lines in (
        (report.first, ["desk: <b>North</b>", "ratings: [1, 2]"]),
        (second.first, ["Read from: page.txt", "Encoding: cp1252",
                        f"SHA-256 of the file: {sha256(page.read_bytes()).hexdigest()}"]),
    ):  # fmt: skip
        hands.window.open_article(id_)
        hands.choose("File", "Article details…")
        dialog = hands.dialog(DetailsDialog)
        assert hands.named("Title", QLineEdit).cursorPosition() == 0
        told = hands.named("Known of it", QPlainTextEdit).toPlainText().splitlines()
        assert hands.session.article is not None
        assert told[0] == f"SHA-256 of the text: {hands.session.article.sha256}"
        assert set(lines) <= set(told)
        press_button(dialog, "Cancel")
        hands.come()


def test_details_that_stay_as_they_are_make_no_step(hands: Hands, project: Project) -> None:
    before = len(list(project.queries.history()))
    hands.choose("File", "Article details…")
    press_button(hands.dialog(DetailsDialog), "OK")
    assert len(list(project.queries.history())) == before


def test_a_text_is_pasted_and_opened(hands: Hands) -> None:
    QApplication.clipboard().setText("The dam held.")
    hands.press("Ctrl+Shift+V")
    dialog = hands.dialog(PasteDialog)
    text = hands.named("Text", QPlainTextEdit)
    assert text.toPlainText() == "The dam held."
    QTest.keyClicks(text, "So ")
    QTest.keyClicks(hands.named("Title", QLineEdit), "Dam")
    press_button(dialog, "Take in")
    article = hands.session.article
    assert article is not None
    assert (article.title, article.text) == ("Dam", "So The dam held.")
    hands.come()
    hands.press("Ctrl+Z")
    assert hands.session.project.queries.article_count() == 1


def test_a_text_is_pasted_by_keys_alone(hands: Hands) -> None:
    QApplication.clipboard().setText("The dam held.")
    hands.press("Ctrl+Shift+V")
    dialog = hands.dialog(PasteDialog)
    hands.qtbot.waitUntil(hands.named("Title", QLineEdit).hasFocus)
    for _ in range(2):
        focus = dialog.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    button = dialog.focusWidget()
    assert isinstance(button, QPushButton)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert hands.session.article is not None
    assert hands.session.article.text == "The dam held."


def test_a_pasted_text_keeps_its_spaces_and_ends_with_a_key(hands: Hands) -> None:
    text = "12\u00a0345 trains,\u2028so\u202f3\u00a0% more.\n\n\u3000“None,” she said. 👩‍👩‍👧"
    QApplication.clipboard().setText(text)
    hands.press("Ctrl+Shift+V")
    hands.dialog(PasteDialog)
    field = hands.named("Text", QPlainTextEdit)
    QTest.keyClick(field, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hands.session.article is not None
    assert hands.session.article.text == f"{text}\n"


def test_a_text_that_the_disk_does_not_take_is_said(hands: Hands) -> None:
    QApplication.clipboard().setText("The dam held.")
    hands.press("Ctrl+Shift+V")
    hands.session.project.journal._connection.execute("PRAGMA query_only = ON")
    press_button(hands.dialog(PasteDialog), "Take in")
    assert "cannot be written" in hands.window.messages.text
    assert hands.session.article is not None
    assert hands.session.article.text == TEXT


def test_files_that_are_refused_are_listed_and_the_others_go_in(
    hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "dam.txt").write_text("The dam held.")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "known.txt").write_text(TEXT)
    hands.press("Ctrl+I")
    picked = (f'"{tmp_path / name}"' for name in ("dam.txt", "photo.png", "known.txt"))
    name_file(hands.dialog(QFileDialog), " ".join(picked))
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(
        lambda: any(one.startswith("Imported 1 article") for one in hands.texts())
    )
    left = hands.named("What did not go in", QPlainTextEdit)
    known, refused = left.toPlainText().splitlines()
    assert known.startswith("known: ")
    assert known.endswith("known.txt: The text is here already, as “Halt”.")
    assert "photo.png: A file of the kind .png cannot be read" in refused
    assert hands.session.article is not None
    assert hands.session.article.text == "The dam held."
    press_button(dialog, "Close")
    assert not dialog.isVisible()


def test_an_import_into_a_project_that_cannot_be_written_says_so(
    hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "dam.txt").write_text("The dam held.")
    hands.session.project.journal._connection.execute("PRAGMA query_only = ON")
    hands.press("Ctrl+I")
    name_file(hands.dialog(QFileDialog), str(tmp_path / "dam.txt"))
    dialog = hands.dialog(ImportDialog)
    nothing = "Nothing was imported. The project cannot"
    said = dialog.findChildren(QLabel)
    hands.qtbot.waitUntil(lambda: any(one.text().startswith(nothing) for one in said))
    press_button(dialog, "Close")
    assert not dialog.isVisible()

"""Files that are no more than they look are read as the person says: the format, its options, and
what places count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hands import Hands, press_button
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from annotator.store.project import Project
from annotator.tasks.import_report import ImportReport
from annotator.tasks.importing import import_paths
from annotator.ui.dialogs import importing
from annotator.ui.dialogs.importing import ImportDialog

ROWS = "Prices\tB-false\nrose\tO\n"


def choose(hands: Hands, name: str, words: str) -> None:
    """Choose with the arrow keys what begins with these words."""
    box = hands.named(name, QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while not box.currentText().startswith(words):
        assert box.currentIndex() + 1 < box.count()
        QTest.keyClick(box, Qt.Key.Key_Down)


def say_name(hands: Hands, name: str) -> None:
    field = hands.named("Whose labels are those without a name", QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)


def opened(hands: Hands, *paths: Path) -> ImportDialog:
    hands.window.exchange.take_files(list(map(str, paths)))
    return hands.dialog(ImportDialog)


def says(hands: Hands, words: str) -> None:
    hands.qtbot.waitUntil(lambda: any(words in one for one in hands.texts()))


def test_what_was_refused_is_read_with_an_option_of_its_format(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    (file := tmp_path / "a.conll").write_text(ROWS)
    before = project.queries.article_count()
    dialog = opened(hands, file)
    says(hands, "Nothing was imported")
    press_button(dialog, "Read otherwise…")
    says(hands, "Say how these files are to be read.")
    choose(hands, "A file without its offsets", "is read")
    says(hands, "In these files: 1 article")
    say_name(hands, "Me")
    says(hands, "In these files: 1 article, 1 label")
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: project.queries.article_count() == before + 1)


def test_another_format_and_another_unit_are_looked_at_before_anything_goes_in(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    text = "👩 says so."
    line = {"text": text, "label": [[3, 7, "true"]]}
    (file := tmp_path / "a.jsonl").write_text(json.dumps(line))
    before = project.queries.article_count()
    dialog = opened(hands, file)
    says(hands, "In these files: 1 article")
    press_button(dialog, "Read otherwise…")
    choose(hands, "What places count", "UTF-16")
    say_name(hands, "Me")
    says(hands, "In these files: 1 article, 1 label")
    choose(hands, "Format of these files", "JSONL, loss")
    says(hands, "In these files: 1 refused")
    assert project.queries.article_count() == before
    choose(hands, "Format of these files", "doccano")
    says(hands, "In these files: 1 article, 1 label")
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: project.queries.article_count() == before + 1)
    found = [one.quote for record in project.queries.records() for one in record.labels]
    assert "says" in found


def test_the_ids_of_a_table_can_be_left_away(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(f"id,text\n1,Text {name}.\n")
    before = project.queries.article_count()
    first = opened(hands, tmp_path / "a.csv")
    hands.qtbot.waitUntil(lambda: project.queries.article_count() == before + 1)
    says(hands, "Imported 1 article")
    press_button(first, "Close")
    dialog = opened(hands, tmp_path / "b.csv")
    says(hands, "Nothing was imported")
    press_button(dialog, "Read otherwise…")
    field = next(
        one for one in dialog.findChildren(QLineEdit) if "of the id" in one.accessibleName()
    )
    field.setFocus()
    QTest.keyClicks(field, "-")
    says(hands, "In these files: 1 article")
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: project.queries.article_count() == before + 2)


def test_who_gives_up_takes_nothing_in(hands: Hands, project: Project, tmp_path: Path) -> None:
    (file := tmp_path / "a.conll").write_text(ROWS)
    before = project.queries.article_count()
    dialog = opened(hands, file)
    says(hands, "Nothing was imported")
    press_button(dialog, "Read otherwise…")
    assert [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()] == ["Cancel"]
    press_button(dialog, "Cancel")
    assert project.queries.article_count() == before


def test_what_was_said_of_the_columns_can_be_said_otherwise(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,Some text.\n")
    before = project.queries.article_count()
    import_paths(project, [tmp_path / "a.csv"])
    (tmp_path / "b.csv").write_text("id,blah\n1,Other text.\n")
    dialog = opened(hands, tmp_path / "b.csv")
    says(hands, "Which one holds the texts")
    choose(hands, "Column of the text", "blah")
    press_button(dialog, "Import")
    says(hands, "Nothing was imported")
    press_button(dialog, "Read otherwise…")
    fields = {one.accessibleName().split(";")[0]: one for one in dialog.findChildren(QLineEdit)}
    assert fields["The column of the text"].text() == "blah"
    field = fields["The column of the id"]
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, "-")
    says(hands, "In these files: 1 article")
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: project.queries.article_count() == before + 2)


def test_an_option_stays_said_through_another_format(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    (file := tmp_path / "a.conll").write_text(ROWS)
    dialog = opened(hands, file)
    says(hands, "Nothing was imported")
    press_button(dialog, "Read otherwise…")
    choose(hands, "A file without its offsets", "is read")
    says(hands, "In these files: 1 article")
    choose(hands, "Format of these files", "brat")
    says(hands, "In these files: 1 refused")
    choose(hands, "Format of these files", "As each")
    says(hands, "In these files: 1 article")


def test_who_imports_while_what_they_typed_waits_imports_once(
    hands: Hands, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[bool] = []

    def counted(*args: Any, **more: Any) -> ImportReport:
        calls.append(bool(more.get("ask_first")))
        return import_paths(*args, **more)

    monkeypatch.setattr(importing, "import_paths", counted)
    (file := tmp_path / "a.csv").write_text("id,text\n1,Some text.\n1,Other text.\n")
    dialog = opened(hands, file)
    says(hands, "Imported 1 article")
    press_button(dialog, "Read otherwise…")
    field = next(
        one for one in dialog.findChildren(QLineEdit) if "of the id" in one.accessibleName()
    )
    QTest.keyClicks(field, "-")
    says(hands, "In these files")
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    calls.clear()
    press_button(dialog, "Import")
    buttons = [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()]
    assert "Read otherwise…" not in buttons
    assert not [one for one in dialog.findChildren(QTimer) if one.isSingleShot() and one.isActive()]
    hands.qtbot.waitUntil(lambda: calls == [False])

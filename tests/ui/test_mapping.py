"""Labels that others made: what is in their files is shown before anything goes in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hands import Hands, name_file, press_button
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
)

from annotator.domain.label import Verdict
from annotator.settings import Settings
from annotator.store.project import Project
from annotator.ui.dialogs.importing import ImportDialog
from annotator.ui.dialogs.last_import import Answers, LastImport, as_settings, from_settings
from annotator.ui.panel.cards import CardList

TEXT = "The bridge is safe. Critics say that it is not. Nobody has measured it."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Five labels of nobody: a known word, a foreign one, and one whose quote is nearly there."""
    path = tmp_path / "theirs.jsonl"
    labels = [[0, 18, "SUPPORTS"], [20, 27, "doubtful"], [48, 54, "doubtful"]]
    path.write_text(json.dumps({"text": TEXT, "label": labels}) + "\n")
    return path


def looked(hands: Hands, file: Path) -> ImportDialog:
    hands.press("Ctrl+I")
    name_file(hands.dialog(QFileDialog), str(file))
    dialog = hands.dialog(ImportDialog)
    hands.qtbot.waitUntil(lambda: any(text.startswith("In these files") for text in hands.texts()))
    return dialog


def find_box(dialog: ImportDialog, text: str) -> QCheckBox:
    return next(one for one in dialog.findChildren(QCheckBox) if one.text() == text)


def says(hands: Hands, text: str) -> None:
    hands.qtbot.waitUntil(lambda: any(text in one for one in hands.texts()))


def labels_of(project: Project) -> list[tuple[str, str]]:
    return [
        (one.quote, one.verdict) for record in project.queries.records() for one in record.labels
    ]


def test_words_are_mapped_and_a_name_given_before_anything_goes_in(
    hands: Hands, project: Project, file: Path
) -> None:
    before = project.queries.newest()
    dialog = looked(hands, file)
    says(hands, "In these files: 1 article, 3 refused. Nothing is taken in yet.")
    files = hands.named("Files", QTableWidget)
    row = [item.text() for n in range(6) if (item := files.item(0, n))]
    assert row == [str(file), "doccano’s JSONL, for sequence labelling", "", "1", "0", "3"]
    name = hands.named("Whose labels are those without a name", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "Crowd")
    QTest.keyClick(name, Qt.Key.Key_Tab)
    says(hands, "Crowd (1)")
    known, foreign = hands.named("SUPPORTS", QComboBox), hands.named("doubtful", QComboBox)
    assert (known.currentText(), foreign.currentText()) == ("Verified", "A tag, no verdict")
    foreign.setFocus()
    QTest.keyClicks(foreign, "Unv")
    hands.qtbot.waitUntil(lambda: any("1 article, 3 labels. Nothing" in t for t in hands.texts()))
    assert project.queries.newest() == before
    finished = find_box(dialog, "They have finished every article in these files")
    QTest.mouseClick(finished, Qt.MouseButton.LeftButton, pos=QPoint(8, finished.height() // 2))
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Imported 1 article, 3"))
    (record,) = (one for one in project.queries.records() if one.labels)
    assert record.done == ["Crowd"]
    assert sorted(labels_of(project)) == [
        ("Critics", "unverifiable"), ("Nobody", "unverifiable"), ("The bridge is safe", "verified"),
    ]  # fmt: skip
    hands.come()
    hands.press("Ctrl+Z")
    hands.press("Ctrl+Z")
    assert labels_of(project) == []


def test_enter_says_the_name_first_and_imports_when_that_was_looked_at(
    hands: Hands, project: Project, file: Path
) -> None:
    before = project.queries.newest()
    looked(hands, file)
    name = hands.named("Whose labels are those without a name", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "Crowd")
    QTest.keyClick(name, Qt.Key.Key_Return)
    says(hands, "Crowd (1)")
    assert project.queries.newest() == before
    QTest.keyClick(name, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Imported 1 article"))


def test_a_label_whose_words_stand_elsewhere_goes_in_when_asked_and_marked(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    folder = tmp_path.joinpath(*["of a long name"] * 9)
    folder.mkdir(parents=True)
    file = folder / "drifted.csv"
    article = hands.session.article
    assert article is not None
    file.write_text(
        f"article,annotator,verdict,start,end,quote\n{article.id},Ben,verified,3,15,halt attacks\n"
    )
    dialog = looked(hands, file)
    says(hands, "In these files: 1 refused.")
    go = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Import")
    assert not go.isEnabled()
    elsewhere = hands.named("Labels that stand elsewhere", QTableWidget)
    row = [item.text() for n in range(4) if (item := elsewhere.item(0, n))]
    assert row == ["halt attacks", "halt attacks", "100%", "drifted.csv, row 2"]
    assert elsewhere.columnWidth(3) < elsewhere.columnWidth(0)
    box = find_box(dialog, "Take 1 label in at the nearest place, marked as moved")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    hands.qtbot.waitUntil(go.isEnabled)
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Imported 1 label"))
    (record,) = project.queries.records()
    (label,) = record.labels
    assert (label.quote, label.annotator) == ("halt attacks", "Ben")
    assert label.meta["repaired"]["spans"] == [[3, 15]]
    said = "Moved by the import: its file says “halt attacks” at 3–15. What stands here is 100 %"
    card = hands.named("Labels", CardList).model().index(0, 0)
    assert "moved · 100 %" in card.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert said in card.data(Qt.ItemDataRole.ToolTipRole)
    hands.come()
    hands.press("J")
    assert hands.says(f"{said} alike.")  # in the card that is open


def test_a_label_of_our_own_that_stands_elsewhere_is_shown_first_too(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")  # who has joined takes files in at once, where nothing is to be asked
    label = {"annotator": "Ben", "verdict": "disputed", "spans": [[0, 3]]}
    labels = [label, {**label, "quote": "that it is not", "note": "a note"}]
    (tmp_path / "own.jsonl").write_text(json.dumps({"text": TEXT, "labels": labels}) + "\n")
    dialog = looked(hands, tmp_path / "own.jsonl")
    says(hands, "In these files: 1 article, 1 label, 1 refused.")
    box = find_box(dialog, "Take 1 label in at the nearest place, marked as moved")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    says(hands, "In these files: 1 article, 2 labels.")
    press_button(dialog, "Import")
    says(hands, "Imported 1 article, 2 labels.")
    press_button(dialog, "Close")
    found = [one for record in project.queries.records() for one in record.labels]
    (moved,) = [one for one in found if one.quote == "that it is not"]
    assert (moved.note, "repaired" in moved.meta) == ("a note", True)


def test_labels_as_we_write_them_are_shown_before_they_go_in_too(
    hands: Hands, project: Project, tmp_path: Path
) -> None:
    said = {"annotator": "Ben", "spans": [[0, 18]], "verdict": "verified"}
    file = tmp_path / "ours.jsonl"
    file.write_text(json.dumps({"title": "The bridge", "text": TEXT, "labels": [said]}) + "\n")
    before = project.queries.newest()
    dialog = looked(hands, file)
    says(hands, "In these files: 1 article, 1 label. Nothing is taken in yet.")
    assert {"The bridge", "“The bridge is safe”", "Ben (1)"} <= set(hands.texts())
    assert not hands.named("Refused", QTableWidget).isVisible()
    assert project.queries.newest() == before
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Imported 1 article, 1 l"))
    assert labels_of(project) == [("The bridge is safe", "verified")]


def test_what_is_refused_is_said_with_its_reason_and_how_much_more_there_is(
    hands: Hands, tmp_path: Path
) -> None:
    said = {"annotator": "Ben", "spans": [[0, 18]], "verdict": "verified"}
    file = tmp_path / "ours.jsonl"
    lines = [{"text": TEXT, "labels": [said]}, *({"text": "", "note": at} for at in range(1_400))]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    looked(hands, file)
    refused = hands.named("Refused", QTableWidget)
    first = [item.text() for at in range(2) if (item := refused.item(0, at))]
    assert first == [f"{file.name}, line 2", '"text": There is no text in it.']
    last = refused.item(refused.rowCount() - 1, 0)
    assert last is not None
    assert last.text() == "… and 1,200 more"


def test_the_first_article_is_shown_with_its_label_as_it_will_be(hands: Hands, file: Path) -> None:
    looked(hands, file)
    first = hands.named("The first article")

    def said() -> list[str]:
        return [one.text() for one in first.findChildren(QLabel) if one.isVisible()]

    none = "None of these labels goes in yet: below stands why."
    assert said() == [TEXT, none]  # its title is all of it
    name = hands.named("Whose labels are those without a name", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "Crowd")
    QTest.keyClick(name, Qt.Key.Key_Tab)
    hands.qtbot.waitUntil(lambda: none not in said())
    assert said() == [TEXT, "✓ Verified", "Crowd", "“The bridge is safe”"]
    box = hands.named("SUPPORTS", QComboBox)
    box.setFocus()
    QTest.keyClicks(box, "Dis")
    hands.qtbot.waitUntil(lambda: "✕ Disputed" in said())


def test_the_first_labels_of_an_article_of_the_project_are_shown_where_they_will_stand(
    hands: Hands, tmp_path: Path
) -> None:
    file, article = tmp_path / "drifted.csv", hands.session.article
    assert article is not None
    file.write_text(
        f"article,annotator,verdict,start,end,quote\n{article.id},Ben,verified,3,15,halt attack\n"
    )
    dialog = looked(hands, file)
    box = find_box(dialog, "Take 1 label in at the nearest place, marked as moved")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    first = hands.named("The first article")
    hands.qtbot.waitUntil(
        lambda: any("Moved by the import" in one.text() for one in first.findChildren(QLabel))
    )
    assert article.title in [one.text() for one in first.findChildren(QLabel)]


def test_what_was_said_last_is_there_again_until_one_begins_anew(
    hands: Hands, project: Project, file: Path, tmp_path: Path
) -> None:
    def again() -> bool:
        found = [one for one in hands.window.findChildren(QPushButton) if one.isVisible()]
        return "Begin anew" in [one.text() for one in found]

    dialog = looked(hands, file)
    assert not again()
    name = hands.named("Whose labels are those without a name", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "Crowd")
    QTest.keyClick(name, Qt.Key.Key_Tab)
    says(hands, "Crowd (1)")
    foreign = hands.named("doubtful", QComboBox)
    foreign.setFocus()
    QTest.keyClicks(foreign, "Unv")
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Imported 1 article, 3"))
    hands.come()
    other = tmp_path / "more.jsonl"
    labels = [[0, 6, "doubtful"], [7, 13, "REFUTES"]]
    other.write_text(json.dumps({"text": "People doubt all of it.", "label": labels}) + "\n")
    dialog = looked(hands, other)
    says(hands, "In these files: 1 article, 2 labels.")
    assert again()
    assert hands.named("doubtful", QComboBox).currentText() == "Unverifiable"
    press_button(dialog, "Begin anew")
    says(hands, "In these files: 1 article, 2 refused.")
    assert not again()
    assert hands.named("doubtful", QComboBox).currentText() == "A tag, no verdict"
    assert hands.named("Whose labels are those without a name", QLineEdit).text() == ""
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: "2 refused" in " ".join(hands.texts()))
    kept = from_settings(Settings().last_import(project.path))
    assert kept == LastImport()


def test_what_these_files_do_not_ask_stays_as_it_was_answered(
    hands: Hands, project: Project, file: Path
) -> None:
    last = LastImport({"other": Verdict.DISPUTED}, {"doccano": Answers("Ann", repair=True)})
    hands.window.settings.remember_import(project.path, as_settings(last))
    dialog = looked(hands, file)
    says(hands, "Ann (1)")
    press_button(dialog, "Import")
    hands.qtbot.waitUntil(lambda: hands.says("Imported 1 article, 1 label, 2 refused."))
    assert from_settings(Settings().last_import(project.path)) == last
    press_button(dialog, "Close")


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["words", "answers", "more"]), JSON))
def test_a_spoilt_settings_file_is_no_obstacle(kept: dict[str, Any]) -> None:
    found = from_settings(kept)
    assert from_settings(as_settings(found)) == found


def test_giving_up_takes_nothing_in(hands: Hands, project: Project, file: Path) -> None:
    dialog = looked(hands, file)
    before = project.queries.newest()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert project.queries.newest() == before

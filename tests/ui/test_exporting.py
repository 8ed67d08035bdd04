"""The export dialog: what it says is what it writes, from the first key to Enter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hands import Hands, Opener, name_file, press_button, shown_by, turn_wheel
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
)
from samples import LONG

from annotator.domain.article import Article
from annotator.domain.blindness import BLIND
from annotator.domain.edits import set_setting
from annotator.domain.label import Annotator
from annotator.settings import Settings
from annotator.store.project import Project
from annotator.tasks.choosing import Choices
from annotator.tasks.demo import ANNOTATOR, make_demo
from annotator.tasks.exporting import ExportReport, export
from annotator.ui.dialogs.export.dialog import ExportDialog


def asked(hands: Hands) -> ExportDialog:
    """The dialog, as soon as it has counted."""
    hands.press("Ctrl+E")
    dialog = hands.dialog(ExportDialog)
    says(hands, " label")
    return dialog


def says(hands: Hands, text: str) -> None:
    """Wait until a line says this."""
    hands.qtbot.waitUntil(lambda: any(text in one for one in hands.texts()))


def find(hands: Hands, words: str) -> None:
    """Type in the field that finds formats."""
    field = hands.named("Find a format", QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, words)


def write_to(hands: Hands, target: Path) -> QLineEdit:
    """Type where to."""
    field = hands.named("Write to", QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, str(target))
    return field


def sample(hands: Hands) -> str:
    return hands.named("The first record", QPlainTextEdit).toPlainText()


def test_by_keys_alone_from_the_top_to_enter(hands: Hands, tmp_path: Path) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    asked(hands)
    assert QApplication.focusWidget() is hands.named("Find a format")
    find(hands, "lossless")
    QTest.keyClick(write_to(hands, tmp_path / "out"), Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: "Wrote 1 label of 1 article" in hands.window.messages.text)
    assert not any(one.isVisible() for one in hands.window.findChildren(ExportDialog))
    record = json.loads((tmp_path / "out.jsonl").read_text())
    assert [label["quote"] for label in record["labels"]] == ["halt attacks"]
    said = hands.window.messages.text
    assert said.endswith(f"to {tmp_path}: out.jsonl, out.jsonl.manifest.json.")


def test_the_folder_is_shown_when_asked(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    write_to(hands, tmp_path / "out.jsonl")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)
    assert shown_by(hands, "Show in folder") == [str(tmp_path)]


def test_each_format_says_what_it_loses_here_and_shows_its_first_record(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    asked(hands)
    says(hands, "1 article, 1 label. Nothing is lost.")
    hands.qtbot.waitUntil(lambda: sample(hands).startswith('{"id":'))
    find(hands, "spreadsheet csv")
    says(hands, "1 article, 1 label. Some of it is lost.")
    assert {"What is lost", "the text of an article is left out"} <= set(hands.texts())
    hands.qtbot.waitUntil(lambda: sample(hands).startswith("article,title,source"))
    assert "halt attacks" in sample(hands)
    assert hands.named("Write to", QLineEdit).text().endswith("test.csv")
    find(hands, "brat")
    assert hands.named("Write to", QLineEdit).text().endswith("test-brat")
    hands.qtbot.waitUntil(lambda: ".ann:" in sample(hands))


def test_the_search_hides_the_groups_of_which_nothing_is_found(hands: Hands) -> None:
    asked(hands)
    find(hands, "newsrooms claim")
    rows = hands.named("Format", QListWidget)
    items = (rows.item(row) for row in range(rows.count()))
    shown = [item.text() for item in items if not item.isHidden()]
    assert shown == ["The web and newsrooms", "ClaimReview JSON-LD"]
    QTest.keyClick(hands.named("Find a format"), Qt.Key.Key_Down)
    assert rows.hasFocus()


def test_the_format_that_was_chosen_last_is_in_view(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    find(hands, "html report")
    write_to(hands, tmp_path / "out.html")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)
    hands.come()
    asked(hands)
    rows = hands.named("Format", QListWidget)
    assert rows.currentItem().text() == "HTML report"
    assert rows.viewport().rect().contains(rows.visualItemRect(rows.currentItem()))


@pytest.mark.parametrize("zoom", [100, 200])
def test_no_format_and_no_group_is_cut(hands: Hands, zoom: int) -> None:
    hands.window.theme.set_zoom(zoom)
    hands.window.resize(1440, 900)
    asked(hands)
    rows = hands.named("Format", QListWidget)
    assert rows.sizeHintForColumn(0) <= rows.viewport().width()


class OnX11(QObject):
    """Takes the keys that a field of text takes on X11, and hears of those it is given."""

    given: Qt.Key | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_E, Qt.Key.Key_U):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.given = Qt.Key(event.key())
        event.accept()
        return True


def test_the_key_is_the_windows_also_while_one_types(hands: Hands) -> None:
    hands.qtbot.waitUntil(lambda: hands.bench.panel.cards.editor is not None)  # all is ready
    field = hands.named("Search", QLineEdit)
    field.installEventFilter(emacs := OnX11(field))
    field.setFocus()
    window, ctrl = hands.window.windowHandle(), Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, Qt.Key.Key_U, ctrl)
    assert emacs.given is Qt.Key.Key_U  # no shortcut: the field has it
    QTest.keyClick(window, Qt.Key.Key_E, ctrl)
    press_button(hands.dialog(ExportDialog), "Cancel")


def test_where_no_format_is_found_enter_writes_none(hands: Hands) -> None:
    dialog = asked(hands)
    find(hands, "no such thing")
    assert hands.named("Format", QListWidget).currentItem().isHidden()
    says(hands, "No format has these words.")
    QTest.keyClick(hands.named("Find a format"), Qt.Key.Key_Return)
    assert dialog.isVisible()
    find(hands, "csv")
    QTest.keyClick(hands.named("Find a format"), Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: "test.csv" in hands.window.messages.text)


def test_a_picker_names_the_file(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    press_button(dialog, "Choose…")
    name_file(hands.dialog(QFileDialog), str(tmp_path / "picked"))
    assert hands.named("Write to", QLineEdit).text() == str(tmp_path / "picked.jsonl")


def test_a_name_that_is_too_long_can_be_typed(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    write_to(hands, tmp_path / ("long " * 60))
    press_button(dialog, "Export")
    says(hands, "Nothing was written.")


def test_a_file_that_is_there_is_told_before_it_is_replaced(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_text("old")
    dialog = asked(hands)
    write_to(hands, tmp_path / "old")
    says(hands, "A file of this name is there. It will be replaced.")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)
    assert (tmp_path / "old.jsonl").read_text() != "old"


def test_what_cannot_be_written_is_told_while_one_names_it(hands: Hands, tmp_path: Path) -> None:
    project = tmp_path / "other.annotator"
    project.write_bytes(b"months of work")
    asked(hands)
    write_to(hands, project)
    says(hands, f"{project} is the name of a project. Choose another name.")
    write_to(hands, tmp_path / "gone" / "out.jsonl")
    says(hands, f"The folder {tmp_path / 'gone'} is not there. Make it, or name another.")
    find(hands, "brat")
    write_to(hands, project.rename(tmp_path / "file"))
    says(hands, f"{tmp_path / 'file'} is a file. Choose another name: this is a folder.")


def test_of_a_split_the_files_of_its_parts_are_told(hands: Hands, tmp_path: Path) -> None:
    for name in ("old.jsonl", "old.dev.jsonl"):
        (tmp_path / name).write_text("old")
    dialog = asked(hands)
    write_to(hands, tmp_path / "old.jsonl")
    says(hands, "A file of this name is there. It will be replaced.")
    split = next(one for one in dialog.findChildren(QCheckBox) if one.text().startswith("into"))
    split.setFocus()
    QTest.keyClick(split, Qt.Key.Key_Space)
    says(hands, "There already, to be replaced: old.dev.jsonl.")
    (tmp_path / "old.test.jsonl").write_text("old")
    write_to(hands, tmp_path / "old.jsonl")
    says(hands, "There already, to be replaced: old.dev.jsonl, old.test.jsonl.")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)
    assert (tmp_path / "old.jsonl").read_text() == "old"


def test_a_folder_of_the_persons_own_is_told_before_it_is_refused(
    hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.png").write_bytes(b"mine")
    dialog = asked(hands)
    find(hands, "brat")
    write_to(hands, tmp_path / "mine")
    says(hands, "A folder of this name is there that no export made. Choose another name.")
    press_button(dialog, "Export")
    says(hands, "photo.png, which is not of an earlier export.")
    write_to(hands, tmp_path / "ours")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)
    hands.come()
    dialog = asked(hands)
    write_to(hands, tmp_path / "ours")
    says(hands, "A folder of this name is there. It will be replaced.")
    press_button(dialog, "Cancel")
    assert (tmp_path / "mine" / "photo.png").read_bytes() == b"mine"


def test_what_cannot_be_written_is_said_in_the_dialog_and_can_be_tried_again(
    hands: Hands, tmp_path: Path
) -> None:
    dialog = asked(hands)
    field = write_to(hands, tmp_path / "nowhere" / "out.jsonl")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    says(hands, "Nothing was written. ")
    (tmp_path / "nowhere").mkdir()
    go = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Export")
    hands.qtbot.waitUntil(go.isEnabled)
    assert field.hasFocus()
    assert go.isDefault()
    QTest.keyClick(field, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: (tmp_path / "nowhere" / "out.jsonl").exists())
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)


@pytest.fixture
def demo(opened: Opener, tmp_path: Path) -> Hands:
    """A window on the demo: nine articles, three people."""
    with Project.open(make_demo(tmp_path)) as made:
        return opened(made, ANNOTATOR)


def test_whose_labels_and_a_split_are_counted_and_written(demo: Hands, tmp_path: Path) -> None:
    dialog = asked(demo)
    layer = demo.named("Labels", QComboBox)
    layer.setFocus()
    QTest.keyClicks(layer, "Each")
    people = demo.named("Whose labels", QListWidget)
    people.setFocus()
    QTest.keyClick(people, Qt.Key.Key_Space)  # all but the first
    split = next(one for one in dialog.findChildren(QCheckBox) if one.text().startswith("into"))
    split.setFocus()
    QTest.keyClick(split, Qt.Key.Key_Space)
    train = demo.named("Train in percent", QSpinBox)
    train.setFocus()
    train.selectAll()
    QTest.keyClicks(train, "50")
    for field in (train, demo.named("Licence", QComboBox)):
        turn_wheel(field)  # which scrolls the choices, and makes none
    demo.qtbot.waitUntil(lambda: {"train", "dev", "test"} <= set(demo.texts()))
    write_to(demo, tmp_path / "out.jsonl")
    press_button(dialog, "Export")
    demo.qtbot.waitUntil(lambda: "Wrote" in demo.window.messages.text)
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
    assert manifest["choices"]["annotators"] == ["B", "C"]
    assert (manifest["choices"]["split"], manifest["licence"]) == ([50, 10, 40], None)
    assert (tmp_path / "out.train.jsonl").exists()
    kept = Settings().last_export(demo.session.project.path)
    assert (kept["annotators"], kept["layer"]) == (["B", "C"], "annotation")
    demo.come()
    asked(demo)
    assert demo.named("Labels", QComboBox).currentText() == "Each annotator’s own labels"
    assert demo.named("Train in percent", QSpinBox).value() == 50
    assert demo.named("Write to", QLineEdit).text() == str(tmp_path / "demo.jsonl")
    demo.qtbot.waitUntil(lambda: {"train", "dev", "test"} <= set(demo.texts()))


def test_parts_of_a_split_that_are_empty_are_told(hands: Hands, tmp_path: Path) -> None:
    dialog = asked(hands)
    split = next(one for one in dialog.findChildren(QCheckBox) if one.text().startswith("into"))
    split.setFocus()
    QTest.keyClick(split, Qt.Key.Key_Space)
    write_to(hands, tmp_path / "out.jsonl")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote" in hands.window.messages.text)
    said = hands.window.messages.text
    for part in ("dev", "test"):
        assert f" Nothing is in {part}: texts that are nearly the same stay in one part" in said


def test_claims_that_do_not_go_out_are_told_as_what_they_are(demo: Hands, tmp_path: Path) -> None:
    dialog = asked(demo)
    layer = demo.named("Labels", QComboBox)
    layer.setFocus()
    QTest.keyClicks(layer, "One")
    says(demo, "32 labels; 39 claims without a majority.")
    QTest.keyClick(layer, Qt.Key.Key_Up)
    says(demo, "9 articles, 0 labels; 71 claims still open.")
    assert {"Claims still open", "The format loses nothing"} <= set(demo.texts())
    assert not any("without a majority" in one for one in demo.texts())
    write_to(demo, tmp_path / "gold.jsonl")
    press_button(dialog, "Export")
    demo.qtbot.waitUntil(lambda: "Wrote 0 labels" in demo.window.messages.text)
    said = " 71 claims still open: the manifest says which, and why."
    assert demo.window.messages.text.endswith(said)


def test_articles_with_one_of_several_tags_are_counted_and_written(
    demo: Hands, tmp_path: Path
) -> None:
    dialog = asked(demo)
    articles = demo.named("Articles", QComboBox)
    articles.setFocus()
    QTest.keyClicks(articles, "With")
    tags = demo.named("Tags", QListWidget)
    ticked = [tags.item(row).text() for row in (0, 2)]
    tags.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(tags, key)
    with demo.session.project.reader() as queries:
        wanted = [
            record.article.title for record in queries.records()
            if any(set(ticked) & set(label.tags) for label in record.labels)
        ]  # fmt: skip
        assert 1 < len(wanted) < queries.article_count()
    says(demo, f"{len(wanted)} articles, ")
    write_to(demo, tmp_path / "out.jsonl")
    press_button(dialog, "Export")
    demo.qtbot.waitUntil(lambda: "Wrote" in demo.window.messages.text)
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert [json.loads(line)["title"] for line in lines] == wanted
    demo.come()
    asked(demo)
    assert demo.named("Articles", QComboBox).currentText() == "With one of these tags"
    again = demo.named("Tags", QListWidget)
    checked = [one for row in range(again.count()) if (one := again.item(row)).checkState() is
               Qt.CheckState.Checked]  # fmt: skip
    assert [one.text() for one in checked] == ticked


def test_soft_labels_that_a_format_cannot_carry_are_told(demo: Hands) -> None:
    dialog = asked(demo)
    find(demo, "ptc")
    layer = demo.named("Labels", QComboBox)
    layer.setFocus()
    QTest.keyClick(layer, Qt.Key.Key_End)
    says(demo, "ptc cannot carry the counts of soft labels.")
    go = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Export")
    assert not go.isEnabled()


def test_who_is_kept_out_exports_their_own_labels_alone(
    opened: Opener, project: Project, article: Article, anna: Annotator, tmp_path: Path
) -> None:
    ben = opened(project, "Ben")
    ben.drag_words("halt attacks")
    ben.press("D")
    project.journal.commit(set_setting(None, BLIND, None, True))
    hands = opened(project, "Anna")
    hands.drag_words("officials said")
    hands.press("V")
    dialog = asked(hands)
    says(hands, "This project is blind: until your own articles are finished,")
    says(hands, "1 article, 1 label.")
    hands.qtbot.waitUntil(lambda: "officials said" in sample(hands))
    assert '"annotator":"Ben"' not in sample(hands)
    write_to(hands, tmp_path / "mine.jsonl")
    press_button(dialog, "Export")
    hands.qtbot.waitUntil(lambda: "Wrote 1 label" in hands.window.messages.text)
    assert "Ben" not in (tmp_path / "mine.jsonl").read_text()


def test_stopping_leaves_nothing_half_written(
    opened: Opener, project: Project, tmp_path: Path
) -> None:
    lines = (json.dumps({"title": f"T{n}", "text": f"{n} {LONG}"}) for n in range(900))
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    from annotator.tasks.importing import import_paths

    import_paths(project, [tmp_path / "many.jsonl"])
    hands = opened(project)
    dialog = asked(hands)
    find(hands, "xlsx")
    write_to(hands, tmp_path / "out.xlsx")
    press_button(dialog, "Export")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    says(hands, "Stopped: nothing was written.")
    assert dialog.isVisible()
    assert not [one.name for one in tmp_path.iterdir() if "out" in one.name]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_the_last_export_left_and_this_one_removed_is_said(
    demo: Hands, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    export(demo.session.project.queries, str(target), choices=Choices(split=(60, 20, 20)))
    asked(demo)
    find(demo, "lossless")
    QTest.keyClick(write_to(demo, target), Qt.Key.Key_Return)
    demo.qtbot.waitUntil(lambda: "Removed 3 files of the last export." in demo.window.messages.text)


def test_a_folder_with_nothing_in_it_is_no_fault(demo: Hands) -> None:
    demo.window.exchange._on_exported(ExportReport())
    assert demo.window.messages.text.startswith("Nothing was written")

"""Merging through the window: what would come in is shown first, the person decides, and there is a
way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hands import Hands, Opener, name_file, press_button, turn_wheel
from labelled import label_count
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTreeWidget,
)
from store.machines import copied, holds

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.blindness import BLIND
from annotator.domain.label import Annotator, Span, Verdict
from annotator.settings import Settings
from annotator.store.backup import folder_of
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.dialogs.going_back import GoBackDialog
from annotator.ui.dialogs.merging import MergeDialog


@pytest.fixture
def hands(opened: Opener, project: Project, anna: Annotator, article: Article) -> Hands:
    """The window on the project, for Anna, who has joined it before."""
    return opened(project)


@pytest.fixture
def away(project: Project, anna: Annotator, article: Article) -> Path:
    """The project on another machine, where Ben has marked two stretches and brought a text."""
    path = copied(project, "away")
    with Project.open(path) as other:
        ben, entry = edits.join("Ben")
        other.journal.commit(entry)
        new = other.queries.article(import_text(other, "A <b>new</b> text.", "New").first or "")
        assert new is not None
        for one, span in ((article, Span(4, 9)), (new, Span(0, 1)), (new, Span(2, 4))):
            _, entry = edits.mark(ben.id, one, [span], Verdict.DISPUTED)
            other.journal.commit(entry)
    return path


def second_anna(project: Project, article: Article) -> Path:
    """A copy in which another Anna has worked."""
    path = copied(project, "second")
    with Project.open(path) as other:
        person, entry = edits.join("Anna")
        other.journal.commit(entry)
        _, entry = edits.mark(person.id, article, [Span(4, 9)], Verdict.DISPUTED)
        other.journal.commit(entry)
    return path


def merging(hands: Hands, *paths: Path) -> MergeDialog:
    """The dialog on these files, chosen by the menu and by name, once it has looked at them."""
    hands.choose("File", "Merge…")
    name_file(hands.dialog(QFileDialog), " ".join(f'"{path}"' for path in paths))
    dialog = hands.dialog(MergeDialog)
    bar = dialog.findChild(QProgressBar)
    assert bar is not None
    hands.qtbot.waitUntil(bar.isHidden)
    return dialog


def sayings(dialog: MergeDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def rows(tree: QTreeWidget) -> list[tuple[str, str]]:
    """What a tree shows, its branches included."""
    found = []
    for number in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(number)
        assert item is not None
        found += [(one.text(0), one.text(1)) for one in (item, *map(item.child, range(9))) if one]
    return found


def test_what_comes_in_is_shown_before_anything_is_done(
    hands: Hands, project: Project, away: Path
) -> None:
    before = holds(project.path)
    dialog = merging(hands, away)
    assert any(said.startswith("This file brings 1 article, 3 labels") for said in sayings(dialog))
    assert rows(hands.named("What comes in", QTreeWidget)) == [
        ("Ben, 2 articles", "3"),
        ("Halt", "1"),
        ("New", "2"),
    ]
    press_button(dialog, "Cancel")
    assert holds(project.path) == before


def test_a_merge_says_what_came_and_where_the_copy_is_and_can_be_gone_back_from(
    hands: Hands, project: Project, away: Path
) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.session.look()
    press_button(merging(hands, away), "Merge")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: 1 article"))
    copy = hands.window.messages.text.partition("before: ")[2].rstrip(".")
    with Project.open(Path(copy)) as backup:
        assert (backup.queries.article_count(), label_count(backup)) == (1, 1)
    assert label_count(project) == 4
    assert len(hands.session.labels) == 2
    hands.come()
    hands.drag_words("A swap")
    hands.press("D")
    assert label_count(project) == 5

    hands.choose("File", "Go back to before the merge…")
    dialog = hands.dialog(GoBackDialog)
    press_button(dialog, "Go back")
    said = "The project is what it was before the merge. What it was until now: "
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith(said))
    kept = Path(hands.window.messages.text.removeprefix(said).rstrip("."))
    assert (project.queries.article_count(), label_count(project)) == (1, 1)
    assert hands.quotes() == ["halt attacks"]
    with Project.open(kept) as since:
        assert label_count(since) == 5
    hands.come()
    hands.drag_words("A swap")
    hands.press("D")
    assert label_count(project) == 2
    assert list(project.problems()) == []


def test_going_back_is_only_offered_where_something_was_merged(hands: Hands) -> None:
    hands.choose("File", "Go back to before the merge…")
    assert hands.window.messages.text == "Nothing was merged into this project here."


def test_two_who_are_one_person_become_one_where_that_is_chosen(
    hands: Hands, project: Project, anna: Annotator, article: Article
) -> None:
    dialog = merging(hands, second_anna(project, article))
    choice = hands.named("Anna, one or several", QComboBox)
    turn_wheel(choice)  # to see what is below: no answer
    assert choice.currentText() == "Anna is one person"
    press_button(dialog, "Merge")
    hands.qtbot.waitUntil(lambda: "are one." in hands.window.messages.text)
    assert project.queries.annotators() == [anna]
    assert hands.session.annotator == anna
    assert hands.session.owns(next(iter(hands.session.labels)))
    hands.come()
    hands.press("Ctrl+Z")
    assert len(project.queries.annotators()) == 2


def test_two_people_of_one_name_stay_two_where_that_is_chosen(
    hands: Hands, project: Project, article: Article
) -> None:
    path = second_anna(project, article)
    dialog = merging(hands, path)
    choice = hands.named("Anna, one or several", QComboBox)
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == "Two people, leave them apart"
    press_button(dialog, "Merge")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: "))
    assert [one.name for one in project.queries.annotators()] == ["Anna", "Anna"]

    dialog = merging(hands, path)
    assert any(said.startswith("Nothing new comes in.") for said in sayings(dialog))
    press_button(dialog, "Apply")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Done: "))
    assert len(project.queries.annotators()) == 1


def test_those_who_marked_the_same_article_are_proposed_as_two(
    hands: Hands, project: Project, article: Article
) -> None:
    path = second_anna(project, article)
    hands.drag_words("halt attacks")
    hands.press("V")
    merging(hands, path)
    choice = hands.named("Anna, one or several", QComboBox)
    assert choice.currentText() == "Two people, leave them apart"


def test_names_and_titles_that_differ_are_chosen(
    hands: Hands, project: Project, anna: Annotator, article: Article
) -> None:
    path = copied(project, "away")
    with Project.open(path) as other:
        other.journal.commit(edits.rename_annotator(anna, "Anna Away"))
        other.journal.commit(edits.edit_article(anna.id, article, title="Title away"))
    project.journal.commit(edits.rename_annotator(anna, "Anna Here"))
    project.journal.commit(edits.edit_article(anna.id, article, title="Title here"))
    hands.session.look()
    hands.window.asking.become("Anna Here")
    dialog = merging(hands, path)
    name = hands.named("Name of Anna Here", QComboBox)
    title = hands.named("Title of Title here", QComboBox)
    assert (name.currentText(), title.currentText()) == ("Anna Here", "Title here")
    for box in (name, title):
        QTest.keyClick(box, Qt.Key.Key_Down)
    press_button(dialog, "Merge")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: "))
    assert hands.session.annotator == Annotator(anna.id, "Anna Away")
    assert Settings()["name"] == "Anna Away"
    assert hands.session.article is not None
    assert hands.session.article.title == "Title away"


def test_both_versions_of_a_label_are_shown_and_which_stands(
    hands: Hands, project: Project, anna: Annotator, article: Article
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    path = copied(project, "away")
    project.journal.commit(edits.set_verdict(label, Verdict.DISPUTED))
    with Project.open(path) as other:
        other.journal.commit(edits.set_verdict(label, Verdict.UNVERIFIABLE))
    merging(hands, path)
    told = hands.named("Changed on both sides", QPlainTextEdit)
    _, here, there = told.toPlainText().split("\n")
    assert here.endswith("verdict “disputed”")
    assert there.startswith("    there (the later, which stands): ")
    assert there.endswith("verdict “unverifiable”")
    told.window().resize(told.window().minimumSizeHint())
    assert told.horizontalScrollBar().maximum() == 0  # nothing of a line is out of sight


def test_files_that_bring_nothing_can_only_be_closed(
    hands: Hands, project: Project, away: Path
) -> None:
    project.merge([away])
    dialog = merging(hands, away)
    assert "There is nothing in these files that is not here already." in sayings(dialog)
    assert [one.text().replace("&", "") for one in dialog.buttons.buttons()] == ["Close"]


@pytest.mark.parametrize("what", ["foreign", "damaged", "note"])
def test_a_file_that_cannot_be_merged_is_refused_and_nothing_changes(
    hands: Hands, project: Project, away: Path, tmp_path: Path, what: str
) -> None:
    path = tmp_path / f"{what}.annotator"
    if what == "foreign":
        Project.create(path).close()
    elif what == "damaged":
        whole = away.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    else:
        path.write_text("These are no labels.")
    before = holds(project.path)
    hands.choose("File", "Merge…")
    name_file(hands.dialog(QFileDialog), str(path))
    dialog = hands.dialog(MergeDialog)
    bar = dialog.findChild(QProgressBar)
    assert bar is not None
    hands.qtbot.waitUntil(bar.isHidden)
    (said,) = (one for one in sayings(dialog) if one.startswith("Nothing was merged. "))
    assert f"{what}.annotator is " in said
    assert "\n" not in said
    assert "***" not in said
    assert hands.window.messages.text == ""  # said once
    press_button(dialog, "Close")
    assert holds(project.path) == before


def test_a_file_that_is_given_twice_comes_in_once_and_is_named(
    hands: Hands, project: Project, away: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.annotator"
    shutil.copyfile(away, again)
    dialog = merging(hands, away, again)
    (said,) = (one for one in sayings(dialog) if one.startswith("These 2 files bring "))
    assert "1 article, 3 labels" in said
    assert "again.annotator brings nothing more." in said
    press_button(dialog, "Merge")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: 1 article"))
    assert label_count(project) == 3


def drop(hands: Hands, *paths: Path) -> None:
    """Drag files over the window and let go of them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(hands.window, enter)
    QApplication.sendEvent(hands.window, event)


def test_a_project_that_is_dropped_is_merged_where_that_is_chosen(
    hands: Hands, project: Project, away: Path
) -> None:
    project.journal.commit(edits.set_settings(None, {"name": "test"}, {"name": "<b>Desk</b>"}))
    drop(hands, away)
    box = hands.dialog(QMessageBox)
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.text() == "Merge away.annotator into <b>Desk</b>, or open away.annotator?"
    press_button(box, "Merge")
    dialog = hands.dialog(MergeDialog)
    merge = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Merge")
    hands.qtbot.waitUntil(merge.isEnabled)
    QTest.mouseClick(merge, Qt.MouseButton.LeftButton)
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: 1 article"))
    assert project.queries.article_count() == 2


def test_a_project_that_is_dropped_is_opened_where_that_is_chosen(hands: Hands, away: Path) -> None:
    drop(hands, away)
    press_button(hands.dialog(QMessageBox), "Open")
    hands.qtbot.waitUntil(
        lambda: hands.window.bench is not None and hands.window.bench.session.project.path == away
    )


def test_a_newcomer_is_whoever_of_that_name_a_merge_brings(
    opened: Opener, project: Project, away: Path
) -> None:
    hands = opened(project, "Ben")
    assert not hands.session.has_joined
    press_button(merging(hands, away), "Merge")
    hands.qtbot.waitUntil(lambda: hands.session.has_joined)
    hands.come()
    hands.drag_words("halt attacks")
    hands.press("V")
    assert [one.name for one in project.queries.annotators()] == ["Anna", "Ben"]


def test_what_changes_for_all_is_said_and_others_labels_are_kept_from_whom_they_must(
    opened: Opener, project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    label, entry = edits.mark(anna.id, article, [Span(4, 9)], Verdict.VERIFIED)
    project.journal.commit(entry)
    project.journal.commit(edits.set_setting(None, BLIND, None, True))
    path = copied(project, "blind")
    with Project.open(path) as other:
        other.journal.commit(edits.set_settings(None, {BLIND: True}, {BLIND: False}))
        other.journal.commit(edits.set_note(label, "there"))
    project.journal.commit(edits.set_note(label, "here"))
    dialog = merging(opened(project), path)
    assert "The project is blind no more" in sayings(dialog)
    assert any(said.startswith("This project is blind: what was") for said in sayings(dialog))
    assert not dialog.findChildren(QPlainTextEdit)


def test_where_others_have_marked_is_kept_from_whom_it_must(
    opened: Opener, project: Project, anna: Annotator, article: Article, away: Path
) -> None:
    project.journal.commit(edits.set_done(article, anna.id, None, False))
    project.journal.commit(edits.set_setting(None, BLIND, None, True))
    hands = opened(project)
    merging(hands, away)
    assert rows(hands.named("What comes in", QTreeWidget)) == [("Ben, 2 articles", "3")]


def test_who_joined_after_a_merge_and_goes_back_joins_again(
    opened: Opener, project: Project, away: Path
) -> None:
    hands = opened(project, "Cleo")
    press_button(merging(hands, away), "Merge")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: "))
    hands.come()
    hands.drag_words("halt attacks")
    hands.press("V")
    assert project.queries.annotator_named("Cleo") is not None
    hands.choose("File", "Go back to before the merge…")
    press_button(hands.dialog(GoBackDialog), "Go back")
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("The project is what"))
    assert project.queries.annotator_named("Cleo") is None
    assert not hands.session.has_joined
    hands.come()
    hands.drag_words("halt attacks")
    hands.press("D")
    cleo = project.queries.annotator_named("Cleo")
    assert cleo == hands.session.annotator
    assert hands.session.owns(hands.label())
    assert list(project.problems()) == []


def test_a_second_press_of_enter_does_not_stop_what_the_first_began(
    hands: Hands, project: Project, away: Path
) -> None:
    dialog = merging(hands, away)
    for _ in range(2):
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, Qt.Key.Key_Return)
    assert "Stopping…" not in sayings(dialog)
    hands.qtbot.waitUntil(lambda: hands.window.messages.text.startswith("Merged: 1 article"))
    assert label_count(project) == 3


def test_a_merge_that_is_stopped_is_whole_or_has_not_been(
    hands: Hands, project: Project, away: Path
) -> None:
    before = holds(project.path)
    dialog = merging(hands, away)
    press_button(dialog, "Merge")
    with hands.qtbot.waitSignal(dialog.finished):
        press_button(dialog, "Cancel")
    if hands.window.messages.text.startswith("Merged: "):
        assert label_count(project) == 3
    else:
        assert holds(project.path) == before
        assert not list(folder_of(project.path).glob("*before merge*"))

"""Coming back to where one was, and two windows on one file."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hands import Hands, Opener
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QProxyStyle, QPushButton, QStyle
from pytestqt.qtbot import QtBot
from samples import LONG, TEXT

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.label import Verdict
from annotator.settings import Settings
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.app import open_window
from annotator.ui.window import Window

PLACE = LONG.index("Paragraph 40")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def reader(hands: Hands, project: Project) -> Hands:
    """Someone in the middle of a long article that is not the first."""
    report = import_text(project, LONG, "Trains")
    hands.window.open_article(report.first)
    hands.bench.article.scroll_to_position(PLACE)
    assert hands.bench.article.top_position() == PLACE
    return hands


def test_one_comes_back_to_article_place_and_label(
    reader: Hands, project: Project, opened: Opener
) -> None:
    at = LONG.index("trains", PLACE)
    reader.drag(at, at + 6)
    reader.press("V")
    reader.bench.article.scroll_to_position(PLACE)
    label = reader.label()
    reader.window.close()
    again = opened(project)
    assert again.session.article is not None
    assert again.session.article.title == "Trains"
    assert again.label() == label
    assert again.bench.article.top_position() == PLACE
    assert again.bench.article.hasFocus()


def test_one_comes_back_also_from_a_window_that_was_never_closed(
    reader: Hands, project: Project, opened: Opener
) -> None:
    at = LONG.index("trains", PLACE)
    reader.drag(at, at + 6)
    reader.press("V")
    label = reader.label()
    reader.bench.article.scroll_to_position(PLACE)
    path = project.path
    reader.qtbot.waitUntil(lambda: Settings().place(path).get("position") == PLACE)
    again = opened(project)
    assert again.label() == label
    assert again.bench.article.top_position() == PLACE


def test_two_windows_remember_what_both_were_told() -> None:
    one, other = Settings(), Settings()
    one.leave(Path("a"), {"article": "1"})
    other.leave(Path("b"), {"article": "2"})
    one["zoom"] = 120
    other.remember_project(Path("b"))
    assert Settings().place(Path("a")) == {"article": "1"}
    assert Settings().place(Path("b")) == {"article": "2"}
    assert (Settings()["zoom"], Settings()["recent"]) == (120, ["b"])


def test_one_comes_back_to_the_place_also_where_the_active_label_is_out_of_sight(
    reader: Hands, project: Project, opened: Opener
) -> None:
    reader.drag(5, 20)
    reader.press("V")
    reader.bench.article.scroll_to_position(PLACE)
    reader.window.close()
    again = opened(project)
    assert again.label().start < 30
    assert again.bench.article.top_position() == PLACE


def test_other_widths_leave_the_article_where_one_was_reading(reader: Hands) -> None:
    article, window = reader.bench.article, reader.window
    article.scroll_to_position(PLACE + 95)
    top, widths = article.top_position(), range(window.width(), 1_000, -60)
    assert PLACE < top <= PLACE + 95
    for width in (*widths, *reversed(widths)):
        window.resize(width, window.height())
        reader.qtbot.waitUntil(lambda width=width: window.centralWidget().width() == width)
        assert article.top_position() <= top
    assert article.top_position() == top


def test_a_label_that_is_gone_in_the_meantime_is_not_looked_for(
    reader: Hands, project: Project, opened: Opener
) -> None:
    reader.drag(PLACE, PLACE + 9)
    reader.press("V")
    label = reader.label()
    reader.window.close()
    project.journal.commit(edits.delete([label]))
    again = opened(project)
    assert again.session.active is None
    assert again.quotes() == []


def test_an_article_that_is_gone_in_the_meantime_gives_way_to_the_first(
    reader: Hands, project: Project, opened: Opener
) -> None:
    article = reader.session.article
    assert article is not None
    reader.window.close()
    changes = project.queries.removal_of(article.id)
    project.journal.commit(edits.entry(None, "remove", changes))
    again = opened(project)
    assert again.session.article is not None
    assert again.session.article.text == TEXT


@pytest.fixture
def welcome(
    project: Project, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The window without a project, after two of which one is gone. What lies in the folder for
    passing things is not remembered, and the tests' files do."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    gone = tmp_path / "gone.annotator"
    for path in (gone, project.path):
        Settings().remember_project(path)
    window = open_window(None)
    assert isinstance(window, Window)
    yield window
    window.close()
    window.deleteLater()


def click_on_row(recent: QListWidget, row: int) -> None:
    QTest.mouseClick(recent.viewport(), LEFT, pos=recent.visualItemRect(recent.item(row)).center())


def test_the_welcome_page_shows_the_projects_of_late_and_a_click_opens_one(
    welcome: Window, project: Project, qtbot: QtBot
) -> None:
    recent = welcome.findChild(QListWidget)
    assert isinstance(recent, QListWidget)
    assert [recent.item(row).text().split("\n")[0] for row in range(2)] == [
        "test",
        "gone (not there any more)",
    ]
    click_on_row(recent, 1)
    assert welcome.bench is None
    click_on_row(recent, 0)
    hands = Hands(welcome, qtbot)
    qtbot.waitUntil(lambda: hands.session.article is not None)
    assert hands.session.project.path == project.path


class OneClick(QProxyStyle):
    """A desktop that takes one click for Enter."""

    def styleHint(self, hint: QStyle.StyleHint, *more: Any) -> int:
        one = hint == QStyle.StyleHint.SH_ItemView_ActivateItemOnSingleClick
        return 1 if one else super().styleHint(hint, *more)


def test_a_click_opens_a_project_once_on_every_desktop(welcome: Window, qtbot: QtBot) -> None:
    recent = welcome.findChild(QListWidget)
    assert isinstance(recent, QListWidget)
    style = OneClick()
    recent.setStyle(style)
    times: list[None] = []
    welcome.opened.connect(lambda: times.append(None))
    click_on_row(recent, 0)
    hands = Hands(welcome, qtbot)
    qtbot.waitUntil(lambda: hands.session.article is not None)
    assert len(times) == 1


def test_a_project_of_late_that_cannot_be_looked_at_keeps_nobody_out(tmp_path: Path) -> None:
    Settings().remember_project(tmp_path / ("long " * 60))
    window = open_window(None)
    recent = window.findChild(QListWidget)
    assert isinstance(recent, QListWidget)
    assert "not there any more" in recent.item(0).text()
    window.close()
    window.deleteLater()


def test_enter_on_the_welcome_page_goes_on_where_one_left(
    welcome: Window, project: Project, qtbot: QtBot
) -> None:
    recent = welcome.findChild(QListWidget)
    assert isinstance(recent, QListWidget)
    qtbot.waitUntil(recent.hasFocus)
    assert [item.text().split("\n")[0] for item in recent.selectedItems()] == ["test"]
    QTest.keyClick(recent, Qt.Key.Key_Return)
    hands = Hands(welcome, qtbot)
    qtbot.waitUntil(lambda: hands.session.article is not None)
    assert hands.session.project.path == project.path


def test_an_opened_project_stands_at_the_head_of_those_of_late(
    welcome: Window, project: Project, tmp_path: Path
) -> None:
    with Project.create(tmp_path / "new.annotator") as new:
        assert welcome.open_project(new.path)
    assert Settings()["recent"][0] == str(new.path)


@pytest.mark.parametrize("table", ["annotators", "settings"])
def test_a_damaged_project_is_told_of_and_the_one_that_is_open_stays(
    hands: Hands, tmp_path: Path, table: str
) -> None:
    path = tmp_path / "damaged.annotator"
    Project.create(path).close()
    with closing(sqlite3.connect(path)) as file:
        size = file.execute("PRAGMA page_size").fetchone()[0]
        find = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = file.execute(find, (table,)).fetchone()[0] - 1
    content = bytearray(path.read_bytes())
    content[page * size : (page + 1) * size] = b"\xff" * size
    path.write_bytes(content)
    assert not hands.window.open_project(path)
    assert "is damaged" in hands.window.messages.text
    hands.drag_words("halt attacks")
    hands.press("V")
    assert hands.quotes() == ["halt attacks"]


def test_two_windows_see_each_others_labels_within_a_second(hands: Hands, opened: Opener) -> None:
    other = opened(hands.session.project, "Ben")
    other.drag_words("175 prisoners")
    other.press("D")
    hands.come()
    hands.drag_words("halt attacks")
    hands.press("V")
    for one in (hands, other):
        one.qtbot.waitUntil(
            lambda one=one: one.quotes() == ["halt attacks", "175 prisoners"], timeout=1_000
        )
    assert [hands.session.name_of(mark.annotator) for mark in hands.session.labels] == [
        "Anna",
        "Ben",
    ]


@pytest.fixture
def both(hands: Hands, opened: Opener) -> tuple[Hands, Hands]:
    """Two windows of one person, with the same label active."""
    other = opened(hands.session.project, "Anna")
    hands.come()
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.qtbot.waitUntil(lambda: other.quotes() == ["halt attacks"], timeout=1_000)
    other.session.activate(hands.session.active)
    return hands, other


def test_a_newcomer_who_works_in_two_windows_joins_once(
    both: tuple[Hands, Hands], project: Project
) -> None:
    other = both[1]
    other.come()
    other.drag_words("175 prisoners")
    other.press("D")
    assert [one.name for one in project.queries.annotators()] == ["Anna"]


def test_of_two_changes_at_once_the_second_is_told_and_overwrites_nothing(
    both: tuple[Hands, Hands],
) -> None:
    hands, other = both
    QTest.mouseClick(other.named("Disputed", QPushButton), LEFT)
    QTest.mouseClick(hands.named("Unverifiable", QPushButton), LEFT)
    assert "Another window has changed this label" in hands.window.messages.text
    assert [one.label().verdict for one in both] == [Verdict.DISPUTED, Verdict.DISPUTED]
    assert hands.named("Disputed", QPushButton).isChecked()


def test_a_note_that_is_only_looked_at_does_not_overwrite_a_newer_one(
    both: tuple[Hands, Hands],
) -> None:
    hands, other = both
    hands.come()
    hands.press("N")
    note = hands.named("Note", QPlainTextEdit)
    hands.qtbot.waitUntil(note.hasFocus)
    other.bench.editing.set_note(other.label().id, "newer")
    hands.qtbot.waitUntil(lambda: hands.label().note == "newer", timeout=1_000)
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert hands.label().note == "newer"
    assert note.toPlainText() == "newer"


def test_one_goes_on_at_the_end_of_a_note_also_where_it_comes_from_elsewhere(
    both: tuple[Hands, Hands],
) -> None:
    hands, other = both
    other.bench.editing.set_note(other.label().id, "One")
    hands.qtbot.waitUntil(lambda: hands.label().note == "One", timeout=1_000)
    hands.come()
    hands.press("N")
    note = hands.named("Note", QPlainTextEdit)
    hands.qtbot.waitUntil(note.hasFocus)
    other.bench.editing.set_note(other.label().id, "One two")
    hands.qtbot.waitUntil(lambda: note.toPlainText() == "One two", timeout=1_000)
    QTest.keyClicks(note, " three")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    hands.press("N")
    QTest.keyClicks(note, " four")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert hands.label().note == "One two three four"


def test_a_note_that_is_being_typed_is_kept_when_another_part_of_the_label_changes(
    both: tuple[Hands, Hands],
) -> None:
    hands, other = both
    hands.come()
    hands.press("N")
    note = hands.named("Note", QPlainTextEdit)
    hands.qtbot.waitUntil(note.hasFocus)
    QTest.keyClicks(note, "half a ")
    other.bench.editing.set_verdict(Verdict.DISPUTED)
    hands.qtbot.waitUntil(lambda: hands.label().verdict is Verdict.DISPUTED, timeout=1_000)
    QTest.keyClicks(note, "word")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert hands.label().note == "half a word"
    other.qtbot.waitUntil(lambda: other.label().note == "half a word", timeout=1_000)
    assert other.label().verdict is Verdict.DISPUTED

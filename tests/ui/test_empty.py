"""A project without articles says in the article's place how they come in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hands import Hands, press_button
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.store.project import Project
from annotator.ui.app import open_window
from annotator.ui.dialogs.giving import PasteDialog
from annotator.ui.empty import EmptyPage
from annotator.ui.window import Window


@pytest.fixture
def empty(project: Project, qtbot: QtBot) -> Iterator[Hands]:
    """The window on a project with nothing in it, in which one is at the article's place."""
    window = open_window(project.path, "Anna")
    assert isinstance(window, Window)
    qtbot.waitUntil(lambda: page_of(window) is not None)
    window.activateWindow()
    yield Hands(window, qtbot)
    window.close()
    window.deleteLater()


def page_of(window: QWidget) -> EmptyPage | None:
    """The page that says how articles come in, where it is seen."""
    found = window.findChild(EmptyPage)
    return found if isinstance(found, EmptyPage) and found.isVisible() else None


def test_an_empty_project_says_how_articles_come_in_and_enter_begins_it(empty: Hands) -> None:
    page = page_of(empty.window)
    assert page is not None
    assert not empty.bench.article.isVisible()
    said = " ".join(one.text() for one in page.findChildren(QLabel))
    assert all(way in said for way in ("Drop files", "paste a text", "File › Import"))
    empty.qtbot.waitUntil(lambda: QApplication.focusWidget() in page.findChildren(QPushButton))
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    picker = empty.dialog(QFileDialog)
    picker.reject()


def test_the_article_takes_its_place_with_the_first_one_and_gives_it_back_with_the_last(
    empty: Hands,
) -> None:
    page, article = page_of(empty.window), empty.bench.article
    assert page is not None
    QGuiApplication.clipboard().setText("The bridge cost 40 million.")
    press_button(page, "Paste a text…")
    press_button(empty.dialog(PasteDialog), "Take in")
    assert empty.window.focusWidget() is article
    assert page_of(empty.window) is None
    assert article.toPlainText() == "The bridge cost 40 million."
    empty.come()
    empty.press("Ctrl+Z")
    empty.qtbot.waitUntil(lambda: page_of(empty.window) is page)
    empty.window.action("redo").trigger()
    empty.qtbot.waitUntil(article.isVisible)
    assert article.toPlainText() == "The bridge cost 40 million."


def test_a_list_without_matches_leaves_the_open_article(hands: Hands) -> None:
    with hands.qtbot.waitSignal(hands.bench.queue.listed):
        hands.named("Search", QLineEdit).setText("zebra")
    assert hands.says("Nothing found for “zebra”.")
    assert page_of(hands.window) is None
    assert hands.bench.article.isVisible()


def test_what_can_only_be_read_offers_no_way_in(qtbot: QtBot) -> None:
    page = EmptyPage(read_only=True)
    qtbot.addWidget(page)
    page.show()
    assert not [one for one in page.findChildren(QPushButton) if one.isVisible()]

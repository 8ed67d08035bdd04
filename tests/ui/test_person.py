"""Who one is in a project: remembered for each, and given by no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands, Opener
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.blindness import BLIND
from annotator.settings import Settings
from annotator.store.project import Project
from annotator.tasks.handing_out import hand_out, plan
from annotator.tasks.importing import import_text
from annotator.ui.app import open_window
from annotator.ui.dialogs.person import PersonBar
from annotator.ui.window import Window
from annotator.ui.workbench import REVIEW

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def lead(project: Project, article: Article, opened: Opener) -> Project:
    """The blind project of Cécile, who has finished her article; she is called so elsewhere too."""
    project.journal.commit(edits.set_setting(None, BLIND, None, True))
    Settings()["name"] = "Cécile"
    hands = opened(project, None)
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("Ctrl+Return")
    hands.window.close()
    return project


@pytest.fixture
def bobs(lead: Project, tmp_path: Path) -> Path:
    """The file of Bob, to whom the articles were handed out."""
    return dict(hand_out(lead, tmp_path / "out", plan(lead, ["Bob"])).files)["Bob"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A project that nobody has been in."""
    path = tmp_path / "elsewhere.annotator"
    with Project.create(path) as made:
        import_text(made, "Some words of an article.", "Words")
    return path


def call_oneself(hands: Hands, name: str) -> None:
    """Give a name by the button of the frame."""
    button = next(
        one for one in hands.window.findChildren(QPushButton) if one.text().startswith("You: ")
    )
    QTest.mouseClick(button, LEFT)
    field = hands.named("Your name", QLineEdit)
    hands.qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hands.says(f"You: {name}")


def take_bobs_part(opened: Opener, bobs: Path) -> None:
    """Look into Bob's file as the one whom it is for."""
    hands = opened(bobs, None)
    assert hands.says("You: Cécile")
    button = next(
        one for one in hands.window.findChildren(QPushButton) if one.text() == "That is me"
    )
    QTest.mouseClick(button, LEFT)
    assert hands.says("You: Bob")
    hands.window.close()


def test_whoever_looks_into_anothers_file_is_still_themselves_in_their_own_project(
    lead: Project, bobs: Path, elsewhere: Path, opened: Opener
) -> None:
    take_bobs_part(opened, bobs)
    hers = opened(lead, None)
    assert hers.says("You: Cécile")
    assert hers.session.annotator == lead.queries.annotator_named("Cécile")
    hers.window.show_tab(REVIEW)
    assert not any(
        label.text() == "This project is blind" and label.isVisible()
        for label in hers.window.findChildren(QLabel)
    )
    hers.window.close()
    assert opened(elsewhere, None).says("You: Cécile")
    again = opened(bobs, None)
    assert again.says("You: Bob")
    assert not again.window.findChildren(PersonBar)


def test_one_window_goes_from_project_to_project_as_who_one_is_in_each(
    lead: Project, bobs: Path, opened: Opener
) -> None:
    take_bobs_part(opened, bobs)
    hands = opened(lead, None)
    for path, name in ((bobs, "Bob"), (lead.path, "Cécile"), (bobs, "Bob")):
        assert hands.window.open_project(path)
        assert hands.says(f"You: {name}")


def test_a_project_of_late_opens_as_who_one_was_in_it(
    lead: Project, bobs: Path, opened: Opener
) -> None:
    take_bobs_part(opened, bobs)
    window = open_window(None)
    assert isinstance(window, Window)
    recent = window.findChild(QListWidget)
    assert isinstance(recent, QListWidget)
    QTest.mouseClick(recent.viewport(), LEFT, pos=recent.visualItemRect(recent.item(0)).center())
    assert window.bench is not None
    assert window.bench.session.project.path == bobs
    assert window.bench.session.annotator.name == "Bob"
    window.close()
    window.deleteLater()


def test_a_new_name_holds_where_it_was_given_and_where_one_has_not_been(
    lead: Project, elsewhere: Path, tmp_path: Path, opened: Opener
) -> None:
    hands = opened(elsewhere, None)
    call_oneself(hands, "Dana")
    hands.window.close()
    assert Settings()["name"] == "Dana"
    third = tmp_path / "third.annotator"
    with Project.create(third) as made:
        import_text(made, "Other words of an article.", "Words")
    for path, name in ((elsewhere, "Dana"), (third, "Dana"), (lead.path, "Cécile")):
        hands = opened(path, None)
        assert hands.says(f"You: {name}")
        hands.window.close()


def test_a_name_that_is_given_on_opening_wins_and_is_remembered(
    lead: Project, opened: Opener
) -> None:
    for given in ("Bob", None):
        hands = opened(lead, given)
        assert hands.says("You: Bob")
        hands.window.close()
    assert Settings()["name"] == "Cécile"


def test_one_is_found_again_under_the_name_that_one_has_now(lead: Project, opened: Opener) -> None:
    cecile = lead.queries.annotator_named("Cécile")
    assert cecile is not None
    lead.journal.commit(edits.rename_annotator(cecile, "Cécile D."))
    assert opened(lead, None).session.annotator.id == cecile.id


def test_whoever_is_none_of_the_project_any_more_opens_it_under_their_own_name(
    lead: Project, opened: Opener
) -> None:
    gone = {"person": {"id": "gone", "name": "Bob", "joined": True}}
    for kept in (gone, {"person": "Bob"}, {"person": {"id": "gone", "name": "", "joined": False}}):
        Settings().leave(lead.path, kept)
        hands = opened(lead, None)
        assert hands.says("You: Cécile")
        hands.window.close()


def test_a_name_that_the_system_gave_is_asked_for_again_where_nothing_was_done(
    elsewhere: Path, opened: Opener
) -> None:
    for _ in range(2):
        hands = opened(elsewhere, None)
        assert hands.named("Your name", QLineEdit).isVisible()
        hands.window.close()
    hands = opened(elsewhere, None)
    call_oneself(hands, "Dana")
    hands.window.close()
    assert not opened(elsewhere, None).window.findChildren(PersonBar)

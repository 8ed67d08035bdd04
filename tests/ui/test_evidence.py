"""The evidence of a label: its form, and the links that lead out of the program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands, name_file, turn_wheel
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from annotator.domain import edits
from annotator.domain.label import Evidence, Stance
from annotator.store.project import Project

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def marked(hands: Hands) -> None:
    """A label is there, and active."""
    hands.drag_words("halt attacks")
    hands.press("V")


def click(hands: Hands, name: str) -> None:
    """Click on the button of this name."""
    QTest.mouseClick(hands.named(name, QWidget), LEFT)


def test_evidence_is_added_changed_and_removed(hands: Hands) -> None:
    click(hands, "Add evidence")
    address = hands.named("Evidence address", QLineEdit)
    QTest.keyClicks(address, "example.org/a")
    QTest.keyClicks(hands.named("Evidence title", QLineEdit), "The list")
    QTest.keyClick(hands.named("Stance", QComboBox), Qt.Key.Key_Down)
    click(hands, "Keep evidence")
    (made,) = hands.label().evidence
    assert (made.url, made.title, made.stance) == (
        "https://example.org/a",
        "The list",
        list(Stance)[1],
    )
    click(hands, "Edit evidence")
    title = hands.named("Evidence title", QLineEdit)
    assert title.text() == "The list"
    QTest.keyClicks(title, " of all\r")
    (changed,) = hands.label().evidence
    assert (changed.title, changed.url, changed.accessed) == (
        "The list of all",
        made.url,
        made.accessed,
    )
    click(hands, "Remove evidence")
    assert hands.label().evidence == ()
    assert hands.session.undo_text() == "remove evidence"


def test_tab_goes_through_the_form_from_top_to_bottom(hands: Hands) -> None:
    click(hands, "Add evidence")
    names = ["Stance", "Evidence address", "Evidence title", "Evidence quote", "Evidence accessed",
             "Keep a copy of the source", "Cancel evidence", "Keep evidence"]  # fmt: skip
    tops = [hands.named(name).mapTo(hands.window, QPoint()) for name in names]
    assert tops == sorted(tops, key=lambda at: (at.y(), at.x()))
    hands.named("Stance").setFocus()
    for name in names:
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.accessibleName() == name
        QTest.keyClick(focus, Qt.Key.Key_Tab)


def test_evidence_without_anything_in_it_is_not_kept(hands: Hands) -> None:
    click(hands, "Add evidence")
    click(hands, "Keep evidence")
    assert hands.says("Give an address, a title, a quote or a copy.")
    click(hands, "Cancel evidence")
    assert hands.label().evidence == ()
    assert hands.named("Add evidence", QPushButton).isVisible()


def openers(hands: Hands) -> list[QToolButton]:
    """The buttons that open a link, when they are there to be clicked on."""
    found = hands.window.findChildren(QToolButton)
    buttons = [one for one in found if one.accessibleName().startswith("Open ")]
    hands.qtbot.waitUntil(lambda: all(map(QWidget.isVisible, buttons)))
    return buttons


def test_the_card_makes_room_for_evidence_that_comes_from_elsewhere(
    hands: Hands, project: Project
) -> None:
    evidence = [Evidence(url=f"https://example.org/{n}", title="The list") for n in range(3)]
    project.journal.commit(edits.set_evidence(hands.label(), evidence))
    hands.qtbot.waitUntil(lambda: len(hands.label().evidence) == 3)
    for button in openers(hands):
        assert button.height() >= button.sizeHint().height()


class Browser(QObject):
    """What the desktop would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Stands in for the programs of the desktop."""
    browser = Browser()
    schemes = ("https", "javascript", "file", "data")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, browser, "take")
    yield browser
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


def test_only_a_web_address_is_opened_however_the_link_came_in(
    hands: Hands, browser: Browser
) -> None:
    links = (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,<b>",
        "https://example.org/a",
    )
    evidence = [Evidence(url=url, title="<i>list</i>") for url in links]
    hands.bench.editing.set_evidence(hands.label().id, evidence)
    buttons = openers(hands)
    assert len(buttons) == len(links)
    for button in buttons:
        QTest.mouseClick(button, LEFT)
    assert browser.opened == ["https://example.org/a"]


def test_a_copy_of_the_source_is_kept_shown_and_forgotten(
    hands: Hands, project: Project, browser: Browser, tmp_path: Path
) -> None:
    (page := tmp_path / "list.html").write_text("<p>Who said what.")
    sha256 = hashlib.sha256(page.read_bytes()).hexdigest()
    click(hands, "Add evidence")
    QTest.keyClicks(hands.named("Evidence title", QLineEdit), "The list")
    click(hands, "Keep a copy of the source")
    name_file(hands.dialog(QFileDialog), str(page))
    said = f"kept copy {sha256[:8]}…"
    hands.qtbot.waitUntil(lambda: hands.says(f"{sha256[:8]}…"))
    click(hands, "Keep evidence")
    (made,) = hands.label().evidence
    assert (made.title, made.sha256) == ("The list", sha256)
    folder = project.path.with_name("test copies")
    assert (folder / f"{sha256}.html").read_text() == "<p>Who said what."
    click(hands, f"Show the {said}")
    assert browser.opened == [QUrl.fromLocalFile(str(folder)).toString()]
    click(hands, "Edit evidence")
    click(hands, "Forget the copy")
    click(hands, "Keep evidence")
    assert hands.label().evidence[0].sha256 == ""


def test_a_copy_that_is_not_here_is_said(hands: Hands, browser: Browser) -> None:
    hands.bench.editing.set_evidence(hands.label().id, [Evidence(title="Far", sha256="ab" * 32)])
    click(hands, "Show the kept copy abababab…")
    assert "The copy abababab… is not in" in hands.window.messages.text
    assert browser.opened == []


def test_an_address_that_nobody_can_read_is_shown_as_it_is(hands: Hands) -> None:
    broken = "https://[example.org/a"  # which another program has written
    hands.bench.editing.set_evidence(hands.label().id, [Evidence(url=broken)])
    assert hands.says(broken)


def test_what_is_changed_in_the_form_stays_itself_when_one_before_it_goes(hands: Hands) -> None:
    evidence = [Evidence(title="First"), Evidence(title="Second")]
    hands.bench.editing.set_evidence(hands.label().id, evidence)
    second = [one for one in hands.window.findChildren(QToolButton)
              if one.accessibleName() == "Edit evidence"][1]  # fmt: skip
    QTest.mouseClick(second, LEFT)
    click(hands, "Remove evidence")
    QTest.keyClicks(hands.named("Evidence title", QLineEdit), " of two\r")
    assert [one.title for one in hands.label().evidence] == ["Second of two"]


def test_a_wheel_scrolls_past_the_stance_and_does_not_change_it(hands: Hands) -> None:
    click(hands, "Add evidence")
    stance = hands.named("Stance", QComboBox)
    before = stance.currentText()
    turn_wheel(stance)
    assert stance.currentText() == before


class Watch(QObject):
    """Counts the windows that come up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_window_flashes_up_when_the_card_changes(hands: Hands) -> None:
    watch = Watch()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    evidence = [Evidence(url="https://example.org/a"), Evidence(title="A list")]
    hands.bench.editing.set_evidence(hands.label().id, evidence)
    hands.bench.editing.set_tags(["a", "b"])
    hands.press("3")
    app.removeEventFilter(watch)
    assert watch.seen == []

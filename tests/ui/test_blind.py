"""A blind project: Annotate shows one’s own labels only, and Review waits until one is done."""

from __future__ import annotations

import pytest
from hands import Hands, Opener, press_button
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QPlainTextEdit,
    QToolButton,
)

from annotator.domain import edits
from annotator.domain.article import Article
from annotator.domain.blindness import BLIND, looked_key
from annotator.domain.commenting import write
from annotator.domain.journal import Act
from annotator.domain.label import Annotator, Span, Verdict
from annotator.store.listing import Order
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.dialogs.palette import Palette
from annotator.ui.dialogs.project import LookDialog, ProjectDialog
from annotator.ui.dialogs.ruling import RulingDialog
from annotator.ui.queue.model import QueueModel
from annotator.ui.workbench import INSIGHTS, REVIEW

SECRET = "zebra crossing"


@pytest.fixture
def ben(project: Project, article: Article) -> Annotator:
    """Another, who has marked two stretches, with a note and a tag, and commented on it."""
    person, entry = edits.join("Ben")
    project.journal.commit(entry)
    for start in (4, 20):
        label, entry = edits.mark(person.id, article, [Span(start, start + 5)], Verdict.DISPUTED)
        project.journal.commit(entry)
        project.journal.commit(edits.set_note(label, f"presidents at a {SECRET}"))
    tagged = project.queries.label(label.id)
    assert tagged is not None
    project.journal.commit(edits.set_tags(tagged, ["zebras"]))
    _, entry = write(person.id, article.id, [label.id], f"comment on a {SECRET}")
    project.journal.commit(entry)
    return person


@pytest.fixture
def blind(project: Project, anna: Annotator, ben: Annotator, article: Article) -> Project:
    """A blind project in which Anna has one article to do, and Ben has marked it."""
    project.journal.commit(edits.set_setting(None, BLIND, None, True))
    project.journal.commit(edits.set_done(article, anna.id, None, False))
    return project


def closed(hands: Hands) -> bool:
    """Whether the page that says why is what is seen."""
    return any(
        label.text() == "This project is blind" and label.isVisible()
        for label in hands.window.findChildren(QLabel)
    )


def row(hands: Hands) -> tuple[int, int, int]:
    """How many labels the queue shows at the first article."""
    model = hands.bench.queue.view.model()
    assert isinstance(model, QueueModel)
    shown = model.row(0)
    assert shown is not None
    return shown.labels


def test_annotate_shows_ones_own_labels_only(opened: Opener, blind: Project) -> None:
    hands = opened(blind)
    assert hands.quotes() == []
    assert row(hands) == (0, 0, 0)
    hands.drag_words("halt attacks")
    hands.press("V")
    assert hands.quotes() == ["halt attacks"]
    assert row(hands) == (1, 0, 0)
    button = hands.named("Show everyone’s labels", QToolButton)
    assert (button.text(), button.isEnabled()) == ("by me only", False)
    assert button.toolTip().startswith("This project is blind")
    assert not hands.window.action("everyone").isEnabled()
    assert not hands.window.action("everyone").isChecked()
    hands.press("Ctrl+Shift+E")
    assert hands.quotes() == ["halt attacks"]


def test_whoever_says_who_they_are_sees_their_own_labels(opened: Opener, blind: Project) -> None:
    hands = opened(blind, "Somebody")
    for name, count in (("Ben", 2), ("Anna", 0), ("Ben", 2)):
        hands.window.asking.become(name)
        assert len(hands.quotes()) == count
        hands.qtbot.waitUntil(lambda many=count: sum(row(hands)) == many)
        assert hands.says(f"You: {name}")


def test_a_newcomer_who_turns_out_to_be_one_of_the_project_sees_their_own_labels(
    opened: Opener, blind: Project, article: Article
) -> None:
    hands = opened(blind, "Cleo")
    person, entry = edits.join("Cleo")
    blind.journal.commit(entry)
    _, entry = edits.mark(person.id, article, [Span(4, 9)], Verdict.VERIFIED)
    blind.journal.commit(entry)
    hands.session.look()
    assert hands.session.annotator.id == person.id
    assert len(hands.quotes()) == 1


def test_what_others_do_meanwhile_does_not_show(
    opened: Opener, blind: Project, ben: Annotator, article: Article
) -> None:
    hands = opened(blind)
    label, entry = edits.mark(ben.id, article, [Span(40, 44)], Verdict.VERIFIED)
    blind.journal.commit(entry)
    blind.journal.commit(edits.set_verdict(label, Verdict.UNVERIFIABLE))
    hands.session.look()
    assert hands.quotes() == []
    assert row(hands) == (0, 0, 0)
    assert len(blind.queries.labels_of(article.id)) == 3


def test_neither_search_finds_what_others_have_written(opened: Opener, blind: Project) -> None:
    hands = opened(blind)
    field = hands.named("Search", QLineEdit)
    for words, hits in ((SECRET, 0), ("Halt", 1)):
        with hands.qtbot.waitSignal(hands.bench.queue.listed):
            field.clear()
            QTest.keyClicks(field, words)
        assert hands.named("Queue", QListView).model().rowCount() == hits
    hands.come()
    hands.press("Ctrl+K")
    palette = hands.dialog(Palette)
    found = hands.named("Found", QListWidget)
    QTest.keyClicks(hands.named("Find anything", QLineEdit), "presidents")
    hands.qtbot.waitUntil(lambda: found.count() == 1)
    assert "text: " in found.item(0).text()  # a note, were it shown, would come first
    QTest.keyClick(palette, Qt.Key.Key_Escape)


def test_the_order_of_the_queue_and_the_known_tags_tell_nothing_of_others(
    opened: Opener, blind: Project, anna: Annotator
) -> None:
    new = blind.queries.article(import_text(blind, "A second text.", "Second").first or "")
    assert new is not None
    _, entry = edits.mark(anna.id, new, [Span(2, 8)], Verdict.VERIFIED)
    blind.journal.commit(entry)
    assert blind.queries.queue(anna.id, Order.LABELS)[0] != new.id
    hands = opened(blind)
    order = hands.named("Order", QComboBox)
    with hands.qtbot.waitSignal(hands.bench.queue.listed):
        QTest.keyClick(order, Qt.Key.Key_End)
    assert order.currentText() == "Most labels first"
    assert hands.bench.queue.first() == new.id
    assert blind.queries.tags() == ["zebras"]
    assert blind.queries.tags(hands.session.only) == []


def test_nobody_is_named_who_stands_in_the_way_of_a_removal(opened: Opener, blind: Project) -> None:
    hands = opened(blind)
    hands.choose("File", "Remove the article")
    assert hands.window.messages.text.startswith("Somebody else has labels or comments")


@pytest.mark.parametrize("tab", [REVIEW, INSIGHTS])
def test_the_tabs_are_closed_to_whom_has_articles_to_finish(
    opened: Opener, blind: Project, tab: int
) -> None:
    hands = opened(blind)
    hands.press(f"Ctrl+{tab + 1}")
    assert closed(hands)
    assert hands.says(
        "You have 1 article still to finish. What the others have marked is shown when yours are "
        "done, so that nobody is led by anybody."
    )
    assert hands.bench.review is None
    assert hands.bench.insights is None
    hands.press("Ctrl+1")
    assert not closed(hands)


def test_review_opens_when_ones_own_articles_are_finished(opened: Opener, blind: Project) -> None:
    hands = opened(blind)
    hands.press("Ctrl+Return")
    hands.press("Ctrl+2")
    assert not closed(hands)
    assert hands.bench.tab == REVIEW
    hands.qtbot.waitUntil(lambda: not hands.window.jobs.any)
    hands.press("Ctrl+1")
    assert hands.quotes() == []


def test_whoever_leads_and_has_nothing_to_annotate_reviews_at_once(
    opened: Opener, blind: Project
) -> None:
    hands = opened(blind, "Lea")
    hands.press("Ctrl+2")
    assert not closed(hands)
    assert hands.bench.tab == REVIEW


def test_one_can_look_all_the_same_and_that_stays_on_record(
    opened: Opener, blind: Project, anna: Annotator
) -> None:
    hands = opened(blind)
    hands.press("Ctrl+2")
    press_button(hands.window, "Look all the same…")
    dialog = hands.dialog(LookDialog)
    press_button(dialog, "Cancel")
    assert closed(hands)
    press_button(hands.window, "Look all the same…")
    press_button(hands.dialog(LookDialog), "Look")
    assert not closed(hands)
    assert hands.bench.tab == REVIEW
    value = blind.queries.setting(looked_key(anna.id))
    assert value["name"] == "Anna"
    last = list(blind.queries.history())[-1]
    assert (last.annotator, last.act) == (anna.id, Act.RECORD)
    hands.window.show_tab(0)
    hands.come()
    assert hands.quotes() == []
    hands.press("Ctrl+Z")
    assert blind.queries.setting(looked_key(anna.id)) == value


def test_rules_are_closed_too(opened: Opener, blind: Project) -> None:
    hands = opened(blind)
    hands.press("Ctrl+Shift+R")
    assert closed(hands)
    assert not hands.window.findChildren(RulingDialog)


def test_another_person_at_the_same_window_finds_it_closed_again(
    opened: Opener, blind: Project
) -> None:
    hands = opened(blind, "Lea")
    hands.press("Ctrl+2")
    assert not closed(hands)
    hands.window.asking.become("Anna")
    assert closed(hands)


def test_the_settings_of_the_project_are_one_step_that_can_be_undone(
    hands: Hands, project: Project, ben: Annotator
) -> None:
    hands.session.look()
    assert len(hands.quotes()) == 2
    hands.choose("File", "Project settings…")
    dialog = hands.dialog(ProjectDialog)
    name = hands.named("Name", QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "The <b>desk</b>")
    QTest.keyClicks(hands.named("Guidelines", QPlainTextEdit), "Be kind.")
    box = dialog.findChild(QCheckBox)
    assert box is not None
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    press_button(dialog, "OK")
    assert project.name == "The <b>desk</b>"
    assert project.queries.setting("guidelines") == "Be kind."
    assert project.queries.setting(BLIND) is True
    assert hands.quotes() == []
    hands.qtbot.waitUntil(lambda: hands.window.windowTitle().startswith("The <b>desk</b>"))
    assert not hands.window.action("everyone").isEnabled()
    hands.come()
    hands.press("Ctrl+Z")
    assert (project.name, project.queries.setting(BLIND)) == ("test", None)
    assert len(hands.quotes()) == 2
    assert hands.window.action("everyone").isEnabled()


def test_settings_that_stay_as_they_are_make_no_step(hands: Hands, project: Project) -> None:
    before = len(list(project.queries.history()))
    hands.choose("File", "Project settings…")
    press_button(hands.dialog(ProjectDialog), "OK")
    assert len(list(project.queries.history())) == before

"""The time spent on an article: it runs only while someone is at it, in the window itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hands import Hands
from labelled import label_count
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from samples import LONG

from annotator.domain.journal import Entry, Kind
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.worktime import WorkTime


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(hands: Hands) -> Clock:
    """The clock by which the window's time is taken; the one of the system is put away."""
    clock = Clock()
    app = QApplication.instance()
    assert app is not None
    bench = hands.bench
    app.removeEventFilter(bench.worktime)
    bench.worktime = WorkTime(hands.session, hands.window, clock, bench._is_annotating)
    bench.worktime.listen()
    return clock


@pytest.fixture
def other(hands: Hands, project: Project) -> str:
    """The id of a second article."""
    first = import_text(project, LONG).first
    assert first is not None
    return first


@pytest.fixture
def elsewhere(hands: Hands) -> Iterator[QLineEdit]:
    """A window that is not ours."""
    field = QLineEdit()
    field.show()
    yield field
    field.close()


def recorded(project: Project) -> list[tuple[str, str, int]]:
    """Who worked, on what, and for how many seconds."""
    names = dict(project.queries.annotators())
    found = (change for entry in project.queries.history() for change in entry.changes)
    rows = [change.after for change in found if change.kind is Kind.WORK and change.after]
    articles = {id_: project.queries.article(id_) for id_ in (row["article"] for row in rows)}
    return [
        (names[row["annotator"]], article.title, row["seconds"])
        for row in rows
        if (article := articles[row["article"]])
    ]


def test_time_between_keys_and_mouse_counts(
    hands: Hands, project: Project, clock: Clock, other: str
) -> None:
    for seconds in (5, 7):
        hands.press("J")
        clock.at += seconds
        QTest.mouseMove(hands.bench.article.viewport(), QPoint(200, int(clock.at) % 100))
    clock.at += 8
    QTest.mouseClick(hands.bench.article.viewport(), Qt.MouseButton.LeftButton)
    hands.window.open_article(other)
    assert recorded(project) == [("Anna", "Halt", 20)]


def test_a_pause_of_more_than_a_minute_does_not_count(
    hands: Hands, project: Project, clock: Clock, other: str
) -> None:
    for seconds in (10, 60, 61, 3_600, 5):
        hands.press("J")
        clock.at += seconds
    hands.press("J")
    hands.window.open_article(other)
    assert recorded(project) == [("Anna", "Halt", 75)]


def test_time_in_another_window_does_not_count(
    hands: Hands, project: Project, clock: Clock, other: str, elsewhere: QLineEdit
) -> None:
    hands.come()
    hands.press("J")
    clock.at += 10
    hands.press("J")
    elsewhere.activateWindow()
    hands.qtbot.waitUntil(lambda: QApplication.activeWindow() is elsewhere)
    for _ in range(4):
        clock.at += 20
        QTest.keyClicks(elsewhere, "x")
    hands.come()
    clock.at += 3
    hands.press("J")
    clock.at += 4
    hands.press("J")
    hands.window.open_article(other)
    assert recorded(project) == [("Anna", "Halt", 14)]


def test_time_in_review_is_not_that_of_annotating(
    hands: Hands, project: Project, clock: Clock, other: str
) -> None:
    hands.press("J")
    clock.at += 6
    hands.press("Ctrl+2")
    tab = hands.bench.review
    assert tab is not None
    named = hands.window.findChildren

    def are_made_anew() -> bool:
        """The actions, with those of Review; the ones before go when the window is idle."""
        return sum(one.objectName() == "annotate" for one in named(QAction)) == 1

    hands.qtbot.waitUntil(are_made_anew)
    for _ in range(3):
        clock.at += 20
        QTest.keyClick(tab.page, Qt.Key.Key_J)
    QTest.keySequence(tab.page, "Ctrl+1")
    assert hands.bench.tab == 0
    clock.at += 30
    hands.press("J")  # back at work
    clock.at += 4
    hands.press("J")
    hands.window.open_article(other)
    ((_, _, seconds),) = recorded(project)
    assert seconds == 10


def test_each_article_has_its_own_time(
    hands: Hands, project: Project, clock: Clock, other: str
) -> None:
    assert hands.session.article is not None
    first = hands.session.article.id
    for article in (other, first):
        hands.press("J")
        clock.at += 9
        hands.press("J")
        hands.window.open_article(article)
    assert [seconds for _, _, seconds in recorded(project)] == [9, 9]
    assert len({title for _, title, _ in recorded(project)}) == 2


def test_time_is_recorded_while_all_still_show_the_article_it_is_of(
    hands: Hands, project: Project, clock: Clock, other: str
) -> None:
    """Whoever hears of an edit looks at what is shown: it must be the article that is open."""
    seen: list[tuple[str, bool]] = []

    def look(entry: Entry) -> None:
        article = hands.session.article
        shown = hands.bench.article.document().toPlainText()
        seen.append((entry.summary, article is not None and shown[:40] == article.text[:40]))

    hands.session.committed.connect(look)
    hands.press("J")
    clock.at += 5
    hands.press("J")
    hands.window.open_article(other)
    assert seen == [("work 5 s", True)]
    assert recorded(project) == [("Anna", "Halt", 5)]


def test_time_is_no_step_to_undo(hands: Hands, project: Project, clock: Clock, other: str) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    clock.at += 9
    hands.press("J")
    hands.window.open_article(other)
    assert recorded(project)
    hands.come()
    hands.press("Ctrl+Z")
    assert label_count(project) == 0
    assert recorded(project) == [("Anna", "Halt", 9)]


def test_closing_the_window_keeps_the_time(hands: Hands, project: Project) -> None:
    for moment in (-1_000.0, -950.0):
        hands.bench.worktime.live(moment)
    hands.window.close()
    assert recorded(project) == [("Anna", "Halt", 50)]


def test_time_is_that_of_who_worked_when_another_takes_over(hands: Hands, project: Project) -> None:
    for moment in (-1_000.0, -950.0):
        hands.bench.worktime.live(moment)
    hands.choose("Help", "Who is labelling…")
    name = hands.named("Your name", QLineEdit)
    hands.qtbot.waitUntil(name.hasFocus)
    QTest.keyClicks(name, "Bea\r")
    assert hands.session.annotator.name == "Bea"
    hands.window.close()
    assert recorded(project) == [("Anna", "Halt", 50)]


def test_who_has_just_begun_is_known_to_be_at_it(
    hands: Hands, project: Project, clock: Clock
) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    soon = hands.bench.worktime.findChild(QTimer, "soon")
    assert isinstance(soon, QTimer)
    assert 0 < soon.interval() <= 20_000
    soon.start(1)
    with hands.qtbot.waitSignal(soon.timeout):
        pass
    assert soon.isActive()  # nobody has moved yet
    assert recorded(project) == []
    hands.press("J")
    clock.at += 4
    hands.press("K")
    soon.start(1)
    hands.qtbot.waitUntil(lambda: recorded(project) == [("Anna", "Halt", 4)])
    assert not soon.isActive()
    (record,) = project.queries.records()
    assert (record.begun, record.done) == (["Anna"], [])

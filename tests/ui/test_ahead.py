"""What comes next is made ready while one reads, and looks as if it were made when asked for."""

from __future__ import annotations

import pytest
from hands import Opener
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from reviewing import Reviewer

from annotator.domain import commenting, edits
from annotator.domain.case_filter import CaseFilter
from annotator.domain.claim import Claim
from annotator.store.project import Project
from annotator.ui.review.cases import CaseView
from annotator.ui.review.page import ReviewPage


@pytest.fixture
def reviewer(demo: Project, opened: Opener) -> Reviewer:
    """At a case after which comes one of another article."""
    reviewer = Reviewer(opened(demo, "Judge"))
    while next_article(reviewer) == reviewer.case.article:
        reviewer.press("J")
    return reviewer


def next_article(reviewer: Reviewer) -> str:
    following = reviewer.desk.following()
    assert following is not None
    return following.article


def made_ready(reviewer: Reviewer) -> ReviewPage:
    behind, article = reviewer.tab.pages.behind, next_article(reviewer)
    reviewer.hands.qtbot.waitUntil(lambda: not reviewer.tab.pages._idle.isActive())
    assert behind._sheet.article is not None
    assert behind._sheet.article.id == article
    return behind


def seen(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


@pytest.mark.parametrize("key", ["J", "Return"])
def test_the_next_article_is_there_before_it_is_asked_for(reviewer: Reviewer, key: str) -> None:
    before, ready, article = reviewer.tab.page, made_ready(reviewer), next_article(reviewer)
    document = ready.document()
    if key == "Return":
        reviewer.press("1")
    reviewer.press(key)
    page = reviewer.tab.page
    assert reviewer.case.article == article
    assert page is ready
    assert page.hasFocus()
    assert not before.isVisible()
    assert page.document() is document
    as_it_came, at = seen(page.viewport()), page.verticalScrollBar().value()
    page.show_article()  # made anew
    assert page.document() is not document
    assert page.verticalScrollBar().value() == at
    assert seen(page.viewport()) == as_it_came


def test_what_is_laid_out_behind_is_not_laid_out_again(reviewer: Reviewer) -> None:
    ready = made_ready(reviewer)
    document, changes = ready.document(), list[object]()
    reviewer.hands.qtbot.waitUntil(lambda: document.lastBlock().layout().lineCount() > 0)
    document.documentLayout().documentSizeChanged.connect(changes.append)
    reviewer.press("J")
    QApplication.processEvents()
    assert reviewer.tab.page.document() is document
    assert changes == []


def test_the_article_before_is_still_there_as_it_was_left(reviewer: Reviewer) -> None:
    before, left = reviewer.tab.page, seen(reviewer.tab.page.viewport())
    made_ready(reviewer)
    reviewer.press("J")
    reviewer.press("K")
    assert reviewer.tab.page is before
    assert seen(before.viewport()) == left


def test_who_holds_a_key_down_waits_for_nothing_that_is_made_ready(
    reviewer: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(ReviewPage, "make_ready", lambda _, article, __: made.append(article.id))
    for _ in range(5):
        reviewer.press("J")
        assert made == []
        assert reviewer.tab.pages._idle.isActive()


def test_an_article_that_is_corrected_meanwhile_is_shown_as_it_is_now(
    reviewer: Reviewer, demo: Project
) -> None:
    ready = made_ready(reviewer)
    article = demo.queries.article(next_article(reviewer))
    assert article is not None
    session = reviewer.hands.bench.session
    session.commit(edits.edit_article(session.annotator.id, article, title="Another title"))
    reviewer.press("J")
    page = reviewer.tab.page
    assert page is not ready
    assert page._sheet.article == replace(article, title="Another title")


def test_a_page_of_another_width_or_size_is_made_anew(reviewer: Reviewer) -> None:
    window, before = reviewer.hands.window, reviewer.tab.page
    ready = made_ready(reviewer)
    window.resize(window.width() - 200, window.height())
    QApplication.processEvents()
    reviewer.press("J")
    assert reviewer.tab.page is before
    reviewer.press("K")
    made_ready(reviewer)
    QTest.keySequence(before, "Ctrl++")
    reviewer.hands.qtbot.waitUntil(lambda: not ready._ready)
    reviewer.press("J")
    assert reviewer.tab.page is before
    reviewer.press("K")
    made_ready(reviewer)  # at the new size
    reviewer.press("J")
    page = reviewer.tab.page
    assert page is ready
    as_it_came = seen(page.viewport())
    page.show_article()
    assert seen(page.viewport()) == as_it_came


def test_a_title_that_is_taken_back_is_not_shown_from_behind(
    reviewer: Reviewer, demo: Project
) -> None:
    first, session = reviewer.tab.page, reviewer.hands.bench.session
    assert session.article is not None
    session.commit(edits.edit_article(session.annotator.id, session.article, title="New"))
    made_ready(reviewer)
    reviewer.press("J")
    assert reviewer.tab.page is not first
    reviewer.press("Ctrl+Z")
    reviewer.press("K")
    page = reviewer.tab.page
    as_it_came, at = seen(page.viewport()), page.verticalScrollBar().value()
    page.show_article()
    page.verticalScrollBar().setValue(at)
    assert seen(page.viewport()) == as_it_came


def test_a_page_behind_stays_there_when_the_window_changes_again(reviewer: Reviewer) -> None:
    first = reviewer.tab.page
    bar = first.verticalScrollBar()
    reviewer.hands.qtbot.waitUntil(lambda: bar.value() > 0)
    narrow(reviewer)
    assert first._kept == (bar.value(), first._kept[1])  # where it would go on from
    made_ready(reviewer)
    reviewer.press("J")
    assert reviewer.tab.pages.behind is first
    while next_article(reviewer) == reviewer.case.article:
        reviewer.press("J")
    narrow(reviewer)
    made_ready(reviewer)
    assert first._behind


def narrow(reviewer: Reviewer) -> None:
    """Make the window narrower, and have what comes next made ready for that."""
    window = reviewer.hands.window
    window.resize(window.width() - 60, window.height())
    QApplication.processEvents()
    reviewer.tab.pages._idle.start()


def test_a_long_article_is_laid_out_to_its_end_when_one_goes_on_at_once(
    reviewer: Reviewer,
) -> None:
    demo, page = reviewer.hands.session.project, reviewer.tab.page
    longest = max(demo.queries.records(), key=lambda record: len(record.article.text)).article
    reviewer.desk.show_cases(CaseFilter(articles=frozenset({longest.id})))
    page.show_article()  # of which the first lines are laid out, and the rest when there is time
    document = page.document()
    assert document.lastBlock().layout().lineCount() == 0
    blocks = set[int]()
    while len(blocks) < 2:  # until another paragraph has the lanes
        assert page._sheet.spaced is not None
        blocks.add(page._sheet.spaced.blockNumber())
        reviewer.press("J")
    assert page.document() is document
    reviewer.hands.qtbot.waitUntil(lambda: document.lastBlock().layout().lineCount() > 0)
    assert all(
        document.findBlockByNumber(number).layout().lineCount()
        for number in range(document.blockCount())
    )


def test_a_label_that_changes_meanwhile_is_drawn_as_it_is_now(reviewer: Reviewer) -> None:
    made_ready(reviewer)
    following = reviewer.desk.following()
    assert following is not None
    label, session = following.labels[0], reviewer.hands.bench.session
    session.commit(edits.delete([label]))
    reviewer.press("J")
    page = reviewer.tab.page
    as_it_came = seen(page.viewport())
    page.show_article()
    assert seen(page.viewport()) == as_it_came


def test_it_goes_with_the_page_whichever_thread_collects_what_is_left(reviewer: Reviewer) -> None:
    ready, gone = made_ready(reviewer), list[bool]()
    document = ready.document()
    document.destroyed.connect(lambda: gone.append(True))
    reviewer.hands.window.close()
    assert document.parent() is ready
    ready.deleteLater()
    QApplication.sendPostedEvents(ready, QEvent.Type.DeferredDelete)
    assert gone == [True]


def test_nothing_is_made_ready_behind_another_tab(
    reviewer: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(ReviewPage, "make_ready", lambda _, article, __: made.append(article.id))
    reviewer.press("K")
    reviewer.hands.press("Ctrl+1")
    reviewer.hands.qtbot.waitUntil(lambda: not reviewer.tab.pages._idle.isActive())
    assert made == []


def test_a_row_that_only_moves_is_not_drawn_again(
    reviewer: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = reviewer.tab.cases.view
    drawn: list[str] = []
    draw = type(view._rows)._draw
    monkeypatch.setattr(
        type(view._rows),
        "_draw",
        lambda *given: (drawn.append(given[3][0].id), draw(*given))[1],
    )
    QApplication.processEvents()
    drawn.clear()
    before, following, listed = reviewer.case, reviewer.desk.following(), in_view(view)
    reviewer.press("1")
    reviewer.press("Return")
    QApplication.processEvents()
    assert following is not None
    assert following.id in drawn  # it is looked at now
    opened = {before.article, following.article}  # these tell their paragraphs while they are open
    moved = {one.id for one in listed if one.article not in opened}
    assert moved & {one.id for one in in_view(view)}
    assert not moved.intersection(drawn)


def in_view(view: CaseView) -> list[Claim]:
    last = view.rowAt(view.viewport().height() - 1)
    return view._desk.docket.cases[view.rowAt(0) : last + 1]


def test_rows_follow_the_look_and_what_is_said_of_them(reviewer: Reviewer) -> None:
    view = reviewer.tab.cases.view
    theme = view._theme
    light = seen(view.viewport())
    for row in range(3):  # a line parts it from the next one
        foot = view.visualRect(view.model().index(row, 0)).bottomLeft()
        assert light.pixelColor(foot).name() == theme.colours.line
    theme.choose("dark")
    dark = seen(view.viewport())
    assert dark != light
    theme.choose("light")
    assert seen(view.viewport()) == light
    session = reviewer.hands.bench.session
    case = reviewer.case
    about = [case.labels[0].id]
    session.commit(commenting.write(session.annotator.id, case.article, about, "Look here")[1])
    assert seen(view.viewport()) != light

"""The Insights tab: its numbers are those of the report, each leads to its cases, all can be
saved."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hands import Hands, Opener, name_file, seen_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton, QWidget
from reviewing import Reviewer

from annotator.domain import edits
from annotator.domain.case_filter import Which
from annotator.domain.label import Verdict
from annotator.domain.quoting import shortened
from annotator.store.project import Project
from annotator.tasks.agreement_report import agreement_report
from annotator.ui.dialogs.picker import Picker
from annotator.ui.insights.card import CardView
from annotator.ui.insights.plot_view import SpotButton
from annotator.ui.insights.tab import InsightsTab


@pytest.fixture
def hands_on(demo: Project, opened: Opener) -> Hands:
    """A window on the demo with Insights counted."""
    hands = opened(demo, "Judge")
    hands.press("Ctrl+3")
    hands.qtbot.waitUntil(lambda: tab(hands).insights is not None, timeout=20_000)
    return hands


def tab(hands: Hands) -> InsightsTab:
    assert hands.bench.insights is not None
    return hands.bench.insights


def test_after_review_its_claims_are_not_made_again(
    demo: Project, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Reviewer(opened(demo, "Judge")).hands

    def never(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr("annotator.tasks.insights.book.cases_of", never)
        hands.press("Ctrl+3")
        hands.qtbot.waitUntil(lambda: tab(hands).insights is not None, timeout=20_000)
    found = tab(hands).insights
    assert found is not None
    assert found.report == agreement_report(demo.queries)
    hands.session.commit(edits.delete([next(iter(demo.queries.records(named=False))).labels[0]]))
    hands.qtbot.waitUntil(lambda: tab(hands).insights is not found, timeout=20_000)
    now = tab(hands).insights
    assert now is not None
    assert now.report == agreement_report(demo.queries) != found.report


def spoken(hands: Hands, title: str) -> str:
    return hands.named(title, CardView).accessibleDescription()


def spot(hands: Hands, card: str, said: str) -> SpotButton:
    """The spot of a card that says something beginning like this."""
    view = hands.named(card, CardView)
    found = [one for one in view.findChildren(SpotButton) if one.accessibleName().startswith(said)]
    assert found, [one.accessibleName() for one in view.findChildren(SpotButton)]
    return found[0]


def test_it_shows_what_the_report_says(hands_on: Hands, demo: Project) -> None:
    of = agreement_report(demo.queries).summary
    value = of.measures["u_alpha"].value
    assert value is not None
    told = spoken(hands_on, "Same passages and verdicts uα")
    assert told.startswith(f"{value:.2f}. Too few articles for an interval")
    both = of.confusion["verified"]["verified"]
    confusion = spoken(hands_on, "Which verdicts are taken for which")
    assert f"verified and verified: {both} pairs" in confusion
    assert "0 of 66" in spoken(hands_on, "Settled")
    assert "Judge" not in spoken(hands_on, "Progress")
    assert "minutes an article" in spoken(hands_on, "Minutes an article")


def test_every_spot_can_be_read_and_says_where_it_leads(hands_on: Hands) -> None:
    buttons = tab(hands_on).findChildren(SpotButton)
    assert len(buttons) > 30
    assert hands_on.window.isActiveWindow()
    for one in buttons:
        assert one.accessibleName()
        assert one.leads == bool(one.accessibleDescription())
        assert seen_of(one.toolTip()).startswith(one.accessibleName())


def test_a_click_on_a_cell_lists_its_very_cases(hands_on: Hands) -> None:
    cell = spot(hands_on, "Which verdicts are taken for which", "verified and disputed")
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    review = hands_on.bench.review
    assert review is not None
    assert hands_on.bench.tab == 1
    hands_on.qtbot.waitUntil(lambda: bool(review.desk.docket.cases), timeout=20_000)
    for claim in review.desk.docket.cases:
        assert {Verdict.VERIFIED, Verdict.DISPUTED} <= set(claim.verdicts)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_keys_alone_go_from_card_to_card_and_into_the_cases(hands_on: Hands) -> None:
    spot(hands_on, "Pairs", "A and B, overlapping").setFocus()
    for key, there in (
        (Qt.Key.Key_Right, "A and C, overlapping"),
        (Qt.Key.Key_Down, "B and C, overlapping"),
        (Qt.Key.Key_Left, "A and B, exact"),
    ):
        QTest.keyClick(focused(), key)
        assert focused().accessibleName().startswith(there)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert not hands_on.named("Pairs", CardView).plot.isAncestorOf(focused())
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    assert focused().accessibleName().startswith("A and B, exact")
    with hands_on.qtbot.waitSignal(tab(hands_on).cases_wanted) as heard:
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert heard.args is not None
    assert heard.args[0].state is Which.ANY
    assert heard.args[0].claims
    assert hands_on.bench.tab == 1


def test_settled_leads_to_what_is_still_to_do(hands_on: Hands) -> None:
    with hands_on.qtbot.waitSignal(tab(hands_on).cases_wanted) as heard:
        QTest.mouseClick(
            spot(hands_on, "Settled", "66 of 66 not settled"), Qt.MouseButton.LeftButton
        )
    assert heard.args is not None
    assert heard.args[0].state is Which.UNSETTLED


def test_after_a_change_it_counts_again_by_itself(demo: Project, opened: Opener) -> None:
    hands = opened(demo, "A")
    hands.press("Ctrl+3")
    hands.qtbot.waitUntil(lambda: tab(hands).insights is not None, timeout=20_000)
    before = spoken(hands, "Annotators")
    label = next(mark for mark in hands.session.labels if hands.session.owns(mark))
    hands.session.activate(label.id)
    with hands.qtbot.waitSignal(tab(hands).shown, timeout=20_000):
        hands.bench.editing.delete()
    assert spoken(hands, "Annotators") != before


def test_what_changed_while_it_was_away_is_there_when_it_comes_back(hands_on: Hands) -> None:
    before = spoken(hands_on, "Progress")
    hands_on.press("Ctrl+1")
    queries = hands_on.session.project.queries
    article = hands_on.session.article
    assert article is not None
    who = next(one for one in queries.annotators() if one.name == "C")
    state = queries.state(article.id, who.id)
    hands_on.session.commit(edits.set_done(article, who.id, state, True))
    with hands_on.qtbot.waitSignal(tab(hands_on).shown, timeout=20_000):
        hands_on.press("Ctrl+3")
    assert spoken(hands_on, "Progress") != before


def test_a_cell_keeps_the_focus_while_its_numbers_change(hands_on: Hands) -> None:
    cell = spot(hands_on, "Pairs", "A and B, exact")
    cell.setFocus()
    label = next(iter(hands_on.session.labels))
    other = hands_on.session.label(label.id)
    assert other is not None
    with hands_on.qtbot.waitSignal(tab(hands_on).shown, timeout=20_000):
        hands_on.session.commit(edits.delete([other]))
    assert focused() is cell
    assert cell.accessibleName().startswith("A and B, exact")


def test_an_empty_project_says_what_will_stand_here(hands: Hands) -> None:
    hands.press("Ctrl+3")
    hands.qtbot.waitUntil(lambda: tab(hands).insights is not None, timeout=20_000)
    (text,) = [
        one.text()
        for one in tab(hands).findChildren(QLabel)
        if one.isVisible() and "Nothing is labelled yet" in one.text()
    ]
    assert "1 article so far" in text
    assert not any(one.isVisible() for one in tab(hands).findChildren(CardView))


def test_advanced_is_folded_until_one_asks(hands_on: Hands) -> None:
    view = hands_on.named("Advanced", CardView)
    assert not view.plot.isVisible()
    (fold,) = [one for one in view.findChildren(QToolButton) if one.text() == "Show"]
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert view.plot.isVisible()
    assert "Gwet’s AC1" in spoken(hands_on, "Advanced")


def test_gamma_is_counted_when_one_asks(hands_on: Hands, demo: Project) -> None:
    view = hands_on.named("Advanced", CardView)
    (fold,) = [one for one in view.findChildren(QToolButton) if one.text() == "Show"]
    (ask,) = view.findChildren(QPushButton)
    assert not ask.isVisible()
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    QTest.mouseClick(ask, Qt.MouseButton.LeftButton)
    article = hands_on.session.article
    assert article is not None
    of = agreement_report(demo.queries, article=article.id).summary.advanced
    values = [of["gamma"].value, of["gamma_cat"].value]
    expected = "“{}”: γ {:.2f}, γ-cat {:.2f}.".format(shortened(article.title)[1:-1], *values)
    hands_on.qtbot.waitUntil(lambda: hands_on.says(expected), timeout=60_000)
    hands_on.qtbot.waitUntil(ask.isEnabled)


@pytest.mark.parametrize(("width", "zoom"), [(1440, 100), (1024, 100), (1440, 200), (700, 150)])
def test_cards_fill_the_width_and_none_is_cut(hands_on: Hands, width: int, zoom: int) -> None:
    hands_on.window.resize(width, 800)
    hands_on.window.zoom(0)
    hands_on.window.zoom(zoom - 100)
    hands_on.qtbot.waitUntil(lambda: hands_on.window.theme.zoom == zoom)
    here = tab(hands_on)
    hands_on.qtbot.waitUntil(lambda: here.width() <= hands_on.window.width())
    QApplication.sendPostedEvents()
    hands_on.qtbot.wait(10)
    cards = [one for one in here.findChildren(CardView) if one.isVisible()]
    assert len(cards) == 11
    assert max(one.geometry().right() for one in cards) <= here.width()
    for one in cards:
        assert one.height() >= one.minimumSizeHint().height()
        needed = one.plot.minimumSizeHint().height() if one.plot.isVisible() else 0
        assert one.plot.height() >= needed


# Saving


def save(hands: Hands, card: str, title: str) -> None:
    """Choose an item of the menu that a card's button opens."""
    view = hands.named(card, CardView)
    (more,) = [one for one in view.findChildren(QToolButton) if one.text() == "Save"]
    menu = more.menu()
    assert menu is not None
    menu.popup(view.mapToGlobal(QPoint(5, 5)))
    item = next(one for one in menu.actions() if one.text() == title)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(item).center())


def test_a_plot_and_its_numbers_are_saved(hands_on: Hands, tmp_path: Path) -> None:
    for title, name in (
        ("Save the plot as SVG…", "p.svg"),
        ("Save the plot as PNG…", "p.png"),
        ("Save the numbers as CSV…", "p.csv"),
    ):
        save(hands_on, "Pairs", title)
        (kind,) = hands_on.dialog(Picker).nameFilters()
        assert kind.endswith(f" (*{Path(name).suffix})")
        name_file(hands_on.dialog(Picker), str(tmp_path / name))
        hands_on.qtbot.waitUntil((tmp_path / name).exists)
        hands_on.qtbot.waitUntil(lambda name=name: hands_on.says(f"Saved {name}."))  # type: ignore[misc]
    root = ElementTree.parse(tmp_path / "p.svg").getroot()
    image = QImage(str(tmp_path / "p.png"))
    assert root.tag.endswith("svg")
    assert abs(image.width() - 2 * float(root.get("width", 0))) <= 2
    with (tmp_path / "p.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(row["a"], row["b"]) for row in rows] == [("A", "B"), ("A", "C"), ("B", "C")]


def test_a_right_click_opens_the_same_menu(hands_on: Hands) -> None:
    view = hands_on.named("Pairs", CardView)
    where = view.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.mapToGlobal(where))
    QApplication.sendEvent(view, event)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert "Save the plot as SVG…" in [one.text() for one in popup.actions()]
    popup.close()


def test_the_report_is_saved_as_one_page(hands_on: Hands, tmp_path: Path) -> None:
    (button,) = [
        one for one in tab(hands_on).findChildren(QPushButton) if one.text() == "Save the report…"
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hands_on.dialog(Picker).nameFilters() == ["Web page (*.html)"]
    name_file(hands_on.dialog(Picker), str(tmp_path / "r.html"))
    hands_on.qtbot.waitUntil((tmp_path / "r.html").exists)
    html = (tmp_path / "r.html").read_text()
    assert html.startswith("<!doctype html>")
    assert html.count("<svg") == 10


def test_a_refused_save_is_said_and_nothing_is_lost(hands_on: Hands, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with hands_on.qtbot.waitSignal(tab(hands_on).failed):
        tab(hands_on)._ask("Save", "x.csv", lambda path: _write(tmp_path / "none" / path.name))
        name_file(hands_on.dialog(Picker), str(tmp_path / "x.csv"))


def _write(path: Path) -> None:
    from annotator.tasks.insights.files import write_file

    write_file(path, b"x")

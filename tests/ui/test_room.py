"""What is shown has its room: after zooming out again, in a narrow panel, under Enter."""

from __future__ import annotations

from pathlib import Path

from hands import Hands, Opener
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from annotator.domain.label import Verdict
from annotator.store.project import Project
from annotator.tasks.demo import ANNOTATOR, make_demo
from annotator.ui.columns import Columns
from annotator.ui.dialogs.export.dialog import ExportDialog
from annotator.ui.dialogs.table import Table
from annotator.ui.message_bar import MessageBar, Offer
from annotator.ui.segments import VerdictSegments
from annotator.ui.workbench import ANNOTATE


def whole(widget: QWidget) -> bool:
    """Whether all of it is seen."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def written(button: QPushButton) -> list[int]:
    """The columns of pixels in which the words of a button are painted."""
    image = button.grab().toImage()
    middle = range(image.height() // 3, image.height() * 2 // 3)
    back = image.pixel(8, image.height() // 2)
    columns = range(8, image.width() - 8)
    return [x for x in columns if any(image.pixel(x, y) != back for y in middle)]


def test_the_bar_above_is_whole_again_after_zooming_in_and_out(hands: Hands) -> None:
    window, wait = hands.window, hands.qtbot.waitUntil
    window.resize(1024, 700)
    tabs = [hands.named(name, QPushButton) for name in ("Annotate", "Review", "Insights")]
    wait(lambda: all(map(whole, tabs)))
    before = [tab.geometry() for tab in tabs]
    for percent in (*range(110, 210, 10), 100):
        hands.press("Ctrl++" if percent > 100 else "Ctrl+0")
        wait(lambda: window.theme.zoom == percent)  # noqa: B023 - waited for here
        hands.qtbot.wait(1)
    wait(lambda: [tab.geometry() for tab in tabs] == before)
    assert all(map(whole, tabs))


def sides(hands: Hands) -> list[int]:
    """How wide list and panel of the tab in front are."""
    columns = next(one for one in hands.window.findChildren(Columns) if one.isVisible())
    left, _, right = columns.sizes()
    return [left, right]


def test_list_and_panel_grow_with_the_text_alike_in_both_tabs(
    opened: Opener, demo: Project
) -> None:
    hands = opened(demo, ANNOTATOR)
    hands.window.resize(1440, 900)
    hands.qtbot.waitUntil(lambda: sides(hands) == [264, 392])
    hands.window.theme.set_zoom(200)
    assert sides(hands) == [360, 480]
    hands.press("Ctrl+2")
    hands.qtbot.waitUntil(lambda: sides(hands) == [360, 480])
    hands.window.theme.set_zoom(120)
    assert sides(hands) == [317, 470]
    hands.window.show_tab(ANNOTATE)
    hands.qtbot.waitUntil(lambda: sides(hands) == [317, 470])


def test_a_button_that_enter_presses_is_as_wide_as_its_words(hands: Hands) -> None:
    bar = hands.window.findChild(MessageBar)
    assert bar is not None
    bar.say_result("It is written.", Offer("Show in folder", lambda: None))
    button = next(one for one in bar.findChildren(QPushButton) if one.text() == "Show in folder")
    hands.qtbot.waitUntil(button.isVisible)
    before = written(button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hands.qtbot.waitUntil(button.isDefault)
    assert written(button) == before


def test_the_head_of_a_column_stands_over_what_is_in_it(hands: Hands) -> None:
    table = Table("Counts", ("Same", "Same"), wide=(0,), numbers=(1,))
    hands.qtbot.addWidget(table)
    table.show_rows([("Same", "Same")])
    table.resize(400, 120)
    table.show()
    head, cells = table.horizontalHeader(), table.viewport()
    middle = table.rowHeight(0) // 2
    for column in (0, 1):
        left, width = head.sectionViewportPosition(column), head.sectionSize(column)
        inks = []
        for widget, row in ((head, head.height() // 2), (cells, middle)):
            image = widget.grab(QRect(left, row - 6, width, 12)).toImage()
            back = image.pixel(0, 0)
            columns = range(3, image.width() - 3)
            inks.append([x for x in columns if any(image.pixel(x, y) != back for y in range(12))])
        above, below = inks
        assert abs(above[0] - below[0]) <= 1
        assert abs(above[-1] - below[-1]) <= 1


def test_the_counts_of_the_verdicts_stand_in_one_line(hands: Hands) -> None:
    chips = [hands.named(f"Show {verdict.value}", QToolButton) for verdict in Verdict]

    def lines() -> set[int]:
        return {chip.mapTo(hands.window, QPoint()).y() for chip in chips}

    for width in (1440, 1024):
        hands.window.resize(width, 700)
        hands.qtbot.waitUntil(lambda: hands.window.width() == width)  # noqa: B023
        assert len(lines()) == 1, width


def test_the_choices_of_an_export_have_room_at_twice_the_size(
    opened: Opener, demo: Project
) -> None:
    hands = opened(demo, ANNOTATOR)
    hands.window.theme.set_zoom(200)
    hands.press("Ctrl+E")
    dialog = hands.dialog(ExportDialog)
    dialog.resize(980, 660)
    area = dialog.findChild(QScrollArea)
    assert area is not None
    names = hands.named("Format", QListWidget)
    for row in range(names.count()):
        names.setCurrentRow(row)
        QApplication.sendPostedEvents()
        assert area.widget().width() <= area.viewport().width(), names.item(row).text()


def test_the_verdicts_of_a_card_are_words_beside_a_scroll_bar(
    opened: Opener, demo: Project
) -> None:
    hands = opened(demo, ANNOTATOR)
    hands.window.resize(1440, 900)
    hands.press("J")
    group = hands.named("Verdict", VerdictSegments)
    hands.qtbot.waitUntil(group.isVisible)
    hands.qtbot.waitUntil(hands.bench.panel.cards.verticalScrollBar().isVisible)
    buttons = sorted(group.findChildren(QPushButton), key=lambda one: one.x())
    hands.qtbot.waitUntil(lambda: buttons[0].text() == "✓ Verified")
    for button in buttons:
        words = QFontMetrics(hands.window.theme.sans(bold=True)).horizontalAdvance(button.text())
        assert button.width() > words


def test_a_short_notice_covers_no_more_than_its_words_need(hands: Hands) -> None:
    messages, queue = hands.window.messages, hands.bench.queue
    hands.window.resize(1024, 700)
    messages.say_notice("Imported 1 article.")
    left = messages.mapTo(hands.window, QPoint()).x()
    assert left > queue.mapTo(hands.window, queue.rect().topRight()).x()
    text = next(one for one in messages.findChildren(QLabel) if one.text())
    QApplication.sendPostedEvents()
    assert text.height() < 2 * text.fontMetrics().height()
    messages.say_notice("The project cannot be written to. " * 12)
    QApplication.sendPostedEvents()
    assert messages.width() > 700


def test_steps_of_the_size_that_come_at_once_are_made_at_once(hands: Hands) -> None:
    made: list[int] = []
    theme = hands.window.theme
    theme.changed.connect(lambda: made.append(theme.zoom))
    for _ in range(5):
        hands.window.action("zoom_in").trigger()
    hands.window.action("zoom_out").trigger()
    hands.qtbot.waitUntil(lambda: theme.zoom == 140)
    assert made == [140]
    assert hands.window.settings["zoom"] == 140


def test_the_head_of_the_panel_is_one_line_also_for_dozens_of_labels(
    opened: Opener, tmp_path: Path
) -> None:
    with Project.open(make_demo(tmp_path)) as made:
        long = next(hit.article for hit in made.queries.search("Tarnholt", 1))
        hands = opened(made, ANNOTATOR)
    hands.window.resize(1440, 900)
    hands.window.open_article(long)
    last = hands.named("Show unverifiable", QToolButton)
    hands.qtbot.waitUntil(lambda: last.text() == "? 12")
    everyone = hands.named("Show everyone’s labels", QToolButton)
    words = last.fontMetrics().horizontalAdvance("? 12")
    hands.qtbot.waitUntil(lambda: last.width() == last.sizeHint().width() > words)
    assert last.geometry().top() < everyone.geometry().center().y()

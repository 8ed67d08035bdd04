"""Only the lines that a change touches are painted again. The page must look as if all were."""

from __future__ import annotations

import random

import pytest
from hands import Hands
from PySide6.QtCore import QAbstractAnimation, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.label import Span
from annotator.store.project import Project
from annotator.tasks.importing import import_text
from annotator.ui.article.overlay import Overlay

TEXT = "\n".join(
    f"Paragraph {number} says that {number * 7} of {number * 31} trains were late in the north, "
    f"“and {number} never came at all,” as the ministry of transport put it on the day before."
    for number in range(30)
)
STEPS = 40
KEYS = ("V", "D", "U", "J", "K", "[", "]", "{", "}", "Del", "Esc", "Ctrl+Z", "Ctrl+Shift+Z")


def _on_screen(hands: Hands) -> QImage:
    """The page as it stands on the screen, painted bit by bit."""
    viewport, window = hands.bench.article.viewport(), hands.window
    at = viewport.mapTo(window, QPoint())
    screen = window.screen()
    return screen.grabWindow(
        window.winId(), at.x(), at.y(), viewport.width(), viewport.height()
    ).toImage()


def _settle(hands: Hands) -> None:
    """Nothing flashes, and no bar stands over the page."""
    view = hands.bench.article
    stopped = QAbstractAnimation.State.Stopped
    hands.qtbot.waitUntil(lambda: view._fade.state() is stopped)
    view.clear_selection()
    QApplication.processEvents()


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_painted_in_parts_looks_like_the_whole(
    hands: Hands, project: Project, seed: int
) -> None:
    report = import_text(project, TEXT, "Trains")
    hands.window.open_article(report.first)
    view, chance = hands.bench.article, random.Random(seed)
    view.setCursorWidth(0)
    for _ in range(STEPS):
        if chance.random() < 0.5:
            start = chance.randrange(1_500)
            view.select(Span(start, start + chance.randrange(4, 200)))
            hands.press(chance.choice("VDU"))
        elif chance.random() < 0.2:
            where = QPoint(chance.randrange(40, 400), chance.randrange(40, 400))
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        else:
            hands.press(chance.choice(KEYS))
        _settle(hands)
        in_parts = _on_screen(hands)
        view.viewport().update()
        QApplication.processEvents()
        assert in_parts == _on_screen(hands)
    assert not in_parts.isNull()
    assert len(hands.session.labels) > 3


def test_a_stack_of_underlines_leaves_the_words_of_the_next_line_alone(
    hands: Hands, project: Project
) -> None:
    report = import_text(project, "The bill fell. " * 60, "Stack")
    hands.window.open_article(report.first)
    view = hands.bench.article
    view.setCursorWidth(0)
    _settle(hands)
    first = hands.point(0)
    below = next(hands.point(at) for at in range(400) if hands.point(at).y() > first.y())
    left, high = below.x(), view.cursorRect().height()
    line = QRect(left, below.y() - high // 2, 90, high)
    bare = view.viewport().grab(line).toImage()
    back = bare.pixel(bare.width() - 1, 0)
    rows = [y for y in range(high) if any(bare.pixel(x, y) != back for x in range(bare.width()))]
    for key in "VDUDVV":
        view.select(Span(0, 8))
        hands.press(key)
        hands.press("Esc")
    _settle(hands)
    stacked = view.viewport().grab(line).toImage()
    assert len(hands.session.labels) == 6
    for y in rows[1:]:  # the very tips of its tall letters may be touched
        assert all(stacked.pixel(x, y) == bare.pixel(x, y) for x in range(bare.width())), y


@pytest.mark.parametrize("percent", [100, 200])
def test_a_disputed_label_waves_as_high_as_its_words_are(hands: Hands, percent: int) -> None:
    view, theme = hands.bench.article, hands.window.theme
    theme.set_zoom(percent)
    view.setCursorWidth(0)
    view.select(Span(0, 8))
    hands.press("D")
    hands.press("Esc")
    _settle(hands)
    ink = theme.colours.ink("disputed").rgb()
    seen = view.viewport().grab().toImage()
    high = [y for y in range(seen.height()) if _has(seen, y, ink)]
    assert 3 * percent / 100 <= high[-1] - high[0] <= 6 * percent / 100


def test_a_wave_is_as_sharp_as_what_it_is_painted_on(hands: Hands) -> None:
    view = hands.bench.article
    view.setCursorWidth(0)
    view.select(Span(0, 8))
    hands.press("D")
    hands.press("Esc")
    _settle(hands)
    fine, enlarged = (QImage(800, 400, QImage.Format.Format_RGB32) for _ in range(2))
    fine.setDevicePixelRatio(2)
    for image, scale in ((fine, 1), (enlarged, 2)):
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(scale, scale)
        Overlay(view.document(), view._scene, hands.window.theme, 0, 200).paint_over(painter)
        painter.end()
    fine.setDevicePixelRatio(1)
    ink = hands.window.theme.colours.ink("disputed").rgb()
    assert any(_has(fine, row, ink) for row in range(400))
    assert enlarged == fine


def _has(image: QImage, row: int, ink: int) -> bool:
    """Whether a row of pixels has this colour."""
    return any(image.pixel(x, row) == ink for x in range(image.width()))

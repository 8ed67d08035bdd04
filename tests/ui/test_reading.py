"""What assistive tools find in the window, and where Tab goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hands import Hands
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Role = QAccessible.Role


def things(one: QAccessibleInterface) -> Iterator[tuple[str, Role]]:
    """Name and role of all that is in view, as one meets it from the top."""
    if one.state().invisible:
        return
    yield one.text(QAccessible.Text.Name), one.role()
    for number in range(one.childCount()):
        child = one.child(number)
        if child is not None:
            yield from things(child)


def in_window(hands: Hands) -> list[tuple[str, Role]]:
    top = QAccessible.queryAccessibleInterface(hands.window)
    assert top is not None
    return list(things(top))


def stops(hands: Hands, first: QWidget) -> list[str]:
    """Where Tab goes from a field, until it is there again."""
    first.setFocus()
    hands.qtbot.waitUntil(first.hasFocus)
    names: list[str] = []
    while True:
        here = QApplication.focusWidget()
        assert here is not None
        if here is first and names:
            return names
        names.append(here.accessibleName())
        assert len(names) < 60, "Tab never comes back"
        QTest.keyClick(here, Qt.Key.Key_Tab)


def test_all_that_one_works_with_has_a_name_and_a_role(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    found = in_window(hands)
    for name, role in (
        ("Article", Role.EditableText), ("Labels", Role.List), ("Queue", Role.List),
        ("Search", Role.EditableText), ("Note", Role.EditableText), ("Confidence", Role.Slider),
        ("Verified", Role.CheckBox), ("Add tag", Role.EditableText), ("Active label", Role.Client),
        ("Saved", Role.StaticText), ("Annotate", Role.CheckBox), ("You: Anna", Role.Button),
    ):  # fmt: skip
        assert (name, role) in found
    nameless = {Role.Button, Role.CheckBox, Role.EditableText, Role.Slider, Role.List}
    assert [one for one in found if not one[0] and one[1] in nameless] == []


def test_the_cards_are_items_that_say_verdict_and_quote(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.drag_words("175 prisoners")
    hands.press("D")
    items = [name for name, role in in_window(hands) if role == Role.ListItem]
    assert "Verified: “halt attacks”" in items
    assert "Disputed: “175 prisoners”" in items


def test_tab_goes_through_the_card_from_top_to_bottom(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.bench.editing.set_tags(["numbers"])
    hands.qtbot.waitUntil(hands.named("Remove tag numbers").isVisible)
    names = stops(hands, hands.bench.article)
    card = ["Verified", "Confidence", "Remove tag numbers", "Add tag", "Note", "Add evidence"]
    assert [name for name in names if name in card] == card
    queue = ["Search", "To do", "In progress", "Done", "Order", "Queue"]
    assert [name for name in names if name in queue] == queue
    assert names.index("Show unverifiable") < names.index("Labels") < names.index("Verified")


@pytest.mark.parametrize("tab", [0, 1])
def test_ctrl_and_the_wheel_make_everything_larger_a_notch_at_a_time(
    hands: Hands, tab: int
) -> None:
    hands.window.show_tab(tab)
    handle, review = hands.window.windowHandle(), hands.bench.review
    assert handle is not None
    view = review.page if review else hands.bench.article
    hands.qtbot.waitUntil(view.isVisible)
    at = QPointF(view.mapTo(hands.window, view.rect().center()))
    ctrl = Qt.KeyboardModifier.ControlModifier
    for turned, zoom in ((120, 110), (240, 130), (60, 130), (60, 140), (-480, 100)):
        QTest.wheelEvent(handle, at, QPoint(0, turned), QPoint(), ctrl)
        hands.qtbot.waitUntil(lambda zoom=zoom: hands.window.theme.zoom == zoom)
        view.grab()
        assert hands.says(f"{zoom} %")
        at = QPointF(view.mapTo(hands.window, view.rect().center()))


def test_a_wheel_over_the_open_card_scrolls_the_list_and_sets_nothing(hands: Hands) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.press("3")
    hands.window.resize(900, 380)
    cards = hands.bench.panel.cards
    bar = cards.verticalScrollBar()
    hands.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(0)
    dots = hands.named("Confidence")
    handle = hands.window.windowHandle()
    assert handle is not None
    at = QPointF(dots.mapTo(hands.window, dots.rect().center()))
    QTest.wheelEvent(handle, at, QPoint(0, -240))
    hands.qtbot.waitUntil(lambda: bar.value() > 0)
    assert hands.label().confidence == 3

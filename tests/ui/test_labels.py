"""The labels in memory, against a slow and clear version; and the table of actions."""

from hands import Hands
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.domain.label import Span
from annotator.store.queries import Mark
from annotator.ui.actions import ACTIONS, Place
from annotator.ui.labels import LANES, ArticleLabels

MARKS = st.lists(
    st.tuples(st.integers(0, 9_000), st.integers(1, 6_000), st.integers(0, 30)), max_size=30
).map(
    lambda rows: list(
        {
            id_: Mark(s, s + n, str(id_), "verified", "a", "annotation", None) for s, n, id_ in rows
        }.values()
    )
)


@given(MARKS, st.integers(0, 15_000), st.integers(1, 500))
def test_what_overlaps_is_found(marks: list[Mark], start: int, length: int) -> None:
    labels = ArticleLabels()
    for mark in marks:
        labels.put(mark)
    assert list(labels) == sorted(marks)
    end = start + length
    assert sorted(labels.overlapping(start, end)) == sorted(
        mark for mark in marks if mark.start < end and mark.end > start
    )
    for mark in marks:
        labels.drop(mark.id)
    assert list(labels) == []


@given(MARKS)
def test_labels_that_overlap_have_lanes_of_their_own(marks: list[Mark]) -> None:
    labels = ArticleLabels(marks)
    lanes = labels.lanes(0, 20_000)
    for one in marks:
        for other in marks:
            if one.id != other.id and one.start < other.end and other.start < one.end:
                assert lanes[one.id] != lanes[other.id] or lanes[one.id] == LANES - 1


@given(MARKS, st.integers(0, 15_000), st.integers(1, 500))
def test_no_label_reaches_out_of_a_knot(marks: list[Mark], start: int, length: int) -> None:
    knot = ArticleLabels(marks).knot(Span(start, start + length))
    assert knot.start == start
    if knot.end < start + length + 4_096:
        assert not [mark for mark in marks if start <= mark.start < knot.end < mark.end]


def test_each_action_stands_once_and_no_key_twice_in_one_place() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    for place in Place:
        here = [one for one in ACTIONS if not one.hand or one.place is place]
        keys = [key for action in here for key in action.keys]
        assert len(set(keys)) == len(keys)


def test_words_of_people_are_never_markup(hands: Hands, qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    for label in hands.window.findChildren(QLabel):
        text = label.text()
        assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in text


def test_the_queue_counts_what_is_marked_changed_and_taken_back(hands: Hands) -> None:
    model = hands.bench.queue._model
    hands.qtbot.waitUntil(lambda: len(model.ids) == 1)

    def counts() -> tuple[int, ...]:
        row = model.row(0)
        assert row is not None
        shown = (*row.labels, row.state == "in progress")
        model._rows.clear()
        again = model.row(0)
        assert again == row
        return shown

    assert counts() == (0, 0, 0, False)
    hands.drag_words("halt attacks")
    hands.press("V")
    assert counts() == (1, 0, 0, True)
    hands.press("D")
    hands.press("]")
    assert counts() == (0, 1, 0, True)
    hands.drag_words("175 prisoners")
    hands.press("U")
    assert counts() == (0, 1, 1, True)
    hands.press("Del")
    for expected in ((0, 1, 1), (0, 1, 0), (0, 1, 0), (1, 0, 0)):
        hands.press("Ctrl+Z")
        assert counts()[:3] == expected
    hands.press("Ctrl+Z")
    assert counts() == (0, 0, 0, False)

"""What finds room on a card."""

from __future__ import annotations

import pytest

from annotator.ui.panel.card import fitting


@pytest.mark.parametrize(
    ("widths", "room", "shown"),
    [
        ([40, 40, 40], 130, 3),
        ([40, 40, 40], 129, 2),
        ([40, 40, 40], 114, 1),
        ([40, 90], 75, 1),
        ([90], 60, 0),
        ([], 60, 0),
    ],
)
def test_chips_that_find_no_room_leave_some_to_the_one_that_counts_them(
    widths: list[float], room: float, shown: int
) -> None:
    assert fitting(widths, room, gap=5, more=30) == shown

"""What stays in sight at the foot of a scroll area while what is above it scrolls behind it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QWidget, QWidgetItem

_MOST: Final = 0.6
"""Of the height in sight: of whatever is higher only the head stays."""
_HEAD: Final = 0.45
"""Of the height in sight, for this head."""


class Foot(QWidgetItem):
    """A widget's place in the column that an area scrolls. Where that place is further down than
    one sees, the widget stands at the lower edge: moving it lays nothing out again."""

    def __init__(self, widget: QWidget, area: QScrollArea) -> None:
        super().__init__(widget)
        self._widget, self._area = widget, area
        self._place = QRect()
        bar = area.verticalScrollBar()
        for signal in (bar.valueChanged, bar.rangeChanged):
            signal.connect(self._stand)

    def setGeometry(self, place: QRect) -> None:
        self._place = QRect(place)
        super().setGeometry(self._seen())

    def show_whole(self) -> None:
        """Scroll to its place, and to its lower edge where there is no room for all of it."""
        bar, seen = self._area.verticalScrollBar(), self._area.viewport().height()
        lower = self._place.bottom() + 1 - seen
        bar.setValue(max(lower, min(bar.value(), self._place.top())))

    def _stand(self) -> None:
        self._widget.move(self._seen().topLeft())

    def _seen(self) -> QRect:
        """Where it stands now."""
        place, seen = self._place, self._area.viewport().height()
        high = place.height() if place.height() <= _MOST * seen else round(_HEAD * seen)
        lowest = self._area.verticalScrollBar().value() + seen - high
        return QRect(place.left(), min(place.top(), lowest), place.width(), place.height())

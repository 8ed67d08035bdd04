"""A box of several values, each with its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class Choice(QComboBox):
    """One of several values of any kind, each with its words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumContentsLength(18)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._values: list[Any] = []

    def offer(self, options: Mapping[Any, str], now: Any, else_: str = "") -> None:
        """Offer these, with the present one chosen; `else_` is said of one that is not offered."""
        shown = {**options, **({} if now in options else {now: else_})}
        self._values = list(shown)
        self.clear()
        self.addItems(list(shown.values()))
        self.setCurrentIndex(self._values.index(now))

    def choose(self, value: Any) -> None:
        """Choose this one; nothing happens where it is not offered."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel scrolls what the box stands in, and changes no choice under the pointer."""
        event.ignore()

    @property
    def value(self) -> Any:
        """The value that is chosen."""
        return self._values[self.currentIndex()]

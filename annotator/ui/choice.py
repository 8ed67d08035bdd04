"""A box of several values, each with its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox

from annotator.ui.wheel import scroll_past


class Choice(QComboBox):
    """One of several values of any kind, each with its words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumContentsLength(18)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._offered: dict[Any, str] = {}
        scroll_past(self)

    def offer(self, options: Mapping[Any, str], now: Any, else_: str = "") -> None:
        """Offer these, with the present one chosen; `else_` is said of one that is not offered."""
        offered = {**options, **({} if now in options else {now: else_})}
        if offered != self._offered:
            self._offered = offered
            self.clear()
            self.addItems(list(offered.values()))
        self.choose(now)

    def choose(self, value: Any) -> None:
        """Choose this one; nothing happens where it is not offered."""
        if value in self._offered:
            self.setCurrentIndex(list(self._offered).index(value))

    @property
    def value(self) -> Any:
        """The value that is chosen."""
        return list(self._offered)[self.currentIndex()]

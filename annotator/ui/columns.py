"""A list, the article and a panel side by side, in Annotate as in Review."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.ui.theme import Theme

_LIST: Final = 264
_PANEL: Final = 392
"""What the sides need, in pixels of the design."""


class Columns(QSplitter):
    """The sides have what they need at the size of the text, but a quarter and a third of the room
    at most. A border that the person has moved stays where it is as long as there is room."""

    def __init__(self, list_: QWidget, article: QWidget, panel: QWidget, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._divided_by_hand = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for widget, least in ((list_, 150), (article, 240), (panel, 220)):
            self.addWidget(widget)
            widget.setMinimumWidth(least)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setStretchFactor(2, 0)
        self.splitterMoved.connect(self._keep_division)
        theme.changed.connect(self._follow)

    def divide(self, room: int) -> None:
        """Give each column its part of this width."""
        left = min(self._theme.px(_LIST), room // 4)
        right = min(self._theme.px(_PANEL), room // 3)
        self.setSizes([left, room - left - right, right])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._follow()

    def _follow(self) -> None:
        if not self._divided_by_hand or self.sizes()[1] < self.width() * 2 // 5:
            self.divide(self.width())

    def _keep_division(self) -> None:
        self._divided_by_hand = True

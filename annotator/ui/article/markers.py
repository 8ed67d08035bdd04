"""Marks beside the scroll bar: where in the article the labels are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.session import Session
from annotator.ui.theme import Theme

_SOON_MS = 100
"""All labels are counted again a moment after a change: nobody looks here while the hand works."""


class Markers(QWidget):
    """A narrow column in which each label stands at its height in the text; a click goes there."""

    position_wanted = Signal(int)

    def __init__(
        self,
        session: Session,
        theme: Theme,
        extent: Callable[[], tuple[int, int] | None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        """`extent` says from where to where the text goes; None where not all of it is in view."""
        super().__init__(parent)
        self._session = session
        self._extent = extent
        self._reach = (0, 1)
        self._theme = theme
        self._rows: dict[int, str] = {}
        self.setAccessibleName("Where the labels are")
        self.setFixedWidth(theme.px(12))
        session.article_opened.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        session.committed.connect(self._soon.start)
        session.reloaded.connect(self.refresh)
        theme.changed.connect(self._soon.start)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(12), 100)

    def refresh(self) -> None:
        """Look again where the labels are: one mark a row of pixels, however many there are."""
        article = self._session.article
        top, bottom = self._reach = self._extent() or (0, max(1, self.height()))
        length = max(1, len(article.text)) if article else 1
        self._rows = {
            (top + mark.start * (bottom - top) // length) // 3: mark.verdict
            for mark in self._session.labels
        }
        self.update()

    def resizeEvent(self, event: object) -> None:
        self.refresh()
        self._soon.start()  # the page may follow later

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for row, verdict in self._rows.items():
            painter.setBrush(self._theme.colours.ink(verdict))
            painter.drawRoundedRect(QRectF(2, row * 3, self.width() - 4, 5), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._session.article:
            top, bottom = self._reach
            share = min(max(0.0, (event.position().y() - top) / (bottom - top)), 1.0)
            self.position_wanted.emit(int(share * len(self._session.article.text)))

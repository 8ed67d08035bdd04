"""A row of widgets that goes on in the next line where it is too long, and many changes for which
widgets are laid out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

Line: TypeAlias = list[tuple[int, QLayoutItem, QSize]]

_HIGH = 10_000


@contextmanager
def laid_out_once(layout: QLayout) -> Iterator[None]:
    """Whatever happens inside is laid out afterwards, all of it at once. Qt lays out everything
    around a widget whenever that is shown."""
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)


class FlowLayout(QLayout):
    """Lays widgets side by side in as many lines as it takes, each line's at its middle."""

    def __init__(self, parent: QWidget, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gaps: set[int] = set()
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one that stands at this place."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Kept until something changes: Qt asks some ten times for each layout around this one."""
        if width not in self._heights:
            edges = self.contentsMargins()
            inner = QRect(0, 0, width - edges.left() - edges.right(), 0)
            high = self._place(inner, move=False)
            self._heights[width] = high + edges.top() + edges.bottom()
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def add_gap(self) -> None:
        """What comes after this goes to the end of its line, and stays together where there is room
        for it on one."""
        self._gaps.add(len(self._items))

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Go through the lines; returns how high all of them are."""
        y = rect.top()
        for line in self._lines(rect.width()):
            height = max(size.height() for _, _, size in line)
            if move:
                self._move(line, QRect(rect.left(), y, rect.width(), height))
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.top())

    def _lines(self, width: int) -> Iterator[Line]:
        x = 0
        line: Line = []
        shown = [
            (number, item, item.sizeHint().boundedTo(QSize(width, _HIGH)))
            for number, item in enumerate(self._items)
            if not item.isEmpty()
        ]
        for number, item, size in shown:
            needed = size.width()
            if number in self._gaps:
                rest = [one.width() for at, _, one in shown if at >= number]
                whole = sum(rest) + self.spacing() * (len(rest) - 1)
                needed = whole if whole <= width else needed
            if line and x + needed > width:
                yield line
                x, line = 0, []
            line.append((number, item, size))
            x += size.width() + self.spacing()
        if line:
            yield line

    def _move(self, line: Line, rect: QRect) -> None:
        """Bring a line's widgets to its middle, and those after a gap to its end."""
        used = sum(size.width() + self.spacing() for _, _, size in line) - self.spacing()
        x = rect.left()
        for number, item, size in line:
            if number in self._gaps:
                x += rect.width() - used
            item.setGeometry(
                QRect(QPoint(x, rect.top() + (rect.height() - size.height()) // 2), size)
            )
            x += size.width() + self.spacing()

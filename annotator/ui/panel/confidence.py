"""How sure the annotator is: five dots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider

from annotator.ui.theme import Theme
from annotator.ui.wheel import scroll_past


class Confidence(QAbstractSlider):
    """Click a dot, or go with the arrow keys; the same again clears it. A slider to assistive
    tools, from 0 (not set) to 5; never one to the wheel, which scrolls past it."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setRange(0, 5)
        self.setAccessibleName("Confidence")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("How sure you are (1 to 5)")
        self.valueChanged.connect(self._on_value)
        scroll_past(self)

    def show_value(self, value: int | None, own: bool) -> None:
        """Show this many dots filled."""
        self.blockSignals(True)
        self.setValue(value or 0)
        self.blockSignals(False)
        self.setEnabled(own)
        said = f"{value} of 5" if value else "not set"
        self.setAccessibleDescription(said)
        self.update()

    def _on_value(self, value: int) -> None:
        """An assistive tool has set it."""
        if value:
            self.chosen.emit(value)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(15) * 5, self._theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, step = self._theme.colours, self._theme.px(15)
        ink = QColor(colours.accent if self.hasFocus() else colours.text)
        painter.setPen(QPen(ink, 1.2))
        for number in range(5):
            filled = number < self.value()
            painter.setBrush(ink if filled else Qt.BrushStyle.NoBrush)
            centre = QPointF(step * number + step / 2, self.height() / 2)
            painter.drawEllipse(centre, step * 0.3, step * 0.3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(max(1, min(5, int(event.position().x() // self._theme.px(15)) + 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        step = by.get(Qt.Key(event.key()))
        wanted = self.value() + (step or 0)
        if step and 1 <= wanted <= 5:
            self.chosen.emit(wanted)
        else:
            event.ignore()

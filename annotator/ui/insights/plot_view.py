"""A plot on the screen. Each of its spots is a button of its own: it can be pointed at, reached by
key, read by assistive tools, and leads to the cases that it is about."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.tasks.insights.line_plot import LinePlot
from annotator.tasks.insights.matrix_plot import MatrixPlot
from annotator.tasks.insights.plots import Plot
from annotator.tasks.insights.shapes import Picture, Spot
from annotator.ui.insights.painting import paint, placed
from annotator.ui.plain import as_tip
from annotator.ui.theme import Theme

_TALL = (LinePlot, MatrixPlot)
"""What more height makes better."""

_NARROW = 140.0
_LEADS = "Show these cases in Review"
_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class PlotView(QWidget):
    """Draws its plot for the width that it is given. Tab goes into it, arrows go about in it."""

    cases_wanted = Signal(object)
    """A CaseFilter or an Asked: someone wants to see the cases of a spot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plot: Plot | None = None
        self._picture = Picture(0, 0, ())
        self._spots: list[SpotButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)

    def show_plot(self, plot: Plot | None) -> None:
        """Show another plot, or none."""
        self._plot = plot
        tall = isinstance(plot, _TALL)
        policy = QSizePolicy.Policy.MinimumExpanding if tall else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self.setVisible(plot is not None)
        self._draw()

    @property
    def picture(self) -> Picture:
        """What is drawn now."""
        return self._picture

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(self._theme.px(220), 0))

    def minimumSizeHint(self) -> QSize:
        width = max(self.width() / self._scale, _NARROW)
        height = self._plot.draw(width).height if self._plot is not None else 0
        return QSize(self._theme.px(_NARROW), self._theme.px(height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, self._picture, self._theme, self._scale)
        painter.end()

    @property
    def _scale(self) -> float:
        return self._theme.zoom / 100

    def _draw(self) -> None:
        self.updateGeometry()
        width, height = self.width() / self._scale, self.height() / self._scale
        if isinstance(self._plot, _TALL):
            self._picture = self._plot.draw(max(width, _NARROW), height)
        elif self._plot is not None:
            self._picture = self._plot.draw(max(width, _NARROW))
        self._place(self._picture.spots if self._plot is not None else ())
        self.update()

    def _place(self, spots: tuple[Spot, ...]) -> None:
        """Let the buttons stand where the spots are. Those that are there keep their focus."""
        while len(self._spots) > len(spots):
            button = self._spots.pop()
            button.hide()
            button.deleteLater()
        while len(self._spots) < len(spots):
            button = SpotButton(self, self._theme)
            button.pressed_for.connect(self.cases_wanted)
            button.show()
            self._spots.append(button)
        for button, spot in zip(self._spots, spots, strict=True):
            button.show_spot(spot)
            button.setGeometry(placed(spot.rect, self._scale).toAlignedRect())
        self._let_in(next((one for one in self._spots if one.hasFocus()), None))

    def _let_in(self, chosen: SpotButton | None) -> None:
        """Tab stops at one spot only: where one has been, else at the first that leads on."""
        leads = [one for one in self._spots if one.leads]
        chosen = chosen or next(iter(leads or self._spots), None)
        for button in self._spots:
            policy = Qt.FocusPolicy.StrongFocus if button is chosen else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the next spot in their direction."""
        here = next((one for one in self._spots if one.hasFocus()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if here is None or step is None:
            super().keyPressEvent(event)
            return
        found = self._nearest(here, *step)
        if found is not None:
            self._let_in(found)
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _nearest(self, here: SpotButton, right: int, down: int) -> SpotButton | None:
        def ahead(one: SpotButton) -> tuple[int, int]:
            way = one.geometry().center() - here.geometry().center()
            along = way.x() * right + way.y() * down
            aside = abs(way.x() * down) + abs(way.y() * right)
            return along, aside

        found = [(ahead(one), number) for number, one in enumerate(self._spots) if one is not here]
        near = [(aside, along, number) for (along, aside), number in found if along > 0]
        return self._spots[min(near)[-1]] if near else None


class SpotButton(QAbstractButton):
    """A spot: nothing to be seen but its frame, while it has the focus or the mouse over it."""

    pressed_for = Signal(object)

    def __init__(self, view: PlotView, theme: Theme) -> None:
        super().__init__(view)
        self._theme = theme
        self._spot: Spot | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._press)

    def show_spot(self, spot: Spot) -> None:
        """Stand for this spot from now on."""
        self._spot = spot
        self.setAccessibleName(spot.said)
        self.setAccessibleDescription(_LEADS if spot.cases else "")
        self.setToolTip(as_tip(f"{spot.said}\n{_LEADS}" if spot.cases else spot.said))
        pointer = Qt.CursorShape.PointingHandCursor if spot.cases else Qt.CursorShape.ArrowCursor
        self.setCursor(pointer)

    @property
    def leads(self) -> bool:
        """Whether there are cases to be shown."""
        return self._spot is not None and self._spot.cases is not None

    def _press(self) -> None:
        if self._spot is not None and self._spot.cases is not None:
            self.pressed_for.emit(self._spot.cases)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # arrows are the plot's, all else the window's

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus() and not (self.underMouse() and self.leads):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colours.accent if self.hasFocus() else self._theme.colours.muted
        painter.setPen(QPen(QColor(colour), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

"""A card of Insights: a head, a sentence, a plot, what it means, and a menu to save it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from annotator.tasks.insights.card import Card
from annotator.tasks.insights.plots import NumberPlot, SharePlot
from annotator.tasks.insights.words import number
from annotator.ui.insights.plot_view import PlotView
from annotator.ui.menu import Menu
from annotator.ui.plain import CutLabel, plain
from annotator.ui.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft

SAVED_AS = {
    "svg": "Save the plot as SVG…",
    "png": "Save the plot as PNG…",
    "csv": "Save the numbers as CSV…",
}


class CardView(QFrame):
    """One card. It stays while its numbers change."""

    cases_wanted = Signal(object)
    save_wanted = Signal(object, str)
    """The Card, and as what: "svg", "png" or "csv"."""

    def __init__(self, theme: Theme, *, folded: bool = False) -> None:
        super().__init__()
        self.setObjectName("insight")
        self._card: Card | None = None
        self._folds = folded
        self._extra: QPushButton | None = None
        self._title = CutLabel(kind="strong")  # a long title does not make its column wider
        self._symbol = plain(kind="muted")
        self._told = plain(kind="small", wrap=True)
        self._foot = plain(kind="small", wrap=True)
        self.plot = PlotView(theme)
        self.plot.cases_wanted.connect(self.cases_wanted)
        self._fold = QToolButton()
        self._fold.setCheckable(True)
        self._fold.setProperty("kind", "quiet")
        self._fold.toggled.connect(self._unfold)
        self._more = QToolButton()
        self._more.setText("Save")
        self._more.setProperty("kind", "quiet")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = Menu(self)
        for kind, title in SAVED_AS.items():
            action = self._menu.addAction(title)
            action.setData(kind)
        self._menu.triggered.connect(self._save)
        self._more.setMenu(self._menu)
        self._arrange()
        self._fold.setVisible(folded)  # not before it has a parent: it would be a window
        theme.changed.connect(self._space)
        self._theme = theme
        self._space()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._title)
        head.addWidget(self._symbol)
        head.addStretch(1)
        head.addWidget(self._fold)
        head.addWidget(self._more)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self._told)
        self._column.addWidget(self.plot, 1)
        self._column.addWidget(self._foot)
        self._column.addStretch(0)

    def _space(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(16), px(9), px(10), px(12))
        self._column.setSpacing(px(5))

    def add_button(self, button: QPushButton) -> None:
        """Put a button below the plot, to be seen where the card is not folded."""
        self._extra = button
        self._column.insertWidget(self._column.indexOf(self._foot), button, 0, _LEFT)
        self._unfold(self._fold.isChecked())

    def say(self, text: str) -> None:
        """Say this below the plot, until there are new numbers."""
        self._foot.setText(text)
        self._unfold(self._fold.isChecked())

    @property
    def card(self) -> Card | None:
        """What is shown."""
        return self._card

    def show_card(self, card: Card) -> None:
        """Show these numbers."""
        self._card = card
        self._title.setText(card.title)
        self._symbol.setText(card.symbol)
        self._symbol.setVisible(bool(card.symbol))
        self._told.setText(card.told)
        self._told.setVisible(bool(card.told))
        self._foot.setText("\n".join(card.foot))
        self.plot.show_plot(card.plot)
        self._more.setAccessibleName(f"Save {card.title}")
        self._fold.setAccessibleName(f"Show {card.title}")
        self.setAccessibleName(f"{card.title} {card.symbol}".strip())
        self.setAccessibleDescription(self._spoken(card))
        self._unfold(self._fold.isChecked())

    def _spoken(self, card: Card) -> str:
        """All that can be seen, in words."""
        first = []
        if isinstance(card.plot, NumberPlot):
            first = [number(card.plot.value) if card.plot.value is not None else "not defined"]
        elif isinstance(card.plot, SharePlot):
            first = [card.plot.said[0]]
        said = [*first, card.told, *card.foot, *(spot.said for spot in self.plot.picture.spots)]
        return ". ".join(dict.fromkeys(one.rstrip(".") for one in said if one))

    def _unfold(self, shown: bool) -> None:
        open_ = shown or not self._folds
        self._fold.setText("Hide" if shown else "Show")
        self._foot.setVisible(open_ and bool(self._foot.text()))
        if self._extra is not None:
            self._extra.setVisible(open_)
        self.plot.setVisible(open_ and self._card is not None and self._card.plot is not None)
        self._told.setVisible(bool(self._told.text()))

    def _save(self, action: QAction) -> None:
        self.save_wanted.emit(self._card, action.data())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu.popup(event.globalPos())
        event.accept()

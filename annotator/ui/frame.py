"""The bars of the window: above, what is open and who looks at it; below, that all is saved."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from annotator.ui.plain import CutLabel, KeyButton, plain

_NAME_WIDTH = 200
"""So wide, in pixels, can a person's name be up there: the tabs stay in the middle."""
TABS = ("Annotate", "Review", "Insights")


class Frame(QWidget):
    """Project, tabs, and the person."""

    tab_chosen = Signal(int)
    palette_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = CutLabel(kind="strong")  # as the file: cut where the window is narrow
        self._file = CutLabel(kind="muted")
        self._tabs = QButtonGroup(self)
        self._tabs.idClicked.connect(self.tab_chosen)
        self._box = QWidget()
        self._box.setObjectName("tabs")
        self._box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._person = QPushButton()
        self._person.setProperty("kind", "chip")
        self._person.setToolTip("Who is labelling")
        self._person.clicked.connect(self.person_wanted)
        self._find = KeyButton("Find anything", "Find anything")
        self._find.clicked.connect(self.palette_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 4)
        row.setSpacing(10)
        left, right = QHBoxLayout(), QHBoxLayout()
        left.addWidget(self._name)
        left.addWidget(self._file, 1)
        self._file.setMinimumWidth(0)
        self._file.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        right.addStretch()
        right.addWidget(self._find)
        right.addWidget(self._person)
        row.addLayout(left, 1)
        row.addWidget(self._make_tabs())
        row.addLayout(right, 1)

    def _make_tabs(self) -> QWidget:
        row = QHBoxLayout(self._box)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for number, name in enumerate(TABS):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setAccessibleName(name)
            button.setProperty("kind", "tab")
            self._tabs.addButton(button, number)
            row.addWidget(button)
        return self._box

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._find.show_key(keys["palette"])

    def show_project(self, name: str, file: str, person: str) -> None:
        """Say what is open, and who looks at it."""
        self._name.setText(name)
        self._file.setText(file)
        letters = self._person.fontMetrics()
        shown = letters.elidedText(person, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self._person.setText(f"You: {shown}".replace("&", "&&"))
        self._person.setAccessibleName(f"You: {person}")
        self._person.setVisible(bool(person))
        self._box.setVisible(bool(file))

    def show_tab(self, number: int) -> None:
        """Mark this tab as the one that is shown."""
        self._tabs.button(number).setChecked(True)


class StatusBar(QWidget):
    """Saved is a fact that stands here, not a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 4)
        row.setSpacing(18)
        self._parts = {name: plain(kind="small") for name in ("saved", "labels", "place")}
        self._more: dict[str, QLabel] = {"undo": CutLabel(kind="small")}
        self._more |= {name: plain(kind="small") for name in ("to_do", "zoom")}
        for part in self._parts.values():
            row.addWidget(part)
        row.addStretch()
        for part in self._more.values():
            row.addWidget(part)

    def say(self, **texts: str) -> None:
        """Set some of the parts: saved, labels, place, undo, to_do, zoom."""
        for name, text in texts.items():
            part = self._parts.get(name) or self._more[name]
            part.setText(text)
        self._parts["saved"].setAccessibleName(self._parts["saved"].text()[2:])

"""The page before a project is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.plain import plain
from annotator.ui.there import kind_of


class _Recent(QListWidget):
    """A list in which one sees what Enter would open. A click opens it too: there are desktops that
    take one click for Enter, and then it is still once."""

    chosen = Signal(QListWidgetItem)

    def __init__(self) -> None:
        super().__init__()
        self.itemClicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.chosen.emit(item)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectedItems():
            self.setCurrentRow(max(0, self.currentRow()), QItemSelectionModel.SelectionFlag.Select)


class WelcomePage(QWidget):
    """New, open, demo, and the projects of late."""

    project_chosen = Signal(object)
    new_wanted = Signal()
    open_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        said = (
            plain("Annotator", kind="title"),
            plain("Highlight the claims of an article, and say which of them hold.",
                  kind="muted", wrap=True),
            plain("Make a project, then drop your articles on the window.",
                  kind="muted", wrap=True),
        )  # fmt: skip
        row = QHBoxLayout()
        for text, signal in (
            ("New project…", self.new_wanted),
            ("Open…", self.open_wanted),
            ("Try the demo", self.demo_wanted),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            button.setAutoDefault(True)  # Enter presses it, not Space alone
            row.addWidget(button)
            if self.focusProxy() is None:
                self.setFocusProxy(button)
        row.addStretch()
        self._head = plain("Recent projects", kind="small")
        self._recent = _Recent()
        self._recent.setAccessibleName("Recent projects")
        self._recent.chosen.connect(self._choose)
        self._recent.setObjectName("paper")
        column = QVBoxLayout()
        column.setSpacing(14)
        for words in said:
            column.addWidget(words)
        column.addLayout(row)
        column.addSpacing(20)
        column.addWidget(self._head)
        column.addWidget(self._recent, 4)
        column.addStretch(1)
        sides = QHBoxLayout(self)
        sides.setContentsMargins(40, 90, 40, 40)
        sides.addStretch(1)
        sides.addLayout(column, 3)
        sides.addStretch(1)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List these projects; those that are gone cannot be chosen. Enter opens the last one."""
        self._recent.clear()
        self._head.setVisible(bool(paths))
        self._recent.setVisible(bool(paths))
        for path in paths:
            item = QListWidgetItem(f"{path.stem}\n{path.parent}")
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            if kind_of(path) != "file":
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setText(f"{path.stem} (not there any more)\n{path.parent}")
            self._recent.addItem(item)
        if paths and kind_of(paths[0]) == "file":
            self.setFocusProxy(self._recent)

    def _choose(self, item: QListWidgetItem) -> None:
        self.project_chosen.emit(Path(item.data(Qt.ItemDataRole.UserRole)))

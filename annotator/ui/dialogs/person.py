"""Who is labelling: asked once, in the window, without standing in the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.ui.plain import plain


class PersonBar(QWidget):
    """A row at the top of the window with a field for the name. Escape leaves it."""

    named = Signal(str)
    left = Signal()
    """They stay who they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self._field = QLineEdit()
        self._field.setAccessibleName("Your name")
        self._field.setMaximumWidth(260)
        self._known = QStringListModel(self)
        self._field.setCompleter(QCompleter(self._known, self))
        self._field.returnPressed.connect(self._name)
        button = QPushButton("That is me")
        button.clicked.connect(self._name)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        self._words = plain(wrap=True)
        row.addWidget(self._words, 1)
        row.addWidget(self._field)
        row.addWidget(button)
        self.hide()

    def ask(self, name: str, known: Sequence[str], meant: str | None = None) -> None:
        """Show the row with a name to begin with; `meant`: whom the file was handed out to."""
        handed = f"These articles were handed out to {meant}. " if meant else ""
        self._words.setText(
            f"{handed}Who is labelling? The others see this name beside your labels."
        )
        self._known.setStringList(list(known))
        self._field.setText(name)
        self._field.selectAll()
        self.show()
        self._field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _name(self) -> None:
        if self._field.text().strip():
            self.hide()
            self.named.emit(self._field.text())

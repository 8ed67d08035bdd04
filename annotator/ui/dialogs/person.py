"""Who is labelling: asked once, in the window, without standing in the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.ui.plain import plain


class PersonBar(QWidget):
    """A row at the top of the window with a field for the name. Escape leaves it. Where the file is
    for somebody, a new name in it is either theirs, put right, or another person's."""

    named = Signal(str)
    corrected = Signal(str)
    """The one for whom the file was handed out is called so."""
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
        self._field.returnPressed.connect(self._enter)
        self._field.textChanged.connect(self._ask_which)
        self._correct = QPushButton("Correct my name")
        self._correct.clicked.connect(self._correct_name)
        self._correct.hide()
        button = QPushButton("That is me")
        button.clicked.connect(self._name)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        self._words = plain(wrap=True)
        row.addWidget(self._words, 1)
        row.addWidget(self._field)
        row.addWidget(self._correct)
        row.addWidget(button)
        self._meant = ""
        self.hide()

    def ask(self, name: str, known: Sequence[str], meant: str | None = None) -> None:
        """Show the row with a name to begin with; `meant`: whom the file was handed out to."""
        self._meant = meant or ""
        self._known.setStringList(list(known))
        self._field.setText(name)
        self._ask_which()
        self._field.selectAll()
        self.show()
        self._field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _ask_which(self) -> None:
        """Say what is asked; of a new name, whether it is a correction."""
        typed = " ".join(self._field.text().split()).casefold()
        known = {one.casefold() for one in self._known.stringList()}
        new = bool(self._meant and typed) and typed not in known
        who = "Who is labelling? The others see this name beside your labels."
        if new:
            who = "Is that their name, put right, or are you somebody else?"
        handed = f"These articles were handed out to {self._meant}. " if self._meant else ""
        self._words.setText(f"{handed}{who}")
        self._correct.setVisible(new)

    def _enter(self) -> None:
        """The name is typed. Where it can be two things, the person says which."""
        if self._correct.isVisible():
            self._correct.setFocus()
        else:
            self._name()

    def _correct_name(self) -> None:
        self.hide()
        self.corrected.emit(self._field.text())

    def _name(self) -> None:
        if self._field.text().strip():
            self.hide()
            self.named.emit(self._field.text())

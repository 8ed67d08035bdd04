"""The tags of a label: chips that go at a click, and a field with completion for another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton, QWidget

from annotator.ui.flow import FlowLayout
from annotator.ui.session import Session

_FIELD = 7
"""How wide the field is, in letters."""


class TagField(QLineEdit):
    """Where a tag is typed. The known tags are read when it gets the focus."""

    focused = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


class Tags(QWidget):
    """Emits all tags as they should be."""

    changed = Signal(object)

    def __init__(self, session: Session, before: Sequence[QWidget]) -> None:
        """`before` stands in the same row, ahead of the tags."""
        super().__init__()
        self._session = session
        self._tags: tuple[str, ...] = ()
        self._chips: list[QToolButton] = []
        self._first = len(before)
        self._flow = FlowLayout(self)
        for widget in before:
            self._flow.addWidget(widget)
        self._field = TagField(placeholderText="+ tag")
        self._field.setAccessibleName("Add tag")
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._field.setCompleter(completer)
        # Queued, for the completer writes into the field after this, and after Enter was heard.
        completer.activated.connect(self._add, Qt.ConnectionType.QueuedConnection)
        self._field.focused.connect(self._read_known)
        self._field.returnPressed.connect(self._add)
        self._field.setMaximumWidth(_FIELD * self._field.fontMetrics().averageCharWidth() + 24)
        self._flow.addWidget(self._field)

    def show_tags(self, tags: tuple[str, ...], own: bool) -> None:
        """Show these tags."""
        self._field.setVisible(own)
        if tags == self._tags and all(chip.isEnabled() == own for chip in self._chips):
            return
        self._tags = tags
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for place, tag in enumerate(tags, self._first):
            chip = QToolButton()
            chip.setText(tag.replace("&", "&&") + (" ×" if own else ""))
            chip.setProperty("kind", "chip")
            chip.setProperty("tag", tag)
            chip.setAccessibleName(f"Remove tag {tag}")
            chip.setEnabled(own)
            chip.clicked.connect(self._remove)
            self._flow.insert(place, chip)
            self._chips.append(chip)

    def clear(self) -> None:
        """Forget what is half typed."""
        self._field.clear()

    def edit(self) -> None:
        """Go to the field."""
        self._field.setFocus()

    def _read_known(self) -> None:
        self._known.setStringList(self._session.project.queries.tags(self._session.only))

    def _add(self) -> None:
        tag = self._field.text().strip()
        self._field.clear()
        if tag and tag not in self._tags:
            self.changed.emit((*self._tags, tag))

    def _remove(self) -> None:
        gone = self.sender().property("tag")
        self.changed.emit(tuple(tag for tag in self._tags if tag != gone))

"""The tags of a label: chips that go at a click, and a field with completion for another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QToolButton, QWidget

from annotator.ui.flow import FlowLayout
from annotator.ui.session import Session

_FIELD = 7
"""How wide the field is, in letters."""
_TAG = Qt.ItemDataRole.UserRole


class TagField(QLineEdit):
    """Where a tag is typed. Those in use that begin so are offered, and Enter takes the one that is
    lit: the first of them, or below them what was typed, as a new tag."""

    focused = Signal()

    def __init__(self) -> None:
        super().__init__(placeholderText="+ tag")
        self.setAccessibleName("Add tag")
        self._in_use: list[str] = []
        self._offered = QStandardItemModel(self)
        self.completion = QCompleter(self._offered, self)
        self._popup = QListView()
        self.completion.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completion.setCompletionRole(_TAG)
        self.completion.setPopup(self._popup)
        self.setCompleter(self.completion)
        self.textEdited.connect(self._offer)

    def know(self, tags: Sequence[str]) -> None:
        """These tags are in use."""
        self._in_use = list(tags)

    def lit(self) -> str:
        """The tag that Enter takes."""
        row = self._popup.currentIndex()
        lit = self._popup.isVisible() and row.isValid()
        return str(row.data(_TAG)) if lit else self.text()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        popup = self._popup
        if event.text().isprintable() and popup.isVisible():
            lights = popup.selectionModel()
            lights.blockSignals(True)  # lit, and not written into the field
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            lights.setCurrentIndex(popup.model().index(0, 0), flag)
            lights.blockSignals(False)
            popup.viewport().update()

    def _offer(self, typed: str) -> None:
        typed = typed.strip()
        begun = [tag for tag in self._in_use if tag.casefold().startswith(typed.casefold())]
        self._offered.clear()
        for tag in begun:
            self._offered.appendRow(_item(tag, tag))
        if begun and typed.casefold() not in (tag.casefold() for tag in begun):
            self._offered.appendRow(_item(f"{typed} (new)", typed))


def _item(shown: str, tag: str) -> QStandardItem:
    item = QStandardItem(shown)
    item.setData(tag, _TAG)
    return item


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
        self._field = TagField()
        # Queued, for the completer writes into the field after this, and after Enter was heard.
        self._field.completion.activated.connect(self._add, Qt.ConnectionType.QueuedConnection)
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
            chip.setAccessibleName(f"Remove tag {tag}" if own else f"Tag {tag}")
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
        self._field.know(self._session.project.queries.tags(self._session.only))

    def _add(self) -> None:
        tag = self._field.lit().strip()
        self._field.clear()
        if tag and tag not in self._tags:
            self.changed.emit((*self._tags, tag))

    def _remove(self) -> None:
        gone = self.sender().property("tag")
        self.changed.emit(tuple(tag for tag in self._tags if tag != gone))

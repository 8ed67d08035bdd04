"""The list of formats, grouped by what they are for, with a field that finds one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.formats.format import Format, Purpose
from annotator.ui.plain import plain

_NAME: Final = Qt.ItemDataRole.UserRole
_AIR: Final = 6


def in_words(format_: Format) -> tuple[str, str]:
    """What a format is called, and the rest that its title says."""
    at = min((one for one in map(format_.title.find, (", ", ": ")) if one > 0), default=-1)
    return (format_.title, "") if at < 0 else (format_.title[:at], format_.title[at + 2 :])


class FormatList(QWidget):
    """One format is always chosen, also while the search hides it."""

    changed = Signal()

    def __init__(self, formats: Iterable[Format]) -> None:
        super().__init__()
        self._formats = {one.name: one for one in formats}
        self._field = _Find()
        self._field.setAccessibleName("Find a format")
        self._list = QListWidget()
        self._list.setAccessibleName("Format")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for purpose in Purpose:
            self._add(purpose, [one for one in self._formats.values() if one.purpose is purpose])
        self.chosen = next(iter(self._formats.values()))
        self._none = plain("No format has these words.", kind="muted", wrap=True)
        self._none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._none)
        column.addWidget(self._list, 1)
        self._field.textChanged.connect(self._find)
        self._field.down.connect(self._list.setFocus)
        self._list.currentItemChanged.connect(self._choose)

    @property
    def wanted_width(self) -> int:
        """In which all its words have room; known when it is shown."""
        bar = self._list.verticalScrollBar().sizeHint().width()
        return self._list.sizeHintForColumn(0) + bar + 2 * self._list.frameWidth() + _AIR

    def choose(self, name: str) -> None:
        """Choose the format of this name, where there is one."""
        for row in range(self._list.count()):
            if self._list.item(row).data(_NAME) == name:
                self._list.setCurrentRow(row)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list.doItemsLayout()  # with the room that the style sheet gives to a row
        self._list.scrollToItem(self._list.currentItem())

    def _add(self, purpose: Purpose, formats: Iterable[Format]) -> None:
        rows = [QListWidgetItem(in_words(one)[0]) for one in formats]
        if not rows:
            return
        head = QListWidgetItem(purpose.value)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self._list.font()
        font.setBold(True)
        head.setFont(font)
        self._list.addItem(head)
        for row, one in zip(rows, formats, strict=True):
            row.setData(_NAME, one.name)
            row.setData(Qt.ItemDataRole.AccessibleDescriptionRole, one.title)
            self._list.addItem(row)

    def _choose(self) -> None:
        item = self._list.currentItem()
        found = self._formats.get(item.data(_NAME)) if item else None
        if found is not None and found is not self.chosen:
            self.chosen = found
            self.changed.emit()

    def _find(self, words: str) -> None:
        """Show what has all these words in its title, its name or its group; choose the first."""
        wanted = words.casefold().split()
        first = None
        head, any_ = None, False
        for row in range(self._list.count()):
            item = self._list.item(row)
            format_ = self._formats.get(item.data(_NAME))
            if format_ is None:
                if head is not None:
                    head.setHidden(not any_)
                head, any_ = item, False
                continue
            text = f"{format_.title} {format_.name} {format_.purpose.value}".casefold()
            there = all(word in text for word in wanted)
            item.setHidden(not there)
            any_ = any_ or there
            first = first or (item if there else None)
        if head is not None:
            head.setHidden(not any_)
        self._none.setHidden(first is not None)
        self._field.found = first is not None
        now = self._list.currentItem()
        if first is not None and (now is None or now.isHidden()):
            self._list.setCurrentItem(first)


class _Find(QLineEdit):
    """Down goes on to what was found; where nothing is, Enter does nothing."""

    down = Signal()

    def __init__(self) -> None:
        super().__init__(placeholderText="Find a format")
        self.found = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif self.found or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

"""Articles that are no files: pages of the web by their addresses, and texts that were copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QPlainTextEdit, QWidget

from annotator.formats.articles.whole import is_address
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.plain import plain, typed_in


class AddressDialog(Dialog):
    """Pages of the web to be fetched, because a person says so. Emits their addresses."""

    asked = Signal(list)

    def __init__(self, addresses: Sequence[str], parent: QWidget) -> None:
        super().__init__("Import from an address", parent)
        self._field = QLineEdit(" ".join(addresses), placeholderText="https://…")
        self._field.setAccessibleName("Address")
        self._field.setCursorPosition(0)
        self._field.textChanged.connect(self._on_typed)
        self.column.addWidget(plain("The address of the article:"))
        self.column.addWidget(self._field)
        self.column.addWidget(
            plain(
                "The page is fetched once, now, and its text kept here. Its site sees that this "
                "program asks, and nothing more.", kind="muted", wrap=True,
            )
        )  # fmt: skip
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.name_ok("Fetch")
        self._on_typed()
        self.accepted.connect(self._hand_on)

    @property
    def _addresses(self) -> list[str]:
        return self._field.text().split()

    def _on_typed(self) -> None:
        there = bool(self._addresses) and all(map(is_address, self._addresses))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(there)

    def _hand_on(self) -> None:
        self.asked.emit(self._addresses)


class PasteDialog(Dialog):
    """A text from the clipboard or the keyboard. Emits text and title."""

    pasted = Signal(str, str)

    def __init__(self, text: str, title: str, parent: QWidget) -> None:
        super().__init__("Paste a text", parent)
        self._title = QLineEdit(title, placeholderText="Title (else its first line)")
        self._title.setAccessibleName("Title")
        self._text = QPlainTextEdit(text, placeholderText="The text of the article")
        self._text.setAccessibleName("Text")
        self._text.setTabChangesFocus(True)  # or nobody gets out of it by keys
        self._text.setMinimumHeight(260)
        self.column.addWidget(self._title)
        self.column.addWidget(self._text)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.name_ok("Take in")
        self.accepted.connect(self._hand_on)

    def _hand_on(self) -> None:
        self.pasted.emit(typed_in(self._text), self._title.text())

"""The form for a piece of evidence."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.domain.address import web_address
from annotator.domain.label import Evidence, Stance
from annotator.ui.choice import Choice
from annotator.ui.panel.copy_field import CopyField
from annotator.ui.plain import plain


class EvidenceForm(QWidget):
    """One piece of evidence as it is typed. Enter keeps it."""

    kept = Signal(object)
    left = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._given = Evidence()
        self.url, self.title, self.quote, self.accessed = (QLineEdit() for _ in range(4))
        self.stance = Choice("Stance")
        self.stance.offer({stance: stance.value for stance in Stance}, Stance.SUPPORTS)
        form.addRow("Stance", self.stance)  # in the order in which Tab is to go through them
        for name, field in (
            ("Address", self.url), ("Title", self.title), ("Quote", self.quote),
            ("Accessed", self.accessed),
        ):  # fmt: skip
            field.setAccessibleName(f"Evidence {name.lower()}")
            field.returnPressed.connect(self.keep)
            form.addRow(name, field)
        self.accessed.setPlaceholderText("such as 2025-03-19")
        self.copy = CopyField()
        form.addRow("Copy", self.copy)
        self._wrong = plain(kind="disputed", wrap=True)
        self._wrong.hide()
        form.addRow(self._wrong)
        row = QHBoxLayout()
        row.addStretch()
        for text, slot in (("Cancel", self.left), ("Keep", self.keep)):
            button = QPushButton(text)
            button.setAccessibleName(f"{text} evidence")
            button.clicked.connect(slot)
            row.addWidget(button)
        form.addRow(row)

    def start(self, given: Evidence) -> None:
        """Show a piece of evidence for change."""
        self._given = given
        self.url.setText(given.url)
        self.title.setText(given.title)
        self.quote.setText(given.quote)
        self.accessed.setText(given.accessed)
        self.stance.choose(given.stance)
        self.copy.show_copy(given.sha256)
        self._wrong.hide()
        self.show()
        self.url.setFocus()

    def keep(self) -> None:
        """Hand on what was typed, where it can be; say why it cannot be where not."""
        url = web_address(self.url.text())
        if url is None:
            self._refuse("Only addresses that begin with http or https can be kept.")
        elif not _is_date(self.accessed.text().strip()):
            self._refuse("Write the day on which you saw it as 2025-03-19.")
        elif not self.has_words():
            self._refuse("Give an address, a title, a quote or a copy.")
        else:
            self.kept.emit(self._typed(url))

    def keep_what_can_be(self) -> None:
        """Hand on what was typed by someone who has turned to something else: an address that is
        none becomes part of the title, and nothing typed is lost."""
        url = web_address(self.url.text())
        if self.has_words():
            typed = self._typed(url or "")
            if url is None:
                title = " ".join((typed.title, self.url.text().strip())).strip()
                typed = replace(typed, title=title)
            self.kept.emit(typed)

    def has_words(self) -> bool:
        """Whether there is anything to keep."""
        fields = (self.url, self.title, self.quote)
        return bool(self.copy.sha256) or any(field.text().strip() for field in fields)

    def _typed(self, url: str) -> Evidence:
        return replace(
            self._given,
            url=url,
            title=self.title.text().strip(),
            quote=self.quote.text().strip(),
            stance=self.stance.value,
            accessed=self.accessed.text().strip(),
            sha256=self.copy.sha256,
        )

    def _refuse(self, why: str) -> None:
        self._wrong.setText(why)
        self._wrong.show()
        self.resized.emit()


def _is_date(typed: str) -> bool:
    """Whether this is a day as ISO 8601 writes it, or nothing."""
    try:
        return not typed or bool(date.fromisoformat(typed))
    except ValueError:
        return False

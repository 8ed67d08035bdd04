"""The options of formats, each with its words and its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from annotator.formats.format import Option
from annotator.ui.choice import Choice
from annotator.ui.dialogs.export.fields import narrow_form
from annotator.ui.plain import plain

_NARROW: Final = 9


class OptionsForm(QWidget):
    """Options that formats leave to the person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, Choice | QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inside: QWidget | None = None

    def show_options(self, options: Iterable[Option], values: Mapping[str, str]) -> None:
        """Show these, with these values where they can stand."""
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        form = narrow_form(self._inside)
        self._fields = {}
        for option in options:
            value = values.get(option.name, option.default)
            field: Choice | QLineEdit
            if option.choices:
                field = Choice(option.title)
                field.offer(option.choices, value if value in option.choices else option.default)
                field.setMinimumContentsLength(_NARROW)
                field.currentIndexChanged.connect(self.changed)
            else:
                field = QLineEdit(value)
                field.setAccessibleName(option.title)
                field.textChanged.connect(self.changed)
            self._fields[option.name] = field
            form.addRow(plain(option.title, wrap=True))
            form.addRow(field)
        self._column.addWidget(self._inside)
        self.setVisible(bool(self._fields))

    def values(self) -> dict[str, str]:
        """Each option with its value."""
        return {name: _value(field) for name, field in self._fields.items()}


def _value(field: Choice | QLineEdit) -> str:
    found: Any = field.value if isinstance(field, Choice) else field.text()
    return str(found)

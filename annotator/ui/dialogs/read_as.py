"""How files are read otherwise than they look: as which format, in which unit their places count,
and with which of the options that formats have for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from annotator.formats.format import Option
from annotator.formats.registry import format_named, formats, lacking
from annotator.tasks.placing import Reading
from annotator.ui.choice import Choice
from annotator.ui.dialogs.options import OptionsForm
from annotator.ui.plain import plain

_AS_THEY_LOOK: Final = ""
_UNITS: Final = {
    "": "As the format or the quotes say", "codepoint": "Characters (code points)",
    "utf16": "UTF-16, as JavaScript and Java count", "utf8": "Bytes of UTF-8",
}  # fmt: skip
_TYPING: Final = 400
"""Milliseconds after which what is typed is taken for said."""


class ReadAs(QWidget):
    """Says `changed` when the files are to be looked at in another way."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        readers = [one for one in formats().values() if one.read and not lacking(one)]
        self._format = Choice("Format of these files")
        self._format.offer(
            {_AS_THEY_LOOK: "As each file looks", **{one.name: one.title for one in readers}},
            _AS_THEY_LOOK,
        )
        self._unit = Choice("What places count")
        self._unit.offer(_UNITS, "")
        self._options = OptionsForm()
        self._options.hide()
        self._shown: dict[str, Option] = {}
        self._said: dict[str, str] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(plain("Read as"), self._format)
        form.addRow(plain("Places count"), self._unit)
        form.addRow(self._options)
        self._form = form
        self.setFocusProxy(self._format)
        self._delay = QTimer(self, singleShot=True, interval=_TYPING)
        self._delay.timeout.connect(self.changed)
        self._format.activated.connect(self._choose)
        self._unit.activated.connect(self.changed)
        self._options.changed.connect(self._say)

    @property
    def format(self) -> str | None:
        """The name of the format, None where it is told by the files."""
        return str(self._format.value) or None

    def show_formats(self, names: Iterable[str]) -> None:
        """Show the options of these formats, which the files were taken for."""
        found = [format_named(name) for name in ([self.format] if self.format else names)]
        self._form.setRowVisible(self._unit, not found or any(one.unit for one in found))
        options = {one.name: one for each in found for one in each.options if one.reading}
        if options != self._shown:
            self._shown = options
            self._options.show_options(options.values(), self._said)

    def recall(self, said: Mapping[str, str]) -> None:
        """Take these options for said, as in another form of the dialog."""
        self._said |= said
        self._options.show_options(self._shown.values(), self._said)

    def rest(self) -> None:
        """Say nothing any more of what was typed last."""
        self._delay.stop()

    def choices(self, base: Reading) -> Reading:
        """How the files are to be read, as the person says here."""
        said = {
            name: value
            for name, value in self._said.items()
            if name in self._shown and value != self._shown[name].default
        }
        return replace(
            base,
            options={**base.options, **said},
            by_file={file: {**one, **said} for file, one in base.by_file.items()},
            unit=self._unit.value or base.unit,
        )

    def _choose(self) -> None:
        self.show_formats(())
        self.changed.emit()

    def _say(self) -> None:
        self._said |= self._options.values()
        self._delay.start()

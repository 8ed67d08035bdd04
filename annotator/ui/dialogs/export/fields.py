"""The fields of the export dialog that are more than one box: people, tags, and a split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.dialogs.number import aired
from annotator.ui.plain import plain

_LARGEST_SEED: Final = 2**31 - 1
_ROWS: Final = 4
_WHOLE: Final = 100


class Ticks(QListWidget):
    """People of which one ticks some."""

    changed = Signal()

    def __init__(self, called: str, names: Sequence[str], ticked: Qt.CheckState) -> None:
        super().__init__()
        self.setAccessibleName(called)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in dict.fromkeys(names):
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(ticked)
            self.addItem(item)
        rows = min(max(self.count(), 1), _ROWS)
        self.setFixedHeight(rows * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2)
        if self.count():
            self.setCurrentRow(0)
        self.itemChanged.connect(self.changed)

    @property
    def names(self) -> frozenset[str]:
        """All of them."""
        return frozenset(one.text() for one in self._items())

    @property
    def ticked(self) -> frozenset[str]:
        """Those that are ticked."""
        yes = Qt.CheckState.Checked
        return frozenset(one.text() for one in self._items() if one.checkState() is yes)

    def tick(self, names: frozenset[str]) -> None:
        """Tick these and no others."""
        for one in self._items():
            ticked = one.text() in names
            one.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]


class People(Ticks):
    """People of whom one chooses some; all of them, and none, are everyone."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("Whose labels", names, Qt.CheckState.Checked)

    @property
    def chosen(self) -> frozenset[str]:
        """Their names; empty for everyone."""
        return self.ticked if self.ticked < self.names else frozenset()

    def choose(self, names: frozenset[str]) -> None:
        """Choose these, as far as they are there; everyone where none of them is."""
        self.tick(names & self.names or self.names)


class Tags(Ticks):
    """Tags of which one chooses some; none of them is each of them."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__("Tags", tags, Qt.CheckState.Unchecked)

    @property
    def chosen(self) -> frozenset[str]:
        """Those of which an article has to have one."""
        return self.ticked or self.names


class Split(QWidget):
    """Into train, dev and test, by percent; what the first two leave is the third."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._on = QCheckBox("into train, dev and test")
        self._train, self._dev = (self._percent(name) for name in ("Train", "Dev"))
        self._train.setValue(80)
        self._dev.setValue(10)
        self._test = plain()
        self._seed = aired(QSpinBox(maximum=_LARGEST_SEED))
        self._seed.setAccessibleName("Seed")
        self._seed.setToolTip("The same seed deals the same articles to the same parts")
        self._numbers = QWidget()
        row = QHBoxLayout(self._numbers)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._train, self._dev):
            row.addWidget(widget)
        row.addStretch()
        seed = QHBoxLayout()
        seed.addWidget(self._test)
        seed.addSpacing(10)
        seed.addWidget(plain("Seed"))
        seed.addWidget(self._seed)
        seed.addStretch()
        self._seed_row = QWidget()
        self._seed_row.setLayout(seed)
        seed.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(6)
        for part in (self._on, self._numbers, self._seed_row):
            column.addWidget(part)
        self._on.toggled.connect(self._say)
        for spin in (self._train, self._dev, self._seed):
            spin.valueChanged.connect(self._say)
        self._show_state()

    @staticmethod
    def _percent(name: str) -> QSpinBox:
        spin = aired(QSpinBox(maximum=_WHOLE, prefix=f"{name.lower()} ", suffix=" %"))
        spin.setAccessibleName(f"{name} in percent")
        return spin

    @property
    def split(self) -> tuple[int, ...]:
        """The percentages, none where all goes into one."""
        train, dev = self._train.value(), self._dev.value()
        return (train, dev, _WHOLE - train - dev) if self._on.isChecked() else ()

    @property
    def seed(self) -> int:
        """By which lot is cast."""
        return self._seed.value()

    def show_split(self, split: Sequence[int], seed: int) -> None:
        """Show this one."""
        if split:
            self._train.setValue(split[0])
            self._dev.setValue(split[1])
        self._seed.setValue(seed)
        self._on.setChecked(bool(split))

    def _say(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self._dev.setMaximum(_WHOLE - self._train.value())
        self._test.setText(f"test {_WHOLE - self._train.value() - self._dev.value()} %")
        self._numbers.setVisible(self._on.isChecked())
        self._seed_row.setVisible(self._on.isChecked())


def narrow_form(widget: QWidget) -> QFormLayout:
    """A form that gives each field a line of its own where there is little room."""
    form = QFormLayout(widget)
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(7)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form

"""What of a project goes out: the choices that hold for every format, and the options of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.label import Layer
from annotator.formats.format import Format
from annotator.tasks.choosing import EVERYONE, Choices
from annotator.tasks.voting import Vote
from annotator.ui.choice import Choice
from annotator.ui.plain import plain

_LAYERS: Final[Mapping[Layer | Vote | None, str]] = {
    None: "All that was said and decided",
    Layer.ANNOTATION: "Each annotator’s own labels",
    Layer.GOLD: "Gold: what stands after review",
    Vote.MAJORITY: "One a claim: the majority’s",
    Vote.SOFT: "One a claim, with everyone’s counts",
}
_ALL, _DONE, _BEGUN, _TAG, _FOUND = "all", "done", "one", "tag", "found"
_ARTICLES: Final = {
    _ALL: "All", _DONE: "Finished by all at them", _BEGUN: "Finished by at least one",
    _TAG: "With a tag", _FOUND: "Found by words",
}  # fmt: skip
_LICENCES: Final = ("", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "ODbL-1.0")
_LARGEST_SEED: Final = 2**31 - 1
_ROWS: Final = 4
_NARROW: Final = 9
_WHOLE: Final = 100
_BLIND: Final = (
    "This project is blind: until your own articles are finished, you export your own labels only."
)


class WhatGoesOut(QWidget):
    """The choices that hold for all formats. `kept_out` is the name of one who is to see only their
    own labels, "" where nobody is."""

    changed = Signal()

    def __init__(self, people: Sequence[str], tags: Sequence[str], kept_out: str = "") -> None:
        super().__init__()
        self._kept_out = kept_out
        self._layer = Choice("Labels")
        self._layer.offer(_LAYERS, None)
        self._people = Names(people)
        self._pseudonyms = QCheckBox("Call people A, B, C")
        self._articles = Choice("Articles")
        self._articles.offer(
            {key: _ARTICLES[key] for key in _ARTICLES if tags or key != _TAG}, _ALL
        )
        self._tag = Choice("Tag")
        self._tag.offer({tag: tag for tag in tags} or {"": ""}, tags[0] if tags else "")
        self._words = QLineEdit(placeholderText="Words in the article, or at its labels")
        self._words.setAccessibleName("Words in the article")
        self._split = Split()
        self._licence = QComboBox(editable=True)
        self._licence.setAccessibleName("Licence")
        self._licence.addItems(list(_LICENCES))
        self._manifest = QCheckBox("Write a manifest beside it")
        self._manifest.setToolTip("Counts, hashes of the files, these choices, the licence")
        self._agreement = QCheckBox("Measure the agreement for it")
        self._arrange(many=len(people) > 1)
        for box in (self._layer, self._articles, self._tag, self._licence):
            box.setMinimumContentsLength(_NARROW)
        self._connect()
        self._show_state()

    def _arrange(self, *, many: bool) -> None:
        form = narrow_form(self)
        blind = bool(self._kept_out)
        if blind:
            form.addRow(plain(_BLIND, wrap=True))
        form.addRow("Labels", self._layer)
        form.addRow("Of", self._people)
        form.addRow("", self._pseudonyms)
        form.addRow("Articles", self._articles)
        form.addRow("", self._tag)
        form.addRow("", self._words)
        form.addRow("Split", self._split)
        form.addRow("Licence", self._licence)
        form.addRow("", self._manifest)
        form.addRow("", self._agreement)
        form.setRowVisible(self._people, many and not blind)
        for widget in (self._layer, self._articles):
            form.setRowVisible(widget, not blind)
        self._form = form

    def _connect(self) -> None:
        for box in (self._layer, self._articles, self._tag):
            box.currentIndexChanged.connect(self._say)
        for check in (self._pseudonyms, self._manifest, self._agreement):
            check.toggled.connect(self._say)
        self._words.textChanged.connect(self._say)
        self._licence.currentTextChanged.connect(self._say)
        self._people.changed.connect(self._say)
        self._split.changed.connect(self._say)

    def _say(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        which = "" if self._kept_out else self._articles.value
        self._form.setRowVisible(self._tag, which == _TAG)
        self._form.setRowVisible(self._words, which == _FOUND)
        manifest = self._manifest.isChecked()
        self._form.setRowVisible(self._agreement, manifest and not self._kept_out)
        self._licence.setEnabled(manifest)

    def show_choices(self, choices: Choices) -> None:
        """Show these, as far as they can still be met."""
        self._layer.choose(choices.layer)
        self._people.choose(choices.annotators)
        self._pseudonyms.setChecked(choices.pseudonyms)
        which = _ALL
        if choices.done is not None:
            which = _DONE if choices.done == EVERYONE else _BEGUN
        elif choices.tags:
            which = _TAG
        elif choices.search:
            which = _FOUND
        self._articles.choose(which)
        self._tag.choose(next(iter(choices.tags), ""))
        self._words.setText(choices.search)
        self._split.show_split(choices.split, choices.seed)
        self._licence.setCurrentText(choices.licence)
        self._manifest.setChecked(choices.manifest)
        self._agreement.setChecked(choices.agreement)

    def choices(self, options: Mapping[str, str]) -> Choices:
        """What is chosen, with these options of the format."""
        which = _ALL if self._kept_out else self._articles.value
        manifest = self._manifest.isChecked()
        return Choices(
            layer=Layer.ANNOTATION if self._kept_out else self._layer.value,
            annotators=frozenset([self._kept_out]) if self._kept_out else self._people.chosen,
            split=self._split.split,
            seed=self._split.seed,
            options=options,
            pseudonyms=self._pseudonyms.isChecked(),
            done={_DONE: EVERYONE, _BEGUN: 1}.get(which),
            tags=frozenset([self._tag.value]) if which == _TAG else frozenset(),
            search=self._words.text().strip() if which == _FOUND else "",
            licence=self._licence.currentText().strip(),
            agreement=manifest and self._agreement.isChecked() and not self._kept_out,
            manifest=manifest,
        )


class Names(QListWidget):
    """People of whom one chooses some; all of them, and none, are everyone."""

    changed = Signal()

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName("Whose labels")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in dict.fromkeys(names):
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.addItem(item)
        rows = min(max(self.count(), 1), _ROWS)
        self.setFixedHeight(rows * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2)
        if self.count():
            self.setCurrentRow(0)
        self.itemChanged.connect(self.changed)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    @property
    def chosen(self) -> frozenset[str]:
        """Their names; empty for everyone."""
        some = [one.text() for one in self._items() if one.checkState() is Qt.CheckState.Checked]
        return frozenset(some) if len(some) < self.count() else frozenset()

    def choose(self, names: frozenset[str]) -> None:
        """Choose these, as far as they are there; everyone where none of them is."""
        here = names & {one.text() for one in self._items()}
        for one in self._items():
            chosen = not here or one.text() in here
            one.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)


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
        self._seed = QSpinBox(maximum=_LARGEST_SEED)
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
        spin = QSpinBox(maximum=_WHOLE, prefix=f"{name.lower()} ", suffix=" %")
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


class OptionsForm(QWidget):
    """The options of one format."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, Choice | QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inside: QWidget | None = None

    def show_options(self, format_: Format, values: Mapping[str, str]) -> None:
        """Show the options of a format, with these values where they can stand."""
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        form = narrow_form(self._inside)
        self._fields = {}
        for option in (one for one in format_.options if one.writing):
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


def narrow_form(widget: QWidget) -> QFormLayout:
    """A form that gives each field a line of its own where there is little room."""
    form = QFormLayout(widget)
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(7)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form

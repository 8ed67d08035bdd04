"""What of a project goes out: the choices that hold for every format, and the options of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QWidget,
)

from annotator.domain.label import Layer
from annotator.tasks.choosing import EVERYONE, Choices
from annotator.tasks.voting import Vote
from annotator.ui.choice import Choice
from annotator.ui.dialogs.export.fields import People, Split, Tags, narrow_form
from annotator.ui.plain import plain
from annotator.ui.wheel import scroll_past

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
    _TAG: "With one of these tags", _FOUND: "Found by words",
}  # fmt: skip
_LICENCES: Final = ("", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "ODbL-1.0")
_NARROW: Final = 9
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
        self._people = People(people)
        self._pseudonyms = QCheckBox("Call people A, B, C")
        self._articles = Choice("Articles")
        self._articles.offer(
            {key: _ARTICLES[key] for key in _ARTICLES if tags or key != _TAG}, _ALL
        )
        self._tags = Tags(tags)
        self._words = QLineEdit(placeholderText="Words in the article, or at its labels")
        self._words.setAccessibleName("Words in the article")
        self._split = Split()
        self._licence = QComboBox(editable=True)
        self._licence.setAccessibleName("Licence")
        self._licence.addItems(list(_LICENCES))
        scroll_past(self._licence)
        self._manifest = QCheckBox("Write a manifest beside it")
        self._manifest.setToolTip("Counts, hashes of the files, these choices, the licence")
        self._agreement = QCheckBox("with the project’s agreement")
        self._agreement.setToolTip("Measured on the whole project, whatever goes out")
        self._arrange(many=len(people) > 1)
        for box in (self._layer, self._articles, self._licence):
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
        form.addRow("", self._tags)
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
        for box in (self._layer, self._articles):
            box.currentIndexChanged.connect(self._say)
        for check in (self._pseudonyms, self._manifest, self._agreement):
            check.toggled.connect(self._say)
        self._words.textChanged.connect(self._say)
        self._licence.currentTextChanged.connect(self._say)
        self._people.changed.connect(self._say)
        self._tags.changed.connect(self._say)
        self._split.changed.connect(self._say)

    def _say(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        which = "" if self._kept_out else self._articles.value
        self._form.setRowVisible(self._tags, which == _TAG)
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
        self._tags.tick(choices.tags if choices.tags < self._tags.names else frozenset())
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
            tags=self._tags.chosen if which == _TAG else frozenset(),
            search=self._words.text().strip() if which == _FOUND else "",
            licence=self._licence.currentText().strip(),
            agreement=manifest and self._agreement.isChecked() and not self._kept_out,
            manifest=manifest,
        )

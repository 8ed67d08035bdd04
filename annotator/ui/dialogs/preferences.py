"""The preferences, made from the table of settings; the shortcuts, made from that of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QKeySequenceEdit,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from annotator.settings import SETTINGS, Setting, Settings
from annotator.ui.actions import ACTIONS, Action, Place
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.number import aired
from annotator.ui.plain import plain


class PreferencesDialog(Dialog):
    """Emits nothing until it is accepted; then `chosen` with every value and the changed keys."""

    chosen = Signal(object, object)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__("Preferences", parent)
        self.make_room(78, 34)
        self._changed: Mapping[str, Sequence[str]] = settings["shortcuts"]
        self._fields: dict[str, QWidget] = {}
        self._keys: dict[str, QKeySequenceEdit] = {}
        tabs = QTabWidget()
        tabs.addTab(self._general(settings), "General")
        tabs.addTab(self._shortcuts(), "Shortcuts")
        self._clash = plain(kind="disputed", wrap=True)
        self.column.addWidget(tabs, 1)
        self.column.addWidget(self._clash)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.accepted.connect(self._hand_on)

    def _general(self, settings: Settings) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        for setting in SETTINGS:
            if setting.title:
                field = _field(setting, settings[setting.key])
                field.setAccessibleName(setting.title)
                field.setToolTip(setting.help)
                form.addRow(setting.title, field)
                self._fields[setting.key] = field
        return page

    def _before(self, action: Action) -> Sequence[str]:
        """The keys that an action has as long as nothing is changed."""
        return self._changed.get(action.id, action.keys)

    def _shortcuts(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        for action in ACTIONS:
            keys = self._before(action)
            field = QKeySequenceEdit(QKeySequence(keys[0]) if keys else QKeySequence())
            field.setMaximumSequenceLength(1)
            field.setClearButtonEnabled(True)
            field.setAccessibleName(f"Keys for {action.title.rstrip('…')}")
            field.keySequenceChanged.connect(self._look_for_clash)
            form.addRow(action.title.rstrip("…"), field)
            self._keys[action.id] = field
        area = QScrollArea(widgetResizable=True)
        area.setWidget(page)
        return area

    def _look_for_clash(self) -> None:
        taken: dict[tuple[object, str], str] = {}
        said = ""
        for action in ACTIONS:
            for key in self._keys_of(action):
                for place in (action.place,) if action.hand else Place:
                    other = taken.setdefault((place, key), action.title)
                    if other != action.title:
                        said = f"{key} is both “{other}” and “{action.title}”."
        self._clash.setText(said)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not said)

    def _keys_of(self, action: Action) -> list[str]:
        """The keys that an action would have. The field shows the first of them: with it go the
        others that the action had, or has in the table."""
        typed = self._keys[action.id].keySequence().toString()
        for keys in (self._before(action), action.keys):
            together = [QKeySequence(key).toString() for key in keys]
            if together and typed == together[0]:
                return together
        return [typed] if typed else []

    def _hand_on(self) -> None:
        values = {key: _value(field) for key, field in self._fields.items()}
        keys = {}
        for action in ACTIONS:
            given = self._keys_of(action)
            if given != [QKeySequence(key).toString() for key in action.keys]:
                keys[action.id] = given
        self.chosen.emit(values, keys)


def _field(setting: Setting, value: object) -> QWidget:
    if isinstance(value, bool):
        box = QCheckBox()
        box.setChecked(value)
        return box
    if setting.choices:
        choice = QComboBox()
        choice.addItems(list(setting.choices))
        choice.setCurrentText(str(value))
        return choice
    if isinstance(value, int):
        number = aired(QSpinBox())
        low, high = setting.bounds or (0, 10_000)
        number.setRange(low, high)
        number.setValue(value)
        return number
    return QLineEdit(str(value))


def _value(field: QWidget) -> object:
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, QComboBox):
        return field.currentText()
    if isinstance(field, QSpinBox):
        return field.value()
    assert isinstance(field, QLineEdit)
    return field.text()

"""The settings of a project, and looking at the others' labels where it is blind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from annotator.domain.blindness import BLIND
from annotator.domain.decisions import CAUSES, CAUSES_KEY, causes_in, causes_of
from annotator.store.project import Project
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.plain import plain, typed_in


class ProjectDialog(Dialog):
    """Emits the settings that were changed: what they were, and what they are to be."""

    changed = Signal(object, object)

    def __init__(self, project: Project, parent: QWidget) -> None:
        super().__init__("Project settings", parent)
        self.make_room(84, 30)
        settings = project.queries.settings()
        keys = ("name", "guidelines", BLIND, CAUSES_KEY)
        self._before = {key: settings.get(key) for key in keys}
        self._causes_before = list(causes_of(self._before[CAUSES_KEY]))
        self._name = QLineEdit(project.name)
        self._name.setAccessibleName("Name")
        self._guidelines = QPlainTextEdit(str(self._before["guidelines"] or ""))
        self._guidelines.setAccessibleName("Guidelines")
        self._guidelines.setTabChangesFocus(True)
        self._causes = QPlainTextEdit("\n".join(self._causes_before))
        self._causes.setAccessibleName("Why annotators differ")
        self._causes.setPlaceholderText("One a line: what Review offers as the cause")
        self._causes.setTabChangesFocus(True)
        self._causes.setFixedHeight(self.fontMetrics().lineSpacing() * 6 + 14)
        self._blind = QCheckBox("Blind: whoever annotates does not see the others’ labels")
        self._blind.setChecked(bool(self._before[BLIND]))
        form = QFormLayout()
        form.addRow("Name", self._name)
        form.addRow("Guidelines", self._guidelines)
        form.addRow("Why they differ", self._causes)
        self.column.addLayout(form, 1)
        self.column.addWidget(self._blind)
        self.column.addWidget(
            plain(
                "Review and Insights open for each person when they have finished their articles. "
                "Files that are handed out are blind too. It is a courtesy, no lock: the file "
                "itself holds everyone’s labels.",
                kind="muted",
                wrap=True,
            )
        )
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.accepted.connect(self._hand_on)

    def _hand_on(self) -> None:
        now: dict[str, Any] = {"guidelines": typed_in(self._guidelines)}
        if name := " ".join(self._name.text().split()):
            now["name"] = name
        now[BLIND] = self._blind.isChecked()
        after = {
            key: value
            for key, value in now.items()
            if value != (self._before[key] or type(value)())  # not set is as good as empty
        }
        causes = causes_in(typed_in(self._causes))
        if (causes or list(CAUSES)) != self._causes_before:
            after[CAUSES_KEY] = causes
        if after:
            self.changed.emit({key: self._before[key] for key in after}, after)


class LookDialog(Dialog):
    """Asks whether somebody means it. Accepted: they do."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__("Look at the others’ labels", parent)
        self.column.addWidget(
            plain(
                "You would see what the others have marked before you have finished your own "
                "articles.",
                wrap=True,
            )
        )
        self.column.addWidget(
            plain(
                f"The project’s history will say that {name} has looked, and when. That cannot be "
                "taken back. Annotate goes on showing your own labels only.",
                kind="muted",
                wrap=True,
            )
        )
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self.name_ok("Look")

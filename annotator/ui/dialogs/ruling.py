"""Settling many cases at once by a rule, after a look at what it would settle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from annotator.domain.bulk import Rule, all_agree, majority, word_of
from annotator.domain.decisions import Ruling
from annotator.domain.quoting import shortened
from annotator.tasks.cases import Known, proposals
from annotator.tasks.progress import CancelledError
from annotator.tasks.telling import counted
from annotator.ui.dialogs.dialog import Dialog, why
from annotator.ui.dialogs.number import aired
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.review.names import Names
from annotator.ui.session import Session

_RULES = ("Where all agree", "The majority", "One annotator’s word on a tag")
_SHOWN = 200


class RulingDialog(Dialog):
    """Emits the rulings that the person has looked at. Ties are never broken."""

    chosen = Signal(object)

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        names: Names,
        known: Callable[[], Known | None],
        parent: QWidget,
    ) -> None:
        """`known` gives the claims that Review has, where it has read them."""
        super().__init__("Settle by a rule", parent)
        self._known = known
        self.make_room(84, 28)
        self._session = session
        self._jobs = jobs
        self._job: Job | None = None
        self._found: Sequence[Ruling] = ()
        self._names = names
        self._people = names.people(one.id for one in session.project.queries.annotators())
        self._rule = _box("Rule", _RULES)
        self._least = aired(QSpinBox(minimum=2, maximum=50))
        self._least.setAccessibleName("At least so many")
        self._dice = aired(QDoubleSpinBox(maximum=1.0, singleStep=0.05, value=0.8))
        self._dice.setAccessibleName("Least Dice of their words")
        self._who = _box("Whose word", [name for _, name in self._people])
        self._tag = _box("On which tag", session.project.queries.tags())
        self._form = QFormLayout()
        self._said = plain(kind="muted", wrap=True)
        self._list = QPlainTextEdit(readOnly=True)
        self._list.setAccessibleName("What would be settled")
        self._arrange()
        self._settle = self.name_ok("Settle")
        self._connect()
        self._look()

    def _arrange(self) -> None:
        for name, field in (
            ("Settle", self._rule), ("At least", self._least), ("Words alike (Dice)", self._dice),
            ("Annotator", self._who), ("Tag", self._tag),
        ):  # fmt: skip
            self._form.addRow(name, field)
        self.column.addLayout(self._form)
        self.column.addWidget(self._said)
        self.column.addWidget(self._list, 1)
        self.finish_with(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)

    def _connect(self) -> None:
        self.accepted.connect(self._hand_on)
        for choice in (self._rule, self._who, self._tag):
            choice.currentIndexChanged.connect(self._look)
        for number in (self._least, self._dice):
            number.valueChanged.connect(self._look)

    def _chosen_rule(self) -> Rule | None:
        kind = self._rule.currentIndex()
        if kind == 0:
            return all_agree()
        if kind == 1:
            return majority(self._least.value(), self._dice.value())
        if not self._people or not self._tag.count():
            return None
        who, name = self._people[self._who.currentIndex()]
        told = name if self._names.shown else "one annotator"  # the reason is kept and shown
        return word_of(who, self._tag.currentText(), told)

    def _look(self) -> None:
        """Find, in a job, what the rule would settle."""
        kind = self._rule.currentIndex()
        for row, of in enumerate((None, 1, 1, 2, 2)):
            self._form.setRowVisible(row, of in (None, kind))
        if self._job is not None:
            self._job.cancel()
        self._settle.setEnabled(False)
        rule, project, known = self._chosen_rule(), self._session.project, self._known()
        if rule is None:
            self._said.setText("Nobody has used a tag yet.")
            return
        self._said.setText("Looking…")

        def work(handle: Handle) -> list[Ruling]:
            with project.reader() as queries:
                try:
                    return proposals(queries, rule, known, cancelled=handle.cancelled)
                except CancelledError:
                    return []

        self._job = self._jobs.run(work, self._show, self._fail)

    def _show(self, found: Sequence[Ruling]) -> None:
        self._job = None
        self._found = found
        self._settle.setEnabled(bool(found))
        self.name_ok(f"Settle {counted(len(found), 'claim')}")
        self._said.setText(
            f"{counted(len(found), 'open claim')} would be settled; one undo takes all of it back."
            if found
            else "There is nothing that this rule would settle."
        )
        lines = [
            f"{ruling.stands.verdict.value}: {shortened(ruling.stands.quote, 80)} ({ruling.reason})"
            for ruling in found[:_SHOWN]
            if ruling.stands
        ]
        more = [f"… and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        self._list.setPlainText("\n".join(lines + more))

    def _fail(self, error: object) -> None:
        self._job = None
        self._said.setText(why(error))

    def _hand_on(self) -> None:
        self.chosen.emit(self._found)


def _box(name: str, texts: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.addItems(texts)
    box.setAccessibleName(name)
    return box

"""How one thread is shown: who said what and when, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from annotator.domain.comment import Comment, Step, Thread
from annotator.ui.comments.talk import count_of, when
from annotator.ui.comments.words import CommentWords
from annotator.ui.flow import FlowLayout
from annotator.ui.plain import CutLabel, as_tip, plain

_FEW = 6
"""So many steps are shown at once."""

_FIRST, _LAST = 1, 4
"""Of a longer thread, how many of the first and of the last."""


class Shown(NamedTuple):
    """How a thread is to be shown: what it is about in words, whose comments are one's own, whether
    the field for an answer stands below it, and whether all of its steps are wanted."""

    thread: Thread
    about: str
    me: str
    answered_below: bool
    whole: bool


class ThreadBox(QWidget):
    """One thread; a resolved one is a line until it is wanted."""

    wanted = Signal(str)
    """This thread is to be shown whole, or folded again."""
    reply_wanted = Signal(str)
    turned = Signal(str)
    """This thread is to be resolved, or opened again."""
    edit_wanted = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self, shown: Shown, name_of: Callable[[str], str]) -> None:
        super().__init__()
        self._shown = shown
        self._name_of = name_of
        self.setObjectName("source")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        resolved = shown.thread.resolved is not None
        state = "resolved" if resolved else "open"
        self.setAccessibleName(f"Thread, {count_of([shown.thread])}, {state}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(9, 6, 7, 6)
        self._column.setSpacing(5)
        if resolved and not shown.whole:
            self._column.addWidget(self._folded(), 0, Qt.AlignmentFlag.AlignLeft)
            return
        if shown.about:
            self._column.addWidget(plain(shown.about, kind="small", wrap=True))
        self._add_steps()
        self._add_foot()

    def _folded(self) -> QToolButton:
        said = f"✓ Resolved · {count_of([self._shown.thread]).removesuffix(', resolved')}"
        about = f" · {self._shown.about}" if self._shown.about else ""
        return self._button(said + about, "Show the resolved thread", self._want)

    def _add_steps(self) -> None:
        steps = self._shown.thread.steps
        if self._shown.whole or len(steps) <= _FEW:
            for step in steps:
                self._column.addWidget(self._step(step))
            return
        for step in steps[:_FIRST]:
            self._column.addWidget(self._step(step))
        between = f"… {len(steps) - _FIRST - _LAST} more"
        more = self._button(between, "Show the whole thread", self._want)
        self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        for step in steps[-_LAST:]:
            self._column.addWidget(self._step(step))

    def _step(self, step: Comment) -> QWidget:
        """Who and when, below it the words; a line for one without words."""
        name, at = self._name_of(step.annotator), when(step.at, _today())
        if step.step is not Step.SAID:
            verb = "✓ Resolved" if step.step is Step.RESOLVED else "Opened again"
            return plain(f"{verb} by {name} · {at}", kind="small", wrap=True)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        head = QWidget()
        flow = FlowLayout(head, 6)
        who = CutLabel(kind="strong")
        who.setText(name)
        who.setToolTip(as_tip(name))
        flow.addWidget(who)
        told = f"{at} · changed" if step.changed else at
        moment = plain(told, kind="small")
        moment.setToolTip(as_tip(step.updated if step.changed else step.at))
        flow.addWidget(moment)
        if step.annotator == self._shown.me:
            flow.add_gap()
            for sign, does, signal in (
                ("✎", "Edit comment", self.edit_wanted),
                ("✕", "Delete comment", self.delete_wanted),
            ):
                flow.addWidget(self._button(sign, does, signal.emit, step.id))
        column.addWidget(head)
        column.addWidget(CommentWords(step.text))
        return box

    def _add_foot(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(4)
        open_ = self._shown.thread.resolved is None
        if open_ and not self._shown.answered_below:
            foot.addWidget(self._button("Reply", "Reply", self.reply_wanted.emit))
        verb = "Resolve" if open_ else "Reopen"
        foot.addWidget(self._button(verb, verb, self.turned.emit))
        if self._shown.whole:
            foot.addWidget(self._button("Fold", "Fold the thread", self._want))
        foot.addStretch()
        self._column.addLayout(foot)

    def _want(self, id_: str) -> None:
        self.wanted.emit(id_)

    def _button(
        self, text: str, name: str, slot: Callable[[str], object], id_: str = ""
    ) -> QToolButton:
        button = QToolButton()
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setProperty("kind", "quiet")
        wanted = id_ or self._shown.thread.id

        def pressed() -> None:
            slot(wanted)

        button.clicked.connect(pressed)
        return button


def _today() -> date:
    return date.today()  # noqa: DTZ011 - their day, as they say it

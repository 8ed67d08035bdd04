"""The evidence of a label: what speaks for and against it, with a form for more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from annotator.domain.address import host_of, web_address
from annotator.domain.label import Evidence, Stance, Verdict
from annotator.domain.quoting import shortened
from annotator.ui.flow import FlowLayout
from annotator.ui.panel.copy_field import copy_named
from annotator.ui.panel.evidence_form import EvidenceForm
from annotator.ui.plain import as_tip, plain
from annotator.ui.theme import Theme

_LIKELY: Final = {
    Verdict.VERIFIED: Stance.SUPPORTS,
    Verdict.DISPUTED: Stance.REFUTES,
    Verdict.UNVERIFIABLE: Stance.CONTEXT,
}
_COLOURS = {Stance.SUPPORTS: "verified", Stance.REFUTES: "disputed", Stance.CONTEXT: "muted"}


class EvidenceList(QWidget):
    """Each piece in a line or two, and the form. Emits all the evidence as it should be."""

    changed = Signal(object)
    resized = Signal()
    left = Signal()
    link_wanted = Signal(str)
    copy_wanted = Signal()
    """A copy of the source that is being written down is to be kept."""
    copy_shown = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._evidence: tuple[Evidence, ...] = ()
        self._own = False
        self._likely = Stance.SUPPORTS
        self._editing: Evidence | None = None
        self._items: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._form = EvidenceForm()
        self._form.kept.connect(self._keep)
        self._form.left.connect(self._cancel)
        self._form.resized.connect(self.resized)
        self._form.copy.wanted.connect(self.copy_wanted)
        self._form.hide()
        self._add = QPushButton()
        self._add.setAccessibleName("Add evidence")
        self._add.setProperty("kind", "quiet")
        self._add.clicked.connect(self.add)
        self.show_key("")
        self._column.addWidget(self._form)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_key(self, key: str) -> None:
        """Show this key beside the button that opens the form."""
        self._add.setText("+ add evidence" + (f" ({key})" if key else ""))

    def show_evidence(self, evidence: tuple[Evidence, ...], own: bool, verdict: Verdict) -> None:
        """Show these pieces. The verdict says what another is likely to do to the claim."""
        self._likely = _LIKELY[verdict]
        self._add.setVisible(own and self._form.isHidden())
        if (evidence, own) == (self._evidence, self._own):
            return
        self._evidence, self._own = evidence, own
        for item in self._items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = [self._item(number, one) for number, one in enumerate(evidence)]
        for place, item in enumerate(self._items):
            self._column.insertWidget(place, item)
            item.show()  # at once, or the card measures itself without it

    def add(self) -> None:
        """Open the form for another piece."""
        if self._own:
            self._editing = None
            today = date.today().isoformat()  # noqa: DTZ011 - their day
            self._open(Evidence(stance=self._likely, accessed=today))

    def take_copy(self, sha256: str) -> None:
        """A copy is kept of the source that is being written down, if it still is."""
        if not self._form.isHidden():
            self._form.copy.show_copy(sha256)

    def flush(self) -> None:
        """Keep what is half typed."""
        if not self._form.isHidden():
            self._form.keep_what_can_be()
            self.close_form()

    def close_form(self) -> None:
        """Put the form away, and forget what is in it."""
        self._form.hide()
        self._add.setVisible(self._own)

    def _open(self, evidence: Evidence) -> None:
        self._add.hide()
        self._form.start(evidence)
        self.resized.emit()

    def _cancel(self) -> None:
        self.close_form()
        self.resized.emit()
        self.left.emit()

    def _keep(self, evidence: Evidence) -> None:
        all_ = list(self._evidence)
        if self._editing in all_:  # it may have gone while the form was open
            all_[all_.index(self._editing)] = evidence
        else:
            all_.append(evidence)
        self.close_form()
        self.changed.emit(tuple(all_))
        self.resized.emit()
        self.left.emit()

    def _item(self, number: int, evidence: Evidence) -> QWidget:
        """A box: stance and title, below it where it is to be found; what it says as a tip."""
        item = QWidget()
        item.setObjectName("source")
        item.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(item)
        box.setContentsMargins(9, 5, 5, 6)
        box.setSpacing(0)
        host = host_of(evidence.url) or evidence.url
        row = QHBoxLayout()
        row.setSpacing(6)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(plain(evidence.stance.value, kind=_COLOURS[evidence.stance]), 0, top)
        title = plain(evidence.title or evidence.quote or host or "A kept copy", wrap=True)
        title.setMinimumWidth(1)  # cut, rather than wider than the panel
        row.addWidget(title, 1, top)
        for sign, name, slot in (
            ("✎", "Edit evidence", self._edit), ("✕", "Remove evidence", self._remove),
        ):  # fmt: skip
            if self._own:
                row.addWidget(self._button(sign, name, number, slot), 0, top)
        box.addLayout(row)
        if evidence.quote and evidence.title:
            box.addWidget(plain(shortened(evidence.quote, 160), kind="small", wrap=True))
        below = QWidget()
        foot = FlowLayout(below, 2)
        if evidence.url:
            foot.addWidget(self._button(f"{host} ↗", f"Open {host}", number, self._follow))
        foot.addWidget(plain(evidence.accessed, kind="small"))
        if evidence.sha256:
            said = copy_named(evidence.sha256)
            foot.addWidget(self._button(said, f"Show the {said}", number, self._show_copy))
        box.addWidget(below)
        return item

    def _button(self, text: str, name: str, number: int, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(name)
        button.setToolTip(as_tip(name))
        button.setProperty("kind", "quiet")
        button.setProperty("number", number)
        button.clicked.connect(slot)
        return button

    def _number(self) -> int:
        return int(self.sender().property("number"))

    def _edit(self) -> None:
        self._editing = self._evidence[self._number()]
        self._open(self._editing)

    def _remove(self) -> None:
        gone = self._number()
        self.changed.emit(tuple(one for at, one in enumerate(self._evidence) if at != gone))

    def _show_copy(self) -> None:
        self.copy_shown.emit(self._evidence[self._number()].sha256)

    def _follow(self) -> None:
        url = web_address(self._evidence[self._number()].url)
        if url:
            self.link_wanted.emit(url)

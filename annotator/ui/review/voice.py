"""A card for what one annotator says of the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.label import Label
from annotator.domain.moved import moved
from annotator.domain.quoting import shortened
from annotator.ui.flow import FlowLayout, laid_out_once
from annotator.ui.plain import CutLabel, as_tip, plain
from annotator.ui.theme import SIGNS, WORDS

_CHIP = 60


class VoiceCard(QFrame):
    """What one annotator says: its number takes it. A card is used again for the next case, which
    takes a tenth of the time of making one."""

    def __init__(self, number: int, take: Callable[[int], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._number, self._take = number, take
        self.setToolTip(f"Take it ({number})")
        self._verdicts = {
            verdict: plain(f"{SIGNS[verdict]} {word}", kind=verdict.value)
            for verdict, word in WORDS.items()
        }
        self._who = CutLabel(kind="small")
        self._sure = plain(kind="small")
        self._quote = plain(kind="quote", wrap=True)
        self._note = plain(kind="muted", wrap=True)
        self._box = QWidget()
        self._flow = FlowLayout(self._box, 4)
        self._chips: list[CutLabel] = []
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(5)
        head = QWidget()
        flow = FlowLayout(head)
        flow.addWidget(plain(str(number), kind="key"))
        for verdict in self._verdicts.values():
            flow.addWidget(verdict)
        flow.add_gap()
        flow.addWidget(self._beside())
        column.addWidget(head)
        for widget in (self._quote, self._note, self._box):
            column.addWidget(widget)

    def _beside(self) -> QWidget:
        """Whose label it is and how sure they are; a long name gives up its end."""
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._who)
        row.addWidget(self._sure)
        return box

    def show_label(self, label: Label, name: str) -> None:
        """Show this label; whose it is only where there is a name."""
        with laid_out_once(self._column):
            self._show(label, name)

    def _show(self, label: Label, name: str) -> None:
        self.setAccessibleName(f"Label {self._number}: {WORDS[label.verdict]}")
        for verdict, shown in self._verdicts.items():
            shown.setVisible(verdict is label.verdict)
        sure = "●" * label.confidence + "○" * (5 - label.confidence) if label.confidence else ""
        for shown, words in ((self._who, name), (self._sure, sure)):
            shown.setText(words)
            shown.setVisible(bool(words))
        self._who.setToolTip(as_tip(name))
        self._quote.setText(shortened(label.quote, 240))
        self._note.setText(label.note)
        self._note.setVisible(bool(label.note))
        self._show_chips(list(_chips(label)))

    def _show_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these words, each with a tip where there is more to say."""
        while len(self._chips) < len(chips):
            chip = CutLabel(kind="chip")
            chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for at, chip in enumerate(self._chips):
            chip.setVisible(at < len(chips))
            text, tip = chips[at] if at < len(chips) else ("", "")
            chip.setText(text)
            chip.setToolTip(as_tip(tip))
            chip.setAccessibleDescription(tip)
        self._box.setVisible(bool(chips))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(self._number)


def _chips(label: Label) -> Iterator[tuple[str, str]]:
    """Each with its tip, "" where it says all there is."""
    if mark := moved(label):
        yield mark.chip, str(mark)
    for one in label.evidence:
        yield f"{one.stance.value} · {one.title or one.url}"[:_CHIP], ""
    yield from ((tag, "") for tag in label.tags)

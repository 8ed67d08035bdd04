"""The words that files have for a verdict, and which of the three verdicts each becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.domain.label import Verdict
from annotator.domain.quoting import shortened
from annotator.domain.vocabulary import key_of, mapping_from, verdict_of
from annotator.tasks.telling import counted
from annotator.ui.choice import Choice
from annotator.ui.plain import plain
from annotator.ui.theme import WORDS

_WORDS: Final = 40
"""So many of the files' words are listed, those that need a person first."""

_VERDICTS: Final[dict[Verdict | None, str]] = {
    **{one: WORDS[one] for one in Verdict}, None: "A tag, no verdict"
}  # fmt: skip


class VerdictWords(QWidget):
    """Each word of the files with how often it stands there, and the verdict that it becomes."""

    changed = Signal()

    def __init__(self, last: Mapping[str, Verdict | None]) -> None:
        super().__init__()
        self._last = last
        self.recalled = False
        """Whether a word became what it was last, and not what is known of it."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        self._boxes: dict[str, tuple[str, Choice]] = {}
        self._more = plain(kind="muted", wrap=True)

    def show_words(self, names: dict[str, int]) -> None:
        """Show these words. Those that are there already keep their boxes."""
        by_key: dict[str, tuple[str, int]] = {}
        for name, count in names.items():
            key = key_of(name)
            first, before = by_key.get(key, (name, 0))
            by_key[key] = first, before + count
        by_key.pop("", None)
        if by_key.keys() == self._boxes.keys() or (self._boxes and not by_key):
            return
        order = sorted(by_key.items(), key=lambda one: (bool(verdict_of(one[0], {})), -one[1][1]))
        self._clear()
        for row, (key, (name, count)) in enumerate(order[:_WORDS]):
            box = Choice(name)
            box.offer(_VERDICTS, verdict_of(name, self._last))
            box.activated.connect(self.changed)
            self._boxes[key] = name, box
            number = plain(f"{count:,}", kind="muted")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(plain(shortened(name)), row, 0)
            self._grid.addWidget(number, row, 1)
            self._grid.addWidget(box, row, 2)
        self.recalled = bool(self.mapping())
        left = len(order) - _WORDS
        self._more.setText(f"… and {counted(left, 'rarer word')}, which become what is known of "
                           "them, or tags.")  # fmt: skip
        self._more.setVisible(left > 0)
        self._grid.addWidget(self._more, _WORDS, 0, 1, 3)

    def mapping(self) -> dict[str, Verdict | None]:
        """What the person says otherwise than is known: a known word keeps its shade as a tag."""
        said = ((name, box.value) for name, box in self._boxes.values())
        rules = (f"{name}={now or ''}" for name, now in said if now != verdict_of(name, {}))
        return mapping_from(rules)

    @property
    def seen(self) -> Iterable[str]:
        """The words that are listed, as `mapping` has them."""
        return self._boxes.keys()

    def begin_anew(self) -> None:
        """Let each be what is known of it."""
        self._last, self.recalled = {}, False
        for name, box in self._boxes.values():
            box.choose(verdict_of(name, {}))

    def _clear(self) -> None:
        self._boxes.clear()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._more:
                widget.hide()
                widget.deleteLater()

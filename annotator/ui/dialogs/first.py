"""The first article of files that are looked at: what it is, and its first label as it will be."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.dataset import Record
from annotator.domain.label import Layer
from annotator.domain.moved import moved
from annotator.domain.quoting import on_one_line, shortened
from annotator.ui.plain import plain
from annotator.ui.theme import SIGNS, WORDS

_BEGINNING, _QUOTE = 200, 240
_NONE: Final = "None of these labels goes in yet: below stands why."


class FirstArticle(QWidget):
    """Its title and first words, and below them verdict, annotator and quote of its first label."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("The first article")
        self._title = plain(wrap=True)
        self._words = plain(kind="muted", wrap=True)
        self._verdicts = {
            verdict: plain(f"{SIGNS[verdict]} {word}", kind=verdict.value)
            for verdict, word in WORDS.items()
        }
        self._who = plain(kind="small")
        self._moved = plain(kind="small", wrap=True)
        self._quote = plain(kind="quote", wrap=True)
        self._none = plain(_NONE, kind="muted", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(10)
        for shown in self._verdicts.values():
            head.addWidget(shown)
        head.addWidget(self._who, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(4)
        column.addLayout(head)
        for widget in (self._quote, self._moved, self._none):
            column.addWidget(widget)

    def show_record(self, record: Record, *, refused: bool) -> None:
        """Show this one; something was `refused` of these files."""
        article, label = record.article, next(iter(record.labels), None)
        self._title.setText(article.title)
        text = article.text.lstrip().removeprefix(article.title.removesuffix("…"))
        self._words.setText(on_one_line(text, _BEGINNING))
        self._words.setVisible(bool(text.strip()))
        for verdict, shown in self._verdicts.items():
            shown.setVisible(label is not None and verdict is label.verdict)
        self._none.setVisible(label is None and refused)
        for widget in (self._who, self._quote):
            widget.setVisible(label is not None)
        mark = moved(label) if label else None
        self._moved.setVisible(mark is not None)
        if label is not None:
            gold = "gold" if label.layer is Layer.GOLD else ""
            self._who.setText(" · ".join(filter(None, (label.annotator, gold, *label.tags))))
            self._quote.setText(shortened(label.quote, _QUOTE))
            self._moved.setText(str(mark or ""))

"""What would be written: how much, what of it is lost, and the first record as it will stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.domain.label import Verdict
from annotator.formats.format import Format
from annotator.tasks.previewing import Outlook
from annotator.tasks.telling import counted
from annotator.ui.plain import plain
from annotator.ui.theme import WORDS

_LINES: Final = 7


class Preview(QWidget):
    """Says what is asked for at once, and the numbers when they are counted."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = Numbers("How much goes out")
        self._lost = plain(kind="strong", wrap=True)
        self._losses = Numbers("What is lost")
        self._cannot = plain(kind="small", wrap=True)
        self._format = ""
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setAccessibleName("The first record")
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._text.setWordWrapMode(self._text.wordWrapMode().WrapAnywhere)
        self._text.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(plain("What goes out", kind="strong"))
        column.addWidget(self._counts)
        column.addSpacing(8)
        column.addWidget(self._lost)
        column.addWidget(self._losses)
        column.addWidget(self._cannot)
        column.addSpacing(8)
        column.addWidget(plain("The first record", kind="strong"))
        column.addWidget(self._text, 1)

    def ask(self, format_: Format) -> None:
        """Numbers of this format are on their way; those before stand until they come."""
        nothing = format_.loses == "nothing"
        self._lost.setText("The format loses nothing" if nothing else "What is lost: counting…")
        self._cannot.setText("" if nothing else f"It cannot carry: {format_.loses}.")
        self._cannot.setVisible(not nothing)
        if format_.name != self._format:  # of another format nothing is kept on the screen
            self._format = format_.name
            self._text.clear()
            self._losses.show_table((), ())
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(max(8, self.font().pixelSize() - 1))
        self._text.setFont(font)
        self._text.setMinimumHeight(self._text.fontMetrics().lineSpacing() * _LINES)
        self._counts.setEnabled(False)
        self._losses.setEnabled(False)

    def show_outlook(self, found: Outlook) -> None:
        """Show these numbers."""
        self._counts.setEnabled(True)
        self._losses.setEnabled(True)
        self._counts.show_table(*_table(found))
        if found.losses or not self._cannot.isHidden():
            self._lost.setText("What is lost" if found.losses else "Nothing of this is lost")
        self._losses.show_table((), [(said, f"{count:,}") for said, count in found.losses.items()])

    def show_nothing(self) -> None:
        """There are no numbers."""
        self._counts.show_table((), ())
        self._losses.show_table((), ())

    def show_sample(self, text: str) -> None:
        """Show the first record."""
        self._text.setPlainText(text or "Nothing goes out.")


class Numbers(QWidget):
    """A table of words and numbers, without lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(3)

    def show_table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show these rows, words in the first column and numbers in the others."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        lines = [heads, *rows] if heads else list(rows)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                words = column == 0
                label = plain(
                    text, kind="muted" if words or (heads and not row) else "", wrap=words
                )
                if not words:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(label, row, column)
        self._grid.setColumnStretch(0, 1)
        self.setVisible(bool(lines))


def _table(found: Outlook) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """A column a part, which is narrower than a row a part."""
    counts, lacking = found.counts, found.undecided
    columns = [
        (one.articles, one.labels, *(one.verdicts[verdict] for verdict in Verdict), lacking[part])
        for part, one in counts.items()
    ]
    heads: Sequence[str] = ("", *counts) if "" not in counts else ()
    names = ["Articles", "Labels", *(WORDS[one] for one in Verdict)]
    if lacking.total():
        names.append(f"Claims {found.lack}")
    rows = [(name, *(f"{column[at]:,}" for column in columns)) for at, name in enumerate(names)]
    return heads, rows


def in_a_line(found: Outlook) -> str:
    """What goes out, in a few words."""
    said = f"{counted(found.articles, 'article')}, {counted(found.labels, 'label')}"
    if lacking := found.undecided.total():
        said += f"; {counted(lacking, 'claim')} {found.lack}"
    lost = "Some of it is lost." if found.losses else "" if lacking else "Nothing is lost."
    return f"{said}. {lost}".rstrip()

"""The article's text as a QTextDocument, made apart and handed over whole: that is what makes a
text of a megabyte open at once. Positions never move: Markdown is shown as it is written."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
)

from annotator.domain.article import Article
from annotator.domain.offsets import Offsets
from annotator.ui.theme import Theme

COLUMN: Final = 690
"""How wide a line of text is at most, in pixels of the design: some 70 characters."""

_LINE_HEIGHT: Final = 1.6
"""Of a line, in the size of its font (Qt reckons in percent of the font's own line instead)."""

_MARKED: Final = re.compile(r"^(?:(#{1,6}) +\S|([-*+]|\d{1,3}[.)]) +\S)", re.MULTILINE)
_HEADINGS: Final = (29, 24, 21, 19, 18, 18)


def make_document(article: Article | None, offsets: Offsets, theme: Theme) -> QTextDocument:
    """The document of an article, with fonts and spacing, not yet shown."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(theme.serif())
    document.setDocumentMargin(0)
    if article is None:
        return document
    document.setPlainText(article.text)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.setBlockFormat(_block(theme, spaced="\n\n" not in article.text))
    for found in _MARKED.finditer(article.text):
        at = offsets.utf16(found.start())
        if found.group(1):
            _show_heading(document, at, len(found.group(1)), theme)
        else:
            _show_item(document, at, len(found.group(2)), theme)
    return document


def set_margins(document: QTextDocument, side: float, top: float, bottom: float) -> None:
    """Room around the text: at its sides, above it for the title, and below it."""
    root = document.rootFrame()
    form = QTextFrameFormat(root.frameFormat())
    now = (form.leftMargin(), form.topMargin(), form.bottomMargin())
    if now != (side, top, bottom):
        form.setLeftMargin(side)
        form.setRightMargin(side)
        form.setTopMargin(top)
        form.setBottomMargin(bottom)
        root.setFrameFormat(form)


def _block(theme: Theme, *, spaced: bool) -> QTextBlockFormat:
    """How lines stand; with room below each paragraph, unless empty lines make it already."""
    form = QTextBlockFormat()
    font = theme.serif()
    percent = 100 * _LINE_HEIGHT * font.pixelSize() / QFontMetricsF(font).height()
    form.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    form.setBottomMargin(theme.px(9) if spaced else 0)
    return form


def _show_heading(document: QTextDocument, at: int, level: int, theme: Theme) -> None:
    cursor = QTextCursor(document.findBlock(at))
    form = QTextBlockFormat()
    form.setTopMargin(theme.px(14))
    cursor.mergeBlockFormat(form)
    words = QTextCharFormat()
    words.setFont(theme.serif(_HEADINGS[level - 1], bold=True))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(words)
    _mute(document, at, level, theme)


def _show_item(document: QTextDocument, at: int, marker: int, theme: Theme) -> None:
    cursor = QTextCursor(document.findBlock(at))
    form = QTextBlockFormat()
    form.setLeftMargin(theme.px(28))
    form.setTextIndent(-theme.px(18))
    cursor.mergeBlockFormat(form)
    _mute(document, at, marker, theme)


def _mute(document: QTextDocument, at: int, length: int, theme: Theme) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(at)
    cursor.setPosition(at + length, QTextCursor.MoveMode.KeepAnchor)
    quiet = QTextCharFormat()
    quiet.setForeground(QColor(theme.colours.muted))
    quiet.setFontWeight(QFont.Weight.Normal)
    cursor.mergeCharFormat(quiet)

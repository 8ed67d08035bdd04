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
    QTextOption,
)

from annotator.domain.article import Article
from annotator.domain.offsets import Offsets
from annotator.ui.theme import Theme

COLUMN: Final = 690
"""How wide a line of text is at most, in pixels of the design: some 70 characters."""

_LINE_HEIGHT: Final = 1.6
"""Of a line, in the size of its font (Qt reckons in percent of the font's own line instead)."""

_UNBROKEN: Final = 10_000
"""Longer words than this are no prose. Qt goes to the end of a word for each of its lines, to look
where it could be broken: in a word of 300,000 letters for seconds."""

_WORD: Final = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
    rf"\uff00-\uffef\U00020000-\U0003ffff]{{{_UNBROKEN}}}"
)
"""So long a stretch of letters that are not of a script without spaces."""

_MARKED: Final = re.compile(r"^(?:(#{1,6}) +\S|([-*+]|\d{1,3}[.)]) +\S)", re.MULTILINE)
_HEADINGS: Final = (29, 24, 21, 19, 18, 18)


def make_document(article: Article | None, offsets: Offsets, theme: Theme) -> QTextDocument:
    """The document of an article, with fonts and spacing, not yet shown."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(theme.serif())
    document.setDocumentMargin(0)
    option = document.defaultTextOption()
    option.setWrapMode(_wrap_of(article.text if article else ""))
    document.setDefaultTextOption(option)
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


def _wrap_of(text: str) -> QTextOption.WrapMode:
    """Lines end between words, but in a text with too long a one anywhere. Only long paragraphs are
    looked at."""
    modes = QTextOption.WrapMode
    if any(len(line) >= _UNBROKEN and _WORD.search(line) for line in text.split("\n")):
        return modes.WrapAnywhere
    return modes.WrapAtWordBoundaryOrAnywhere


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

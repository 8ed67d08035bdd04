"""The open article on paper or as a PDF: the page as the window paints it, in the light look and
cut into sheets, then what is said of each label.

It is painted and not made of HTML: Qt's HTML knows neither wavy nor dotted lines, nor lanes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from annotator.domain.label import Evidence, Label, Layer
from annotator.domain.moved import moved
from annotator.domain.quoting import in_quotes
from annotator.errors import AnnotatorError
from annotator.ui.article.document import make_document
from annotator.ui.article.header import Header
from annotator.ui.article.overlay import Overlay, Scene
from annotator.ui.direction import runs_right_to_left
from annotator.ui.panel.card import paragraph
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_DESIGN = 96.0
"""Pixels an inch in which the page is laid out, whatever the printer's own."""

_FOOT = 34.0
_HIGHER = 20.0
"""The title stands higher on a sheet than in the window."""

_LETTERS = 14.0
"""How far down a line nothing is drawn but its letters."""

_MARGINS = QMarginsF(18, 18, 18, 18)
"""Millimetres."""

_LINES = "solid wavy dotted".split()


class Paper(Theme):
    """The look on paper: always light, as large as it is designed, and of no concern to the
    window."""

    def __init__(self) -> None:
        super().__init__("light")

    def _apply(self) -> None:
        """The window keeps its own."""


class Sheets:
    """An article and its labels, laid out on sheets of one size (in pixels of the design)."""

    def __init__(self, session: Session, size: QSizeF) -> None:
        self._paper = Paper()
        self._session = session
        self._room = QSizeF(size.width(), size.height() - _FOOT)
        self._header = Header(self._paper)
        self._scene = Scene(session.labels, session.offsets, printed=True)
        self._header.show(session.article)
        self._above = self._header.lay_out(size.width()) - _HIGHER
        self._text = make_document(session.article, session.offsets, self._paper)
        self._text.setUseDesignMetrics(True)
        self._text.setTextWidth(size.width())
        self._cuts = cuts(self._text, self._room.height(), self._above)
        self._said = self._lay_out_labels()

    def __len__(self) -> int:
        return len(self._cuts) - 1 + (self._said.pageCount() if self._said else 0)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint one sheet, the first of which is 0, from the corner of its printable part."""
        self._paint_foot(painter, number)
        painter.save()
        of_text = len(self._cuts) - 1
        if number < of_text:
            self._paint_article(painter, number)
        elif self._said is not None:
            top = (number - of_text) * self._room.height()
            painter.translate(0, -top)
            self._paint_text(painter, self._said, QRectF(QPointF(0, top), self._room))
        painter.restore()

    def _lay_out_labels(self) -> QTextDocument | None:
        session = self._session
        labels = [label for mark in session.labels if (label := session.label(mark.id))]
        if not labels:
            return None
        document = QTextDocument()
        document.setUseDesignMetrics(True)
        document.setDocumentMargin(0)
        document.setDefaultFont(self._paper.sans())
        writer = _Writer(document, self._paper)
        for label in labels:
            writer.write(label, session)
        document.setPageSize(self._room)
        return document

    def _paint_article(self, painter: QPainter, number: int) -> None:
        """The lines of one sheet. What stands under the last of them reaches further down, and what
        stands under the last of the sheet before is not on this one."""
        top, bottom = self._cuts[number : number + 2]
        if number == 0:
            painter.translate(0, -_HIGHER)
            self._header.paint(painter, 0)
            painter.translate(0, _HIGHER + self._above)
        painter.translate(0, -top)
        here = QRectF(0, top, self._room.width(), bottom - top)
        overlay = Overlay(self._text, self._scene, self._paper, top, bottom - top)
        painter.setClipRect(here)
        overlay.paint_under(painter)
        self._paint_text(painter, self._text, here)
        painter.setClipRect(here.adjusted(-2, _LETTERS if number else 0, 2, _LETTERS))
        overlay.paint_over(painter)

    def _paint_text(self, painter: QPainter, document: QTextDocument, here: QRectF) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = here
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, QColor(self._paper.colours.text))
        context.palette = palette
        painter.setClipRect(here)
        document.documentLayout().draw(painter, context)

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        """What each kind of line means, and which sheet it is."""
        box = QRectF(0, self._room.height(), self._room.width(), _FOOT)
        painter.setFont(self._paper.sans(11))
        painter.setPen(QColor(self._paper.colours.muted))
        meant = "   ".join(
            f"{SIGNS[verdict]} {WORDS[verdict]}: {line} line"
            for verdict, line in zip(SIGNS, _LINES, strict=True)
        )
        bottom = Qt.AlignmentFlag.AlignBottom
        painter.drawText(box, bottom | Qt.AlignmentFlag.AlignLeft, meant)
        painter.drawText(box, bottom | Qt.AlignmentFlag.AlignRight, f"{number + 1} / {len(self)}")


def cuts(document: QTextDocument, room: float, above: float) -> list[float]:
    """Where the sheets of a text begin, and where the last one ends: before the line that would not
    fit. The first has so much less room."""
    found, left, end = [0.0], room - above, 0.0
    block = document.begin()
    while block.isValid():
        layout, top = block.layout(), document.documentLayout().blockBoundingRect(block).top()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            start, end = top + line.y(), top + line.y() + line.height()
            if end - found[-1] > left and start > found[-1]:
                found.append(start)
                left = room
        block = block.next()
    return [*found, end]


class _Writer:
    """Writes what is said of labels, one below the other. Nothing of it is taken for markup."""

    def __init__(self, document: QTextDocument, paper: Paper) -> None:
        self._cursor = QTextCursor(document)
        self._paper = paper
        self._begun = False

    def write(self, label: Label, session: Session) -> None:
        """One label: verdict and place, its words, who and how sure, its note, its evidence."""
        paper, colours = self._paper, self._paper.colours
        verdict = f"{SIGNS[label.verdict]} {WORDS[label.verdict]}"
        place = f"   {paragraph(session.article, label.start)} · {label.start}–{label.end}"
        self._line(verdict, paper.sans(bold=True), colours.ink(label.verdict).name(), above=16)
        self._add(place, paper.sans(12), colours.muted)
        self._line(in_quotes(label.quote), paper.serif(15), colours.text)
        who = [session.name_of(label.annotator), label.updated[:10], *label.tags]
        if label.layer is Layer.GOLD:
            who.insert(1, "gold")
        if label.confidence is not None:
            who.append(f"confidence {label.confidence} of 5")
        self._line(" · ".join(filter(None, who)), paper.sans(12), colours.muted)
        if mark := moved(label):
            self._line(str(mark), paper.sans(12), colours.muted)
        if label.note:
            self._line(label.note, paper.sans(), colours.text)
        for one in label.evidence:
            self._line(one.stance.value, paper.sans(bold=True), colours.text, inside=14)
            self._add(_told(one), paper.sans(), colours.text)

    def _line(
        self, words: str, font: QFont, colour: str, *, above: int = 2, inside: int = 0
    ) -> None:
        form = QTextBlockFormat()
        form.setTopMargin(above if self._begun else 0)
        form.setLeftMargin(inside)
        if runs_right_to_left(words.lstrip("“‘")):
            form.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if self._begun:
            self._cursor.insertBlock(form)
        else:
            self._cursor.setBlockFormat(form)
        self._begun = True
        self._add(words, font, colour)

    def _add(self, words: str, font: QFont, colour: str) -> None:
        look = QTextCharFormat()
        look.setFont(font)
        look.setForeground(QColor(colour))
        # A line break in it is one in the same paragraph.
        self._cursor.insertText(words.replace("\n", "\u2028"), look)


def _told(one: Evidence) -> str:
    said = (one.title, one.url, in_quotes(one.quote) if one.quote else "", one.accessed)
    return "".join(f" · {part}" for part in said if part)


def print_article(session: Session, device: QPagedPaintDevice) -> None:
    """Print the open article, all of it or the pages that were chosen. Raises AnnotatorError where
    the printer does not take it."""
    painter = QPainter()
    if not painter.begin(device):
        raise AnnotatorError("The printer takes nothing.", "Choose another printer.")
    try:
        dots = device.logicalDpiX() / _DESIGN
        sheets = Sheets(session, QSizeF(device.width() / dots, device.height() / dots))
        painter.scale(dots, dots)
        chosen = device.pageRanges()
        numbers = (n for n in range(len(sheets)) if chosen.isEmpty() or chosen.contains(n + 1))
        for at, number in enumerate(numbers):
            if at:
                device.newPage()
            sheets.paint(painter, number)
    finally:
        painter.end()


def new_printer(session: Session) -> QPrinter:
    """The printer that people have set up, with room around the page."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(session.article.title if session.article else "")
    printer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    return printer


def article_as_pdf(session: Session) -> bytes:
    """The open article as a PDF, on A4."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(session.article.title if session.article else "")
    writer.setCreator("Annotator")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    print_article(session, writer)
    return bytes(buffer.data().data())

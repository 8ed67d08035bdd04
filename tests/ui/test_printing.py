"""The open article on paper: nothing of it is cut or lost, and it is light whatever the look."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from hands import Hands, name_file, press_button, shown_by
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QSpinBox, QWidget
from samples import LONG

from annotator.palette import LIGHT
from annotator.tasks.importing import import_text
from annotator.ui.article.document import make_document
from annotator.ui.dialogs.picker import Picker
from annotator.ui.printing import Paper, Sheets, article_as_pdf, cuts

W = TypeVar("W", bound=QWidget)
SHEET = QSizeF(600, 800)


def sheets_of(raw: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", raw))


def painted(sheets: Sheets, number: int, fine: int = 1) -> QImage:
    """A sheet; `fine`: so many pixels a pixel of the design, so that thin lines have their colour
    wherever they fall."""
    image = QImage(SHEET.toSize() * fine, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(fine, fine)
    sheets.paint(painter, number)
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    return {QColor(pixel).name() for pixel in set(memoryview(image.constBits()).cast("I"))}


def found(dialog: QWidget, kind: type[W], name: str) -> W:
    widget = dialog.findChild(kind, name)
    assert isinstance(widget, kind)
    return widget


def open_long(hands: Hands) -> None:
    report = import_text(hands.session.project, LONG, "A long one")
    hands.session.reload()
    hands.window.open_article(report.first)
    hands.qtbot.waitUntil(lambda: hands.session.article.id == report.first)


def test_an_article_is_saved_as_a_pdf(hands: Hands, tmp_path: Path) -> None:
    hands.drag_words("halt attacks")
    hands.press("V")
    hands.choose("File", "Save as PDF…")
    picker = hands.dialog(Picker)
    assert Path(picker.selectedFiles()[0]).name == "Halt.pdf"
    name_file(picker, str(tmp_path / "halt.pdf"))
    hands.qtbot.waitUntil(lambda: hands.window.messages.text == "Saved halt.pdf.")
    raw = (tmp_path / "halt.pdf").read_bytes()
    assert raw.startswith(b"%PDF")
    assert sheets_of(raw) == 2
    assert shown_by(hands, "Show in folder") == [str(tmp_path)]


def test_no_line_is_cut_and_none_is_lost(hands: Hands) -> None:
    open_long(hands)
    session = hands.session
    document = make_document(session.article, session.offsets, Paper())
    document.setTextWidth(SHEET.width())
    found = cuts(document, SHEET.height(), 100)
    assert len(found) > 3
    assert found[-1] >= document.size().height() - 40
    block = document.begin()
    while block.isValid():
        top = document.documentLayout().blockBoundingRect(block).top()
        for number in range(block.layout().lineCount()):
            line = block.layout().lineAt(number)
            start, end = top + line.y(), top + line.y() + line.height()
            (sheet,) = [
                (first, SHEET.height() - (0 if first else 100))
                for first, last in pairwise(found)
                if first <= start and end <= last
            ]
            assert end - sheet[0] <= sheet[1]
        block = block.next()


def test_labels_are_on_paper_in_the_light_look(hands: Hands) -> None:
    for words, key in (("halt attacks", "V"), ("is due on", "D"), ("critics", "U")):
        hands.drag_words(words)
        hands.press(key)
    hands.choose("View", "Look: dark")
    before = QApplication.palette()
    sheets = Sheets(hands.session, SHEET)
    assert len(sheets) == 2
    text, said = painted(sheets, 0, 3), painted(sheets, 1, 3)
    for verdict in ("verified", "disputed", "unverifiable"):
        assert getattr(LIGHT, f"{verdict}_back") in colours(text)
        assert getattr(LIGHT, verdict) in colours(text)
        assert getattr(LIGHT, verdict) in colours(said)
    assert LIGHT.text in colours(text)
    assert QApplication.palette() == before
    assert hands.window.theme.dark


def test_an_article_without_labels_has_no_sheet_of_them(hands: Hands) -> None:
    assert sheets_of(article_as_pdf(hands.session)) == 1


@pytest.mark.parametrize("chosen", [(), (2, 3)])
def test_printing_goes_where_the_dialog_says(
    hands: Hands, tmp_path: Path, chosen: tuple[int, ...]
) -> None:
    open_long(hands)
    whole = sheets_of(article_as_pdf(hands.session))
    assert whole > 3
    hands.press("Ctrl+P")
    dialog = hands.dialog(QPrintDialog)
    target = tmp_path / "printed.pdf"
    name = found(dialog, QLineEdit, "filename")
    name.selectAll()
    QTest.keyClicks(name, str(target))
    if chosen:
        press_button(dialog, "Options >>")
        QTest.mouseClick(found(dialog, QRadioButton, "printRange"), Qt.MouseButton.LeftButton)
        for box, number in zip(("to", "from"), reversed(chosen), strict=True):
            found(dialog, QSpinBox, box).setValue(number)
    press_button(dialog, "Print")
    hands.qtbot.waitUntil(target.exists)
    raw = target.read_bytes()
    assert raw.startswith(b"%PDF")
    assert sheets_of(raw) == (2 if chosen else whole)


@pytest.mark.qt_log_ignore("QPainter::begin")  # it says so too
def test_a_printer_that_takes_nothing_is_said(hands: Hands, tmp_path: Path) -> None:
    hands.press("Ctrl+P")
    dialog = hands.dialog(QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFileName(str(tmp_path / "none" / "x.pdf"))
    dialog.accepted.emit(printer)
    assert "printer takes nothing" in hands.window.messages.text
    dialog.close()


def test_a_font_that_one_has_asked_for_is_ones_own(qapp: QApplication) -> None:
    paper = Paper()
    for ask in (paper.sans, paper.serif):
        size = ask(bold=True).pixelSize()
        ask(bold=True).setPixelSize(size + 9)
        assert ask(bold=True).pixelSize() == size

"""Saving what Insights shows: a plot as SVG or PNG, its numbers as CSV, or all of it as HTML."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.errors import AnnotatorError
from annotator.tasks.insights.card import Card
from annotator.tasks.insights.files import write_file
from annotator.tasks.insights.gathered import Insights
from annotator.tasks.insights.html import write_report
from annotator.tasks.insights.numbers import card_as_csv
from annotator.tasks.insights.svg import card_as_svg, card_picture
from annotator.ui.dialogs.picker import Picker
from annotator.ui.insights.painting import paint
from annotator.ui.theme import Theme

_SHARP = 2.0
"""Pixels a pixel of the design, for print and for screens of today."""

_KINDS: Final = {
    "svg": "SVG picture (*.svg)",
    "png": "PNG picture (*.png)",
    "csv": "Table of comma-separated values (*.csv)",
    "html": "Web page (*.html)",
}


def ask(
    parent: QWidget, title: str, folder: Path, name: str, save: Callable[[Path], None],
    told: Callable[[str], object], failed: Callable[[AnnotatorError], object],
) -> None:  # fmt: skip
    """Ask under what name to save something, save it, and say so, or why not."""

    def chosen(paths: list[str]) -> None:
        try:
            save(Path(paths[0]))
        except AnnotatorError as error:
            failed(error)
        else:
            told(f"Saved {Path(paths[0]).name}.")

    picker = Picker(parent, title, folder, name)
    picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    ending = name.rpartition(".")[2]
    picker.setDefaultSuffix(ending)
    picker.setNameFilter(_KINDS[ending])
    picker.filesSelected.connect(chosen)
    picker.open()


def saver(card: Card, kind: str, width: float, theme: Theme) -> Callable[[Path], None]:
    """What saves a card as "svg", "png" or "csv": it is asked for the path later."""
    if kind == "csv":
        return partial(write_file, content=("\ufeff" + card_as_csv(card)).encode())
    if kind == "svg":
        return partial(write_file, content=card_as_svg(card, width, theme.colours).encode())
    return partial(write_file, content=card_as_png(card, width, theme))


def report_saver(of: Insights) -> Callable[[Path], None]:
    """What saves all of it as one HTML file."""
    return partial(write_report, of)


def card_as_png(card: Card, width: float, theme: Theme) -> bytes:
    """A card as it looks in the window, sharp enough for print."""
    picture = card_picture(card, width)
    size = (round(picture.width * _SHARP), round(picture.height * _SHARP))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, picture, theme, _SHARP)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())

"""The HTML report in a browser: labels have the colours that the window has."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import browse
from PySide6.QtGui import QColor, QImage
from roundtrip import written

from annotator.domain.article import new_article
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Span, Verdict
from annotator.formats.report.html import FORMAT
from annotator.palette import DARK, LIGHT


@pytest.mark.validators
@pytest.mark.programs
def test_labels_can_be_seen_in_a_browser_in_both_looks(tmp_path: Path) -> None:
    text = "Some words that are disputed."
    label = Label("l", "a", "A", (Span(5, 28),), Verdict.DISPUTED, text[5:28])
    page = tmp_path / "report.html"
    page.write_bytes(
        written(FORMAT, [Record(new_article(text, "T", created="", id="a"), [label])])[""]
    )
    for palette, scheme in ((LIGHT, 1), (DARK, 0)):
        shot = tmp_path / f"{scheme}.png"
        browse(tmp_path, f"--screenshot={shot}", "--window-size=900,600",
                f"--blink-settings=preferredColorScheme={scheme}", page.as_uri())  # fmt: skip
        image = QImage(str(shot)).convertToFormat(QImage.Format.Format_RGB32)
        colours = {QColor(image.pixel(x, y)).name() for x in range(900) for y in range(600)}
        assert {palette.paper, palette.disputed, palette.disputed_back} <= colours

"""Where a stretch of mixed directions stands."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QTextDocument

from annotator.ui.article.geometry import reads_leftwards, rects

TEXT = "وقالت إن التكلفة بلغت 18.4 مليون دينار 😀 هذا العام"


@pytest.fixture
def document(qapp: object) -> QTextDocument:
    made = QTextDocument()
    made.setDefaultFont(QFont("serif", 14))
    made.setPlainText(TEXT)
    made.setTextWidth(2_000)
    made.documentLayout().documentSize()
    return made


@pytest.mark.parametrize("words", ["بلغت 18.4 مليون", "18.4", "بلغت 18.4", "1", "التكلفة"])
def test_words_that_stand_together_are_one_box(document: QTextDocument, words: str) -> None:
    start = TEXT.index(words)
    assert len(list(rects(document.firstBlock(), start, start + len(words)))) == 1


def test_the_first_digit_is_in_the_box(document: QTextDocument) -> None:
    start = TEXT.index("18.4")
    (whole,) = rects(document.firstBlock(), start, start + 4)
    (rest,) = rects(document.firstBlock(), start + 1, start + 4)
    assert whole.left() < rest.left()
    assert whole.right() >= rest.right()


def test_letters_read_leftwards_and_numbers_do_not(document: QTextDocument) -> None:
    block = document.firstBlock()
    assert reads_leftwards(block, 0)
    assert not reads_leftwards(block, TEXT.index("18.4"))
    assert reads_leftwards(block, TEXT.index(" 18.4"))

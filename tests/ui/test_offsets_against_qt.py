from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from annotator.domain.offsets import Offsets
from annotator.domain.text import clean_text

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"])
    | st.sampled_from("\n\t👩\u200d🇳🇴e\u0301ب"),
    min_size=1,
    max_size=40,
).filter(lambda text: not text.isspace())


@examples(200)
@given(TEXTS, st.data())
def test_our_positions_are_those_of_qt(qtbot: QtBot, text: str, data: st.DataObject) -> None:
    text = clean_text(text).text
    offsets = Offsets(text)
    document = QTextDocument()
    document.setPlainText(text)
    assert document.characterCount() - 1 == offsets.utf16(len(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cursor = QTextCursor(document)
    cursor.setPosition(offsets.utf16(start))
    cursor.setPosition(offsets.utf16(end), QTextCursor.MoveMode.KeepAnchor)
    same = {"\u2029": "\n", "\u00a0": " "}
    shown = "".join(same.get(char, char) for char in cursor.selectedText())
    assert shown == "".join(same.get(char, char) for char in text[start:end])

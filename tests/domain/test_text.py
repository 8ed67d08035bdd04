import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("Grüße".encode(), "utf-8"),
        ("Grüße".encode("utf-8-sig"), "utf-8-sig"),
        ("Grüße".encode("utf-16"), "utf-16"),
        ("Grüße".encode("utf-32"), "utf-32"),
    ],
)
def test_the_encoding_is_found(raw: bytes, encoding: str) -> None:
    clean = clean_text(raw)
    assert (clean.text, clean.encoding) == ("Grüße", encoding)


def test_a_declared_encoding_is_believed() -> None:
    assert clean_text(b"\xa4", "iso8859-15").text == "€"


def test_an_encoding_without_mark_is_detected() -> None:
    text = "Les élèves français étudient à l’école où naquit la fête de l’été passé."
    assert clean_text(text.replace("’", "'").encode("cp1252")).text == text.replace("’", "'")


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    assert clean_text("a\r\nb\rc\u2028e\u0301  \n").text == "a\nb\nc\u2028e\u0301  \n"


@pytest.mark.parametrize("char", ["\0", "\x0b", "\x7f", "\ud800", "\ufdd0", "\uffff", "\U0010ffff"])
def test_a_character_that_no_text_needs_is_refused_with_its_place(char: str) -> None:
    with pytest.raises(AnnotatorError, match=r"Character 3 \(line 2\) is U\+"):
        clean_text(f"ab\n{char}")


@pytest.mark.parametrize("raw", [b"", b" \n\t", "\u3000", b"\x89PNG\r\n\x1a\n\0\0\0\x0d"])
def test_what_is_no_text_is_refused_in_a_sentence(raw: bytes | str) -> None:
    with pytest.raises(AnnotatorError):
        clean_text(raw)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    if not text.isspace():
        assert clean_text(clean_text(text).text) == clean_text(text)

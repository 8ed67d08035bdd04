"""A PDF becomes one article: whole words, paragraphs, and where each page begins."""

from __future__ import annotations

import io
import zlib

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from papers import pdf

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.text import LONGEST
from annotator.formats.articles import pdf as reader
from annotator.formats.articles.lines import BROKEN, joined, words_of
from annotator.formats.format import Refusal, Remark, Source

PAGE = [
    "The dam north of the town held through the night, offi-",
    "cials said on Tuesday, after a week of rain and a well-",
    "known storm. Nobody was hurt.",
    "A new day began with the anti-",
    "fascist league. See page 3.",
]
INFO = b"/Title (Dam holds) /Author (Jo Writer) /CreationDate (D:20250318093000+01'00')"
ENCRYPTED = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]"
    % (b"41" * 32, b"42" * 32)
)


def read(raw: bytes) -> Record | Refusal:
    *_, one = reader.read(Source(io.BytesIO(raw), "folder/dam.pdf"))
    assert not isinstance(one, Remark)
    return one


def remarks(raw: bytes) -> list[str]:
    found = reader.read(Source(io.BytesIO(raw), "folder/dam.pdf"))
    return [one.said for one in found if isinstance(one, Remark)]


def article(raw: bytes) -> Article:
    one = read(raw)
    assert isinstance(one, Record), one
    return one.article


def reason(raw: bytes) -> str:
    one = read(raw)
    assert isinstance(one, Refusal), one
    return one.reason


def test_lines_are_paragraphs_and_broken_words_whole() -> None:
    one = article(pdf([PAGE], INFO))
    assert one.text.split("\n") == [
        "The dam north of the town held through the night, officials said on Tuesday, after a week "
        "of rain and a well-known storm. Nobody was hurt.",
        "A new day began with the antifascist league. See page 3.",
    ]
    # When a file was made is not when its article was published.
    assert (one.title, one.published, one.meta["file_created"]) == ("Dam holds", "", "2025-03-18")
    assert (one.meta["author"], one.meta["file"]) == ("Jo Writer", "dam.pdf")


def test_the_offset_of_each_page_is_kept() -> None:
    one = article(pdf([["First page.", "7"], [], ["Third page."], []]))
    assert one.text == "First page.\n7\nThird page."
    assert one.meta["pages"] == [0, 14, 14, len(one.text)]
    assert one.text[one.meta["pages"][2] :].startswith("Third")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"offi{BROKEN}cials", "officials"),
        (f"a well{BROKEN}known man", "a well-known man"),
        (f"co{BROKEN}op and coop", "coop and coop"),
        (f"e-mail, see e{BROKEN}mail", "e-mail, see e-mail"),
        (f"Anglo{BROKEN}American", "Anglo-American"),
        (f"COVID{BROKEN}19", "COVID-19"),
        (f"NEWS{BROKEN}PAPER", "NEWSPAPER"),
        (f"pre{BROKEN}and post-war", "pre- and post-war"),
        (f"mother-in{BROKEN}law, a mother-in-law", "mother-in-law, a mother-in-law"),
        (f"un{BROKEN}be{BROKEN}lievable", "unbelievable"),
        (f"over-the{BROKEN}counter drugs", "over-the-counter drugs"),
        (f"anti-govern{BROKEN}ment", "anti-government"),
        ("in 2020-\n2021", "in 2020-2021"),
        ("from 10–\n20 million", "from 10–20 million"),
        ("soft\u00ad\nware", "software"),
        (f"{BROKEN}odd{BROKEN}", "odd"),
    ],
)
def test_a_hyphen_stays_where_it_belongs_to_the_word(text: str, whole: str) -> None:
    assert joined(text, words_of([text])) == whole


@given(st.lists(st.text("ab-. A1\n\r\x02\x0b" + BROKEN + "\u00ad\ud800", max_size=60)))
def test_no_letter_is_lost_and_none_comes_in(pages: list[str]) -> None:
    words = words_of(pages)
    for page in pages:
        letters = [char for char in page if char.isalnum() or char == "."]
        assert [char for char in joined(page, words) if char.isalnum() or char == "."] == letters


def test_a_title_that_a_program_made_up_is_not_taken() -> None:
    for title in (b"Microsoft Word - draft7.docx", b"untitled", b"final_v2.indd"):
        assert article(pdf([PAGE], b"/Title (%s)" % title)).title.startswith("The dam north of")


def test_a_scan_says_that_it_has_no_text() -> None:
    assert reason(pdf([[], []])).startswith("There is no text in it, only pictures of pages.")


def test_pages_without_text_among_others_are_told() -> None:
    assert remarks(pdf([PAGE, PAGE])) == []
    assert remarks(pdf([PAGE, []])) == ["There is no text on page 2, at most a picture."]
    assert remarks(pdf([[], PAGE, *[[]] * 11])) == [
        "There is no text on pages 1, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more, at most pictures."
    ]


def test_one_with_a_password_says_so() -> None:
    assert reason(pdf([PAGE], trailer=ENCRYPTED)).startswith("It is encrypted and needs a password")


@pytest.mark.parametrize(
    "raw", [b"", b"hello", b"\x89PNG\r\n\0\0", b"%PDF-1.7\n", pdf([PAGE])[:60], b"<html>" * 99]
)
def test_what_is_no_pdf_is_refused_in_a_sentence(raw: bytes) -> None:
    assert reason(raw).startswith("This is no PDF, or it is damaged.")


def test_a_stream_that_unpacks_to_a_gigabyte_of_text_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "LONGEST", 1_000)
    assert reason(pdf([["word " * 20] * 20] * 3)).startswith("It has more than 1,000 characters")
    assert LONGEST == 5_000_000


def test_more_pages_than_anyone_prints_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_PAGES", 2)
    assert reason(pdf([PAGE] * 3)).startswith("It has 3 pages, more than 2.")


@examples(40)
@given(st.integers(0, 1_200), st.binary(min_size=1, max_size=4), st.booleans())
def test_a_pdf_that_is_cut_or_spoilt_is_read_or_refused(at: int, junk: bytes, cut: bool) -> None:
    raw = pdf([PAGE], INFO)
    spoilt = raw[:at] if cut else raw[:at] + junk + raw[at + len(junk) :]
    assert isinstance(read(spoilt), Record | Refusal)
    assert isinstance(read(zlib.compress(raw)), Refusal)

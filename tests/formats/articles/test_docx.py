"""A DOCX becomes one article: its paragraphs, lists and tables as lines, all changes accepted."""

from __future__ import annotations

import io
import zipfile

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from papers import WORD, docx, packed

from annotator.domain.article import Article
from annotator.domain.dataset import Record
from annotator.domain.text import usable
from annotator.formats import packed as limits
from annotator.formats.articles import docx as reader
from annotator.formats.format import Refusal, Source

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
    + f']><w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a8;</w:t></w:r></w:p></w:body>'
    "</w:document>"
)


def p(*runs: str, style: str = "", item: bool = False) -> str:
    set_ = f'<w:pStyle w:val="{style}"/>' if style else ""
    set_ += "<w:numPr/>" if item else ""
    return f"<w:p><w:pPr>{set_}</w:pPr>{''.join(runs)}</w:p>"


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(raw: bytes) -> Record | Refusal:
    (one,) = reader.read(Source(io.BytesIO(raw), "dam.docx"))
    return one


def article(raw: bytes) -> Article:
    one = read(raw)
    assert isinstance(one, Record), one
    return one.article


def reason(raw: bytes) -> str:
    one = read(raw)
    assert isinstance(one, Refusal), one
    return one.reason


def test_paragraphs_lists_and_tables_are_lines() -> None:
    cell = "<w:tc>{}</w:tc>".format
    table = "<w:tbl>{}{}</w:tbl>".format(
        f"<w:tr>{cell(p(t('Year')))}{cell(p(t('Level')))}</w:tr>",
        f"<w:tr>{cell(p(t('2024')) + p(t('(June)')))}{cell(p(t('3 m')))}</w:tr>",
    )
    one = article(
        docx(
            p(t("Dam holds"), style="Heading1")
            + p(t("The "), t("dam"), t(" held &amp; stood."))
            + p()
            + p(t("Water fell"), item=True)
            + p(t("Nobody hurt"), style="ListBullet")
            + table
            + p(t("one<!-- -->"), "<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>")
        )
    )
    assert one.text.split("\n") == [
        "Dam holds", "The dam held & stood.", "- Water fell", "- Nobody hurt", "Year | Level",
        "2024 | (June) | 3 m", "one\ttwo", "three",
    ]  # fmt: skip
    assert (one.title, one.published, one.language) == ("Dam", "", "en-GB")
    assert one.meta["file_created"] == "2025-03-18"
    assert one.meta["author"] == "Ann O. Tator"


def test_without_a_title_the_heading_is_one() -> None:
    assert article(docx(p(t("Kicker")) + p(t("Dam holds"), style="Title"), title="")).title == (
        "Dam holds"
    )


def test_changes_are_accepted_and_nothing_is_said_twice() -> None:
    body = p(
        t("It "), "<w:del><w:r><w:delText>fell</w:delText></w:r></w:del>",
        f"<w:ins>{t('held')}</w:ins>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        f"<w:hyperlink>{t(' firm')}</w:hyperlink>",
        f"<mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice><w:txbxContent>{p(t('Box'))}"
        f"</w:txbxContent></mc:Choice><mc:Fallback>{p(t('Box'))}</mc:Fallback>"
        "</mc:AlternateContent>",
        t("."),
    )  # fmt: skip
    assert article(docx(body)).text == "Box\nIt held firm."


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
def test_what_is_in_a_paragraph_is_in_the_text(lines: list[str]) -> None:
    written = [" ".join(usable(line).replace("\x85", " ").split()) for line in lines]
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in written)
    found = read(docx("".join(p(t(line)) for line in escaped)))
    wanted = [line for line in written if line.strip()]
    if wanted:
        assert isinstance(found, Record)
        assert found.article.text.split("\n") == wanted
    else:
        assert isinstance(found, Refusal)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "This is no DOCX"),
        (b"\x89PNG\r\n\0\0", "This is no DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "It is an older Office file, or has a password"),
        (docx(p(t("Words")))[:300], "This is no DOCX"),
        (packed({"a.txt": b"x"}), "It has no word/document.xml in it."),
        (packed({"word/document.xml": BOMB.encode()}), "It declares a document type"),
        (packed({"word/document.xml": b"<w:document"}), "It is damaged or encrypted"),
        (packed({"word/document.xml": b""}), "It is damaged or encrypted"),
        (packed({"word/document.xml": b"<a>" * 10_000}), "It is nested more than 500 deep."),
        (docx(p(t(" "))), "There is no text in it."),
        (docx("&xxe;"), "It is damaged or encrypted"),
        (docx(p(t("x" * 5_000_001))), "The text has more than 5,000,000 characters."),
    ],
)
def test_what_is_wrong_is_said(raw: bytes, told: str) -> None:
    assert reason(raw).startswith(told)


def test_a_part_that_unpacks_to_a_gigabyte_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST", 1_000)
    assert reason(docx(p(t("x" * 2_000)))).startswith("It unpacks to more than 0 MB.")


def test_properties_that_are_broken_cost_nothing_but_themselves() -> None:
    one = article(docx(p(t("Words")), more={"docProps/core.xml": "<!DOCTYPE x><x>"}))
    assert (one.title, one.meta.get("file_created")) == ("Words", None)


@examples(60)
@given(st.integers(0, 1_500), st.binary(min_size=1, max_size=4), st.booleans())
def test_one_that_is_cut_or_spoilt_is_read_or_refused(at: int, junk: bytes, cut: bool) -> None:
    raw = docx(p(t("Some words.")))
    spoilt = raw[:at] if cut else raw[:at] + junk + raw[at + len(junk) :]
    assert isinstance(read(spoilt), Record | Refusal)


def test_an_encrypted_part_is_refused() -> None:
    raw = bytearray(docx(p(t("Words"))))
    for at in [i for i in range(len(raw)) if raw[i : i + 4] in (b"PK\1\2", b"PK\3\4")]:
        raw[at + (8 if raw[at + 2] == 1 else 6)] |= 1
    assert zipfile.ZipFile(io.BytesIO(bytes(raw))).infolist()[0].flag_bits & 1
    assert reason(bytes(raw)).startswith("It is damaged or encrypted")

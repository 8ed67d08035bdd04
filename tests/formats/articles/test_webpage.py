"""A page of HTML becomes one article: its main text, what it says of itself, nothing fetched."""

from __future__ import annotations

import io
import socket

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.dataset import Record
from annotator.formats.articles import webpage
from annotator.formats.format import Refusal, Remark, Source
from annotator.formats.text import LARGEST

STORY = """<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Dam holds</h1>
<p>The dam north of the town held through the night, officials said on Tuesday, after rain.</p>
<ul><li>Water fell by two metres</li><li>Nobody was hurt</li></ul>
<table><tr><th>Year</th><th>Level</th></tr><tr><td>2024</td><td>3 m</td></tr></table>
<p>The road is open &amp; the school <b>too</b>, says “Müller”.</p></article>
<footer>Copyright The Daily</footer>"""
HEAD = """<title>Dam holds | The Daily</title><meta property="og:site_name" content="The Daily">
<meta name="author" content="Jo Writer"><meta property="article:published_time"
content="2025-03-18T10:00:00Z"><link rel="canonical" href="https://daily.example/dam">"""


def page(head: str = HEAD, body: str = STORY, language: str = "de") -> str:
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


def read(raw: bytes, name: str = "dam.html", declared: str = "") -> list[object]:
    return list(webpage.read(Source(io.BytesIO(raw), name, declared=declared)))


def article(raw: bytes, name: str = "dam.html", declared: str = ""):  # type: ignore[no-untyped-def]
    *_, record = read(raw, name, declared)
    assert isinstance(record, Record), record
    return record.article


def test_the_main_text_comes_in_with_what_the_page_says_of_itself() -> None:
    raw = page().encode()
    one = article(raw)
    assert one.text.split("\n") == [
        "Dam holds",
        "The dam north of the town held through the night, officials said on Tuesday, after rain.",
        "- Water fell by two metres",
        "- Nobody was hurt",
        "| Year | Level |",
        "| 2024 | 3 m |",
        "The road is open & the school too, says “Müller”.",
    ]
    assert (one.title, one.published, one.language) == ("Dam holds", "2025-03-18", "de")
    assert one.source == "https://daily.example/dam"
    assert (one.meta["author"], one.meta["publisher"]) == ("Jo Writer", "The Daily")
    assert one.meta["file"] == "dam.html"
    assert "fetched" not in one.meta


def test_a_page_of_the_web_keeps_its_address_and_when_it_was_fetched() -> None:
    one = article(page(head="<title>Dam</title>").encode(), "https://daily.example/2025/dam")
    assert one.source == "https://daily.example/2025/dam"
    assert one.meta["publisher"] == "daily.example"
    assert one.meta["fetched"]
    assert "file" not in one.meta


def test_reading_a_file_touches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, never)
    monkeypatch.setattr(socket.socket, "connect", never)
    body = STORY + '<img src="http://other.example/a.png"><iframe src="http://other.example/x">'
    doctype = '<!DOCTYPE html SYSTEM "http://other.example/x.dtd">'
    assert article((doctype + page(body=body)).encode()).text.startswith("Dam holds")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "shift_jis", "koi8-r"])
def test_the_encoding_is_that_of_the_mark_or_the_page(encoding: str) -> None:
    word = {"shift_jis": "堤防", "koi8-r": "плотина"}.get(encoding, "Müller")
    html = page(HEAD + f'<meta charset="{encoding}">', STORY.replace("“Müller”", word))
    found = read(html.encode(encoding))
    record = found[-1]
    assert isinstance(record, Record)
    assert record.article.text.endswith(f"says {word}.")
    told = [one.encoding for one in found if isinstance(one, Remark)]
    assert told == ([] if encoding == "utf-8-sig" else [record.article.meta["encoding"]])


def test_the_server_knows_the_encoding_better_than_the_page() -> None:
    html = page('<meta charset="utf-8">' + HEAD, STORY.replace("“Müller”", "Müller"))
    assert article(html.encode("cp1252"), declared="ISO-8859-1").text.endswith("says Müller.")


def test_a_page_that_lies_about_its_encoding_is_read_as_it_is() -> None:
    html = page('<meta charset="ascii-of-old">' + HEAD)
    assert article(html.encode()).text.endswith("says “Müller”.")
    html = page('<meta charset="utf-8">' + HEAD, STORY.replace("“Müller”", "“M\udcfcller”"))
    found = read(html.encode("utf-8", "surrogateescape"))
    assert "1 character of the page could not be read as utf-8." in [
        one.said for one in found if isinstance(one, Remark)
    ]
    *told, last = read(html.replace("\udcfc", "ü").encode("cp1252"))
    assert isinstance(last, Record)
    assert last.article.text.endswith("says “Müller”.")
    assert told == [Remark("It is not UTF-8: it was read as cp1252.", "cp1252")]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x89PNG\r\n\0\0" * 99, b"<html>", b"<", b"<p>" * 5, b"\xff\xfe<", b"%PDF-1.4",
        page(body="").encode(), b"<html><!--" + b"x" * 9_999, b"\xed\xa0\x80" * 3,
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><html>&a;", b'<meta charset="hex"><p>x',
        b'<meta charset="unicode_escape"><p>\\x', b'<meta charset="utf-16"><p>x',
        b"<html><body>" + b"<div>" * 10_000 + b"Words in the deep. " * 9 + b"</div>" * 10_000,
    ],
)  # fmt: skip
def test_what_has_no_text_is_refused_in_a_sentence(raw: bytes) -> None:
    found = [one for one in read(raw) if not isinstance(one, Remark)]
    assert len(found) == 1
    if isinstance(found[0], Refusal):
        assert found[0].reason.endswith((".", ")."))
    else:
        assert isinstance(found[0], Record)
        assert found[0].article.text.strip()


def test_a_page_that_would_take_minutes_is_refused_at_once() -> None:
    (refusal,) = read(page(body="<p>Words.</p>" * 100_000).encode())
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("There are more than 150,000 tags in it")


def test_a_page_that_is_too_large_is_refused() -> None:
    (refusal,) = read(b"x" * (LARGEST + 1))
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("It is larger than 50 MB.")


@examples(60)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda s: page(body=s).encode("utf-8", "surrogatepass"))
)
def test_nothing_that_is_read_raises(raw: bytes) -> None:
    *_, last = read(raw)
    assert isinstance(last, Record | Refusal)


@examples(30)
@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=3))
def test_a_page_that_is_cut_or_spoilt_is_read_or_refused(at: int, junk: bytes) -> None:
    raw = page().encode()
    for one in (raw[:at], raw[:at] + junk + raw[at:]):
        *_, last = read(one)
        assert isinstance(last, Record | Refusal)

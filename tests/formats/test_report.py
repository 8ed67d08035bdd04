"""The HTML report: the text stands in it letter by letter, each label is marked where it is, and
nothing in it comes to life."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from browsing import browse
from foreign import demo, torture
from hypothesis import given
from msgspec.structs import replace
from roundtrip import WHEN, Memory, records, written

from annotator.domain.article import new_article
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment
from annotator.domain.dataset import Record
from annotator.domain.label import Evidence, Label, Layer, Span, Verdict
from annotator.formats import losing
from annotator.formats.registry import options_of
from annotator.formats.report.html import FORMAT
from annotator.formats.report.marks import LANES, in_order, lanes
from annotator.palette import DARK, LIGHT

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "ul", "ol",
    "li", "b", "i", "mark", "nav", "a", "bdi", "span", "main", "article", "div", "sup",
    "blockquote", "time", "footer",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "dir", "class", "id", "href", "rel", "role",
    "aria-level", "title",
}  # fmt: skip
EMPTY = {"meta"}
EVIL = "<script>document.title='evil'</script><img src=x onerror=alert(1)>\"'&amp;</style>"


class Reader(HTMLParser):
    """What a reader of the report sees: for each article, each character with the verdicts that
    mark it."""

    def __init__(self) -> None:
        super().__init__()
        self.articles: list[list[tuple[str, frozenset[str]]]] = []
        self.cards: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        assert tag in TAGS
        assert set(given_) <= ATTRIBUTES
        if tag not in EMPTY:
            self.open.append((tag, given_))
        if tag == "article":
            self.articles.append([])
        elif tag == "p" and self._inside("text") and self.articles[-1]:
            self.articles[-1].append(("\n", frozenset()))
        elif tag == "p" and self._inside("text"):
            self.articles[-1].append(("", frozenset()))
        if given_.get("class") == "card":
            self.cards.append("")
        if given_.get("href") is not None:
            self.links.append(str(given_["href"]))
        if given_.get("id") is not None:
            self.ids.append(str(given_["id"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._inside("card"):
            self.cards[-1] += data
        within = [tag for tag, _ in self.open]
        if self._inside("text") and "p" in within and "sup" not in within:
            marks = frozenset(
                str(given_["class"]).split()[0] for tag, given_ in self.open if tag == "mark"
            )
            self.articles[-1] += [(char, marks) for char in data]

    def _inside(self, kind: str) -> bool:
        return any(kind == given_.get("class") for _, given_ in self.open)


def seen(raw: bytes) -> Reader:
    reader = Reader()
    reader.feed(raw.decode())
    reader.close()
    assert reader.open == []
    return reader


@given(records())
def test_the_text_stands_letter_by_letter_and_labels_where_they_are(data: list[Record]) -> None:
    found = seen(written(FORMAT, data)[""])
    assert len(found.articles) == len(data)
    for chars, record in zip(found.articles, data, strict=True):
        text = record.article.text
        assert "".join(char for char, _ in chars) == text
        marked = [marks for char, marks in chars if char]
        for at, char in enumerate(text):
            if char != "\n":
                assert marked[at] == {
                    label.verdict.value
                    for label in record.labels
                    if any(span.start <= at < span.end for span in label.spans)
                }
    assert len(set(found.ids)) == len(found.ids)
    inner = [link.removeprefix("#") for link in found.links if link.startswith("#")]
    assert set(inner) <= set(found.ids)


@given(records())
def test_every_label_has_a_card_with_all_that_is_said(data: list[Record]) -> None:
    cards = iter(seen(written(FORMAT, data)[""]).cards)
    for record in data:
        for number, label in enumerate(in_order(record.labels), 1):
            card = next(cards)
            assert card[1:].startswith(f"{number} {label.verdict.value.capitalize()}")
            said = [label.quote, label.annotator, label.note, *label.tags]
            said += [part for one in label.evidence for part in (one.url, one.title, one.quote)]
            said += [one.text for one in record.comments if label.id in one.about]
            said += [WHEN[:16].replace("T", " "), *(one.accessed for one in label.evidence)]
            assert [one for one in said if one not in card] == []
            assert ("gold" in card) is (label.layer is Layer.GOLD)
    assert next(cards, None) is None


@given(records())
def test_labels_of_one_lane_do_not_touch(data: list[Record]) -> None:
    for record in data:
        labels = in_order(record.labels)
        for lane in range(LANES - 1):
            mine = [
                one
                for one, its in zip(labels, lanes(labels), strict=True)
                if its == lane
            ]  # fmt: skip
            assert all(one.end <= other.start for one, other in pairwise(mine))


def evil() -> Record:
    article = new_article(
        f"{EVIL}\n# Heading\n- item", EVIL, created="", id=EVIL, source=f"https://x/{EVIL}",
        published=EVIL, language='en"><script>',
    )  # fmt: skip
    evidence = (
        Evidence("javascript:alert(1)", EVIL, EVIL, accessed=EVIL, sha256=EVIL),
        Evidence("https://example.org/?a=1&b='\"<x>"),
    )
    label = Label(
        EVIL, EVIL, EVIL, (Span(0, 20), Span(22, 90)), Verdict.DISPUTED,
        article.text[:20] + " … " + article.text[22:90], note=EVIL, tags=(EVIL,), created=EVIL,
        updated=EVIL, evidence=evidence,
    )  # fmt: skip
    decision = Decision("d", EVIL, EVIL, (EVIL,), Outcome.REJECTED, reason=EVIL)
    comments = [Comment("c", EVIL, EVIL, (EVIL,), "c", EVIL), Comment("e", EVIL, "B", ("gone",),
                "e", "On one that is gone.")]  # fmt: skip
    return Record(article, [label], [decision], (EVIL,), comments=comments)


def test_what_people_wrote_is_shown_and_never_comes_to_life() -> None:
    found = seen(written(FORMAT, [evil(), evil()])[""])
    assert "".join(char for char, _ in found.articles[0]) == evil().article.text
    for link in found.links:
        assert link.startswith(("#", "https://"))
    card, loose, *_ = found.cards
    assert "javascript:alert(1)" in card
    assert card.count(EVIL) == 10  # names, tag, note, evidence, decision, comment
    assert "On one that is gone." in loose


def test_why_and_when_is_said() -> None:
    label = replace(
        evil().labels[0], created="2026-01-02T03:04:05.000Z", updated="2026-01-03T04:05:06.000Z"
    )
    decision = Decision(
        "d", EVIL, "J", (EVIL,), Outcome.EDITED, cause="span", reason="Too long",
        at="2026-03-01T10:00:00.000Z",
    )  # fmt: skip
    comment = Comment("c", EVIL, "B", (EVIL,), "c", "Why?", at="2026-02-01T12:00:00.000Z")
    record = replace(evil(), labels=[label], decisions=[decision], comments=[comment])
    (card,) = seen(written(FORMAT, [record])[""]).cards
    assert "2026-01-02 03:04 · 2026-01-03 04:05 (changed)" in card
    assert "J · 2026-03-01 10:00: span · Too long" in card
    assert "B · 2026-02-01 12:00: Why?" in card


def test_a_label_that_an_import_has_moved_says_from_where() -> None:
    mark = {"score": 0.871, "spans": [[3, 9], [12, 15]], "quote": EVIL}
    labels = [replace(evil().labels[0], meta={"repaired": one}) for one in (mark, "by hand")]
    record = replace(evil(), labels=labels[:1], decisions=[], comments=[])
    (card,) = seen(written(FORMAT, [record])[""]).cards
    assert f"its file says “{EVIL}” at 3–9, 12–15. What stands here is 87 % alike." in card
    record = replace(evil(), labels=labels[1:], decisions=[], comments=[])
    (card,) = seen(written(FORMAT, [record])[""]).cards
    assert "Moved" not in card


def test_decisions_and_comments_can_be_left_out_and_that_is_told() -> None:
    found = seen(written(FORMAT, [evil()], review="hide")[""])
    assert len(found.cards) == 1
    assert "rejected" not in found.cards[0]
    lost = losing.losses([evil()], FORMAT, options_of(FORMAT, {"review": "hide"}))
    assert (lost["a decision is left out"], lost["a comment is left out"]) == (1, 2)
    shown = losing.losses([evil()], FORMAT, options_of(FORMAT, {}))
    assert "a decision is left out" not in shown


def test_a_hundred_labels_in_one_place_do_not_nest_a_hundred_deep() -> None:
    label = evil().labels[0]
    many = [
        replace(label, id=str(number), verdict=list(Verdict)[number % 3], spans=(Span(0, 50),))
        for number in range(100)
    ]
    raw = written(FORMAT, [replace(evil(), labels=many, decisions=[], comments=[])])[""]
    assert b"</mark>" * 6 in raw
    assert b"</mark>" * 7 not in raw


def test_the_whole_is_one_file_in_both_looks() -> None:
    output = Memory(options_of(FORMAT, {}), {"project": "Desk & Co", "licence": "CC-BY-4.0"})
    assert FORMAT.write is not None
    FORMAT.write([evil()], output)
    assert isinstance(output.stream, io.BytesIO)
    raw = output.stream.getvalue().decode()
    assert output.files == {}
    assert "<title>Desk &amp; Co</title>" in raw
    assert "Licence: CC-BY-4.0" in raw
    assert "default-src 'none'" in raw
    for colour in (LIGHT.verified, DARK.verified, LIGHT.paper, DARK.paper):
        assert colour in raw
    for line in ("solid", "wavy", "dotted"):
        assert f"underline {line} 2px" in raw
    assert "<nav>" not in raw
    assert "<nav>" in written(FORMAT, [evil(), evil()])[""].decode()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A server whom nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.mark.validators
@pytest.mark.programs
@pytest.mark.parametrize("project", [demo, torture])
def test_a_browser_shows_every_letter_of_a_whole_project(
    tmp_path: Path, project: Callable[[], list[Record]]
) -> None:
    (tmp_path / "report.html").write_bytes(written(FORMAT, project())[""])
    dom = browse(tmp_path, "--dump-dom", (tmp_path / "report.html").as_uri()).decode()
    found = seen(dom.removeprefix("<!DOCTYPE html>").encode())
    shown = ["".join(char for char, _ in one) for one in found.articles]
    assert shown == [one.article.text for one in project()]
    assert dom.count('<li class="card" id=') == sum(len(one.labels) for one in project())


@pytest.mark.validators
@pytest.mark.programs
def test_a_browser_prints_every_word_of_the_demo(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes(written(FORMAT, demo())[""])
    paper = tmp_path / "report.pdf"
    browse(tmp_path, f"--print-to-pdf={paper}", (tmp_path / "report.html").as_uri())
    sheets = pypdfium2.PdfDocument(paper.read_bytes())
    printed = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    words = {word for one in demo() for word in re.findall("[A-Za-z]{3,}", one.article.text)}
    assert len(words) > 300
    assert words <= set(re.findall("[A-Za-z]{3,}", printed))


@pytest.mark.validators
@pytest.mark.programs
def test_a_browser_shows_it_runs_nothing_and_asks_nobody(
    tmp_path: Path, listening: socket.socket
) -> None:
    host = f"http://127.0.0.1:{listening.getsockname()[1]}"
    calls = f'<img src="{host}/a"><script src="{host}/b"></script><link rel=stylesheet href={host}>'
    record = evil()
    article = new_article(f"{calls}{record.article.text}\nكتاب", calls, created="", id="a")
    page = tmp_path / "report.html"
    page.write_bytes(written(FORMAT, [replace(record, article=article, labels=[])])[""])
    dom = browse(tmp_path, "--dump-dom", page.as_uri()).decode()
    found = seen(dom.removeprefix("<!DOCTYPE html>").encode())
    assert "".join(char for char, _ in found.articles[0]) == article.text
    assert "<title>Fact-check</title>" in dom
    with pytest.raises(TimeoutError):
        listening.accept()
    browse(tmp_path, "--print-to-pdf=" + str(tmp_path / "report.pdf"), page.as_uri())
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")

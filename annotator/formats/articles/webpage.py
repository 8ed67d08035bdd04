"""A page of HTML, in: its main text without menus and advertisements, with title, author, date and
site, as far as the page says them. A file is never a reason to look anything up on the network."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from annotator.domain.dataset import Record
from annotator.domain.journal import now
from annotator.domain.text import CleanText, decoded
from annotator.errors import AnnotatorError
from annotator.formats.articles.whole import drawn, is_address, record_of, whole
from annotator.formats.format import Format, Refusal, Remark, Source
from annotator.formats.text import read_as

if TYPE_CHECKING:
    from trafilatura.settings import Document

_DECLARED: Final = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*"
                              rb"([\w.:-]+)", re.IGNORECASE)  # fmt: skip
_LANGUAGE: Final = re.compile(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-\w+)*)",
                              re.IGNORECASE)  # fmt: skip
_HEAD: Final = 4096
_TAGS: Final = 150_000
"""What takes half a minute: the time grows with the square of the paragraphs."""

_BAD: Final = "\N{REPLACEMENT CHARACTER}"
_LATIN: Final = frozenset({"iso8859-1", "ascii"})
"""What browsers read as Windows' Latin, whatever a page says."""

_OF_PAGES: Final = re.compile(
    r"utf-8|cp\d+|iso8859-\d+|iso2022_jp|koi8-[ru]|gb\w+|big5\w*|euc_\w+|shift_jis\w*|mac-\w+"
    r"|tis-620"
)
"""UTF-16 is not among them: a page that can say so in plain letters is not written in it."""

_RULE: Final = re.compile(r"^\|(?:\s*-+\s*\|)+\s*$\n?", re.MULTILINE)
"""The line under the head of a table, as Markdown has it."""

_EMPTY: Final = "No main text was found in it."
_TALKATIVE: Final = ("trafilatura", "htmldate", "courlan", "justext")


def read(source: Source) -> Iterator[Record | Refusal | Remark]:
    """The one article of a page."""
    try:
        raw = whole(source)
        html = _decoded(raw, source.declared)
        page = _extracted(html.text, source.name)
        text = CleanText(drawn(_RULE.sub("", page.text or "")).text, html.encoding)
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    if lost := html.text.count(_BAD):
        characters = "1 character" if lost == 1 else f"{lost:,} characters"
        yield Remark(f"{characters} of the page could not be read as {html.encoding}.")
    yield from read_as(html.encoding)
    web = is_address(source.name)
    origin = source.name if web else page.url or ""
    meta = {
        "author": page.author,
        "publisher": page.sitename or page.hostname,
        "fetched": now() if web else "",
    }
    yield record_of(
        source, raw, text, page.title or "", origin=origin, published=_date(page.date),
        language=_language(html.text), meta=meta,
    )  # fmt: skip


def _extracted(html: str, name: str) -> Document:
    """What the page says, by its own words; AnnotatorError where there is no text in it."""
    if html.count("<") > _TAGS:
        problem = f"There are more than {_TAGS:,} tags in it, which would take minutes to read."
        raise AnnotatorError(problem, "Copy the article's text in a browser, and paste it.")
    import trafilatura  # 0.2 s, lxml among it

    for one in _TALKATIVE:
        logging.getLogger(one).setLevel(logging.CRITICAL)  # what it says, we say in our words
    try:
        page = trafilatura.bare_extraction(
            html,
            url=name if is_address(name) else None,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # a page that is made to be broken fails in lxml in any way
        raise AnnotatorError(_EMPTY, f"Copy and paste it ({type(error).__name__}).") from error
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise AnnotatorError(_EMPTY, "Copy the article's text in a browser, and paste it.")
    return page


def _decoded(raw: bytes, declared: str) -> CleanText:
    """The page as its mark, its server, or it itself says; else UTF-8, else what is likely."""
    if b"\0" in raw[:_HEAD] and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise AnnotatorError("This is no HTML: there are zero bytes in it.", "Choose a web page.")
    if raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return CleanText(*decoded(raw))
    found = _DECLARED.search(raw[:_HEAD])
    for encoding in (declared, found[1].decode("ascii", "replace") if found else ""):
        known = _known(encoding)
        if known:
            try:
                return CleanText(raw.decode(known), known)
            except UnicodeDecodeError:
                if known == "utf-8" and (mended := _mostly_utf8(raw)):
                    return CleanText(mended, known)
    return CleanText(*decoded(raw))


def _mostly_utf8(raw: bytes) -> str:
    """The page as UTF-8 with a wrong byte here and there, which is usual and told; "" where more of
    its letters beyond ASCII are wrong than right: then it is something else, whatever it says."""
    text = raw.decode("utf-8", "replace")
    wrong = text.count(_BAD)
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text if 2 * wrong <= beyond else ""


def _known(encoding: str) -> str:
    """The encoding as Python calls it; "" where it is none that a page is written in."""
    try:
        name = codecs.lookup(encoding.strip()).name if encoding.strip() else ""
    except (LookupError, ValueError):
        return ""
    return "cp1252" if name in _LATIN else name if _OF_PAGES.fullmatch(name) else ""


def _date(given: str | None) -> str:
    try:
        return date.fromisoformat(given or "").isoformat()
    except ValueError:
        return ""


def _language(html: str) -> str:
    found = _LANGUAGE.search(html[:_HEAD])
    return found[1] if found else ""


FORMAT: Final = Format(
    "webpage", "Web page (HTML): its main text", (".html", ".htm", ".xhtml"), read=read, many=False
)

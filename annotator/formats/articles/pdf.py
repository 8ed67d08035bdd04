"""PDF, in: its text page after page, in the order of the file, or column by column where that goes
across columns. Lines become paragraphs again and words broken at their ends one word;
running heads and page numbers stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from annotator.domain.dataset import Record
from annotator.domain.text import LONGEST, clean_text, usable
from annotator.errors import AnnotatorError
from annotator.formats.articles.lines import joined, words_of
from annotator.formats.articles.page import text_of
from annotator.formats.articles.whole import record_of, whole
from annotator.formats.format import Format, Refusal, Remark, Source

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PAGES: Final = 10_000
_ONE_AT_A_TIME: Final = Lock()
"""PDFium knows no threads."""

_PASSWORD: Final = 4
_NAMED: Final = 10
_DATE: Final = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
_NO_TITLE: Final = re.compile(
    r"untitled.*|(microsoft )?(word|powerpoint|excel) - .*|.*\.(docx?|indd|pdf|rtf|odt|qxp|pptx?)",
    re.IGNORECASE,
)
"""What programs write where nobody has given a title."""


class _File(NamedTuple):
    pages: list[str]
    known: dict[str, str]


def read(source: Source) -> Iterator[Record | Refusal | Remark]:
    """The one article of a PDF. `meta` has the offset of each page's first character."""
    try:
        raw = whole(source)
        with _ONE_AT_A_TIME:
            file = _opened(raw)
        words = words_of(file.pages)
        pages = [joined(page, words) for page in file.pages]
        if not any(pages):
            raise AnnotatorError(
                "There is no text in it, only pictures of pages.",
                "Run text recognition (OCR) over it first.",
            )
        text = clean_text("\n".join(page for page in pages if page))
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    if bare := [number for number, page in enumerate(pages, 1) if not page]:
        yield Remark(_without_text(bare))
    lengths = [len(page) + 1 if page else 0 for page in pages]
    starts = [min(at, len(text.text)) for at in (0, *accumulate(lengths))][: len(pages)]
    title = file.known.get("Title", "").strip()
    yield record_of(
        source, raw, text, "" if _NO_TITLE.fullmatch(title) else title,
        meta={"author": usable(file.known.get("Author", "")).strip(),
              "file_created": _date(file.known.get("CreationDate", "")), "pages": starts},
    )  # fmt: skip


def _without_text(numbers: Sequence[int]) -> str:
    """That these pages have no text: mostly an empty one or a picture, but it can be a scan."""
    first = ", ".join(f"{number:,}" for number in numbers[:_NAMED])
    more = f" and {len(numbers) - _NAMED:,} more" if len(numbers) > _NAMED else ""
    if len(numbers) == 1:
        return f"There is no text on page {first}, at most a picture."
    return f"There is no text on pages {first}{more}, at most pictures."


def _opened(raw: bytes) -> _File:
    """The texts of the pages, and what the file says of itself; AnnotatorError with the reason."""
    import pypdfium2  # loads 7 MB of PDFium

    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise AnnotatorError(
                "It is encrypted and needs a password.", "Save a copy without one."
            ) from error
        problem = "This is no PDF, or it is damaged."
        raise AnnotatorError(problem, "Open it, and save it anew.") from error
    try:
        if len(pdf) > _PAGES:
            raise AnnotatorError(f"It has {len(pdf):,} pages, more than {_PAGES:,}.", "Split it.")
        known = pdf.get_metadata_dict(skip_empty=True)
        return _File(list(_pages(pdf)), known)
    except pypdfium2.PdfiumError as error:
        raise AnnotatorError(f"It is damaged: {error}.", "Open it, and save it anew.") from error
    finally:
        pdf.close()


def _pages(pdf: PdfDocument) -> Iterator[str]:
    """The text of each page; AnnotatorError where it grows too long."""
    length = 0
    for number in range(len(pdf)):
        page = pdf[number]
        try:
            text = page.get_textpage()
            said = text_of(text)
            text.close()
        finally:
            page.close()
        length += len(said)
        if length > LONGEST:
            raise AnnotatorError(
                f"It has more than {LONGEST:,} characters up to page {number + 1}.", "Split it."
            )
        yield said


def _date(given: str) -> str:
    """A date as PDF writes it, D:20250318093000."""
    found = _DATE.match(given)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


FORMAT: Final = Format("pdf", "PDF: its text", (".pdf",), read=read, many=False)

"""DOCX, in: the words of a document, a line for each paragraph, heading, item of a list and row of
a table, as they stand with all changes accepted. It is read as a stream without its pictures.

python-docx would hold all of it at once, and leave out what stands in a tracked insertion or in a
content control."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from annotator.domain.dataset import Record
from annotator.domain.text import LONGEST, usable
from annotator.errors import AnnotatorError
from annotator.formats.articles.whole import drawn, record_of, whole
from annotator.formats.format import Format, Refusal, Source
from annotator.formats.packed import archive, read_xml

if TYPE_CHECKING:
    from zipfile import ZipFile

_BODY: Final = "word/document.xml"
_KNOWN: Final = "docProps/core.xml"
_WORD: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_OUT: Final = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "rPr"})
"""What does not stand in the text: what was taken away, what is counted, what is said twice."""

_BREAKS: Final = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_LONGEST_VALUE: Final = 1_000
_TITLES: Final = frozenset({"title", "heading1", "titel", "berschrift1", "titre", "titre1"})


class _Paragraph(Struct):
    """A paragraph that is being read, and how it is set."""

    words: list[str] = field(default_factory=list)
    style: str = ""
    item: bool = False


class _Body(Struct):
    """Hears the XML of the body, and keeps its lines. A text box is a paragraph in another one."""

    lines: list[str] = field(default_factory=list)
    title: str = ""
    open: list[_Paragraph] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    saying: bool = False
    setting: bool = False
    out: int = 0
    length: int = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self.out or tag in _OUT:
            self.out += 1
        elif not name.startswith(_WORD):
            return
        elif tag == "p":
            self.open.append(_Paragraph())
        elif tag == "tr":
            self.rows.append([])
        elif self.open:
            self._inside(tag, attributes)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        paragraph = self.open[-1]
        if tag == "t":
            self.saying = True
        elif tag == "pPr":
            self.setting = True
        elif tag == "numPr":
            paragraph.item = True
        elif tag == "pStyle":
            style = next((one for key, one in attributes.items() if key.endswith(" val")), "")
            paragraph.style = style.lower().replace(" ", "")
        elif tag in _BREAKS and not self.setting:  # where tab stops are called tab as well
            self.text(_BREAKS[tag], said=True)

    def text(self, data: str, *, said: bool = False) -> None:
        if (self.saying or said) and self.open and not self.out:
            self.open[-1].words.append(data)
            self.length += len(data)
            if self.length > LONGEST:
                raise AnnotatorError(f"The text has more than {LONGEST:,} characters.", "Split it.")

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if self.out:
            self.out -= 1
        elif not name.startswith(_WORD):
            return
        elif tag == "t":
            self.saying = False
        elif tag == "pPr":
            self.setting = False
        elif tag == "p" and self.open:
            self._keep(self.open.pop())
        elif tag == "tr" and self.rows:
            row = " | ".join(self.rows.pop())
            (self.rows[-1] if self.rows else self.lines).append(row)

    def _keep(self, paragraph: _Paragraph) -> None:
        line = "".join(paragraph.words).strip()
        if not line:
            return
        if paragraph.style in _TITLES and not self.title:
            self.title = line
        if self.rows:
            self.rows[-1].append(" ".join(line.split()))
        elif paragraph.style.startswith("list") or (
            paragraph.item and not paragraph.style.startswith(("heading", "title"))
        ):
            self.lines.append(f"- {line}")
        else:
            self.lines.append(line)


def read(source: Source) -> Iterator[Record | Refusal]:
    """The one article of a document."""
    try:
        raw = whole(source)
        with archive(raw, "DOCX") as packed:
            body = _Body()
            read_xml(packed, _BODY, body.begin, body.end, body.text)
            known = _known(packed)
        text = drawn("\n".join(body.lines))
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    yield record_of(
        source, raw, text, known.get("title", "") or body.title,
        language=known.get("language", ""),
        meta={"author": known.get("creator", ""), "file_created": _date(known.get("created", ""))},
    )  # fmt: skip


def _known(packed: ZipFile) -> dict[str, str]:
    """What the document says of itself, as far as it can be read: it is not worth a refusal."""
    known: dict[str, str] = {}
    open_ = [""]

    def text(data: str) -> None:
        known[open_[-1]] = (known.get(open_[-1], "") + data)[:_LONGEST_VALUE]

    def leave(_: str) -> None:
        open_.pop()

    with suppress(AnnotatorError):
        read_xml(packed, _KNOWN, lambda name, _: open_.append(name.rpartition(" ")[2]), leave, text)
    return {name: " ".join(usable(value).split()) for name, value in known.items()}


def _date(given: str) -> str:
    """The day of a moment such as 2025-03-18T09:30:00Z."""
    try:
        return datetime.fromisoformat(given).date().isoformat()
    except ValueError:
        return ""


FORMAT: Final = Format("docx", "DOCX: its text", (".docx",), read=read, many=False)

"""The text of a page of a PDF: as PDFium has it, which is the order of the file; and where that
goes across columns, column by column."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from ctypes import byref
from typing import TYPE_CHECKING, Final

from annotator.formats.articles.gutters import Glyph, parted
from annotator.formats.articles.lines import BROKEN

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_AT_THE_END: Final = re.compile(rf"(?<=\w)[-\u00ad\x02{BROKEN}]\n(?=\w)")


def text_of(page: PdfTextPage) -> str:
    """The text of a page; where a word is broken at the end of a line, it has BROKEN."""
    said: str = page.get_text_range()
    glyphs, before = _glyphs(page)
    groups, begins = parted(glyphs)
    if len(groups) == 1 and not begins:
        return said
    return "\n".join(_set(glyphs, before, group, begins) for group in groups)


def _glyphs(page: PdfTextPage) -> tuple[list[Glyph], list[str]]:
    """The glyphs of a page in the order of the file, and the space that stands before each."""
    from pypdfium2 import raw  # loaded by whoever has opened the page

    box = raw.FS_RECTF()
    place = byref(box)
    glyphs: list[Glyph] = []
    before: list[str] = []
    space = ""
    for at in range(page.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(page, at))
        if char.isspace() or raw.FPDFText_IsGenerated(page, at):
            space += char
        elif raw.FPDFText_GetLooseCharBox(page, at, place):
            height = max(box.top - box.bottom, 1.0)
            glyphs.append(Glyph(char, box.left, box.right, box.bottom, height))
            before.append(space)
            space = ""
    return glyphs, before


def _set(
    glyphs: Sequence[Glyph], before: Sequence[str], group: Sequence[int], begins: Set[int]
) -> str:
    """The text of a group: as in the file, but where that has something else between. What begins
    anew has an empty line before it."""
    words: list[str] = []
    last = -1
    for at in group:
        if at in begins and words:
            words.append("\n\n")
        elif at == last + 1 and words:
            words.append(before[at])
        elif words:
            same = abs(glyphs[at].foot - glyphs[last].foot) < glyphs[at].height / 2
            words.append(" " if same else "\n")
        words.append(glyphs[at].char)
        last = at
    text = "".join(words).replace("\r\n", "\n")
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _AT_THE_END.sub(BROKEN, whole)

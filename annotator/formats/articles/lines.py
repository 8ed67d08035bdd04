"""Printed lines made into paragraphs: words broken at the end of a line become one again, hyphens
that belong to a word stay, and lines that fill the column run on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Final

from annotator.domain.text import usable

BROKEN: Final = "\ufffe"
"""Where PDFium has taken the hyphen and the line end of a broken word away."""

_BROKEN_WORD: Final = re.compile(rf"(?<![\w-])([\w-]*+){BROKEN}\s*(\w*)")
_BROKEN_WORDS: Final = re.compile(rf"(?<![\w-])[\w-]*+(?:{BROKEN}\s*[\w-]*)+")
_MARKS: Final = re.compile("\x02|\u00ad\n")
_WORD: Final = re.compile(r"\w+(?:-\w+)*")
_HALVES: Final = frozenset("and or und oder et ou y e o en of och og ja ili i".split())
"""What follows a hyphen that stands for a word said later: pre- and post-war."""

_COMPOUNDS: Final = frozenset(
    "well self ex half all cross high low long short full part non vice two three four five six "
    "seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety co e".split()
)
"""What more often begins a word with a hyphen than one without."""

_LINKS: Final = frozenset("the of in to up by on off out over under at for a an la de du".split())
"""What stands inside a compound and never ends one: over-the-counter."""

_RANGE: Final = re.compile(r"\d[-–]\Z")
"""The beginning of a range of numbers, as 2020-21."""

_FULL: Final = 0.85
_ENDS: Final = tuple('.!?:;…”’"»)]。！？')


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand unbroken somewhere, by which broken ones are judged."""
    unbroken = (_BROKEN_WORDS.sub(" ", _MARKS.sub(BROKEN, text)) for text in texts)
    return frozenset(word.casefold() for text in unbroken for word in _WORD.findall(text))


def joined(text: str, words: Set[str]) -> str:
    """The lines of a page as paragraphs."""
    text = _MARKS.sub(BROKEN, text.replace("\r\n", "\n"))
    lines = [line.strip() for line in text.split("\n")]
    printed = sorted(len(one) for line in lines for one in line.split(BROKEN) if one)
    width = printed[len(printed) * 4 // 5] if printed else 0
    paragraphs: list[list[str]] = []
    before = ""
    for line in lines:
        if not line:
            before = ""
        elif before and _RANGE.search(before) and line[0].isdigit():
            paragraphs[-1][-1] += line
            before = line
        elif before and _runs_on(before, line, width):
            paragraphs[-1].append(line)
            before = line
        else:
            paragraphs.append([line])
            before = line
    return usable("\n".join(_whole_words(" ".join(one), words) for one in paragraphs))


def _runs_on(before: str, line: str, width: int) -> bool:
    """Whether a line goes on with the sentence, or the paragraph, of the one before."""
    last = before.rpartition(BROKEN)[2]
    if line[0].islower() and not last.endswith(_ENDS):
        return True
    return (
        len(last) >= width * _FULL and len(last) > 30 and (line[0].isalnum() or line[0] in '“‘"(')
    )


def _whole_words(text: str, words: Set[str]) -> str:
    while BROKEN in text:  # a word can be broken twice
        text = _BROKEN_WORD.sub(lambda found: _word(found[1], found[2], words), text)
    return text


def _word(first: str, rest: str, words: Set[str]) -> str:
    """The two parts of a broken word as they are written."""
    if not first or not rest:
        return first + rest
    begin = first.casefold().rpartition("-")[2]
    whole, compound = f"{first}{rest}".casefold(), f"{first}-{rest}".casefold()
    if rest in _HALVES:
        return f"{first}- {rest}"
    if "-" in first and begin in _LINKS:
        return f"{first}-{rest}"
    if compound in words or whole in words:
        return first + rest if whole in words else f"{first}-{rest}"
    shouted = first.isupper() and rest.isupper()
    capital = (rest[0].isupper() and not shouted) or rest[0].isdigit() or first[-1].isdigit()
    return f"{first}-{rest}" if capital or begin in _COMPOUNDS else first + rest

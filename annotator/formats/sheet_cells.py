"""The cells of a sheet of an XLSX file as text, row by row, by expat: nothing is held but the row
in hand, and no entity is ever looked up, since document types are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import BinaryIO, Final, NamedTuple
from xml.parsers import expat

from annotator.domain.text import LONGEST

COLUMNS: Final = 16_384
"""The most columns that Excel has."""

_CHUNK: Final = 64 * 1024
_LONGEST_ROW: Final = 64 * 1024 * 1024
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How XLSX writes what XML cannot hold."""

_IN_TEXT: Final = frozenset(
    "is r rPr rFont charset family b i strike outline shadow condense extend color sz u vertAlign "
    "scheme f".split()
)
"""What may stand in a cell before its text, and between parts of it."""

_DIGITS: Final = "0123456789"
_DAY: Final = timedelta(days=1)
_LEAP: Final = 60
"""The day that Excel counts and that never was: 29 February 1900."""


class Looks(NamedTuple):
    """What the cells of a book refer to: the table of texts, which looks are dates, which are
    stretches of time, and the day that is counted from."""

    words: Sequence[str] = ()
    dates: frozenset[str] = frozenset()
    stretches: frozenset[str] = frozenset()
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone


class Row(NamedTuple):
    """The number of a row, and its cells that are not empty by their columns, from 0 on."""

    number: int
    cells: Mapping[int, str]


def rows(part: BinaryIO, looks: Looks) -> Iterator[Row]:
    """The rows of a sheet. Raises ValueError or expat's error where it is damaged or too much."""
    sheet = _Sheet(looks)
    while chunk := part.read(_CHUNK):
        sheet.hear(chunk)
        yield from sheet.taken()
    sheet.hear(b"")
    yield from sheet.rows


def parser() -> expat.XMLParserType:
    """A parser that refuses document types. Names come with their namespaces before them."""

    def refused(*_: object) -> None:
        raise ValueError("it declares a document type, which no such file does")

    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refused
    return made


def unescaped(text: str) -> str:
    """A text with what XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Sheet:
    """Hears the XML of a sheet. `rows` are those that have begun and were not taken yet: the last
    of them may go on. Ends of elements are heard only of those with text, for there are millions of
    others."""

    def __init__(self, looks: Looks) -> None:
        self.rows: list[Row] = []
        self._looks = looks
        self._kinds: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._number = 0
        self._cells: dict[int, str] = {}
        self._column = -1
        self._size = 0
        self._cell: dict[str, str] | None = None
        self._goes_on = False  # whether the cell in hand has had a text before
        self._words: list[str] = []
        self._ended = self._end
        self._parser = parser()
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._words.append

    def hear(self, chunk: bytes) -> None:
        """More of it; nothing at the end."""
        self._parser.Parse(chunk, not chunk)
        if self._parser.EndElementHandler is None:
            self._words.clear()  # what stands between elements
        elif sum(map(len, self._words)) > LONGEST:
            raise ValueError(f"a cell holds more than {LONGEST:,} characters")

    def taken(self) -> list[Row]:
        """The rows that have ended since the last time."""
        found, self.rows = self.rows[:-1], self.rows[-1:]
        return found

    def _start(self, name: str, features: dict[str, str]) -> None:
        kind = self._kinds.get(name) or self._kind(name)
        if kind == "c":
            self._cell, self._goes_on = features, False
            place = features.get("r")
            if place is None:
                self._column += 1
            else:
                letters = place.rstrip(_DIGITS)
                column = self._columns.get(letters)
                self._column = self._numbered(letters) if column is None else column
        elif kind in {"t", "v"}:
            if self._cell is not None:
                self._words.clear()
                self._parser.EndElementHandler = self._ended
        elif kind == "row":
            self._cell = None
            number = features.get("r", "")
            sound = number.isascii() and number.isdigit()
            self._number = int(number) if sound else self._number + 1
            self._cells, self._column, self._size = {}, -1, 0
            self.rows.append(Row(self._number, self._cells))
        elif kind not in _IN_TEXT:  # how a text is pronounced comes after it
            self._cell = None

    def _end(self, _: str) -> None:
        """Put the text that ends into its cell."""
        self._parser.EndElementHandler = None
        assert self._cell is not None
        at, text = self._column, "".join(self._words)
        kind = self._cell.get("t")
        text = unescaped(text) if kind in {"inlineStr", "str"} else self._text(text, kind)
        if text and 0 <= at < COLUMNS:
            self._cells[at] = self._cells[at] + text if self._goes_on else text
            self._goes_on = True
            self._size += len(text)
            if self._size > _LONGEST_ROW:
                raise ValueError(f"a row holds more than {_LONGEST_ROW:,} characters")

    def _text(self, said: str, kind: str | None) -> str:
        if kind == "s":
            return self._looks.words[int(said)]
        if kind in {None, "n"}:
            assert self._cell is not None
            return _number(said, self._cell.get("s", ""), self._looks)
        if kind == "b":
            return str(said.strip() not in {"", "0"})
        if kind == "d":
            return said.removesuffix("T00:00:00").replace("T", " ")
        return unescaped(said)

    def _kind(self, name: str) -> str:
        kind = self._kinds[name] = name.rpartition(" ")[2]
        return kind

    def _numbered(self, letters: str) -> int:
        """The number of a column by its letters, from 0 on."""
        number = 0
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise ValueError(f"there is no cell {letters[:10]}")
        for letter in letters.upper():
            number = number * 26 + ord(letter) - ord("A") + 1
        self._columns[letters] = number - 1
        return number - 1


def _number(said: str, look: str, looks: Looks) -> str:
    """A number as it was written before a spreadsheet took it for one."""
    said = said.strip()
    if not said:
        return ""
    if look in looks.dates or look in looks.stretches:
        try:
            return _moment(float(said), looks, stretch=look in looks.stretches)
        except OverflowError:  # no such day
            pass
    if said.isascii() and said.isdigit() and said[0] != "0":
        return said
    value = float(said)
    return str(int(value)) if value.is_integer() else str(value)


def _moment(value: float, looks: Looks, *, stretch: bool) -> str:
    """A day, with its time where that is not midnight; a time alone; or a stretch of time."""
    days, part = divmod(value, 1)
    rest = timedelta(milliseconds=round(part * _DAY / timedelta(milliseconds=1)))
    if stretch:
        return str(timedelta(days=days) + rest)
    if 0 <= value < 1 and rest < _DAY:
        return str((looks.epoch + rest).time())
    if 0 < value < _LEAP and looks.epoch == Looks().epoch:
        days += 1
    found = looks.epoch + timedelta(days=days) + rest
    return found.date().isoformat() if found.time() == time.min else str(found)

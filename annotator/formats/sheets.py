"""The sheets of an XLSX file, read row by row: with labels, or with articles. It unpacks to no more
than is sound, and declares no document type."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO, Final, NamedTuple, cast

from annotator.formats.sheet_cells import Looks, Row, parser, unescaped
from annotator.formats.sheet_cells import rows as rows_of

LARGEST: Final = 1024 * 1024 * 1024
LARGEST_WORDS: Final = 256 * 1024 * 1024
"""What the table of texts may unpack to: it is held in memory as a whole."""

_LARGEST_HEAD: Final = 16 * 1024 * 1024
"""What the list of sheets, or that of looks, may unpack to."""

_CHUNK: Final = 64 * 1024
_MOST_WORDS: Final = 10_000_000
_DATES: Final = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
_STRETCHES: Final = frozenset({"46"})
"""The looks that need no declaration and are dates, or stretches of time."""

_IN_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
_NO_LOOK: Final = re.compile(r'"[^"]*"|\[(?!(?:h+|m+|s+)\])[^\]]*\]|[\\_*].', re.IGNORECASE)
"""What a look says of no number: words, colours, languages, single letters."""
_STRETCH: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE: Final = re.compile("[dmhys]", re.IGNORECASE)


class Sheet(NamedTuple):
    """A sheet of an open book."""

    title: str
    open: Callable[[], BinaryIO]
    looks: Looks

    def rows(self) -> Iterator[Row]:
        """Its rows that are not empty."""
        with self.open() as part:
            yield from (row for row in rows_of(part, self.looks) if row.cells)


class Book(NamedTuple):
    """The sheets of an open file, in their order."""

    worksheets: Sequence[Sheet]


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Book]:
    """The book of a file. Raises whatever zipfile and expat find, and ValueError where it is none
    or too much."""
    with zipfile.ZipFile(stream) as packed:
        if sum(one.file_size for one in packed.infolist()) > LARGEST:
            raise ValueError(f"it unpacks to more than {LARGEST // 1024**3} GB")
        yield Book(_sheets(packed))


def head(sheet: Sheet) -> list[str]:
    """The cells of the first row."""
    first = next(sheet.rows(), Row(0, {}))
    if first.number != 1:
        return []
    return [first.cells.get(at, "").strip() for at in range(max(first.cells) + 1)]


def rows(sheet: Sheet, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows after the first that are not empty, each with its place, its cells by these
    names."""
    blank, many = dict.fromkeys(columns, ""), len(columns)
    for number, cells in sheet.rows():
        values = {columns[at]: text for at, text in cells.items() if at < many}
        if values and number > 1:
            yield f"{sheet.title}, row {number}", blank | values


def _sheets(packed: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of a file, by what it says of them."""
    book = next(iter(_targets(packed, "", "").get("officeDocument", {}).values()), "")
    book = book or "xl/workbook.xml"
    parts = _targets(packed, *posixpath.split(book))
    sheets, epoch = dict[str, str](), Looks().epoch
    for kind, features in _elements(packed, book):
        if kind == "sheet":
            id_ = next((one for key, one in features.items() if key.endswith(" id")), "")
            sheets[id_] = features.get("name", "")
        elif kind == "workbookPr" and features.get("date1904", "0") in {"1", "true"}:
            epoch = _IN_1904
    words = [
        one for name in parts.get("sharedStrings", {}).values() for one in _words(packed, name)
    ]
    dates, stretches = _dates(packed, [*parts.get("styles", {}).values()])
    looks = Looks(words, dates, stretches, epoch)
    found = parts.get("worksheet", {})
    return [
        Sheet(title, _opening(packed, found[id_]), looks)
        for id_, title in sheets.items()
        if id_ in found
    ]


def _opening(packed: zipfile.ZipFile, name: str) -> Callable[[], BinaryIO]:
    return lambda: cast("BinaryIO", packed.open(name))


def _targets(packed: zipfile.ZipFile, folder: str, name: str) -> Mapping[str, dict[str, str]]:
    """The parts that a part refers to: by kind, by the id that it knows them by."""
    found: dict[str, dict[str, str]] = {}
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    for kind, features in _elements(packed, relations):
        if kind == "Relationship":
            what = features.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, features.get("Target", "")))
            found.setdefault(what, {})[features.get("Id", "")] = target.lstrip("/")
    return found


def _elements(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a part, each as it begins."""
    if packed.getinfo(name).file_size > _LARGEST_HEAD:
        raise ValueError(f"{name} unpacks to more than {_LARGEST_HEAD // 1024**2} MB")
    found: list[tuple[str, dict[str, str]]] = []
    expat = parser()
    expat.StartElementHandler = lambda element, features: found.append((element, features))
    with packed.open(name) as part:
        while chunk := part.read(_CHUNK):
            expat.Parse(chunk, False)
            yield from ((element.rpartition(" ")[2], features) for element, features in found)
            found.clear()
    expat.Parse(b"", True)


def _words(packed: zipfile.ZipFile, name: str) -> list[str]:
    """The table of texts."""
    if packed.getinfo(name).file_size > LARGEST_WORDS:
        raise ValueError(f"its texts unpack to more than {LARGEST_WORDS // 1024**2} MB")
    table = _Words()
    with packed.open(name) as part:
        while chunk := part.read(_CHUNK):
            table.hear(chunk)
    table.hear(b"")
    return table.found


class _Words:
    """Hears the XML of a table of texts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._said: list[str] = []
        self._words: list[str] = []
        self._aside = 0
        self._parser = parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words.append

    def hear(self, chunk: bytes) -> None:
        """More of it; nothing at the end."""
        self._parser.Parse(chunk, not chunk)
        if len(self.found) > _MOST_WORDS:
            raise ValueError(f"it holds more than {_MOST_WORDS:,} texts")

    def _start(self, name: str, _: object) -> None:
        if name.endswith(" si"):
            self._said.clear()
        self._aside += name.endswith(" rPh")
        self._words.clear()

    def _end(self, name: str) -> None:
        if name.endswith(" t") and not self._aside:
            self._said.append("".join(self._words))
        elif name.endswith(" si"):
            self.found.append(unescaped("".join(self._said)))
        self._aside -= name.endswith(" rPh")


def _dates(packed: zipfile.ZipFile, names: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The looks that show a number as a date, and those that show it as a stretch of time."""
    dates, stretches, found = set(_DATES), set(_STRETCHES), list[str]()
    inside = False
    for name in names:
        for kind, features in _elements(packed, name):
            if kind == "numFmt":
                code = _NO_LOOK.sub("", features.get("formatCode", "").partition(";")[0])
                kept = stretches if _STRETCH.search(code) else dates
                own = features.get("numFmtId", "")
                for one in (dates, stretches):
                    one.discard(own)
                if _DATE.search(code):
                    kept.add(own)
            elif kind in {"cellXfs", "cellStyleXfs", "dxfs", "cellStyles"}:
                inside = kind == "cellXfs"
            elif kind == "xf" and inside:
                found.append(features.get("numFmtId", ""))
    looks = [(str(at), own) for at, own in enumerate(found)]
    return (
        frozenset(at for at, own in looks if own in dates),
        frozenset(at for at, own in looks if own in stretches),
    )

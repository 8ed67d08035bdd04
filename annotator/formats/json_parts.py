"""JSON read piece by piece: lines of it, or the items of an array, one at a time however long the
file is. Half a piece, or one that is not JSON, is refused with its place."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Container, Iterator
from typing import Any, BinaryIO, Final, Protocol

import orjson
from msgspec import Struct

from annotator.domain.text import marked
from annotator.formats.format import Refusal

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a piece."""

_CHUNK: Final = 256 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_ATOM: Final = rb'[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"'
_NO_BRACKETS: Final = re.compile(rb"(?:%b)*+" % _ATOM, re.DOTALL)


def _nested(levels: int) -> bytes:
    """What matches atoms, and brackets that close again no more than so many levels below."""
    return rb"%b|[\[{](?:%b)*+[\]}]" % (_ATOM, _nested(levels - 1)) if levels else _ATOM


_FEW_BRACKETS: Final = re.compile(rb"(?:%b)*+" % _nested(3), re.DOTALL)
"""Inside an item only its end counts: most of its brackets are skipped without a look at them."""

_KEY: Final = re.compile(rb'"([^"\\]*)"\s*:\s*\Z')
_LONGEST_KEY: Final = 100
_LONGEST_PATH: Final = 8
_DEEPEST: Final = 50_000
"""Far more than any parser of JSON takes, and few to hold."""

_BETWEEN: Final = re.compile(rb"\s*,?\s*")
_FEW: Final = 3
_SAVE: Final = "Save the file as UTF-8."


class Piece(Struct, frozen=True):
    """A value, and where in the file it stands."""

    place: str
    value: Any


class Bytes(Protocol):
    """What JSON is read from."""

    def read(self, size: int, /) -> bytes:
        """Some bytes, none at the end."""

    def readline(self, size: int, /) -> bytes:
        """A line, or so many bytes of it."""


class MixedError(Exception):
    """A file is not all through in the encoding in which it begins."""


class Recoded:
    """A stream in another encoding, in UTF-8. Raises MixedError where it is not in that."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self._encoding = stream, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Some bytes, none at the end."""
        found, self._rest = self._rest, b""
        try:
            while not found and (raw := self._stream.read(size)):
                found = self._decoder.decode(raw).encode()
            return found or self._decoder.decode(b"", final=True).encode()
        except UnicodeError as error:
            raise MixedError(f"It is not {self._encoding} all through. {_SAVE}") from error

    def readline(self, size: int, /) -> bytes:
        """A line, or so many bytes of it."""
        parts, count, end = list[bytes](), 0, -1
        while end < 0 and count < size and (part := self.read(_CHUNK)):
            end = part.find(b"\n")
            parts.append(part)
            count += len(part)
        whole = b"".join(parts)
        at = min(size, count - len(parts[-1]) + end + 1 if end >= 0 else count)
        self._rest = whole[at:]
        return whole[:at]


def _as_utf8(stream: BinaryIO) -> Bytes:
    """The stream in UTF-8, where a byte order mark says that it is in UTF-16 or UTF-32, as some
    shells write what a program prints."""
    encoding = marked(stream.read(4))
    stream.seek(0)
    return stream if encoding in ("", "utf-8-sig") else Recoded(stream, encoding)


def lines(stream: BinaryIO | Recoded) -> Iterator[Piece | Refusal]:
    """The JSON of each line that is not empty."""
    try:
        yield from _lines(stream if isinstance(stream, Recoded) else _as_utf8(stream))
    except MixedError as error:
        yield Refusal("", str(error))


def _lines(stream: Bytes) -> Iterator[Piece | Refusal]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        place = f"line {number}"
        if len(line) > LARGEST:
            yield Refusal(place, f"It is longer than {LARGEST // 1024**2} MB.")
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST)
        elif b"\0" in line:
            yield Refusal(place, f"There are zero bytes in it: this is no text. {_SAVE}")
            return
        elif not line.isspace():
            yield _parsed(place, line.removeprefix(_BOM) if number == 1 else line)


def items(
    stream: BinaryIO,
    noun: str,
    paths: Container[tuple[str, ...] | None] = ((),),
    parse: Callable[[bytes], Any] = orjson.loads,
) -> Iterator[Piece | Refusal]:
    """The objects in the arrays at these paths: keys from the root, () where the root itself is an
    array. A root that has no such array is an item; one root may follow another. Nothing comes
    after an item that is larger than `LARGEST`, nested too deep, or does not end.

    An item that stands on a line of its own is what `parse` makes of it; others, and those at which
    that fails, are plain JSON."""
    try:
        for number, found in enumerate(_Scan(_as_utf8(stream), paths, parse).values(), 1):
            place = f"{noun} {number}"
            if isinstance(found, bytes):
                yield _parsed(place, found)
            elif isinstance(found, Refusal):
                yield Refusal(place, found.reason)
            else:
                yield Piece(place, found)
    except MixedError as error:
        yield Refusal("", str(error))


def _parsed(place: str, raw: bytes) -> Piece | Refusal:
    try:
        return Piece(place, orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        try:
            raw.decode()
        except UnicodeDecodeError:
            return Refusal(place, f"It is not UTF-8. {_SAVE}")
        return Refusal(place, f"This is not JSON: {error}.")


class _Scan:
    """Finds where values begin and end by their brackets, which is all that it looks at: whether
    they are JSON is for the parser to say. Where a line is an item, as most programs write them,
    the parser says that at once: nothing else can begin there and be JSON."""

    def __init__(
        self,
        stream: Bytes,
        paths: Container[tuple[str, ...] | None],
        parse: Callable[[bytes], Any],
    ) -> None:
        self._stream = stream
        self._paths = paths
        self._parse = parse
        self._buffer = b""
        self._at = 0
        self._before = 0  # where what stands before the bracket in hand begins
        self._begun: int | None = None  # where the value in hand begins
        self._open: list[str] = []  # the keys of the brackets that are open
        self._between = True  # whether only a value can come here
        self._inside = False  # whether the value in hand is an item of an array
        self._no_lines = 0  # how often in a row a line was no item

    def values(self) -> Iterator[Any]:
        """Each value whole: its bytes, or what it was parsed to; a Refusal for what is none."""
        depth = 0  # how many brackets are open around the value in hand
        while True:
            if self._between and self._open:
                yield from self._lines()
            if (bracket := self._bracket()) in (b"", b"too large"):
                break
            if self._between and not _BETWEEN.fullmatch(self._skipped()):
                yield Refusal("", "Something stands there that is no JSON object.")
            if bracket in b"[{":
                depth = self._opened(bracket, depth)
                if len(self._open) > _DEEPEST:
                    yield Refusal("", f"It is nested more than {_DEEPEST:,} deep.")
                    return
            elif not self._open:
                break
            else:
                self._open.pop()
                if self._begun is not None and len(self._open) <= depth:
                    yield self._buffer[self._begun : self._at]
                    self._begun, self._between, self._inside = None, True, False
                else:
                    self._between = not self._open
        yield from self._rest(bracket)

    def _lines(self) -> Iterator[Any]:
        """The items from here on that are a line each, until one is not; nothing more where that
        is so time and again."""
        while self._no_lines < _FEW and (found := _BETWEEN.match(self._buffer, self._at)):
            begin = found.end()
            end = self._buffer.find(b"\n", begin)
            if end < 0 and self._at > self._before:  # half a line; what was read goes
                self._before = self._at
                if self._more():
                    continue
            line = self._buffer[begin : max(begin, end)].removesuffix(b"\r").removesuffix(b",")
            if line[:1] != b"{":
                break
            try:
                value = self._parse(line)
            except (ValueError, RecursionError):
                break
            self._at = begin + len(line)
            self._no_lines = 0
            yield value
        self._no_lines += 1

    def _opened(self, bracket: bytes, depth: int) -> int:
        """Note a bracket that opens; returns how many are open around the value in hand."""
        inside = self._inside
        if self._between:
            self._begun, depth = self._at - 1, len(self._open)
            self._inside = depth > 0
        self._between = False
        self._open.append("" if inside or not self._open else self._key())
        if bracket == b"[" and not inside and self._path() in self._paths:
            self._begun, self._between = None, True
        return depth

    def _path(self) -> tuple[str, ...] | None:
        """The keys to the bracket in hand; None where it is deeper than any array of items."""
        return tuple(self._open[1:]) if len(self._open) <= _LONGEST_PATH else None

    def _rest(self, last: bytes) -> Iterator[Refusal]:
        if last == b"too large":
            yield Refusal("", f"It is larger than {LARGEST // 1024**2} MB.")
        elif last:
            yield Refusal("", "This is not JSON: a bracket closes that was not opened.")
        elif self._open:
            yield Refusal("", "The file ends in the midst of it.")
        elif self._buffer[self._before :].strip():
            yield Refusal("", "This is not JSON.")

    def _bracket(self) -> bytes:
        """The next bracket; nothing at the end."""
        self._before = self._at
        while True:
            skip = _FEW_BRACKETS if self._inside else _NO_BRACKETS
            found = skip.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._buffer[self._at : self._at + 1] in (b"[", b"]", b"{", b"}"):
                self._at += 1
                return self._buffer[self._at - 1 : self._at]
            if len(self._buffer) - self._kept() > LARGEST:
                return b"too large"
            if not self._more():
                return b""

    def _skipped(self) -> bytes:
        return self._buffer[self._before : self._at - 1]

    def _key(self) -> str:
        found = _KEY.search(self._buffer, max(self._before, self._at - _LONGEST_KEY), self._at - 1)
        return found[1].decode("utf-8", "replace") if found else ""

    def _kept(self) -> int:
        """From where on the buffer is needed."""
        return self._before if self._begun is None else min(self._begun, self._before)

    def _more(self) -> bool:
        """Read on, ever more at once, so that a long value is not copied time and again."""
        kept = self._kept()
        chunk = self._stream.read(max(_CHUNK, len(self._buffer) - kept))
        first = not self._buffer
        self._buffer = self._buffer[kept:] + chunk
        self._at -= kept
        self._before -= kept
        if self._begun is not None:
            self._begun -= kept
        if first and self._buffer.startswith(_BOM):
            self._at = self._before = len(_BOM)
        return bool(chunk)

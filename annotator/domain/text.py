"""Text on its way in: decoded and cleaned once, and never changed after that."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from msgspec import Struct

from annotator.domain.alphabets import is_latin, strangers
from annotator.errors import AnnotatorError

LONGEST: Final = 5_000_000
"""The most characters of one text."""

MOST_QUOTED: Final = 10 * LONGEST
"""The most characters that the labels of a file may quote of one article in all."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REFUSED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters but tab and newline, lone surrogates, and what Unicode never assigns."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REFUSED_ASTRAL: Final = re.compile(
    "[" + "".join(chr(n << 16 | 0xFFFE) + chr(n << 16 | 0xFFFF) for n in range(1, 17)) + "]"
)
"""The same beyond the first plane: apart, because this class is slow and most texts need it not."""

_NOT_WIDE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u3000-\uf8ff\ufffe\uffff]")
"""What plain letters of one byte look like as UTF-16, and zero bytes of no text. With it goes the
writing that has no spaces: of it UTF-16 without a mark cannot be told for sure."""

_TAKEN: Final = bytes(code for code in range(128) if not _REFUSED.match(chr(code)))
"""What is left of ASCII."""


_LIKELY: Final = tuple(
    "cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp1257 cp1256 cp1255 gb18030 cp932 euc_jp big5 "
    "cp949 cp874 cp1258 koi8_u mac_roman iso8859_2 iso8859_5 iso8859_7 cp866 cp850 cp437".split()
)
"""The encodings in which people have texts that are not UTF-8; of equals the first."""


class CleanText(Struct, frozen=True):
    """A text as the project keeps it, and the encoding that it came in."""

    text: str
    encoding: str


def clean_text(raw: bytes | str, declared: str | None = None) -> CleanText:
    """Decode (byte order mark, declared encoding, UTF-8, then detection) and make line ends LF.

    Nothing else changes: no normal form, no stripped space. Raises AnnotatorError where the text is
    empty or too long, or holds a character that no text needs, with its place.
    """
    text, encoding = (raw, "") if isinstance(raw, str) else decoded(raw, declared)
    if len(text) > LONGEST:
        raise AnnotatorError(
            f"The text has {len(text):,} characters, more than {LONGEST:,}.", "Split it."
        )
    text = with_lf(text)
    if found := _refused(text):
        at = found.start()
        line = text.count("\n", 0, at) + 1
        raise AnnotatorError(
            f"Character {at} (line {line}) is U+{ord(found.group()):04X}, which no text needs.",
            "Is this a text? If so, remove that character.",
        )
    if not text or text.isspace():
        raise AnnotatorError("There is no text in it.", "Choose a file with words in it.")
    return CleanText(text, encoding)


def marked(begin: bytes) -> str:
    """The encoding that the byte order mark at the beginning of a text says, "" where it has
    none."""
    return next((encoding for mark, encoding in _MARKS if begin.startswith(mark)), "")


def usable(text: str) -> str:
    """The text without what clean_text refuses, its line ends LF: for what a program has drawn out
    of a file in which nobody can mend it."""
    return _REFUSED_ASTRAL.sub("", _REFUSED.sub("", with_lf(text)))


def readable(name: str) -> str:
    """The name of a file as text: of what is none, as in names of another encoding, the bytes are
    told (`\\xe9`), so that two names stay two."""
    return _SURROGATE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", name)


def with_lf(text: str) -> str:
    """The text with LF where it has CR LF or CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def lf_place(raw: str) -> Callable[[int], int]:
    """From a place in a text to the one in the same with LF: each CR LF became one character."""
    ends = [found.end() for found in re.finditer("\r\n", raw)]
    return lambda at: at - bisect_right(ends, at)


def _refused(text: str) -> re.Match[str] | None:
    if text.isascii() and not text.encode().translate(None, _TAKEN):
        return None  # eight times as fast as to search
    found = _REFUSED.search(text)
    if found is None and not text.isascii():
        found = _REFUSED_ASTRAL.search(text)
    return found


def decoded(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and its encoding: that of its byte order mark, the declared one, UTF-16 that cannot
    be anything else, UTF-8, or what is likely. AnnotatorError where it is none of these."""
    if by_mark := marked(raw):
        return _by(raw, by_mark), by_mark
    if declared:
        return _by(raw, declared), declared
    if b"\0" in raw and (wide := _wide(raw)):
        return wide
    try:
        return raw.decode(), "utf-8"
    except UnicodeDecodeError:
        return _detected(raw)


def _by(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeError as error:
        raise AnnotatorError(
            f"It says that it is {encoding}, but is not: {error}.", "Save it as UTF-8."
        ) from error
    except LookupError as error:
        raise AnnotatorError(f"The encoding {encoding} is unknown.", "Save it as UTF-8.") from error


def _wide(raw: bytes) -> tuple[str, str] | None:
    """The text in UTF-16 without a mark, where one order of its bytes gives words, and the other
    one does not."""
    found = []
    for encoding in ("utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if not _NOT_WIDE.search(text):
                found.append((text, encoding))
    return found[0] if len(found) == 1 else None


def _detected(raw: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # heavy, and seldom needed

    found = [] if b"\0" in raw[:4096] else list(from_bytes(raw, cp_isolation=list(_LIKELY)))
    if not found:
        raise AnnotatorError("This is not a text in any known encoding.", "Save it as UTF-8.")
    if is_latin(str(found[0])):
        strange = [strangers(str(one)) for one in found]
        found = [one for one, many in zip(found, strange, strict=True) if many == min(strange)]
    mess = found[0].chaos, found[0].coherence
    likely = [one for one in found if (one.chaos, one.coherence) == mess]
    best = min(likely, key=lambda one: _rank(one.could_be_from_charset))
    return str(best), min(best.could_be_from_charset, key=lambda name: _rank([name]))


def _rank(names: list[str]) -> int:
    return min((_LIKELY.index(name) for name in names if name in _LIKELY), default=len(_LIKELY))

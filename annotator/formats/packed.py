"""Files that are ZIP archives of XML, such as DOCX: their parts are read as streams, within limits
and without entities, so that no small file becomes a large one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from annotator.errors import AnnotatorError

LARGEST: Final = 200 * 1024 * 1024
"""The most that a part may unpack to."""

_DEEPEST: Final = 500
_STEP: Final = 64 * 1024
_REMEDY: Final = "Open it in the program that it is from, and save it anew."


def archive(raw: bytes, kind: str) -> zipfile.ZipFile:
    """The archive that a file of a kind is; AnnotatorError where it is none."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if raw.startswith(b"\xd0\xcf\x11\xe0"):
            problem = f"It is an older Office file, or has a password: no {kind}."
            raise AnnotatorError(problem, f"Save it as {kind}, without a password.") from error
        raise AnnotatorError(f"This is no {kind}, or it is damaged.", _REMEDY) from error


def read_xml(
    packed: zipfile.ZipFile,
    name: str,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Read one part to its end; elements are called by namespace, space, name. AnnotatorError where
    it is not there, too large or deep, damaged, or declares a document type."""
    parser = _parser(begin, end, text)
    try:
        about = packed.getinfo(name)
        if about.file_size > LARGEST:
            raise AnnotatorError(f"It unpacks to more than {LARGEST // 1024**2} MB.", _REMEDY)
        with packed.open(about) as stream:
            while chunk := stream.read(_STEP):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except KeyError as error:
        raise AnnotatorError(f"It has no {name} in it.", _REMEDY) from error
    except (
        expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
        NotImplementedError, ValueError,
    ) as error:  # fmt: skip
        raise AnnotatorError(f"It is damaged or encrypted: {name}: {error}.", _REMEDY) from error


def _parser(
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> expat.XMLParserType:
    """A parser that tells of a part, and raises AnnotatorError where that is a trap."""
    depth = 0

    def deeper(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise AnnotatorError(f"It is nested more than {_DEEPEST} deep.", _REMEDY)
        begin(tag, attributes)

    def back(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag)

    def doctype(*_: object) -> None:
        raise AnnotatorError("It declares a document type, which no such file does.", _REMEDY)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = deeper, back
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    return parser

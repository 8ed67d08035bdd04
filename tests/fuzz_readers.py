"""Spoilt files for every reader, for `formats/test_hostile.py` and `fuzz/test_readers.py`."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from itertools import permutations
from typing import BinaryIO

from foreign import torture
from hypothesis import HealthCheck, Phase, given, settings
from papers import docx, packed, pdf
from roundtrip import records, written

from annotator.domain.article import Article, new_article
from annotator.domain.dataset import KnownArticle, RawRecord, Record
from annotator.formats.format import Format, Refusal, Remark, Source
from annotator.formats.registry import formats, lacking, options_of
from annotator.tasks.placing import Placing, Reading
from annotator.tasks.units import decided

Files = Mapping[str, bytes]
_NUMBER = re.compile(rb"\d+")
_ODD_NUMBERS = (
    b"-1", b"0", b"1.5", b"1e999", b"NaN", b"null", b"true", b"9223372036854775807",
    b"18446744073709551615", b"-9223372036854775809", b"9" * 23, b"9" * 5_000,
)  # fmt: skip
_ODD = (
    *_ODD_NUMBERS, b'"\\ud800"', b"\xff", b"\0", b"[]", b"{}", b"<!ENTITY a 'b'>", b"&amp;",
    b"\xed\xa0\x80", b"\r\n", b"\t", b"|", b"\\", "👩\u200d🚀".encode(), "\u202e".encode(),
)  # fmt: skip


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
NO_DATA: Mapping[str, bytes] = {
    "nothing": b"",
    "spaces": b" \n\n ",
    "zeros": b"\0" * 10_000,
    "binary": bytes(range(256)) * 8,
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8,
    "UTF-16 to the half": "{\"text\": \"abc\"}".encode("utf-16")[:-3],
    "Latin 1": "{\"text\": \"caf\xe9\"}".encode("latin-1"),
    "Latin 1 in a list": "[{\"text\": \"caf\xe9\"}]".encode("latin-1"),
    "deep lists": b"[" * 100_000,
    "deep lists that end": b'{"text":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "deep objects": b'[{"a":' * 10_000,
    "a number": b"1",
    "a text": b'"text"',
    "null": b"null",
    "a list of lists": b"[[[1]]]",
    "half a character": b'{"text": "\\ud800"}',
    "half a character in a list": b'[{"text": "\\ud83d", "label": []}]',
    "numbers that are none": b'[{"text": NaN}]',
    "an entity bomb": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
}  # fmt: skip
"""Files in which no reader of JSON finds an article."""

HOSTILE: Mapping[str, bytes] = {
    **NO_DATA,
    "deep elements": b"<a>" * 10_000,
    "a long line": b"a" * 3_000_000,
    "many lines": b"a\tb\n" * 100_000,
    "one number": b"9" * 10_000,
    "odd JSON": b'{"text": null, "labels": {"a": [[[]]]}, "label": "x", "data": 5}',
    "a list of odd things": b'[1, null, "x", [], {}, {"data": []}, {"annotations": [null]}]',
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>'.encode(),
    "another's file": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "a member without a name": packed({"": b"hello", "a.txt": b"words"}),
    "a way out": packed({"../../out.txt": b"out", "/etc/x": b"x"}),
    "a bomb": packed({"xl/workbook.xml": b"0" * 50_000_000, "a.txt": b"0" * 50_000_000}),
    "half an archive": packed({"a.txt": b"words " * 1000})[:60],
}  # fmt: skip
"""Files that hurt whoever reads them carelessly."""


def swallow(format_: Format, files: Files, name: str) -> list[Record | Refusal]:
    """What a reader makes of a file, settled: as an import does it, but for the project."""
    assert format_.read is not None

    def sibling(other: str) -> BinaryIO | None:
        return io.BytesIO(files[other]) if other in files else None

    here = new_article("One two three. 👩 said so.", "T", created="")

    def find(_: KnownArticle) -> Article | None:
        return here

    def found() -> Iterator[Record | RawRecord | Refusal | Remark]:
        options = options_of(format_, {}, reading=True)
        assert format_.read is not None
        return format_.read(Source(io.BytesIO(files[name]), name or "x", "A", options, sibling))

    unit = decided(found(), find).name if format_.unit == "open" else format_.unit
    placing = Placing(find, Reading("A", repair=True), unit)
    settled: list[Record | Refusal] = []
    for one in found():
        if isinstance(one, RawRecord):
            settled += placing.settled(one)
        elif not isinstance(one, Remark):
            settled.append(one)
    return settled


def spoilt(raw: bytes, chance: random.Random) -> bytes:
    """A file with something wrong in it, or several things."""
    out = bytearray(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 5, 20))):
        at = chance.randrange(len(out) + 1)
        end = min(len(out), at + chance.choice((1, 3, 20, 500)))
        numbers = list(_NUMBER.finditer(bytes(out[:20_000])))
        match chance.randrange(7):
            case 0:
                del out[at:]
            case 1:
                del out[at:end]
            case 2:
                out[at:at] = out[at:end]
            case 3:
                out[at:at] = chance.choice(_ODD)
            case 4 if out:
                out[at % len(out)] = chance.randrange(256)
            case 5 if numbers:
                found = chance.choice(numbers)
                out[found.start() : found.end()] = chance.choice(_ODD_NUMBERS)
            case _:
                other = chance.randrange(len(out) + 1)
                out[at:end], out[other : other + 3] = out[other : other + 3], out[at:end]
    return bytes(out)


def articles() -> dict[str, list[bytes]]:
    """Sound files of the formats that only bring articles."""
    row = {"title": "A title", "body": "Some words, 👩 and more.\nA line.", "date": "2025-03-18"}
    parquet = io.BytesIO()
    if find_spec("pyarrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table({name: [cell] * 3 for name, cell in row.items()}), parquet)
    paragraph = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Some words.</w:t></w:r></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph}</w:tc><w:tc>{paragraph}</w:tc></w:tr></w:tbl>"
    page = "<p>The dam north of the town held through the night, officials said.</p>" * 3
    cells = ",".join(f'"{one}"' for one in row.values())
    lines = ",".join(row) + f"\n{cells}" * 3
    return {
        "webpage": [
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A title</title>{page}'
            f'<ul><li>One</ul><table><tr><td>Two</table><script>x="</p>"</script>'.encode()
        ],
        "pdf": [pdf([["Some words that are bro-", "ken at the end."], ["More."]], b"/Title (T)")],
        "docx": [docx(paragraph + table)],
        "articles": [
            shape.encode(code)
            for code in ("utf-8-sig", "utf-16")
            for shape in (lines, _ends(lines, "\r\n"), _ends(lines, "\r"), _tabs(row))
        ],
        "articles-jsonl": [f"{json.dumps(row)}\n".encode() * 3, *MIXED],
        "articles-parquet": [parquet.getvalue()],
    }  # fmt: skip


_SPAN = {"start": 0, "end": 3, "label": "true"}
_LABEL = {"annotator": "A", "spans": [[0, 3]], "verdict": "disputed"}
_ENTITY = {"id": 1, "start_offset": 0, "end_offset": 3, "label": "true"}
_KINDS: tuple[Mapping[str, object], ...] = (
    {"url": "u", "date": "2025"}, {"labels": [_LABEL], "meta": {"spans": []}}, {"spans": [_SPAN]},
    {"labels": [{**_LABEL, "spans": []}]}, {"label": [[0, 3, "x"]]}, {"entities": [_ENTITY]},
)  # fmt: skip
MIXED = tuple(
    "".join(json.dumps({"text": f"One {n}.", **one}) + "\n" for n, one in enumerate(kinds)).encode()
    for kinds in permutations(_KINDS, 2)
)
"""Lines of JSON of two kinds in one file."""


def _ends(table: str, end: str) -> str:
    return table.replace("\n", end)


def _tabs(row: Mapping[str, str]) -> str:
    cells = "\t".join(f'"{one}"' for one in row.values())
    return "\t".join(row) + f"\r\n{cells}" * 3


def _variants(format_: Format) -> list[dict[str, bytes]]:
    """What others make of a sound file of this format, and files that many a format may be."""
    if format_.name == "csv":
        (table,) = written(format_, torture()).values()
        text = table.decode("utf-8-sig")
        shapes = (text, _ends(text.replace("\r\n", "\n"), "\r"))
        return [{"": one.encode(code)} for one in shapes for code in ("utf-8", "utf-16")]
    return [{"": one} for one in MIXED] if ".jsonl" in format_.suffixes else []


def seeds(format_: Format, number: int = 12) -> list[dict[str, bytes]]:
    """Sound files of a format, as it writes them itself; of one that is only read some by hand."""
    found: list[dict[str, bytes]] = []
    if format_.write is None:
        words = "# A title\n\nSome words, 👩 and more.\n".encode()
        return [{"": raw} for raw in articles().get(format_.name, [words])]

    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(records())
    def fill(data: list[Record]) -> None:
        found.append(written(format_, data))

    fill()
    return [files for files in (*found, *_variants(format_)) if files]


def readers() -> list[Format]:
    """The formats that read and have what they need."""
    return [one for one in formats().values() if one.read and not lacking(one)]

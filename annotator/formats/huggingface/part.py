"""One split: a Parquet file, written in groups of rows so that memory does not grow with it, and
what the card and Croissant say of it."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import orjson

from annotator.domain.dataset import Record
from annotator.formats.huggingface.fields import row, schema

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS: Final = 1_000
_LABELS: Final = 20_000
_CHARACTERS: Final = 8_000_000
"""A group of rows ends when it has so many."""


@dataclass(slots=True)
class Part:
    """A split that is written: its file, its size on the disk and in memory, what is in it."""

    split: str
    path: str
    articles: int = 0
    labels: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    size: int = 0
    memory: int = 0
    sha256: str = ""

    def add(self, record: Record) -> None:
        """Count an article."""
        self.articles += 1
        self.labels += len(record.labels)
        self.verdicts.update(label.verdict.value for label in record.labels)
        if record.article.language:
            self.languages.add(record.article.language)


class _Hashed:
    """A file to write, of which one knows the hash and the size afterwards."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: Any) -> int:
        """Write bytes, or a buffer of them."""
        raw = memoryview(data)
        self.digest.update(raw)
        self._stream.write(raw)
        self.size += raw.nbytes
        return raw.nbytes

    def tell(self) -> int:
        """How much is written."""
        return self.size

    def flush(self) -> None:
        """Nothing waits here."""


def write_part(part: Part, records: Iterable[Record], stream: BinaryIO) -> None:
    """Write the Parquet file of a split and count what is in it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, target = schema(), _Hashed(stream)
    with pq.ParquetWriter(pa.PythonFile(target, "w"), columns, compression="zstd") as writer:
        for rows in _groups(part, records):
            table = _table(rows, columns)
            part.memory += table.nbytes
            writer.write_table(table, row_group_size=table.num_rows)
    part.size, part.sha256 = target.size, target.digest.hexdigest()


def _table(rows: Sequence[bytes], columns: pa.Schema) -> pa.Table:
    """Rows as a table. Arrow makes it of JSON more than twice as fast as of Python's objects."""
    from pyarrow import json

    raw = b"\n".join(rows)
    return json.read_json(
        io.BytesIO(raw),
        read_options=json.ReadOptions(use_threads=False, block_size=len(raw) + 1),
        parse_options=json.ParseOptions(explicit_schema=columns, unexpected_field_behavior="error"),
    )


def _groups(part: Part, records: Iterable[Record]) -> Iterator[list[bytes]]:
    """Rows as JSON, as many as are written at once."""
    rows: list[bytes] = []
    labels = characters = 0
    for record in records:
        part.add(record)
        rows.append(orjson.dumps(row(record)))
        labels += len(record.labels)
        characters += len(record.article.text)
        if len(rows) >= _ROWS or labels >= _LABELS or characters >= _CHARACTERS:
            yield rows
            rows, labels, characters = [], 0, 0
    if rows:
        yield rows

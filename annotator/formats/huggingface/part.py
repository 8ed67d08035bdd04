"""One split: a Parquet file, written in groups of rows so that memory does not grow with it, and
what the card and Croissant say of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from msgspec import Struct, field

from annotator.domain.dataset import Record
from annotator.formats.huggingface.fields import batch_of, schema

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS: Final = 1_000
_BYTES: Final = 16 * 1024 * 1024
"""A group of rows ends when it has so many."""

_AT_ONCE: Final = 100
_LABELS_AT_ONCE: Final = 4_000
_LETTERS_AT_ONCE: Final = 4_000_000
"""A batch of rows ends when it has so many: each record is held as Python has it."""

_FEW_VALUES: Final = [
    "language",
    *(f"labels.list.element.{name}" for name in ("annotator", "layer", "verdict")),
]
"""The columns that Parquet writes as numbers in a list of values."""


class Part(Struct):
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
        self.verdicts.update([label.verdict for label in record.labels])
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

    target = _Hashed(stream)
    with pq.ParquetWriter(
        pa.PythonFile(target, "w"), schema(), compression="zstd", use_dictionary=_FEW_VALUES,
        write_statistics=False,
    ) as writer:  # fmt: skip
        for table in _groups(part, records):
            part.memory += table.nbytes
            writer.write_table(table, row_group_size=table.num_rows)
    part.size, part.sha256 = target.size, target.digest.hexdigest()


def _groups(part: Part, records: Iterable[Record]) -> Iterator[pa.Table]:
    """Groups of rows, put together of batches: in Arrow they are small, in Python they are not."""
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    for batch in _batches(part, records):
        batches.append(batch)
        rows = sum(one.num_rows for one in batches)
        if rows >= _ROWS or sum(one.nbytes for one in batches) >= _BYTES:
            yield pa.Table.from_batches(batches)
            batches = []
    if batches:
        yield pa.Table.from_batches(batches)


def _batches(part: Part, records: Iterable[Record]) -> Iterator[pa.RecordBatch]:
    some: list[Record] = []
    labels = letters = 0
    for record in records:
        part.add(record)
        some.append(record)
        labels += len(record.labels)
        letters += len(record.article.text)
        few = len(some) < _AT_ONCE and labels < _LABELS_AT_ONCE
        if not few or letters >= _LETTERS_AT_ONCE:
            yield batch_of(some)
            some, labels, letters = [], 0, 0
    if some:
        yield batch_of(some)

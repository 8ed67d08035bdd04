"""The rows of a Parquet file, some at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from annotator.domain.text import LONGEST
from annotator.errors import AnnotatorError, said_of
from annotator.formats.articles.rows import Row, Table
from annotator.formats.format import Refusal

_AT_ONCE: Final = 25
"""So many rows are held: where a text is repeated, the file has it once."""
_SMALL: Final = 8 * 1024 * 1024
_DENSEST: Final = 200
"""How many times a part may be larger than the file that it is packed in, from a size on."""
_LARGEST: Final = 4 * LONGEST
"""A row of more bytes has too long a text, whatever its letters are."""
_DAMAGED: Final = "Write it anew."


def table(stream: BinaryIO) -> Table:
    """The table; AnnotatorError where it cannot be read."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:  # also under a name that speaks of another format
        raise AnnotatorError(
            "This is Parquet, which needs pyarrow, and that is not installed.",
            'Run pip install "factcheck-annotator[parquet]".',
        ) from error
    try:
        file = pq.ParquetFile(stream)
        columns = list(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise AnnotatorError(f"This is no Parquet to read: {said_of(error)}.", _DAMAGED) from error
    if len(set(columns)) < len(columns):
        raise AnnotatorError("Two of its columns have one name.", _DAMAGED)
    _check_sizes(stream, file.metadata)
    return Table(columns, _rows(file))


def _check_sizes(stream: BinaryIO, about: Any) -> None:
    """AnnotatorError where a part would unpack to what is not sound: nothing is unpacked yet. What
    the file says of single columns is not asked: pyarrow ends the process where that is spoilt."""
    packed = stream.seek(0, io.SEEK_END)
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        if group.total_byte_size > max(_SMALL, _DENSEST * packed):
            problem = f"It would unpack to more than {_DENSEST} times its size."
            raise AnnotatorError(problem, _DAMAGED)
        if group.total_byte_size > _LARGEST * max(group.num_rows, 1):
            problem = f"A row of it has more than {_LARGEST // 1024**2} MB."
            raise AnnotatorError(problem, "Split its texts.")


def _rows(file: Any) -> Iterator[Row | Refusal]:
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_AT_ONCE):
            for values in batch.to_pylist():
                number += 1
                yield f"row {number}", values
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Refusal(f"after row {number}", f"It is damaged: {said_of(error)}.")

"""The rows of a Parquet file, some at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from annotator.errors import AnnotatorError
from annotator.formats.articles.rows import Row, Table
from annotator.formats.format import Refusal

_AT_ONCE: Final = 200
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
        raise AnnotatorError(f"This is no Parquet to read: {_said(error)}.", _DAMAGED) from error
    if len(set(columns)) < len(columns):
        raise AnnotatorError("Two of its columns have one name.", _DAMAGED)
    return Table(columns, _rows(file))


def _rows(file: Any) -> Iterator[Row | Refusal]:
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_AT_ONCE):
            for values in batch.to_pylist():
                number += 1
                yield f"row {number}", values
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Refusal(f"after row {number}", f"It is damaged: {_said(error)}.")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__

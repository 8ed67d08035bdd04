"""A Parquet file of ours, in: each row says what a line of our JSONL says, and is held against the
same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from annotator.domain.dataset import RawRecord, Record
from annotator.errors import AnnotatorError
from annotator.formats import jsonl_read
from annotator.formats.articles import parquet
from annotator.formats.articles.table import kept
from annotator.formats.format import Refusal, Source
from annotator.formats.huggingface.fields import FIELDS, Field
from annotator.formats.json_values import WrongError, short

_NAMES: Final = frozenset(field.name for field in FIELDS)
_SAID: Final = (b"adjudicator", b"annotator", b"decisions", b"verdict")
"""Names of columns, which a Parquet file has at its end."""


def recognises(head: bytes) -> bool:
    """Whether a file's columns are those that we write."""
    return all(name in head for name in _SAID)


def read(source: Source) -> Iterator[Record | RawRecord | Refusal]:
    """An article with all that is said of it for each row."""
    try:
        table = parquet.table(source.stream)
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    for row in table.rows:
        if isinstance(row, Refusal):
            yield row
            continue
        place, values = row
        try:
            yield jsonl_read.said(_line(values), source.annotator, place)
        except WrongError as error:
            yield Refusal(place, str(error))


def _line(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a line of JSONL. Columns that are not ours are kept beside the article."""
    line = {field.name: _value(field, values.get(field.name)) for field in FIELDS}
    del line["sha256"]
    more = {name: kept(value) for name, value in values.items() if name not in _NAMES}
    line["meta"] = {**more, **_keys(line["meta"])}
    return line


def _value(field: Field, value: Any, many: int | None = None) -> Any:
    """A value with the fields that are ours, and further keys where its JSON has them. What is of
    another kind stays as it is: whoever reads the line says so."""
    depth = field.many if many is None else many
    if depth and isinstance(value, list):
        return [_value(field, one, depth - 1) for one in value]
    if not field.fields or not isinstance(value, dict):
        return value
    get = value.get
    found = {
        one.name: _value(one, get(one.name)) if one.fields else get(one.name)
        for one in field.fields
    }
    if "meta" in found:
        found["meta"] = _keys(found["meta"])
    return found


def _keys(said: Any) -> dict[str, Any]:
    """Further keys, of their JSON."""
    if said is None:
        return {}
    try:
        keys = orjson.loads(said)
    except (orjson.JSONDecodeError, TypeError) as error:
        raise WrongError(f'"meta" is no JSON: {short(said)}.') from error
    if not isinstance(keys, dict):
        raise WrongError('"meta" must be an object.')
    return keys

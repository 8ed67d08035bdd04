"""Tables of articles, in: one row or line is one article. Columns that are none of its fields are
kept in its `meta`, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from annotator.domain.article import Article, new_article
from annotator.domain.dataset import Record
from annotator.domain.journal import now
from annotator.domain.text import clean_text, usable
from annotator.errors import AnnotatorError
from annotator.formats import csv
from annotator.formats.articles import book, parquet, rows
from annotator.formats.articles.columns import NAMES, OPTIONS, TEXT, chosen, guessed, plain_name
from annotator.formats.articles.rows import Table
from annotator.formats.first_lines import first_lines, has_labels
from annotator.formats.format import Format, Refusal, Remark, Source
from annotator.formats.json_values import LONGEST_ID
from annotator.formats.text import read_as, title_of

_SHOWN: Final = 5
_CELL: Final = 200
_OURS: Final = frozenset("text title source published language id meta".split())
_LABELLED: Final = ("decisions", "comments", "tokens")
"""Keys of lists that stand in lines with labels, as other formats read them."""

_NAMES: Final = frozenset(name for names in NAMES.values() for name in names)
_PARQUET: Final = b"PAR1"


class Preview(NamedTuple):
    """The beginning of a table, and which column is which field by its name."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    guess: Mapping[str, str]


def read(source: Source) -> Iterator[Record | Refusal | Remark]:
    """An article for each row."""
    try:
        table = table_of(source)
    except AnnotatorError as error:
        yield Refusal("", str(error))
        return
    yield from articles(table, source)


def table_of(source: Source) -> Table:
    """The table that a file is, whatever its name; AnnotatorError where it is none."""
    first = source.stream.read(64)
    source.stream.seek(0)
    if first.startswith(book.ZIP):
        return book.table(source.stream)
    if first.startswith(_PARQUET):
        return parquet.table(source.stream)
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return rows.json_lines(source.stream)
    return rows.delimited(source.stream)


def articles(table: Table, source: Source) -> Iterator[Record | Refusal | Remark]:
    """The articles of a table, and what was made of its columns."""
    try:
        fields, absent = chosen(table.columns, source.options)
    except AnnotatorError as error:
        also = f" {_LABELS}" if len(_LABEL & set(map(plain_name, table.columns))) > 1 else ""
        yield Refusal("", f"{error}{also}", "Say --text-column NAME for the one with the text.")
        return
    labelled = _labelled(table.columns)
    if labelled and not source.options.get(f"{TEXT}-column"):
        alone = f"Say --text-column {fields[TEXT]} to take in its texts alone."
        yield Refusal("", f"{labelled} {_LABELS}", alone)
        return
    yield from read_as(table.encoding)
    yield Remark(_said(fields, table.columns))
    if labelled:
        yield Remark(f"{labelled} They are kept beside the article. {_LABELS}")
    if absent:
        yield Remark(f"It has no column {' and no column '.join(absent)}.")
    name = PurePath(source.name).name
    for row in table.rows:
        if isinstance(row, Refusal):
            yield row
            continue
        place, values = row
        try:
            yield Record(_article(values, fields, name))
        except AnnotatorError as error:
            yield Refusal(place, str(error))


_LABEL: Final = frozenset({"verdict", "annotator", "spans", "quote", "label"})
_PLACES: Final = (("spans",), ("start", "end"))
_VERDICTS: Final = ("verdict", "label")
_LABELS: Final = (
    "A table of labels needs the columns verdict, article, sha256 or title, and spans, start or "
    "quote; beside a column of texts annotator, too."
)


def _labelled(columns: Sequence[str]) -> str:
    """What is told of a table with columns of labels, "" where it has none. A verdict alone may be
    that of the article: only with a place it is a label's."""
    names = {plain_name(column): column for column in columns}
    places = next((one for one in _PLACES if names.keys() >= set(one)), ())
    verdict = next((one for one in _VERDICTS if one in names), "")
    if not (places and verdict):
        return ""
    told = ", ".join(f"“{names[one]}”" for one in (*places, verdict))
    return f"It has columns of labels ({told}), and is no table of labels."


def _said(fields: Mapping[str, str], columns: Sequence[str]) -> str:
    taken = ", ".join(f"{field} from “{column}”" for field, column in fields.items())
    rest = [f"“{one}”" for one in columns if one not in fields.values()]
    kept = f"; kept beside the article: {', '.join(rest[:20])}" if rest else ""
    return f"Columns: {taken}{kept}{', …' if len(rest) > 20 else ''}."


def _article(values: Mapping[str, Any], fields: Mapping[str, str], file: str) -> Article:
    """A row as an article; AnnotatorError where it is none."""
    raw = values.get(fields[TEXT])
    if raw is None or raw == "":
        raise AnnotatorError("There is no text in it.", "")
    if not isinstance(raw, str):
        raise AnnotatorError(f"Its text is no text, but {str(raw)[:40]}.", "")
    text = clean_text(raw).text
    known = {name: _plain(values.get(column)) for name, column in fields.items() if name != TEXT}
    id_ = known.get("id", "")
    if len(id_) > LONGEST_ID:
        raise AnnotatorError(f"Its id is longer than {LONGEST_ID} characters.", "")
    used = set(fields.values())
    meta = {
        usable(str(name)): kept(value)
        for name, value in values.items()
        if name not in used and value is not None and value != ""
    }
    return new_article(
        text,
        known.get("title", "") or title_of(text),
        created=now(),
        id=id_,
        source=known.get("source", ""),
        published=known.get("published", ""),
        language=known.get("language", ""),
        meta={"file": file, **meta},
    )


def _plain(value: object) -> str:
    """A value as one line of text."""
    if isinstance(value, datetime):
        at_midnight = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if at_midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(usable(str(value)).split())


def kept(value: Any) -> Any:
    """A value of a table as JSON can have it."""
    if isinstance(value, str):
        return usable(value)
    if isinstance(value, bool | int | float) or value is None:
        return value if not isinstance(value, int) or abs(value) < 2**63 else str(value)
    if isinstance(value, Mapping):
        return {usable(str(name)): kept(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [kept(one) for one in value]
    return _plain(value)


def preview(source: Source) -> Preview:
    """The first rows of a table; AnnotatorError where it is none."""
    table = table_of(source)
    shown: list[Sequence[str]] = []
    for row in table.rows:
        if isinstance(row, Refusal):
            continue
        shown.append([_plain(row[1].get(column))[:_CELL] for column in table.columns])
        if len(shown) == _SHOWN:
            break
    return Preview(table.columns, shown, guessed(table.columns))


def recognises(head: bytes) -> bool:
    """Whether a file begins as a table that is none of labels."""
    return bool(head.strip()) and not csv.recognises(head)


def recognises_lines(head: bytes) -> bool:
    """Whether a file begins with a line of JSON whose keys speak of an article, and with none that
    has labels; one without the text that each of our own lines has is a table whose columns do not
    tell."""
    found = first_lines(head)
    if not found or any(map(_is_labelled, found)):
        return False
    keys = set(map(plain_name, found[0]))
    return bool(keys & _NAMES - _OURS) or (bool(keys) and TEXT not in keys)


def _is_labelled(line: Mapping[str, Any]) -> bool:
    lists = any(isinstance(line.get(name), list) for name in _LABELLED)
    return "offset_unit" in line or lists or has_labels(line)


FORMAT: Final = Format(
    "articles",
    "Table of articles, with a column of texts: CSV, TSV (XLSX too)",
    (".csv", ".tsv", ".tab"),
    read=read,
    options=OPTIONS,
    recognises=recognises,
)
LINES: Final = Format(
    "articles-jsonl",
    "Table of articles, with a column of texts: JSONL",
    (".jsonl", ".ndjson"),
    read=read,
    options=OPTIONS,
    recognises=recognises_lines,
)
PARQUET: Final = Format(
    "articles-parquet",
    "Table of articles, with a column of texts: Parquet",
    (".parquet",),
    read=read,
    options=OPTIONS,
    needs="pyarrow",
    extra="parquet",
)

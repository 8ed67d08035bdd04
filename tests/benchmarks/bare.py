"""What a format's library, or its many files, cost by themselves: loops that read the labels and
hand them over, and do nothing else. A format that cannot be faster is held against its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from xml.parsers import expat

import orjson

from annotator.store.project import Project

Row = tuple[Any, ...]

_LABELS = (
    "SELECT articles.id, title, text, sha256, labels.id, annotators.name, layer, verdict, start, "
    '"end", spans, quote, confidence, labels.created, updated FROM articles '
    "JOIN texts USING (sha256) CROSS JOIN labels ON labels.article = articles.id "
    'JOIN annotators ON annotators.id = annotator ORDER BY articles.number, start, "end"'
)
_TOKEN = re.compile(r"\w+|[^\w\s]")


def _articles(project: Project) -> Iterator[tuple[Row, list[Row]]]:
    """Each article (id, title, text, hash) with its labels."""
    connection: sqlite3.Connection = project.journal._connection
    for article, rows in groupby(connection.execute(_LABELS), lambda row: row[:4]):
        yield article, [row[4:] for row in rows]


def xlsx(project: Project, out: Path) -> None:
    """The cells that have something in them, by XlsxWriter."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        at = 0
        for (id_, title, _, sha256), rows in _articles(project):
            for row in rows:
                at += 1
                for column, cell in enumerate((id_, title, sha256, *row)):
                    if isinstance(cell, int):
                        sheet.write_number(at, column, cell, text)
                    else:
                        sheet.write_string(at, column, cell, text)


def docbin(project: Project, out: Path) -> None:
    """Each text cut by spaCy, copied for each annotator, its spans found and all packed."""
    import spacy
    from spacy.tokens import DocBin

    tokens = spacy.blank("xx").tokenizer
    packed = DocBin(attrs=[], store_user_data=True)
    for (_, _, text, _), rows in _articles(project):
        plain = tokens(text)
        for name in sorted({row[1] for row in rows}):
            doc = plain.copy()
            found = [
                doc.char_span(row[4], row[5], label=row[3], span_id=row[0])
                for row in rows
                if row[1] == name
            ]
            doc.spans["sc"] = [one for one in found if one is not None]
            packed.add(doc)
        if len(packed) >= 5_000:
            out.write_bytes(packed.to_bytes())
            packed = DocBin(attrs=[], store_user_data=True)
    out.write_bytes(packed.to_bytes())


def huggingface(project: Project, out: Path) -> None:
    """The columns as Arrow has them, a hundred articles at once, by pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetWriter(out, _columns([], []).schema, compression="zstd") as writer:
        articles, labels = [], []
        for article, rows in _articles(project):
            articles.append(article)
            labels.append(rows)
            if len(articles) == 100:
                writer.write_table(pa.Table.from_batches([_columns(articles, labels)]))
                articles, labels = [], []
        writer.write_table(pa.Table.from_batches([_columns(articles, labels)]))


def _columns(articles: list[Row], labels: list[list[Row]]) -> Any:
    import pyarrow as pa

    numbers = {4, 5, 8}
    flat = list(zip(*(row for rows in labels for row in rows), strict=True)) or [()] * 11
    arrays = [
        pa.array(column, pa.int32() if at in numbers else pa.string())
        for at, column in enumerate(flat)
    ]
    ends = [0]
    for rows in labels:
        ends.append(ends[-1] + len(rows))
    structs = pa.StructArray.from_arrays(arrays, [str(at) for at in range(len(arrays))])
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), structs)
    texts = [pa.array(column, pa.string()) for column in zip(*articles, strict=True)] or [
        pa.array([], pa.string())
    ] * 4
    return pa.RecordBatch.from_arrays([*texts, lists], [str(at) for at in range(5)])


def conll(project: Project, out: Path) -> None:
    """Each text cut into words, and a line for each word in a file for each annotator, beside one
    of their places."""
    out.mkdir(exist_ok=True)
    files: dict[str, Any] = {}
    for (_, _, text, _), rows in _articles(project):
        places = [found.span() for found in _TOKEN.finditer(text)]
        lines = "".join([f"{text[start:end]}\tO\n" for start, end in places]).encode()
        between = [text[one[1] : other[0]] for one, other in pairwise(places)]
        side = orjson.dumps({"tokens": places, "between": between}) + b"\n"
        for name in sorted({row[1] for row in rows}):
            if name not in files:
                files[name] = [(out / f"{name}{end}").open("wb") for end in (".conll", ".jsonl")]
            files[name][0].write(lines)
            files[name][1].write(side)
    for one in files.values():
        for stream in one:
            stream.close()


def files(project: Project, out: Path) -> None:
    """The labels as JSON, each piece in a file of its own: as many as are in the folder that the
    format has written, of the same sizes."""
    written = out.with_name(out.name.removesuffix(".bare"))
    out.mkdir(exist_ok=True)
    for (id_, *_), rows in _articles(project):
        orjson.dumps({"id": id_, "labels": rows})
    sizes = [path.stat().st_size for path in written.rglob("*") if path.is_file()]
    data = bytes(max(sizes))
    for number, size in enumerate(sizes):
        with (out / f"{number}").open("wb") as stream:
            stream.write(data[:size])


def read_xlsx(path: Path) -> None:
    """The cells of every row, by openpyxl."""
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def read_xmi(path: Path) -> None:
    """Every file opened, and its elements by expat."""
    for file in path.rglob("*.xmi"):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda *_: None
        parser.Parse(file.read_bytes(), True)


def read_files(path: Path) -> None:
    """Every file opened and read."""
    for file in path.rglob("*"):
        if file.is_file():
            file.read_bytes()


def read_conll(path: Path) -> None:
    """Each line with a token split at its tab, and the JSON beside it parsed."""
    for file in path.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                for line in stream:
                    if file.suffix == ".jsonl":
                        orjson.loads(line)
                    else:
                        line.split(b"\t")


OWN_IN: dict[str, Callable[[Path], None]] = {
    "xlsx": read_xlsx, "xmi": read_xmi, "brat": read_files, "ptc": read_files, "conll": read_conll
}  # fmt: skip
"""What a library, thousands of files or millions of tokens take by themselves on the way in."""

OWN: dict[str, Callable[[Project, Path], None]] = {
    "xlsx": xlsx, "docbin": docbin, "huggingface": huggingface, "conll": conll, "brat": files,
    "xmi": files, "ptc": files,
}  # fmt: skip
"""The loops by format; the others are held against JSON."""

"""A folder for Hugging Face: Parquet for each split, a dataset card (README.md), and Croissant
metadata. `datasets.load_dataset` reads it from the disk or, uploaded, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import orjson

from annotator.domain.dataset import Record
from annotator.formats.format import Format, Output, Purpose
from annotator.formats.huggingface import read
from annotator.formats.huggingface.card import card
from annotator.formats.huggingface.croissant import croissant
from annotator.formats.huggingface.part import Part, write_part

_SPLITS: Final = {"": "train", "dev": "validation"}
"""What Hugging Face calls the parts that it calls otherwise."""


def write(_: Iterable[Record], output: Output) -> None:
    """The data, then what is known of it."""
    parts = list(_written(output))
    with output.open("README.md") as stream:
        stream.write(card(output.about, parts).encode())
    with output.open("croissant.json") as stream:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        stream.write(orjson.dumps(croissant(output.about, parts), option=option))


def _written(output: Output) -> Iterator[Part]:
    """The parts, each with its file. `datasets` takes no split without an article, so that there is
    none, but for one where there is no article at all."""
    none = True
    for name, given in output.parts.items():
        records = iter(given)
        first = next(records, None)
        if first is not None:
            none = False
            yield _part(_SPLITS.get(name, name), chain([first], records), output)
    if none:
        yield _part("train", (), output)


def _part(split: str, records: Iterable[Record], output: Output) -> Part:
    part = Part(split, f"data/{split}.parquet")
    with output.open(part.path) as stream:
        write_part(part, records, stream)
    return part


FORMAT: Final = Format(
    "huggingface",
    "A folder for Hugging Face: Parquet, dataset card, Croissant (needs the extra parquet)",
    (".huggingface", ".parquet"),
    unit="codepoint",
    read=read.read,
    recognises=read.recognises,
    companions=("../README.md", "../croissant.json"),
    write=write,
    purpose=Purpose.LEARNING,
    folder=True,
    parts=True,
    needs="pyarrow",
    extra="parquet",
)

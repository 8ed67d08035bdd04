"""PTC, the files of SemEval-2020 task 11: a text and a table of spans for each article.

A line is the article's number, the verdict in the place of the technique, start and end. The rules
of the task hold: spans are in the text, without spaces at their edges, none twice, and none
overlaps another one of the same verdict (they are joined). The numbers come from the texts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from msgspec.structs import replace

from annotator.domain.article import Article, new_article
from annotator.domain.boundaries import Place
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.journal import now
from annotator.domain.label import Label
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError
from annotator.formats.format import (
    Carries,
    Format,
    Options,
    Output,
    Purpose,
    Refusal,
    Remark,
    Source,
)
from annotator.formats.text import LARGEST, mark_losses, raw_text, read_as, read_whole, title_of

_ENDING: Final = ".task2-TC.labels"
_TRIMMED: Final = "the spaces at a label's edges are cut off"
_JOINED: Final = "a label is joined with one of the same verdict that it overlaps or repeats"
_BLANK: Final = "a label of spaces alone is left out"
_FOLDERS: Final = ("", "articles/", "../articles/", "../train-articles/", "../dev-articles/",
                   "../test-articles/")  # fmt: skip
"""Where the texts of a file of labels may be, from it."""
_ROW: Final = re.compile(r"([\w.-]{1,100})\t(?:([^\t]+)\t)?([0-9]{1,9})\t([0-9]{1,9})")


def write(records: Iterable[Record], output: Output) -> None:
    """Texts in one folder, labels in another."""
    taken: set[int] = set()
    for record in records:
        article = record.article
        number = _number(article, taken)
        with output.open(f"articles/article{number}.txt") as stream:
            stream.write(article.text.encode())
        with output.open(f"labels/article{number}{_ENDING}") as stream:
            stream.writelines(
                f"{number}\t{verdict}\t{start}\t{end}\n".encode()
                for (start, end), verdict, _ in _rows(article.text, record.labels)
            )


def losses(record: Record, _: Options) -> Iterator[str]:
    """What the rules of the task change of a label."""
    text = record.article.text
    yield from mark_losses(text)
    spans = []
    for label in record.labels:
        places = [(span.start, span.end) for span in label.spans]
        trimmed = [place for each in places if (place := _trimmed(text, each))]
        if not trimmed:
            yield _BLANK
        elif trimmed != places:
            yield _TRIMMED
        spans += [(label.verdict.value, place, label.id) for place in trimmed]
    yield from (_JOINED for _ in _meeting(sorted(spans)))


def _meeting(spans: Iterable[tuple[str, Place, str]]) -> set[str]:
    """The ids of the labels that overlap one of the same verdict."""
    found: set[str] = set()
    furthest, whose, last = 0, "", ""
    for verdict, (start, end), id_ in spans:
        if verdict != last:
            furthest, last = 0, verdict
        if start < furthest and id_ != whose:
            found |= {id_, whose}
        if end > furthest:
            furthest, whose = end, id_
    return found


def holds(record: Record, _: Options) -> list[list[Label]]:
    """A row for each place, with the labels that are joined in it."""
    return [row.labels for row in _rows(record.article.text, record.labels)]


class _Held(NamedTuple):
    """A row that is written: its place, its verdict, and the labels that it stands for."""

    place: Place
    verdict: str
    labels: list[Label]


def _rows(text: str, labels: Iterable[Label]) -> list[_Held]:
    """The rows of an article in the order of their places: where labels of one verdict overlap,
    one; those that only touch stay two."""
    pieces = [
        (label.verdict, place, label)
        for label in labels
        for span in label.spans
        if (place := _trimmed(text, (span.start, span.end))) is not None
    ]
    rows: list[_Held] = []
    for verdict, (start, end), label in sorted(pieces, key=lambda one: one[:2]):
        last = rows[-1] if rows and rows[-1].verdict == verdict else None
        if last is not None and start < last.place[1]:
            last.labels.append(label)
            rows[-1] = last._replace(place=(last.place[0], max(last.place[1], end)))
        else:
            rows.append(_Held((start, end), verdict, [label]))
    return sorted(rows, key=lambda row: row[:2])


def _trimmed(text: str, place: Place) -> Place | None:
    start, end = place
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _number(article: Article, taken: set[int]) -> str:
    """The number of an article: nine digits, as the task has them, the same for the same text."""
    number = int(article.sha256[:12], 16) % 10**9
    while number in taken:
        number = (number + 1) % 10**9
    taken.add(number)
    return f"{number:09}"


class _Row(NamedTuple):
    """A line of a file of labels."""

    article: str
    label: RawLabel


def read(source: Source) -> Iterator[RawRecord | Refusal | Remark]:
    """The articles that a file of labels speaks of, with their labels."""
    data = read_whole(source.stream)
    if data is None:
        yield Refusal("", f"It is larger than {LARGEST // 1024**2} MB.")
        return
    rows: dict[str, list[RawLabel]] = {}
    for number, line in enumerate(data.splitlines(), 1):
        row = _row(line, number)
        if isinstance(row, Refusal):
            yield row
        elif row is not None:
            rows.setdefault(row.article, []).append(row.label)
    if not data.strip():
        name = posixpath.basename(source.name).partition(".")[0]
        rows.setdefault(name.removeprefix("article"), [])
    for id_, labels in rows.items():
        try:
            yield from _record(source, id_, labels)
        except AnnotatorError as error:
            yield Refusal(f"article {id_}", str(error))


def _row(line: bytes, number: int) -> _Row | Refusal | None:
    try:
        said = line.decode("utf-8-sig").strip("\r\n ")
    except UnicodeDecodeError:
        return Refusal(f"line {number}", "It is not UTF-8.")
    if not said:
        return None
    found = _ROW.fullmatch(said)
    if found is None:
        return Refusal(
            f"line {number}", "It is not an article's number, a label, start and end with tabs."
        )
    article, name, start, end = found.groups()
    spans = ((int(start), int(end)),)
    names = (name,) if name else ()
    return _Row(article, RawLabel(names, spans, place=f"line {number}"))


def _record(source: Source, id_: str, labels: list[RawLabel]) -> Iterator[RawRecord | Remark]:
    for folder in _FOLDERS:
        beside = source.sibling(f"{folder}article{id_}.txt")
        if beside is not None:
            with beside:  # a file of labels may be about more texts than may be open
                yield from _with_text(beside, id_, labels)
            return
    yield RawRecord(KnownArticle(id=id_, title=f"article{id_}"), labels, place=f"article {id_}")


def _with_text(beside: BinaryIO, id_: str, labels: list[RawLabel]) -> Iterator[RawRecord | Remark]:
    data = read_whole(beside)
    if data is None:
        raise AnnotatorError(f"Its text is larger than {LARGEST // 1024**2} MB.")
    clean = clean_text(data)
    meta = {"file": f"article{id_}.txt"}
    article = new_article(clean.text, title_of(clean.text), created=now(), meta=meta)
    yield from read_as(clean.encoding)
    if clean.encoding == "utf-8-sig":
        yield Remark(f"The byte order mark of article{id_}.txt was counted as its first character.")
        labels = list(map(_without_mark, labels))
    yield RawRecord(article, labels, raw_text(data, clean), place=f"article {id_}")


def _without_mark(label: RawLabel) -> RawLabel:
    """The label in the text without the byte order mark, which the tools of the task count."""
    ((start, end),) = label.spans
    return replace(label, spans=((max(start - 1, 0), end - 1),))


FORMAT: Final = Format(
    "ptc",
    "PTC (SemEval-2020 task 11), for span detection: article, label, start, end",
    (".labels",),
    unit="codepoint",
    carries=frozenset({Carries.TEXTS, Carries.UNLABELLED, Carries.PLACES, Carries.OVERLAP}),
    also_loses="ids of articles, labels of one verdict that overlap, spaces at edges",
    read=read,
    write=write,
    purpose=Purpose.LEARNING,
    losses=losses,
    holds=holds,
    folder=True,
)

"""The texts beside a file of Web Annotations, which speak of articles by their addresses alone: a
companion in JSON lines, as we write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.formats import jsonl_read
from annotator.formats.format import Refusal, Source
from annotator.formats.json_parts import LARGEST
from annotator.formats.json_values import WrongError, short

TEXTS: Final = ".texts.jsonl"
"""The ending of the companion."""


class Texts:
    """The articles of the companion: where each stands in it, none of them held. It is read as far
    as is asked for: where its order is that of the labels, each line once."""

    def __init__(self, source: Source) -> None:
        self._stream = _companion(source)
        self._end = 0
        self._lines = 0
        self._at: dict[str, int] = {}
        self._used: set[str] = set()

    def with_text(
        self, about: KnownArticle, labels: list[RawLabel], place: str
    ) -> Iterator[RawRecord | Refusal]:
        """A record of the article in the companion; where it has none, of the project's."""
        record = self._record(self._at[about.id]) if about.id in self._at else None
        for one in self._ahead() if about.id and record is None else ():
            if isinstance(one, Refusal):
                yield one
            elif one.article.id == about.id:
                record = one
                break
        if record is not None and about.sha256 in ("", record.article.sha256):
            self._used.add(about.id)
            yield RawRecord(record.article, labels, done=record.done, place=place)
        else:
            yield RawRecord(about, labels, place=place)

    def unused(self) -> Iterator[Record | Refusal]:
        """The articles that no label is of."""
        for at in [at for id_, at in self._at.items() if id_ not in self._used]:
            yield self._record(at)
        yield from self._ahead()

    def _ahead(self) -> Iterator[Record | Refusal]:
        """The articles that were not read yet, and what is none of them."""
        while line := self._line(self._end):
            at, self._end = self._end, self._end + len(line)
            self._lines += 1
            try:
                record = _article_of(line) if line.strip() else None
            except WrongError as error:
                yield Refusal(f"texts, line {self._lines}", str(error))
                continue
            if record is None:
                continue
            if record.article.id in self._at:
                called = short(record.article.id)
                yield Refusal(f"texts, line {self._lines}", f"The id {called} stands in it twice.")
                continue
            self._at[record.article.id] = at
            yield record

    def _record(self, at: int) -> Record:
        return _article_of(self._line(at))

    def _line(self, at: int) -> bytes:
        """The line that begins here; nothing at the end, or where there is no companion."""
        if self._stream is None:
            return b""
        self._stream.seek(at)
        return self._stream.readline(LARGEST + 1)


def _companion(source: Source) -> BinaryIO | None:
    """The file of the texts: that of its name without the ending, whichever that is."""
    path = PurePosixPath(source.name)
    return source.sibling(f"{path.stem}{TEXTS}") or source.sibling(f"{path.name}{TEXTS}")


def _article_of(line: bytes) -> Record:
    """What a line says of an article."""
    found = jsonl_read.record(line)
    if isinstance(found, Record):
        return found
    assert isinstance(found.article, Article), "a line has its text"
    return Record(found.article, done=found.done)

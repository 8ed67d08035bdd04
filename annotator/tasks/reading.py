"""The files of an import one after the other, as records that are settled or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from msgspec import Struct, field

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawRecord, Record
from annotator.errors import AnnotatorError, system_error
from annotator.formats.format import Refusal, Remark, Source
from annotator.formats.registry import options_of
from annotator.store.queries import Queries
from annotator.tasks.placing import Placing, Reading, Seen
from annotator.tasks.progress import Progress
from annotator.tasks.sources import Item
from annotator.tasks.telling import counted
from annotator.tasks.units import decided

OPEN = "open"
_STEP = 100


class Attached(NamedTuple):
    """Labels for an article that the project has: the file is not about the article itself."""

    record: Record


class Found(NamedTuple):
    """What was read: in which file, where in it, and what it is."""

    file: str
    place: str
    one: Record | Attached | Refusal


class Note(NamedTuple):
    """Something to be told of a file."""

    file: str
    said: str

    def __str__(self) -> str:
        return f"{self.file}: {self.said}"


class FileRead(Struct):
    """What a file was taken for, and what was in it: how many articles and labels, new or known,
    and how much was refused. `encoding` is given where it is not UTF-8."""

    file: str
    format: str
    title: str
    encoding: str = ""
    articles: int = 0
    labels: int = 0
    refused: int = 0

    def __str__(self) -> str:
        parts = [counted(self.articles, "article")]
        parts += [counted(self.labels, "label")] if self.labels else []
        parts += [f"{self.refused:,} refused"] if self.refused else []
        kind = self.title.partition(":")[0]
        taken = f"{kind}, {self.encoding}" if self.encoding else kind
        return f"{self.file}: {taken}: {', '.join(parts)}"


class Files(Struct):
    """Reads the files of an import. What it learns on the way stands in `seen`, `notes` and `read`.
    `look` hears how many bytes are read, of how many in all, and of which file."""

    queries: Queries
    items: Sequence[Item]
    choices: Reading
    look: Progress
    seen: Seen = field(default_factory=Seen)
    notes: list[Note] = field(default_factory=list)
    read: list[FileRead] = field(default_factory=list)

    def records(self) -> Iterator[Found]:
        """All that is in them."""
        total = sum(item.size for item in self.items)
        before, count = 0, 0
        for item in self.items:
            about = FileRead(item.shown, item.format.name, item.format.title)
            self.read.append(about)
            try:
                unit = self._unit(item)
                with self._opened(item) as source:
                    for found in self._read(item, source, unit):
                        _count(about, found.one)
                        yield found
                        count += 1
                        if count % _STEP == 0:
                            self.look(before + _told(source), total, item.shown)
            except OSError as error:
                error.filename = error.filename or item.shown
                about.refused += 1
                yield Found(item.shown, "", Refusal("", str(system_error(error))))
            except AnnotatorError as error:  # of an archive or the network
                about.refused += 1
                yield Found(item.shown, "", Refusal("", str(error)))
            before += item.size
            self.look(before, total, item.shown)

    def _unit(self, item: Item) -> str:
        """The unit of a file: the person's word, the format's, or what its quotes say."""
        if self.choices.unit or item.format.unit != OPEN:
            return self.choices.unit or item.format.unit or "codepoint"
        assert item.format.read is not None
        with self._opened(item) as source:
            unit = decided(item.format.read(source), self.find)
        if unit.told:
            self.notes.append(Note(item.shown, unit.told))
        return unit.name

    def _opened(self, item: Item) -> AbstractContextManager[Source]:
        own = {one.name for one in item.format.options if one.reading}
        said = {**self.choices.options, **self.choices.by_file.get(item.shown, {})}
        given = {name: one for name, one in said.items() if name in own}
        return item.opened(self.choices.as_name, options_of(item.format, given, reading=True))

    def _read(self, item: Item, source: Source, unit: str) -> Iterator[Found]:
        assert item.format.read is not None
        placing = Placing(self.find, self.choices, unit, self.seen)
        number = 0
        for one in item.format.read(source):
            if isinstance(one, Remark):
                self.notes.append(Note(item.shown, one.said))
                self.read[-1].encoding = one.encoding or self.read[-1].encoding
                continue
            number += 1
            place = f"record {number}" if item.format.many else ""
            if not isinstance(one, RawRecord):
                yield Found(item.shown, place, one)
                continue
            known = isinstance(one.article, KnownArticle)
            for settled in placing.settled(one, item.shown):
                attached = known and isinstance(settled, Record)
                told = Attached(settled) if attached and isinstance(settled, Record) else settled
                yield Found(item.shown, one.place or place, told)

    def find(self, wanted: KnownArticle) -> Article | None:
        """The article of the project that a file speaks of."""
        return self.queries.find_article(*wanted)


def _count(about: FileRead, one: Record | Attached | Refusal) -> None:
    if isinstance(one, Refusal):
        about.refused += 1
        return
    about.articles += not isinstance(one, Attached)
    about.labels += len((one.record if isinstance(one, Attached) else one).labels)


def _told(source: Source) -> int:
    """How far a source has been read."""
    return source.stream.tell() if not source.stream.closed else 0

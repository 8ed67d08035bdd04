"""The files of an import one after the other, as records that are settled or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import PurePath
from typing import Final, NamedTuple, TypeAlias, TypeVar

from msgspec import Struct, field

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawRecord, Record
from annotator.errors import AnnotatorError, BrokenError, system_error
from annotator.formats.format import Read, Refusal, Remark, Source
from annotator.formats.registry import is_ours, options_of
from annotator.store.queries import Queries
from annotator.tasks.places import Item
from annotator.tasks.placing import Placing, Reading, Seen
from annotator.tasks.progress import CancelledError, Progress
from annotator.tasks.soundness import UnsoundError, check_keys, checked
from annotator.tasks.telling import counted
from annotator.tasks.units import Tally, decided

T = TypeVar("T")

OPEN = "open"
_STEP = 100
_AHEAD = 50
_AHEAD_BYTES = 4 * 1024 * 1024
"""So many records are read ahead, or fewer where they take so much."""

_HELD = 32 * 1024 * 1024
_LABEL = 1024
"""Bytes that what is held back may take, and what a label takes, roughly."""

_FIXED: Final = "Its places are in code points, as its format says: no other unit was taken."

_One: TypeAlias = Record | RawRecord | Refusal | Remark


class Attached(NamedTuple):
    """Labels for an article that the project has: the file is not about the article itself."""

    record: Record


class Found(NamedTuple):
    """What was read: in which file, where in it, and what it is."""

    file: str
    place: str
    one: Record | Attached | Refusal


class Note(NamedTuple):
    """Something to be told of a file, and the flag by which the command line decides otherwise."""

    file: str
    said: str
    flag: str = ""

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
    _placing: Placing | None = None
    _before: int = 0
    _total: int = 0

    def records(self) -> Iterator[Found]:
        """All that is in them."""
        return _ahead(self._settled(), lambda found: _size(found.one))

    def _settled(self) -> Iterator[Found | None]:
        """All that is in the files; None where the project is asked next."""
        sizes = [item.size for item in self.items]
        self._total = sum(sizes)
        for item, size in zip(self.items, sizes, strict=True):
            about = FileRead(item.shown, item.format.name, item.format.title)
            self.read.append(about)
            try:
                with self._opened(item) as source:
                    for found in self._read(item, source):
                        if found is not None:
                            _count(about, found.one)
                        yield found
            except OSError as error:
                if PurePath(error.filename or item.name).name == PurePath(item.name).name:
                    error.filename = "It"  # its name is told beside it
                about.refused += 1
                yield Found(item.shown, "", Refusal("", str(system_error(error))))
            except AnnotatorError as error:  # of an archive or the network
                about.refused += 1
                yield Found(item.shown, "", Refusal("", str(error)))
            self._before += size
            self.look(self._before, self._total, item.shown)

    def _counted(self, item: Item, source: Source) -> Iterator[tuple[_One, str]]:
        """What is in a file, each with the unit of its places: the person's word, the format's, or
        what the quotes of the whole file say. For that, what comes from the first place on that is
        another one in another unit is held back; where it becomes too much, the rest of the file is
        read twice."""
        records = self._heard(item, source)
        unit = self.choices.unit or item.format.unit or "codepoint"
        if unit != OPEN:
            yield from ((one, unit) for one in records)
            return
        tally, held, size = Tally(self.find), list[_One](), 0
        for one in records:
            matters = isinstance(one, RawRecord) and tally.add(one)
            if not held and not matters:
                yield one, "codepoint"
                continue
            held.append(one)
            size += _size(one)
            if size > _HELD:
                with self._opened(item) as again:
                    found = decided(self._heard(item, again), self.find)
                break
        else:
            found = tally.unit()
        if found.told:
            self.notes.append(Note(item.shown, found.told, "--offset-unit"))
        yield from ((one, found.name) for one in chain(held, records))

    def _opened(self, item: Item) -> AbstractContextManager[Source]:
        own = {one.name for one in item.format.options if one.reading}
        said = {**self.choices.options, **self.choices.by_file.get(item.shown, {})}
        given = {name: one for name, one in said.items() if name in own}
        return item.opened(self.choices.as_name, options_of(item.format, given, reading=True))

    def _heard(self, item: Item, source: Source) -> Iterator[_One]:
        """What is in a file; how far that is, is heard now and then."""
        assert item.format.read is not None
        ours = is_ours(item.format)
        for number, one in enumerate(_sound(item.format.read, source), 1):
            try:
                if not isinstance(one, Refusal | Remark):
                    one = one if ours else checked(one)
                    check_keys(one)
            except UnsoundError as error:
                one = Refusal(f"record {number}" if item.format.many else "", str(error))
            yield one
            if number % _STEP == 0:
                self.look(self._before + _told(source), self._total, item.shown)

    def _read(self, item: Item, source: Source) -> Iterator[Found | None]:
        placing = self._placing = self._placing or Placing(self.find, self.choices, seen=self.seen)
        number, fixed = 0, False
        if item.format.unit == OPEN:
            yield None
        for one, unit in _ahead(self._counted(item, source), lambda found: _size(found[0])):
            placing.unit = unit
            if isinstance(one, Remark):
                self.notes.append(Note(item.shown, one.said))
                self.read[-1].encoding = one.encoding or self.read[-1].encoding
                continue
            number += 1
            place = f"record {number}" if item.format.many else ""
            if not isinstance(one, RawRecord):
                fixed = fixed or (isinstance(one, Record) and bool(one.labels))
                yield Found(item.shown, place, one)
                continue
            known = isinstance(one.article, KnownArticle)
            if known:
                yield None
            for settled in placing.settled(one, item.shown):
                attached = known and isinstance(settled, Record)
                told = Attached(settled) if attached and isinstance(settled, Record) else settled
                yield Found(item.shown, one.place or place, told)
        if fixed and self.choices.unit not in ("", "codepoint"):
            self.notes.append(Note(item.shown, _FIXED))

    def find(self, wanted: KnownArticle) -> Article | None:
        """The article of the project that a file speaks of."""
        return self.queries.find_article(*wanted)


def _ahead(found: Iterable[T | None], size_of: Callable[[T], int]) -> Iterator[T]:
    """The same, some of it made before the first is handed on: where reading and writing take turns
    record by record, neither finds in the processor's caches what it needs, and an import takes a
    sixth longer. At None all is handed on before more is made, and at an error before that."""
    held, size = list[T](), 0
    try:
        for one in found:
            if one is not None:
                held.append(one)
                size += size_of(one)
            if one is None or len(held) == _AHEAD or size > _AHEAD_BYTES:
                yield from held
                held.clear()
                size = 0
    except Exception:
        yield from held
        raise
    yield from held


def _sound(read: Read, source: Source) -> Iterator[_One]:
    """What a reader gives; BrokenError where it raises what is no sentence. The other files are
    read on."""
    try:
        yield from read(source)
    except (AnnotatorError, OSError, CancelledError):
        raise
    except Exception as error:
        raise BrokenError(error) from error


def _count(about: FileRead, one: Record | Attached | Refusal) -> None:
    if isinstance(one, Refusal):
        about.refused += 1
        return
    about.articles += not isinstance(one, Attached)
    about.labels += len((one.record if isinstance(one, Attached) else one).labels)


def _size(one: _One | Attached) -> int:
    """How much memory is taken by what was read, roughly."""
    if isinstance(one, Refusal | Remark):
        return _LABEL
    if isinstance(one, Attached):
        one = one.record
    text = "" if isinstance(one.article, KnownArticle) else one.article.text
    raw = one.raw if isinstance(one, RawRecord) else ""
    return len(text) + len(raw) + _LABEL * (1 + len(one.labels))


def _told(source: Source) -> int:
    """How far a source has been read."""
    return source.stream.tell() if not source.stream.closed else 0

"""What an export would write, before anything is written: how much by part, what would be lost, and
its first record as text."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, Final

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.domain.dataset import Record
from annotator.domain.splitting import check_split
from annotator.formats import losing
from annotator.formats.format import Format, Options
from annotator.formats.registry import check_able, format_named, options_of
from annotator.store.queries import Queries
from annotator.tasks import choosing, manifest
from annotator.tasks.choosing import Choices
from annotator.tasks.gold import SETTLED_TWICE
from annotator.tasks.manifest import Counts
from annotator.tasks.passing import Passing
from annotator.tasks.progress import Progress
from annotator.tasks.voting import LACKS

_LOOKED: Final = 200
"""So many articles are looked at for one with labels."""

_LINES, _LINES_OF_MANY, _FILES = 80, 16, 6
_LINE: Final = 1_200
_READ: Final = 400_000
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*+)("|\\?\Z)', re.DOTALL)
"""A string of JSON, also where the text ends in the midst of it. Nothing is tried twice: a dialog
waits for it."""
_KEPT: Final = re.compile(r"(?:[^\\]|\\.){60}", re.DOTALL)


class Outlook(Struct):
    """How much there would be in the files of each part (`""`: all in one), what the format would
    lose, each loss with how often, how many claims in each part are undecided, and in which way
    (`LACKS`)."""

    counts: Mapping[str, Counts]
    losses: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    lack: str = ""

    @property
    def articles(self) -> int:
        """How many articles go out."""
        return sum(one.articles for one in self.counts.values())

    @property
    def labels(self) -> int:
        """How many labels go out."""
        return sum(one.labels for one in self.counts.values())


def outlook(
    queries: Queries,
    format_: Format,
    choices: Choices,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outlook:
    """What these choices come to. AnnotatorError where they cannot be met, CancelledError where it
    is not wanted any more."""
    check_able(format_)
    check_split(choices.split)
    choosing.check(choices, queries, format_)
    options = options_of(format_, choices.options)
    tally = losing.Tally(format_, options)
    with queries.one_moment():
        passing = Passing(queries, choices, "", progress, cancelled)
        counts = {part: Counts() for part in passing.names}
        found = Outlook(counts, lack=LACKS.get(choices.layer, ""))
        twice = 0
        for part, (record, undecided, apart) in passing.with_parts():
            found.counts[part].add(record, format_, options)
            found.undecided[part] += len(undecided)
            twice += apart
            if format_.loses != "nothing":
                tally.add(record)
    found.losses = tally.found() + Counter({SETTLED_TWICE: twice})
    return found


def sample(queries: Queries, format_: Format, choices: Choices) -> str:
    """The first record that has labels, as the format writes it, cut; what is no text, as JSONL.
    "" where nothing goes out. AnnotatorError where the format needs what is not installed."""
    check_able(format_)
    choosing.check(choices, queries, format_)
    options = options_of(format_, choices.options)
    with queries.one_moment():
        record = _first(one.record for one in choosing.chosen(queries, choices))
        if record is None:
            return ""
        about = manifest.head(queries, format_, replace(choices, agreement=False))
    texts = _texts(_its_own_first(format_, record, options, about))
    if any(text is not None for text in texts.values()):
        return _shown(texts)
    jsonl = _texts(_written(format_named("jsonl"), [record], {}, about))
    return f"No text, but a file with this in it:\n{_shown(jsonl)}"


def _first(records: Iterable[Record]) -> Record | None:
    """The first record with labels, else the first of all."""
    first = None
    for one in islice(records, _LOOKED):
        if one.labels:
            return one
        first = first or one
    return first


class _Memory:
    """An `Output` that is looked at and thrown away."""

    def __init__(
        self, records: Sequence[Record], options: Options, about: Mapping[str, Any]
    ) -> None:
        self.options, self.about = options, about
        self.parts: Mapping[str, Iterable[Record]] = {"": records}
        self.files: dict[str, _Kept] = {}

    @property
    def stream(self) -> BinaryIO:
        """The file that the person would name."""
        return self.files.setdefault("", _Kept())

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """One more."""
        yield self.files.setdefault(name, _Kept())


class _Kept(io.BytesIO):
    """A file whose bytes stay when a writer closes it."""

    def close(self) -> None:
        """Stay open, for a look."""


def _its_own_first(
    format_: Format, record: Record, options: Options, about: Mapping[str, Any]
) -> Mapping[str, bytes]:
    """The files that a record makes, then those that are there without one, such as of types."""
    files = _written(format_, [record], options, about)
    if len(files) == 1:
        return files
    always = _written(format_, [], options, about)
    own = {name: raw for name, raw in files.items() if always.get(name) != raw}
    return {**own, **files}


def _written(
    format_: Format, records: Sequence[Record], options: Options, about: Mapping[str, Any]
) -> Mapping[str, bytes]:
    assert format_.write is not None
    output = _Memory(records, options, about)
    format_.write(iter(records), output)
    return {name: stream.getvalue() for name, stream in output.files.items()}


def _texts(files: Mapping[str, bytes]) -> dict[str, str | None]:
    """The files as text, None for one that is none."""
    found: dict[str, str | None] = {}
    for name, raw in files.items():
        text = raw[:_READ].decode("utf-8-sig", "ignore" if len(raw) > _READ else "replace")
        found[name] = None if "\0" in text or "\ufffd" in text else text
    return found


def _shown(texts: Mapping[str, str | None]) -> str:
    if len(texts) == 1:
        return _cut(next(iter(texts.values())) or "", _LINES)
    parts = []
    for name, text in islice(texts.items(), _FILES):
        head = f"{name or 'the file'}:" if text is not None else f"{name or 'the file'}: no text"
        parts.append("\n".join([head, *([_cut(text, _LINES_OF_MANY)] if text else [])]))
    if len(texts) > _FILES:
        parts.append(f"… and {len(texts) - _FILES} more files")
    return "\n\n".join(parts)


def _cut(text: str, number: int) -> str:
    """The first lines, without the middle of long strings and the end of long lines."""
    if text[:1] in "{[":
        text = _STRING.sub(_short, text)
    if text.startswith("<!DOCTYPE html"):
        text = text[max(text.find("<body"), 0) :]
    lines = text.splitlines()
    cut = [line if len(line) <= _LINE else f"{line[:_LINE]}…" for line in lines[:number]]
    return "\n".join([*cut, "…"] if len(lines) > number else cut)


def _short(string: re.Match[str]) -> str:
    """A long string without what comes after its beginning."""
    said, end = string.groups()
    kept = _KEPT.match(said) if len(said) >= 120 else None
    if kept is None:
        return string[0]
    if end != '"':  # it was cut, and nobody knows how long it is
        return f'"{kept[0]}…'
    return f'"{kept[0]}… {len(said) - kept.end():,} more"'

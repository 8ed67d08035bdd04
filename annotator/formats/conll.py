"""CoNLL in IOB2, for token classifiers: a file for each annotator, gold apart, and beside each a
file of offsets by which the text is put together again.

A line of NAME.conll is a token, a tab and a tag; an empty line ends a sentence, `-DOCSTART-` begins
an article. A label over several sentences begins anew in each, as IOB2 wants it. A line of
NAME.offsets.jsonl is an article: its metadata, `tokens` (their places), `between` (what stands
before, between and after them), and `continued` (tokens at which a label that begins is the one of
the sentence before).
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from types import TracebackType
from typing import Any, BinaryIO, Final, NamedTuple, TypeAlias

import orjson

from annotator.domain.boundaries import Place
from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer, Span
from annotator.domain.tokens import sentences
from annotator.formats import conll_read
from annotator.formats.conll_read import DOCUMENT, SIDE
from annotator.formats.format import ALL, Carries, Format, Option, Options, Output, Purpose
from annotator.formats.naming import file_name

_Whose: TypeAlias = tuple[str, Layer]
_OPEN: Final = 100
"""Files: some systems let a program have no more than 256."""

_WIDENED: Final = "a label is widened to whole tokens"
_OVERLAPS: Final = "a label overlaps another one of the same annotator and is left out"
_BLANK: Final = "a label of spaces alone is left out"
_NOBODY: Final = "an article that nobody labelled or finished is left out"


def write(records: Iterable[Record], output: Output) -> None:
    """Both files of each annotator, with the articles that this one labelled or finished."""
    names: dict[_Whose, str] = {}
    taken: dict[str, int] = {}
    with _Files(output) as files:
        for record in records:
            groups = _groups(record)
            if not groups:
                continue
            cut = _cut(record.article.text)
            side = orjson.dumps(_side(record, cut)).removesuffix(b"}")
            for whose, labels in sorted(groups.items()):
                if whose not in names:
                    names[whose] = file_name(_called(whose), taken)
                tagged = _tagged(labels, cut)
                mine = {"annotator": whose[0], "layer": whose[1], "continued": tagged.continued}
                files.add(f"{names[whose]}.conll", _said(cut, tagged))
                files.add(f"{names[whose]}{SIDE}", side + b"," + orjson.dumps(mine)[1:] + b"\n")


class _Files:
    """Files that are written side by side. Only so many can be open at once: what is for others
    waits in a file without a name, in stretches."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._stack = ExitStack()
        self._open: dict[str, BinaryIO] = {}
        self._waiting: dict[str, list[tuple[int, int]]] = {}

    def __enter__(self) -> _Files:
        self._rest = tempfile.TemporaryFile()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._rest:
            self._stack.__exit__(kind, error, trace)
            for name in self._waiting if error is None else ():
                with self._output.open(name) as stream:
                    for at, size in self._waiting[name]:
                        self._rest.seek(at)
                        stream.write(self._rest.read(size))

    def add(self, name: str, content: bytes) -> None:
        """Write on in a file."""
        if name not in self._open and len(self._open) < _OPEN:
            self._open[name] = self._stack.enter_context(self._output.open(name))
        if name in self._open:
            self._open[name].write(content)
        else:
            self._waiting.setdefault(name, []).append((self._rest.tell(), len(content)))
            self._rest.write(content)


def losses(record: Record, _: Options) -> Iterator[str]:
    """Articles of nobody; labels that do not sit on tokens, or on those of another one."""
    groups = _groups(record)
    if not groups:
        yield _NOBODY
    if not record.labels:
        return
    cut = _cut(record.article.text)
    for labels in groups.values():
        yield from (said for found in _tagged(labels, cut).lost.values() for said in found)


def holds(record: Record, _: Options) -> list[tuple[Label]] | None:
    """The fragments that have tags, where the article is anybody's."""
    groups = _groups(record)
    if not groups:
        return None
    if not record.labels:
        return []
    cut = _cut(record.article.text)
    return [(run.label,) for labels in groups.values() for run in _tagged(labels, cut).runs]


def _groups(record: Record) -> Mapping[_Whose, list[Label]]:
    groups: dict[_Whose, list[Label]] = {(name, Layer.ANNOTATION): [] for name in record.done}
    for label in record.labels:
        groups.setdefault((label.annotator, label.layer), []).append(label)
    return groups


def _called(whose: _Whose) -> str:
    name = whose[0].replace(".", " ")
    return f"{name}-gold" if whose[1] is Layer.GOLD else name


class _Cut(NamedTuple):
    """The tokens of a text: their words, their places, where each starts and ends, and those that
    begin or end a sentence."""

    words: Sequence[str]
    places: Sequence[Place]
    starts: Sequence[int]
    ends: Sequence[int]
    firsts: frozenset[int]
    lasts: Sequence[int]


@lru_cache(maxsize=1)  # what is lost and what is written are asked for one after the other
def _cut(text: str) -> _Cut:
    places: list[Place] = []
    firsts = []
    for sentence in sentences(text):
        firsts.append(len(places))
        places += sentence
    starts, ends = zip(*places, strict=True) if places else ((), ())
    words = [text[start:end] for start, end in places]
    lasts = [at - 1 for at in (*firsts[1:], len(places))] if places else []
    return _Cut(words, places, starts, ends, frozenset(firsts), lasts)


def _side(record: Record, cut: _Cut) -> dict[str, Any]:
    """What the file of offsets says of an article, whoever labelled it."""
    article = record.article
    text = article.text
    gaps = zip((0, *cut.ends), (*cut.starts, len(text)), strict=True)
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "language": article.language,
        "sha256": article.sha256,
        "offset_unit": "codepoint",
        "tokens": cut.places,
        "between": [text[end:start] for end, start in gaps],
    }


class _Run(NamedTuple):
    """The tokens of a fragment, from the first to before the end, and whose fragment it is."""

    first: int
    end: int
    label: Label


class _Tagged(NamedTuple):
    """Which tokens have the tags of which label, those at which a label goes on from the sentence
    before, and by label what is lost of it."""

    runs: list[_Run]
    continued: list[int]
    lost: dict[str, list[str]]


def _tagged(labels: Iterable[Label], cut: _Cut) -> _Tagged:
    """The tags of one annotator's labels. Of fragments that overlap the one stands that begins
    first, of those the longest."""
    found = _Tagged([], [], {})
    free = 0
    for span, label in _in_order(labels):
        first, end = bisect_right(cut.ends, span.start), bisect_left(cut.starts, span.end)
        if first >= end:
            _lose(found, label, _BLANK)
        elif first < free:
            _lose(found, label, _OVERLAPS)
        else:
            if (cut.starts[first], cut.ends[end - 1]) != (span.start, span.end):
                _lose(found, label, _WIDENED)
            found.runs.append(_Run(first, end, label))
            found.continued.extend([at for at in range(first + 1, end) if at in cut.firsts])
            free = end
    return found


def _in_order(labels: Iterable[Label]) -> list[tuple[Span, Label]]:
    pieces = ((span, label) for label in labels for span in label.spans)
    return sorted(pieces, key=lambda one: (one[0].start, -one[0].end, one[1].id))


def _lose(found: _Tagged, label: Label, said: str) -> None:
    told = found.lost.setdefault(label.id, [])
    if said not in told:
        told.append(said)


def _said(cut: _Cut, tagged: _Tagged) -> bytes:
    """An article as the file says it."""
    tags = ["\tO\n"] * len(cut.words)
    for first, end, label in tagged.runs:
        tags[first:end] = [f"\tI-{label.verdict}\n"] * (end - first)
        tags[first] = f"\tB-{label.verdict}\n"
    for at in tagged.continued:
        tags[at] = tags[at].replace("I", "B", 1)
    for at in cut.lasts:
        tags[at] += "\n"
    lines = [""] * (2 * len(tags))
    lines[::2], lines[1::2] = cut.words, tags
    return f"{DOCUMENT}\tO\n\n{''.join(lines)}".encode()


_LOST: Final = {
    Carries.IDS, Carries.FRAGMENTS, Carries.EVIDENCE, Carries.NOTES, Carries.TAGS,
    Carries.CONFIDENCE, Carries.TIMES, Carries.DECISIONS, Carries.COMMENTS, Carries.DONE,
    Carries.META,
}  # fmt: skip

FORMAT: Final = Format(
    "conll",
    "CoNLL (IOB2), for token classifiers: a file an annotator, and its offsets",
    (".conll", ".iob2", ".iob", ".bio"),
    unit="codepoint",
    carries=ALL - _LOST,
    also_loses="labels of one annotator that overlap, edges inside tokens, articles of nobody",
    read=conll_read.read,
    write=write,
    purpose=Purpose.LEARNING,
    losses=losses,
    holds=holds,
    options=(
        Option(
            "spacing",
            "A file without its offsets",
            {"refuse": "is refused", "join": "is read with a space between tokens"},
            "refuse",
            reading=True,
            writing=False,
        ),
    ),
    folder=True,
    companions=(SIDE,),
)

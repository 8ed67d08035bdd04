"""Writing a dataset. A file is written beside its target and takes its name when it is whole."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from annotator.domain.dataset import Record
from annotator.domain.label import Layer
from annotator.errors import AnnotatorError, system_error
from annotator.formats.format import Format, Write
from annotator.formats.registry import format_for, format_named
from annotator.store.project import SUFFIX
from annotator.store.queries import Queries
from annotator.tasks.importing import CancelledError, Progress

PARTS: Final = ("train", "dev", "test")
_STEP: Final = 100


@dataclass(frozen=True, slots=True)
class Choices:
    """What of a project goes out. Empty `annotators` means everyone; `split` holds percentages that
    add up to 100, for train, dev and test (or none, for one file)."""

    layer: Layer | None = None
    annotators: frozenset[str] = frozenset()
    split: tuple[int, ...] = ()
    seed: int = 0


@dataclass(slots=True)
class ExportReport:
    """What was written, and what the format could not carry (with how often)."""

    files: list[str] = field(default_factory=list)
    articles: int = 0
    labels: int = 0
    losses: Counter[str] = field(default_factory=Counter)


def format_of(target: str, name: str | None) -> Format:
    """The format by its name, else by the target's; AnnotatorError where it cannot be written."""
    found = format_named(name) if name else format_for(target, writing=True)
    if found is None and target == "-":
        found = format_named("jsonl")
    if found is None or found.write is None:
        raise AnnotatorError(
            f"No format is known by which to write {target}.", "Name one with --format."
        )
    return found


def losses(queries: Queries, format_: Format, choices: Choices) -> Counter[str]:
    """What the format would lose of these labels: each loss, with how many labels it touches."""
    found: Counter[str] = Counter()
    for record in _chosen(queries, choices):
        found.update(format_.losses(record))
    return found


def export(
    queries: Queries,
    target: str,
    *,
    format: str | None = None,  # noqa: A002 - the word that people know
    choices: Choices = Choices(),
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write the labels to a file (`-`: standard output), or to one a part where there is a split.

    The same project and choices give the same bytes. Raises AnnotatorError where the disk refuses,
    CancelledError where the person stopped it: what stood under the name before stands there still.
    """
    format_ = format_of(target, format)
    _check_split(choices.split)
    if target.endswith(SUFFIX):
        raise AnnotatorError(f"{target} is the name of a project.", "Choose another name.")
    report = ExportReport()
    total = queries.article_count()

    def counted(part: int | None = None) -> Iterator[Record]:
        for number, record in enumerate(_chosen(queries, choices), 1):
            if number % _STEP == 0:
                if cancelled():
                    raise CancelledError
                progress(number, total, target)
            if part is None or _part(record.article.id, choices) == part:
                report.articles += 1
                report.labels += len(record.labels)
                yield record

    assert format_.write is not None
    if target == "-":
        format_.write(counted(), sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return report
    try:
        report.files = _write_files(Path(target), format_.write, counted, choices)
    except OSError as error:
        error.filename = target  # and not the name that it has until it is whole
        raise system_error(error) from error
    return report


def _write_files(
    target: Path, write: Write, records: Callable[[int | None], Iterator[Record]], choices: Choices
) -> list[str]:
    """All in one file; or a file a part, each in a pass of its own: a part can be as large as the
    project, and memory is not."""
    if not choices.split:
        with _whole(target) as stream:
            write(records(None), stream)
        return [str(target)]
    names = [target.with_name(f"{target.stem}.{part}{target.suffix}") for part in PARTS]
    with ExitStack() as stack:
        streams = [stack.enter_context(_whole(name)) for name in names]
        for part, stream in enumerate(streams):
            write(records(part), stream)
    return [str(name) for name in names]


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only once all of it is on the disk."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _chosen(queries: Queries, choices: Choices) -> Iterator[Record]:
    for record in queries.records():
        if choices.layer is None and not choices.annotators:
            yield record
            continue
        labels = [
            label
            for label in record.labels
            if choices.layer in (None, label.layer)
            and (not choices.annotators or label.annotator in choices.annotators)
        ]
        kept = {label.id for label in labels}
        decisions = [
            one
            for one in record.decisions
            if kept.issuperset(one.settles) and (one.label is None or one.label in kept)
        ]
        people = choices.annotators
        comments = [
            one
            for one in record.comments
            if kept.issuperset(one.about) and (not people or one.annotator in people)
        ]
        done: Sequence[str] = [name for name in record.done if not people or name in people]
        yield replace(record, labels=labels, decisions=decisions, comments=comments, done=done)


def _check_split(split: tuple[int, ...]) -> None:
    if split and (len(split) != len(PARTS) or sum(split) != 100 or min(split) < 0):
        raise AnnotatorError(
            f"A split of {','.join(map(str, split))} does not make up a whole.",
            "Give three percentages that add up to 100, such as 80,10,10.",
        )


def _part(article: str, choices: Choices) -> int:
    """The part that an article falls into: always the same for the same seed."""
    digest = hashlib.sha256(f"{choices.seed}/{article}".encode()).digest()
    share = int.from_bytes(digest[:8]) / 2**64 * 100
    train, dev, _ = choices.split
    return 0 if share < train else 1 if share < train + dev else 2

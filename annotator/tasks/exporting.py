"""Writing a dataset. What is written stands beside its target until it is whole."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from annotator.domain.dataset import Record
from annotator.domain.label import Layer
from annotator.errors import AnnotatorError
from annotator.formats import losing
from annotator.formats.format import Format, Options
from annotator.formats.registry import format_for, format_named, options_of
from annotator.store.project import SUFFIX
from annotator.store.queries import Queries
from annotator.tasks.importing import CancelledError, Progress
from annotator.tasks.output import (
    FileOutput,
    FolderOutput,
    Job,
    StreamOutput,
    Whole,
    as_sentence,
    check_target,
)

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
    options: Options = field(default_factory=dict)


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
    if target == "-" and (found.folder or found.companions):
        raise AnnotatorError(f"{found.name} writes several files.", "Give a name, not -.")
    return found


def losses(queries: Queries, format_: Format, choices: Choices) -> Counter[str]:
    """What the format would lose of these labels: each loss, with how many labels it touches."""
    options = options_of(format_, choices.options)
    return losing.losses(_chosen(queries, choices), format_, options)


def export(
    queries: Queries,
    target: str,
    *,
    format: str | None = None,  # noqa: A002 - the word that people know
    choices: Choices = Choices(),
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write the labels to a file, a folder or standard output (`-`); a split to one a part.

    The same project and choices give the same bytes. Raises AnnotatorError where the disk refuses,
    CancelledError where the person stopped it: what stood under the name before stands there still.
    """
    format_ = format_of(target, format)
    _check_split(choices.split)
    if target.endswith(SUFFIX):
        raise AnnotatorError(f"{target} is the name of a project.", "Choose another name.")
    report = ExportReport()
    total = queries.article_count()

    def counted(part: str) -> Iterator[Record]:
        for number, record in enumerate(_chosen(queries, choices), 1):
            if number % _STEP == 0:
                if cancelled():
                    raise CancelledError
                progress(number, total, target)
            if not part or _part(record.article.id, choices) == part:
                report.articles += 1
                report.labels += len(record.labels)
                yield record

    writing = _Writing(format_, options_of(format_, choices.options), {}, counted, choices)
    if target == "-":
        writing.to_standard_output()
        return report
    try:
        report.files = [str(path) for path in writing.to(Path(target))]
    except OSError as error:
        raise as_sentence(error, target) from error
    return report


@dataclass(frozen=True, slots=True)
class _Writing:
    """One format on its way to one target. A split is a file or a folder a part, each in a pass of
    its own: a part can be as large as the project, and memory is not."""

    format: Format
    options: Options
    about: dict[str, Any]
    records: Callable[[str], Iterator[Record]]
    choices: Choices

    def to_standard_output(self) -> None:
        """Write it all, parts or not, to standard output."""
        assert self.format.write is not None
        records = self.records("")
        self.format.write(records, StreamOutput(sys.stdout.buffer, self._job({"": records})))
        sys.stdout.buffer.flush()

    def to(self, target: Path) -> list[Path]:
        """Write it; returns the files."""
        assert self.format.write is not None
        parts: Sequence[str] = PARTS if self.choices.split else ("",)
        check_target(target, (), folder=self.format.folder)
        with Whole() as whole:
            if self.format.folder:
                self._fill(whole.folder(target), parts)
            else:
                for part in parts:
                    name = f"{target.stem}.{part}{target.suffix}" if part else target.name
                    records = self.records(part)
                    output = FileOutput(whole, target.with_name(name), self._job({part: records}))
                    self.format.write(records, output)
            return whole.finish()

    def _fill(self, root: Path, parts: Sequence[str]) -> None:
        assert self.format.write is not None
        if self.format.parts:
            by_part = {part: self.records(part) for part in parts}
            everything = (record for records in by_part.values() for record in records)
            self.format.write(everything, FolderOutput(root, self._job(by_part)))
            return
        for part in parts:
            records = self.records(part)
            inner = root / part if part else root
            inner.mkdir(exist_ok=True)
            self.format.write(records, FolderOutput(inner, self._job({part: records})))

    def _job(self, parts: dict[str, Iterator[Record]]) -> Job:
        return Job(self.options, self.about, parts)


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


def _part(article: str, choices: Choices) -> str:
    """The part that an article falls into: always the same for the same seed."""
    digest = hashlib.sha256(f"{choices.seed}/{article}".encode()).digest()
    share = int.from_bytes(digest[:8]) / 2**64 * 100
    train, dev, _ = choices.split
    return PARTS[0 if share < train else 1 if share < train + dev else 2]

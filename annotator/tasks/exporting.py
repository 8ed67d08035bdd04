"""Writing a dataset. What is written stands beside its target until it is whole."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from annotator.domain.dataset import Record
from annotator.domain.splitting import PARTS, check_split
from annotator.errors import AnnotatorError
from annotator.formats import losing
from annotator.formats.format import Format, Options
from annotator.formats.registry import check_able, format_for, format_named, options_of
from annotator.store.queries import Queries
from annotator.tasks import choosing, manifest
from annotator.tasks.choosing import EVERYTHING, Choices
from annotator.tasks.gold import SETTLED_TWICE
from annotator.tasks.output import FileOutput, FolderOutput, Job, StreamOutput
from annotator.tasks.passing import Empty, Passing
from annotator.tasks.progress import Progress
from annotator.tasks.voting import LACKS, Undecided
from annotator.tasks.whole import (
    STANDARD_OUTPUT,
    Content,
    NewFolder,
    Whole,
    as_sentence,
    check_target,
    sha256_of_file,
    standard_output,
)

LISTED: Final = 1_000
"""So many undecided claims are named: a project can have 100,000, which are megabytes."""


class ExportReport(Struct):
    """What is in the files, what the format could not carry (with how often), the parts of a split
    that are empty, and the first `LISTED` of the claims on which there was no majority or no
    decision (`undecided_claims` in all), with what is said of them (`LACKS`). `files` does not name
    the manifest, which is by itself; `removed` are files of the last export under this name that
    this one has outdated."""

    files: list[str] = field(default_factory=list)
    articles: int = 0
    labels: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    empty: list[Empty] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    undecided_claims: int = 0
    lack: str = ""
    manifest: str = ""
    removed: list[str] = field(default_factory=list)


def format_of(target: str, name: str | None) -> Format:
    """The format by its name, else by the target's; AnnotatorError where it cannot be written."""
    found = format_named(name) if name else format_for(target, writing=True)
    if found is None and target == STANDARD_OUTPUT:
        found = format_named("jsonl")
    if found is None or found.write is None:
        raise AnnotatorError(
            f"No format is known by which to write {target}.", "Name one with --format."
        )
    if target == STANDARD_OUTPUT and (found.folder or found.companions):
        raise AnnotatorError(f"{found.name} writes several files.", "Give a name, not -.")
    check_able(found)
    return found


def losses(queries: Queries, format_: Format, choices: Choices) -> Counter[str]:
    """What the format would lose of these labels: each loss, with how many labels it touches; of
    gold, also the claims that were settled twice, differently. Of a format that loses nothing
    nothing is read: of these claims the export's own report tells."""
    check_able(format_)
    choosing.check(choices, queries, format_)
    options = options_of(format_, choices.options)
    if format_.loses == "nothing":
        return Counter()
    twice: list[int] = []

    def records() -> Iterator[Record]:
        for one in choosing.chosen(queries, choices):
            twice.append(one.twice)
            yield one.record

    return losing.losses(records(), format_, options) + Counter({SETTLED_TWICE: sum(twice)})


def export(
    queries: Queries,
    target: str,
    *,
    format: str | None = None,  # noqa: A002 - the word that people know
    choices: Choices = EVERYTHING,
    lost: Counter[str] | None = None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write the labels to a file, a folder or standard output (`-`); a split to one a part.

    `lost` is what `losses` has found, where it was asked before. The same project and choices give
    the same bytes. Raises AnnotatorError where the disk refuses,
    CancelledError where the person stopped it: what stood under the name before stands there still.
    """
    format_ = format_of(target, format)
    check_split(choices.split)
    if choices.split and target == STANDARD_OUTPUT:
        raise AnnotatorError("A split is several files.", f"Give a name, not {STANDARD_OUTPUT}.")
    choosing.check(choices, queries, format_)
    options = options_of(format_, choices.options)
    with queries.one_moment():
        passing = Passing(queries, choices, target, progress, cancelled)
        writing = _Writing(format_, options, passing, lost)
        if target == STANDARD_OUTPUT:
            writing.to_standard_output()
        else:
            try:
                writing.to(Path(target))
            except OSError as error:
                raise as_sentence(error, target) from error
    return writing.report


def named(target: Path, format_: Format, split: Sequence[int]) -> list[Path]:
    """What an export to this name makes: a file or a folder, or with a split a file for each
    part; beside these come companions and the manifest."""
    if format_.folder or not split:
        return [target]
    return [_of_part(target, part) for part in PARTS]


def _of_part(target: Path, part: str) -> Path:
    return target.with_name(f"{target.stem}.{part}{target.suffix}") if part else target


class _Writing:
    """One format on its way to one target. A split is a file or a folder a part, each in a pass of
    its own: a part can be as large as the project, and memory is not."""

    def __init__(
        self, format_: Format, options: Options, passing: Passing, lost: Counter[str] | None
    ) -> None:
        self.report = ExportReport(lack=LACKS.get(passing.choices.layer, ""))
        self._format, self._options, self._passing = format_, options, passing
        self._counts = {part: manifest.Counts() for part in passing.names}
        self._tally = losing.Tally(format_, options) if lost is None else None
        if lost is not None:
            self.report.losses = Counter(lost)
        self._twice = 0
        choices = passing.choices
        self._about = manifest.head(passing.queries, format_, choices, passing.progress)

    def to_standard_output(self) -> None:
        """Write it all to standard output."""
        assert self._format.write is not None
        stream = standard_output()
        records = self._records("")
        self._format.write(records, StreamOutput(stream, self._job({"": records})))
        stream.flush()
        self._sum_up()

    def to(self, target: Path) -> None:
        """Write it, and the manifest beside it."""
        choices = self._passing.choices
        before = manifest.files_of(target)
        check_target(target, before, folder=self._format.folder)
        with Whole() as whole:
            if self._format.folder:
                self._fill(whole.folder(target))
            else:
                self._write(whole, target)
            files = whole.written()
            self._sum_up()
            self.report.empty = self._passing.empty() if choices.split else []
            if choices.manifest:
                with whole.file(manifest.path_for(target)) as stream:
                    stream.writelines(self._manifest(target, files))
                self.report.manifest = str(manifest.path_for(target))
            outdated = list(self._outdated(target, before, files))
            for old in outdated:
                whole.outdates(old)
            whole.finish()
        self.report.removed = list(map(str, outdated))
        self.report.files = list(files)

    def _outdated(
        self, target: Path, before: Mapping[str, str], files: Mapping[str, Content]
    ) -> Iterator[Path]:
        """What the last export under this name has left that this one does not replace: the parts
        of another split, while they are as they were written, and a manifest."""
        for path in map(Path, before if not self._format.folder else ()):
            left = str(path) not in files and path.parent == target.parent and path.is_file()
            if left and sha256_of_file(path).hex() == before[str(path)]:
                yield path
        if before and not self._passing.choices.manifest:
            yield manifest.path_for(target)

    def _write(self, whole: Whole, target: Path) -> None:
        assert self._format.write is not None
        for part in self._passing.names:
            records = self._records(part)
            output = FileOutput(whole, _of_part(target, part), self._job({part: records}))
            self._format.write(records, output)

    def _fill(self, folder: NewFolder) -> None:
        assert self._format.write is not None
        parts = self._passing.names
        if self._format.parts:
            by_part = {part: self._records(part) for part in parts}
            everything = (record for records in by_part.values() for record in records)
            self._format.write(everything, FolderOutput(folder, self._job(by_part)))
            return
        for part in parts:
            records = self._records(part)
            (folder.path / part).mkdir(exist_ok=True)
            self._format.write(records, FolderOutput(folder, self._job({part: records}), part))

    def _records(self, part: str) -> Iterator[Record]:
        counts, tally = self._counts[part], self._tally
        for record, undecided, twice in self._passing.of(part):
            counts.add(record, self._format, self._options)
            if tally is not None:
                tally.add(record)
            self.report.undecided += undecided[: LISTED - len(self.report.undecided)]
            self.report.undecided_claims += len(undecided)
            self._twice += twice
            yield record

    def _job(self, parts: dict[str, Iterator[Record]]) -> Job:
        return Job(self._options, self._about, parts)

    def _sum_up(self) -> None:
        self.report.articles = sum(one.articles for one in self._counts.values())
        self.report.labels = sum(one.labels for one in self._counts.values())
        if self._tally is not None:
            self.report.losses = self._tally.found()
        if self._twice:
            self.report.losses[SETTLED_TWICE] = self._twice

    def _manifest(self, target: Path, files: Mapping[str, Content]) -> Iterator[bytes]:
        beside = len(str(target)) - len(target.name)
        named = ((path[beside:].replace(os.sep, "/"), what) for path, what in files.items())
        report = self.report
        undecided = {
            "undecided_claims": report.undecided_claims,
            "undecided": [one._asdict() for one in report.undecided],
        }
        about = {**self._about, **manifest.counted(self._counts), "losses": dict(report.losses)}
        return manifest.whole({**about, **undecided}, named)

"""What a writer of a format writes to: a file with its companions, a folder, or standard output."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from annotator.domain.dataset import Record
from annotator.errors import AnnotatorError
from annotator.formats.format import Options
from annotator.tasks.whole import Content, NewFolder, Whole

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Job(NamedTuple):
    """What a writer is told besides the records: options, the head of the manifest, the parts."""

    options: Options
    about: Mapping[str, Any]
    parts: Mapping[str, Iterable[Record]]


class FileOutput:
    """An `Output` of one file, and its companions beside it."""

    def __init__(self, whole: Whole, target: Path, job: Job) -> None:
        self._whole, self._target = whole, target
        self.options, self.about, self.parts = job
        self.stream = whole.file(target)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A companion: an ending in place of the target's, or a name of its own."""
        _check(name)
        beside = f"{self._target.stem}{name}" if name.startswith(".") else name
        yield self._whole.file(self._target.with_name(beside))


class FolderOutput:
    """An `Output` of many files in a folder, or in the one in it that is for a part."""

    def __init__(self, folder: NewFolder, job: Job, part: str = "") -> None:
        self._folder, self._part = folder, part
        self._made: set[str] = set()
        self.options, self.about, self.parts = job

    @property
    def stream(self) -> BinaryIO:
        """There is none."""
        raise TypeError("a folder has no stream of its own: open its files by name")

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A file in the folder. Files are not forced to the disk one by one, which takes a minute
        for 50,000; what a power cut spoils, the hashes of the manifest tell."""
        _check(name)
        # Names are put together as text: pathlib takes as long as the file itself.
        inner = (f"{self._part}/{name}" if self._part else name).replace("/", os.sep)
        self._make(inner.rpartition(os.sep)[0])
        raw = _Hashed(f"{self._folder.path}{os.sep}{inner}", "xb")
        with io.BufferedWriter(raw) as stream:
            yield stream
        self._folder.files[f"{self._folder.target}{os.sep}{inner}"] = raw.content()

    def _make(self, inner: str) -> None:
        if inner not in self._made:
            (self._folder.path / inner).mkdir(parents=True, exist_ok=True)
            self._made.add(inner)


class _Hashed(io.FileIO):
    """A new file whose hash and size are known as it is written: to read thousands of files again
    would take as long as to write them."""

    def __init__(self, path: str, mode: str) -> None:
        super().__init__(path, mode)
        self._digest, self._size = hashlib.sha256(), 0

    def write(self, data: ReadableBuffer, /) -> int:
        """Write as much as the system takes."""
        count = super().write(data)
        self._digest.update(memoryview(data)[:count])
        self._size += count
        return count

    def content(self) -> Content:
        """What has been written."""
        return Content(self._size, self._digest.digest())


class StreamOutput:
    """An `Output` of standard output."""

    def __init__(self, stream: BinaryIO, job: Job) -> None:
        self.stream = stream
        self.options, self.about, self.parts = job

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """There is no place for a second file."""
        raise AnnotatorError(f"There is no place for {name}.", "Give a file's name, not -.")


def _check(name: str) -> None:
    """A writer that makes names of titles must not be led out of its folder by one."""
    parts = name.split("/")
    if "" in parts or "." in parts or ".." in parts or "\\" in name or "\0" in name:
        raise ValueError(f"{name!r} is no path inside a folder")

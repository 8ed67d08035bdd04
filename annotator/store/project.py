"""Project: one file, opened. It checks what the file is, brings it up to date and hands out the
journal and the queries; connections for other threads come from `reader`."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from annotator.domain.blindness import BLIND
from annotator.domain.edits import entry, set_setting
from annotator.domain.ids import uuid7
from annotator.domain.journal import Act, Change
from annotator.domain.text import readable
from annotator.errors import AnnotatorError
from annotator.store import schema
from annotator.store.backup import (
    BEFORE_MERGE,
    back_up,
    back_up_anew,
    back_up_daily,
    copy_to,
    moment,
    to_disk,
)
from annotator.store.connection import BUSY_SECONDS, connect, refuse_missing, told
from annotator.store.journal import Journal
from annotator.store.queries import Queries
from annotator.store.search import index_texts
from annotator.store.unwritable import Unwritable, is_about_writing, may_be_written, refusal

if TYPE_CHECKING:
    from annotator.domain.merging import MergeReport
    from annotator.store.merge import Progress

SUFFIX: Final = ".annotator"


class Project:
    """An open project. Use it as a context manager, or call `close`."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, unwritable: Unwritable | None = None
    ) -> None:
        self.path = path
        self._unwritable = unwritable
        self._take(connection)

    def _take(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.journal = Journal(connection)
        self.queries = Queries(connection)

    @classmethod
    def open(cls, path: Path, *, wait: float = BUSY_SECONDS) -> Self:
        """Open a project; one of an older version is backed up and migrated first. Where nothing
        may be written, it is opened to be read: `read_only` says so.

        Raises AnnotatorError where the file is missing, is no project, or comes from a newer
        Annotator.
        """
        path = path.absolute()
        with told():
            refuse_missing(path)
            writable = may_be_written(path)
        if writable:
            try:
                return cls._open_to_write(path, wait)
            except AnnotatorError as error:
                if not is_about_writing(error):
                    raise
        return cls._open_to_read(path)

    @classmethod
    def _open_to_write(cls, path: Path, wait: float) -> Self:
        connection = connect(path, wait=wait)
        try:
            with told():
                _bring_up_to_date(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls._on(connection, path)

    @classmethod
    def _open_to_read(cls, path: Path) -> Self:
        unwritable = Unwritable(path)
        try:
            return cls._on(unwritable.connect(), path, unwritable)
        except BaseException:
            unwritable.close()
            raise

    @classmethod
    def _on(
        cls, connection: sqlite3.Connection, path: Path, unwritable: Unwritable | None = None
    ) -> Self:
        """The project on this connection, which is closed where the file cannot be read."""
        try:
            with told():
                return cls(path, connection, unwritable)
        except BaseException:
            connection.close()
            raise

    @property
    def read_only(self) -> bool:
        """Whether it can only be read, because of where it lies."""
        return self._unwritable is not None

    @classmethod
    def create(
        cls, path: Path, *, name: str = "", guidelines: str = "", blind: bool = False
    ) -> Self:
        """Make a new, empty project and open it. An existing file is never touched."""
        settings: dict[str, Any] = {
            "project": uuid7(),
            "name": name or readable(path.stem),
            "guidelines": guidelines,
        }
        settings |= {BLIND: True} if blind else {}
        changes: list[Change] = []
        for key, value in settings.items():
            changes += set_setting(None, key, None, value).changes
        made = entry(None, "make the project", changes, Act.RECORD)
        cls.write(path, lambda journal: journal.commit(made))
        return cls.open(path)

    @classmethod
    def write(cls, path: Path, fill: Callable[[Journal], object]) -> None:
        """Make a new file of what `fill` commits; it gets its name when it is whole. An existing
        file is never touched."""
        path = path.absolute()
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        with told():
            if path.exists():
                raise _exists(path)
            _unlink(partial)  # what a crash has left of a process that had this number
            try:
                _make(partial, fill)
                _publish(partial, path)
            finally:
                _unlink(partial)

    @property
    def id(self) -> str:
        """What tells this project from all others, wherever its file lies."""
        return str(self.queries.setting("project"))

    @property
    def name(self) -> str:
        """What the project is called."""
        return str(self.queries.setting("name") or self.path.stem)

    @contextmanager
    def reader(self) -> Iterator[Queries]:
        """Queries on a connection of their own, for a job in another thread."""
        connection = self._connect()
        try:
            yield Queries(connection)
        finally:
            connection.close()

    @contextmanager
    def elsewhere(self) -> Iterator[Project]:
        """The same project on a connection of its own, for a job that writes in another thread."""
        self.refuse_if_read_only()
        other = self._on(connect(self.path), self.path)
        try:
            yield other
        finally:
            other.close()

    def problems(self, progress: Callable[[str], None] = lambda _: None) -> Iterator[str]:
        """Everything that is wrong with the file, a sentence each."""
        from annotator.store.check import problems  # a start saves what it does not need

        connection = self._connect()
        try:
            yield from problems(connection, progress)
        finally:
            connection.close()

    def index_texts(self, cancelled: Callable[[], bool] = lambda: False) -> int:
        """Bring the index of texts up to date, in small steps; returns how many it took in."""
        return index_texts(self._connection, cancelled)

    def changed_elsewhere(self) -> bool:
        """Whether anyone else has written to the file since the last call. Costs microseconds. What
        can only be read is opened anew then, and the journal has no news of it."""
        if self._unwritable is None:
            return self.queries.changed_elsewhere()
        if not self._unwritable.has_changed():
            return False
        newer = Unwritable(self.path)
        try:
            connection = newer.connect()
        except BaseException:
            newer.close()
            raise
        self.close()
        self._unwritable = newer
        self._take(connection)
        return True

    def refuse_if_read_only(self) -> None:
        """Raises AnnotatorError where it can only be read."""
        if self.read_only:
            raise refusal(self.path)

    def back_up_daily(self) -> Path | None:
        """Make today's copy, where there is none."""
        return back_up_daily(self._connection, self.path)

    def back_up(self, reason: str) -> Path:
        """Make a copy that is named for its reason and is never thrown away."""
        return back_up(self._connection, self.path, reason)

    @contextmanager
    def copied(self) -> Iterator[Self]:
        """A copy as it is at this moment, to try something on; it goes at the end."""
        with tempfile.TemporaryDirectory(prefix="annotator-copy-") as folder:
            copy = Path(folder) / self.path.name
            with told():
                copy_to(self._connection, copy)
            with self.open(copy) as project:
                yield project

    def merge(
        self,
        files: Sequence[Path],
        *,
        dry_run: bool = False,
        progress: Progress = lambda *_: None,
    ) -> MergeReport:
        """Bring in what other files of this project have, after a back-up; see `store.merge`."""
        from annotator.store.merge import merge

        made: list[Path] = []

        def before() -> Path:
            made.append(back_up_anew(self._connection, self.path, f"{BEFORE_MERGE} {moment()}"))
            return made[0]

        try:
            return merge(
                self.path, self.id, files, dry_run=dry_run, back_up=before, progress=progress
            )
        except BaseException:
            for copy in made:  # of a merge that has not come to be
                copy.unlink(missing_ok=True)
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._unwritable is not None:
            self._unwritable.close()

    def _connect(self) -> sqlite3.Connection:
        return self._unwritable.connect() if self._unwritable else connect(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    if schema.version_to_open(connection, path) < schema.VERSION:
        back_up(connection, path, f"before version {schema.VERSION}")
        schema.migrate(connection)
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        connection.execute("PRAGMA journal_mode = WAL")  # a back-up is not, until it is opened


def _exists(path: Path) -> AnnotatorError:
    return AnnotatorError(f"{path} exists already.", "Choose another name, or open it.")


def _unlink(partial: Path) -> None:
    for end in ("", "-wal", "-shm"):
        partial.with_name(partial.name + end).unlink(missing_ok=True)


def _publish(partial: Path, path: Path) -> None:
    """Give a finished file its name, never in place of another."""
    try:
        os.link(partial, path)
    except OSError as error:
        if path.exists():
            raise _exists(path) from error
        partial.rename(path)  # a file system without links (exFAT, some network shares)
    to_disk(path.parent)


def _make(path: Path, fill: Callable[[Journal], object]) -> None:
    sqlite3.connect(path).close()
    connection = connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        schema.migrate(connection)
        fill(Journal(connection))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()

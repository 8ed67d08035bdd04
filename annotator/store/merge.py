"""The union of journals: what other files of this project have and this one has not comes in, and
the tables are what all entries in the order of their ids come to (see `replay`). So the order and
the number of merges cannot matter.

Most rows need nothing but their own changes and are settled one by one. Where something stands on
what was removed, or a text came in twice, the whole journal is replayed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Final

import orjson
from msgspec.structs import replace

from annotator.domain.journal import Kind
from annotator.domain.merging import Changed, Clash, Coming, MergeReport, Namesakes, Renamed, Twins
from annotator.store import contradictions, other
from annotator.store.clashes import Clashes
from annotator.store.connection import connect, transaction
from annotator.store.replay import Row
from annotator.store.resettle import resettle
from annotator.store.rows import TABLES, dumps
from annotator.store.settle import DamagedError, Settler
from annotator.store.touched import histories, make_touched, outcome
from annotator.store.trouble import Names, needs_replay, told_twins, twins
from annotator.store.union import Union

Progress = Callable[[int, int, str], None]
"""Heard now and then: how much is done, of how much (0: not known), and what is being done. What it
raises ends the merge, and nothing is written."""

LISTED: Final = 1_000
"""So many clashes are told one by one."""

_BATCH: Final = 2_000


def merge(
    project: Path,
    origin: str,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    back_up: Callable[[], Path] | None = None,
    progress: Progress = lambda *_: None,
) -> MergeReport:
    """Bring what these files have into the project `origin`, in one transaction.

    `back_up` is asked for a copy of the project as it was, while nobody else can write, once there
    is anything to bring in. Raises AnnotatorError where one of the files cannot be merged; nothing
    is written then, nor in a dry run, which tells the same.
    """
    with ExitStack() as stack:
        others = [
            (path, stack.enter_context(other.reading(path, project, origin))) for path in files
        ]
        connection = stack.enter_context(closing(connect(project)))
        connection.execute("PRAGMA temp_store = FILE")
        report = MergeReport(len(files))
        marked: Counter[tuple[str, str]] = Counter()
        with transaction(connection):
            connection.execute("PRAGMA defer_foreign_keys = ON")
            settings = _settings(connection)
            for path, theirs in others:
                one = _Merge(connection, theirs, path, progress, marked)
                report = one.bring_in(report, None if dry_run else back_up)
            report = replace(
                report,
                coming=tuple(_coming(connection, marked)),
                settings=tuple(_changed(settings, _settings(connection))),
                namesakes=tuple(_namesakes(connection)),
            )
            if dry_run or not report.entries:
                connection.execute("ROLLBACK")
    return report


class _Merge:
    """One file coming into the project, inside a transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        theirs: sqlite3.Connection,
        path: Path,
        progress: Progress,
        marked: Counter[tuple[str, str]],
    ) -> None:
        self._connection = connection
        self._marked = marked
        self._path = path
        self._progress = progress
        self._union = Union(connection, theirs)
        self._names = Names()

    def bring_in(self, report: MergeReport, back_up: Callable[[], Path] | None) -> MergeReport:
        """Bring in what is missing here, after a back-up where none was made yet; returns the
        report with what this has added to it. AnnotatorError where the file is damaged."""
        try:
            missing = self._compare()
            if not missing:
                return replace(report, idle=(*report.idle, self._path.name))
            if back_up and report.backup is None:
                report = replace(report, backup=back_up())
            return self._run(report, missing)
        except DamagedError as error:
            raise other.damaged(self._path, str(error)) from error

    def _compare(self) -> int:
        """How many of its entries are missing here."""
        self._progress(0, 0, f"compare with {self._path.name}")
        with other.blamed(self._path):
            return self._union.compare()

    def _run(self, report: MergeReport, missing: int) -> MergeReport:
        """Add what is missing and settle the tables."""
        with other.blamed(self._path):
            for count in self._union.add():
                self._progress(count, missing, f"take in {self._path.name}")
        rows = make_touched(self._connection, self._union.first)
        room = LISTED - len(report.clashes)
        clashes = Clashes(self._connection, self._union.first, self._union.shared, room)
        several = twins(self._connection)
        settler = self._settled(rows, clashes, several)
        return self._told(report, missing, settler, clashes, several)

    def _settled(
        self, rows: int, clashes: Clashes, several: Mapping[str, Sequence[str]]
    ) -> Settler:
        settler = Settler(self._connection)
        self._connection.execute("SAVEPOINT one_by_one")
        self._one_by_one(settler, rows, clashes, {id_ for ids in several.values() for id_ in ids})
        if needs_replay(self._connection, self._names, several):
            self._connection.execute("ROLLBACK TO one_by_one")
            self._progress(0, 0, "replay the journal")
            settler = Settler(self._connection)
            resettle(self._connection, settler)
        self._connection.execute("RELEASE one_by_one")
        return settler

    def _one_by_one(
        self, settler: Settler, count: int, clashes: Clashes, not_these: set[str]
    ) -> None:
        """Settle each row by its own changes; `not_these` are left to a replay."""
        batch: dict[Kind, dict[str, Row | None]] = {kind: {} for kind in TABLES}
        for number, row in enumerate(histories(self._connection, self._union.first), 1):
            fields, there = outcome(row.steps)
            if fields is None:
                raise DamagedError(f"it changes {row.kind} {row.key}, which nobody has made")
            self._names.add(row, fields)
            clashes.look(row)
            if row.key not in not_these:
                batch[row.kind][row.key] = fields if there else None
            if number % _BATCH == 0 or number == count:
                for kind, rows in batch.items():
                    settler.settle(kind, rows)
                    rows.clear()
                self._progress(number, count, "put all in its place")

    def _told(
        self,
        report: MergeReport,
        entries: int,
        settler: Settler,
        clashes: Clashes,
        several: Mapping[str, Sequence[str]],
    ) -> MergeReport:
        self._marked.update(settler.marked)
        listed = tuple(clashes.told())
        for one in contradictions.contradictions(self._connection, self._union.first):
            clashes.count += 1
            if len(listed) < LISTED - len(report.clashes):
                listed += (contradictions.told(self._connection, one),)
        found = told_twins(self._connection, several, self._names.of(Kind.ARTICLE))
        return replace(
            report,
            entries=report.entries + entries,
            articles=report.articles + settler.came[Kind.ARTICLE],
            annotators=report.annotators + settler.came[Kind.ANNOTATOR],
            labels=report.labels + settler.came[Kind.LABEL],
            decisions=report.decisions + settler.came[Kind.DECISION],
            comments=report.comments + settler.came[Kind.COMMENT],
            changed_labels=report.changed_labels + settler.became[Kind.LABEL],
            gone_articles=report.gone_articles + settler.went[Kind.ARTICLE],
            gone_labels=report.gone_labels + settler.went[Kind.LABEL],
            clashed=report.clashed + clashes.count,
            clashes=report.clashes + listed,
            renamed=report.renamed + tuple(_renamed(self._connection, listed)),
            twins=report.twins + tuple(found) + tuple(_retitled(self._connection, listed)),
        )


def _settings(connection: sqlite3.Connection) -> dict[str, Any]:
    rows = connection.execute("SELECT key, value FROM settings ORDER BY key")
    return {key: orjson.loads(value) for key, value in rows}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield Changed(key, before.get(key), after.get(key))


def _coming(connection: sqlite3.Connection, marked: Counter[tuple[str, str]]) -> Iterator[Coming]:
    """By name, and each one's articles in the order in which they came."""
    names = dict(connection.execute("SELECT id, name FROM annotators").fetchall())
    titles = dict(connection.execute("SELECT id, title FROM articles ORDER BY number").fetchall())
    place = {id_: at for at, id_ in enumerate(titles)}
    for (who, article), count in sorted(
        marked.items(),
        key=lambda one: (names.get(one[0][0], ""), one[0][0], place.get(one[0][1], -1)),
    ):
        yield Coming(who, names.get(who, who), titles.get(article, article), count)


def _renamed(connection: sqlite3.Connection, clashes: Sequence[Clash]) -> Iterator[Renamed]:
    for one in clashes:
        here, there = one.here.fields or {}, one.there.fields or {}
        if one.kind is Kind.ANNOTATOR and "name" in here and "name" in there:
            stands = connection.execute(
                "SELECT name FROM annotators WHERE id = ?", (one.key,)
            ).fetchone()
            if stands:
                yield Renamed(one.key, here["name"], there["name"], stands[0])


def _retitled(connection: sqlite3.Connection, clashes: Sequence[Clash]) -> Iterator[Twins]:
    for one in clashes:
        here, there = one.here.fields or {}, one.there.fields or {}
        if one.kind is Kind.ARTICLE and "title" in here and "title" in there:
            stands = connection.execute(
                "SELECT title FROM articles WHERE id = ?", (one.key,)
            ).fetchone()
            if stands:
                yield Twins(one.key, (here["title"], there["title"]), stands[0])


def _namesakes(connection: sqlite3.Connection) -> Iterator[Namesakes]:
    people: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for id_, name in connection.execute("SELECT id, name FROM annotators ORDER BY id").fetchall():
        people[name.casefold()].append((id_, name))
    for same in people.values():
        if len(same) > 1:
            ids = tuple(id_ for id_, _ in same)
            labels = tuple(_labels_of(connection, id_) for id_ in ids)
            yield Namesakes(same[0][1], ids, labels, _together(connection, ids))


def _labels_of(connection: sqlite3.Connection, annotator: str) -> int:
    (count,) = connection.execute(
        "SELECT count(*) FROM labels WHERE annotator = ? AND layer = 'annotation'", (annotator,)
    ).fetchone()
    return int(count)


def _together(connection: sqlite3.Connection, people: Sequence[str]) -> int:
    """In how many articles more than one of them has marked something."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT article FROM labels WHERE layer = 'annotation' AND "
        "annotator IN (SELECT value FROM json_each(?)) "
        "GROUP BY article HAVING count(DISTINCT annotator) > 1)",
        (dumps(list(people)),),
    ).fetchone()
    return int(count)

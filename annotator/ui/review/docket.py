"""The cases of the project, worst first, and which of them are listed. Knows no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal

from annotator.domain.case_filter import CaseFilter, is_case
from annotator.domain.claim import Claim, ClaimState, Difference
from annotator.domain.journal import Entry
from annotator.store.changed import Position
from annotator.tasks.cases import (
    Found,
    Known,
    all_cases,
    articles_of,
    changed_cases,
    claims_now,
    decided_by,
    decides_only,
    with_rows,
)
from annotator.tasks.claims import decided_anew
from annotator.tasks.progress import CancelledError
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.review.listing import Listing
from annotator.ui.session import Session

_MANY: Final = 50
"""A step that touches more articles than this has their cases read anew in a job."""


class Docket(QObject):
    """Reads the cases in a job, keeps them up to date row by row, and filters them.

    What a job has read is shown as it comes the first time, and at once later. What is heard of
    meanwhile is newer than what the job brings.
    """

    resetting = Signal()
    reset = Signal()
    """All rows go, and others come."""
    listed = Signal()
    """Other cases, or another order: the rows have come."""
    removing = Signal(int)
    removed = Signal()
    inserting = Signal(int)
    inserted = Signal()
    """One case goes from a row, or comes to it."""
    recounted = Signal()
    followed = Signal(object, object, int)
    """An Entry has been taken in: the articles that it touches, and the row of `watched` before."""
    reading = Signal(int, int)
    """So many articles of so many have been read."""
    complete = Signal()
    """All cases have been read for the first time."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self._session = session
        self._jobs = jobs
        self._job: Job | None = None
        self._at: Position | None = None
        self._newer: set[str] = set()
        self._read = False
        self.claims: dict[str, list[Claim]] = {}
        """All claims of each article, by its id."""
        self.titles: dict[str, str] = {}
        """What each article is called, by its id."""
        self._listing = Listing()
        self.watched: Claim | None = None
        self.moving = False
        """Whether rows come and go: what the list points at meanwhile is nobody's choice."""
        self.growing = False
        """Whether all rows go and come again because there are more of them."""
        session.committed.connect(self._hear)
        session.reloaded.connect(self.load)

    # Reading

    @property
    def read(self) -> bool:
        """Whether all cases have been read."""
        return self._read

    @property
    def busy(self) -> bool:
        """Whether cases are being read."""
        return self._job is not None

    def known(self) -> Known | None:
        """All claims, for others to use; None before they are read."""
        return Known(self._at, dict(self.claims)) if self._read and self._at else None

    def load(self) -> None:
        """Read all cases in a job; again, those of the articles that have changed since."""
        if self._job is not None:
            self._job.cancel()
        self._newer = set()
        project, at, whole = self._session.project, self._at, self._read

        def work(handle: Handle) -> Position | None:
            with project.reader() as queries:
                again = changed_cases(queries, at) if at else None
                every = all_cases(
                    queries, whole=whole, progress=handle.progress, cancelled=handle.cancelled
                )
                found: Found | None = None
                try:
                    for found in [again] if again else every:
                        handle.give(found)
                except CancelledError:
                    return None
                return found.at if found else None

        self._job = self._jobs.run(work, self._finish)
        self._job.part.connect(self._take)
        self._job.progress.connect(self._tell)
        self._job.failed.connect(self._give_up)
        if not whole:
            self.claims, self.titles = {}, {}
            self._listing.clear()
            self._admit()

    def _tell(self, done: int, total: int, _: str) -> None:
        if not self._read:
            self.reading.emit(done, total)

    def _take(self, found: Found) -> None:
        """List what has been read: more, the first time, and later what takes the place of it."""
        if not self._read:
            self._keep(found)
            self.growing = True
            self._admit()
            self.growing = False
        elif found.claims or not found.changed:
            self._exchange_all(found)
        else:  # the names of people, or what the project asks for
            self.listed.emit()
            self.recounted.emit()

    def _finish(self, at: Position | None) -> None:
        """All of it has come, and is of this moment."""
        self._job, self._at, self._newer = None, at or self._at, set()
        if at and not self._read:
            self._read = True
            self.listed.emit()
            self.recounted.emit()
            self.complete.emit()

    def _give_up(self) -> None:
        """The file could not be read, as the window says: whoever comes back tries again."""
        self._job, self._newer = None, set()
        self.recounted.emit()

    def _keep(self, found: Found) -> None:
        """Take in what has been read, unless something newer is known."""
        rows, newer = found.rows, self._newer
        if not newer.isdisjoint(found.claims):
            rows = [one for one in rows if one.claim.article not in newer]
        self.claims |= {one: there for one, there in found.claims.items() if one not in newer}
        self.titles |= found.titles
        self._listing.add(rows)

    def _exchange_all(self, found: Found) -> None:
        """Take in what has been read anew, in place of what was there."""
        gone = set(found.claims if found.changed else self.claims) - self._newer
        self._listing.drop(gone)
        for article in gone:
            self.claims.pop(article, None)
        self._keep(found)
        self._admit()

    # Which are listed

    @property
    def filter(self) -> CaseFilter:
        """Which cases are asked for."""
        return self._listing.filter

    @property
    def cases(self) -> list[Claim]:
        """Those that are listed."""
        return self._listing.cases

    @property
    def counts(self) -> Counter[Difference]:
        """How many there are of each kind, whichever kinds are asked for."""
        return self._listing.counts

    @property
    def states(self) -> Counter[ClaimState]:
        """How many cases of the project are in each state."""
        return self._listing.states

    def show_only(self, chosen: CaseFilter) -> None:
        """List other cases."""
        self._list_anew(lambda: self._listing.choose(chosen))

    def _admit(self) -> None:
        self._list_anew(self._listing.admit)

    def _list_anew(self, take: Callable[[], None]) -> None:
        self.resetting.emit()
        take()
        self.reset.emit()
        self.listed.emit()
        self.recounted.emit()

    def place(self, claim: Claim | None) -> int:
        """The row of a case, as it is now; -1 where it is not listed."""
        if claim is None:
            return -1
        there = self.claims.get(claim.article, ())
        now = next((one for one in there if one.id == claim.id), None)
        return -1 if now is None else self._listing.place(now)

    def progress(self) -> str:
        """How many are to do, and how many settled."""
        asked, settled = self.states[ClaimState.DEFERRED], self.states[ClaimState.SETTLED]
        told = f"{self.states.total() - asked - settled:,} open · {settled:,} settled"
        told = f"{told} · {asked:,} asked" if asked else told
        return told if self._read or not self.claims else f"{told} so far"

    def agreed(self) -> int:
        """On how many claims all agree and nobody has decided."""
        return self._listing.agreed

    def open_in(self, article: str) -> int:
        """How many cases of an article are to do."""
        done = (ClaimState.SETTLED, ClaimState.DEFERRED)
        return sum(is_case(one) and one.state not in done for one in self.claims.get(article, ()))

    # What changes

    def _hear(self, entry: Entry) -> None:
        if not self._read and self._job is None:
            return
        queries = self._session.project.queries
        touched = set(articles_of(entry, queries))
        if len(touched) > _MANY:
            self._hear_much(entry, touched)
            return
        if self.busy:
            self._newer |= touched
        at, changed = self.place(self.watched), set[str]()
        self.moving = True
        told = self._told_by(entry) or {}
        for article in touched:
            if article in told:
                now = told[article]
            elif decides_only(entry) and article in self.claims:
                now = decided_anew(queries, article, self.claims[article])
            else:
                now = claims_now(queries, article)
            if now != self.claims.get(article):  # time spent on an article mostly changes nothing
                self._exchange(article, now)
                changed.add(article)
        self.moving = False
        if changed:
            if unnamed := changed - self.titles.keys():
                self.titles |= queries.titles(unnamed)
            self.recounted.emit()
            self.followed.emit(entry, changed, at)

    def _hear_much(self, entry: Entry, touched: set[str]) -> None:
        """Take in at once what a rule has settled, if nothing else is on its way; else read it."""
        at, now = self.place(self.watched), self._told_by(entry)
        if now is None or self._at is None:
            self.load()
            return
        self._exchange_all(with_rows(Found(self._at, changed=True, claims=now)))
        self.followed.emit(entry, touched, at)

    def _told_by(self, entry: Entry) -> dict[str, list[Claim]] | None:
        """The claims of the articles that an entry decides in, where nothing but it has changed
        since they were read: then the file need not be asked. Else None."""
        session = self._session
        newest = not session.unsaved and session.project.queries.newest() == entry.id
        known = self._read and not self.busy and newest and decides_only(entry)
        return decided_by(entry, self.claims) if known else None

    def _exchange(self, article: str, claims: list[Claim]) -> None:
        """Take in the claims of an article as they are now, row by row: there can be thousands of
        others, and nobody should wait for them."""
        old = {claim.id: claim for claim in self.claims.get(article, ())}
        new = {claim.id: claim for claim in claims}
        self.claims[article] = claims
        for id_ in old.keys() | new.keys():
            before, after = old.get(id_), new.get(id_)
            if before != after:
                self._count(before, -1)
                self._count(after, 1)

    def _count(self, claim: Claim | None, by: Literal[1, -1]) -> None:
        """A claim comes to what is counted and listed, or goes from it."""
        row = self._listing.count(claim, by) if claim else None
        if row is None:
            return
        (self.inserting if by > 0 else self.removing).emit(self._listing.at(row))
        self._listing.put(row, by)
        (self.inserted if by > 0 else self.removed).emit()

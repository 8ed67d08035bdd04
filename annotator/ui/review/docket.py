"""The cases of the project, worst first, and which of them are listed. Knows no widgets."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from annotator.domain.case_filter import CaseFilter, is_case, words_of
from annotator.domain.claim import Claim, ClaimState, Difference, worst_first
from annotator.domain.journal import Entry, Kind
from annotator.domain.label import Layer
from annotator.store.queries import Queries
from annotator.tasks.claims import decided_anew, reviewed
from annotator.tasks.progress import CancelledError
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.session import Session

_Order: TypeAlias = tuple[float, str, int, str]

_MANY: Final = 50
"""A step that touches more articles than this has all cases read anew, in a job."""


class Row(NamedTuple):
    """A case, where it stands among the others, and the words by which it is found."""

    order: _Order
    claim: Claim
    words: str


class Found(NamedTuple):
    """What a job has read: all claims by article, what the articles are called, and the cases."""

    claims: dict[str, list[Claim]]
    titles: dict[str, str]
    rows: list[Row]


_order = attrgetter("order")


class Docket(QObject):
    """Reads the cases in a job, keeps them up to date row by row, and filters them."""

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

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self._session = session
        self._jobs = jobs
        self._job: Job | None = None
        self._read = False
        self.claims: dict[str, list[Claim]] = {}
        """All claims of each article, by its id."""
        self.titles: dict[str, str] = {}
        """What each article is called, by its id."""
        self.filter = CaseFilter()
        self.cases: list[Claim] = []
        """Those that are listed."""
        self.counts: Counter[Difference] = Counter()
        self.states: Counter[ClaimState] = Counter()
        self.watched: Claim | None = None
        self.moving = False
        """Whether rows come and go: what the list points at meanwhile is nobody's choice."""
        self._every: list[Row] = []
        self._admitted: list[Row] = []
        self._rows: list[Row] = []
        session.committed.connect(self._hear)
        session.reloaded.connect(self.load)

    @property
    def read(self) -> bool:
        """Whether the cases have been read."""
        return self._read

    def load(self) -> None:
        """Read all cases anew, in a job."""
        if self._job is not None:
            self._job.cancel()
        project = self._session.project

        def work(handle: Handle) -> Found:
            with project.reader() as queries:
                try:
                    return _found(queries, handle)
                except CancelledError:
                    return Found({}, {}, [])

        self._job = self._jobs.run(work, self._take)

    def _take(self, found: Found) -> None:
        self._job = None
        self._read = True
        self.claims, self.titles, self._every = found
        self.states = Counter(row.claim.state for row in self._every if is_case(row.claim))
        self._admit()

    # Which are listed

    def show_only(self, chosen: CaseFilter) -> None:
        """List other cases. Where only the words have changed, the rest is not asked again."""
        before, self.filter = self.filter, chosen
        if replace(before, text="") != replace(chosen, text=""):
            self._admit()
            return
        narrower = before.text.casefold() in chosen.text.casefold()
        self._list(self._rows if narrower else self._admitted)

    def _admit(self) -> None:
        any_kind = replace(self.filter, kinds=frozenset())
        among = [row for row in self._every if any_kind.admits(row.claim)]
        self.counts = Counter(row.claim.kind for row in among if row.claim.kind)
        kinds = self.filter.kinds
        self._admitted = [row for row in among if row.claim.kind in kinds] if kinds else among
        self._list(self._admitted)

    def _list(self, among: list[Row]) -> None:
        text = self.filter.text.casefold()
        self.resetting.emit()
        self._rows = [row for row in among if text in row.words] if text else list(among)
        self.cases = [row.claim for row in self._rows]
        self.reset.emit()
        self.listed.emit()
        self.recounted.emit()

    def place(self, claim: Claim | None) -> int:
        """The row of a case, as it is now; -1 where it is not listed."""
        if claim is None:
            return -1
        there = self.claims.get(claim.article, ())
        now = next((one for one in there if one.id == claim.id), None)
        if now is None:
            return -1
        row = bisect_left(self._rows, worst_first(now), key=_order)
        return row if row < len(self.cases) and self.cases[row].id == now.id else -1

    def progress(self) -> str:
        """How many are to do, and how many settled."""
        asked, settled = self.states[ClaimState.DEFERRED], self.states[ClaimState.SETTLED]
        told = f"{self.states.total() - asked - settled:,} open · {settled:,} settled"
        return f"{told} · {asked:,} asked" if asked else told

    def agreed(self) -> int:
        """On how many claims all agree and nobody has decided."""
        return len(self._every) - self.states.total()  # which counts the cases among them

    def open_in(self, article: str) -> int:
        """How many cases of an article are to do."""
        done = (ClaimState.SETTLED, ClaimState.DEFERRED)
        return sum(is_case(one) and one.state not in done for one in self.claims.get(article, ()))

    # What changes

    def _hear(self, entry: Entry) -> None:
        if not self._read:
            return
        queries = self._session.project.queries
        touched = set(_articles(entry, queries))
        if len(touched) > _MANY:
            self.load()
            return
        at = self.place(self.watched)
        self.moving = True
        for article in touched:
            if not queries.has(Kind.ARTICLE, article):
                now: list[Claim] = []
            elif _decides_only(entry) and article in self.claims:
                now = decided_anew(queries, article, self.claims[article])
            else:
                now = [claim for one in reviewed(queries, article) for claim in one.claims]
            self._exchange(article, now)
        self.moving = False
        if touched:
            self.recounted.emit()
            self.followed.emit(entry, touched, at)

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
        if claim is None or not _is_listed_ever(claim):
            return
        row = _row(claim)
        _put(self._every, row, by)
        self.states[claim.state] += by if is_case(claim) else 0
        if not replace(self.filter, kinds=frozenset()).admits(claim):
            return
        if claim.kind:
            self.counts[claim.kind] += by
        if not self.filter.admits(claim):
            return
        _put(self._admitted, row, by)
        if self.filter.text.casefold() not in row.words:
            return
        at = bisect_left(self._rows, row.order, key=_order)
        (self.inserting if by > 0 else self.removing).emit(at)
        _put(self._rows, row, by)
        self.cases[at : at + (by < 0)] = [claim] if by > 0 else []
        (self.inserted if by > 0 else self.removed).emit()


def _found(queries: Queries, handle: Handle) -> Found:
    claims: dict[str, list[Claim]] = {}
    titles: dict[str, str] = {}
    rows: list[Row] = []
    for article, there in reviewed(queries, cancelled=handle.cancelled):
        claims[article.id], titles[article.id] = list(there), article.title
        rows += (_row(claim) for claim in there if _is_listed_ever(claim))
    rows.sort(key=_order)
    return Found(claims, titles, rows)


def _is_listed_ever(claim: Claim) -> bool:
    return is_case(claim) or claim.agreed


def _row(claim: Claim) -> Row:
    return Row(worst_first(claim), claim, words_of(claim))


def _put(rows: list[Row], row: Row, by: Literal[1, -1]) -> None:
    at = bisect_left(rows, row.order, key=_order)
    if by > 0:
        rows.insert(at, row)
    else:
        del rows[at]


def _decides_only(entry: Entry) -> bool:
    """Whether an entry settles claims, or takes that back, and changes no annotator's label."""
    return any(entry.changes_of(Kind.DECISION)) and all(
        change.kind in (Kind.DECISION, Kind.COMMENT)
        or (change.before or change.after or {}).get("layer") == Layer.GOLD.value
        for change in entry.changes
    )


def _articles(entry: Entry, queries: Queries) -> Iterator[str]:
    """The articles whose cases an entry can change."""
    for change in entry.changes:
        fields = {**(change.before or {}), **(change.after or {})}
        if change.kind in (Kind.LABEL, Kind.DECISION, Kind.ASSIGNMENT):
            if "article" in fields:
                yield fields["article"]
            elif change.kind is Kind.LABEL and (label := queries.label(change.key)):
                yield label.article

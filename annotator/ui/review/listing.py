"""Which cases are listed, in what order, and how many there are of each kind and state. Knows
neither Qt nor the file."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Literal

from msgspec.structs import replace

from annotator.domain.case_filter import STATES, CaseFilter, Which
from annotator.domain.claim import Claim, ClaimState, Difference, worst_first
from annotator.tasks.cases import Row, order_of, row_of


class Listing:
    """All rows worst first; those that the filter admits, were it not for words and kinds; those of
    them that have the words; and of these the kinds that are listed. Each is narrower than the one
    before, so that typing asks only those that had the letters before.
    """

    def __init__(self) -> None:
        self.filter = CaseFilter()
        self.cases: list[Claim] = []
        """Those that are listed."""
        self.counts: Counter[Difference] = Counter()
        """Of each kind, among all that would be listed if no kinds were asked for."""
        self.states: Counter[ClaimState] = Counter()
        self.agreed = 0
        """On how many claims all agree and nobody has decided."""
        self._every: list[Row] = []
        self._admitted: list[Row] = []
        self._worded: list[Row] = []
        self._rows: list[Row] = []

    # All of them

    def add(self, rows: Iterable[Row]) -> None:
        """Take in more rows; they are listed by `admit`."""
        self._every = sorted([*self._every, *rows], key=order_of)  # of two that are in order
        states = [one.state for one in self._every]
        self.states = Counter({state: states.count(state) for state in ClaimState})
        self.agreed = [one.agreed for one in self._every].count(True)

    def drop(self, articles: Collection[str]) -> None:
        """Leave out the rows of these articles, before they are taken in as they are now."""
        self._every = [one for one in self._every if one.claim.article not in articles]

    def clear(self) -> None:
        """Leave out all of them."""
        self._every, self.states, self.agreed = [], Counter(), 0

    # Which are listed

    def choose(self, chosen: CaseFilter) -> None:
        """List other cases. Where only the words have changed, the rest is not asked again."""
        before, self.filter = self.filter, chosen
        if replace(before, text="") != replace(chosen, text=""):
            self.admit()
            return
        narrower = before.text.casefold() in chosen.text.casefold()
        self._list(self._worded if narrower else self._admitted)

    def admit(self) -> None:
        """Ask all rows anew whether they are listed."""
        self._admitted = list(self._sift(self._every))
        self._list(self._admitted)

    def _sift(self, rows: list[Row]) -> list[Row]:
        """Those that the filter admits, whatever their words and kinds."""
        chosen, states = self.filter, STATES.get(self.filter.state)
        if states:
            rows = [one for one in rows if one.state in states]
        elif chosen.state is Which.AGREED:
            rows = [one for one in rows if one.claim.agreed]
        if replace(chosen, state=Which.TO_DO, kinds=frozenset(), text="") != CaseFilter():
            rows = [one for one in rows if chosen.is_about(one.claim)]
        return rows

    def _list(self, rows: list[Row]) -> None:
        """List those of these rows that have the words and are of the kinds."""
        text, wanted = self.filter.text.casefold(), tuple(self.filter.kinds)
        self._worded = [one for one in rows if text in one.words] if text else list(rows)
        kinds = [one.kind for one in self._worded]
        self.counts = Counter({kind: kinds.count(kind) for kind in Difference})
        self._rows = [one for one in self._worded if not wanted or one.kind in wanted]
        self.cases = [one.claim for one in self._rows]

    # One of them

    def place(self, claim: Claim) -> int:
        """The row of a case that is as it is now; -1 where it is not listed."""
        at = bisect_left(self._rows, worst_first(claim), key=order_of)
        return at if at < len(self.cases) and self.cases[at].id == claim.id else -1

    def count(self, claim: Claim, by: Literal[1, -1]) -> Row | None:
        """Have a claim come to what is counted, or go from it. Returns its row where it is to be
        listed, or not any more: `put` does that."""
        one = row_of(claim)
        _put(self._every, one, by)
        if one.state:
            self.states[one.state] += by
        self.agreed += by * one.agreed
        if not replace(self.filter, kinds=frozenset()).admits(claim):
            return None
        _put(self._admitted, one, by)
        if self.filter.text.casefold() not in one.words:
            return None
        _put(self._worded, one, by)
        if one.kind:
            self.counts[one.kind] += by
        return one if not self.filter.kinds or one.kind in self.filter.kinds else None

    def at(self, row: Row) -> int:
        """Where a row stands in the list, or would stand."""
        return bisect_left(self._rows, row.order, key=order_of)

    def put(self, row: Row, by: Literal[1, -1]) -> None:
        """Have a row come to the list, or go from it."""
        at = self.at(row)
        _put(self._rows, row, by)
        self.cases[at : at + (by < 0)] = [row.claim] if by > 0 else []


def _put(rows: list[Row], row: Row, by: Literal[1, -1]) -> None:
    at = bisect_left(rows, row.order, key=order_of)
    if by > 0:
        rows.insert(at, row)
    else:
        del rows[at]

"""Which labels of an article are about one claim.

Labels of two annotators go together by maximum-weight matching on overlap, those of more where the
matchings say so; what is left over joins as a piece, or stays apart. Nothing depends on the order
of storage or on who the annotators are: ties are decided by place, verdict and id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from annotator.agreement.assignment import Edge, heaviest

if TYPE_CHECKING:
    from annotator.agreement.matching import Places

NEAR: Final = 0.5
"""The Dice coefficient from which on labels are about the same words."""

_INSIDE: Final = 1e-3
"""One label inside another with the same verdict weighs so little that it never stands in the way
of labels that are near."""

_SAME_VERDICT: Final = 1e-9
"""Of matchings that weigh the same, the one with more pairs of one verdict."""


class Said(NamedTuple):
    """A label as grouping sees it: where it lies, without outer space and punctuation; the verdict;
    an id of its own; and whose it is."""

    places: Places
    verdict: str
    id: str
    annotator: str


class _Link(NamedTuple):
    """Two labels of different annotators that could be about one claim; numbers in their order."""

    a: int
    b: int
    weight: float


_Shared: TypeAlias = dict[tuple[int, int], int]


def grouped(labels: Sequence[Said]) -> list[list[int]]:
    """The places of labels in the sequence, those about one claim in one list, in text order.

    Labels on the very same words go together first. Then those of each two annotators are matched:
    Dice of 0.5 or more, or one inside the other with the same verdict, which counts only where
    nothing better claims it. Matched labels become one claim, the best first, as long as it holds
    one label of an annotator and all of them overlap. In the end pieces that lie side by side in
    another's label join its claim. So a claim has several labels of an annotator only where someone
    made one of them; nested labels stay apart.
    """
    order = sorted(range(len(labels)), key=labels.__getitem__)
    found: list[list[int]] = []
    for some in _side_by_side(labels, order):
        if len(some) == 1 or _is_one(here := [labels[at] for at in some]):
            found.append(some)
        else:
            found += ([some[at] for at in members] for members in _Groups(here).found())
    return found


def _side_by_side(labels: Sequence[Said], order: Sequence[int]) -> Iterator[list[int]]:
    """The labels cut where none reaches over: what lies apart has nothing to do with one another,
    and grouping it together would only take longer."""
    some: list[int] = []
    reach = -1
    for at in order:
        places = labels[at].places
        if some and places[0][0] >= reach:
            yield some
            some = []
        some.append(at)
        reach = max(reach, places[-1][1])
    if some:
        yield some


def _is_one(labels: Sequence[Said]) -> bool:
    """Whether labels in their order are one claim at the first glance, as most are: everyone has
    made one of them, without fragments, all of them overlap, and each is near the next. Then there
    is nothing to choose between, and each link joins what it links."""
    if len({label.annotator for label in labels}) < len(labels):
        return False
    plain = [label.places[0] for label in labels if len(label.places) == 1]
    if len(plain) < len(labels):
        return False
    for (since, until), (start, end) in pairwise(plain):
        common = min(until, end) - start
        if 2 * common < NEAR * (until - since + end - start):
            return False
    return plain[-1][0] < min([end for _, end in plain])


class _Groups:
    """The grouping of one article while it is made. Labels are numbered in their order."""

    def __init__(self, labels: Sequence[Said]) -> None:
        self._labels = labels
        self._members: list[list[int]] = [[] for _ in labels]
        self._people = [{label.annotator} for label in labels]
        self._group = list(range(len(labels)))
        extents = [list(same) for _, same in groupby(range(len(labels)), self._place)]
        self._extent = [at for at, same in enumerate(extents) for _ in same]
        for same in extents:
            self._join_equal(same)
        self._shared: _Shared = {}
        if len(extents) > 1:
            self._join_others(extents)

    def found(self) -> list[list[int]]:
        """The groups in text order."""
        return sorted(sorted(members) for members in self._members if members)

    def _place(self, at: int) -> Places:
        return self._labels[at].places

    def _join_equal(self, same: Sequence[int]) -> None:
        """Labels on the same words: one group a verdict, and one for several verdicts where nobody
        gave more than one of them. Who says the same twice counts once."""
        made: list[int] = []
        for _, voices in groupby(same, lambda at: self._labels[at].verdict):
            first, *others = voices
            self._members[first] = [first]
            for at in others:
                self._members[at] = [at]
                self._merge(first, at)
            one = next(
                (one for one in made if self._people[one].isdisjoint(self._people[first])), None
            )
            if one is None:
                made.append(first)
            else:
                self._merge(one, first)

    def _join_others(self, extents: Sequence[Sequence[int]]) -> None:
        """Labels on different words that overlap."""
        self._shared = overlaps([self._place(same[0]) for same in extents])
        links = sorted(self._links(extents), key=lambda one: (-one.weight, one.a, one.b))
        if not links:
            return
        matched = set(self._matched(links))
        for some in (matched, set(links) - matched):
            for link in links:
                if link in some:
                    self._join_core(link)
        for link in links:
            self._join_piece(link.a, link.b)
            self._join_piece(link.b, link.a)

    def _links(self, extents: Sequence[Sequence[int]]) -> Iterator[_Link]:
        labels = self._labels
        sizes = [_size(self._place(same[0])) for same in extents]
        for (p, q), common in self._shared.items():
            dice = 2 * common / (sizes[p] + sizes[q])
            inside = common == min(sizes[p], sizes[q])
            if dice < NEAR and not inside:
                continue
            for a in extents[p]:
                for b in extents[q]:
                    if labels[a].annotator == labels[b].annotator:
                        continue
                    same = labels[a].verdict == labels[b].verdict
                    if dice >= NEAR:
                        yield _Link(min(a, b), max(a, b), dice + _SAME_VERDICT * same)
                    elif same:
                        yield _Link(min(a, b), max(a, b), dice * _INSIDE)

    def _matched(self, links: Sequence[_Link]) -> Iterator[_Link]:
        """Of the links between each two annotators, the heaviest that share no label. A label that
        has a partner on the same words needs no other."""
        between: defaultdict[frozenset[str], list[_Link]] = defaultdict(list)
        for link in links:
            a, b = self._labels[link.a].annotator, self._labels[link.b].annotator
            of_a, of_b = self._people[self._group[link.a]], self._people[self._group[link.b]]
            if b not in of_a and a not in of_b:
                between[frozenset((a, b))].append(link)
        for some in between.values():
            yield from self._best(some)

    def _best(self, links: Sequence[_Link]) -> Iterator[_Link]:
        if len({at for link in links for at in link[:2]}) == 2 * len(links):
            yield from links
            return
        first = self._labels[min(link.a for link in links)].annotator
        edges = {
            (link.a, link.b) if self._labels[link.a].annotator == first else (link.b, link.a): link
            for link in links
        }
        chosen = heaviest([Edge(*ends, link.weight) for ends, link in edges.items()])
        yield from (edges[edge.row, edge.column] for edge in chosen)

    def _join_core(self, link: _Link) -> None:
        """Two groups made one, where nobody has a label in both and all labels overlap."""
        x, y = self._group[link.a], self._group[link.b]
        if x == y or not self._people[x].isdisjoint(self._people[y]):
            return
        if all(self._overlap(a, b) for a in self._members[x] for b in self._members[y]):
            self._merge(x, y)

    def _join_piece(self, piece: int, whole: int) -> None:
        """A label that lies in another's, beside a label of its own annotator that does so too,
        joins the group with all that has joined it."""
        x, y = self._group[whole], self._group[piece]
        if x == y or self._labels[whole].annotator in self._people[y]:
            return
        beside = self._of(x, self._labels[piece].annotator)
        if not any(self._overlap(one, whole) for one in beside):
            return
        for who in self._people[x] & self._people[y]:
            if any(self._overlap(a, b) for a in self._of(x, who) for b in self._of(y, who)):
                return  # nested: a claim of its own
        self._merge(x, y)

    def _merge(self, one: int, other: int) -> None:
        for at in self._members[other]:
            self._group[at] = one
        self._members[one] += self._members[other]
        self._members[other] = []
        self._people[one] |= self._people[other]

    def _of(self, group: int, annotator: str) -> list[int]:
        return [at for at in self._members[group] if self._labels[at].annotator == annotator]

    def _overlap(self, a: int, b: int) -> bool:
        p, q = self._extent[a], self._extent[b]
        return p == q or (min(p, q), max(p, q)) in self._shared


def overlaps(extents: Sequence[Places]) -> _Shared:
    """How many characters two extents have in common, for those that have any, the lower number
    first. Linear-log, and linear in the number of such pairs."""
    starts = sorted((*place, at) for at, places in enumerate(extents) for place in places)
    open_: list[tuple[int, int]] = []
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for start, end, at in starts:
        open_ = [one for one in open_ if one[0] > start]
        for until, other in open_:
            if other != at:
                shared[min(at, other), max(at, other)] += min(end, until) - start
        open_.append((end, at))
    return dict(shared)


def _size(places: Places) -> int:
    return sum(end - start for start, end in places)

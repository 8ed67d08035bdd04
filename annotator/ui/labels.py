"""The labels of the open article, in memory, in text order. Knows no Qt."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from annotator.domain.label import Label, Span
from annotator.store.queries import Mark

_REACH = 4_096
"""A label longer than this many characters is kept aside, so that looking back stays short."""

LANES = 3
"""How many underlines stand one below the other at most: a fourth would strike out the next line’s
words. What finds no lane shares the last."""


def mark_of(label: Label) -> Mark:
    """What it takes to draw this label."""
    return Mark(
        label.start,
        label.end,
        label.id,
        label.verdict.value,
        label.annotator,
        label.layer.value,
        label.spans if len(label.spans) > 1 else None,
    )


def spans_of(mark: Mark) -> Sequence[Span]:
    """The stretches that a mark covers."""
    return mark.spans or (Span(mark.start, mark.end),)


class ArticleLabels:
    """A sorted set of marks: finding, stepping and changing cost no more with 50,000 of them."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._marks = sorted(marks)
        self._by_id = {mark.id: mark for mark in self._marks}
        self._long = [mark for mark in self._marks if mark.end - mark.start > _REACH]
        self.counts = Counter(map(attrgetter("verdict"), self._marks))

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def __getitem__(self, index: int) -> Mark:
        return self._marks[index]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def get(self, id_: str) -> Mark | None:
        """The mark of a label, None where it is not in this article."""
        return self._by_id.get(id_)

    def index(self, id_: str) -> int:
        """The place of a label in text order; KeyError where it is not here."""
        return bisect_left(self._marks, self._by_id[id_])

    def put(self, mark: Mark) -> None:
        """Add a mark, or let it take the place of the one with its id."""
        self.drop(mark.id)
        insort(self._marks, mark)
        self._by_id[mark.id] = mark
        self.counts[mark.verdict] += 1
        if mark.end - mark.start > _REACH:
            insort(self._long, mark)

    def drop(self, id_: str) -> None:
        """Take a label out; nothing where it is not here."""
        mark = self._by_id.pop(id_, None)
        if mark is None:
            return
        del self._marks[bisect_left(self._marks, mark)]
        self.counts[mark.verdict] -= 1
        if mark in self._long:
            self._long.remove(mark)

    def overlapping(self, start: int, end: int) -> list[Mark]:
        """The labels that reach into [start, end), in text order; between the fragments too."""
        low = bisect_left(self._marks, (start - _REACH,))
        high = bisect_left(self._marks, (end,))
        near = [mark for mark in self._marks[low:high] if mark.end > start]
        far = [mark for mark in self._long if mark.end > start and mark.start < start - _REACH]
        return far + near

    def knot(self, span: Span) -> Span:
        """A stretch, and all after it whose lanes can depend on what stands there: labels that
        overlap it, those that overlap these, and so on, as far as anyone can see at once."""
        end = span.end
        for at in range(bisect_left(self._marks, (span.start,)), len(self._marks)):
            mark = self._marks[at]
            if mark.start >= end or end - span.end > _REACH:
                break
            end = max(end, mark.end)
        return Span(span.start, end)

    def at(self, position: int) -> list[Mark]:
        """The labels that cover this character, the innermost first."""
        here = [
            mark
            for mark in self.overlapping(position, position + 1)
            if any(span.start <= position < span.end for span in spans_of(mark))
        ]
        return sorted(here, key=lambda mark: (mark.end - mark.start, mark.start, mark.id))

    def lanes(self, start: int, end: int) -> dict[str, int]:
        """For each label that reaches into [start, end), the lane of its underline: 0, or the first
        that no earlier label overlapping it has taken; what finds none shares the last."""
        ends = [0] * LANES
        lanes = {}
        for mark in self.overlapping(start - _REACH, end):
            lane = 0
            while lane < LANES - 1 and ends[lane] > mark.start:
                lane += 1
            ends[lane] = max(ends[lane], mark.end)
            lanes[mark.id] = lane
        return lanes

    def step(self, id_: str | None, position: int, by: int) -> Mark | None:
        """The label `by` (1 or -1) places after this one, or after a position where none is given;
        None at the end."""
        if id_ is not None and id_ in self._by_id:
            index = self.index(id_) + by
        else:
            index = bisect_left(self._marks, (position,)) - (by < 0)
        return self._marks[index] if 0 <= index < len(self._marks) else None

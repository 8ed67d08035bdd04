"""The records that an export writes, as often as they are asked for: whole, or one part of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from annotator.domain.duplicates import Groups
from annotator.domain.splitting import PARTS, Group, deal
from annotator.store.queries import Queries
from annotator.tasks import choosing
from annotator.tasks.choosing import Choices, Chosen
from annotator.tasks.progress import CancelledError, Progress
from annotator.tasks.telling import counted

_STEP: Final = 100


class Empty(NamedTuple):
    """A part of a split in which there is nothing, and why."""

    part: str
    reason: str

    def __str__(self) -> str:
        return f"{self.part}: {self.reason}"


class Passing:
    """The chosen records, and to which part each belongs."""

    def __init__(
        self,
        queries: Queries,
        choices: Choices,
        target: str = "",
        progress: Progress = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self.queries, self.choices, self.progress = queries, choices, progress
        self._target, self._cancelled = target, cancelled
        self._total = queries.article_count()
        self._parts: Mapping[str, str] | None = None
        self._groups = 0

    @property
    def names(self) -> Sequence[str]:
        """The parts that are written, `""` for all in one."""
        return PARTS if self.choices.split else ("",)

    def of(self, part: str) -> Iterator[Chosen]:
        """The records of a part."""
        for one in self._all():
            if not part or self._part(one) == part:
                yield one

    def with_parts(self) -> Iterator[tuple[str, Chosen]]:
        """All records, each with the part that it is in."""
        for one in self._all():
            yield self._part(one) if self.choices.split else "", one

    def empty(self) -> list[Empty]:
        """The parts in which there is no article, once they are dealt."""
        filled = set(self._parts.values()) if self._parts else set()
        return [Empty(part, self._why_empty(part)) for part in self.names if part not in filled]

    def _why_empty(self, part: str) -> str:
        if not self._groups:
            return "There are no articles."
        if not self.choices.split[PARTS.index(part)]:
            return "It is to have 0 % of the articles."
        groups = counted(self._groups, "group")
        return f"Texts that are nearly the same stay in one part, and they make only {groups}."

    def _all(self) -> Iterator[Chosen]:
        for number, one in enumerate(choosing.chosen(self.queries, self.choices), 1):
            if number % _STEP == 0:
                if self._cancelled():
                    raise CancelledError
                self.progress(number, self._total, self._target)
            yield one

    def _part(self, one: Chosen) -> str:
        if self._parts is None:
            self._parts = self._dealt()
        return self._parts[one.record.article.id]

    def _dealt(self) -> Mapping[str, str]:
        """The part of each article, found in a pass before any is written. Of an article its
        sketch is kept, half a kilobyte."""
        near = Groups()
        ids, verdicts = [], []
        for record, *_ in self._all():
            near.add(record.article.text)
            ids.append(record.article.id)
            verdicts.append(Counter(label.verdict.value for label in record.labels))
        groups = [
            Group(tuple(ids[at] for at in group), sum((verdicts[at] for at in group), Counter()))
            for group in near.groups()
        ]
        self._groups = len(groups)
        return deal(groups, self.choices.split, self.choices.seed)

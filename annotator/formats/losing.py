"""What a format loses of a record, from what it declares: each loss once for each label or article
that it touches, in the order of `Carries`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final

from annotator.domain.dataset import Record
from annotator.domain.label import Label, Layer
from annotator.formats.format import Carries, Format, Options


class Tally:
    """What a format loses of the records that are added."""

    def __init__(self, format_: Format, options: Options) -> None:
        self._format, self._options = format_, options
        self._counts = {one: 0 for one in Carries if one not in format_.carries}
        self._special: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Count the losses of one record."""
        for one in self._counts:
            self._counts[one] += _COUNTS[one](record)
        self._special.update(self._format.losses(record, self._options))

    def found(self) -> Counter[str]:
        """Each loss with how often."""
        found = Counter({one.value[1]: count for one, count in self._counts.items() if count})
        for said in sorted(self._special):
            found[said] += self._special[said]
        return found


def losses(records: Iterable[Record], format_: Format, options: Options) -> Counter[str]:
    """What the format would lose of these records, each loss with how often."""
    tally = Tally(format_, options)
    for record in records:
        tally.add(record)
    return tally.found()


def overlapping(labels: Sequence[Label]) -> set[str]:
    """The ids of the labels that share a character with another one."""
    spans = sorted(
        (span.start, span.end, number)
        for number, label in enumerate(labels)
        for span in label.spans
    )
    found: set[int] = set()
    furthest, whose = 0, -1
    for start, end, number in spans:
        if start < furthest and number != whose:
            found |= {number, whose}
        if end > furthest:
            furthest, whose = end, number
    return {labels[number].id for number in found}


def _details(record: Record) -> int:
    article = record.article
    return bool(article.title or article.source or article.published or article.language)


def _of_labels(has: Callable[[Label], object]) -> Callable[[Record], int]:
    """How many labels have something. There are millions, and an `attrgetter` needs no Python."""
    return lambda record: sum(map(bool, map(has, record.labels)))


_WITH_META: Final = _of_labels(attrgetter("meta"))
_COUNTS: Final[Mapping[Carries, Callable[[Record], int]]] = {
    Carries.TEXTS: lambda _: 1,
    Carries.UNLABELLED: lambda record: not record.labels,
    Carries.DETAILS: _details,
    Carries.IDS: _of_labels(attrgetter("id")),
    Carries.PLACES: _of_labels(attrgetter("spans")),
    Carries.OVERLAP: lambda record: len(overlapping(record.labels)),
    Carries.FRAGMENTS: _of_labels(lambda label: len(label.spans) > 1),
    Carries.EVIDENCE: _of_labels(attrgetter("evidence")),
    Carries.NOTES: _of_labels(attrgetter("note")),
    Carries.TAGS: _of_labels(attrgetter("tags")),
    Carries.CONFIDENCE: _of_labels(attrgetter("confidence")),
    Carries.ANNOTATORS: _of_labels(attrgetter("annotator")),
    Carries.LAYERS: _of_labels(lambda label: label.layer is Layer.GOLD),
    Carries.TIMES: _of_labels(lambda label: label.created or label.updated),
    Carries.DECISIONS: lambda record: len(record.decisions),
    Carries.COMMENTS: lambda record: len(record.comments),
    Carries.DONE: lambda record: bool(record.done),
    Carries.META: lambda record: bool(record.article.meta) + _WITH_META(record),
}

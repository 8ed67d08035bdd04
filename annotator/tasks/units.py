"""In which unit a file counts, where its format leaves that open: what its quotes say, over the
whole file; where there are none, in which unit its places lie inside the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord
from annotator.domain.offsets import Offsets
from annotator.domain.text import with_lf

UNITS: Final = ("codepoint", "utf16", "utf8")
WORDS: Final = {"codepoint": "code points", "utf16": "UTF-16 units", "utf8": "UTF-8 bytes"}


class Unit(NamedTuple):
    """A unit, and why it is that, for the report; "" where there is nothing to tell."""

    name: str
    told: str


def converter(unit: str, offsets: Offsets) -> Callable[[int], int]:
    """From a position in a unit to code points; raises IndexError outside the text."""
    return {"utf16": offsets.from_utf16, "utf8": offsets.from_utf8}.get(unit, lambda at: at)


class Tally:
    """Counts what the records of a file say of its unit."""

    def __init__(self, find: Callable[[KnownArticle], Article | None]) -> None:
        self._find = find
        self._quoted: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._likely: Counter[str] = Counter()
        self._differing = 0

    def add(self, record: RawRecord) -> bool:
        """Count a record; whether a place in it is another one in another unit."""
        text = _text(record, self._find)
        if text is None or text.isascii():
            return False  # all units are one
        self._likely[record.unit] += 1
        offsets, before = Offsets(text), self._differing
        for label in record.labels:
            self._differing += _count(label, text, offsets, self._quoted, self._inside)
        return self._differing > before

    def unit(self) -> Unit:
        """The unit that most quotes and places speak for."""
        if not self._differing:
            return Unit("codepoint", "")
        quoted, likely = self._quoted, self._likely
        ranks = {unit: (quoted[unit], self._inside[unit]) for unit in UNITS}
        order = sorted(UNITS, key=lambda unit: -likely[unit])
        best = max(order, key=lambda unit: ranks[unit])  # of equals the likely one, else the first
        level = [unit for unit in UNITS if ranks[unit] == ranks[best]]
        if len(level) > 1:
            usual = ", as is usual in such files" if likely[best] else ""
            return Unit(best, f"Nothing in it says whether places count {_or(level)}: taken as "
                        f"{WORDS[best]}{usual}.")  # fmt: skip
        by_quotes = f"{quoted[best]:,} of {self._differing:,} quotes"
        why = by_quotes if quoted[best] else "the ends of the texts"
        return Unit(best, f"Places count {WORDS[best]}, as {why} say.")


def decided(records: Iterable[object], find: Callable[[KnownArticle], Article | None]) -> Unit:
    """The unit of a file with these records."""
    tally = Tally(find)
    for record in records:
        if isinstance(record, RawRecord):
            tally.add(record)
    return tally.unit()


def _text(record: RawRecord, find: Callable[[KnownArticle], Article | None]) -> str | None:
    if record.raw:
        return record.raw
    article = record.article
    found = find(article) if isinstance(article, KnownArticle) else article
    return found.text if found else None


def _count(
    label: RawLabel, text: str, offsets: Offsets, quoted: Counter[str], inside: Counter[str]
) -> bool:
    """Count for which units a label speaks; whether they differ on it."""
    places = {unit: _places(label, offsets, unit, len(text)) for unit in UNITS}
    if len(set(places.values())) == 1:
        return False
    wanted = with_lf(label.quote)
    for unit, spans in places.items():
        if spans is not None:
            inside[unit] += 1
            said = label.joint.join(text[start:end] for start, end in spans)
            quoted[unit] += bool(wanted) and with_lf(said) == wanted
    return True


def _places(
    label: RawLabel, offsets: Offsets, unit: str, length: int
) -> tuple[tuple[int, int], ...] | None:
    point = converter(unit, offsets)
    try:
        spans = tuple(sorted((point(start), point(end)) for start, end in label.spans))
    except IndexError:
        return None
    return spans if all(0 <= start < end <= length for start, end in spans) else None


def _or(units: Iterable[str]) -> str:
    return " or ".join(WORDS[unit] for unit in units)

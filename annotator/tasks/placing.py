"""From what a foreign file says to labels: positions in code points, quotes held against the text,
words for a verdict mapped to the three. What readers of foreign formats say goes through here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

from annotator.domain.anchor import Ambiguous, Anchor, find
from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.edits import person_name, shortened
from annotator.domain.label import Label, Span, Verdict, quote_of
from annotator.domain.offsets import Offsets
from annotator.domain.text import with_lf
from annotator.domain.vocabulary import Said, said
from annotator.errors import AnnotatorError
from annotator.formats.format import Options, Refusal
from annotator.tasks.units import converter

REPAIRED: Final = "repaired"
"""The key in a label's `meta` that says where it was and how good its new place is."""


_OURS: Final = said((), {})


class Reading(Struct, frozen=True):
    """How files are read. `as_name`: whose labels they are where a file does not say. `mapping`:
    which of a file's words are which verdict (None: a tag), `unmapped`: the verdict of labels whose
    words are none. `repair`: whether a label whose quote is not at its place goes to where the
    quote is. `unit`: that of positions, "" for what the format or its quotes say. `options`: those
    of the formats, `by_file`: those of some files alone, by what these are called. `finished`: who
    has finished every article of the files, also where nothing is labelled by them."""

    as_name: str | None = None
    mapping: Mapping[str, Verdict | None] = field(default_factory=dict)
    unmapped: Verdict | None = None
    options: Options = field(default_factory=dict)
    repair: bool = False
    unit: str = ""
    by_file: Mapping[str, Options] = field(default_factory=dict)
    finished: tuple[str, ...] = ()


class Repair(NamedTuple):
    """A label that was moved, or could be: in which file, where in it, and what is told of it; what
    it quotes, what stands at its new place, and how like the two are."""

    file: str
    place: str
    said: str
    quote: str
    there: str
    score: float

    def __str__(self) -> str:
        return (
            f"{self.file}, {self.place}: {self.said}" if self.place else f"{self.file}: {self.said}"
        )


class Seen(Struct):
    """What is told of foreign labels. `names`: the words for a verdict, with how often; `tags`:
    those that became tags; `unknown`: those for want of which a label was refused; `nameless`: how
    many were refused because nobody says whose they are; `repaired`: the labels that were moved;
    `offers`: those that could be."""

    names: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    nameless: int = 0
    repaired: list[Repair] = field(default_factory=list)
    offers: list[Repair] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether there is something in it that a person may want to say first."""
        return bool(self.names or self.unknown or self.nameless or self.offers)


class _Text(NamedTuple):
    """The text of an article, and how positions of the file become positions in it; None: they are
    the same."""

    article: Article
    point: Callable[[int], int] | None


class Placing(Struct):
    """Settles the records of files."""

    find: Callable[[KnownArticle], Article | None]
    choices: Reading
    unit: str = "codepoint"
    seen: Seen = field(default_factory=Seen)
    _known: dict[tuple[str, ...], Said] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def settled(self, raw: RawRecord, file: str = "") -> Iterator[Record | Refusal]:
        """The record with those labels that are right, and a refusal for each other one."""
        article = raw.article
        if isinstance(article, KnownArticle):
            known = self.find(article)
            if known is None:
                called = article.title or article.source or article.id or article.sha256
                called = called or "without a name"
                yield Refusal(raw.place, f"The article {called} is not in the project.")
                return
            article = known
        text = _Text(article, _pointer(raw.raw or article.text, article.text, self.unit))
        labels = list(raw.placed)
        ids = {one.id for one in labels if one.id}
        for one in raw.labels:
            try:
                if one.id and one.id in ids:
                    raise _RefusedError(f"A label with its id {shortened(one.id)} came before it.")
                labels.append(self._label(one, text, (file, one.place or raw.place)))
                ids.add(one.id)
            except _RefusedError as error:
                yield Refusal(one.place or raw.place, str(error))
        decisions = []
        for decision in raw.decisions:
            if decision.label is None or decision.label in ids:
                decisions.append(decision)
            else:
                said = f"It stands on the label {shortened(decision.label)}, which is refused."
                yield Refusal(raw.place, f"A decision is left out. {said}")
        yield Record(article, labels, decisions, raw.done, comments=raw.comments)

    def _label(self, raw: RawLabel, text: _Text, place: tuple[str, str]) -> Label:
        _sound(raw)
        article = text.article
        verdict, names = self._said(raw)
        annotator = self._names.get(raw.annotator) or self._name(raw.annotator)
        meta = raw.meta
        try:
            spans, quote = _placed(raw, text)
        except _RefusedError as error:
            spans, moved = self._moved(raw, text, str(error), place)
            quote, meta = quote_of(article.text, spans), {**meta, **moved}
        created = raw.created or article.created
        tags = raw.tags
        if names.tags:
            tags = (*tags, *names.tags)
            self.seen.tags.update(names.unmapped)
        return Label(
            raw.id, article.id, annotator, spans, verdict, quote, raw.layer, raw.confidence,
            raw.note, tuple(dict.fromkeys(tags)) if tags else (), raw.evidence, created,
            raw.updated or created, meta,
        )  # fmt: skip

    def _said(self, raw: RawLabel) -> tuple[Verdict, Said]:
        if raw.verdict is not None:
            return raw.verdict, _OURS
        for name in raw.names:
            self.seen.names[name] += 1
        found = self._known.get(raw.names)
        if found is None:  # a file has a few words for its verdicts, and many labels
            found = self._known[raw.names] = said(raw.names, self.choices.mapping)
        if found.contradictory:
            raise _RefusedError(f"{' and '.join(raw.names)} are different verdicts.")
        verdict = found.verdict or self.choices.unmapped
        if verdict is None:
            self.seen.unknown.update(raw.names)
            what = " or ".join(shortened(name) for name in raw.names)
            raise _RefusedError(
                f"{what} is none of the three verdicts." if what else "It has no verdict."
            )
        return verdict, found

    def _name(self, given: str) -> str:
        name = given or self.choices.as_name
        if not name:
            self.seen.nameless += 1
            raise _RefusedError("It does not say whose label it is.")
        try:
            self._names[given] = found = person_name(name)
        except AnnotatorError as error:
            raise _RefusedError(error.problem) from error
        return found

    def _moved(
        self, raw: RawLabel, text: _Text, why: str, place: tuple[str, str]
    ) -> tuple[tuple[Span, ...], dict[str, Any]]:
        """The place of the quote, where there is one and it is asked for."""
        found = _sought(raw, text)
        if isinstance(found, Ambiguous):
            raise _RefusedError(f"{why} It stands in {found.places} places that are as good.")
        if found is None:
            raise _RefusedError(why)
        spans, score = found
        if not raw.spans and score == 1:
            return spans, {}  # it gave no place but these words, which stand only there
        where = " ".join(f"{span.start}-{span.end}" for span in spans)
        new = quote_of(text.article.text, spans)
        there = f"{shortened(new)} at {where} (score {score:.2f})"
        if not self.choices.repair:
            said = f"{why} Its place could be {there}: --repair puts it there."
            self.seen.offers.append(Repair(*place, said, raw.quote, new, score))
            raise _RefusedError(said)
        said = f"{why} It was put to {there}."
        self.seen.repaired.append(Repair(*place, said, raw.quote, new, score))
        was = {"spans": [list(span) for span in raw.spans], "quote": raw.quote}
        return spans, {REPAIRED: {"score": round(score, 4), **was}}


class _RefusedError(ValueError):
    """Why a label does not go in."""


def _placed(raw: RawLabel, text: _Text) -> tuple[tuple[Span, ...], str]:
    """The spans of a label whose quote is where it says, and what the text says there."""
    if not raw.spans:
        raise _RefusedError("It does not say where it stands.")
    whole = text.article.text
    spans = _checked(_pointed(raw, text.point), whole)
    if len(spans) == 1:  # as nearly all are
        there = quote = whole[spans[0].start : spans[0].end]
    else:
        there = raw.joint.join(whole[span.start : span.end] for span in spans)
        quote = quote_of(whole, spans)
    if raw.quote and raw.quote != there and with_lf(raw.quote) != there:
        raise _RefusedError(
            f"It quotes {shortened(raw.quote)}, but the text says {shortened(there)} there."
        )
    return spans, quote


def _pointed(raw: RawLabel, point: Callable[[int], int] | None) -> Sequence[tuple[int, int]]:
    """The places of a label in the text as it is kept."""
    if point is None:
        return raw.spans
    try:
        return [(point(start), point(end)) for start, end in raw.spans]
    except IndexError as error:
        told = ", ".join(f"{start}-{end}" for start, end in raw.spans[:3])
        raise _RefusedError(f"Its place {told} is outside the text.") from error


def _checked(places: Sequence[tuple[int, int]], text: str) -> tuple[Span, ...]:
    for start, end in places:
        if not 0 <= start < end <= len(text):
            raise _RefusedError(
                f"Its place {start}-{end} is empty or outside the text of {len(text)} characters."
            )
    if len(places) == 1:
        return (Span(*places[0]),)
    ordered = tuple(Span(start, end) for start, end in sorted(places))
    for one, following in pairwise(ordered):
        if following.start < one.end:
            raise _RefusedError("Its fragments overlap.")
    return ordered


def _sought(raw: RawLabel, text: _Text) -> tuple[tuple[Span, ...], float] | Ambiguous | None:
    """Where the quote of a label stands, each fragment after the one before it, and the score of
    the worst of them."""
    quotes = with_lf(raw.quote).split(raw.joint) if len(raw.spans) != 1 else [with_lf(raw.quote)]
    if len(quotes) != max(1, len(raw.spans)):
        quotes = [with_lf(raw.quote)]
    places = sorted(raw.spans)
    found: list[Anchor] = []
    for at, quote in enumerate(quotes):
        one = find(
            text.article.text, quote, _near(text, places[at][0]) if places else None,
            with_lf(raw.prefix) if at == 0 else "",
            with_lf(raw.suffix) if at == len(quotes) - 1 else "",
        )  # fmt: skip
        if not isinstance(one, Anchor):
            return one
        if found and one.start < found[-1].end:
            return None
        found.append(one)
    spans = tuple(Span(one.start, one.end) for one in found)
    return spans, min(one.score for one in found)


def _near(text: _Text, at: int) -> int | None:
    try:
        placed = text.point(at) if text.point else at
        return min(max(placed, 0), len(text.article.text))
    except IndexError:
        return None


def _sound(raw: RawLabel) -> None:
    """No label holds what no text needs: it would be in the project for good."""
    told = (raw.id, raw.annotator, raw.note, raw.created, raw.updated, *raw.tags, *raw.names)
    whole = "\n".join(told)
    for one in raw.evidence:
        whole = "\n".join((whole, one.url, one.title, one.quote, one.accessed, one.sha256))
    if "\0" in whole:
        raise _RefusedError("It holds a NUL character.")
    if whole.isascii():
        return
    try:
        whole.encode()
    except UnicodeEncodeError as error:
        raise _RefusedError("It holds half a character (a lone surrogate).") from error


def _pointer(raw: str, clean: str, unit: str) -> Callable[[int], int] | None:
    """From a position in the file to one in the text as it is kept: by the unit, and each CR LF
    became one character. None where both are the same."""
    same = len(raw) == len(clean)
    if same and (unit == "codepoint" or raw.isascii()):
        return None
    point = converter(unit, Offsets(raw))
    if same:
        return point
    ends = [found.end() for found in re.finditer("\r\n", raw)]

    def placed(at: int) -> int:
        found = point(at)
        return found - bisect_right(ends, found)

    return placed

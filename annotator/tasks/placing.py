"""From what a foreign file says to labels: positions in code points, quotes held against the text,
words for a verdict mapped to the three. What readers of foreign formats say goes through here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotator.domain.article import Article
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.edits import person_name, shortened
from annotator.domain.label import Label, Span, Verdict, quote_of
from annotator.domain.offsets import Offsets
from annotator.domain.vocabulary import said
from annotator.errors import AnnotatorError
from annotator.formats.format import Refusal

UNITS = ("codepoint", "utf16", "utf8")


@dataclass(slots=True)
class Placing:
    """How foreign labels become ours, and what is told of it. `unit` is that of their positions,
    `annotator` whose they are where the file does not say."""

    find: Callable[[KnownArticle], Article | None]
    unit: str = "codepoint"
    annotator: str | None = None
    mapping: Mapping[str, Verdict | None] = field(default_factory=dict)
    unmapped: Verdict | None = None
    tags: Counter[str] = field(default_factory=Counter)
    """The names that are no verdict and became tags, with how often."""

    def settled(self, raw: RawRecord) -> Iterator[Record | Refusal]:
        """The record with those labels that are right, and a refusal for each other one."""
        article = raw.article
        if isinstance(article, KnownArticle):
            known = self.find(article)
            if known is None:
                called = article.title or article.id or article.sha256 or "without a name"
                yield Refusal(raw.place, f"The article {called} is not in the project.")
                return
            article = known
        text = raw.raw or article.text
        offsets, at = Offsets(text), _after_cleaning(text, article.text)
        labels = []
        for one in raw.labels:
            try:
                labels.append(self._label(one, article, offsets, at))
            except _RefusedError as error:
                yield Refusal(one.place or raw.place, str(error))
        yield Record(article, labels, raw.decisions, raw.done, comments=raw.comments)

    def _label(
        self, raw: RawLabel, article: Article, offsets: Offsets, at: Callable[[int], int]
    ) -> Label:
        spans = _checked(self._spans(raw, offsets, at), article.text)
        quote = quote_of(article.text, spans)
        if raw.quote and _lf(raw.quote) != raw.joint.join(
            article.text[span.start : span.end] for span in spans
        ):
            raise _RefusedError(
                f"It quotes {shortened(raw.quote)}, but the text says {shortened(quote)} there."
            )
        _sound(raw)
        verdict, tags = self._said(raw)
        created = raw.created or article.created
        return Label(
            raw.id, article.id, self._name(raw.annotator), spans, verdict, quote, raw.layer,
            raw.confidence, raw.note, (*raw.tags, *(tag for tag in tags if tag not in raw.tags)),
            raw.evidence, created, raw.updated or created, raw.meta,
        )  # fmt: skip

    def _said(self, raw: RawLabel) -> tuple[Verdict, tuple[str, ...]]:
        found = said(raw.names, self.mapping)
        if found.contradictory:
            raise _RefusedError(f"{' and '.join(raw.names)} are different verdicts.")
        verdict = found.verdict or self.unmapped
        if verdict is None:
            what = " or ".join(raw.names)
            raise _RefusedError(
                f"{what} is none of the three verdicts." if what else "It has no verdict."
            )
        self.tags.update(found.tags)
        return verdict, found.tags

    def _name(self, given: str) -> str:
        name = given or self.annotator
        if not name:
            raise _RefusedError("It does not say whose label it is.")
        try:
            return person_name(name)
        except AnnotatorError as error:
            raise _RefusedError(error.problem) from error

    def _spans(
        self, raw: RawLabel, offsets: Offsets, at: Callable[[int], int]
    ) -> Sequence[tuple[int, int]]:
        if not raw.spans:
            raise _RefusedError("It does not say where it stands.")
        point = {"utf16": offsets.from_utf16, "utf8": offsets.from_utf8}.get(self.unit)
        try:
            return [
                (at(point(start)), at(point(end))) if point else (at(start), at(end))
                for start, end in raw.spans
            ]
        except IndexError as error:
            raise _RefusedError(
                f"The span {list(raw.spans)} is outside the text, or empty."
            ) from error


class _RefusedError(ValueError):
    """Why a label does not go in."""


def _sound(raw: RawLabel) -> None:
    """No label holds what no text needs: it would be in the project for good."""
    said = (raw.id, raw.annotator, raw.note, raw.created, raw.updated, *raw.tags, *raw.names)
    evidence = (
        field for one in raw.evidence for field in (one.url, one.title, one.quote, one.accessed)
    )
    for text in (*said, *evidence):
        if "\0" in text:
            raise _RefusedError("It holds a NUL character.")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise _RefusedError("It holds half a character (a lone surrogate).") from error


def _checked(spans: Sequence[tuple[int, int]], text: str) -> tuple[Span, ...]:
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise _RefusedError(
                f"The span {start}-{end} is empty or outside the text of {len(text)} characters."
            )
    ordered = tuple(Span(start, end) for start, end in sorted(spans))
    for one, following in pairwise(ordered):
        if following.start < one.end:
            raise _RefusedError("The fragments of a label overlap.")
    return ordered


def _after_cleaning(raw: str, clean: str) -> Callable[[int], int]:
    """From a position in the text as it came to the one in the text as it is kept: each CR LF
    became one character."""
    if len(raw) == len(clean):
        return lambda at: at
    ends = [found.end() for found in re.finditer("\r\n", raw)]
    return lambda at: at - bisect_right(ends, at)


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""Where a label of a file stands in the text: its places in code points, held against its quote, or
the nearest place of that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from annotator.domain.anchor import Ambiguous, Anchor, find
from annotator.domain.article import Article
from annotator.domain.dataset import RawLabel
from annotator.domain.label import FRAGMENT_JOINT, Span, normal_spans, quote_of
from annotator.domain.offsets import Offsets
from annotator.domain.quoting import shortened
from annotator.domain.text import lf_place, with_lf
from annotator.tasks.units import converter


class Text(NamedTuple):
    """The text of an article, and how positions of the file become positions in it; None: they are
    the same."""

    article: Article
    point: Callable[[int], int] | None


class RefusedError(ValueError):
    """Why a label does not go in."""


def placed(raw: RawLabel, text: Text) -> tuple[tuple[Span, ...], str]:
    """The spans of a label whose quote is where it says, and what the text says there. Fragments
    with nothing between them are one."""
    if not raw.spans:
        raise RefusedError("It does not say where it stands.")
    whole = text.article.text
    if len(raw.spans) == 1 and text.point is None:  # as nearly always
        ((start, end),) = raw.spans
        quote = whole[start:end]
        if 0 <= start < end <= len(whole) and raw.quote in ("", quote):
            return (Span(start, end),), quote
    spans = _checked(_pointed(raw, text.point), whole)
    there = quote = quote_of(whole, spans)
    if len(spans) > 1 and raw.joint != FRAGMENT_JOINT:
        there = raw.joint.join(whole[span.start : span.end] for span in spans)
    if raw.quote and raw.quote != there and with_lf(raw.quote) != there:
        raise RefusedError(
            f"It quotes {shortened(raw.quote)}, but the text says {shortened(there)} there."
        )
    if len(spans) > 1:
        spans = normal_spans(spans)
        quote = quote_of(whole, spans)
    return spans, quote


def _pointed(raw: RawLabel, point: Callable[[int], int] | None) -> Sequence[tuple[int, int]]:
    """The places of a label in the text as it is kept."""
    if point is None:
        return raw.spans
    try:
        return [(point(start), point(end)) for start, end in raw.spans]
    except IndexError as error:
        told = ", ".join(f"{start}-{end}" for start, end in raw.spans[:3])
        raise RefusedError(f"Its place {told} is outside the text.") from error


def _checked(places: Sequence[tuple[int, int]], text: str) -> tuple[Span, ...]:
    for start, end in places:
        if not 0 <= start < end <= len(text):
            raise RefusedError(
                f"Its place {start}-{end} is empty or outside the text of {len(text)} characters."
            )
    if len(places) == 1:
        return (Span(*places[0]),)
    ordered = tuple(Span(start, end) for start, end in sorted(places))
    for one, following in pairwise(ordered):
        if following.start < one.end:
            raise RefusedError("Its fragments overlap.")
    return ordered


def sought(raw: RawLabel, text: Text) -> tuple[tuple[Span, ...], float] | Ambiguous | None:
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
    spans = normal_spans(Span(one.start, one.end) for one in found)
    return spans, min(one.score for one in found)


def _near(text: Text, at: int) -> int | None:
    try:
        placed = text.point(at) if text.point else at
        return min(max(placed, 0), len(text.article.text))
    except IndexError:
        return None


def check_sound(raw: RawLabel) -> None:
    """No label holds what no text needs: it would be in the project for good."""
    told = (raw.id, raw.annotator, raw.note, raw.created, raw.updated, *raw.tags, *raw.names)
    if raw.evidence:
        sources = ((x.url, x.title, x.quote, x.accessed, x.sha256) for x in raw.evidence)
        told = (*told, *chain.from_iterable(sources))
    whole = "\n".join(told)
    if "\0" in whole:
        raise RefusedError("It holds a NUL character.")
    if whole.isascii():
        return
    try:
        whole.encode()
    except UnicodeEncodeError as error:
        raise RefusedError("It holds half a character (a lone surrogate).") from error


def pointer(raw: str, clean: str, unit: str) -> Callable[[int], int] | None:
    """From a position in the file to one in the text as it is kept: by the unit, and each CR LF
    became one character. None where both are the same."""
    same = len(raw) == len(clean)
    if same and (unit == "codepoint" or raw.isascii()):
        return None
    point = converter(unit, Offsets(raw))
    if same:
        return point
    shifted = lf_place(raw)
    return lambda at: shifted(point(at))

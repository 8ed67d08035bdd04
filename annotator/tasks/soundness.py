"""What a reader gives, held against what a project can hold. A record that it cannot hold would end
the whole import when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Final

import msgspec
import orjson

from annotator.domain.article import Article, sha256_of
from annotator.domain.claim import Decision
from annotator.domain.comment import Comment
from annotator.domain.dataset import KnownArticle, RawLabel, RawRecord, Record
from annotator.domain.edits import person_name
from annotator.domain.label import Label, normal_spans, quote_of
from annotator.domain.quoting import shortened
from annotator.domain.text import clean_text
from annotator.errors import AnnotatorError, said_of

DEEPEST: Final = 100
"""So many levels further keys may be nested: what writes JSON goes no deeper than 254, and they are
inside labels and lines."""


class UnsoundError(ValueError):
    """Why a record cannot be kept."""


def check_keys(one: Record | RawRecord) -> None:
    """UnsoundError where further keys of the article, or of what is said of it, cannot be kept."""
    for meta in _metas(one):
        if _reaches(meta, DEEPEST):
            raise UnsoundError(f"Further keys in it are nested more than {DEEPEST} deep.")
        try:
            orjson.dumps(meta)
        except TypeError as error:
            raise UnsoundError(f"Further keys in it are no JSON: {said_of(error)}.") from error


def _metas(one: Record | RawRecord) -> Iterator[Mapping[str, Any]]:
    placed = one.placed if isinstance(one, RawRecord) else ()
    if not isinstance(one.article, KnownArticle):
        yield one.article.meta
    parts: Iterable[RawLabel | Label | Decision | Comment]
    for parts in (one.labels, placed, one.decisions, one.comments):
        yield from (part.meta for part in parts if part.meta)


def _reaches(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        inner = [one.values() if isinstance(one, Mapping) else one for one in level]
        level = [one for some in inner for one in some if isinstance(one, Mapping | list)]
        if not level:
            return False
    return True


def checked(one: object) -> Record | RawRecord:
    """What a plug-in gives, with each value of the kind that is declared, those of further keys as
    JSON has them (dates and bytes as text, sets as lists). UnsoundError where it cannot be kept.
    Our own readers have held all of it against their files."""
    if not isinstance(one, Record | RawRecord):
        raise UnsoundError(f"The plug-in gives no record but {type(one).__name__}.")
    try:
        plain = msgspec.to_builtins(one)
        said = orjson.dumps(plain)
        one = msgspec.convert(plain, type(one))
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        raise UnsoundError(f"The plug-in gives what cannot be kept: {said_of(error)}.") from error
    if rb"\u0000" in said.replace(rb"\\", b""):
        raise UnsoundError("It holds a NUL character.")
    try:
        _check(one)
    except AnnotatorError as error:
        raise UnsoundError(error.problem) from error
    return one


def _check(one: Record | RawRecord) -> None:
    """Raises AnnotatorError of names and texts, too."""
    for name in _people(one):
        person_name(name)
    for raw in one.labels if isinstance(one, RawRecord) else ():
        _check_confidence(raw)
        if not raw.joint:
            raise UnsoundError("A label has nothing between its fragments: its joint is empty.")
    if isinstance(one.article, KnownArticle):
        if isinstance(one, RawRecord) and not one.placed:
            return
        raise UnsoundError(
            "Labels of an article without its text are raw ones, still to be placed."
        )
    _check_article(one.article)
    labels = one.placed if isinstance(one, RawRecord) else one.labels
    for label in labels:
        _check_label(label, one.article.text)
    if isinstance(one, Record):  # of those that are still to be placed, some may be refused
        _check_decisions(one.decisions, {label.id for label in labels})


def _people(one: Record | RawRecord) -> Iterator[str]:
    """Who is named in it. Where a label is still to be placed, nobody needs to be."""
    labels = one.placed if isinstance(one, RawRecord) else one.labels
    yield from (label.annotator for label in labels)
    yield from (decision.adjudicator for decision in one.decisions)
    yield from (comment.annotator for comment in one.comments)
    yield from one.done
    yield from one.begun if isinstance(one, Record) else ()


def _check_article(article: Article) -> None:
    if clean_text(article.text).text != article.text:
        raise UnsoundError("Its lines do not end in LF: clean_text makes a text of a file's.")
    if article.sha256 != sha256_of(article.text) or not article.id:
        raise UnsoundError("It has not the SHA-256 of its text, or no id: new_article gives both.")


def _check_label(label: Label, text: str) -> None:
    spans, called = label.spans, f"The label {shortened(label.id)}"
    if not spans or normal_spans(spans) != spans or any(one.start >= one.end for one in spans):
        raise UnsoundError(f"{called} has no spans in the order of the text.")
    if spans[0].start < 0 or spans[-1].end > len(text) or quote_of(text, spans) != label.quote:
        raise UnsoundError(f"{called} quotes what the text does not say at its place.")
    _check_confidence(label)


def _check_confidence(label: Label | RawLabel) -> None:
    if label.confidence is not None and not 1 <= label.confidence <= 5:
        raise UnsoundError("A label has a confidence that is not 1 to 5.")


def _check_decisions(decisions: Sequence[Decision], labels: Set[str]) -> None:
    for one in decisions:
        if one.label is not None and one.label not in labels:
            raise UnsoundError(
                f"A decision names the label {shortened(one.label)}, which is not there."
            )

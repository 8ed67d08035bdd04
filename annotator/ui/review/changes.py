"""What has changed since a decision was made, in sentences. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.domain.claim import Altered
from annotator.domain.edits import shortened
from annotator.domain.label import Span, quote_of
from annotator.store.queries import Queries

_LONG = 90


class Deletion(NamedTuple):
    """By whom (an id; None: by nobody in particular) and on what day a label was deleted."""

    annotator: str | None
    day: str


def deletion_of(queries: Queries, label: str) -> Deletion | None:
    """How a label went; None where the journal does not know."""
    found = None
    for entry in queries.history(label):
        if any(change.after is None for change in entry.changes):
            found = Deletion(entry.annotator, entry.at[:10])
    return found


def told(
    altered: Sequence[Altered],
    text: str,
    called: Callable[[str], str],
    deleted: Callable[[str], str],
) -> Iterator[str]:
    """A sentence for each change. `called` says what a label is called that is there, and `deleted`
    who deleted one that is not."""
    for one in altered:
        yield _sentence(one, text, called, deleted)


def _sentence(
    one: Altered, text: str, called: Callable[[str], str], deleted: Callable[[str], str]
) -> str:
    before, after = one.before, one.after
    if one.what == "removed":
        gone = f"A label was deleted{deleted(one.label)}"
        return f"{gone}. It said {_said(before, text)}." if before else f"{gone}."
    name = called(one.label)
    if one.what == "new":
        return f"{name} is new. It says {_said(after, text)}."
    if one.what == "verdict":
        return f"{name} was {before} and is {after} now."
    if one.what == "spans":
        return f"{name} covered {_words(before, text)} and covers {_words(after, text)} now."
    if one.what == "evidence":
        return f"{name} had {_sources(before)} and has {_sources(after)} now."
    return f"{name} was changed on {str(after)[:10]}."


def _said(words: Mapping[str, Any], text: str) -> str:
    return f"{words['verdict']} of {_words(words['spans'], text)}"


def _words(spans: Sequence[Sequence[int]], text: str) -> str:
    quote = quote_of(text, [Span(start, end) for start, end in spans])
    return shortened(quote, _LONG)


def _name(source: Mapping[str, str]) -> str:
    named = (source.get(key) for key in ("title", "url", "quote"))
    return next(filter(None, named), "a source without a name")


def _sources(evidence: Sequence[Mapping[str, str]]) -> str:
    if not evidence:
        return "no source"
    some = (f"{one['stance']}: {_name(one)}" for one in evidence)
    return ", ".join(" ".join(one[:_LONG].split()) for one in some)

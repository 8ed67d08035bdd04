"""What has changed since a decision was made, in sentences. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.domain.claim import Altered, Outcome, Settling
from annotator.domain.label import Span, quote_of
from annotator.domain.quoting import shortened
from annotator.store.queries import Queries

_LONG = 90

_BEFORE = 30
"""So many characters before the first that differs are shown at least, of what is longer."""


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


def settled_differently(steps: Sequence[Settling], called: Callable[[str], str]) -> Iterator[str]:
    """A sentence for each of several steps that contradict one another. `called` says what an
    adjudicator is called."""
    yield "It was settled twice, differently. Nothing stands until it is settled again."
    for step in steps:
        last = step.last
        why = f": {shortened(last.reason, _LONG)}" if last.reason else ""
        on = f"on {last.at[:10]}{why}"
        who = called(last.adjudicator)
        if step.golds:
            parts = (f"{shortened(one.quote, _LONG)} as {one.verdict}" for one in step.golds)
            yield f"{who} settled {' and '.join(parts)} {on}"
        elif last.outcome is Outcome.DEFERRED:
            yield f"{who} put it off with a question {on}"
        else:
            yield f"{who} rejected it {on}"


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
        covered, covers = _apart(_quote(before, text), _quote(after, text))
        return f"{name} covered {covered} and covers {covers} now."
    if one.what == "updated":
        return f"{name} was changed on {str(after)[:10]}."
    had, has = _parts(one.what, before, after)
    if had == has:
        return f"{name} has other details of {has} now."
    return f"{name} had {had} and has {has} now."


def _parts(what: str, before: Any, after: Any) -> tuple[str, str]:
    """What a label had and has of evidence, a note, tags or a confidence."""
    if what == "evidence":
        return _sources(before), _sources(after)
    if what == "tags":
        return _tags(before), _tags(after)
    if what == "note":
        had, has = _apart(before, after)
        return (
            f"the note {had}" if before else "no note",
            f"the note {has}" if after else "no note",
        )
    had, has = (f"confidence {one}" if one else "no confidence" for one in (before, after))
    return had, has


def _said(words: Mapping[str, Any], text: str) -> str:
    return f"{words['verdict']} of {shortened(_quote(words['spans'], text), _LONG)}"


def _quote(spans: Sequence[Sequence[int]], text: str) -> str:
    return quote_of(text, [Span(start, end) for start, end in spans])


def _apart(one: str, other: str) -> tuple[str, str]:
    """Both in quotation marks; long ones that begin alike only from where one sees them differ."""
    if max(len(one), len(other)) > _LONG:
        pairs = enumerate(zip(one, other, strict=False))
        alike = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
        start = one.rfind(" ", 0, max(0, alike - _BEFORE)) + 1
        if start:
            one, other = f"…{one[start:]}", f"…{other[start:]}"
    return shortened(one, _LONG), shortened(other, _LONG)


def _tags(tags: Sequence[str]) -> str:
    if not tags:
        return "no tags"
    return f"the tag{'s' if len(tags) > 1 else ''} {', '.join(tags)}"


def _name(source: Mapping[str, str]) -> str:
    named = (source.get(key) for key in ("title", "url", "quote"))
    return next(filter(None, named), "a source without a name")


def _sources(evidence: Sequence[Mapping[str, str]]) -> str:
    if not evidence:
        return "no source"
    some = (f"{one['stance']}: {_name(one)}" for one in evidence)
    return ", ".join(" ".join(one[:_LONG].split()) for one in some)

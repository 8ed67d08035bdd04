"""What is said about the labels of the open article, in memory, and what is half written. Knows no
Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from annotator.domain.comment import Comment, Thread, threads_of
from annotator.domain.journal import Change
from annotator.domain.records import comment_fields, comment_from
from annotator.tasks.telling import counted


class CommentDraft(NamedTuple):
    """A comment that is half written: an answer in a thread, other words for a comment, or the
    beginning of a new thread."""

    text: str
    thread: str = ""
    comment: str = ""


def drafts_from(kept: object) -> dict[str, CommentDraft]:
    """What was half written when the window was closed, as the settings have kept it."""
    if not isinstance(kept, dict):
        return {}
    return {
        str(key): CommentDraft(*map(str, one))
        for key, one in kept.items()
        if isinstance(one, list | tuple) and len(one) == len(CommentDraft._fields)
    }


class ArticleComments:
    """The comments of one article; its threads are put together when they are asked for."""

    def __init__(self, comments: Iterable[Comment] = ()) -> None:
        self._all = {one.id: one for one in comments}
        self._threads: dict[str, Thread] | None = None
        self._at: defaultdict[str, list[str]] = defaultdict(list)

    def get(self, id_: str) -> Comment | None:
        """One comment, None where it is not about this article."""
        return self._all.get(id_)

    def thread(self, id_: str) -> Thread | None:
        """One thread, None where it is not about this article."""
        return self._read().get(id_)

    def about(self, labels: Collection[str]) -> list[Thread]:
        """The threads about any of these labels, the one that began first first."""
        threads = self._read()
        found = {id_ for label in labels for id_ in self._at.get(label, ())}
        return [thread for id_, thread in threads.items() if id_ in found] if found else []

    def apply(self, change: Change, article: str) -> None:
        """Take in what an entry says of a comment."""
        known = self._all.pop(change.key, None)
        self._threads = None
        if change.after is None or (change.before is not None and known is None):
            return
        before = comment_fields(known) if known and change.before is not None else {}
        fields = {**before, **change.after}
        if fields["article"] == article:
            self._all[change.key] = comment_from(change.key, fields)

    def _read(self) -> dict[str, Thread]:
        if self._threads is None:
            self._threads = {one.id: one for one in threads_of(self._all.values())}
            self._at.clear()
            for thread in self._threads.values():
                for label in thread.about:
                    self._at[label].append(thread.id)
        return self._threads


def when(at: str, today: date) -> str:
    """A moment as people say it, in their own time: only the hour for what was today."""
    try:
        local = datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError):
        return at
    hour = f"{local:%H:%M}"
    if local.date() == today:
        return hour
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local.day} {local:%b}{year}, {hour}"


def count_of(threads: Collection[Thread]) -> str:
    """How much is said in these threads, in words."""
    said = counted(sum(len(thread.said) for thread in threads), "comment")
    return said if any(not thread.resolved for thread in threads) else f"{said}, resolved"

"""What people say to one another about a label or a claim, in threads.

A claim is named by the ids of its labels. That a thread is resolved, or open again, is a step in it
like any comment: so it has its author and its time, and nobody touches what another has written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Step(StrEnum):
    """What somebody does in a thread."""

    SAID = "said"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class Comment(Struct, frozen=True):
    """One step in a thread.

    `about` are the ids of labels: one, or those of a claim; some may have been removed since.
    `annotator` is an `Annotator.id` inside a project and a name in a file; `at` and `updated` are
    UTC. Only what is said has a text.
    """

    id: str
    article: str
    annotator: str
    about: tuple[str, ...]
    thread: str
    text: str = ""
    step: Step = Step.SAID
    at: str = ""
    updated: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether its author has put it in other words since."""
        return self.updated > self.at


class Thread(Struct, frozen=True):
    """The steps of one conversation in their order, at least one of them words."""

    id: str
    steps: tuple[Comment, ...]

    @property
    def said(self) -> tuple[Comment, ...]:
        """The steps that are words."""
        return tuple(one for one in self.steps if one.step is Step.SAID)

    @property
    def about(self) -> tuple[str, ...]:
        """The labels that it is about by now: who answers at a claim that has grown takes in the
        labels that have come to it."""
        return self.steps[-1].about

    @property
    def resolved(self) -> Comment | None:
        """By whom and when it was resolved; None while it is open. Whatever is said afterwards
        opens it again: the one who resolved it has not seen that."""
        last = self.steps[-1]
        return last if last.step is Step.RESOLVED else None


def in_order(comment: Comment) -> tuple[str, str]:
    """The order of the steps of a thread, as a key to sort by."""
    return comment.at, comment.id


def threads_of(comments: Iterable[Comment]) -> list[Thread]:
    """The threads that these comments make up, the one that began first first. One of which all
    words were deleted is none."""
    steps: defaultdict[str, list[Comment]] = defaultdict(list)
    for comment in sorted(comments, key=in_order):
        steps[comment.thread].append(comment)
    threads = (Thread(id_, tuple(found)) for id_, found in steps.items())
    return [thread for thread in threads if thread.said]


def without(thread: Thread, people: Collection[str]) -> Thread | None:
    """A thread without the words of these people, open or resolved as it is; None where no words
    are left."""
    steps = tuple(
        one
        for one in thread.steps
        if (one.annotator not in people if one.step is Step.SAID else thread.resolved)
    )
    left = Thread(thread.id, steps)
    return left if left.said else None


def to_continue(threads: Iterable[Thread], labels: Collection[str]) -> Thread | None:
    """The thread in which a new comment on a label, or on the labels of a claim, belongs: the last
    open one that is about all of them or, of a claim that has changed, about several."""
    wanted = set(labels)
    found = None
    for thread in threads:
        common = wanted & set(thread.about)
        if not thread.resolved and (common == wanted or len(common) > 1):
            found = thread
    return found

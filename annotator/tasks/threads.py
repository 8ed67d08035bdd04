"""The threads of a project: what is asked and answered about labels, article by article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from annotator.domain.comment import Step, Thread, threads_of
from annotator.domain.label import Label, names_of
from annotator.domain.quoting import shortened
from annotator.store.queries import Queries
from annotator.tasks.telling import counted

_QUOTED = 60


def listed(queries: Queries, *, only_open: bool = False) -> list[dict[str, Any]]:
    """Each thread as one object, with what it is about and its steps in their order."""
    names = names_of(queries.annotators())
    threads = [
        thread
        for _, comments in groupby(queries.comments(), attrgetter("article"))
        for thread in threads_of(comments)
        if not (only_open and thread.resolved)
    ]
    labels = queries.labels({id_ for thread in threads for id_ in thread.about})
    titles = queries.titles({thread.steps[0].article for thread in threads})
    return [_thread(thread, names, labels, titles) for thread in threads]


def _thread(
    thread: Thread,
    names: Mapping[str, str],
    labels: Mapping[str, Label],
    titles: Mapping[str, str],
) -> dict[str, Any]:
    article = thread.steps[0].article
    about = [labels[id_] for id_ in thread.about if id_ in labels]
    resolved = thread.resolved
    return {
        "id": thread.id,
        "article": article,
        "title": titles[article],
        "about": list(thread.about),
        "quote": min(about, key=lambda label: label.start).quote if about else None,
        "open": resolved is None,
        "resolved": {"by": names[resolved.annotator], "at": resolved.at} if resolved else None,
        "steps": [
            {
                "id": one.id,
                "by": names[one.annotator],
                "at": one.at,
                "step": one.step.value,
                "text": one.text,
                "changed": one.updated if one.changed else None,
            }
            for one in thread.steps
        ],
    }


def threads_as_lines(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The threads of `listed` for a person: a head, then who said what."""
    if not told:
        yield "There are no comments."
    for thread in told:
        quote = shortened(thread["quote"], _QUOTED) if thread["quote"] else "(removed)"
        claim = f", a claim of {counted(len(thread['about']), 'label')}"
        about = quote if len(thread["about"]) == 1 else quote + claim
        yield f"{'open' if thread['open'] else 'resolved'}  {about}  ({thread['title']})"
        for one in thread["steps"]:
            words = one["text"] if one["step"] == Step.SAID else one["step"]
            first, *others = words.splitlines() or [""]
            changed = " (changed)" if one["changed"] else ""
            yield f"    {one['at']}  {one['by']}{changed}: {first}"
            yield from (f"        {line}" for line in others)

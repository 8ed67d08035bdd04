"""What a person can do in threads: write, change and delete one's own words, resolve and reopen.

Each function returns an `Entry` for the journal. Nobody edits another's comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from annotator.domain import edits
from annotator.domain.claim import Decision, Outcome
from annotator.domain.comment import Comment, Step, Thread
from annotator.domain.ids import uuid7
from annotator.domain.journal import Change, Entry, Kind, now
from annotator.domain.quoting import shortened
from annotator.domain.records import comment_fields
from annotator.errors import AnnotatorError


def write(
    annotator: str, article: str, about: Iterable[str], text: str, thread: Thread | None = None
) -> tuple[Comment, Entry]:
    """A comment on a label, or on the labels of a claim: an answer in this thread, or the first of
    a new one."""
    words = _checked(text)
    labels = _about(about, thread)
    id_ = uuid7()
    at = _after(thread)
    comment = Comment(id_, article, annotator, labels, thread.id if thread else id_, words,
                      at=at, updated=at)  # fmt: skip
    return comment, edits.entry(annotator, f"comment {shortened(words)}", [_new(comment)])


def change(annotator: str, comment: Comment, text: str) -> Entry:
    """Other words for one's own comment."""
    _refuse_anothers(annotator, comment)
    before = {"text": comment.text, "updated": comment.updated}
    after = {"text": _checked(text), "updated": max(now(), comment.updated)}
    made = Change(Kind.COMMENT, comment.id, before, after)
    return edits.entry(annotator, "change a comment", [made])


def delete(annotator: str, comment: Comment) -> Entry:
    """One's own comment gone; what others have answered stays."""
    _refuse_anothers(annotator, comment)
    gone = Change(Kind.COMMENT, comment.id, comment_fields(comment), None)
    return edits.entry(annotator, f"delete the comment {shortened(comment.text)}", [gone])


def resolve(annotator: str, thread: Thread) -> Entry:
    """Nothing is left to say in this thread."""
    return _turn(annotator, thread, Step.RESOLVED, "resolve")


def reopen(annotator: str, thread: Thread) -> Entry:
    """There is something left to say after all."""
    return _turn(annotator, thread, Step.REOPENED, "reopen")


def with_threads(
    entry: Entry,
    decisions: Iterable[Decision],
    earlier: Iterable[Decision],
    threads: Sequence[Thread],
) -> Entry:
    """An entry that makes these decisions in place of earlier ones, with what follows in threads: a
    question to the annotators begins one, in which they answer, and where a decision takes the
    question's place it is resolved. The thread of a question has the id of its decision."""
    changes = [
        _new(_question(decision)) for decision in decisions if decision.outcome is Outcome.DEFERRED
    ]
    asked = {decision.id for decision in earlier}
    changes += [
        _new(_step(decision.adjudicator, thread, Step.RESOLVED))
        for decision in list(decisions)[:1]
        for thread in threads
        if thread.id in asked and not thread.resolved
    ]
    return replace(entry, changes=(*entry.changes, *changes))


def _question(decision: Decision) -> Comment:
    return Comment(
        uuid7(), decision.article, decision.adjudicator, decision.settles, decision.id,
        decision.reason, at=decision.at, updated=decision.at,
    )  # fmt: skip


def _turn(annotator: str, thread: Thread, step: Step, verb: str) -> Entry:
    if (thread.resolved is not None) is (step is Step.RESOLVED):
        state = "resolved already" if thread.resolved else "open already"
        raise AnnotatorError(f"This thread is {state}.", "It is shown as it is now.")
    first = shortened(thread.said[0].text)
    return edits.entry(
        annotator, f"{verb} the thread {first}", [_new(_step(annotator, thread, step))]
    )


def _step(annotator: str, thread: Thread, step: Step) -> Comment:
    at = _after(thread)
    article = thread.steps[0].article
    return Comment(
        uuid7(), article, annotator, thread.about, thread.id, step=step, at=at, updated=at
    )


def _new(comment: Comment) -> Change:
    return Change(Kind.COMMENT, comment.id, None, comment_fields(comment))


def _about(labels: Iterable[str], thread: Thread | None) -> tuple[str, ...]:
    """The labels that a comment is about. An answer stays at the thread's label; at a claim's, it
    takes in the labels that have come to the claim."""
    if thread is not None and len(thread.about) == 1:
        return thread.about
    found = {*labels, *(thread.about if thread else ())}
    if not found:
        raise AnnotatorError("A comment is about a label.", "Choose one.")
    return tuple(sorted(found))


def _after(thread: Thread | None) -> str:
    """Now; or right after the thread's last step, where that was made by a clock ahead of ours: an
    answer never stands before what it answers."""
    at = now()
    last = thread.steps[-1].at if thread else ""
    if last < at:
        return at
    try:
        following = datetime.fromisoformat(last) + timedelta(milliseconds=1)
    except (ValueError, OverflowError):  # what no clock has said
        return at
    return following.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise AnnotatorError("A comment needs words.", "Write what there is to say.")
    return words


def _refuse_anothers(annotator: str, comment: Comment) -> None:
    if comment.annotator != annotator or comment.step is not Step.SAID:
        raise AnnotatorError(
            "Nobody changes another’s comment.", "Write one of your own, as an answer."
        )

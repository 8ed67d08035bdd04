"""What the desk works with: a decision that is being made. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from annotator.domain import extents
from annotator.domain.claim import Claim, Outcome
from annotator.domain.journal import Entry, Kind
from annotator.domain.label import Label, Span, Verdict
from annotator.domain.records import decision_from, label_from


class Part(Struct, frozen=True):
    """What is to stand: an extent and a verdict, which may still be missing."""

    spans: tuple[Span, ...]
    verdict: Verdict | None


class Draft(Struct, frozen=True):
    """The decision that is being made: what is to stand, and why. Mostly that is one label; where
    someone made several of the claim, it can be as many. `at` is the part that keys act on;
    `asking`: the reason is going to be a question, and nothing is to stand yet."""

    parts: tuple[Part, ...]
    cause: str = ""
    reason: str = ""
    at: int = 0
    asking: bool = False

    @property
    def part(self) -> Part:
        """The part that keys act on."""
        return self.parts[self.at]

    @property
    def clear(self) -> bool:
        """Whether each part has its verdict."""
        return all(part.verdict for part in self.parts)

    @property
    def others(self) -> list[tuple[Span, ...]]:
        """What the parts cover that keys do not act on."""
        return [part.spans for at, part in enumerate(self.parts) if at != self.at]

    def fits(self, spans: tuple[Span, ...]) -> bool:
        """Whether the part that keys act on can have these words: it shares no more with the others
        than it does already."""
        return all(
            extents.shared(spans, other) <= extents.shared(self.part.spans, other)
            for other in self.others
        )

    def with_part(
        self, *, spans: tuple[Span, ...] | None = None, verdict: Verdict | None = None
    ) -> Draft:
        """Another extent, another verdict, or both, for the part that keys act on."""
        part = Part(spans or self.part.spans, verdict or self.part.verdict)
        return replace(self, parts=(*self.parts[: self.at], part, *self.parts[self.at + 1 :]))


def first_draft(claim: Claim) -> Draft:
    """What a case begins with: the decision that stands, or what two have in common that
    contradict one another; else the extent that most annotators have
    marked, and the verdict where more than half of them agree on one. Ties are never broken, and
    who says two things of it is for neither."""
    decision = claim.decision
    if claim.stands and decision is not None:
        parts = tuple(Part(gold.spans, gold.verdict) for gold in claim.stands)
        return Draft(parts, decision.cause, decision.reason)
    return Draft((_between(claim) if claim.contradicting else _as_one(claim),))


def chosen(before: Draft, after: Draft) -> str:
    """What makes one draft of the other, in a few words."""
    was, now = ([part.verdict for part in one.parts] for one in (before, after))
    verdict = after.part.verdict
    if was != now and len(was) == len(now) and verdict is not None:
        return f"choose {verdict.value}"
    return "choose other words"


def draft_before(claim: Claim, undo: Entry) -> Draft | None:
    """What a case goes on from whose decision has been taken back: what was to stand, and the words
    that were typed. None where the step took back something else, or the decisions of a rule."""
    gone = [
        decision_from(change.key, change.before)
        for change in undo.changes_of(Kind.DECISION)
        if change.before and change.after is None
    ]
    own = {label.id for label in claim.labels}
    if not gone or any(own.isdisjoint(one.settles) for one in gone):
        return None
    golds = {one.label for one in gone}
    stood = [
        label_from(change.key, change.before)
        for change in undo.changes_of(Kind.LABEL)
        if change.before and change.key in golds
    ]
    parts = tuple(Part(one.spans, one.verdict) for one in sorted(stood, key=lambda one: one.spans))
    why, asking = gone[0], gone[0].outcome is Outcome.DEFERRED
    return Draft(parts or first_draft(claim).parts, why.cause, why.reason, asking=asking)


def _between(claim: Claim) -> Part:
    """As far as those agree who have settled it differently: neither is preferred."""
    golds = [gold for step in claim.contradicting for gold in step.golds]
    spans, verdicts = {gold.spans for gold in golds}, {gold.verdict for gold in golds}
    apart = len(verdicts) > 1 or not all(step.golds for step in claim.contradicting)
    return Part(
        spans.pop() if len(spans) == 1 else _most_marked(claim), None if apart else verdicts.pop()
    )


def _as_one(claim: Claim) -> Part:
    votes = claim.votes
    own = [verdicts[0] for verdicts in votes.values() if len(verdicts) == 1]
    clear = (verdict for verdict, count in Counter(own).items() if 2 * count > len(votes))
    return Part(_most_marked(claim), next(clear, None))


def _most_marked(claim: Claim) -> tuple[Span, ...]:
    """What most cover who have a vote (else, who have marked it); where that is a tie, what more
    than half of them do."""
    labels = [one for one in claim.labels if one.annotator not in claim.unfinished] or claim.labels
    whole = extents.by_person([one.annotator for one in labels], [one.spans for one in labels])
    common = Counter(whole.values()).most_common(2)
    if len(common) == 1 or common[0][1] > common[1][1]:
        return common[0][0]
    return (
        extents.covered_by([claim.marked[who] for who in whole], len(whole) // 2 + 1)
        or labels[0].spans
    )


def ways(claim: Claim) -> Iterator[tuple[Part, ...]]:
    """How a claim can be settled as several labels: as each one did who made several of it, in the
    order of the text, each way once."""
    by: dict[str, list[Label]] = {}
    for label in claim.labels:
        by.setdefault(label.annotator, []).append(label)
    found = (_pieces(labels) for labels in by.values() if len(labels) > 1)
    yield from dict.fromkeys(sorted(found, key=lambda parts: [part.spans for part in parts]))


def _pieces(labels: list[Label]) -> tuple[Part, ...]:
    return tuple(Part(one.spans, one.verdict) for one in sorted(labels, key=lambda one: one.spans))


def next_way(claim: Claim, draft: Draft) -> Draft | None:
    """From one label to the pieces of whoever made several, to those of another, and back to one;
    None where nobody made several."""
    known = list(ways(claim))
    if not known:
        return None
    shapes = [tuple(part.spans for part in parts) for parts in known]
    now = tuple(part.spans for part in draft.parts)
    at = shapes.index(now) + 1 if now in shapes else 0 if len(now) == 1 else len(known)
    parts = known[at] if at < len(known) else (_as_one(claim),)
    return replace(draft, parts=parts, at=0)

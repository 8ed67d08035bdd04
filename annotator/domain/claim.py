"""What a review is about: labels of several annotators seen as one case, how they differ, and how
an adjudicator settled it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct, field

from annotator.domain.extents import Extent, by_person
from annotator.domain.label import Label, Span, Verdict


class Outcome(StrEnum):
    """How a claim was settled."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    DEFERRED = "deferred"


class Decision(Struct, frozen=True, gc=False):
    """A record of its own: it names the labels that it settles and the gold label that stands
    after it (or None), and leaves what the annotators said as they said it.

    `adjudicator` is an `Annotator.id` inside a project and a name in a file; `at` is UTC.
    """

    id: str
    article: str
    adjudicator: str
    settles: tuple[str, ...]
    outcome: Outcome
    label: str | None = None
    cause: str = ""
    reason: str = ""
    at: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)


class Difference(StrEnum):
    """In what annotators differ, the worst first."""

    VERDICT = "verdict"
    MISSING = "missing"
    EVIDENCE = "evidence"
    SPLIT = "split"
    EXTENT = "extent"


class ClaimState(StrEnum):
    """How far the review of a claim is."""

    OPEN = "open"
    SETTLED = "settled"
    DEFERRED = "deferred"
    REOPENED = "reopened"
    ORPHANED = "orphaned"


class Differing(NamedTuple):
    """Words that some marked and others left out, and who marked them."""

    span: Span
    words: str
    annotators: tuple[str, ...]


class Altered(NamedTuple):
    """What has changed since a claim was settled: of which label, in what (one of its fields by
    name; "new" and "removed" for a label that came or went), from what to what."""

    label: str
    what: str
    before: Any
    after: Any


class Settling(NamedTuple):
    """What an adjudicator has decided of labels in one step, and the labels that are to stand."""

    decisions: tuple[Decision, ...]
    golds: tuple[Label, ...]

    @property
    def last(self) -> Decision:
        """The one that speaks for all of them: who, when, why."""
        return self.decisions[-1]


class Disagreement(Struct, frozen=True, gc=False):
    """One way in which the annotators of a claim differ.

    `severity` runs from 0 to 1. `annotators` are those at odds, for a missing label those who did
    not mark it. `dice` (0 to 1) is the least of any two extents.
    """

    kind: Difference
    severity: float
    annotators: tuple[str, ...]
    dice: float = 1.0


class Claim(Struct, frozen=True, gc=False):
    """Labels that are about the same words, as one case.

    `labels` are in text order, and `extents` what each covers without outer space and punctuation.
    `missing` are those who finished the article and did not mark it, `unfinished` those who marked
    it and do not count (see `who_counts`) where others do. `disagreements` come worst first. `id`
    is that of the label that came first, so that it lasts while labels come and go. `decisions`
    come last in the end, `golds` are the labels that they let stand, in text order, and `altered`
    says why the last one does not stand any more. `stands` are the golds that count: none where
    adjudicators have settled it differently (`contradicting`), and one where they have said the
    same. A decision all of whose labels have been deleted is a claim without labels, of the
    decision's `id`.
    """

    id: str
    article: str
    labels: tuple[Label, ...]
    extents: tuple[tuple[Span, ...], ...]
    missing: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    state: ClaimState = ClaimState.OPEN
    decisions: tuple[Decision, ...] = ()
    golds: tuple[Label, ...] = ()
    altered: tuple[Altered, ...] = ()
    stands: tuple[Label, ...] = ()
    contradicting: tuple[Settling, ...] = ()

    @property
    def decision(self) -> Decision | None:
        """The decision that counts: the last one."""
        return self.decisions[-1] if self.decisions else None

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions that count: the last one, with those that were made in the same step."""
        last = self.decision
        return tuple(
            one
            for one in self.decisions
            if last and (one.at, one.adjudicator) == (last.at, last.adjudicator)
        )

    @property
    def annotators(self) -> tuple[str, ...]:
        """Who has marked it, each once."""
        return tuple(dict.fromkeys(label.annotator for label in self.labels))

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts that were given, each once."""
        return tuple(dict.fromkeys(label.verdict for label in self.labels))

    @property
    def said(self) -> dict[str, tuple[Verdict, ...]]:
        """The verdicts of each annotator who has marked it, each once: several where their own
        labels of it differ."""
        found: dict[str, tuple[Verdict, ...]] = {}
        for label in self.labels:
            before = found.get(label.annotator, ())
            if label.verdict not in before:
                found[label.annotator] = (*before, label.verdict)
        return found

    @property
    def votes(self) -> dict[str, tuple[Verdict, ...]]:
        """What each says who has a vote, nothing where they did not mark it: the one rule of who is
        counted in a majority, and of how many."""
        said = {who: told for who, told in self.said.items() if who not in self.unfinished}
        return said | dict.fromkeys(self.missing, ())

    @property
    def marked(self) -> dict[str, Extent]:
        """What each annotator covers, with all their labels of it together."""
        return by_person((label.annotator for label in self.labels), self.extents)

    @property
    def agreed(self) -> bool:
        """Whether several annotators say the same, and none differs."""
        return not self.disagreements and len(self.annotators) > 1

    @property
    def kind(self) -> Difference | None:
        """The worst way in which they differ; None where they do not."""
        return self.disagreements[0].kind if self.disagreements else None

    @property
    def severity(self) -> float:
        """How bad the worst disagreement is; 0 where there is none."""
        return self.disagreements[0].severity if self.disagreements else 0.0

    @property
    def quote(self) -> str:
        """Its words, as the first label has them, or what stands, or what stood."""
        if self.labels or self.golds:
            return (self.labels or self.golds)[0].quote
        before = self.altered[0].before if self.altered else None
        return str(before["quote"]) if before else ""

    @property
    def start(self) -> int:
        """Where its first word begins; 0 where nobody knows any more."""
        if self.extents:  # which are in text order
            return self.extents[0][0].start
        return min((spans[0].start for spans in self._covered), default=0)

    @property
    def end(self) -> int:
        """Where its last word ends; 0 where nobody knows any more."""
        return max((spans[-1].end for spans in self._covered), default=0)

    @property
    def _covered(self) -> Sequence[tuple[Span, ...]]:
        if self.extents or self.golds:
            return self.extents or [gold.spans for gold in self.golds]
        before = [one.before["spans"] for one in self.altered if one.before and not self.labels]
        return [tuple(Span(*pair) for pair in spans) for spans in before]


def who_counts(
    done: Collection[str], begun: Collection[str], labelled: Collection[str]
) -> frozenset[str]:
    """Whose silence in an article is an answer: those who finished it; and of those who have never
    said whether they did, as in a file without states, whoever has a label in it. Not who is known
    to be still at it (`begun`)."""
    return frozenset(done) | frozenset(labelled) - frozenset(begun)


def worst_first(claim: Claim) -> tuple[float, str, int, str]:
    """The order in which claims are reviewed, as a key to sort by."""
    return -claim.severity, claim.article, claim.start, claim.id

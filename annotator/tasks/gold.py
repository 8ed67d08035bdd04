"""What of an article goes into a gold dataset, and of which of its claims that is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from annotator.domain.article import Article
from annotator.domain.case_filter import is_case
from annotator.domain.claim import Claim, ClaimState, Outcome, Settling
from annotator.domain.dataset import Record
from annotator.domain.decisions import altered
from annotator.domain.extents import union
from annotator.domain.label import Layer, quote_of
from annotator.domain.settled_twice import by_label, settled_twice
from annotator.tasks.voting import Undecided, votes_of

SETTLED_TWICE: Final = "a claim that was settled twice, differently, is left out"
"""What is said of such a loss."""

_UNSETTLED: Final = {
    ClaimState.OPEN: "nobody has settled it",
    ClaimState.DEFERRED: "put off with a question",
    ClaimState.REOPENED: "settled, and changed since",
}


class Gold(NamedTuple):
    """An article with the gold labels that stand, the claims that it has nothing of, or nothing
    that stands, and how many of these were settled twice, differently."""

    record: Record
    undecided: Sequence[Undecided] = ()
    twice: int = 0


def gold(record: Record) -> Gold:
    """The record without the gold labels of decisions that contradict one another; of decisions
    that say the same, the last one's stand.

    Told are the claims that nobody has settled, also where all agree or only one was to judge, for
    only a decision makes gold; those settled before an annotator thought again; and those settled
    twice, differently.
    """
    golds = {one.id: one for one in record.labels if one.layer is Layer.GOLD}
    twice = settled_twice(by_label(record.decisions), golds)
    gone = {one.label for one in record.decisions if one.id in twice.contradicting}
    gone |= twice.repeated
    if gone:
        labels = [one for one in record.labels if one.id not in gone]
        standing = replace(record, labels=labels)
    else:
        standing = record
    if not twice.contradicting and _is_settled(record):
        return Gold(standing)
    from annotator.agreement.claims import claims_of  # NumPy: not for every export

    article = record.article
    claims = claims_of(article.text, record.labels, record.decisions, record.done, record.begun)
    told = [(claim, why) for claim in _each_once(claims) if (why := _why(claim))]
    undecided = [_undecided(article, claim, why) for claim, why in told]
    return Gold(standing, undecided, sum(bool(claim.contradicting) for claim, _ in told))


def _is_settled(record: Record) -> bool:
    """Whether each label is of a claim that was settled, and none has changed since."""
    own = {one.id: one for one in record.labels if one.layer is Layer.ANNOTATION}
    firm = (one for one in record.decisions if one.outcome is not Outcome.DEFERRED)
    settled = {id_ for one in firm for id_ in one.settles}
    return settled >= own.keys() and not any(altered([one], (), own) for one in record.decisions)


def _each_once(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Without what is left of a claim settled twice whose labels are gone, but for the first."""
    seen: set[str] = set()
    for claim in claims:
        same = {one.id for step in claim.contradicting for one in step.decisions}
        if claim.labels or seen.isdisjoint(same):
            yield claim
        seen |= same


def _why(claim: Claim) -> str | None:
    """Why nothing stands of a claim; None where something does, or nothing is to."""
    if claim.contradicting:
        return f"settled twice, differently: {' and '.join(map(_said, claim.contradicting))}"
    why = _UNSETTLED.get(claim.state)
    if why is None or is_case(claim):
        return why
    return f"{'all agree' if claim.agreed else 'nobody else was to judge it'}, and {why}"


def _said(step: Settling) -> str:
    verdicts = ", ".join(dict.fromkeys(one.verdict.value for one in step.golds))
    return verdicts or step.last.outcome.value


def _undecided(article: Article, claim: Claim, why: str) -> Undecided:
    quote, count = quote_of(article.text, union(claim.extents)), votes_of(claim)
    quote = quote or claim.quote
    return Undecided(article.id, article.title, quote, count.verdicts, count.unmarked, why)

"""The claims of a whole project, article by article, and the list of disagreements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.agreement.claims import claims_of, decided_again
from annotator.agreement.disagreements import differing
from annotator.domain.article import Article
from annotator.domain.claim import (
    Altered,
    Claim,
    ClaimState,
    Decision,
    Differing,
    Disagreement,
    worst_first,
)
from annotator.domain.dataset import Record
from annotator.domain.extents import union
from annotator.domain.label import Label, names_of, quote_of
from annotator.domain.quoting import shortened
from annotator.domain.records import evidence_fields
from annotator.errors import AnnotatorError
from annotator.store.queries import Queries
from annotator.tasks.progress import CancelledError, Progress

AGREED = "agreed"
ALONE = "alone"
ORPHANED = "orphaned"
_FALLEN = (ClaimState.REOPENED, ClaimState.ORPHANED)
_STEP = 100


class Reviewed(NamedTuple):
    """An article with its claims."""

    article: Article
    claims: Sequence[Claim]


def reviewed(
    queries: Queries,
    article: str | None = None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Reviewed]:
    """Each article that has claims, or one; people by their ids. One article is held at a time."""
    for record in records(queries, article, progress, cancelled):
        claims = claims_in(record)
        if claims:
            yield Reviewed(record.article, claims)


def claims_in(record: Record) -> list[Claim]:
    """The claims of an article of which all is read."""
    text = record.article.text
    return claims_of(text, record.labels, record.decisions, record.done, record.begun)


def decided_anew(queries: Queries, article: str, claims: Iterable[Claim]) -> list[Claim]:
    """The claims of an article after a step that changes nothing but decisions."""
    (record,) = records(queries, article)
    return decided_again(record.article.text, claims, record.labels, record.decisions)


def records(
    queries: Queries,
    article: str | None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    labels_of: Callable[[str], Sequence[Label]] | None = None,
) -> Iterator[Record]:
    """The records of all articles or of one, people by their ids; see `Queries.records`."""
    if article is not None and queries.article(article) is None:
        raise AnnotatorError(
            f"There is no article {article}.", "Give its id, as annotator export writes it."
        )
    total = 1 if article else queries.article_count()
    found = queries.records(named=False, article=article, labels_of=labels_of)
    for number, record in enumerate(found, 1):
        if number % _STEP == 0:
            if cancelled():
                raise CancelledError
            progress(number, total, "")
        yield record


def kind_of(claim: Claim) -> str:
    """The worst way in which a claim is at odds, or that it is not."""
    if claim.kind:
        return claim.kind.value
    if not claim.labels:
        return ORPHANED
    return AGREED if claim.agreed else ALONE


def listed(
    queries: Queries,
    *,
    everything: bool = False,
    article: str | None = None,
    progress: Progress = lambda *_: None,
) -> list[dict[str, Any]]:
    """Each claim with a disagreement or with a decision that does not stand any more, the worst
    first, as one object; with `everything` those on which all agree, or only one has spoken."""
    names = names_of(queries.annotators())
    found = [
        (worst_first(claim), claim_as_json(claim, one.article, names))
        for one in reviewed(queries, article, progress)
        for claim in one.claims
        if everything or claim.disagreements or claim.state in _FALLEN
    ]
    return [told for _, told in sorted(found, key=lambda one: one[0])]


def claim_as_json(claim: Claim, article: Article, names: Mapping[str, str]) -> dict[str, Any]:
    """A claim for a program: where, in what they differ, who said what, and how far the review is.

    Spans are code points, end-exclusive; `extents` are without outer space and punctuation. Where
    adjudicators have settled it differently, `contradicting` has the decision of each, with what
    was to stand, and nothing stands.
    """
    decision = None if claim.contradicting else claim.decision
    voices = zip(claim.labels, claim.extents, strict=True)
    return {
        "id": claim.id,
        "article": article.id,
        "title": article.title,
        "start": claim.start,
        "end": claim.end,
        "quote": quote_of(article.text, union(claim.extents)) or claim.quote,
        "extents": [[span.start, span.end] for span in union(claim.extents)],
        "kind": kind_of(claim),
        "kinds": [one.kind.value for one in claim.disagreements],
        "severity": claim.severity,
        "state": claim.state.value,
        "labels": [_voice(label, extent, names) for label, extent in voices],
        "missing": sorted(names[who] for who in claim.missing),
        "disagreements": [
            _disagreement(one, differing(article.text, claim, one), names)
            for one in claim.disagreements
        ],
        "decision": _decision(decision, names) if decision else None,
        "stands": [_gold(gold) for gold in claim.stands],
        "contradicting": [
            {**_decision(step.last, names), "stands": [_gold(gold) for gold in step.golds]}
            for step in claim.contradicting
        ],
        "altered": [_altered(one) for one in claim.altered],
    }


def _decision(decision: Decision, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": decision.id,
        "adjudicator": names[decision.adjudicator],
        "outcome": decision.outcome.value,
        "label": decision.label,
        "cause": decision.cause,
        "reason": decision.reason,
        "at": decision.at,
    }


def _gold(gold: Label) -> dict[str, Any]:
    return {"id": gold.id, "verdict": gold.verdict.value, "quote": gold.quote}


def claims_as_lines(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The claims of `listed` for a person, each on one line."""
    yield from map(_line, told) if told else ["There are no disagreements."]


def _line(told: Mapping[str, Any]) -> str:
    """A claim for a person, on one line."""
    said = "; ".join(f"{one['annotator']} {one['verdict']}" for one in told["labels"])
    silent = f"; not by {', '.join(told['missing'])}" if told["missing"] else ""
    kinds = ", ".join(told["kinds"]) or told["kind"]
    state = "" if told["state"] == "open" else f" [{told['state']}]"
    if told["contradicting"]:
        state = f" [settled twice: {'; '.join(map(_settled, told['contradicting']))}]"
    quote = shortened(told["quote"], 60)
    return f"{told['severity']:.2f}  {kinds}{state}  {quote}  {said}{silent}  ({told['title']})"


def _settled(told: Mapping[str, Any]) -> str:
    stands = " + ".join(one["verdict"] for one in told["stands"]) or told["outcome"]
    return f"{told['adjudicator']} {stands}"


def _voice(label: Label, extent: Sequence[Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": label.id,
        "annotator": names[label.annotator],
        "verdict": label.verdict.value,
        "spans": [[span.start, span.end] for span in label.spans],
        "extents": [[span.start, span.end] for span in extent],
        "quote": label.quote,
        "confidence": label.confidence,
        "note": label.note,
        "tags": list(label.tags),
        "evidence": [evidence_fields(one) for one in label.evidence],
    }


def _disagreement(
    one: Disagreement, differing: Sequence[Differing], names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "severity": one.severity,
        "annotators": sorted(names[who] for who in one.annotators),
        "dice": one.dice,
        "differing": [
            {
                "span": [words.span.start, words.span.end],
                "words": words.words,
                "annotators": sorted(names[who] for who in words.annotators),
            }
            for words in differing
        ],
    }


def _altered(one: Altered) -> dict[str, Any]:
    return {"label": one.label, "what": one.what, "before": one.before, "after": one.after}

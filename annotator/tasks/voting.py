"""One label a claim, out of what several annotators say: the majority's, or a soft one that counts
them all. A tie is told and never broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from annotator.domain.article import Article, sha256_of
from annotator.domain.claim import Claim
from annotator.domain.dataset import Record
from annotator.domain.extents import Extent, by_person, covered_by, trimmed, union
from annotator.domain.ids import id_for
from annotator.domain.label import Evidence, Label, Layer, Verdict, quote_of
from annotator.domain.quoting import shortened


class Vote(StrEnum):
    """How the labels of a claim become one."""

    MAJORITY = "majority"
    SOFT = "soft"


LACKS: Final[Mapping[Layer | Vote | None, str]] = {
    Layer.GOLD: "still open",
    Vote.MAJORITY: "without a majority",
    Vote.SOFT: "marked by nobody who finished",
}
"""What is said of the claims that a layer has nothing of, or nothing that stands."""


_LONG: Final = 80


class Undecided(NamedTuple):
    """A claim on which there is no majority: where it is, who says what how often, and why."""

    article: str
    title: str
    quote: str
    verdicts: Mapping[str, int]
    unmarked: int
    why: str

    def __str__(self) -> str:
        counts = {**self.verdicts, "unmarked": self.unmarked}
        said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        votes = f" ({said})" if said else ""
        where = shortened(self.title, _LONG) if self.title.strip() else self.article
        return f"{where}: {shortened(self.quote, _LONG)}{votes}: {self.why}"


class Voted(NamedTuple):
    """An article with one label a claim, and the claims that came to none."""

    record: Record
    undecided: Sequence[Undecided]


class _Count(NamedTuple):
    """Who says what of a claim: answers by verdict, who finished and did not mark it, the
    verdict with the most answers, or those between which it is a tie, and of how many people."""

    verdicts: dict[str, int]
    unmarked: int
    most: Verdict | None
    ties: tuple[Verdict, ...]
    of: int


SOFT_TIE: Final = tuple(Verdict)
"""A soft label needs some verdict: in a tie the first of these, and `tie` in its meta says so."""


_UNMARKED: Final = "nobody who finished has marked it"


def voted(record: Record, vote: Vote) -> Voted:
    """The record with a label for each claim; it says nothing of decisions and comments, which are
    about other labels. People are told apart by what `annotator` holds."""
    from annotator.agreement.claims import claims_of  # NumPy: not for every export

    article = record.article
    claims = claims_of(article.text, record.labels, (), record.done, record.begun)
    labels, undecided = [], []
    for claim in claims:
        count = votes_of(claim)
        made = _soft(article, claim, count) if vote is Vote.SOFT else _plain(article, claim, count)
        if isinstance(made, Label):
            labels.append(made)
        else:
            undecided.append(made)
    labels.sort(key=lambda label: (label.start, label.end, label.id))
    plain = replace(record, labels=labels, decisions=(), comments=(), done=(), begun=())
    return Voted(plain, undecided)


def votes_of(claim: Claim) -> _Count:
    """The verdicts of each who has a vote (`Claim.votes`) once: several labels of one claim that
    say the same are one answer, and one that says two things gives two."""
    from annotator.agreement.aggregation import majority

    everyone = claim.votes
    found = majority({claim.id: {who: sorted(said) for who, said in everyone.items() if said}})
    votes = found.votes[claim.id]
    return _Count(
        {verdict.value: votes.get(verdict, 0) for verdict in Verdict},
        len(claim.missing),
        found.label[claim.id],
        tuple(one for one in Verdict if one in found.ties.get(claim.id, ())),
        len(everyone),
    )


def _plain(article: Article, claim: Claim, count: _Count) -> Label | Undecided:
    """The verdict of more than half of those who count, silence included, on the words that more
    than half of them marked."""

    def told(why: str) -> Undecided:
        return _undecided(article, claim, count, why)

    if not any(count.verdicts.values()):
        return told(_UNMARKED)
    if count.most is None:
        return told(f"a tie between {' and '.join(count.ties)}")
    if 2 * count.verdicts[count.most] <= count.of:
        return told(f"no more than half of {count.of} say {count.most}")
    chosen = [at for at in _heard(claim) if claim.labels[at].verdict is count.most]
    spans = _shared(article.text, claim, chosen)
    if not spans:
        return told("they mark no words in common")
    return _label(article, claim, Vote.MAJORITY, count, spans, count.most, chosen)


def _soft(article: Article, claim: Claim, count: _Count) -> Label | Undecided:
    """The verdict of the most, with the counts of all, on the words that more than half marked,
    else on all that anyone did."""
    everyone = _heard(claim)
    if not everyone:
        return _undecided(article, claim, count, _UNMARKED)
    verdict = count.most or next(one for one in SOFT_TIE if one in count.ties)
    spans = _shared(article.text, claim, everyone) or union([claim.extents[at] for at in everyone])
    return _label(article, claim, Vote.SOFT, count, spans, verdict, everyone)


def _heard(claim: Claim) -> list[int]:
    """Which of its labels are by someone who has a vote."""
    return [at for at, label in enumerate(claim.labels) if label.annotator not in claim.unfinished]


def _undecided(article: Article, claim: Claim, count: _Count, why: str) -> Undecided:
    quote = quote_of(article.text, union(claim.extents))
    return Undecided(article.id, article.title, quote, count.verdicts, count.unmarked, why)


def _shared(text: str, claim: Claim, chosen: Sequence[int]) -> Extent:
    """What more than half of those cover who made the chosen labels."""
    people = [claim.labels[at].annotator for at in chosen]
    marked = by_person(people, [claim.extents[at] for at in chosen])
    spans = covered_by([*marked.values()], len(marked) // 2 + 1)
    return trimmed(text, spans) if spans else ()


def _label(
    article: Article, claim: Claim, vote: Vote, count: _Count, spans: Extent, verdict: Verdict,
    chosen: Sequence[int],
) -> Label:  # fmt: skip
    """A label that nobody made: by "majority" or "soft", with an id that follows from its claim,
    what all of the chosen say as evidence, and the tags of more than half of who made them."""
    labels = [claim.labels[at] for at in chosen]
    people = {label.annotator for label in labels}
    tags = Counter(tag for _, tag in {(one.annotator, tag) for one in labels for tag in one.tags})
    when = max(label.updated for label in labels)
    return Label(
        id_for(sha256_of(f"{vote}/{claim.id}")), article.id, vote.value, spans, verdict,
        quote_of(article.text, spans), tags=tuple(sorted(_most(tags, len(people)))),
        evidence=tuple(_evidence(labels)), created=when, updated=when, meta=_meta(count),
    )  # fmt: skip


def _meta(count: _Count) -> dict[str, Any]:
    tie = {"tie": [verdict.value for verdict in count.ties]} if count.ties else {}
    return {"verdicts": count.verdicts, "unmarked": count.unmarked, **tie}


def _most(tags: Mapping[str, int], of: int) -> Iterator[str]:
    return (tag for tag, count in tags.items() if 2 * count > of)


def _evidence(labels: Sequence[Label]) -> Iterator[Evidence]:
    return iter(dict.fromkeys(one for label in labels for one in label.evidence))

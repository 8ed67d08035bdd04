"""The cases of a project for a review: read piece by piece, so that the first case does not wait
for the last article, and later only where something has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from annotator.agreement.claims import decided_again
from annotator.domain.bulk import Rule, propose
from annotator.domain.case_filter import is_case, words_of
from annotator.domain.claim import Claim, ClaimState, Difference, worst_first
from annotator.domain.dataset import Record
from annotator.domain.decisions import Ruling
from annotator.domain.edits import article_assigned
from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Label, Layer
from annotator.domain.records import decision_from, label_from
from annotator.store.changed import Position
from annotator.store.queries import Queries
from annotator.tasks.claims import claims_in, records, reviewed
from annotator.tasks.progress import Progress

Order: TypeAlias = tuple[float, str, int, str]

order_of: Final = attrgetter("order")
"""Where a row stands among the others, as a key to sort by."""

_FIRST: Final = 5_000
_MORE: Final = 4
"""The first piece has the articles of so many labels, which take a tenth of a second; with the next
one there are four times as many, and so on: a list that grows seldom is calm to look at."""

_FEW: Final = 500
"""Where more articles than this have changed, reading all of them takes no longer."""


class Row(Struct, frozen=True, gc=False):
    """A claim: where it stands among the others, the words by which it is found, in what they
    differ worst, how far the review is (None where there is none), and whether several agree and
    nobody has decided."""

    order: Order
    claim: Claim
    words: str
    kind: Difference | None
    state: ClaimState | None
    agreed: bool


class Found(Struct):
    """What has been read: all claims by article, what the articles are called, and the rows, worst
    first. `at` is the moment in the journal that it is of; `changed` says that it is only of the
    articles that have changed before."""

    at: Position
    changed: bool = False
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


class Known(NamedTuple):
    """All claims of each article that has any, as they were at a moment in the journal or later."""

    at: Position
    claims: Mapping[str, Sequence[Claim]]


def all_cases(
    queries: Queries,
    *,
    whole: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Found]:
    """All cases of one moment in pieces that grow, or as a `whole`. Raises CancelledError where it
    is no longer wanted."""
    with queries.one_moment():
        at = queries.position()
        found, labels, limit = Found(at), 0, _FIRST
        for article, claims in reviewed(queries, None, progress, cancelled):
            found.claims[article.id], found.titles[article.id] = list(claims), article.title
            labels += sum([len(claim.labels) for claim in claims])
            if labels >= limit and not whole:
                yield with_rows(found)
                found, limit = Found(at), _MORE * labels
        yield with_rows(found)


def changed_cases(queries: Queries, since: Position) -> Found | None:
    """All claims of the articles that have changed since then, none of those that are gone; None
    where it can be so many that one reads all anew."""
    with queries.one_moment():
        changed = queries.articles_since(since, _FEW)
        if changed is None:
            return None
        found = Found(queries.position(), changed=True, titles=queries.titles(changed))
        for article in changed:
            found.claims[article] = claims_now(queries, article)
        return with_rows(found)


def with_claims(
    queries: Queries,
    known: Known | None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Record, Sequence[Claim] | None]]:
    """All articles, with their claims where these are known and still hold: then their labels are
    those of the claims, and are not read."""
    with queries.one_moment():
        stale = queries.articles_since(known.at, _FEW) if known else None
        if known is None or stale is None:
            yield from ((record, None) for record in records(queries, None, progress, cancelled))
            return
        claims = known.claims

        def labels_of(article: str) -> list[Label]:
            if article in stale:
                return queries.labels_of(article)
            return [label for claim in claims.get(article, ()) for label in claim.labels]

        for record in records(queries, None, progress, cancelled, labels_of):
            id_ = record.article.id
            yield record, None if id_ in stale else claims.get(id_, ())


def proposals(
    queries: Queries,
    rule: Rule,
    known: Known | None = None,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Ruling]:
    """What a rule proposes in the whole project, to be looked at before it is decided."""
    return [
        ruling
        for record, claims in with_claims(queries, known, progress, cancelled)
        for ruling in propose(
            record.article.text, claims_in(record) if claims is None else claims, rule
        )
    ]


def claims_now(queries: Queries, article: str) -> list[Claim]:
    """The claims of an article as they are now; none where it is gone."""
    if not queries.has(Kind.ARTICLE, article):
        return []
    return [claim for one in reviewed(queries, article) for claim in one.claims]


def row_of(claim: Claim) -> Row:
    """A claim as it is listed."""
    state = claim.state if is_case(claim) else None
    agreed = state is None and claim.agreed
    return Row(worst_first(claim), claim, words_of(claim), claim.kind, state, agreed)


def decides_only(entry: Entry) -> bool:
    """Whether an entry settles claims, or takes that back, and changes no annotator's label."""
    return any(entry.changes_of(Kind.DECISION)) and all(
        change.kind in (Kind.DECISION, Kind.COMMENT)
        or (change.before or change.after or {}).get("layer") == Layer.GOLD.value
        for change in entry.changes
    )


def articles_of(entry: Entry, queries: Queries) -> Iterator[str]:
    """The articles whose cases an entry can change: by what is said of them, and by whose silence
    counts, which who finishes an article or begins it makes another matter."""
    for change in entry.changes:
        fields = {**(change.before or {}), **(change.after or {})}
        if change.kind is Kind.ASSIGNMENT:
            yield article_assigned(change.key)
        elif change.kind in (Kind.LABEL, Kind.DECISION, Kind.WORK):
            if "article" in fields:
                yield fields["article"]
            elif change.kind is Kind.LABEL and (label := queries.label(change.key)):
                yield label.article


def decided_by(
    entry: Entry, claims: Mapping[str, Sequence[Claim]]
) -> dict[str, list[Claim]] | None:
    """All claims of the articles in which an entry settles claims, or takes that back, as they are
    after it, told from what they were before: a rule can settle ten thousand at once, and reading
    them all again would take seconds. None where the entry alone does not tell."""
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    for change in entry.changes:
        if change.kind is not Kind.COMMENT:
            if change.before and change.after:
                return None
            changes[(change.after or change.before or {})["article"]].append(change)
    found = {article: _decided(claims.get(article, ()), some) for article, some in changes.items()}
    return None if None in found.values() else {one: now for one, now in found.items() if now}


def _decided(claims: Sequence[Claim], changes: Iterable[Change]) -> list[Claim] | None:
    """The claims of an article after these changes; None where a decision is on none of them."""
    decisions = {one.id: one for claim in claims for one in claim.decisions}
    golds = {one.id: one for claim in claims for one in claim.golds}
    for change in changes:
        if change.kind is Kind.DECISION and change.after:
            decisions[change.key] = decision_from(change.key, change.after)
        elif change.kind is Kind.LABEL and change.after:
            golds[change.key] = label_from(change.key, change.after)
        else:
            there: dict[str, Any] = decisions if change.kind is Kind.DECISION else golds
            there.pop(change.key, None)
    labels = [label for claim in claims for label in claim.labels]
    known = {label.id for label in labels}
    if not claims or any(known.isdisjoint(one.settles) for one in decisions.values()):
        return None
    return decided_again("", claims, [*labels, *golds.values()], decisions.values())


def with_rows(found: Found) -> Found:
    """The same, with the rows of its claims."""
    every = chain.from_iterable(found.claims.values())
    found.rows = sorted(map(row_of, every), key=order_of)
    return found

"""What the adjudicator has on the desk: the cases of the project, the one that is looked at, and
the decision that is being made. Knows no widgets."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from annotator.domain import extents, snapping
from annotator.domain.article import sha256_of
from annotator.domain.claim import Claim, ClaimState, Difference, Outcome, worst_first
from annotator.domain.decisions import CAUSES_KEY, Ruling, causes_of, decide, own, taken
from annotator.domain.journal import Act, Entry, Kind
from annotator.domain.label import Label, Span, Verdict, quote_of
from annotator.errors import AnnotatorError
from annotator.store.queries import Queries
from annotator.tasks.claims import reviewed
from annotator.tasks.importing import CancelledError
from annotator.ui.editing import Edge
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.review.values import OPEN, Draft, Filter, first_draft
from annotator.ui.session import Session

_Order: TypeAlias = tuple[float, str, int, str]


class Desk(QObject):
    """Lists the cases worst first, and settles them one after the other."""

    listed = Signal()
    """Other cases, or another order."""
    removing = Signal(int)
    removed = Signal()
    inserting = Signal(int)
    inserted = Signal()
    """One case goes from a row, or comes to it."""
    recounted = Signal()
    case_changed = Signal()
    """Another case is looked at, or the same one has changed."""
    draft_changed = Signal()
    named = Signal()
    """Names are shown now, or hidden."""
    told = Signal(str)
    """Something that the person should know."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self._session = session
        self._jobs = jobs
        self._job: Job | None = None
        self._claims: dict[str, list[Claim]] = {}
        self.titles: dict[str, str] = {}
        """What each article is called, by its id."""
        self.filter = Filter()
        self.cases: list[Claim] = []
        self._order: list[_Order] = []
        self._read = False
        self.counts: Counter[Difference] = Counter()
        self.states: Counter[ClaimState] = Counter()
        self.case: Claim | None = None
        self.draft: Draft | None = None
        self.names_shown = False
        session.committed.connect(self._hear)
        session.reloaded.connect(self.load)

    # What is listed

    def load(self) -> None:
        """Read all cases anew, in a job."""
        if self._job is not None:
            self._job.cancel()
        project = self._session.project

        def work(handle: Handle) -> dict[str, tuple[str, list[Claim]]]:
            with project.reader() as queries:
                found = reviewed(queries, cancelled=handle.cancelled)
                try:
                    return {one.article.id: (one.article.title, list(one.claims)) for one in found}
                except CancelledError:
                    return {}

        self._job = self._jobs.run(work, self._take)

    def _take(self, found: dict[str, tuple[str, list[Claim]]]) -> None:
        self._job = None
        self._read = True
        self.titles = {id_: title for id_, (title, _) in found.items()}
        self._claims = {id_: claims for id_, (_, claims) in found.items()}
        self._list()
        if self.case is None and self.cases:
            self.look_at(self.cases[0])

    def show_only(self, chosen: Filter) -> None:
        """List other cases."""
        self.filter = chosen
        self._list()
        if self.place() < 0:
            self.look_at(self.cases[0] if self.cases else None)

    def _list(self) -> None:
        every = [claim for claims in self._claims.values() for claim in claims if claim.kind]
        self.states = Counter(claim.state for claim in every)
        in_state = [claim for claim in every if claim.state in self.filter.states]
        self.counts = Counter(claim.kind for claim in in_state if claim.kind)
        self.cases = sorted(filter(self.filter.takes, every), key=worst_first)
        self._order = [worst_first(claim) for claim in self.cases]
        self.listed.emit()
        self.recounted.emit()

    def _hear(self, entry: Entry) -> None:
        if not self._read:
            return
        queries = self._session.project.queries
        touched = set(self._articles(entry, queries))
        at = self.place()
        for article in touched:
            there = reviewed(queries, article) if queries.has(Kind.ARTICLE, article) else ()
            self._exchange(article, [claim for one in there for claim in one.claims])
        if touched:
            self.recounted.emit()
            self._find_again(entry, touched, at)

    def _exchange(self, article: str, claims: list[Claim]) -> None:
        """Take in the claims of an article as they are now, row by row: there can be thousands of
        others, and nobody should wait for them."""
        old = {claim.id: claim for claim in self._claims.get(article, ())}
        new = {claim.id: claim for claim in claims}
        self._claims[article] = claims
        for id_ in old.keys() | new.keys():
            before, after = old.get(id_), new.get(id_)
            if before != after:
                self._count(before, -1)
                self._count(after, 1)

    def _count(self, claim: Claim | None, by: Literal[1, -1]) -> None:
        """A claim comes to what is counted and listed, or goes from it."""
        if claim is None or claim.kind is None:
            return
        self.states[claim.state] += by
        if claim.state in self.filter.states:
            self.counts[claim.kind] += by
        if not self.filter.takes(claim):
            return
        key = worst_first(claim)
        row = bisect_left(self._order, key)
        if by > 0:
            self.inserting.emit(row)
            self._order.insert(row, key)
            self.cases.insert(row, claim)
            self.inserted.emit()
        else:
            self.removing.emit(row)
            del self._order[row], self.cases[row]
            self.removed.emit()

    @staticmethod
    def _articles(entry: Entry, queries: Queries) -> Iterable[str]:
        for change in entry.changes:
            fields = {**(change.before or {}), **(change.after or {})}
            if change.kind in (Kind.LABEL, Kind.DECISION, Kind.ASSIGNMENT):
                if "article" in fields:
                    yield fields["article"]
                elif change.kind is Kind.LABEL and (label := queries.label(change.key)):
                    yield label.article

    def _find_again(self, entry: Entry, touched: Iterable[str], at: int) -> None:
        """Stay with the case, as it is now; after an undo go to the one that is open again; else to
        the one that has taken its place in the list."""
        undone = entry.act is not Act.EDIT and any(entry.changes_of(Kind.DECISION))
        settled = {
            label
            for change in entry.changes_of(Kind.DECISION)
            for label in (change.before or change.after or {}).get("settles", ())
        }
        wanted = self.cases[self.place()] if self.place() >= 0 else None
        if undone:
            again = (
                one
                for article in touched
                for one in self._claims[article]
                if self.filter.takes(one) and settled & {label.id for label in one.labels}
            )
            wanted = next(again, wanted)
        if wanted is None and self.cases:
            wanted = self.cases[min(max(at, 0), len(self.cases) - 1)]
        self.look_at(wanted, again=True)

    # Going

    def place(self) -> int:
        """The row of the case that is looked at; -1 where it is not listed."""
        if self.case is None:
            return -1
        there = self._claims.get(self.case.article, ())
        now = next((one for one in there if one.id == self.case.id), None)
        if now is None:
            return -1
        row = bisect_left(self._order, worst_first(now))
        here = row < len(self.cases) and self.cases[row].id == now.id
        return row if here else -1

    def step(self, by: int) -> None:
        """The next case of the list, or the one before."""
        at = self.place() + by
        if 0 <= at < len(self.cases):
            self.look_at(self.cases[at])

    def look_at(self, claim: Claim | None, *, again: bool = False) -> None:
        """Look at another case."""
        if claim == self.case and not again:
            return
        same = claim is not None and self.case is not None and claim.id == self.case.id
        self.case = claim
        if claim is None:
            self.draft = None
        elif not same or self.draft is None:
            self.draft = first_draft(claim)
        if claim is not None and (
            self._session.article is None or self._session.article.id != claim.article
        ):
            self._session.open_article(claim.article)
        self.case_changed.emit()

    def numbered(self) -> list[Label]:
        """The labels of the case as they are numbered: shuffled while names are hidden, always in
        the same way, so that nobody learns who is 1."""
        if self.case is None:
            return []
        labels = list(self.case.labels)
        if self.names_shown:
            return sorted(labels, key=lambda label: (self.name_of(label), label.start))
        case = self.case.id
        return sorted(labels, key=lambda label: sha256_of(f"{case}/{label.id}"))

    def name_of(self, label: Label) -> str:
        """Who made a label; nothing while names are hidden."""
        return self._session.name_of(label.annotator) if self.names_shown else ""

    def missing_names(self) -> str:
        """Who has finished the article and did not mark it: names, or how many."""
        missing = self.case.missing if self.case else ()
        if self.names_shown:
            return ", ".join(sorted(map(self._session.name_of, missing)))
        return f"{len(missing)} of {len(missing) + len(self.case.annotators)}" if self.case else ""

    def reveal(self) -> None:
        """Show who is who, or hide it again."""
        self.names_shown = not self.names_shown
        self.named.emit()

    def progress(self) -> str:
        """How many are open, and how many settled."""
        still = sum(self.states[state] for state in OPEN)
        asked = self.states[ClaimState.DEFERRED]
        told = f"{still:,} open · {self.states[ClaimState.SETTLED]:,} settled"
        return f"{told} · {asked:,} asked" if asked else told

    # Deciding

    def take(self, number: int) -> None:
        """One annotator's extent and verdict."""
        labels = self.numbered()
        if 1 <= number <= len(labels):
            label = labels[number - 1]
            self._redraft(spans=label.spans, verdict=label.verdict)

    def set_verdict(self, verdict: Verdict) -> None:
        """A verdict of one's own."""
        self._redraft(verdict=verdict)

    def combine(self, how: Literal["union", "intersection"]) -> None:
        """What any of them covers, or what all of them cover."""
        if self.case is not None:
            combined = getattr(extents, how)(self.case.extents)
            if combined:
                self._redraft(spans=combined)
            else:
                self.told.emit("There are no words that all of them have marked.")

    def move_edge(self, edge: Edge, step: Literal[1, -1]) -> None:
        """Move an edge of the extent by a word."""
        article = self._session.article
        if self.draft is None or article is None:
            return
        spans = list(self.draft.spans)
        at = 0 if edge == "start" else -1
        place = snapping.move_edge(article.text, spans[at].start, spans[at].end, edge, step, "word")
        spans[at] = Span(*place)
        self._redraft(spans=tuple(spans))

    def explain(self, *, cause: str | None = None, reason: str | None = None) -> None:
        """Why it is decided so. Typing does not announce itself: who types sees it."""
        if self.draft is not None:
            self.draft = replace(
                self.draft,
                cause=self.draft.cause if cause is None else cause,
                reason=self.draft.reason if reason is None else reason,
            )

    def settle(self) -> None:
        """Make the decision true, and go on to the next case."""
        draft, article = self.draft, self._session.article
        if self.case is None or draft is None or article is None:
            return
        if draft.verdict is None:
            self.told.emit(
                "Choose first: a number takes that annotator’s word, V, D or U your own."
            )
            return
        like = [
            label
            for label in self.case.labels
            if (label.spans, label.verdict) == (draft.spans, draft.verdict)
        ]
        outcome = Outcome.ACCEPTED if like else Outcome.EDITED
        try:
            stands = taken(like[0]) if like else own(article, draft.spans, draft.verdict)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        self._decide(Ruling(self.case, outcome, stands, draft.cause, draft.reason))

    def reject(self) -> None:
        """Nothing stands of this claim, and that is a decision."""
        if self.case is not None and self.draft is not None:
            ruling = Ruling(self.case, Outcome.REJECTED, None, self.draft.cause, self.draft.reason)
            self._decide(ruling)

    def ask(self) -> None:
        """Put it off with a question to the annotators."""
        if self.case is None or self.draft is None:
            return
        if not self.draft.reason.strip():
            self.told.emit("Write the question first: R goes to the field.")
            return
        self._decide(Ruling(self.case, Outcome.DEFERRED, None, "", self.draft.reason))

    def causes(self) -> Sequence[str]:
        """Why annotators differ, in the words of this project."""
        return causes_of(self._session.project.queries.setting(CAUSES_KEY))

    def _decide(self, ruling: Ruling) -> None:
        session = self._session
        try:
            session.join()
            _, entry = decide(session.annotator.id, [ruling], self.causes())
        except AnnotatorError as error:
            session.failed.emit(error)
            return
        self.draft = None
        session.commit(entry)

    def _redraft(
        self, *, spans: tuple[Span, ...] | None = None, verdict: Verdict | None = None
    ) -> None:
        """Another extent, another verdict, or both; the rest of the draft stays."""
        if self.draft is not None:
            self.draft = replace(
                self.draft,
                spans=spans or self.draft.spans,
                verdict=verdict or self.draft.verdict,
            )
            self.draft_changed.emit()

    def draft_quote(self) -> str:
        """The words that the decision covers."""
        article = self._session.article
        return quote_of(article.text, self.draft.spans) if article and self.draft else ""

"""The adjudicator’s desk: one case after the other, each with its decision. Knows no widgets."""

from __future__ import annotations

import time
from collections.abc import Collection

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal

from annotator.domain.article import Article
from annotator.domain.case_filter import CaseFilter
from annotator.domain.claim import Claim, Outcome
from annotator.domain.comment import threads_of
from annotator.domain.commenting import with_threads
from annotator.domain.decisions import (
    Ruling,
    Standing,
    decide,
    keep,
    own,
    take_back,
    taken,
)
from annotator.domain.journal import Act, Entry, Kind
from annotator.domain.label import Label
from annotator.errors import AnnotatorError
from annotator.ui.jobs import Jobs
from annotator.ui.review.docket import Docket
from annotator.ui.review.drafting import Drafting
from annotator.ui.review.values import Draft, Part, draft_before, first_draft
from annotator.ui.session import Session

_PAUSE_MS = 150
_GLANCE_S = 1.0
"""In so short a time nobody has begun to read a case."""


class Desk(Drafting):
    """Goes through the cases of the docket, and settles one after the other."""

    case_changed = Signal()
    """Another case is looked at, or the same one has changed."""
    question_wanted = Signal()
    """The person is to write what the annotators are asked."""
    decided = Signal()
    """The case has its decision."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self.docket = Docket(session, jobs)
        self._typing = False
        self._away = True
        self._early = False
        self._shown = 0.0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_listed)
        self.docket.listed.connect(self._on_listed)
        self.docket.followed.connect(self._find_again)
        self.docket.complete.connect(self._on_complete)
        self.decided.connect(self.begin)

    # Going

    def _on_complete(self) -> None:
        """Begin with the worst of all, unless one has begun with the worst of those before."""
        glance = time.monotonic() - self._shown < _GLANCE_S
        if glance and not self._begun and self.docket.cases:
            self.look_at(self.docket.cases[0])

    def place(self) -> int:
        """The row of the case that is looked at; -1 where it is not listed."""
        return self.docket.place(self.case)

    def show_cases(self, chosen: CaseFilter, *, typing: bool = False) -> None:
        """List other cases; the one that is looked at stays, where it is one of them. While someone
        is typing, the first of the others is looked at when they pause."""
        self._typing = typing
        self._begun = self._begun or bool(self.docket.cases)
        self.docket.show_only(chosen)
        self._typing = False

    def _on_listed(self) -> None:
        """Stay with the case, as it is now, or begin with the first."""
        at = self.place()
        if at < 0 and self._typing and self.docket.cases:
            self._pause.start()
            return
        self._pause.stop()
        self.look_at(self.docket.cases[max(at, 0)] if self.docket.cases else None)
        if at < 0 and not self.docket.read:
            self._early, self._shown = True, time.monotonic()

    def catch_up(self) -> None:
        """Look at the first of the cases that were typed for, without waiting."""
        if self._pause.isActive():
            self._on_listed()

    def _find_again(self, entry: Entry, touched: Collection[str], at: int) -> None:
        """Stay with the case, as it is now; after an undo go to the one that is open again; else to
        the one that has taken its place in the list, or to the worst of all after a case that was
        shown before these were known."""
        cases = self.docket.cases
        undone = entry.act is not Act.EDIT and any(entry.changes_of(Kind.DECISION))
        settled = {
            label
            for change in entry.changes_of(Kind.DECISION)
            for label in (change.before or change.after or {}).get("settles", ())
        }
        wanted = cases[self.place()] if self.place() >= 0 else None
        if undone:
            again = (
                one
                for article in touched
                for one in self.docket.claims[article]
                if self.docket.filter.takes(one) and settled & {label.id for label in one.labels}
            )
            wanted = next(again, wanted)
        if wanted is None and cases:
            wanted = cases[0 if self._early else min(max(at, 0), len(cases) - 1)]
        draft = draft_before(wanted, entry) if undone and wanted else None
        self.look_at(wanted, again=True, draft=draft)

    def following(self) -> Claim | None:
        """The case that comes next in the list, or takes the place of one that is settled."""
        at = self.place() + 1
        return self.docket.cases[at] if 0 < at < len(self.docket.cases) else None

    def step(self, by: int) -> None:
        """The next case of the list, or the one before."""
        at = self.place() + by
        if 0 <= at < len(self.docket.cases):
            self.choose(self.docket.cases[at])

    def choose(self, claim: Claim) -> None:
        """Look at the case that the person has gone to."""
        self.begin()
        self.look_at(claim)

    def go_to(self, labels: Collection[str]) -> None:
        """Look at the case of one of these labels, where it is listed."""

        def is_theirs(case: Claim | None) -> bool:
            return case is not None and any(label.id in labels for label in case.labels)

        if not is_theirs(self.case):
            found = next(filter(is_theirs, self.docket.cases), None)
            if found is not None:
                self.choose(found)

    def look_at(
        self, claim: Claim | None, *, again: bool = False, draft: Draft | None = None
    ) -> None:
        """Look at another case; `draft`: what to go on from."""
        if claim == self.case and not again:
            return
        same = claim is not None and self.case is not None and claim.id == self.case.id
        self._early = self._early and same
        self.case = self.docket.watched = claim
        if claim is not None and not same:
            self.names.meet(claim)
        if claim is None or draft is not None:
            self.start_anew(draft)
        elif not same or self.draft is None:
            self.start_anew(first_draft(claim) if claim.labels else None)
        if not self._away:
            self._article()
        self.case_changed.emit()

    def come_back(self) -> None:
        """From another tab, where one may have gone to another article."""
        self._away = False
        before = self._session.article
        if self._article() is not before:
            self.case_changed.emit()

    def go_away(self) -> None:
        """To another tab: what changes here opens no other article for whoever annotates there."""
        self._away = True

    # Deciding

    def settle(self) -> None:
        """Make the decision true, and go on to the next case; one whose labels are gone is kept."""
        if self.case is not None and not self.case.labels and self.case.contradicting:
            self.told.emit(
                "It was settled twice, differently: X withdraws this one of the decisions."
            )
            return
        if self.case is not None and not self.case.labels:
            self._commit(keep(self._session.annotator.id, self.case))
            return
        draft, article = self.draft, self._article()
        if self.case is None or draft is None or article is None:
            return
        if draft.asking:
            self.ask()
            return
        if not draft.clear:
            self.told.emit(
                "Choose first: a number takes that annotator’s word, V, D or U your own."
            )
            return
        try:
            first, *others = (self._standing(article, part) for part in draft.parts)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        accepted = all(self._like(part) for part in draft.parts)
        outcome = Outcome.ACCEPTED if accepted else Outcome.EDITED
        self._decide(Ruling(self.case, outcome, first, draft.cause, draft.reason, tuple(others)))

    def _like(self, part: Part) -> Label | None:
        """The first label of the case that says the same."""
        there = self.case.labels if self.case else ()
        said = (part.spans, part.verdict)
        return next((label for label in there if (label.spans, label.verdict) == said), None)

    def _standing(self, article: Article, part: Part) -> Standing:
        assert part.verdict is not None
        like = self._like(part)
        return taken(like) if like else own(article, part.spans, part.verdict)

    def reject(self) -> None:
        """Nothing stands of this claim, and that is a decision; one whose labels are gone goes."""
        if self.case is not None and not self.case.labels:
            self._commit(take_back(self._session.annotator.id, [self.case]))
        elif self.case is not None and self.draft is not None:
            ruling = Ruling(self.case, Outcome.REJECTED, None, self.draft.cause, self.draft.reason)
            self._decide(ruling)

    def ask(self) -> None:
        """Put it off with a question to the annotators; without one, have it written first."""
        if self.case is None or self.draft is None:
            return
        if not self.draft.reason.strip():
            self.draft = replace(self.draft, asking=True)
            self.draft_changed.emit()
            self.question_wanted.emit()
            return
        self._decide(Ruling(self.case, Outcome.DEFERRED, None, "", self.draft.reason))

    def _decide(self, ruling: Ruling) -> None:
        session, claim = self._session, ruling.claim
        try:
            session.join()
            decisions, entry = decide(session.annotator.id, [ruling], self.causes())
        except AnnotatorError as error:
            session.failed.emit(error)
            return
        threads = threads_of(session.project.queries.comments(claim.article))
        self._commit(with_threads(entry, decisions, claim.decisions, threads))

    def _commit(self, entry: Entry) -> None:
        self.start_anew(None)
        if self._session.commit(entry):
            self.decided.emit()

"""What the adjudicator has on the desk: the case that is looked at, and the decision that is being
made. Knows no widgets."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Literal

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain import extents, snapping
from annotator.domain.article import Article
from annotator.domain.case_filter import CaseFilter
from annotator.domain.claim import Claim, Outcome
from annotator.domain.comment import threads_of
from annotator.domain.commenting import with_threads
from annotator.domain.decisions import (
    CAUSES_KEY,
    Ruling,
    Standing,
    causes_of,
    decide,
    keep,
    own,
    take_back,
    taken,
)
from annotator.domain.journal import Act, Entry, Kind
from annotator.domain.label import Label, Span, Verdict, quote_of
from annotator.errors import AnnotatorError
from annotator.ui.editing import Edge
from annotator.ui.jobs import Jobs
from annotator.ui.review.docket import Docket
from annotator.ui.review.names import Names
from annotator.ui.review.values import Draft, Part, first_draft, next_way, ways
from annotator.ui.session import Session

_PAUSE_MS = 150
_GLANCE_S = 1.0
"""In so short a time nobody has begun to read a case."""


class Desk(QObject):
    """Settles the cases of the docket one after the other."""

    case_changed = Signal()
    """Another case is looked at, or the same one has changed."""
    draft_changed = Signal()
    question_wanted = Signal()
    """The person is to write what the annotators are asked."""
    decided = Signal()
    """The case has its decision."""
    told = Signal(str)
    """Something that the person should know."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self._session = session
        self.docket = Docket(session, jobs)
        self.names = Names(session)
        self.case: Claim | None = None
        self.draft: Draft | None = None
        self._typing = False
        self._away = True
        self._begun = False
        self._early = False
        self._shown = 0.0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_listed)
        self.docket.listed.connect(self._on_listed)
        self.docket.followed.connect(self._find_again)
        self.docket.complete.connect(self._on_complete)
        for signal in (self.draft_changed, self.decided):
            signal.connect(self.begin)

    # Going

    def begin(self) -> None:
        """The person has begun to work: what is still to come takes nothing out of their hands."""
        self._begun = True

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
        self.look_at(wanted, again=True)

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

    def look_at(self, claim: Claim | None, *, again: bool = False) -> None:
        """Look at another case."""
        if claim == self.case and not again:
            return
        same = claim is not None and self.case is not None and claim.id == self.case.id
        self._early = self._early and same
        self.case = self.docket.watched = claim
        if claim is None:
            self.draft = None
        elif not same or self.draft is None:
            self.draft = first_draft(claim) if claim.labels else None
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

    def _article(self) -> Article | None:
        """The article of the case, which is opened where it is not."""
        session, case = self._session, self.case
        if case is None:
            return None
        if session.article is None or session.article.id != case.article:
            session.open_article(case.article)
        return session.article

    def numbered(self) -> list[Label]:
        """The labels of the case as they are numbered."""
        return self.names.numbered(self.case) if self.case else []

    # Deciding

    def take(self, number: int) -> None:
        """One annotator's extent and verdict."""
        labels = self.numbered()
        if self.draft is None or not 1 <= number <= len(labels):
            return
        label = labels[number - 1]
        if self.draft.fits(label.spans):
            self._redraft(spans=label.spans, verdict=label.verdict)
        else:
            self.told.emit(
                f"Label {number} shares words with another part. O takes what is left for this one."
            )

    def set_verdict(self, verdict: Verdict) -> None:
        """A verdict of one's own."""
        self._redraft(verdict=verdict)

    def combine(self, how: Literal["union", "intersection"]) -> None:
        """What any annotator covers, or what all of them cover; of several parts, as far as the
        others leave it to this one."""
        article = self._article()
        if self.case is None or self.draft is None or article is None:
            return
        wanted = getattr(extents, how)([*self.case.marked.values()])
        part, others = self.draft.part.spans, self.draft.others
        if wanted := extents.left_over(article.text, wanted, part, others):
            self._redraft(spans=wanted)
        else:
            who, left = "any" if how == "union" else "all", " left for this part" if others else ""
            self.told.emit(f"There are no words{left} that {who} of them have marked.")

    def move_edge(self, edge: Edge, step: Literal[1, -1]) -> None:
        """Move an edge of the extent by a word."""
        article = self._article()
        if self.draft is None or article is None:
            return
        spans = list(self.draft.part.spans)
        at = 0 if edge == "start" else -1
        place = snapping.move_edge(article.text, spans[at].start, spans[at].end, edge, step, "word")
        spans[at] = Span(*place)
        if self.draft.fits(tuple(spans)):
            self._redraft(spans=tuple(spans))
        else:
            self.told.emit("Another part is there: no two of them share words.")

    def divide(self) -> None:
        """Settle it as several labels, as one of the annotators made them; again: as another did,
        or as one label after all."""
        if self.case is None or self.draft is None:
            return
        draft = next_way(self.case, self.draft)
        if draft is None:
            self.told.emit("Nobody has made several labels of this.")
            return
        self.draft = draft
        self.draft_changed.emit()

    def is_divisible(self) -> bool:
        """Whether someone made several labels of the case."""
        return self.case is not None and any(True for _ in ways(self.case))

    def go_to_part(self, at: int) -> None:
        """Have the keys act on this part."""
        if self.draft is not None and 0 <= at < len(self.draft.parts):
            self.draft = replace(self.draft, at=at)
            self.draft_changed.emit()

    def next_part(self) -> None:
        """Have the keys act on the next part, after the last one on the first."""
        if self.draft is not None:
            self.go_to_part((self.draft.at + 1) % len(self.draft.parts))

    def explain(self, *, cause: str | None = None, reason: str | None = None) -> None:
        """Why it is decided so. Typing does not announce itself: who types sees it."""
        if self.draft is not None:
            self.begin()
            self.draft = replace(
                self.draft,
                cause=self.draft.cause if cause is None else cause,
                reason=self.draft.reason if reason is None else reason,
            )

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

    def ask_nothing(self) -> None:
        """Decide after all, and ask nobody."""
        if self.draft is not None and self.draft.asking:
            self.draft = replace(self.draft, asking=False)
            self.draft_changed.emit()

    def causes(self) -> Sequence[str]:
        """Why annotators differ, in the words of this project; and what this case was said to be
        for, where the project says so no more."""
        known = causes_of(self._session.project.queries.setting(CAUSES_KEY))
        said = self.draft.cause if self.draft is not None else ""
        return known if not said or said in known else (*known, said)

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
        self.draft = None
        if self._session.commit(entry):
            self.decided.emit()

    def _redraft(
        self, *, spans: tuple[Span, ...] | None = None, verdict: Verdict | None = None
    ) -> None:
        """Another extent, another verdict, or both; the rest of the draft stays."""
        if self.draft is not None:
            draft = self.draft.with_part(spans=spans, verdict=verdict)
            self.draft = replace(draft, asking=False)
            self.draft_changed.emit()

    def quote(self, part: Part) -> str:
        """The words that a part of the decision covers."""
        article = self._session.article
        return quote_of(article.text, part.spans) if article else ""

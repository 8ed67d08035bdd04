"""The case that is looked at, and the decision that is being made of it. Knows no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from annotator.domain import extents, snapping
from annotator.domain.article import Article
from annotator.domain.claim import Claim
from annotator.domain.decisions import CAUSES_KEY, causes_of
from annotator.domain.label import Label, Span, Verdict, quote_of
from annotator.ui.editing import Edge
from annotator.ui.review.names import Names
from annotator.ui.review.values import Draft, Part, chosen, next_way, ways
from annotator.ui.session import Session


class Drafting(QObject):
    """What the keys change before anything is written: whose words, which verdict, and why."""

    draft_changed = Signal()
    told = Signal(str)
    """Something that the person should know."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.names = Names(session)
        self.case: Claim | None = None
        self.draft: Draft | None = None
        self._before: list[Draft] = []
        self._after: list[Draft] = []
        self._begun = False
        self.draft_changed.connect(self.begin)

    def begin(self) -> None:
        """The person has begun to work: what is still to come takes nothing out of their hands."""
        self._begun = True

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

    # What is to stand

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
        self._choose(draft)

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

    def _redraft(
        self, *, spans: tuple[Span, ...] | None = None, verdict: Verdict | None = None
    ) -> None:
        """Another extent, another verdict, or both; the rest of the draft stays."""
        if self.draft is not None:
            self._choose(self.draft.with_part(spans=spans, verdict=verdict))

    def _choose(self, draft: Draft) -> None:
        if self.draft is not None and self.draft.parts != draft.parts:
            self._before.append(self.draft)
            self._after.clear()
        self.draft = replace(draft, asking=False)
        self.draft_changed.emit()

    def quote(self, part: Part) -> str:
        """The words that a part of the decision covers."""
        article = self._session.article
        return quote_of(article.text, part.spans) if article else ""

    # Undo, before anything is written

    def start_anew(self, draft: Draft | None) -> None:
        """Go on from here, with nothing to take back."""
        self.draft = draft
        self._before.clear()
        self._after.clear()

    def take_back(self) -> bool:
        """Take back what was chosen last; returns whether there was anything."""
        return self._turn(self._before, self._after)

    def do_again(self) -> bool:
        """Choose again what was taken back; returns whether there was anything."""
        return self._turn(self._after, self._before)

    def _turn(self, source: list[Draft], target: list[Draft]) -> bool:
        """Go to another draft and remember this one; the reason and the cause stay."""
        if self.draft is None or not source:
            return False
        target.append(self.draft)
        found = source.pop()
        self.draft = replace(self.draft, parts=found.parts, at=found.at, asking=False)
        self.draft_changed.emit()
        return True

    def undo_text(self) -> str:
        """Which choice would be taken back, in a few words; nothing where there is none."""
        return chosen(self._before[-1], self.draft) if self._before and self.draft else ""

    def redo_text(self) -> str:
        """Which choice would be made again, in a few words; nothing where there is none."""
        return chosen(self.draft, self._after[-1]) if self._after and self.draft else ""

    # Why

    def explain(self, *, cause: str | None = None, reason: str | None = None) -> None:
        """Why it is decided so. Typing does not announce itself: who types sees it."""
        if self.draft is not None:
            self.begin()
            self.draft = replace(
                self.draft,
                cause=self.draft.cause if cause is None else cause,
                reason=self.draft.reason if reason is None else reason,
            )

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

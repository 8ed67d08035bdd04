"""What the actions do in Review."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from annotator.domain.label import Verdict
from annotator.ui.actor import Actor, Handlers
from annotator.ui.editing import EDGES, STEPS, Edge

if TYPE_CHECKING:
    from annotator.ui.review.desk import Desk
    from annotator.ui.review.tab import ReviewTab


class Deciding(Actor):
    """Hands the actions of Review on to its desk, which is there from the first look at it on."""

    def handlers(self) -> Handlers:
        found: Handlers = {
            "next_case": lambda: self._desk.step(1),
            "previous_case": lambda: self._desk.step(-1),
            "widest": lambda: self._desk.combine("union"),
            "narrowest": lambda: self._desk.combine("intersection"),
            "reject": lambda: self._desk.reject(),
            "ask": lambda: self._desk.ask(),
            "settle": lambda: self._desk.settle(),
            "divide": lambda: self._desk.divide(),
            "next_part": lambda: self._desk.next_part(),
            "reason": lambda: self._review.panel.decision.explain(),
            "filter_cases": lambda: self._review.cases.open_filter(),
            "comment_case": lambda: self._review.panel.comments.write(),
            "reveal": lambda: self._desk.names.turn(),
        }
        for verdict in Verdict:
            found[f"decide_{verdict.value}"] = partial(self._decide, verdict)
        for number in range(1, 10):
            found[f"take_{number}"] = partial(self._take, number)
        for edge in EDGES:
            for side, step in STEPS.items():
                found[f"decide_{edge}_{side}"] = partial(self._move_edge, edge, step)
        return found

    @property
    def _review(self) -> ReviewTab:
        review = self._bench.review
        assert review is not None, "the action is disabled before Review is shown"
        return review

    @property
    def _desk(self) -> Desk:
        return self._review.desk

    def _decide(self, verdict: Verdict) -> None:
        self._desk.set_verdict(verdict)

    def _take(self, number: int) -> None:
        self._desk.take(number)

    def _move_edge(self, edge: Edge, step: Literal[1, -1]) -> None:
        self._desk.move_edge(edge, step)

"""Someone at the Review tab."""

from __future__ import annotations

from hands import Hands
from PySide6.QtTest import QTest

from annotator.domain.claim import Claim
from annotator.ui.review.desk import Desk
from annotator.ui.review.docket import Docket
from annotator.ui.review.tab import ReviewTab
from annotator.ui.review.values import Draft


class Reviewer:
    """Opens Review and works there by keys, which are counted."""

    def __init__(self, hands: Hands) -> None:
        hands.press("Ctrl+2")
        self.hands = hands
        assert hands.bench.review is not None
        self.tab: ReviewTab = hands.bench.review
        self.desk: Desk = self.tab.desk
        self.docket: Docket = self.desk.docket
        hands.qtbot.waitUntil(lambda: self.docket.read and self.desk.case is not None)
        hands.qtbot.waitUntil(self.tab.page.hasFocus)
        self.keys = 0

    def press(self, keys: str) -> None:
        """Press keys over the article under review."""
        QTest.keySequence(self.tab.page, keys)
        self.keys += 1

    @property
    def case(self) -> Claim:
        """The case that is looked at."""
        assert self.desk.case is not None
        return self.desk.case

    @property
    def draft(self) -> Draft:
        """The decision that is being made."""
        assert self.desk.draft is not None
        return self.desk.draft

    def settle_all(self) -> int:
        """Settle every case that is listed, with as few keys as it takes; returns how many."""
        settled = 0
        while self.desk.case is not None:
            if not self.draft.clear:
                self.press("1")
            self.press("Return")
            settled += 1
        return settled

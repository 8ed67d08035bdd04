"""What is said about the labels of a case, without names while they are hidden."""

from __future__ import annotations

from annotator.domain.comment import Thread
from annotator.ui.comments.comments import Comments
from annotator.ui.review.desk import Desk
from annotator.ui.session import Session
from annotator.ui.theme import Theme


class CaseComments(Comments):
    """The threads at the labels of the case and at the claim: the question that it was put off with
    is answered there."""

    def __init__(self, desk: Desk, session: Session, theme: Theme) -> None:
        super().__init__(session, theme)
        self._desk = desk
        for signal in (desk.case_changed, desk.docket.listed, desk.names.changed):
            signal.connect(self._follow)
        for signal in (session.committed, session.reloaded, session.article_opened):
            signal.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        case = self._desk.case
        article = self._session.article
        here = case is not None and article is not None and article.id == case.article
        self.show_about([label.id for label in case.labels] if case and here else [])

    def name_of(self, annotator: str) -> str:
        """Who somebody is; while names are hidden, whose label is theirs."""
        return self._desk.names.of_author(annotator, self._desk.case)

    def about_of(self, thread: Thread) -> str:
        """Which label a thread is about, by its number; or that it is about the claim."""
        if len(thread.about) > 1:
            return "On the claim"
        numbers = [
            number
            for number, label in enumerate(self._desk.numbered(), 1)
            if label.id in thread.about
        ]
        return f"On label {numbers[0]}" if numbers else ""

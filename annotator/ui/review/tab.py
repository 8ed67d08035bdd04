"""The Review tab: the list of disagreements, the article, and what each annotator says."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.case_filter import CaseFilter
from annotator.ui.columns import Columns
from annotator.ui.jobs import Jobs
from annotator.ui.review.case_list import CaseList
from annotator.ui.review.desk import Desk
from annotator.ui.review.heading import Heading
from annotator.ui.review.page import ReviewPage
from annotator.ui.review.pages import Pages
from annotator.ui.review.panel import ReviewPanel
from annotator.ui.session import Session
from annotator.ui.theme import Theme


class ReviewTab(QWidget):
    """Made when it is first shown, and reads the cases then."""

    def __init__(self, session: Session, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.desk = Desk(session, jobs)
        self.cases = CaseList(self.desk, session, theme)
        self.pages = Pages(self.desk, session, theme)
        self.panel = ReviewPanel(self.desk, session, theme)
        self.panel.comments.left.connect(self.pages.setFocus)
        middle = QWidget()
        middle.setObjectName("paper")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        self.heading = Heading(self.desk, session, jobs, theme)
        inside.addWidget(self.heading)
        inside.addWidget(self.pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Columns(self.cases, middle, self.panel, theme))
        self.cases.left.connect(self._come_back)
        self.desk.decided.connect(self._go_on)
        self.cases.view.verticalScrollBar().actionTriggered.connect(self.desk.begin)
        self.pages.scrolled.connect(self.desk.begin)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.desk.docket.read and not self.desk.docket.busy:
            self.desk.docket.load()
        self.desk.come_back()
        self.pages.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.desk.go_away()

    def show_cases(self, chosen: CaseFilter) -> None:
        """List these cases and look at the first; before they are read, as soon as they are."""
        self.desk.show_cases(chosen)

    def _come_back(self) -> None:
        """From a field to the cases."""
        self.desk.catch_up()
        self.desk.ask_nothing()
        self.pages.setFocus()

    def _go_on(self) -> None:
        """The reason of one case is not where the keys for the next one belong."""
        at = self.focusWidget()
        if at is not None and self.panel.isAncestorOf(at):
            self.pages.setFocus()

    @property
    def page(self) -> ReviewPage:
        """The page that is looked at; for another article it may be another one."""
        return self.pages.front

    @property
    def hands(self) -> list[QWidget]:
        """Where single keys act: not in the filter, where Enter would settle a case."""
        return [self.cases.view, self.pages, self.panel]

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self.panel.show_keys(keys)
        self.cases.show_keys(keys)
        self.heading.show_key(keys["reveal"])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a field."""
        if event.key() == Qt.Key.Key_Escape:
            self._come_back()
        else:
            super().keyPressEvent(event)

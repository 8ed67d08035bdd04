"""Above the article under review, and always in sight: which one it is, how far its annotators
agree, and how much is still to do in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.claim import Claim
from annotator.domain.journal import Entry, Kind
from annotator.domain.label import Layer
from annotator.tasks.telling import counted
from annotator.ui.article.document import COLUMN
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import CutLabel, KeyButton
from annotator.ui.review.desk import Desk
from annotator.ui.session import Session
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.tasks.agreement_report import Together

_SCROLL_BAR = 12
_PAUSE_MS = 250
"""The agreement is counted when someone stays with an article, and not while they go on."""


class Heading(QWidget):
    """Title, agreement and what is to do; and whether names are hidden."""

    def __init__(self, desk: Desk, session: Session, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._desk, self._session, self._jobs, self._theme = desk, session, jobs, theme
        self.setObjectName("heading")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._known: dict[str, Together] = {}
        self._job: Job | None = None
        self._title = CutLabel(kind="heading")
        self._told = CutLabel(kind="small")
        self._names = KeyButton("Names hidden", "Show names", kind="outlined")
        self._names.clicked.connect(desk.names.turn)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._count)
        self._lines = QVBoxLayout(self)
        self._arrange()
        for signal in (desk.case_changed, desk.names.changed, desk.docket.recounted, theme.changed):
            signal.connect(self._show)
        session.committed.connect(self._hear)
        session.reloaded.connect(self._known.clear)
        self._show()

    def _arrange(self) -> None:
        """The title has a line of its own: it is what one knows the article by."""
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self._told, 1)
        below.addWidget(self._names)
        self._lines.setSpacing(1)
        self._lines.addWidget(self._title)
        self._lines.addLayout(below)

    def show_key(self, key: str) -> None:
        """Show this key beside the names."""
        self._names.show_key(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, width = self._theme.px, self.width() - _SCROLL_BAR
        side = max(px(24), (width - min(px(COLUMN), width - px(48))) // 2)  # as the text has it
        self._lines.setContentsMargins(side, px(9), px(14), px(7))

    def _show(self) -> None:
        case = self._desk.case
        self._names.setVisible(case is not None)
        self._names.setText("Names shown" if self._desk.names.shown else "Names hidden")
        title = self._desk.docket.titles.get(case.article, "") if case else ""
        self._title.setFont(self._theme.serif(17, bold=True))
        self._title.setText(title)
        self._told.setText(self._words(case) if case else "")
        if case is not None and case.article not in self._known:
            self._pause.start()

    def _words(self, case: Claim) -> str:
        known = self._known.get(case.article)
        still = counted(self._desk.docket.open_in(case.article), "open disagreement")
        people = counted(known.people, "annotator") if known else ""
        alpha = ""
        if known is not None:
            value = known.alpha.value
            alpha = f"α(u) {value:.2f}" if value is not None else f"no α(u): {known.alpha.why}"
        return " · ".join(part for part in (people, alpha, still) if part)

    def _hear(self, entry: Entry) -> None:
        """What annotators say has changed, or whose silence counts."""
        for change in entry.changes:
            layer = (change.before or change.after or {}).get("layer", Layer.ANNOTATION.value)
            said = change.kind is Kind.LABEL and layer == Layer.ANNOTATION.value
            if said or change.kind in (Kind.ASSIGNMENT, Kind.WORK):
                self._known.clear()
                return

    def _count(self) -> None:
        case = self._desk.case
        if case is None:
            return
        if self._job is not None:
            self._job.cancel()
        project, article = self._session.project, case.article

        def work(_: Handle) -> tuple[str, Together | None]:
            from annotator.tasks.agreement_report import together  # NumPy: not before it is wanted

            with project.reader() as queries:
                return article, together(queries, article)

        self._job = self._jobs.run(work, self._take)

    def _take(self, found: tuple[str, Together | None]) -> None:
        self._job = None
        article, known = found
        if known is not None:
            self._known[article] = known
            self._show()

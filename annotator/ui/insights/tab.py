"""The Insights tab: how far the annotators agree, on what, and how far the work is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.agreement.answers import NOT_MARKED
from annotator.agreement.measure import Measure
from annotator.agreement.resampling import Interval
from annotator.domain.claim import ClaimState
from annotator.domain.label import Verdict
from annotator.store.listing import State
from annotator.tasks.agreement_report import AgreementReport, agreement_report
from annotator.tasks.claims import reviewed
from annotator.tasks.importing import CancelledError
from annotator.tasks.telling import counted
from annotator.ui.insights.cards import Bar, BarsCard, Card, Cell, MatrixCard, NumberCard, ShareCard
from annotator.ui.jobs import Handle, Job, Jobs
from annotator.ui.plain import plain
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, Theme

_MEASURES = (
    ("u_alpha", "Same passages and verdicts  uα"),
    ("binary_u_alpha", "Same passages  |uα"),
    ("cu_alpha", "Same verdict where both marked  cuα"),
)


class Found(NamedTuple):
    """What the job has counted."""

    report: AgreementReport
    progress: dict[str, dict[State, int]]
    settled: int
    disagreements: int


class InsightsTab(QWidget):
    """Counts when it is first shown, and again when asked or shown after a change."""

    def __init__(self, session: Session, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._jobs = jobs
        self._theme = theme
        self._job: Job | None = None
        self._stale = True
        self._found: Found | None = None
        self._cards: list[QWidget] = []
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(26, 16, 26, 26)
        self._grid.setSpacing(16)
        self._told = plain(kind="muted", wrap=True)
        self._told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._told.setContentsMargins(20, 20, 20, 0)
        self._again = QPushButton("Count again")
        self._again.clicked.connect(self.count)
        self._again.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._told)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(scroll, 1)
        session.committed.connect(self._hear)
        session.reloaded.connect(self._hear)
        theme.changed.connect(self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.count()

    def _hear(self) -> None:
        self._stale = True
        if self.isVisible() and self._found is not None:
            self._again.show()

    def count(self) -> None:
        """Count in a job: large projects take seconds."""
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        self._again.hide()
        self._told.setText("Counting…")
        self._told.show()
        project = self._session.project

        def work(handle: Handle) -> Found | None:
            with project.reader() as queries:
                try:
                    report = agreement_report(queries, cancelled=handle.cancelled)
                    states = [
                        claim.state
                        for one in reviewed(queries, cancelled=handle.cancelled)
                        for claim in one.claims
                        if claim.disagreements
                    ]
                except CancelledError:
                    return None
                progress = {name: queries.queue_counts(who) for who, name in report.names.items()}
                settled = sum(state is ClaimState.SETTLED for state in states)
                return Found(report, progress, settled, len(states))

        self._job = self._jobs.run(work, self._take)

    def _take(self, found: Found | None) -> None:
        self._job = None
        if found is not None:
            self._found = found
            self._show()

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        of = found.report.summary
        self._told.setText(
            f"{counted(of.articles, 'article')} that two or more have finished, "
            f"{counted(len(of.annotators), 'annotator')}, {counted(of.labels, 'label')}; "
            f"{counted(of.left_out, 'article')} left out. "
            f"Intervals: {of.replicates:,} replicates over articles, seed {of.seed}."
        )
        self._cards = []
        for row, column, width, card in self._made(found):
            self._grid.addWidget(card, row, column, 1, width, Qt.AlignmentFlag.AlignTop)
            self._cards.append(card)
        self._grid.setRowStretch(3, 1)

    def _made(self, found: Found) -> Iterator[tuple[int, int, int, Card]]:
        theme, of = self._theme, found.report.summary
        for number, (key, title) in enumerate(_MEASURES):
            one = of.measures[key]
            foot = self._foot(one)
            card = NumberCard(theme, title, one.value, (one.low, one.high), foot)
            yield 0, 3 * number, 3, card
        still = found.disagreements - found.settled
        yield 0, 9, 3, ShareCard(theme, "Settled", found.settled, found.disagreements,
                                 f"{still:,} open")  # fmt: skip
        yield 1, 0, 4, self._progress(found)
        yield 1, 4, 4, self._pairs(found)
        yield 1, 8, 4, self._confusion(found)
        yield 2, 0, 12, self._people(found)

    @staticmethod
    def _foot(one: Interval) -> str:
        if one.low is not None and one.high is not None:
            return f"{one.low:.2f} to {one.high:.2f} with 95 % confidence"
        return one.why

    def _progress(self, found: Found) -> Card:
        bars = []
        for name, counts in sorted(found.progress.items()):
            whole = max(1, sum(counts.values()))
            done, begun = counts[State.DONE], counts[State.IN_PROGRESS]
            if not done + begun:
                continue  # who only reviews
            shares = [(done / whole, "accent"), (begun / whole, "selection")]
            bars.append(Bar(name, shares, f"{done:,} / {whole:,}"))
        return BarsCard(self._theme, "Progress", "Articles done and begun", bars)

    def _pairs(self, found: Found) -> Card:
        """F1 of each pair: exact below the diagonal, overlapping above it."""
        of, names = found.report.summary, found.report.names
        people = [names[one.id] for one in of.annotators]
        rows: dict[str, list[Cell | None]] = {name: [None] * len(people) for name in people}
        for pair in of.pairs:
            a, b = people.index(names[pair.a]), people.index(names[pair.b])
            rows[people[a]][b] = _cell(pair.f1_overlap)
            rows[people[b]][a] = _cell(pair.f1_exact)
        rest = " · ".join(
            f"{names[one.id]} {one.against_rest_f1.value:.2f}"
            for one in of.annotators
            if one.against_rest_f1.value is not None
        )
        return MatrixCard(
            self._theme, "Pairs", "F1, exact below and overlapping above the diagonal", people,
            rows, f"Against the rest: {rest}" if rest else "",
        )  # fmt: skip

    def _confusion(self, found: Found) -> Card:
        table = found.report.summary.confusion
        most = max((count for cells in table.values() for count in cells.values()), default=0) or 1
        heads = [SIGNS[verdict] for verdict in Verdict] + ["not marked"]
        rows: dict[str, list[Cell | None]] = {}
        for verdict in Verdict:
            cells = table.get(verdict.value, {})
            counts = {other: cells.get(other.value, 0) for other in Verdict}
            alone = cells.get(NOT_MARKED, 0)
            rows[f"{SIGNS[verdict]} {verdict.value}"] = [
                *((f"{n:,}", n / most, other.value) for other, n in counts.items()),
                (f"{alone:,}", alone / most, "muted"),
            ]
        told = "Verdicts on the same claims, all pairs"
        return MatrixCard(self._theme, "Which verdicts are taken for which", told, heads, rows)

    def _people(self, found: Found) -> Card:
        of, report = found.report.summary, found.report
        heads = ("Labels", "Left out", "F1", "κ verdict", "Dawid-Skene", "Minutes")
        rows: dict[str, list[Cell | None]] = {}
        for one in of.annotators:
            minutes = report.minutes.get(one.id)
            rows[report.names[one.id]] = [
                (f"{one.labels:,}", None, ""),
                (f"{one.left_out:,}", None, ""),
                _cell(one.against_rest_f1),
                _cell(one.against_rest_verdict),
                _cell(one.dawid_skene),
                (f"{minutes:,.0f}" if minutes else "–", None, ""),
            ]
        told = "Each against the others; Dawid-Skene is an estimate, for a hint and no more"
        return MatrixCard(self._theme, "Annotators", told, heads, rows)


def _cell(one: Measure) -> Cell:
    if one.value is None:
        return "–", None, ""
    return f"{one.value:.2f}".replace("0.", ".", 1), one.value, "accent"

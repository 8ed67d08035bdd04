"""The small mark in lists: a bubble and a number where threads are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from annotator.domain.claim import Claim
from annotator.domain.journal import Entry, Kind
from annotator.store.comments import OpenThread
from annotator.tasks.telling import counted
from annotator.ui.session import Session
from annotator.ui.theme import Theme


class OpenThreads(QObject):
    """The open threads of the project, by the labels that they are about. Read when asked for, and
    then article by article where something was said."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._read = False
        self._threads: dict[str, list[OpenThread]] = {}
        self._at: defaultdict[str, set[str]] = defaultdict(set)
        session.committed.connect(self._hear)
        session.reloaded.connect(self._forget)

    def count(self, claim: Claim) -> int:
        """How many are about any label of a claim."""
        if not self._read:
            self._read = True
            self._take(self._session.project.queries.open_threads())
        if not self._at:
            return 0
        labels = [label.id for label in claim.labels if label.id in self._at]
        return len({id_ for label in labels for id_ in self._at[label]})

    def _take(self, threads: Iterable[OpenThread]) -> None:
        for thread in threads:
            self._threads.setdefault(thread.article, []).append(thread)
            for label in thread.about:
                self._at[label].add(thread.id)

    def _hear(self, entry: Entry) -> None:
        """What is only put in other words is as open as before."""
        articles = {
            (change.after or change.before or {})["article"]
            for change in entry.changes_of(Kind.COMMENT)
            if change.before is None or change.after is None
        }
        for article in articles if self._read else ():
            for gone in self._threads.pop(article, ()):
                for label in gone.about:
                    self._at[label].discard(gone.id)
            self._take(self._session.project.queries.open_threads(article))
        if articles:
            self.changed.emit()

    def _forget(self) -> None:
        self._read = False
        self._threads.clear()
        self._at.clear()
        self.changed.emit()


def said(count: int) -> str:
    """The mark in words, for whoever hears the list; nothing without open threads."""
    return counted(count, "open thread") if count else ""


def paint_mark(painter: QPainter, line: QRectF, count: int, theme: Theme) -> float:
    """Draw the mark at the end of a line; returns how much of the line it takes."""
    if not count:
        return 0.0
    px = theme.px
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = theme.sans(11.5, bold=True)
    number = str(count)
    words = QFontMetricsF(font).horizontalAdvance(number)
    width, height = px(13), px(10)
    left = line.right() - words - px(4) - width
    bubble = QRectF(left, line.center().y() - height * 0.6, width, height)
    colour = QColor(theme.colours.accent)
    painter.setPen(QPen(colour, max(1.2, px(1.3))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_bubble(bubble))
    painter.setPen(colour)
    painter.setFont(font)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    painter.restore()
    return words + width + px(10)


def _bubble(box: QRectF) -> QPainterPath:
    """A rounded box with a tail below."""
    path = QPainterPath()
    path.addRoundedRect(box, box.height() * 0.35, box.height() * 0.35)
    tail = QPainterPath()
    foot = box.left() + box.width() * 0.25
    tail.moveTo(QPointF(foot, box.bottom() - 0.5))
    tail.lineTo(QPointF(foot, box.bottom() + box.height() * 0.35))
    tail.lineTo(QPointF(foot + box.width() * 0.3, box.bottom() - 0.5))
    tail.closeSubpath()
    return path.united(tail)

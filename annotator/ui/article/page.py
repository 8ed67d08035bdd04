"""The article with the labels of the session drawn on it, to be looked at; hands come with the
view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QVariantAnimation
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.domain.journal import Change, Entry, Kind
from annotator.domain.label import Label, Span
from annotator.domain.quoting import shortened
from annotator.ui.article.overlay import BELOW, Overlay, Scene
from annotator.ui.article.text_view import TextView
from annotator.ui.editing import Grip
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme

_FLASH_MS = 900
_FEW = 50
"""An entry of more changes than this has the whole page painted again."""


class Page(TextView):
    """Draws labels on the text, and repaints no more of it than has changed."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._scene = Scene(session.labels, session.offsets)
        self._handles: dict[Grip, QRectF] = {}
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_FLASH_MS)
        self._fade.valueChanged.connect(self._on_fade)
        session.committed.connect(self._hear)
        session.reloaded.connect(self._refresh)
        session.active_changed.connect(self._on_active)
        session.saved_changed.connect(self._refresh)

    def _fill(self) -> None:
        self._scene = Scene(self._session.labels, self._session.offsets)
        super()._fill()
        self._refresh()

    def _set_margins(self) -> None:
        super()._set_margins()
        self._scene.forget_places()

    def _hear(self, entry: Entry) -> None:
        """Paint again where labels have changed; everything, where the article has."""
        if self._behind:
            return
        if any(change.kind is Kind.ARTICLE for change in entry.changes):
            self._sheet.article = self._session.article
            self._sheet.header.show(self._sheet.article)
            self._set_margins()
            self._refresh()
            return
        self._take_state()
        for change in entry.changes[:_FEW]:
            for span in self._touched(change):
                self.viewport().update(self._band(self._scene.labels.knot(span)))
        if len(entry.changes) > _FEW:
            self.viewport().update()

    def _touched(self, change: Change) -> Iterator[Span]:
        """Where a label of this article stood before a change, and where it stands now."""
        mark = self._scene.labels.get(change.key)
        article = self._session.article.id if self._session.article else ""
        for fields in (change.before or {}, change.after or {}):
            here = fields.get("article", article if mark else None) == article
            if here and (spans := fields.get("spans")):
                yield Span(spans[0][0], spans[-1][1])
        if mark is not None:
            yield Span(mark.start, mark.end)

    def _refresh(self) -> None:
        if not self._behind:
            self._take_state()
            self.viewport().update()

    def _on_active(self) -> None:
        """Paint again only where the old and the new active label stand."""
        if self._behind:
            return
        before = self._scene.active
        self._take_state()
        for id_ in (before, self._scene.active):
            mark = self._scene.labels.get(id_) if id_ else None
            if mark is not None:
                self.viewport().update(self._band(Span(mark.start, mark.end)))

    def _band(self, span: Span) -> QRect:
        """The lines of a stretch with its underlines and handles, in the viewport."""
        lines = self._rect_of(span.start).united(self._rect_of(span.end))
        below = self._theme.px(BELOW)
        return QRect(0, lines.top() - below, self.viewport().width(), lines.height() + 2 * below)

    def _take_state(self) -> None:
        session, scene = self._session, self._scene
        self._handles = {}
        scene.labels, scene.offsets = session.labels, session.offsets
        scene.active = session.active
        mark = session.labels.get(session.active) if session.active else None
        scene.own = mark is not None and session.owns(mark)
        scene.unsaved = frozenset(
            change.key for entry in session.unsaved for change in entry.changes
        )

    def reveal(self, span: Span, *, flash: Sequence[Span] = ()) -> None:
        """Bring a stretch into view with some room around it, and flash what has changed."""
        super().reveal(span)
        if flash:
            self._scene.flash = tuple(flash)
            self._fade.stop()
            self._fade.start()

    def _on_fade(self, strength: object) -> None:
        assert isinstance(strength, float)
        self._scene.strength = strength
        if not strength:
            self._scene.flash = ()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        top, asked = self.verticalScrollBar().value(), event.rect()
        reach = self._theme.px(BELOW)
        first, height = top + asked.top() - reach, asked.height() + 2 * reach
        overlay = Overlay(self.document(), self._scene, self._theme, first, height)
        under = QPainter(self.viewport())
        under.setClipRegion(event.region())
        under.translate(0, -top)
        self._sheet.header.paint(under, self.document().rootFrame().frameFormat().leftMargin())
        overlay.paint_under(under)
        under.end()
        super().paintEvent(event)
        over = QPainter(self.viewport())
        over.setClipRegion(event.region())
        over.translate(0, -top)
        overlay.paint_over(over)
        over.end()
        self._handles |= overlay.handles

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            here = self._session.labels.at(self._position_at(QPointF(event.pos())))
            said = "<br>".join(self._told(mark.id) for mark in here[:4])
            QToolTip.showText(event.globalPos(), said, self.viewport())
            return True
        return super().viewportEvent(event)

    def _told(self, id_: str) -> str:
        """A label for a tool tip, with nothing in it that could be taken for markup."""
        from html import escape  # loads a table of entities: not for a start

        label = self._session.label(id_)
        if label is None:
            return ""
        verdict = f"{SIGNS[label.verdict]} {WORDS[label.verdict]}"
        name = self._whose(label)
        head = f"<b>{verdict}</b> · {escape(name)}" if name else f"<b>{verdict}</b>"
        return f"{head}<br>{escape(shortened(label.quote, 90))}"

    def _whose(self, label: Label) -> str:
        """The name of who made a label, where it may be told."""
        return self._session.name_of(label.annotator)

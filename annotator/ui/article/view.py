"""The article under one's hands: selecting, activating a label, dragging its edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from annotator.domain import boundaries, snapping
from annotator.domain.label import Label, Span
from annotator.ui.article.page import Page
from annotator.ui.article.verdict_bar import VerdictBar
from annotator.ui.editing import Editing, Grip, dragged
from annotator.ui.menu import Menu
from annotator.ui.session import Session
from annotator.ui.theme import Theme

_PAUSE_MS = 250
_LONG = 200
"""Longer stretches than this are not looked for elsewhere."""
_MANY = 200
"""No more places than these are counted where one only selects."""
_KEYS = QKeySequence.StandardKey
_WordKey: TypeAlias = tuple[QKeySequence.StandardKey, QKeySequence.StandardKey, Literal[1, -1]]
_WORD_KEYS: Final[Sequence[_WordKey]] = (
    (_KEYS.MoveToNextWord, _KEYS.SelectNextWord, 1),
    (_KEYS.MoveToPreviousWord, _KEYS.SelectPreviousWord, -1),
)
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class ArticleView(Page):
    """A page that takes selections, clicks and dragged edges."""

    note_wanted = Signal()
    verdict_chosen = Signal(object)

    def __init__(
        self, session: Session, editing: Editing, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, theme, parent)
        self._editing = editing
        self._exact = False
        self._counted: tuple[Span, str] | None = None
        self._pressed: QPointF | None = None
        self._dragged: Grip | None = None
        self._sentence_next = QTimer(self, singleShot=True)
        self.viewport().setMouseTracking(True)
        self._bar = VerdictBar(theme, self.viewport())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._connect()
        self.show_article()

    def _connect(self) -> None:
        self._session.article_opened.connect(self.show_article)
        self._editing.marked.connect(self.clear_selection)
        self.selectionChanged.connect(self._on_selection)
        self.verticalScrollBar().valueChanged.connect(self._place_bar)
        self._pause.timeout.connect(self._place_bar)
        self._bar.chosen.connect(self.verdict_chosen)
        self._bar.note_wanted.connect(self.note_wanted)
        self._bar.all_wanted.connect(self.preview_occurrences)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._bar.show_keys(keys)

    def _fill(self) -> None:
        self._bar.hide()
        self._exact = False
        super()._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    # The selection

    def selected_span(self) -> Span | None:
        """The selection, snapped to words unless it was made with Alt held; None where it is
        empty or holds no character worth a label."""
        article, cursor = self._session.article, self.textCursor()
        if article is None or not cursor.hasSelection():
            return None
        from_utf16 = self._session.offsets.from_utf16
        place = from_utf16(cursor.selectionStart()), from_utf16(cursor.selectionEnd())
        snap = snapping.exact if self._exact else snapping.snap
        start, end = snap(article.text, *place)
        return Span(start, end) if start < end else None

    def selected_places(self) -> list[Span]:
        """Every occurrence where that preview is on, else the selection."""
        if self._scene.preview:
            return list(self._scene.preview)
        span = self.selected_span()
        return [span] if span else []

    def select(self, span: Span) -> None:
        """Select a stretch, and bring it into view."""
        self._set_cursor(span.start, span.end)
        self.reveal(span)

    def clear_selection(self) -> None:
        """Let go of the selection; the caret stays at its end."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        self._exact = False
        self._end_preview()
        self.setTextCursor(cursor)
        self._bar.hide()

    def _end_preview(self) -> None:
        if self._scene.preview:
            self._scene.preview = ()
            self.viewport().update()

    def select_sentence(self) -> None:
        """Select the sentence at the caret."""
        article = self._session.article
        if article is None:
            return
        at = self._session.offsets.from_utf16(self.textCursor().selectionStart())
        place = boundaries.sentence_at(article.text, min(at, len(article.text) - 1))
        if place:
            self._set_cursor(*snapping.trim(article.text, *place))
            self._place_bar()

    def preview_occurrences(self) -> None:
        """Show every place where the selected words stand, or show them no more."""
        span = self.selected_span()
        on = span is not None and not self._scene.preview
        self._scene.preview = list(self._editing.occurrences(span)) if on and span else ()
        self.viewport().update()

    def _on_selection(self) -> None:
        self._end_preview()
        self._bar.hide()
        if self.textCursor().hasSelection():
            self._pause.start()

    def _place_bar(self) -> None:
        cursor = self.textCursor()
        span = self.selected_span() if cursor.hasSelection() else None
        if span is None or self._pressed is not None:
            self._bar.hide()
            return
        first = QTextCursor(self.document())
        first.setPosition(cursor.selectionStart())
        last = QTextCursor(self.document())
        last.setPosition(cursor.selectionEnd())
        start, end = self.cursorRect(first), self.cursorRect(last)
        rect = start.united(end)
        if start.top() != end.top():
            rect.setLeft(end.left())
        self._bar.show_at(rect, self.viewport().rect(), self._how_often(span))

    def _how_often(self, span: Span) -> str:
        """At how many places the selected words stand; nothing where it is this one alone. They are
        counted once, and not with every line that is scrolled."""
        if self._counted is None or self._counted[0] != span:
            places = self._editing.occurrences(span) if 1 < len(span) < _LONG else ()
            count = sum(1 for _ in islice(places, _MANY + 1))
            often = "" if count < 2 else f"{_MANY}+" if count > _MANY else str(count)
            self._counted = span, often
        return self._counted[1]

    def _take_state(self) -> None:
        super()._take_state()
        self._counted = None

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._dragged = self._handle_at(event.position())
        if self._dragged:
            return
        self._pressed = event.position()
        self._end_preview()
        if self._sentence_next.isActive():
            self._sentence_next.stop()
            self.select_sentence()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        article = self._session.article
        if article is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = event.position()
        word = boundaries.word_at(article.text, self._position_at(event.position()))
        if word:
            self._set_cursor(*word)
        self._sentence_next.start(QGuiApplication.styleHints().mouseDoubleClickInterval())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self._drag_edge(self._dragged, event)
            return
        on_handle = self._handle_at(event.position()) is not None
        shape = Qt.CursorShape.SizeHorCursor if on_handle else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self._drop_edge()
            return
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if event.button() != Qt.MouseButton.LeftButton or self._session.article is None:
            return
        if not self.textCursor().hasSelection():
            if pressed is not None:
                self._click(event.position())
            return
        self._exact = bool(event.modifiers() & _ALT)
        span = self.selected_span()
        if span is None:
            self.clear_selection()
        elif event.modifiers() & _CTRL and self._session.active:
            self._editing.add_fragment(span)
        else:
            self._set_cursor(span.start, span.end)
            self._place_bar()

    def _click(self, where: QPointF) -> None:
        """Activate the label there; again, the next one of the stack; beside labels, none."""
        at = self._position_at(where)
        here = self._session.labels.at(at)
        if not here:
            self._session.activate(None)
            return
        ids = [mark.id for mark in here]
        active = self._session.active
        index = ids.index(active) + 1 if active in ids else 0
        self._session.activate(ids[index % len(ids)])

    def _handle_at(self, where: QPointF) -> Grip | None:
        point = QPointF(where.x(), where.y() + self.verticalScrollBar().value())
        for grip, box in self._handles.items():
            if box.adjusted(-4, -2, 4, 2).contains(point):
                return grip
        return None

    def _drag_edge(self, grip: Grip, event: QMouseEvent) -> None:
        label, article = self._active(), self._session.article
        if label is None or article is None:
            return
        at = self._session.offsets.from_utf16(
            self.cursorForPosition(event.position().toPoint()).position()
        )
        snap = snapping.exact if event.modifiers() & _ALT else snapping.snap
        self._scene.moved = tuple(dragged(article.text, label.spans, grip, at, snap))
        self.viewport().update()

    def _drop_edge(self) -> None:
        label, moved = self._active(), self._scene.moved
        self._dragged, self._scene.moved = None, None
        if label is not None and moved:
            self._editing.set_spans(label.id, moved)
        self.viewport().update()

    def _active(self) -> Label | None:
        return self._session.label(self._session.active)

    # Keys and menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._exact = False
        for moves, selects, step in _WORD_KEYS:
            if event.matches(moves) or event.matches(selects):
                self._go_by_word(step, select=event.matches(selects))
                return
        super().keyPressEvent(event)

    def _go_by_word(self, step: Literal[1, -1], *, select: bool) -> None:
        """Move the caret by a word, as selections snap to it: Qt knows but spaces."""
        article, cursor, offsets = self._session.article, self.textCursor(), self._session.offsets
        if article is None:
            return
        if cursor.block().textDirection() == Qt.LayoutDirection.RightToLeft:
            step = -1 if step > 0 else 1
        at = boundaries.next_word(article.text, offsets.from_utf16(cursor.position()), step)
        modes = QTextCursor.MoveMode
        mode = modes.KeepAnchor if select else modes.MoveAnchor
        cursor.setPosition(offsets.utf16(at), mode)
        self.setTextCursor(cursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = Menu(self)
        menu.addActions([action for action in self.actions() if action.isEnabled()][:12])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

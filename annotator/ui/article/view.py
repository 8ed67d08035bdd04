"""The article: a text to read and select in, with the labels drawn on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QPointF,
    QRect,
    QRectF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextEdit, QToolTip, QWidget

from annotator.domain import snapping
from annotator.domain.edits import shortened
from annotator.domain.journal import Entry, Kind
from annotator.domain.label import Label, Span
from annotator.ui.article.document import COLUMN, make_document, set_margins
from annotator.ui.article.header import Header
from annotator.ui.article.overlay import Overlay, Scene
from annotator.ui.article.verdict_bar import VerdictBar
from annotator.ui.editing import Edge, Editing
from annotator.ui.session import Session
from annotator.ui.theme import SIGNS, WORDS, Theme

_PAUSE_MS = 250
_FLASH_MS = 900
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class ArticleView(QTextEdit):
    """Shows the session's article. Offsets that leave it are code points of the stored text."""

    selection_changed = Signal()
    note_wanted = Signal()
    verdict_chosen = Signal(object)

    def __init__(
        self, session: Session, editing: Editing, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._editing = editing
        self._theme = theme
        self._header = Header(session, theme)
        self._scene = Scene(session.labels, session.offsets)
        self._shown: QTextDocument | None = None
        # Where a change of width has scrolled to, and for which position: at the next step of it
        # that position still counts, and not the start of its line, or one would drift upwards.
        self._kept = (0, 0)
        self._exact = False
        self._pressed: QPointF | None = None
        self._dragged: Edge | None = None
        self._sentence_next = QTimer(self, singleShot=True)
        self._handles: list[tuple[str, QRectF]] = []
        self.setAccessibleName("Article")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self._bar = VerdictBar(theme, self.viewport())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_FLASH_MS)
        self._connect()
        self.show_article()

    def _connect(self) -> None:
        session, theme = self._session, self._theme
        session.article_opened.connect(self.show_article)
        session.committed.connect(self._hear)
        session.reloaded.connect(self._refresh)
        session.active_changed.connect(self._refresh)
        session.saved_changed.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self._editing.marked.connect(self.clear_selection)
        self.selectionChanged.connect(self._on_selection)
        self.verticalScrollBar().valueChanged.connect(self._place_bar)
        self._pause.timeout.connect(self._place_bar)
        self._fade.valueChanged.connect(self._on_fade)
        self._bar.chosen.connect(self.verdict_chosen)
        self._bar.note_wanted.connect(self.note_wanted)
        self._bar.all_wanted.connect(self.preview_occurrences)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Show these keys beside what they do."""
        self._bar.show_keys(keys)

    # What is shown

    def show_article(self) -> None:
        """Show the session's article from its top."""
        session = self._session
        document = make_document(session.article, session.offsets, self._theme)
        self._header.refresh()
        self._bar.hide()
        self._exact = False
        self._scene = Scene(session.labels, session.offsets)
        self._set_margins(document)
        document.setParent(self)
        old, self._shown = self._shown, document
        self.setDocument(document)
        if old is not None:
            old.deleteLater()
        self._refresh()

    def _restyle(self) -> None:
        """Lay the article out anew, and stay where one was reading."""
        top = self.top_position()
        self.show_article()
        self.scroll_to_position(top)

    def _set_margins(self, document: QTextDocument | None = None) -> None:
        width = self.viewport().width()
        column = min(self._theme.px(COLUMN), width - self._theme.px(48))
        side = max(self._theme.px(24), (width - column) / 2)
        height = self._header.lay_out(width - 2 * side)
        self._scene.forget_places()
        set_margins(document or self.document(), side, height, self._theme.px(90))

    def _hear(self, entry: Entry) -> None:
        if any(entry.changes_of(Kind.ARTICLE)):
            self._header.refresh()
            self._set_margins()
        self._refresh()

    def _refresh(self) -> None:
        session, scene = self._session, self._scene
        scene.labels, scene.offsets = session.labels, session.offsets
        scene.active = session.active
        mark = session.labels.get(session.active) if session.active else None
        scene.own = mark is not None and session.owns(mark)
        scene.unsaved = frozenset(
            change.key for entry in session.unsaved for change in entry.changes
        )
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        at, top = self.verticalScrollBar().value(), 0
        # A text at its top may be new and not laid out yet.
        if at and event.size().width() != event.oldSize().width():
            top = self._kept[1] if self._kept[0] == at else self.top_position()
        super().resizeEvent(event)
        self._set_margins()
        if top:
            self.scroll_to_position(top)
            self._kept = self.verticalScrollBar().value(), top
        self._place_bar()

    def paintEvent(self, event: QPaintEvent) -> None:
        top = self.verticalScrollBar().value()
        overlay = Overlay(self.document(), self._scene, self._theme, top, self.viewport().height())
        under = QPainter(self.viewport())
        under.translate(0, -top)
        self._header.paint(under, self.document().rootFrame().frameFormat().leftMargin())
        overlay.paint_under(under)
        under.end()
        super().paintEvent(event)
        over = QPainter(self.viewport())
        over.translate(0, -top)
        overlay.paint_over(over)
        over.end()
        self._handles = overlay.handles

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
        self._scene.preview = ()
        self.setTextCursor(cursor)
        self._bar.hide()
        self.viewport().update()

    def select_sentence(self) -> None:
        """Select the sentence at the caret."""
        article = self._session.article
        if article is None:
            return
        at = self._session.offsets.from_utf16(self.textCursor().selectionStart())
        place = snapping.sentence_at(article.text, min(at, len(article.text) - 1))
        if place:
            self._set_cursor(*snapping.trim(article.text, *place))
            self._place_bar()

    def preview_occurrences(self) -> None:
        """Show every place where the selected words stand, or show them no more."""
        span = self.selected_span()
        on = span is not None and not self._scene.preview
        self._scene.preview = self._editing.occurrences(span) if on and span else ()
        self.viewport().update()
        self.selection_changed.emit()

    def _set_cursor(self, start: int, end: int) -> None:
        utf16 = self._session.offsets.utf16
        cursor = QTextCursor(self.document())
        cursor.setPosition(utf16(start))
        cursor.setPosition(utf16(end), QTextCursor.MoveMode.KeepAnchor)
        top = self.verticalScrollBar().value()
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(top)

    def _on_selection(self) -> None:
        self._scene.preview = ()
        self._bar.hide()
        if self.textCursor().hasSelection():
            self._pause.start()
        self.selection_changed.emit()

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
        article = self._session.article
        words = article.quote(span.start, span.end) if article else ""
        count = article.text.count(words) if article and 1 < len(words) < 200 else 1
        self._bar.show_at(rect, self.viewport().rect(), count)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The words as they stand in the article: the widget would change spaces in them."""
        data = QMimeData()
        article, cursor = self._session.article, self.textCursor()
        if article is not None:
            from_utf16 = self._session.offsets.from_utf16
            start, end = from_utf16(cursor.selectionStart()), from_utf16(cursor.selectionEnd())
            data.setText(article.quote(start, end))
        return data

    # Where one is

    def reveal(self, span: Span, *, flash: Sequence[Span] = ()) -> None:
        """Bring a stretch into view with some room around it, and flash what has changed."""
        rect = self._rect_of(span.start)
        end = self._rect_of(span.end)
        room = self.viewport().height()
        margin = min(self._theme.px(80), room // 4)
        bar = self.verticalScrollBar()
        top, bottom = (
            rect.top() + bar.value(),
            max(rect, end, key=QRect.bottom).bottom() + bar.value(),
        )
        if top < bar.value() + margin:
            bar.setValue(top - margin)
        elif bottom > bar.value() + room - margin:
            bar.setValue(min(bottom - room + margin, top - margin))
        if flash:
            self._scene.flash = tuple(flash)
            self._fade.stop()
            self._fade.start()

    def _rect_of(self, position: int) -> QRect:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._session.offsets.utf16(position))
        return self.cursorRect(cursor)

    def _on_fade(self, strength: object) -> None:
        assert isinstance(strength, float)
        self._scene.strength = strength
        if not strength:
            self._scene.flash = ()
        self.viewport().update()

    def top_position(self) -> int:
        """The position of the first character in view."""
        if self._session.article is None:
            return 0
        return self._session.offsets.from_utf16(
            self.cursorForPosition(self.viewport().rect().topLeft()).position()
        )

    def scroll_to_position(self, position: int) -> None:
        """Bring a position to the top of the view."""
        length = len(self._session.article.text) if self._session.article else 0
        rect = self._rect_of(max(0, min(position, length)))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + rect.top() if position > 0 else 0)

    def return_to(self, position: int) -> None:
        """Bring a position to the top of the view, and the caret there: when a text is first shown,
        Qt scrolls to its caret."""
        length = len(self._session.article.text) if self._session.article else 0
        position = max(0, min(position, length))
        self._set_cursor(position, position)
        self.scroll_to_position(position)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._dragged = self._handle_at(event.position())
        if self._dragged:
            return
        self._pressed = event.position()
        self._scene.preview = ()
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
        word = snapping.word_at(article.text, self._position_at(event.position()))
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

    def _position_at(self, where: QPointF) -> int:
        """The position of the character under the mouse."""
        unit = self.cursorForPosition(where.toPoint()).position()
        cursor = QTextCursor(self.document())
        cursor.setPosition(unit)
        if self.cursorRect(cursor).left() > where.x() and unit > cursor.block().position():
            unit -= 1
        return self._session.offsets.from_utf16(unit)

    def _handle_at(self, where: QPointF) -> Edge | None:
        point = QPointF(where.x(), where.y() + self.verticalScrollBar().value())
        for edge, box in self._handles:
            if box.adjusted(-4, -2, 4, 2).contains(point):
                return "start" if edge == "start" else "end"
        return None

    def _drag_edge(self, edge: Edge, event: QMouseEvent) -> None:
        label, article = self._active(), self._session.article
        if label is None or article is None:
            return
        at = self._session.offsets.from_utf16(
            self.cursorForPosition(event.position().toPoint()).position()
        )
        snap = snapping.exact if event.modifiers() & _ALT else snapping.snap
        spans = list(label.spans)
        if edge == "start" and at < spans[0].end:
            spans[0] = Span(snap(article.text, at, spans[0].end)[0], spans[0].end)
        elif edge == "end" and at > spans[-1].start:
            spans[-1] = Span(spans[-1].start, snap(article.text, spans[-1].start, at)[1])
        if all(len(span) for span in spans):
            self._scene.moved = tuple(spans)
            self.viewport().update()

    def _drop_edge(self) -> None:
        label, moved = self._active(), self._scene.moved
        self._dragged, self._scene.moved = None, None
        if label is not None and moved:
            self._editing.set_spans(label.id, moved)
        self.viewport().update()

    def _active(self) -> Label | None:
        return self._session.label(self._session.active)

    # Keys, tips and menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._exact = False
        super().keyPressEvent(event)

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
        name = self._session.name_of(label.annotator)
        return f"<b>{verdict}</b> · {escape(name)}<br>{escape(shortened(label.quote, 90))}"

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addActions([action for action in self.actions() if action.isEnabled()][:12])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
